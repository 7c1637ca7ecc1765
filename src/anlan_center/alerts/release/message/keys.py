"""The key with which this installation signs, and its certificates; made at first use, kept in its folder of keys."""

import os
import tempfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils.translation import gettext as _

from anlan_center.alerts.release.errors import RefusedError

LASTS = timedelta(days=5 * 365)
"""How long a certificate holds (assumption); a new key is made when the last one has ended."""

SLACK = timedelta(days=1)
"""A certificate holds from a day before it is made, so that clocks that differ do not matter (assumption)."""


@dataclass(frozen=True)
class SigningPair:
    """A private key and the certificate that belongs to it.

    Parameters
    ----------
    key
        Elliptic curve P-256.
    certificate
        X.509, PEM, signed with the key itself: receivers pin it, no authority vouches for it.
    fingerprint
        SHA-256 of the certificate, hexadecimal.
    since, until
        From when and until when it holds, UTC.
    """

    key: ec.EllipticCurvePrivateKey
    certificate: str
    fingerprint: str
    since: datetime
    until: datetime


def signing_pair(at: datetime) -> SigningPair:
    """Return the pair that signs at a time; it is made where there is none.

    Parameters
    ----------
    at
        The time of ``sent``.

    Raises
    ------
    RefusedError
        If a file of keys cannot be read.
    """
    places = _places()
    for place in reversed(places):
        pair = _read(place)
        if pair.since <= at <= pair.until:
            return pair
    last = int(places[-1].stem.rpartition("-")[2]) if places else 0  # not their count: one may be gone
    _make(_folder() / f"warnings-{last + 1:03}.pem", at)
    return signing_pair(at)


def certificates() -> tuple[str, ...]:
    """Return all certificates of this installation, PEM, the oldest first: what others pin."""
    return tuple(_read(place).certificate for place in _places())


def _folder() -> Path:
    folder: Path = settings.ANLAN_INSTALLATION.data / "keys"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def _places() -> list[Path]:
    return sorted(_folder().glob("warnings-[0-9][0-9][0-9].pem"))


@lru_cache(maxsize=32)
def _read(place: Path) -> SigningPair:
    try:
        content = place.read_bytes()
        key = load_pem_private_key(content, password=None)
        certificate = x509.load_pem_x509_certificate(content)
    except (OSError, ValueError):
        key = None
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != certificate.public_key():
        raise RefusedError(
            _("The key of warnings in %(file)s cannot be used; restore it from the backup.") % {"file": place.name}
        )
    return SigningPair(
        key,
        certificate.public_bytes(Encoding.PEM).decode(),
        certificate.fingerprint(SHA256()).hex(),
        certificate.not_valid_before_utc,
        certificate.not_valid_after_utc,
    )


def _make(place: Path, at: datetime) -> None:
    """Make a pair and put it into place as a whole; where another process was faster, that one's stays."""
    key = ec.generate_private_key(ec.SECP256R1())
    host = urlsplit(settings.ANLAN_INSTALLATION.origin).hostname or "localhost"
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host[:64])])
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(at - SLACK)
        .not_valid_after(at + LASTS)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .sign(key, SHA256())
    )
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    handle, written = tempfile.mkstemp(dir=place.parent, prefix=".new-")  # only the owner reads it
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(secret + certificate.public_bytes(Encoding.PEM))
            stream.flush()
            os.fsync(stream.fileno())
        os.link(written, place)
    except FileExistsError:
        return
    finally:
        Path(written).unlink()
