"""What the centre's commands do; `commands.running` sets Django up before it loads this."""

import re
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType

import uvicorn
from django.conf import settings
from django.core.exceptions import ObjectDoesNotExist
from django.core.management import call_command
from django.db import connection

from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan_center.alerts.bulletins.pages import files
from anlan_center.alerts.deliveries.actions.pages import demonstrated_mail, own_pages
from anlan_center.audit.sealing import faults, last_seal, seal
from anlan_center.audit.sealing import summary as summarise
from anlan_center.config.starting import (
    alone,
    database_told,
    demand_free,
    demand_own_tables,
    demand_tables,
    tell_doubts,
)
from anlan_center.config.wiring import LOOPS, SEALED, TRIGGERS
from anlan_center.directory.loading import load_city
from anlan_center.directory.machine import (
    MOST,
    MadeAccount,
    demo_accounts,
    first_administrators,
    make_administrators,
)
from anlan_center.outbox.looping import supervise
from anlan_center.triggers import lay, missing
from anlan_center.vault.keys import rotate

STOP_S = 10.0
"""Longest wait for work in hand when the centre is told to stop, s; what is left is taken on again later."""


def prepare(screen: Terminal) -> None:
    """Bring the tables up to date and load the city package.

    Parameters
    ----------
    screen
        Where to tell.

    Raises
    ------
    SettingError
        If the database cannot be reached, or no city was chosen yet.
    """
    data = settings.ANLAN_INSTALLATION.data
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True, mode=0o700)
    with database_told():
        city = _city()
        screen.say(Message(mark("Bringing the tables up to date; the data lie in {folder}."), folder=data))
        demand_own_tables()
        call_command("migrate", interactive=False, verbosity=0)
        lay(connection, missing(connection, TRIGGERS))  # SQLite drops them with a table that a migration makes anew
        _load(screen, city)
    (data / "city").write_text(f"{city}\n", encoding="utf-8")


def _load(screen: Terminal, city: Path) -> None:
    screen.say(Message(mark("Loading the city package {city} ..."), city=city))
    loaded = load_city(city)
    own_pages()
    told = mark("{city}: {areas:,} areas, {organisations:,} organisations; {made:,} are new, {changed:,} changed")
    counts = {name: getattr(loaded, name) for name in ("city", "areas", "organisations", "made", "changed")}
    screen.say(Message(told, **counts))


def _city() -> Path:
    told = settings.ANLAN_CITY
    if not told:
        raise SettingError(Message(mark("no city was chosen yet; give the folder of a city package")))
    return Path(told)


def up(screen: Terminal, host: str, port: int) -> None:
    """Start everything in this process, until Ctrl-C.

    Parameters
    ----------
    screen
        Where to tell.
    host, port
        Where to listen.
    """
    demand_free(host, port)
    with alone(settings.ANLAN_INSTALLATION.data):
        prepare(screen)
        with database_told():
            _first_accounts(screen)
            tell_doubts(screen)
        with _loops():
            _serve(screen, host, port)


def _first_accounts(screen: Terminal) -> None:
    if settings.ANLAN_INSTALLATION.demo:
        _tell_accounts(screen, demo_accounts(must_change=False))
    else:
        _tell_accounts(screen, first_administrators())
    if settings.ANLAN_MAIL_FOLDER is not None:
        demonstrated_mail()
        told = mark("In a demonstration no mail leaves this machine; letters lie in {folder}.")
        screen.say(Message(told, folder=settings.ANLAN_MAIL_FOLDER))


def _tell_accounts(screen: Terminal, accounts: Sequence[MadeAccount]) -> None:
    fresh = [account for account in accounts if account.password]
    if fresh:
        screen.say(Message(mark("New accounts; their passwords are shown this once:")), style="bold")
    for account in fresh:
        screen.out.print(f"  {account.username:<24} {account.password}", highlight=False)
    if len(fresh) < len(accounts):
        kept = mark("{count} accounts were there before; their passwords were shown then.")
        screen.say(Message(kept, count=len(accounts) - len(fresh)))


def administrators(screen: Terminal, count: int) -> None:
    """Make administrators of the whole city, and print their passwords this once.

    Parameters
    ----------
    screen
        Where to tell.
    count
        How many.

    Raises
    ------
    SettingError
        If the number cannot be meant, or no city is loaded yet.
    """
    demand_tables()
    try:
        with database_told():
            made = make_administrators(count)
    except ValueError as error:
        what = mark("{count} administrators cannot be made at once; give a number from 1 to {most}")
        raise SettingError(Message(what, count=count, most=MOST)) from error
    except ObjectDoesNotExist as error:
        raise SettingError(Message(mark("no city is loaded; run 'anlan center migrate CITY' first"))) from error
    _tell_accounts(screen, made)
    screen.say(Message(mark("What one administrator asks for another confirms: give each account to another person.")))


def serve(screen: Terminal, host: str, port: int) -> None:
    """Serve the pages until told to stop.

    Parameters
    ----------
    screen
        Where to tell.
    host, port
        Where to listen.
    """
    demand_free(host, port)
    demand_tables()
    tell_doubts(screen)
    _serve(screen, host, port)


def _serve(screen: Terminal, host: str, port: int) -> None:
    screen.say(Message(mark("Open {address} - Ctrl-C stops the centre."), address=settings.ANLAN_INSTALLATION.origin))
    config = uvicorn.Config(
        "anlan_center.config.asgi:application", host=host, port=port, lifespan="off", log_config=None,
        access_log=False, timeout_graceful_shutdown=3, proxy_headers=settings.ANLAN_INSTALLATION.proxied,
    )  # fmt: skip
    signal.signal(signal.SIGTERM, _ended)  # the server raises it anew once it has closed, and loops are still to stop
    uvicorn.Server(config).run()


def _ended(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(0)


def export(screen: Terminal, folder: Path) -> None:
    """Write the public pages as plain files, for any web server.

    Parameters
    ----------
    screen
        Where to tell.
    folder
        Where to; made where it is missing. Files of the same names are replaced, others stay.

    Raises
    ------
    SettingError
        If the folder cannot be written to, or the tables are not there yet.
    """
    demand_tables()
    try:
        with database_told():
            count = files.export(folder)
    except OSError as error:
        what = mark("{folder} cannot be written to: {reason}; choose another folder")
        raise SettingError(Message(what, folder=folder, reason=error.strerror or str(error))) from error
    screen.say(Message(mark("{count:,} files of the public pages are in {folder}."), count=count, folder=folder))


def deliver(screen: Terminal) -> None:
    """Run the loops of the deliverer until told to stop.

    Parameters
    ----------
    screen
        Where to tell.
    """
    demand_tables()
    tell_doubts(screen)
    stopped = threading.Event()

    def stop(_number: int, _frame: FrameType | None) -> None:
        stopped.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    with _loops():
        screen.say(Message(mark("Delivering - Ctrl-C stops this deliverer.")))
        stopped.wait()


@contextmanager
def _loops() -> Iterator[None]:
    stop = threading.Event()
    threads = [
        threading.Thread(target=_looped(name, loop, stop), name=name, daemon=True) for name, loop in LOOPS.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        until = time.monotonic() + STOP_S
        for thread in threads:
            thread.join(max(0.0, until - time.monotonic()))


def _looped(name: str, loop: Callable[[threading.Event], None], stop: threading.Event) -> Callable[[], None]:
    def run() -> None:
        try:
            supervise(name, loop, stop)
        finally:
            connection.close()

    return run


def verify(screen: Terminal, exported: str) -> int:
    """Look for faults in the record; returns how many there are.

    Parameters
    ----------
    screen
        Where to tell.
    exported
        Digest of a seal that was written down elsewhere; empty for none.

    Raises
    ------
    SettingError
        If the digest is not whole, or the database cannot be used.
    """
    demand_tables()
    wanted = exported.strip().lower()
    if wanted and not re.fullmatch(r"[0-9a-f]{64}", wanted):
        what = mark("the seal '{seal}' is not whole; give its 64 hexadecimal digits")
        raise SettingError(Message(what, seal=exported))
    count = 0
    with database_told():
        for count, fault in enumerate(faults(wanted), start=1):  # noqa: B007 - the last number is the count
            screen.err.print(fault.what.render(screen.translate), style="red", highlight=False, markup=False)
        summary = summarise()
    told = mark("{rows:,} rows, {seals:,} seals, {unsealed:,} rows not sealed yet: {count} faults")
    screen.say(Message(told, count=count, **summary))
    return count


def seal_now(screen: Terminal) -> None:
    """Seal what has settled and print the last seal.

    Parameters
    ----------
    screen
        Where to tell.
    """
    demand_tables()
    with database_told():
        seal()
        last = last_seal()
    if last is None:
        screen.say(Message(mark("There is nothing to seal yet; rows are sealed a minute after they were written.")))
        return
    screen.say(Message(mark("Rows up to {last}: {digest}"), last=last.last, digest=last.digest))


def exchange_keys(screen: Terminal) -> None:
    """Make new keys for what is sealed, and seal it anew; old keys stay in their files for what is in backups.

    Parameters
    ----------
    screen
        Where to tell.
    """
    demand_tables()
    for purpose, seal_anew in SEALED.items():
        with database_told():
            keys, rows = rotate(purpose), seal_anew()
        told = mark("{purpose}: {rows:,} rows are sealed with a new key; its file holds {keys} keys now.")
        screen.say(Message(told, purpose=purpose, rows=rows, keys=keys))
    screen.say(
        Message(mark("Back the folder of keys up now, apart from the database: what is sealed needs the new key."))
    )
