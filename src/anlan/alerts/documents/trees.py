"""XML of strangers as a tree: no document type and so no entities, nothing fetched, limits on size, depth, elements.

Everything that makes XML dangerous - entities that grow or fetch files, external definitions - is declared in the
document type (XML 1.0, 2.8 and 4.2). The protocol has none, so one is refused before the parser sees it.
"""

import io
import re
from dataclasses import dataclass

from lxml import etree

from anlan.language import Message, mark

MOST_BYTES = 8 * 2**20
"""Bytes of a document; messages with the outlines of a country's districts have some hundred thousand."""

MOST_DEPTH = 20
"""Elements in one another; the protocol goes five deep, a signature or an envelope adds some."""

MOST_ELEMENTS = 50_000
"""Elements of a document, counted by their opening signs; real messages have some hundred, one with a code and an
outline for each county of a country in two languages some 40,000."""

MOST_ATTRIBUTES = 100
"""Attributes of an element; the protocol has none, a signature has some."""

MOST_NAMESPACES = 20
"""Prefixes that are declared at any place of a document; real messages and feeds have up to ten. To look through them
takes time for each element: 50,000 of them with 100 prefixes took a quarter of a minute."""

_DOCUMENT_TYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL
)  # atomic groups: the time is linear whatever stands there
_MANY_ATTRIBUTES = etree.XPath(f"boolean(//*[@*[{MOST_ATTRIBUTES + 1}]])")
_TOO_DEEP = etree.XPath("boolean(/*" + "/*" * MOST_DEPTH + ")")


@dataclass(frozen=True)
class Refusal:
    """Why a document cannot be read.

    Parameters
    ----------
    code
        ``no-file``, ``hostile-xml``, ``wrong-encoding`` or ``unreadable``.
    reason, remedy
        What is wrong, and what to do.
    line
        Where, from 1; None for the whole document.
    """

    code: str
    reason: Message
    remedy: Message
    line: int | None = None


def tree(
    content: bytes, *, most_bytes: int = MOST_BYTES, most_elements: int = MOST_ELEMENTS
) -> etree._Element | Refusal:
    """Return the root of a document, or why it cannot be read.

    Parameters
    ----------
    content
        Its bytes.
    most_bytes, most_elements
        How large it may be.
    """
    refusal = _limits(content, most_bytes, most_elements)
    if refusal is not None:
        return refusal
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False, recover=False
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        return _unreadable(error)
    except (LookupError, ValueError) as error:
        return _encoding(str(error))
    if root.getroottree().docinfo.internalDTD is not None:
        return _document_type(1)
    return _shape(root, content) or root


def _shape(root: etree._Element, content: bytes) -> Refusal | None:
    """Refuse what lies too deep or has too many attributes."""
    if _TOO_DEEP(root):
        what = Message("its elements lie more than {most} deep in one another", most=MOST_DEPTH)
        return Refusal("hostile-xml", what, Message(mark("give a message of the protocol")))
    if content.count(b"=") > MOST_ATTRIBUTES and _MANY_ATTRIBUTES(root):
        what = Message("an element has more than {most} attributes", most=MOST_ATTRIBUTES)
        return Refusal("hostile-xml", what, Message(mark("give a message of the protocol")))
    return None


def _limits(content: bytes, most_bytes: int, most_elements: int) -> Refusal | None:
    if len(content) > most_bytes:
        what = Message("it has {count:,} bytes; {most:,} are read", count=len(content), most=most_bytes)
        return Refusal("hostile-xml", what, Message(mark("give one message, with simpler outlines")))
    if content.count(b"<") > 2 * most_elements:
        what = Message("it has more than {most:,} elements", most=most_elements)
        return Refusal("hostile-xml", what, Message(mark("cut it into parts")))
    found = _DOCUMENT_TYPE.match(content)
    if found is not None:
        return _document_type(content.count(b"\n", 0, found.end()) + 1)
    wide = b"\x00" in content[:4]  # UTF-16 and UTF-32, in which the word is not found
    many = content.count(b"=") > MOST_NAMESPACES and content.count(b"xmlns") > MOST_NAMESPACES
    if (wide or many) and _many_namespaces(content):
        what = Message("it declares more than {most} namespaces at one place", most=MOST_NAMESPACES)
        return Refusal("hostile-xml", what, Message(mark("give a message of the protocol")))
    return None


def _many_namespaces(content: bytes) -> bool:
    """Count the namespaces declared at each place, without a tree; what cannot be read is told later."""
    declared = 0
    events = etree.iterparse(
        io.BytesIO(content), events=("start-ns", "end-ns"), resolve_entities=False, no_network=True, huge_tree=False
    )
    try:
        for event, _ in events:
            declared += 1 if event == "start-ns" else -1
            if declared > MOST_NAMESPACES:
                return True
    except (etree.XMLSyntaxError, LookupError, ValueError):
        return False
    return False


def said(root: etree._Element) -> Message:
    """Say what a document is by its root, where it is not what was asked for.

    Parameters
    ----------
    root
        Its root.
    """
    name = etree.QName(root)
    return Message("it is '{tag}' of '{namespace}'", tag=name.localname, namespace=name.namespace or "")


def _document_type(line: int) -> Refusal:
    what = Message("it declares a document type, which could make it grow or fetch files")
    return Refusal("hostile-xml", what, Message(mark("remove the declaration")), line)


def _encoding(reason: str) -> Refusal:
    what = Message("its encoding cannot be read: {reason}", reason=reason)
    return Refusal("wrong-encoding", what, Message(mark("save it as UTF-8")), 1)


def _unreadable(error: etree.XMLSyntaxError) -> Refusal:
    reason = error.msg or ""
    if "encoding" in reason.lower():
        return _encoding(reason)
    what = Message("it is no XML: {reason}", reason=reason)
    return Refusal("unreadable", what, Message(mark("export it anew")), error.lineno)
