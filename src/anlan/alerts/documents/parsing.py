"""Read messages of the Common Alerting Protocol leniently: what is there is read, what is wrong with it is told.

Nothing is mended and nothing is invented. A document that is not well-formed, that declares a document type, or that
is no message, is refused as a whole; everything else gives a message with findings.
"""

from dataclasses import dataclass, field

from lxml import etree

from anlan.alerts.documents.building import Builder
from anlan.alerts.documents.findings import Finding
from anlan.alerts.documents.notes import Notes, Places, line_of
from anlan.alerts.documents.trees import Refusal, said, tree
from anlan.alerts.messages.grammar import GRAMMARS
from anlan.alerts.messages.message import Alert
from anlan.language import Message, mark


@dataclass(frozen=True)
class Parsed:
    """A message that was read.

    Parameters
    ----------
    file
        Name of the file, for messages.
    alert
        The message; None where there is none to be read, which the findings say.
    findings
        Where the message breaks the structure of its version, in the order of the document.
    xpath
        Where the message stands in its document.
    root
        The element of the message.
    places
        Paths of its document: its elements are counted once, however many messages of it are read and checked.
    """

    file: str
    alert: Alert | None
    findings: tuple[Finding, ...]
    xpath: str = "/alert[1]"
    root: etree._Element | None = field(default=None, repr=False, compare=False)
    places: Places = field(default_factory=Places, repr=False, compare=False)


def parse_alert(content: bytes, file: str = "message.xml") -> Parsed:
    """Read a message of CAP 1.0, 1.1 or 1.2.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.
    """
    root = tree(content)
    if isinstance(root, Refusal):
        return refused(file, root)
    if root.tag not in GRAMMARS:
        remedy = Message(mark("give one 'alert' of CAP; take it out of a feed or an envelope"))
        return refused(file, Refusal("not-cap", said(root), remedy, line_of(root)))
    return parsed(root, file)


def parsed(element: etree._Element, file: str, places: Places | None = None) -> Parsed:
    """Read the message that an element of a document holds.

    Parameters
    ----------
    element
        An ``alert`` of one of the versions.
    file
        Name of the file, for messages.
    places
        Paths of its document, where several messages of it are read.
    """
    grammar, notes = GRAMMARS[str(element.tag)], Notes(places or Places())
    alert = Builder(grammar, notes).node(element, grammar.tables["alert"])
    alert = alert if alert.version == grammar.version else Alert(**{**vars(alert), "version": grammar.version})
    findings = sorted(notes.findings, key=lambda one: one.line or 0)
    xpath = "/alert[1]" if element.getparent() is None else notes.places.path(element)
    return Parsed(file, alert, tuple(findings), xpath, element, notes.places)


def refused(file: str, refusal: Refusal) -> Parsed:
    """Return what is told of a document that cannot be read.

    Parameters
    ----------
    file
        Name of the file.
    refusal
        Why.
    """
    finding = Finding("error", refusal.code, refusal.reason, "/", refusal.remedy, refusal.line)
    return Parsed(file, None, (finding,), "/")
