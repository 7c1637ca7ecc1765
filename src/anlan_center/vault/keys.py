"""Keys by purpose, in the installation's folder of keys: a file a purpose, a secret a line, the newest first.

The secret that is in use is the first; older ones stay so that what was sealed with them, in the database or in a
backup, still opens. Without its file what a purpose has sealed is lost, so the folder belongs into the backup, apart
from the database.
"""

import os
import secrets
from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_BYTES = 32
"""Bytes of a key that is derived: AES-256, HMAC-SHA256."""

SECRET_BYTES = 48
"""Random bytes of a new secret, as those that the installation makes."""


def place_of(purpose: str) -> Path:
    """Return the file with the secrets of a purpose."""
    place: Path = settings.ANLAN_INSTALLATION.data / "keys" / purpose
    return place


def keys(purpose: str, use: str) -> Sequence[bytes]:
    """Return the keys of a purpose, the newest first; they are made at their first use.

    Parameters
    ----------
    purpose
        Name of the file.
    use
        What for; each use has keys that tell nothing about those of another (HKDF, RFC 5869).
    """
    place = place_of(purpose)
    try:
        changed = place.stat().st_mtime_ns
    except FileNotFoundError:
        settings.ANLAN_INSTALLATION.secret(purpose)
        changed = place.stat().st_mtime_ns
    return _derived(place, changed, f"anlan.{purpose}.{use}")


@lru_cache(maxsize=64)
def _derived(place: Path, _changed: int, info: str) -> Sequence[bytes]:
    lines = place.read_text(encoding="ascii").split()
    return tuple(HKDF(SHA256(), KEY_BYTES, salt=None, info=info.encode()).derive(line.encode()) for line in lines)


def rotate(purpose: str) -> int:
    """Put a new secret in front of those of a purpose; returns how many there are now.

    The file is replaced as a whole, so that a process reads the old ones or all. What was sealed before stays as it is
    until it is sealed anew. Nobody else may do so at the same moment: one new secret would be lost.

    Parameters
    ----------
    purpose
        Name of the file.
    """
    settings.ANLAN_INSTALLATION.secret(purpose)
    place = place_of(purpose)
    lines = [secrets.token_urlsafe(SECRET_BYTES), *place.read_text(encoding="ascii").split()]
    beside = place.with_name(f"{purpose}.new")
    with os.fdopen(os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="ascii") as stream:
        stream.write("".join(f"{line}\n" for line in lines))
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(place)
    settings.ANLAN_INSTALLATION.keep_names()
    return len(lines)
