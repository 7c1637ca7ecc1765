"""Signatures of messages: what a known sender signed is told from everything else, and nothing else is trusted."""

import base64
import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import DigestAlgorithm, SignatureMethod
from signxml.signer import XMLSigner

from anlan.alerts.documents.trees import MOST_BYTES
from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.signatures.signing import SignatureState, sign, verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan.errors import ImportDataError, SettingError
from tests.alerts.signatures.signed import (
    CAP,
    MESSAGE,
    REGISTER,
    SENDER,
    SENT,
    SIGNED,
    certificate,
    element,
    key,
    signature,
    tree,
)

VERDICTS = {
    "messages/us-ipaws-5e6dd964-large.xml": "valid",
    "messages/us-ipaws-5e6dd9de-cancel.xml": "valid",
    "messages/ca-eccc-thunderstorm-update-2023.xml": "valid",
    "messages/bf-wmo-valid.xml": "valid",
    "invalid/bf-wmo-invalid_schema.xml": "tampered",
    "signatures/bf-wmo-invalid_signature.xml": "tampered",
    "signatures/bf-wmo-invalid_digest.xml": "tampered",
    "signatures/bf-wmo-invalid_certificate.xml": "unknown sender",
    "messages/ca-eccc-thunderstorm-ended-2023.xml": "tampered",
    "messages/ca-naad-alert-1.xml": "tampered",
    "messages/ca-eccc-2019-real.xml": "tampered",
    "messages/ca-canada-signed.cap.xml": "refused",
    "messages/ca-capcp-no-attachment.xml": "refused",
    "messages/ca-capcp-external-audio.xml": "refused",
    "messages/us-usgs-earthquake-iso8859-1.cap.xml": "unknown sender",
    "messages/us-usgs-earthquake-signed.cap.xml": "unknown sender",
    "messages/sambro-tropicalcyclone20150806.xml": "unknown sender",
}
"""Verdicts on real messages where each sender's own certificate, taken out of its message, is pinned. Refused are those
that sign with SHA-1; of an unknown sender those with a bare key or a certificate that cannot be read. Those re-indented
by whoever stored them are tampered with: 2019, 2024 and the end of the thunderstorm of Canada."""


@pytest.mark.parametrize("kind", ["ec", "p384", "p521", "rsa"])
def test_what_is_signed_verifies_with_the_pinned_certificate(kind: str) -> None:
    """With RSA and with each curve; the signed bytes are the message without its signature."""
    content = sign(MESSAGE, key(kind), certificate(kind))
    verdict = verify(content, Register((Pin(SENDER, certificate(kind)),)))
    assert verdict.state is SignatureState.VALID
    assert verdict.oddities == ()
    assert verdict.subject == f"CN={kind} 0"
    assert verdict.signed == etree.tostring(tree(MESSAGE), method="c14n", exclusive=True)


def test_the_key_may_be_given_as_pem() -> None:
    """As operators keep it."""
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    assert verify(sign(MESSAGE, pem, certificate()), REGISTER).valid


def test_the_signature_survives_a_feed() -> None:
    """A message that is put into a feed and taken out again, with the feed's namespaces around it."""
    feed = b'<feed xmlns="http://www.w3.org/2005/Atom" xmlns:x="urn:x"><entry><content>%s</content></entry></feed>'
    root = etree.fromstring(feed % SIGNED.partition(b"?>\n")[2])
    taken = next(root.iter(f"{{{CAP}}}alert"))
    assert verify(etree.tostring(taken, with_tail=False), REGISTER).valid


def test_real_messages_have_the_expected_verdicts(shared_data: Path) -> None:
    """All signed messages of the corpus, each sender's own certificate pinned, at the time of 'sent'."""
    corpus = shared_data / "cap"
    listed = json.loads((corpus / "index.json").read_text(encoding="utf-8"))["files"]
    found = {}
    for one in listed:
        if one.get("signed"):
            content = (corpus / one["file"]).read_bytes()
            found[one["file"]] = str(verify(content, own_certificates(content)).state)
    assert found == VERDICTS


def own_certificates(content: bytes) -> Register:
    """Return a register of the certificates inside a message, as if they had come on another way."""
    root, pins = tree(content), []
    sender = root.findtext("{*}sender")
    assert sender is not None
    for one in root.iter(f"{{{SIGNATURES}}}X509Certificate"):
        lines = re.findall(".{1,64}", "".join((one.text or "").split()))
        pem = "\n".join(["-----BEGIN CERTIFICATE-----", *lines, "-----END CERTIFICATE-----", ""])
        try:
            pins.append(Pin(sender.strip(), pem))
        except SettingError:
            continue
    return Register.of(pins)


def test_blanks_that_a_sender_removes_before_signing_are_told(shared_data: Path) -> None:
    """The messages of Burkina Faso verify, with a remark."""
    content = (shared_data / "cap" / "messages" / "bf-wmo-valid.xml").read_bytes()
    (oddity,) = verify(content, own_certificates(content)).oddities
    assert "blanks" in str(oddity)


def test_a_certificate_that_cannot_be_read_inside_a_message_is_passed_over(shared_data: Path) -> None:
    """The pinned one decides; that another was enclosed is told."""
    folder = shared_data / "cap"
    register = own_certificates((folder / "messages" / "bf-wmo-valid.xml").read_bytes())
    verdict = verify((folder / "signatures" / "bf-wmo-invalid_certificate.xml").read_bytes(), register)
    assert verdict.valid
    assert any("not the one pinned" in str(one) for one in verdict.oddities)


def test_two_signatures_side_by_side_are_each_taken() -> None:
    """As Canada's alerts have them: both made over the message without any; one known signer is enough."""
    root = tree()
    other = sign(MESSAGE, key("rsa"), certificate("rsa"))
    root.append(signature(tree(other)))
    content = etree.tostring(root)
    for kind in ("ec", "rsa"):
        verdict = verify(content, Register((Pin(SENDER, certificate(kind)),)))
        assert verdict.valid
        assert any("left out" in str(one) for one in verdict.oddities)
        assert verdict.signed == verify(SIGNED, REGISTER).signed


def test_a_signature_over_a_signature_is_taken() -> None:
    """As the standard has it: the second covers the first."""
    second = XMLSigner(signature_algorithm=SignatureMethod.RSA_SHA256).sign(tree(), key=key("rsa"))
    verdict = verify(etree.tostring(second), Register((Pin(SENDER, certificate("rsa")),)))
    assert verdict.valid
    assert verdict.oddities == ()
    assert b"Signature" in verdict.signed


def test_an_unsigned_message_is_told() -> None:
    """Even of a sender that is not known."""
    assert verify(MESSAGE, Register()).state is SignatureState.UNSIGNED


def test_a_sender_without_a_pin_is_unknown_whatever_it_encloses() -> None:
    """The certificate inside a message proves nothing; a sender in other letters is another sender."""
    assert verify(SIGNED, Register()).state is SignatureState.UNKNOWN_SENDER
    assert verify(SIGNED, Register((Pin(SENDER.upper(), certificate()),))).state is SignatureState.UNKNOWN_SENDER


def test_a_certificate_pinned_to_another_sender_does_not_count() -> None:
    """A known sender cannot sign in the name of another."""
    register = Register((Pin("other@example.org", certificate()), Pin(SENDER, certificate("rsa"))))
    assert verify(SIGNED, register).state is SignatureState.UNTRUSTED


def test_a_certificate_that_is_not_pinned_is_named_and_not_trusted() -> None:
    """A stranger's signature, good in itself."""
    strange = sign(MESSAGE, key("ec", 1), certificate("ec", 1))
    verdict = verify(strange, REGISTER)
    assert verdict.state is SignatureState.UNTRUSTED
    assert "CN=ec 1" in str(verdict.reason)
    assert verdict.signed == b""


def test_a_certificate_counts_at_the_time_of_sending() -> None:
    """Today's expiry does not spoil yesterday's message; a message from after the expiry is told, and at will."""
    later = SENT + timedelta(days=61)
    assert verify(SIGNED, REGISTER, at=SENT).valid
    for at in (later, SENT - timedelta(days=31)):
        verdict = verify(SIGNED, REGISTER, at=at)
        assert verdict.state is SignatureState.EXPIRED
        assert verdict.signed == b""


def test_a_withdrawn_certificate_no_longer_counts() -> None:
    """From the time at which the operator ended the pin; another pin of the same certificate still does."""
    ended = Pin(SENDER, certificate(), until=SENT - timedelta(hours=1))
    assert verify(SIGNED, Register((ended,))).state is SignatureState.EXPIRED
    assert verify(SIGNED, Register((ended, Pin(SENDER, certificate())))).valid


def test_a_new_key_is_taken_beside_the_old_one() -> None:
    """A sender that changes its key has two pins."""
    register = Register((Pin(SENDER, certificate("rsa")), Pin(SENDER, certificate())))
    assert verify(SIGNED, register).valid


@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
@settings(max_examples=150)
def test_no_changed_byte_gets_through(place: int, change: int) -> None:
    """A message with one byte changed is not valid, or what was signed is word for word the same."""
    content = bytearray(SIGNED)
    content[place] ^= change
    verdict = verify(bytes(content), REGISTER)
    assert not verdict.valid or verdict.signed == verify(SIGNED, REGISTER).signed


@pytest.mark.filterwarnings("ignore:Parsed a serial number:cryptography.utils.CryptographyDeprecationWarning")
@given(st.data())
@settings(max_examples=200)
def test_no_enclosed_certificate_is_a_stumbling_block(data: st.DataObject) -> None:
    """Whatever stands in it: the pinned one decides, and a message by a stranger stays untrusted."""
    root = tree()
    enclosed = element(root, ".//d:X509Certificate")
    der = bytearray(base64.b64decode(enclosed.text or ""))
    der[data.draw(st.integers(0, len(der) - 1))] ^= data.draw(st.integers(1, 255))
    enclosed.text = base64.b64encode(der).decode()
    content = etree.tostring(root)
    assert verify(content, REGISTER).valid
    assert not verify(content, Register((Pin(SENDER, certificate("rsa")),))).valid


@given(st.binary(max_size=300))
def test_any_bytes_get_a_verdict(content: bytes) -> None:
    """What is no message is refused and never a crash."""
    assert verify(content, REGISTER).state is SignatureState.REFUSED


@pytest.mark.parametrize(
    "content",
    [
        b"", b"no xml", b"<a/>", b"x" * (MOST_BYTES + 1),
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + MESSAGE.partition(b"?>")[2],
        MESSAGE.replace(b"<sender>", b"<sendr>").replace(b"</sender>", b"</sendr>"),
    ],
    ids=["empty", "text", "other", "large", "entity", "no sender"],
)  # fmt: skip
def test_what_is_no_message_is_refused_and_not_signed(content: bytes) -> None:
    """With the reason; no entity is expanded."""
    assert verify(content, REGISTER).state is SignatureState.REFUSED
    with pytest.raises(ImportDataError):
        sign(content, key(), certificate())


def test_a_message_without_a_time_is_refused() -> None:
    """A certificate cannot be judged at no time."""
    for wrong in (b"2026-07-01T08:30:00", b"yesterday"):
        content = SIGNED.replace(b"2026-07-01T08:30:00+08:00", wrong)
        assert verify(content, REGISTER).state is SignatureState.REFUSED
        with pytest.raises(ImportDataError, match="time zone"):
            sign(MESSAGE.replace(b"2026-07-01T08:30:00+08:00", wrong), key(), certificate())


def test_a_message_is_signed_once() -> None:
    """A second signature would be taken for a change of the first."""
    with pytest.raises(ImportDataError, match="signed already"):
        sign(SIGNED, key(), certificate())


def test_signing_needs_a_key_and_a_certificate_that_belong_together() -> None:
    """And that hold when the message is sent."""
    with pytest.raises(SettingError, match="does not belong"):
        sign(MESSAGE, key("ec", 1), certificate())
    old = certificate("ec", 0, datetime(2020, 1, 1, tzinfo=UTC))
    with pytest.raises(SettingError, match="get a new one"):
        sign(MESSAGE, key(), old)
    with pytest.raises(SettingError, match="cannot be read"):
        sign(MESSAGE, b"no key", certificate())


def test_a_weak_or_broken_certificate_is_not_pinned() -> None:
    """Every fault of a pin is told at once."""
    with pytest.raises(SettingError, match="1024 bits"):
        Pin(SENDER, certificate("weak"))
    with pytest.raises(SettingError, match=r"0 certificates"):
        Pin(SENDER, "")
    with pytest.raises(SettingError, match=r"2 certificates"):
        Pin(SENDER, certificate() + certificate("rsa"))
    broken = certificate().replace("M", "!", 1)
    with pytest.raises(SettingError) as refused:
        Pin("a b", broken, since=SENT.replace(tzinfo=None))
    assert len(str(refused.value).splitlines()) == 3
    with pytest.raises(SettingError, match="swap them"):
        replace(Pin(SENDER, certificate(), since=SENT), until=SENT)


def test_a_private_key_is_never_pinned_with_its_certificate() -> None:
    """Operators have both in one file; pins are kept and shown, so that the key would be lost."""
    pem = key().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    with pytest.raises(SettingError, match="private key in it") as refused:
        Pin(SENDER, pem + certificate())
    assert pem.splitlines()[1] not in str(refused.value)


def test_the_digest_in_use_is_strong() -> None:
    """What is signed here is taken by everybody who follows the standard of 2013."""
    assert element(tree(), ".//d:DigestMethod").get("Algorithm") == DigestAlgorithm.SHA256.value
    assert element(tree(), ".//d:SignatureMethod").get("Algorithm") == SignatureMethod.ECDSA_SHA256.value
