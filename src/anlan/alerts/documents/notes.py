"""What is found while a message is read, with the place of each finding in its document."""

from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from anlan.alerts.documents.findings import Finding, Grade
from anlan.language import Message, mark

MOST = 500
"""Findings that are told of one message; of a message with more it is told that there are more."""


@dataclass
class Places:
    """Paths of elements; the children of an element are counted once.

    Parameters
    ----------
    counted
        Path of the last step of each child, by parent.
    """

    counted: dict[etree._Element, dict[etree._Element, str]] = field(default_factory=dict)

    def path(self, element: etree._Element) -> str:
        """Return the path of an element: names without namespaces, each with its number.

        Parameters
        ----------
        element
            An element.
        """
        steps = []
        parent = element.getparent()
        while parent is not None:
            steps.append(self._steps(parent)[element])
            element, parent = parent, parent.getparent()
        return "/" + "/".join([f"{local_name(element)}[1]", *reversed(steps)])

    def _steps(self, parent: etree._Element) -> dict[etree._Element, str]:
        steps = self.counted.get(parent)
        if steps is None:
            numbers: dict[str, int] = {}
            steps = self.counted[parent] = {}
            for child in parent.iterchildren("*"):
                name = local_name(child)
                numbers[name] = number = numbers.get(name, 0) + 1
                steps[child] = f"{name}[{number}]"
        return steps


def local_name(element: etree._Element) -> str:
    """Return the name of an element without its namespace.

    Parameters
    ----------
    element
        An element; no comment and no instruction.
    """
    return str(element.tag).rpartition("}")[2]


@dataclass
class Notes:
    """Findings of one message.

    Parameters
    ----------
    places
        Paths of elements.
    findings
        What was found, in the order in which it was found.
    """

    places: Places = field(default_factory=Places)
    findings: list[Finding] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Whether nothing more is told."""
        return len(self.findings) > MOST

    def add(
        self, element: etree._Element, code: str, reason: Message, remedy: Message | str, severity: Grade = "error"
    ) -> None:
        """Note a finding.

        Parameters
        ----------
        element
            Where.
        code, reason, remedy, severity
            As in `Finding`.
        """
        if self.full:
            return
        if len(self.findings) == MOST:
            code, reason, severity = "many-findings", Message("more than {most} things are wrong", most=MOST), "error"
            remedy = mark("mend these first, then check again")
        path = self.places.path(element)
        self.findings.append(Finding(severity, code, reason, path, as_message(remedy), line_of(element)))


def as_message(sentence: Message | str) -> Message:
    """Return a sentence without values as a message, a message as it is.

    Parameters
    ----------
    sentence
        A marked sentence or a message.
    """
    return sentence if isinstance(sentence, Message) else Message(sentence)


def line_of(element: etree._Element) -> int | None:
    """Return the line of an element, None where it is not known.

    Parameters
    ----------
    element
        An element.
    """
    line: Any = element.sourceline
    return int(line) if line else None
