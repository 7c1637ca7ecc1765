"""What must hold before a command of the centre works: what does not is refused in one line with its remedy."""

import re
import socket
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan_center.accounts.models import User
from anlan_center.audit.models import Record
from anlan_center.config.health import changes_of_tables

AHEAD_S = 60.0
"""How far the record may be ahead of this machine's clock before that is told, s (assumption: clocks of several
machines that follow a time server differ by far less)."""

OTHERS = frozenset({"django_migrations", "spatial_ref_sys"})
"""Tables that an empty database may hold: Django's own, and that of PostGIS."""


@contextmanager
def database_told() -> Iterator[None]:
    """Turn what the database refuses into one line.

    Raises
    ------
    SettingError
        Which says what the database said, and what to do.
    """
    try:
        yield
    except DatabaseError as error:
        reason = re.sub(r"\s+", " ", str(error)).strip()
        if connection.vendor == "sqlite":
            what = mark(
                "the database {file} cannot be used: {reason}; make room and rights for it, put the last backup there, "
                "or choose another folder with --data"
            )
            raise SettingError(Message(what, file=settings.DATABASES["default"]["NAME"], reason=reason)) from error
        what = mark("the database cannot be used: {reason}; see DATABASE_URL, and whether its server runs")
        raise SettingError(Message(what, reason=reason)) from error


def demand_own_tables() -> int:
    """Refuse a database of another program, of a newer version of this one, or of another kind of centre.

    Returns how many changes of the tables are missing.

    Raises
    ------
    SettingError
        Which names them.
    """
    applied = set(MigrationRecorder(connection).applied_migrations())
    newer = sorted(".".join(one) for one in applied - set(MigrationLoader(None).disk_migrations))
    if newer:
        what = mark(
            "the tables were made by a newer version of this program, or by another ({names}); install that version, "
            "or put the backup from before there"
        )
        raise SettingError(Message(what, names=_few(newer)))
    strangers = sorted(set(connection.introspection.table_names()) - OTHERS)
    if not applied and strangers:
        what = mark("the database holds tables of another program ({names}); give an empty one in DATABASE_URL")
        raise SettingError(Message(what, names=_few(strangers)))
    if {("accounts", "0001_initial"), ("audit", "0001_initial")} <= applied:
        _demand_kind()
    return len(changes_of_tables() - applied)


def _demand_kind() -> None:
    """Refuse a demonstration in the database of a real centre, and the other way round.

    The mark in the data folder is not enough: a database elsewhere does not know to which folder it belongs. Accounts
    of a demonstration stand in the record, which nobody changes.
    """
    begun_as_demonstration = Record.objects.filter(action="account.demo").exists()
    if settings.ANLAN_INSTALLATION.demo and User.objects.exists() and not begun_as_demonstration:
        raise SettingError(
            Message(mark("the database holds a real centre; a demonstration needs another one, see DATABASE_URL"))
        )
    if begun_as_demonstration and not settings.ANLAN_INSTALLATION.demo:
        what = mark(
            "the database was begun as a demonstration, whose passwords were shown; a real centre needs an empty one, "
            "see DATABASE_URL"
        )
        raise SettingError(Message(what))


def _few(names: list[str]) -> str:
    return ", ".join([*names[:3], *(["..."] if len(names) > 3 else [])])


def demand_tables() -> None:
    """Refuse to begin before the tables are as this version needs them.

    Raises
    ------
    SettingError
        If they are not, or the database cannot be used.
    """
    with database_told():
        missing = demand_own_tables()
    if missing:
        what = mark("{count} changes of the tables are missing; run 'anlan center migrate' first")
        raise SettingError(Message(what, count=missing))


def demand_free(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on.

    Parameters
    ----------
    host, port
        Where to listen.

    Raises
    ------
    SettingError
        Which says why.
    """
    try:
        family, kind, _protocol, _name, place = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(place)
    except OSError as error:
        what = Message(
            mark("{host}:{port} cannot be listened on: {reason}; choose another with --host or --port"),
            host=host, port=port, reason=error.strerror or str(error),
        )  # fmt: skip
        raise SettingError(what) from error


@contextmanager
def alone(data: Path) -> Iterator[None]:
    """Hold a data folder against a second `anlan up`; the system lets go of it however this process ends.

    Parameters
    ----------
    data
        The folder.

    Raises
    ------
    SettingError
        If another process holds it.
    """
    guard = sqlite3.connect(data / "up.lock", timeout=0, isolation_level=None)
    try:
        try:
            guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            what = mark("another 'anlan up' works on {folder}; stop it, or choose another folder with --data")
            raise SettingError(Message(what, folder=data)) from error
        yield
    finally:
        guard.close()


def doubts() -> Iterator[Message]:
    """Yield what does not stop the centre, but has to be known before anybody relies on it."""
    last = Record.objects.order_by("-pk").values_list("at", flat=True).first()
    now = timezone.now()
    if last is not None and last > now + timedelta(seconds=AHEAD_S):
        what = mark(
            "this machine's clock says {now}, but the record goes on until {last}; set the clock before anything is "
            "released"
        )
        yield Message(what, now=f"{now:%Y-%m-%d %H:%M:%S} UTC", last=f"{last:%Y-%m-%d %H:%M:%S} UTC")
    if finders.find("anlan/built/manifest.json") is None:
        yield Message(mark("pages have no maps: their scripts were not built; run 'python -m tools.frontend'"))


def tell_doubts(screen: Terminal) -> None:
    """Write the doubts to standard error.

    Parameters
    ----------
    screen
        Where to tell.
    """
    for doubt in doubts():
        screen.err.print(doubt.render(screen.translate), style="yellow", highlight=False, markup=False, soft_wrap=True)
