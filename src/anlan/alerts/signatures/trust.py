"""Whose signatures count: a register of senders and of the certificates that were pinned to them by hand.

A certificate inside a message proves nothing: everybody can make one. Only a certificate that the operator has got on
another way and written into the register does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256

from anlan.errors import SettingError
from anlan.language import Message, mark

LEAST_RSA_BITS = 2048
"""Bits of an RSA key: NIST SP 800-131A Rev. 2 (2019), section 3, allows no shorter one for new signatures."""

CURVES = ("secp256r1", "secp384r1", "secp521r1")
"""Elliptic curves whose signatures are taken: P-256, P-384 and P-521 of NIST SP 800-186 (2023)."""

MOST_PINS = 10_000
"""Pins of a register; a country has some thousand senders of warnings (assumption)."""

_SENDER = re.compile(r"[^\s,<&]{1,200}")


@dataclass(frozen=True)
class Pin:
    """A certificate that a sender signs with.

    Parameters
    ----------
    sender
        The sender, letter for letter as messages have it.
    certificate
        One X.509 certificate, PEM.
    since, until
        From when and until when the operator takes it, with a time zone; None for as long as the certificate says.
        An `until` withdraws a certificate whose key was lost.

    Raises
    ------
    SettingError
        With everything that is wrong: a sender that no message can have, no certificate, a key that is too weak, a
        time without a zone, or an end before the beginning.
    """

    sender: str
    certificate: str
    since: datetime | None = None
    until: datetime | None = None

    def __post_init__(self) -> None:
        wrong = []
        if _SENDER.fullmatch(self.sender) is None:
            what = mark("the sender '{sender}' cannot stand in a message; write 1 to 200 characters, no space or comma")
            wrong.append(Message(what, sender=self.sender[:80]))
        for name, time in (("since", self.since), ("until", self.until)):
            if time is not None and time.tzinfo is None:
                wrong.append(Message("'{name}' is {time} without a time zone; give one", name=name, time=time))
        if not wrong and self.since is not None and self.until is not None and self.until <= self.since:
            wrong.append(
                Message(
                    "it ends at {until}, before it begins at {since}; swap them", until=self.until, since=self.since
                )
            )
        weakness = _weakness(self.certificate)
        if weakness is not None:
            wrong.append(weakness)
        if wrong:
            raise SettingError.of(wrong)

    @cached_property
    def x509(self) -> x509.Certificate:
        """The certificate as an object."""
        return x509.load_pem_x509_certificate(self.certificate.encode())

    @property
    def subject(self) -> str:
        """Whom the certificate names, as RFC 4514 writes it."""
        return self.x509.subject.rfc4514_string()

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the certificate, 64 hexadecimal digits."""
        return self.x509.fingerprint(SHA256()).hex()

    @property
    def window(self) -> tuple[datetime, datetime]:
        """From when until when a signature with it counts, UTC."""
        first, last = self.x509.not_valid_before_utc, self.x509.not_valid_after_utc
        since = max(first, self.since.astimezone(UTC)) if self.since is not None else first
        until = min(last, self.until.astimezone(UTC)) if self.until is not None else last
        return since, until


@dataclass(frozen=True)
class Register:
    """The senders that are known, each with the certificates pinned to it.

    Parameters
    ----------
    pins
        The pins; a sender may have several, as when it changes its key.
    """

    pins: tuple[Pin, ...] = ()

    def __post_init__(self) -> None:
        if len(self.pins) > MOST_PINS:
            what = mark("the register has {count:,} pins; at most {most:,} are taken, divide it")
            raise SettingError(Message(what, count=len(self.pins), most=MOST_PINS))

    @classmethod
    def of(cls, pins: Iterable[Pin]) -> "Register":
        """Return the register of some pins, each once.

        Parameters
        ----------
        pins
            The pins, in any order.
        """
        return cls(tuple(dict.fromkeys(pins)))

    def of_sender(self, sender: str) -> tuple[Pin, ...]:
        """Return the pins of a sender; none where it is not known.

        Parameters
        ----------
        sender
            The sender; letters must agree in case too.
        """
        return self._by_sender.get(sender, ())

    @cached_property
    def _by_sender(self) -> dict[str, tuple[Pin, ...]]:
        found: dict[str, list[Pin]] = {}
        for pin in self.pins:
            found.setdefault(pin.sender, []).append(pin)
        return {sender: tuple(pins) for sender, pins in found.items()}


def key_weakness(key: PublicKeyTypes) -> Message | None:
    """Say why signatures with a key are not taken; None where they are.

    Parameters
    ----------
    key
        The public key.
    """
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size >= LEAST_RSA_BITS:
            return None
        what = mark("the RSA key has {bits} bits; {least} or more are needed, get a new certificate")
        return Message(what, bits=key.key_size, least=LEAST_RSA_BITS)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in CURVES:
        return None
    what = mark("the key is neither RSA nor on one of the curves {curves}; get a certificate with such a key")
    return Message(what, curves=", ".join(CURVES))


def _weakness(certificate: str) -> Message | None:
    if "PRIVATE KEY-----" in certificate:  # pins are kept and shown as they are
        text = mark("there is a private key in it; give the certificate alone, and take a key that was sent to"
                    " anybody for lost")  # fmt: skip
        return Message(text)
    count = certificate.count("-----BEGIN CERTIFICATE-----")
    if count != 1:
        return Message("there are {count} certificates in it; give one as PEM, the sender's own", count=count)
    try:
        return key_weakness(x509.load_pem_x509_certificate(certificate.encode()).public_key())
    except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
        return Message("the certificate cannot be read; export it as X.509 in PEM")
