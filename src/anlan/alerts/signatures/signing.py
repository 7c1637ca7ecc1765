"""Sign messages and verify their signatures: enveloped XML signatures (W3C, XML Signature 1.1, 2013; CAP 1.2, 3.3.4.1).

Trust comes from the register alone. What a verified message says is read from `Verdict.signed`, the very bytes that
the signature covers, and from nothing else: whatever was put around or beside them is not in there.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod
from signxml.exceptions import SignXMLException
from signxml.signer import XMLSigner
from signxml.verifier import SignatureConfiguration, VerifyResult, XMLVerifier

from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.signatures.enveloped import (
    DIGESTS,
    METHODS,
    MOST_SIGNATURES,
    departure,
    enclosed,
    forms,
    garbled,
    message_root,
    named,
    sent_at,
)
from anlan.alerts.signatures.trust import Pin, Register
from anlan.errors import ImportDataError, Problem, SettingError
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


_METHOD_OF_CURVE = {
    "secp256r1": SignatureMethod.ECDSA_SHA256,
    "secp384r1": SignatureMethod.ECDSA_SHA384,
    "secp521r1": SignatureMethod.ECDSA_SHA512,
}


def sign(content: bytes, key: SigningKey | bytes, certificate: str) -> bytes:
    """Sign a message: an enveloped signature as the last element of 'alert', over the whole message.

    Parameters
    ----------
    content
        The message, unsigned.
    key
        The private key, or the same as PEM without a password.
    certificate
        The sender's certificate, PEM; it is put into the signature.

    Returns
    -------
    bytes
        The signed message, UTF-8. Exclusive canonical XML is used, so that it can be taken out of a feed unharmed.

    Raises
    ------
    ImportDataError
        Where the content is no message, or is signed already.
    SettingError
        Where key and certificate do not belong together, are too weak, or do not hold at the time of 'sent'.
    """
    root = message_root(content)
    if isinstance(root, Message):
        raise _unsignable(root)
    if root.find(f".//{{{SIGNATURES}}}Signature") is not None:
        raise _unsignable(Message("it is signed already; sign the message as it was before"))
    sender, sent = named(root, "sender"), sent_at(root)
    if sent is None:
        raise _unsignable(Message("it has no 'sent' with a time and a time zone; write one"))
    pin, private = Pin(sender, certificate), _private(key)
    if private.public_key() != pin.x509.public_key():
        raise SettingError(Message("the key does not belong to the certificate of '{subject}'", subject=pin.subject))
    since, until = pin.window
    if not since <= sent <= until:
        what = mark("the certificate of '{subject}' holds from {since} until {until}, not at {at}; get a new one")
        raise SettingError(Message(what, subject=pin.subject, since=since, until=until, at=sent))
    signer = XMLSigner(
        signature_algorithm=_method(private),
        digest_algorithm=DigestAlgorithm.SHA256,
        c14n_algorithm=CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0,
    )
    signed = signer.sign(root, key=private, cert=[pin.x509])
    return bytes(etree.tostring(signed, encoding="UTF-8", xml_declaration=True))


def verify(content: bytes, register: Register, at: datetime | None = None) -> Verdict:
    """Say whether a message is what a known sender signed.

    Parameters
    ----------
    content
        The message as it came.
    register
        The senders that are known and the certificates pinned to them.
    at
        The time at which a certificate must hold, with a time zone; None for the time of 'sent'. Whoever has a
        withdrawn key can date a message back: compare 'sent' with the time of arrival too.

    Returns
    -------
    Verdict
        Valid if one of the message's signatures covers all of it and verifies with a certificate pinned to its sender.
    """
    root = message_root(content)
    if isinstance(root, Message):
        return Verdict(SignatureState.REFUSED, root)
    sender = named(root, "sender")
    signatures = root.findall(f"{{{SIGNATURES}}}Signature")
    misplaced = len(root.findall(f".//{{{SIGNATURES}}}Signature")) - len(signatures)
    if misplaced or len(signatures) > MOST_SIGNATURES:
        what = mark("it has {count} signatures, {misplaced} of them inside other elements; {most} right in 'alert' are"
                    " the most; ask its sender")  # fmt: skip
        count = len(signatures) + misplaced
        return Verdict(
            SignatureState.REFUSED, Message(what, count=count, misplaced=misplaced, most=MOST_SIGNATURES), sender
        )
    if not signatures:
        return Verdict(SignatureState.UNSIGNED, Message("it is not signed; ask its sender by telephone"), sender)
    time = at or sent_at(root)
    if time is None or time.tzinfo is None:
        return Verdict(SignatureState.REFUSED, Message("it has no 'sent' with a time and a time zone"), sender)
    pins = register.of_sender(sender)
    if not pins:
        what = mark("'{sender}' is not in the register; get its certificate on another way and pin it")
        return Verdict(SignatureState.UNKNOWN_SENDER, Message(what, sender=sender), sender)
    verdicts = [_judge(root, place, sender, pins, time) for place in range(len(signatures))]
    return min(verdicts, key=lambda verdict: _ORDER.index(verdict.state))


_ORDER = (
    SignatureState.VALID,
    SignatureState.EXPIRED,
    SignatureState.UNTRUSTED,
    SignatureState.TAMPERED,
    SignatureState.REFUSED,
)


def _judge(root: etree._Element, place: int, sender: str, pins: tuple[Pin, ...], at: datetime) -> Verdict:
    """Return the verdict on one of a message's signatures."""
    signature = root.findall(f"{{{SIGNATURES}}}Signature")[place]
    wrong = departure(signature)
    if wrong is not None:
        return Verdict(SignatureState.REFUSED, wrong, sender)
    spoilt = garbled(signature)
    if spoilt is not None:
        return Verdict(SignatureState.TAMPERED, spoilt, sender)
    made = tuple(forms(root, place))
    strange = _strange(signature, pins)
    late: Verdict | None = None
    for pin in pins:
        for form, oddities in made:
            result = _result(form, pin.x509)
            if result is None:
                continue
            verdict = _verified(result.signed_data, pin, sender, at, (*oddities, *strange))
            if verdict.state is not SignatureState.EXPIRED:
                return verdict
            late = verdict
    return late or _unverified(signature, made, sender, pins)


def _strange(signature: etree._Element, pins: tuple[Pin, ...]) -> tuple[Message, ...]:
    """Say if the message brings certificates along of which none is pinned; what it brings is not looked at further."""
    brought = any(True for _ in signature.iter(f"{{{SIGNATURES}}}X509Certificate"))
    if not brought or any(one == pin.x509 for one in enclosed(signature) for pin in pins):
        return ()
    return (Message("the certificate inside the message is not the one pinned to its sender"),)


def _verified(signed: bytes, pin: Pin, sender: str, at: datetime, oddities: tuple[Message, ...]) -> Verdict:
    root = message_root(signed)
    if isinstance(root, Message) or named(root, "sender") != sender:
        return Verdict(SignatureState.REFUSED, Message("what is signed is not the message itself"), sender)
    since, until = pin.window
    if not since <= at <= until:
        what = mark("it was signed with the certificate of '{subject}', which holds from {since} until {until} and not"
                    " at {at}; ask its sender")  # fmt: skip
        reason = Message(what, subject=pin.subject, since=since, until=until, at=at.astimezone(UTC))
        return Verdict(SignatureState.EXPIRED, reason, sender, b"", pin.subject, pin.fingerprint)
    reason = Message("'{sender}' signed it with the certificate of '{subject}'", sender=sender, subject=pin.subject)
    return Verdict(SignatureState.VALID, reason, sender, signed, pin.subject, pin.fingerprint, oddities)


def _unverified(
    signature: etree._Element,
    made: tuple[tuple[bytes, tuple[Message, ...]], ...],
    sender: str,
    pins: tuple[Pin, ...],
) -> Verdict:
    """Tell a message that somebody else has signed from one that was changed."""
    for other in enclosed(signature):
        if any(_result(form, other) is not None for form, _ in made):
            what = mark("it is signed with a certificate of '{subject}' (SHA-256 {fingerprint}), which is not pinned to"
                        " '{sender}'; do not trust it before its sender confirms the certificate")  # fmt: skip
            name, mark_of = other.subject.rfc4514_string(), other.fingerprint(SHA256()).hex()
            reason = Message(what, subject=name, fingerprint=mark_of, sender=sender)
            return Verdict(SignatureState.UNTRUSTED, reason, sender)
    what = mark("its signature agrees with none of the certificates pinned to '{sender}' ({count}): it was changed"
                " after it was signed, or signed with another key; do not use it")  # fmt: skip
    return Verdict(SignatureState.TAMPERED, Message(what, sender=sender, count=len(pins)), sender)


def _result(form: bytes, certificate: x509.Certificate) -> VerifyResult | None:
    """Return what a certificate's key verifies in a form of the message; None if it does not."""
    config = SignatureConfiguration(
        location="./",
        signature_methods=METHODS,
        digest_algorithms=DIGESTS,
        ignore_ambiguous_key_info=True,  # no key in the message is ever looked at
        verification_time=certificate.not_valid_before_utc,  # the time is judged with the pin's window
    )
    try:
        found = XMLVerifier().verify(form, x509_cert=certificate, validate_schema=False, expect_config=config)
    except (SignXMLException, etree.LxmlError, ValueError, UnsupportedAlgorithm):
        return None
    return found if isinstance(found, VerifyResult) else None


def _private(key: SigningKey | bytes) -> SigningKey:
    if not isinstance(key, bytes):
        return key
    try:
        found = load_pem_private_key(key, password=None)
    except (ValueError, TypeError):
        raise SettingError(Message("the key cannot be read; give it as PEM without a password")) from None
    if not isinstance(found, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SettingError(Message("the key is neither RSA nor of an elliptic curve; make one that is"))
    return found


def _method(key: SigningKey) -> SignatureMethod:
    return SignatureMethod.RSA_SHA256 if isinstance(key, rsa.RSAPrivateKey) else _METHOD_OF_CURVE[key.curve.name]


def _unsignable(what: Message) -> ImportDataError:
    return ImportDataError([Problem("alert", what, Message("sign one message of CAP"), code="not-signable")])
