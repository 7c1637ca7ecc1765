"""Pieces of XML for which the protocol has no place, as text that can stand anywhere."""

import re

from lxml import etree

from anlan.alerts.messages.message import Kept

_START = re.compile(r"<([^\s/>]+)")
_ESCAPES = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\r", "&#13;"))
_QUOTES = (('"', "&quot;"), ("\t", "&#9;"), ("\n", "&#10;"))


def escaped(text: str) -> str:
    """Write a text so that it can stand in an element.

    Parameters
    ----------
    text
        The text.
    """
    for sign, written in _ESCAPES:
        if sign in text:
            text = text.replace(sign, written)
    return text


def quoted(text: str) -> str:
    """Write a text so that it can stand as an attribute between double quotes.

    Parameters
    ----------
    text
        The text.
    """
    text = escaped(text)
    for sign, written in _QUOTES:
        text = text.replace(sign, written)
    return text


def serialised(element: etree._Element) -> str:
    """Write an element with every namespace that it needs, so that it means the same wherever it is put.

    Parameters
    ----------
    element
        An element; no comment and no instruction.
    """
    try:
        text = _canonical(element, None)
    except etree.C14NError:  # a namespace that is no absolute URI, which canonical XML refuses
        text, bare = etree.tostring(element, with_tail=False, encoding="unicode"), None not in element.nsmap
    else:
        declared = [prefix for prefix in element.nsmap if prefix and f"xmlns:{prefix}=" not in text]
        hidden = [prefix for prefix in declared if f"{prefix}:" in text]
        if hidden:  # names in values need their prefixes too
            text = _canonical(element, hidden)
        name = _START.match(text)
        bare = name is not None and not text.startswith(' xmlns="', name.end())
    if bare:  # or the namespace of the message would fall upon it
        text = _START.sub(r'<\1 xmlns=""', text, count=1)
    return text


def _canonical(element: etree._Element, prefixes: list[str] | None) -> str:
    return etree.tostring(
        element, method="c14n", exclusive=True, with_comments=True, inclusive_ns_prefixes=prefixes
    ).decode()


def is_element(node: etree._Element) -> bool:
    """Say whether a node is an element, and no comment and no instruction.

    Parameters
    ----------
    node
        A node of a document.
    """
    tag: object = node.tag
    return isinstance(tag, str)


def kept(node: etree._Element, *, tag: str | None = None, number: int | None = None) -> Kept:
    """Keep an element, a comment or an instruction.

    Parameters
    ----------
    node
        The node; its tail is left out.
    tag
        Name under which it is kept; its own, in Clark's notation, if None.
    number
        Which element of its name it is, where a field holds its value.
    """
    if not is_element(node):
        return Kept(etree.tostring(node, with_tail=False, encoding="unicode"))
    return Kept(serialised(node), node.tag if tag is None else tag, number)


def words(element: etree._Element) -> str:
    """Return the text in an element and in those inside it; comments and instructions are left out.

    Parameters
    ----------
    element
        The element.
    """
    return "".join(map(str, element.itertext())) if len(element) else element.text or ""
