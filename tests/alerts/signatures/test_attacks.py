"""Attacks on signed messages: what was not signed is never taken for what was."""

import base64
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, SignatureMethod
from signxml.signer import XMLSigner

from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.signatures.enveloped import MOST_SIGNATURES
from anlan.alerts.signatures.signing import SignatureState, verify
from anlan.alerts.signatures.trust import Pin, Register
from tests.alerts.signatures.signed import (
    CAP,
    MESSAGE,
    REGISTER,
    SENDER,
    SIGNED,
    certificate,
    element,
    key,
    signature,
    tree,
)


def wrap_in_info(root: etree._Element) -> etree._Element:
    """Hide the signed message inside a new one."""
    other = tree(MESSAGE)
    element(other, "c:info/c:event").text = "forged"
    info = element(other, "c:info")
    info.append(root)
    return other


def move_signature(root: etree._Element) -> etree._Element:
    """Put the signature into another element."""
    element(root, "c:info").append(signature(root))
    return root


def add_sender(root: etree._Element) -> etree._Element:
    """Give the message a second sender."""
    extra = etree.SubElement(root, f"{{{CAP}}}sender")
    extra.text = "other@example.org"
    return root


def cover_part(root: etree._Element) -> etree._Element:
    """Let the signature cover an element by its identifier."""
    element(root, "c:info").set("Id", "part")
    element(root, ".//d:Reference").set("URI", "#part")
    return root


def cover_nothing(root: etree._Element) -> etree._Element:
    """Let the signature cover its own object."""
    thing = etree.SubElement(signature(root), f"{{{SIGNATURES}}}Object", Id="object")
    thing.append(etree.fromstring(MESSAGE))
    element(root, ".//d:Reference").set("URI", "#object")
    return root


def transform(root: etree._Element, algorithm: str, place: int) -> etree._Element:
    """Put a transform of the message at a place among the others."""
    extra = etree.Element(f"{{{SIGNATURES}}}Transform", Algorithm=algorithm)
    element(root, ".//d:Transforms").insert(place, extra)
    return root


def filter_content(root: etree._Element) -> etree._Element:
    """Transform the message by an expression that selects a part."""
    return transform(root, "http://www.w3.org/TR/1999/REC-xpath-19991116", 2)


def run_a_program(root: etree._Element) -> etree._Element:
    """Transform the message by a style sheet, which is a program."""
    element(root, ".//d:Transforms").remove(element(root, ".//d:Transforms")[1])
    return transform(root, "http://www.w3.org/TR/1999/REC-xslt-19991116", 1)


def leave_out_nothing(root: etree._Element) -> etree._Element:
    """Take the transform away that leaves the signature out."""
    element(root, ".//d:Transforms").remove(element(root, ".//d:Transforms")[0])
    return root


def two_references(root: etree._Element) -> etree._Element:
    """Cover another thing too."""
    info = element(root, ".//d:SignedInfo")
    info.append(etree.fromstring(etree.tostring(element(root, ".//d:Reference"))))
    return root


def two_infos(root: etree._Element) -> etree._Element:
    """Bring a second SignedInfo of one's own before the signed one."""
    info = element(root, ".//d:SignedInfo")
    signature(root).insert(0, etree.fromstring(etree.tostring(info)))
    return root


def many_signatures(root: etree._Element) -> etree._Element:
    """Repeat the signature until it costs the reader time."""
    for _ in range(MOST_SIGNATURES):
        root.append(etree.fromstring(etree.tostring(signature(root))))
    return root


def weak_digest(root: etree._Element) -> etree._Element:
    """Say that SHA-1 was used."""
    element(root, ".//d:DigestMethod").set("Algorithm", f"{SIGNATURES}sha1")
    return root


def shared_secret(root: etree._Element) -> etree._Element:
    """Say that the public key is a shared secret."""
    method = "http://www.w3.org/2001/04/xmldsig-more#hmac-sha256"
    element(root, ".//d:SignatureMethod").set("Algorithm", method)
    return root


@pytest.mark.parametrize(
    "attack",
    [
        wrap_in_info, move_signature, add_sender, cover_part, cover_nothing, filter_content, run_a_program,
        leave_out_nothing, two_references, two_infos, many_signatures, weak_digest, shared_secret,
    ],
)  # fmt: skip
def test_signature_wrapping_and_weakening_is_refused(attack: Callable[[etree._Element], etree._Element]) -> None:
    """By its make, before any key is tried."""
    verdict = verify(etree.tostring(attack(tree())), REGISTER)
    assert verdict.state is SignatureState.REFUSED
    assert verdict.signed == b""


def test_an_element_added_beside_the_signature_is_noticed() -> None:
    """Another warning after the signature is a change like any other."""
    root = tree()
    root.append(etree.fromstring(etree.tostring(element(root, "c:info"))))
    assert verify(etree.tostring(root), REGISTER).state is SignatureState.TAMPERED


def test_what_stands_inside_the_signature_is_no_part_of_what_was_signed() -> None:
    """Objects in the signature, as Canada's have them, cannot bring in another sentence."""
    root = tree()
    thing = etree.SubElement(signature(root), f"{{{SIGNATURES}}}Object")
    thing.append(element(tree(MESSAGE), "c:info"))
    verdict = verify(etree.tostring(root), REGISTER)
    assert verdict.valid
    assert verdict.signed == verify(SIGNED, REGISTER).signed


def test_a_comment_does_not_cut_a_value() -> None:
    """Comments are not signed and do not change what is read from the signed bytes."""
    content = SIGNED.replace(b"warning@example", b"warning@<!-- x -->example")
    verdict = verify(content, REGISTER)
    assert (verdict.state, verdict.sender) == (SignatureState.VALID, SENDER)
    assert verdict.signed == verify(SIGNED, REGISTER).signed


def test_a_value_that_is_not_the_one_way_to_write_its_bytes_is_noticed() -> None:
    """The spare bits at the end of base 64 are checked, which many readers do not."""
    root = tree()
    value = element(root, ".//d:DigestValue")
    assert value.text is not None
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    spare = alphabet[alphabet.index(value.text[-2]) ^ 1]
    changed = value.text[:-2] + spare + "="
    assert base64.b64decode(changed) == base64.b64decode(value.text)
    value.text = changed
    assert verify(etree.tostring(root), REGISTER).state is SignatureState.TAMPERED


@pytest.mark.parametrize("name", ["INCLUSIVE", "EXCLUSIVE"])
def test_comments_count_where_they_were_signed(name: str) -> None:
    """A canonical form with comments is taken; whoever changes a comment then changes the message."""
    whole = etree.fromstring(MESSAGE.replace(b"<status>", b"<!-- as agreed --><status>"))
    signer = XMLSigner(signature_algorithm=SignatureMethod.ECDSA_SHA256, c14n_algorithm=_WITH_COMMENTS[name])
    signed = etree.tostring(signer.sign(whole, key=key(), cert=certificate()))
    verdict = verify(signed, REGISTER)
    assert verdict.valid
    assert b"as agreed" in verdict.signed
    assert verify(signed.replace(b"as agreed", b"as denied"), REGISTER).state is SignatureState.TAMPERED


_WITH_COMMENTS = {
    "INCLUSIVE": CanonicalizationMethod.CANONICAL_XML_1_1_WITH_COMMENTS,
    "EXCLUSIVE": CanonicalizationMethod.EXCLUSIVE_XML_CANONICALIZATION_1_0_WITH_COMMENTS,
}


@given(st.sampled_from(list(SignatureMethod)), st.sampled_from(["ec", "p384", "rsa"]), st.binary(max_size=300))
@settings(max_examples=100)
def test_no_method_and_no_value_is_mistaken_for_another(method: SignatureMethod, kind: str, value: bytes) -> None:
    """Any algorithm that the message names, for a key of any kind, any bytes as its value: not valid, no crash."""
    root = tree()
    element(root, ".//d:SignatureMethod").set("Algorithm", method.value)
    element(root, ".//d:SignatureValue").text = base64.b64encode(value).decode()
    assert not verify(etree.tostring(root), Register((Pin(SENDER, certificate(kind)),))).valid
