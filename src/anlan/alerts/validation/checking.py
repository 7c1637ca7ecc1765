"""What rules work with: the message, its document, and where they put what they find."""

from dataclasses import dataclass, field
from datetime import datetime

from lxml import etree
from shapely import Polygon

from anlan.alerts.findings import Grade
from anlan.alerts.message import Alert
from anlan.alerts.notes import Notes
from anlan.alerts.shapes import NoShape, polygon_of
from anlan.language import Message

Step = tuple[str, int]
"""Name of an element, and which of that name in its parent, from 0."""


@dataclass
class Check:
    """One check of one message.

    Parameters
    ----------
    alert
        The message.
    root
        Its element.
    now
        Against which time is checked, UTC; None for no check against the clock.
    notes
        What is found.
    shapes
        Polygons by their text.
    """

    alert: Alert
    root: etree._Element
    now: datetime | None = None
    notes: Notes = field(default_factory=Notes)
    shapes: dict[str, Polygon | NoShape] = field(default_factory=dict)
    _named: dict[etree._Element, dict[str, list[etree._Element]]] = field(default_factory=dict)

    def polygon(self, text: str) -> Polygon | NoShape:
        """Return the polygon of a text; blocks in several languages often repeat them.

        Parameters
        ----------
        text
            The text.
        """
        if text not in self.shapes:
            self.shapes[text] = polygon_of(text)
        return self.shapes[text]

    def note(self, severity: Grade, code: str, reason: Message, remedy: Message | str, *steps: Step) -> None:
        """Note a finding.

        Parameters
        ----------
        severity, code, reason, remedy
            As in `Finding`.
        steps
            Where: the element, or the one in which it is missing.
        """
        element = self.root
        for tag, number in steps:
            found = self._children(element).get(tag, [])
            if number >= len(found):
                break
            element = found[number]
        self.notes.add(element, code, reason, remedy, severity)

    def _children(self, element: etree._Element) -> dict[str, list[etree._Element]]:
        """Return what of the protocol stands in an element, by name; looked through once, however much is noted."""
        if element not in self._named:
            named: dict[str, list[etree._Element]] = {}
            namespace = etree.QName(self.root).namespace
            for child in element.iterchildren(f"{{{namespace}}}*"):
                named.setdefault(etree.QName(child).localname, []).append(child)
            self._named[element] = named
        return self._named[element]
