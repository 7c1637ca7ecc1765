"""Where this installation keeps its data, and what its environment says."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit


class InstallationError(ValueError):
    """The environment asks for something that cannot be; says what, its value and the remedy."""


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
        Names under which the pages are reached.
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
        try:
            handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return place.read_text(encoding="ascii").strip()
        with os.fdopen(handle, "w", encoding="ascii") as stream:
            stream.write(made := secrets.token_urlsafe(48))
        return made


def installation(environment: Mapping[str, str]) -> Installation:
    """Read an installation from environment variables.

    Parameters
    ----------
    environment
        Variables by name: ``ANLAN_DATA``, ``DATABASE_URL``, ``ANLAN_CITY``, ``ANLAN_HOSTS`` (comma-separated),
        ``ANLAN_ORIGIN``, ``ANLAN_PROXIED``, ``ANLAN_DEMO``.
    """
    home = environment.get("XDG_DATA_HOME") or str(Path(environment.get("HOME", "~")).expanduser() / ".local" / "share")
    origin = environment.get("ANLAN_ORIGIN", "http://127.0.0.1:8000").rstrip("/")
    hosts = tuple(name.strip() for name in environment.get("ANLAN_HOSTS", "").split(",") if name.strip())
    data = Path(environment.get("ANLAN_DATA") or Path(home) / "anlan").expanduser().absolute()
    return Installation(
        data=data,
        database_url=environment.get("DATABASE_URL", ""),
        city=environment.get("ANLAN_CITY") or _last_city(data),
        hosts=hosts or tuple(dict.fromkeys((urlsplit(origin).hostname or "localhost", "127.0.0.1", "localhost"))),
        origin=origin,
        proxied=environment.get("ANLAN_PROXIED", "") == "1",
        demo=environment.get("ANLAN_DEMO", "") == "1",
    )


def _last_city(data: Path) -> str:
    place = data / "city"
    return place.read_text(encoding="utf-8").strip() if place.is_file() else ""


def zone_of(city: str) -> str:
    """Return the time zone that a city package states; UTC where there is none yet.

    Parameters
    ----------
    city
        Folder or archive of the package.
    """
    place = Path(city) / "city.toml"
    if not city or not place.is_file():
        return "UTC"
    zone = tomllib.loads(place.read_text(encoding="utf-8")).get("city", {}).get("timezone", "UTC")
    return str(zone)


def database(url: str, data: Path) -> dict[str, object]:
    """Turn an address of a database into Django's settings.

    Parameters
    ----------
    url
        See `Installation`.
    data
        Folder of an embedded database.

    Raises
    ------
    InstallationError
        If the address is of another kind.
    """
    parts = urlsplit(url or f"sqlite:///{data / 'anlan.sqlite3'}")
    if parts.scheme == "sqlite":
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": parts.path.removeprefix("/") if not parts.path.startswith("//") else parts.path[1:],
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",  # a writer waits at its start, so none fails half way
                "timeout": 30,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
            },
        }
    if parts.scheme in {"postgresql", "postgres"}:
        return {
            "ENGINE": "django.db.backends.postgresql",
            "NAME": unquote(parts.path.removeprefix("/")),
            "USER": unquote(parts.username or ""),
            "PASSWORD": unquote(parts.password or ""),
            "HOST": parts.hostname or parse_qs(parts.query).get("host", [""])[0],
            "PORT": str(parts.port or ""),
            "CONN_MAX_AGE": 0,  # each request has a thread of its own, with which a connection kept for longer is lost
        }
    raise InstallationError(
        f"DATABASE_URL is of the kind '{parts.scheme}'; use sqlite:///FILE or postgresql://USER:PASSWORD@HOST:PORT/NAME"
    )
