"""The shape of enveloped signatures: what is read of a message, which make is taken, which forms senders sign.

Everything here is about bytes and elements; which key is trusted is judged in `anlan.alerts.signatures.signing`.
"""

import base64
import binascii
from collections.abc import Iterator
from datetime import datetime

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from lxml import etree
from signxml.algorithms import CanonicalizationMethod, DigestAlgorithm, SignatureMethod

from anlan.alerts.documents.trees import Refusal, said, tree
from anlan.alerts.messages.grammar import GRAMMARS
from anlan.alerts.messages.message import SIGNATURES
from anlan.alerts.messages.times import moment
from anlan.alerts.signatures.trust import key_weakness
from anlan.language import Message, mark

ENVELOPED = f"{SIGNATURES}enveloped-signature"
"""The transform that leaves the signature itself out."""

METHODS = frozenset({
    SignatureMethod.RSA_SHA256, SignatureMethod.RSA_SHA384, SignatureMethod.RSA_SHA512,
    SignatureMethod.SHA256_RSA_MGF1, SignatureMethod.SHA384_RSA_MGF1, SignatureMethod.SHA512_RSA_MGF1,
    SignatureMethod.ECDSA_SHA256, SignatureMethod.ECDSA_SHA384, SignatureMethod.ECDSA_SHA512,
})  # fmt: skip
"""Signature algorithms that are taken: RSA (PKCS #1 v1.5 and PSS) and ECDSA, each with SHA-2 of 256 bits or more."""

DIGESTS = frozenset({DigestAlgorithm.SHA256, DigestAlgorithm.SHA384, DigestAlgorithm.SHA512})
"""Digests that are taken."""

MOST_SIGNATURES = 4
"""Signatures of a message; Canada's go out with two."""

_PARALLEL = mark("other signatures beside it were left out before signing, which the standard does not provide for")
_BLANKS = mark("blanks between elements were removed before signing, which the standard does not provide for")


def message_root(content: bytes) -> etree._Element | Message:
    """Return the 'alert' of a message, or why it is none.

    Parameters
    ----------
    content
        The message as it came: no document type, so no entities; bounded in bytes, depth and elements.
    """
    root = tree(content)
    if isinstance(root, Refusal):
        return root.reason
    if root.tag not in GRAMMARS:
        return said(root)
    namespace = etree.QName(root).namespace
    for tag in ("sender", "sent"):
        count = len(root.findall(f"{{{namespace}}}{tag}"))
        if count != 1:
            return Message("it has {count} of '{tag}' instead of one", count=count, tag=tag)
    return root


def named(root: etree._Element, tag: str) -> str:
    """Return the text of a child, with what stands behind comments; empty where there is none.

    Parameters
    ----------
    root
        The 'alert'.
    tag
        Name of the child.
    """
    element = root.find(f"{{{etree.QName(root).namespace}}}{tag}")
    return str(element.xpath("string()")).strip() if element is not None else ""


def sent_at(root: etree._Element) -> datetime | None:
    """Return when a message says it was sent, UTC; None where it has no time with a time zone.

    Parameters
    ----------
    root
        The 'alert'.
    """
    return moment(named(root, "sent"))


def _parts(signature: etree._Element, path: str) -> list[etree._Element]:
    return signature.findall("/".join(f"{{{SIGNATURES}}}{tag}" for tag in path.split("/")))


def departure(signature: etree._Element) -> Message | None:
    """Say what about a signature's make is not taken; None where it is one reference to the whole message, well made.

    Parameters
    ----------
    signature
        The 'Signature'.
    """
    wanted = {
        "SignedInfo": 1, "SignatureValue": 1, "SignedInfo/CanonicalizationMethod": 1, "SignedInfo/SignatureMethod": 1,
        "SignedInfo/Reference": 1, "SignedInfo/Reference/DigestMethod": 1, "SignedInfo/Reference/DigestValue": 1,
        "SignedInfo/Reference/Transforms": 1,
    }  # fmt: skip
    for path, count in wanted.items():
        found = len(_parts(signature, path))
        if found != count:
            what = mark("its signature has {found} of '{path}' instead of one; ask its sender")
            return Message(what, found=found, path=path)
    (reference,) = _parts(signature, "SignedInfo/Reference")
    if reference.get("URI") != "":
        what = mark("its signature covers '{uri}' instead of the whole message; ask its sender")
        return Message(what, uri=str(reference.get("URI"))[:80])
    allowed = {str(one.value) for one in CanonicalizationMethod}
    transforms = [str(one.get("Algorithm")) for one in _parts(signature, "SignedInfo/Reference/Transforms/Transform")]
    if transforms[:1] != [ENVELOPED] or len(transforms) > 2 or not set(transforms[1:]) <= allowed:
        what = mark("its signature transforms the message by '{transforms}' before signing; ask its sender")
        return Message(what, transforms=" ".join(transforms)[:300])
    return _weak_method(signature, allowed)


def _weak_method(signature: etree._Element, canonical: set[str]) -> Message | None:
    choices: dict[str, set[str]] = {
        "SignedInfo/CanonicalizationMethod": canonical,
        "SignedInfo/SignatureMethod": {str(one.value) for one in METHODS},
        "SignedInfo/Reference/DigestMethod": {str(one.value) for one in DIGESTS},
    }
    for path, allowed in choices.items():
        method = str(_parts(signature, path)[0].get("Algorithm"))
        if method not in allowed:
            what = mark("its signature uses '{method}', which is not taken because it is too weak or not known; ask its"
                        " sender for RSA or ECDSA with SHA-256")  # fmt: skip
            return Message(what, method=method[:120])
    return None


def garbled(signature: etree._Element) -> Message | None:
    """Say which value is not the one way to write some bytes in base 64 (RFC 4648, 3.5); None where all are.

    Parameters
    ----------
    signature
        The 'Signature', of a make that is taken.
    """
    for path in ("SignatureValue", "SignedInfo/Reference/DigestValue"):
        (element,) = _parts(signature, path)
        text = "".join((element.text or "").split())
        try:
            sound = (
                not len(element) and text and base64.b64encode(base64.b64decode(text, validate=True)) == text.encode()
            )
        except (binascii.Error, ValueError):
            sound = False
        if not sound:
            return Message("the '{path}' of its signature is garbled; do not use it", path=path)
    return None


def enclosed(signature: etree._Element) -> Iterator[x509.Certificate]:
    """Yield the certificates inside a signature that can be read; they name a signer and prove nothing.

    Parameters
    ----------
    signature
        The 'Signature'.
    """
    for element in _parts(signature, "KeyInfo/X509Data/X509Certificate")[:MOST_SIGNATURES]:
        try:
            found = x509.load_der_x509_certificate(base64.b64decode("".join((element.text or "").split())))
            sound = key_weakness(found.public_key()) is None and bool(found.subject.rfc4514_string())
        except (ValueError, TypeError, UnsupportedAlgorithm, x509.InvalidVersion):
            continue
        if sound:
            yield found


def forms(root: etree._Element, place: int) -> Iterator[tuple[bytes, tuple[Message, ...]]]:
    """Yield the forms in which one signature may have been made: the standard's, then those that some senders use.

    Parameters
    ----------
    root
        The 'alert'.
    place
        Which of its signatures; it stands first in each form.

    Yields
    ------
    tuple
        The form's bytes, and in what it departs from the standard.
    """
    alone = (False, True) if len(root.findall(f"{{{SIGNATURES}}}Signature")) > 1 else (False,)
    for blanks_removed in (False, True):
        for parallel in alone:
            copy = etree.fromstring(etree.tostring(root), _parser(blanks_removed=blanks_removed))
            signatures = copy.findall(f"{{{SIGNATURES}}}Signature")
            chosen = signatures[place]
            for other in signatures if parallel else [chosen]:
                _take_out(other)
            copy.insert(0, chosen)
            oddities = [Message(_PARALLEL)] if parallel else []
            oddities += [Message(_BLANKS)] if blanks_removed else []
            yield etree.tostring(copy), tuple(oddities)


def _take_out(element: etree._Element) -> None:
    """Take an element out of its parent and leave there the text that follows it."""
    parent, before, tail = element.getparent(), element.getprevious(), element.tail
    element.tail = None
    if parent is None:
        return
    if before is not None:
        before.tail = (before.tail or "") + (tail or "")
    else:
        parent.text = (parent.text or "") + (tail or "")
    parent.remove(element)


def _parser(*, blanks_removed: bool = False) -> etree.XMLParser:
    return etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, remove_blank_text=blanks_removed, huge_tree=False
    )
