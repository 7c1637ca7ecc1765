"""Real messages, changed at random places: what dirty senders do, and what attackers try."""

import json
from collections import Counter
from pathlib import Path

from hypothesis import strategies as st
from lxml import etree

VALUES = (
    "", " ", "Actual", " Actual ", "Public", "Alert", "Met", "CBRNE", "Unknown", "Very Likely", "AllClear", "en",
    "zh-CN", "en_US", "2026-07-01T08:30:00+08:00", "2026-07-01T08:30:00Z", "2026-02-30T08:30:00+08:00",
    "2026-07-01T24:00:00-00:00", "2026-07-01T08:30:00,08:00", "2026-07-01T08:30:00", "2026-07-01T08:30:00.5+14:00",
    "-12", "3.5", ".", "1e3", "x y", "a=b", "=", "=b", "a,b,2026-07-01T08:30:00+08:00", "a,b c,d", "http://a b/",
    "http://[::1]:80/%20", "a%zz", "::", "#a#b", "<b>&amp;</b>", "34,119 34,120 35,120 34,119", "34,119 10",
    "暴雨\r\n红色", "\tx\n", "\u00a0", "]]>",
)  # fmt: skip
TAGS = (
    "identifier", "status", "scope", "scoep", "password", "info", "category", "responseType", "certainty", "event",
    "area", "polygon", "geocode", "resource", "derefUri", "value", "valueName", "parameter", "references", "language",
    "web", "size", "altitude", "sent", "expires",
)  # fmt: skip
KINDS = ("text", "attribute", "rename", "remove", "double", "move", "insert", "tail", "comment")
FOREIGN = ("http://www.w3.org/2000/09/xmldsig#", "urn:other", "")
ATTRIBUTES = (
    "a", "{urn:other}b", "{http://www.w3.org/XML/1998/namespace}lang",
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
)  # fmt: skip


def messages(corpus: Path, most_bytes: int = 20_000) -> list[bytes]:
    """Return the messages of the corpus that are XML, CAP, and not large."""
    listed = json.loads((corpus / "index.json").read_text(encoding="utf-8"))["files"]
    contents = [(corpus / one["file"]).read_bytes() for one in listed if one.get("cap_version")]
    return [content for content in contents if len(content) <= most_bytes and b"<!DOCTYPE" not in content]


def own(root: etree._Element) -> str:
    """Return the namespace of a message."""
    return etree.QName(root).namespace or ""


@st.composite
def mutated(draw: st.DrawFn, contents: list[bytes], most: int = 4) -> etree._Element:
    """Draw a message with some changes."""
    root = etree.fromstring(draw(st.sampled_from(contents)))
    for _ in range(draw(st.integers(0, most))):
        elements = list(root.iter(f"{{{own(root)}}}*"))
        element = draw(st.sampled_from(elements))
        change(draw, root, element)
    return root


def change(draw: st.DrawFn, root: etree._Element, element: etree._Element) -> None:
    """Change an element, or what is around it."""
    parent = element.getparent()
    kind = draw(st.sampled_from(KINDS))
    if kind == "text":
        element.text = draw(st.sampled_from(VALUES))
    elif kind == "attribute":
        element.set(draw(st.sampled_from(ATTRIBUTES)), draw(st.sampled_from(VALUES)))
    elif kind == "insert":
        namespace = draw(st.sampled_from((own(root), own(root), *FOREIGN)))
        tag = draw(st.sampled_from(TAGS))
        made = etree.Element(f"{{{namespace}}}{tag}" if namespace else tag)
        made.text = draw(st.sampled_from(VALUES))
        element.insert(draw(st.integers(0, len(element))), made)
    elif kind == "comment":
        element.insert(draw(st.integers(0, len(element))), etree.Comment(" said aside "))
    elif parent is None:
        return
    elif kind == "rename":
        element.tag = f"{{{own(root)}}}{draw(st.sampled_from(TAGS))}"
    elif kind == "remove":
        parent.remove(element)
    elif kind == "double":
        copy = etree.fromstring(etree.tostring(element, with_tail=False))
        parent.insert(draw(st.integers(0, len(parent))), copy)
    elif kind == "move":
        parent.remove(element)
        parent.insert(draw(st.integers(0, len(parent))), element)
    else:
        element.tail = draw(st.sampled_from(VALUES))


def content_of(
    root: etree._Element, top: etree._Element | None = None
) -> Counter[tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]]:
    """Return every element of a message with its path, its text and its attributes, whatever the order.

    Text counts with its blanks, but for blanks between elements; in an element with elements and text in it, the
    pieces of text count each.
    """
    found: Counter[tuple[tuple[str, ...], str, tuple[tuple[str, str], ...]]] = Counter()
    for node in root.iter("*"):
        above = [one for one in node.iterancestors() if top is None or one is top or top in one.iterancestors()]
        path = tuple(str(one.tag) for one in reversed([node, *above]))
        pieces = [node.text or "", *(child.tail or "" for child in node)]
        structural = len(node) or etree.QName(node).localname in {"alert", "info", "resource", "area"}
        text = pieces[0] if not structural else "|".join(sorted(w for one in pieces for w in one.split()))
        found[path, text, tuple(sorted((str(k), str(v)) for k, v in node.attrib.items()))] += 1
    return found
