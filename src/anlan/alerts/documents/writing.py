"""Write messages of the Common Alerting Protocol: the order of the version, UTF-8, nothing lost.

What a message holds is written as it is: values with their blanks, what was kept as XML behind the fields. Two things
are not part of a message: how its elements are indented, and comments before or behind it.
"""

import re
from collections.abc import Mapping
from typing import Any

from lxml import etree

from anlan.alerts.documents.building import Builder
from anlan.alerts.documents.notes import Notes
from anlan.alerts.documents.trees import Refusal, tree
from anlan.alerts.messages.grammar import BY_VERSION, Grammar, Slot, Table
from anlan.alerts.messages.leaves import plain_text
from anlan.alerts.messages.message import Alert, Kept, Pair
from anlan.alerts.messages.pieces import escaped, quoted
from anlan.errors import InputError, Problem
from anlan.language import Message, mark

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML cannot hold (XML 1.0, 2.2)."""

_LEGAL = bytes(code for code in range(256) if code >= ord(" ") or code in b"\t\n\r")
OLD_AND_NEW: Mapping[str, tuple[str, ...]] = {
    "alert": ("password",),
    "info": ("response_types",),
    "resource": ("deref_uri",),
}
"""Fields that not every version has an element for."""

_PREFIXES = {
    "http://www.w3.org/XML/1998/namespace": "xml",
    "http://www.w3.org/2001/XMLSchema-instance": "xsi",
}


def write_alert(alert: Alert) -> bytes:
    """Write a message in the namespace and the order of its version, UTF-8.

    `parse_alert` reads from it the same message. A signature is written as it stands in the message, but the bytes are
    not those that were signed: what was received is passed on as it was received.

    Parameters
    ----------
    alert
        The message.

    Raises
    ------
    InputError
        If a value holds a character that XML cannot hold, the version has no place for it, or a piece of XML that was
        kept is not whole.
    """
    grammar = BY_VERSION[alert.version]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    writer = _Writer(grammar, lines)
    writer.node(alert, grammar.tables["alert"], "", f' xmlns="{grammar.namespace}"')
    if writer.broken:
        raise InputError(writer.broken)
    text = "\n".join([*lines, ""])
    try:
        content = text.encode()
    except UnicodeEncodeError as error:
        raise InputError(_unwritable(lines)) from error
    if content.translate(None, _LEGAL) or b"\xef\xbf\xbe" in content or b"\xef\xbf\xbf" in content:
        raise InputError(_unwritable(lines))
    return content


class _Writer:
    def __init__(self, grammar: Grammar, lines: list[str]) -> None:
        self._grammar, self._lines = grammar, lines
        self._builder = Builder(grammar, Notes())
        self.broken: list[Problem] = []

    def node(self, node: Any, table: Table, indent: str, head: str = "") -> None:
        """Write an element and what is in it.

        Parameters
        ----------
        node
            Alert, Info, Resource or Area.
        table
            Its table.
        indent
            Blanks before it.
        head
            What stands behind its name.
        """
        if node.attributes:
            head += _attributes(node.attributes)
        self._lines.append(f"{indent}<{table.name}{head}>")
        inner = indent + "  "
        self._unplaced(node, table)
        originals = {(one.tag, one.number): one for one in node.kept if one.number is not None}
        values = vars(node)
        for slot in table.slots.values():
            value = values[slot.field]
            if slot.many:
                for number, one in enumerate(value):
                    self._one(one, slot, originals.get((slot.tag, number)), inner)
            elif value or (value is not None and slot.tells_empty) or originals:
                self._one(value, slot, originals.get((slot.tag, 0)), inner)
        self._lines += [inner + one.xml for one in node.kept if one.number is None and self._piece(one) is not None]
        self._lines.append(f"{indent}</{table.name}>")

    def _unplaced(self, node: Any, table: Table) -> None:
        """Note what the version has no element for, such as a password in 1.2."""
        for field in OLD_AND_NEW.get(table.name, ()):
            if getattr(node, field) and all(slot.field != field for slot in table.slots.values()):
                text = mark("CAP {version} has no place for '{field}' of '{parent}'")
                what = Message(text, version=self._grammar.version, field=field, parent=table.name)
                self.broken.append(Problem("message", what, Message(mark("leave it out")), code="no-place"))

    def _one(self, value: Any, slot: Slot, original: Kept | None, indent: str) -> None:
        if slot.kind == "node":
            self.node(value, self._grammar.tables[slot.tag], indent)
        elif original is not None and self._same(original, slot, value):
            self._lines.append(indent + original.xml)
        elif slot.kind == "pair" and not self._grammar.plain_pairs:
            self._lines.append(_pair(slot.tag, value, indent))
        elif value or (value is not None and slot.tells_empty):
            self._lines.append(f"{indent}<{slot.tag}>{escaped(plain_text(value, slot.kind))}</{slot.tag}>")

    def _same(self, original: Kept, slot: Slot, value: Any) -> bool:
        """Say whether a value is still what its original says."""
        piece = self._piece(original)
        element = next(piece.iterchildren("*"), None) if piece is not None else None
        return element is not None and bool(self._builder.leaf(element, slot)[0] == value)

    def _piece(self, kept: Kept) -> etree._Element | None:
        """Return an element around a piece of XML; None where it is not whole, which is noted."""
        found = tree(f"<piece>{kept.xml}</piece>".encode(errors="replace"))
        if isinstance(found, Refusal):
            what = Message("XML that was kept of it is not whole: {xml}", xml=kept.xml[:80])
            self.broken.append(Problem("message", what, Message(mark("leave it out")), code="broken-piece"))
            return None
        return found


def _pair(tag: str, pair: Pair, indent: str) -> str:
    name, value = escaped(pair[0]), escaped(pair[1])
    inner = indent + "  "
    return f"{indent}<{tag}>\n{inner}<valueName>{name}</valueName>\n{inner}<value>{value}</value>\n{indent}</{tag}>"


def _attributes(pairs: tuple[Pair, ...]) -> str:
    text, declared = "", dict(_PREFIXES)
    for name, value in pairs:
        namespace, _, local = name.rpartition("}")
        prefix = ""
        if namespace:
            space = namespace[1:]
            prefix = declared.setdefault(space, f"n{len(declared)}")
            if prefix != "xml" and f" xmlns:{prefix}=" not in text:
                text += f' xmlns:{prefix}="{quoted(space)}"'
            prefix += ":"
        text += f' {prefix}{local}="{quoted(value)}"'
    return text


def _unwritable(lines: list[str]) -> list[Problem]:
    problems = []
    for line in lines:
        found = _NO_XML.search(line)
        if found is not None:
            what = Message(
                "XML cannot hold the character U+{code:04X}: {line}", code=ord(found[0]), line=ascii(line[:80])
            )
            problems.append(Problem("message", what, Message(mark("remove it")), code="no-xml-character"))
    return problems
