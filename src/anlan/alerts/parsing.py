"""Read messages of the Common Alerting Protocol leniently."""

from dataclasses import dataclass, field

from lxml import etree

from anlan.alerts.findings import Finding
from anlan.alerts.message import Alert


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
    """

    file: str
    alert: Alert | None
    findings: tuple[Finding, ...]
    xpath: str = "/alert[1]"
    root: etree._Element | None = field(default=None, repr=False, compare=False)


def parse_alert(content: bytes, file: str = "message.xml") -> Parsed:
    """Read a message of CAP 1.0, 1.1 or 1.2.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.
    """
    raise NotImplementedError


def parse_feed(content: bytes, file: str = "feed.xml") -> tuple[Parsed, ...]:
    """Read the messages in an Atom feed, an EDXL-DE envelope, or a single message.

    Parameters
    ----------
    content
        Its bytes.
    file
        Its name, for messages.
    """
    raise NotImplementedError
