"""From the elements of a message to the model: every value as written, every deviation from the structure noted.

Each element is looked up in the table of its parent. What is as the tables want it goes into a field and nowhere else.
What is not - a value with attributes or elements inside, an element that is unknown or stands twice - is kept as well.
"""

from bisect import bisect_right
from typing import Any

from lxml import etree

from anlan.alerts.documents.notes import Notes
from anlan.alerts.messages.grammar import SIGNATURE_PLACE, SIGNATURE_PREFIX, Grammar, Slot, Table
from anlan.alerts.messages.leaves import plain_text, read_text
from anlan.alerts.messages.message import Alert, Area, Info, Kept, Pair, Resource
from anlan.alerts.messages.pieces import escaped, is_element, kept, words
from anlan.alerts.messages.values import BLANKS
from anlan.language import Message, mark

HINTS = frozenset({
    "{http://www.w3.org/2001/XMLSchema-instance}schemaLocation",
    "{http://www.w3.org/2001/XMLSchema-instance}noNamespaceSchemaLocation",
})  # fmt: skip
"""Attributes that any element may have (W3C, XML Schema Part 1, 2.6)."""

MODELS: dict[str, type[Alert] | type[Info] | type[Resource] | type[Area]] = {
    "alert": Alert,
    "info": Info,
    "resource": Resource,
    "area": Area,
}


class Builder:
    """Builds the model of one message.

    Parameters
    ----------
    grammar
        Structure of its version.
    notes
        Where deviations are noted.
    """

    def __init__(self, grammar: Grammar, notes: Notes) -> None:
        self.grammar, self.notes = grammar, notes
        self._name, self._value = (f"{{{grammar.namespace}}}{tag}" for tag in ("valueName", "value"))

    def node(self, element: etree._Element, table: Table) -> Any:
        """Build what an element of a table means.

        Parameters
        ----------
        element
            The element.
        table
            What may stand in it.

        Returns
        -------
        Alert, Info, Resource or Area
            By the name of the table.
        """
        values: dict[str, Any] = {}
        pieces: list[Kept] = []
        strays = [element.text]
        last, ordered, slots = 0, True, table.slots
        for child in element:
            slot = slots.get(child.tag)
            if slot is None:
                last = self._stranger(child, table, last)
                pieces.append(kept(child))
            else:
                ordered = ordered and slot.place >= last
                last = max(last, slot.place)
                self._take(child, slot, values, pieces)
            strays.append(child.tail)
        if not ordered:
            self._misplaced(element, table)
        self._missing(element, table, values)
        own = sorted((one for one in pieces if one.number is not None), key=lambda one: _order(one, table))
        others = [one for one in pieces if one.number is None]
        return self._model(element, table.name, values, [*own, *self._strays(element, strays), *others])

    def leaf(self, child: etree._Element, slot: Slot) -> tuple[Any, bool]:
        """Read a value; the second says whether it can be written again from itself.

        Parameters
        ----------
        child
            The element.
        slot
            How it is read.
        """
        if slot.kind == "pair" and not self.grammar.plain_pairs:
            return self._pair(child)
        regular = not len(child) and not child.keys()
        if regular:
            text = child.text or ""
        else:
            regular = self._oddities(child)
            text = words(child)
        if slot.choices or slot.allowed is not None:
            self._check(child, slot, text)
        value = read_text(text, slot.kind)
        if regular and slot.kind != "text":
            regular = plain_text(value, slot.kind) == text
        return value, regular and (text != "" or slot.tells_empty)

    def _take(self, child: etree._Element, slot: Slot, values: dict[str, Any], pieces: list[Kept]) -> None:
        """Put an element into its field, and keep it where the field alone would lose something."""
        if slot.kind == "node":
            values.setdefault(slot.field, []).append(self.node(child, self.grammar.tables[slot.tag]))
            return
        if slot.many:
            many = values.setdefault(slot.field, [])
            value, regular = self.leaf(child, slot)
            if not regular:
                pieces.append(kept(child, tag=slot.tag, number=len(many)))
            many.append(value)
        elif slot.field in values:
            what = Message("'{tag}' stands more than once", tag=slot.tag)
            self.notes.add(child, "repeated-element", what, mark("leave one of them"))
            pieces.append(kept(child))
        else:
            values[slot.field], regular = self.leaf(child, slot)
            if not regular:
                pieces.append(kept(child, tag=slot.tag, number=0))

    def _pair(self, child: etree._Element) -> tuple[Pair, bool]:
        if len(child) == 2 and not child.keys():
            first, second = child
            if first.tag == self._name and second.tag == self._value and _bare(first) and _bare(second):
                blanks = f"{child.text or ''}{first.tail or ''}{second.tail or ''}"
                if not blanks.strip(BLANKS):
                    return (first.text or "", second.text or ""), True
        self._oddities(child, allowed=(self._name, self._value))
        parts = [child.find(tag) for tag in (self._name, self._value)]
        for tag, part in zip(("valueName", "value"), parts, strict=True):
            if part is None:
                what = Message("'{parent}' has no '{tag}'", parent=etree.QName(child).localname, tag=tag)
                self.notes.add(child, "missing-element", what, mark("add it; the protocol asks for it"))
        name, value = ("" if part is None else words(part) for part in parts)
        return (name, value), False

    def _oddities(self, element: etree._Element, allowed: tuple[str, ...] = ()) -> bool:
        """Note what should not stand in a value; say whether nothing of it would be lost without the element."""
        self._attributes(element)
        lost = bool(element.keys())
        expected = list(allowed)
        for child in element:
            lost = True
            if not is_element(child):
                continue
            if child.tag in expected:
                del expected[: expected.index(child.tag) + 1]
                self._oddities(child)
                continue
            what = Message("'{tag}' stands in '{parent}'", tag=child.tag, parent=etree.QName(element).localname)
            self.notes.add(child, "element-in-value", what, mark("write it as text, or remove it"))
        if allowed:
            self._strays(element, [element.text, *(child.tail for child in element)])
        return not lost

    def _check(self, child: etree._Element, slot: Slot, text: str) -> None:
        if slot.choices:
            if text not in slot.choices:
                what = Message("{tag} is '{value}'", tag=slot.tag, value=text[:60])
                remedy = Message(mark("write one of {choices}, without blanks around it"), choices=slot.expected)
                self.notes.add(child, "not-a-choice", what, remedy)
        elif slot.allowed is not None and not slot.allowed(text):
            what = Message("{tag} is '{value}'", tag=slot.tag, value=text[:60])
            self.notes.add(child, "wrong-value", what, Message(mark("write it like {example}"), example=slot.expected))

    def _stranger(self, child: etree._Element, table: Table, last: int) -> int:
        """Note an element for which the table has no place; return the place behind which nothing else may stand."""
        if not is_element(child):
            return last
        tag = str(child.tag)
        if tag.startswith(SIGNATURE_PREFIX) and table.open_to_signatures:
            return SIGNATURE_PLACE
        name = etree.QName(child)
        if name.namespace == table.namespace:
            what = Message("'{tag}' is not an element of '{parent}'", tag=name.localname, parent=table.name)
            self.notes.add(child, "unknown-element", what, mark("remove it, or correct its name"))
        else:
            what = Message("'{tag}' of another vocabulary stands in '{parent}'", tag=tag, parent=table.name)
            self.notes.add(child, "foreign-element", what, mark("put it into a 'parameter', or leave it out"))
        return last

    def _misplaced(self, element: etree._Element, table: Table) -> None:
        """Note the fewest elements whose removal leaves the others in order."""
        placed = [(child, place) for child in element if (place := _place(child, table)) is not None]
        kept_in_order = longest_in_order([place for _, place in placed])
        for number, (child, _) in enumerate(placed):
            if number not in kept_in_order:
                what = Message("'{tag}' stands in the wrong place", tag=etree.QName(child).localname)
                self.notes.add(child, "wrong-order", what, mark("bring the elements into the order of the protocol"))

    def _missing(self, element: etree._Element, table: Table, values: dict[str, Any]) -> None:
        for slot in table.required:
            if slot.field not in values:
                what = Message("'{parent}' has no '{tag}'", parent=table.name, tag=slot.tag)
                self.notes.add(element, "missing-element", what, mark("add it; the protocol asks for it"))

    def _strays(self, element: etree._Element, texts: list[str | None]) -> list[Kept]:
        found = [stripped for text in texts if text is not None and (stripped := text.strip(BLANKS))]
        if not found:
            return []
        text = "\n".join(found)
        what = Message("text stands between the elements: '{text}'", text=text[:60])
        self.notes.add(element, "stray-text", what, mark("put it into an element, or remove it"))
        return [Kept(escaped(text))]

    def _attributes(self, element: etree._Element) -> tuple[Pair, ...]:
        pairs = tuple((str(name), str(value)) for name, value in element.attrib.items())
        for name, value in pairs:
            if name not in HINTS:
                what = Message("it has the attribute {name}='{value}'", name=name, value=value[:60])
                self.notes.add(element, "unknown-attribute", what, mark("remove it; the protocol has no attributes"))
        return pairs

    def _model(self, element: etree._Element, name: str, values: dict[str, Any], pieces: list[Kept]) -> Any:
        for field, value in values.items():
            if isinstance(value, list):
                values[field] = tuple(value)
        if pieces:
            values["kept"] = tuple(pieces)
        if element.keys():
            values["attributes"] = self._attributes(element)
        return MODELS[name](**values)


def _bare(element: etree._Element) -> bool:
    return not len(element) and not element.keys()


def _order(piece: Kept, table: Table) -> tuple[int, int]:
    return table.slots[f"{{{table.namespace}}}{piece.tag}"].place, piece.number or 0


def _place(child: etree._Element, table: Table) -> int | None:
    if not is_element(child):
        return None
    if str(child.tag).startswith(SIGNATURE_PREFIX) and table.open_to_signatures:
        return SIGNATURE_PLACE
    slot = table.slots.get(child.tag)
    return slot.place if slot is not None else None


def longest_in_order(places: list[int]) -> frozenset[int]:
    """Return which items of a list form a longest subsequence that never falls, in O(n log n).

    Parameters
    ----------
    places
        The list.
    """
    ends: list[int] = []  # last item of the best subsequence of each length
    values: list[int] = []
    before: list[int] = []
    for number, place in enumerate(places):
        length = bisect_right(values, place)
        before.append(ends[length - 1] if length else -1)
        if length == len(ends):
            ends.append(number)
            values.append(place)
        else:
            ends[length], values[length] = number, place
    chosen = set()
    number = ends[-1] if ends else -1
    while number >= 0:
        chosen.add(number)
        number = before[number]
    return frozenset(chosen)
