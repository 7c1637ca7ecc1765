"""Write messages of the Common Alerting Protocol: the order of the version, UTF-8, nothing lost.

What a message holds is written as it is: values with their blanks, what was kept as XML behind the fields. Two things
are not part of a message: how its elements are indented, and comments before or behind it.
"""

import re
from typing import Any

from lxml import etree

from anlan.alerts.building import Builder
from anlan.alerts.grammar import BY_VERSION, Grammar, Slot, Table
from anlan.alerts.leaves import plain_text
from anlan.alerts.message import Alert, Kept, Pair
from anlan.alerts.notes import Notes
from anlan.alerts.pieces import escaped, quoted
from anlan.errors import InputError, Problem
from anlan.language import Message, mark

_NO_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
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
        If a value holds a character that XML cannot hold.
    """
    grammar = BY_VERSION[alert.version]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>']
    _Writer(grammar, lines).node(alert, grammar.tables["alert"], "", f' xmlns="{grammar.namespace}"')
    text = "\n".join([*lines, ""])
    if _NO_XML.search(text):
        raise InputError(_unwritable(lines))
    return text.encode()


class _Writer:
    def __init__(self, grammar: Grammar, lines: list[str]) -> None:
        self._grammar, self._lines = grammar, lines
        self._builder = Builder(grammar, Notes())

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
        originals = {(one.tag, one.number): one for one in node.kept if one.number is not None}
        values = vars(node)
        for slot in table.slots.values():
            value = values[slot.field]
            if slot.many:
                for number, one in enumerate(value):
                    self._one(one, slot, originals.get((slot.tag, number)), inner)
            elif value or (value is not None and slot.tells_empty) or originals:
                self._one(value, slot, originals.get((slot.tag, 0)), inner)
        self._lines += [inner + one.xml for one in node.kept if one.number is None]
        self._lines.append(f"{indent}</{table.name}>")

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
        element = etree.fromstring(original.xml, etree.XMLParser(resolve_entities=False, no_network=True))
        return bool(self._builder.leaf(element, slot)[0] == value)


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
