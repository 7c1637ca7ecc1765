"""Sign messages and verify their signatures: enveloped XML signatures (W3C, XML Signature 1.1, 2013; CAP 1.2, 3.3.4.1).

Trust comes from the register alone. What a verified message says is read from `Verdict.signed`, the very bytes that
the signature covers, and from nothing else: whatever was put around or beside them is not in there.
"""

import base64
import binascii
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from signxml import (
    CanonicalizationMethod,
    DigestAlgorithm,
    SignatureConfiguration,
    SignatureMethod,
    XMLSigner,
    XMLVerifier,
)
from signxml.exceptions import SignXMLException
from signxml.verifier import VerifyResult

from anlan.alerts.trust import Pin, Register, key_weakness
from anlan.city.xml_tree import xml_tree
from anlan.errors import Problem, SettingError
from anlan.language import Message, mark

SigningKey = rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey


class SignatureState(StrEnum):
    """What became of a message's signature."""

    VALID = "valid"
    UNSIGNED = "unsigned"
    UNKNOWN_SENDER = "unknown sender"
    UNTRUSTED = "untrusted"
    TAMPERED = "tampered"
    EXPIRED = "expired"
    REFUSED = "refused"


@dataclass(frozen=True)
class Verdict:
    """What is known of a message's signature.

    Parameters
    ----------
    state
        Valid, or why not.
    reason
        The same in words, with what to do.
    sender
        The sender that the message names; empty where it names none.
    signed
        The bytes that the signature covers, canonical XML without the signature; empty unless the state is valid.
    subject, fingerprint
        The pinned certificate that it was signed with: whom it names, and its SHA-256; empty where there is none.
    oddities
        In what way a valid signature departs from the standard.
    """

    state: SignatureState
    reason: Message
    sender: str = ""
    signed: bytes = b""
    subject: str = ""
    fingerprint: str = ""
    oddities: tuple[Message, ...] = ()

    @property
    def valid(self) -> bool:
        """Whether the message is what a known sender signed."""
        return self.state is SignatureState.VALID
