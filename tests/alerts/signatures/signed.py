"""Messages, keys and certificates made for the tests of signatures."""

from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from lxml import etree

from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.signatures.signing import sign
from anlan.alerts.signatures.trust import Pin, Register

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
SENDER = "warning@example.org"
SENT = datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
MESSAGE = f"""<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>A-1</identifier>
  <sender>{SENDER}</sender>
  <sent>2026-07-01T08:30:00+08:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>zh-Hans</language>
    <category>Met</category>
    <event>暴雨</event>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <headline>暴雨橙色预警</headline>
  </info>
</alert>
""".encode()


def key(kind: str = "ec", number: int = 0) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    """Return a key of a kind; another one for each number, and always the same."""
    return _key(kind, number)


@cache
def _key(kind: str, number: int) -> rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey:
    del number
    if kind == "ec":
        return ec.generate_private_key(ec.SECP256R1())
    if kind == "p384":
        return ec.generate_private_key(ec.SECP384R1())
    if kind == "p521":
        return ec.generate_private_key(ec.SECP521R1())
    return rsa.generate_private_key(65537, {"rsa": 2048, "weak": 1024}[kind])


def certificate(kind: str = "ec", number: int = 0, since: datetime = SENT - timedelta(days=30)) -> str:
    """Return a certificate of a key that it signs itself, for 90 days, PEM; always the same."""
    return _certificate(kind, number, since)


@cache
def _certificate(kind: str, number: int, since: datetime) -> str:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"{kind} {number}")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key(kind, number).public_key())
        .serial_number(1000 + number)
        .not_valid_before(since)
        .not_valid_after(since + timedelta(days=90))
        .sign(key(kind, number), SHA256())
    )
    return made.public_bytes(Encoding.PEM).decode()


SIGNED = sign(MESSAGE, key(), certificate())
REGISTER = Register((Pin(SENDER, certificate()),))


def tree(content: bytes = SIGNED) -> etree._Element:
    """Return a message as elements."""
    return etree.fromstring(content)


def signature(root: etree._Element) -> etree._Element:
    """Return the signature of a message."""
    found = root.find(f".//{{{SIGNATURES}}}Signature")
    assert found is not None
    return found


def element(root: etree._Element, path: str) -> etree._Element:
    """Return what stands at a path."""
    found = root.find(path, {"c": CAP, "d": SIGNATURES})
    assert found is not None
    return found
