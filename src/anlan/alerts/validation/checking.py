"""What rules work with: the message, its document, and where they put what they find."""

from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from lxml import etree
from numpy.typing import NDArray

from anlan.alerts.documents.findings import Grade
from anlan.alerts.documents.notes import Notes
from anlan.alerts.messages.message import Alert
from anlan.alerts.shapes.outlines import NoShape, ring_of
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
    rings
        Points of polygons by their text, see `ring_of`.
    """

    alert: Alert
    root: etree._Element
    now: datetime | None = None
    notes: Notes = field(default_factory=Notes)
    rings: dict[str, NDArray[np.float64] | NoShape] = field(default_factory=dict)
    _named: dict[tuple[etree._Element, str], list[etree._Element]] = field(default_factory=dict)

    def ring(self, text: str) -> NDArray[np.float64] | NoShape:
        """Return the points of the polygon of a text; blocks in several languages often repeat them.

        Parameters
        ----------
        text
            The text.
        """
        if text not in self.rings:
            self.rings[text] = ring_of(text)
        return self.rings[text]

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
            found = self._children(element, tag)
            if number >= len(found):
                break
            element = found[number]
        self.notes.add(element, code, reason, remedy, severity)

    def _children(self, element: etree._Element, tag: str) -> list[etree._Element]:
        """Return what of the protocol has a name in an element; looked through once, however much is noted."""
        found = self._named.get((element, tag))
        if found is None:
            namespace = str(self.root.tag).rpartition("}")[0]
            found = self._named[element, tag] = list(element.iterchildren(f"{namespace}}}{tag}"))
        return found
