"""XML of strangers as a tree: no document type and so no entities, nothing fetched, limits on size, depth, elements.

Everything that makes XML dangerous - entities that grow or fetch files, external definitions - is declared in the
document type (XML 1.0, 2.8 and 4.2). The protocol has none, so one is refused before the parser sees it.
"""

import re
from dataclasses import dataclass

from lxml import etree

from anlan.language import Message, mark

MOST_BYTES = 8 * 2**20
"""Bytes of a document; messages with the outlines of a country's districts have some hundred thousand."""

MOST_DEPTH = 20
"""Elements in one another; the protocol goes five deep, a signature or an envelope adds some."""

MOST_ELEMENTS = 200_000
"""Elements of a document, counted by their opening signs."""

_DOCUMENT_TYPE = re.compile(
    rb"(?:\xef\xbb\xbf)?(?>\s|(?><\?.*?\?>)|(?><!--.*?-->))*+<!DOCTYPE", re.DOTALL
)  # atomic groups: the time is linear whatever stands there
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
    if _TOO_DEEP(root):
        what = Message("its elements lie more than {most} deep in one another", most=MOST_DEPTH)
        return Refusal("hostile-xml", what, Message(mark("give a message of the protocol")))
    return root


def _limits(content: bytes, most_bytes: int, most_elements: int) -> Refusal | None:
    if len(content) > most_bytes:
        what = Message("it has {count:,} bytes; {most:,} are read", count=len(content), most=most_bytes)
        return Refusal("hostile-xml", what, Message(mark("give one message, with simpler outlines")))
    if content.count(b"<") > 2 * most_elements:
        what = Message("it has more than {most:,} elements", most=most_elements)
        return Refusal("hostile-xml", what, Message(mark("cut it into parts")))
    found = _DOCUMENT_TYPE.match(content)
    return _document_type(content.count(b"\n", 0, found.end()) + 1) if found is not None else None


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
