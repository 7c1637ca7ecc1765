"""Where this installation keeps its data, and what its environment says."""

import os
import secrets
import tempfile
import tomllib
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit
from zoneinfo import ZoneInfo

from anlan.errors import MissingPartError, SettingError
from anlan.language import Message, mark

DEMO_MARK = "demonstration"
"""File of a data folder that was begun as a demonstration: its accounts are known, so it stays one for good."""


@dataclass(frozen=True)
class Installation:
    """What differs from one installation to the next.

    Parameters
    ----------
    data
        Folder of the database, keys and uploads.
    database_url
        ``sqlite:///FILE`` or ``postgresql://USER:PASSWORD@HOST:PORT/NAME``; empty for SQLite in the data folder.
    city
        Folder of the city package; empty where none was chosen yet.
    hosts
        Names under which the pages are reached: that of the origin, this machine's, and further ones.
    origin
        Address under which the public reaches the pages, such as ``https://warn.example.org``.
    proxied
        Whether a proxy in front ends TLS and says so by ``X-Forwarded-Proto``.
    demo
        Whether this is a demonstration: demo accounts may exist, every page says so, nothing leaves the machine.
    """

    data: Path
    database_url: str
    city: str
    hosts: tuple[str, ...]
    origin: str
    proxied: bool
    demo: bool

    @property
    def secure(self) -> bool:
        """Whether the public reaches the pages over TLS."""
        return self.origin.startswith("https://")

    def secret(self, name: str) -> str:
        """Return a secret that is made at its first use and kept in a file that only the owner reads.

        Parameters
        ----------
        name
            Name of the file in the folder of keys.
        """
        folder = self.data / "keys"
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = folder / name
        if not place.exists():
            handle, spare = tempfile.mkstemp(dir=folder)
            with os.fdopen(handle, "w", encoding="ascii") as stream:
                stream.write(secrets.token_urlsafe(48))
                stream.flush()
                os.fsync(stream.fileno())
            _put(spare, place)
            self.keep_names()
        kept = place.read_text(encoding="ascii").strip()
        if not kept:
            raise SettingError(
                Message(mark("the key in {file} is empty; put the one of the last backup there"), file=place)
            )
        return kept

    def keep_names(self) -> None:
        """Bring the names of keys' files onto the disk: what was sealed with one that a power failure took is lost."""
        handle = os.open(self.data / "keys", os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

    def claim(self, *, new: bool) -> None:
        """Make sure that the data folder can be used.

        Parameters
        ----------
        new
            Whether to make it where it is missing; otherwise a missing one is a mistake in its name.

        Raises
        ------
        SettingError
            If it is missing, is no folder, cannot be written to, or is full; or holds a real centre where a
            demonstration was asked for.
        """
        if not new and not self.data.exists():
            raise SettingError(
                Message(
                    mark(
                        "there is no centre in {folder}; correct --data or ANLAN_DATA, or run 'anlan center migrate "
                        "CITY' to begin one"
                    ),
                    folder=self.data,
                )
            )
        try:
            self.data.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.secret("django")
            with tempfile.TemporaryFile(dir=self.data) as probe:
                probe.write(bytes(4096))
            if self.demo:
                self._mark_demonstration()
        except OSError as error:
            what = mark("{folder} cannot hold the centre's data: {reason}; correct that or choose another with --data")
            raise SettingError(Message(what, folder=self.data, reason=error.strerror or str(error))) from error

    def _mark_demonstration(self) -> None:
        mark_file = self.data / DEMO_MARK
        if not mark_file.exists() and (self.data / "city").exists():
            what = mark("{folder} holds a real centre; a demonstration needs another folder with --data")
            raise SettingError(Message(what, folder=self.data))
        mark_file.touch()


def _put(spare: str, place: Path) -> None:
    """Name a file that was written whole, unless another process was quicker: then its file stays."""
    try:
        os.link(spare, place)
    except FileExistsError:
        return
    finally:
        Path(spare).unlink()


def installation(environment: Mapping[str, str]) -> Installation:
    """Read an installation from environment variables.

    Parameters
    ----------
    environment
        Variables by name: ``ANLAN_DATA``, ``DATABASE_URL``, ``ANLAN_CITY``, ``ANLAN_HOSTS`` (comma-separated),
        ``ANLAN_ORIGIN``, ``ANLAN_PROXIED``, ``ANLAN_DEMO``.

    Raises
    ------
    SettingError
        If ``ANLAN_ORIGIN`` is no address.
    """
    home = environment.get("XDG_DATA_HOME") or str(Path(environment.get("HOME", "~")).expanduser() / ".local" / "share")
    origin = (environment.get("ANLAN_ORIGIN") or "http://127.0.0.1:8000").rstrip("/")
    further = (name.strip() for name in environment.get("ANLAN_HOSTS", "").split(",") if name.strip())
    data = Path(environment.get("ANLAN_DATA") or Path(home) / "anlan").expanduser().absolute()
    return Installation(
        data=data,
        database_url=environment.get("DATABASE_URL", ""),
        city=environment.get("ANLAN_CITY") or _last_city(data),
        hosts=tuple(dict.fromkeys((_host_of(origin), *further, "127.0.0.1", "localhost"))),
        origin=origin,
        proxied=environment.get("ANLAN_PROXIED", "") == "1",
        demo=environment.get("ANLAN_DEMO", "") == "1" or (data / DEMO_MARK).exists(),
    )


def _host_of(origin: str) -> str:
    """Return the name of the machine in an address of pages."""
    try:
        parts = urlsplit(origin)
        known = parts.scheme in {"http", "https"} and not parts.path and parts.port != 0
    except ValueError:  # a port that is none
        known = False
    if not known or not parts.hostname:
        what = mark("ANLAN_ORIGIN is '{value}'; give an address such as https://warn.example.org, without a path")
        raise SettingError(Message(what, value=origin))
    return f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname


def _last_city(data: Path) -> str:
    place = data / "city"
    return place.read_text(encoding="utf-8").strip() if place.is_file() else ""


def zone_of(city: str) -> str:
    """Return the time zone that a city package states; UTC where no city was chosen yet.

    Parameters
    ----------
    city
        Folder or archive of the package.

    Raises
    ------
    SettingError
        If it cannot be read there: pages would show times that are not the city's.
    """
    if not city:
        return "UTC"
    place = Path(city)
    if not place.exists():
        what = mark("the city package {city} is not there; give its folder or archive, or set ANLAN_CITY")
        raise SettingError(Message(what, city=city))
    try:
        zone = str(tomllib.loads(_city_file(place)).get("city", {}).get("timezone", "UTC"))
        ZoneInfo(zone)
    except (OSError, ValueError, LookupError, zipfile.BadZipFile) as error:
        what = mark("the city package {city} cannot be used: {reason}; run 'anlan city check {city}' and mend it")
        raise SettingError(Message(what, city=city, reason=str(error))) from error
    return zone


def _city_file(place: Path) -> str:
    """Return the text of ``city.toml`` in a folder or, at the top or in the only folder, of an archive."""
    if place.is_dir():
        return (place / "city.toml").read_text(encoding="utf-8")
    with zipfile.ZipFile(place) as archive:
        names = [name for name in archive.namelist() if PurePosixPath(name).name == "city.toml"]
        if not names:
            raise LookupError("city.toml")
        return archive.read(min(names, key=len)).decode("utf-8")


def database(url: str, data: Path) -> dict[str, Any]:
    """Turn an address of a database into Django's settings.

    Parameters
    ----------
    url
        See `Installation`. What follows a ``?`` goes to PostgreSQL's client, such as ``sslmode=verify-full``.
    data
        Folder of an embedded database.

    Raises
    ------
    SettingError
        If the address is of another kind, or names no database.
    MissingPartError
        If the driver of PostgreSQL is not installed.
    """
    if not url:
        return _embedded(str(data / "anlan.sqlite3"))
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError as error:
        raise _no_database(url) from error
    name = unquote(parts.path.removeprefix("/"))
    if not name or parts.scheme not in {"sqlite", "postgresql", "postgres"}:
        raise _no_database(url)
    if parts.scheme == "sqlite":
        return _embedded(name)
    if find_spec("psycopg") is None:
        what = mark("the driver of PostgreSQL is not installed; run: pip install '{name}'")
        raise MissingPartError(Message(what, name="anlan[center,postgresql]"))
    return _served(parts, name, str(port))


def _no_database(url: str) -> SettingError:
    """Say what an address of a database looks like; of the given one only what is no secret."""
    what = mark(
        "DATABASE_URL begins with '{kind}' and names no database that can be used; give sqlite:///FILE or "
        "postgresql://USER:PASSWORD@HOST:PORT/NAME, with signs such as @ : / in a password as %40 %3A %2F"
    )
    return SettingError(Message(what, kind=url.partition(":")[0][:20]))


def _embedded(file: str) -> dict[str, Any]:
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": file,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",  # a writer waits at its start, so none fails half way
            "timeout": 30,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; "
            "PRAGMA recursive_triggers=ON;",  # else a row that REPLACE removes passes by the triggers that refuse it
        },
    }


def _served(parts: SplitResult, name: str, port: str) -> dict[str, Any]:
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = parts.hostname or options.get("host", "")
    options.pop("host", None)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": port,
        "CONN_MAX_AGE": 0,  # each request has a thread of its own, with which a connection kept for longer is lost
        "OPTIONS": {"connect_timeout": "10", **options},
    }
