"""What a check of a message found."""

from dataclasses import dataclass
from typing import Literal

from anlan.language import Message

Grade = Literal["error", "warning", "recommendation"]
"""An error breaks the protocol or a profile; a warning is likely to mislead; a recommendation would make it better."""


@dataclass(frozen=True)
class Finding:
    """One thing found in a message, and what to do about it.

    Parameters
    ----------
    severity
        How much it matters.
    code
        Short stable name of the kind, such as ``missing-element``.
    reason
        What is wrong, with the value.
    xpath
        Where: names of elements without namespaces, each with its number, such as ``/alert[1]/info[2]/event[1]``.
    remedy
        What the author of the message can do.
    line
        Line of the element, from 1; None where the message was made and not read.
    """

    severity: Grade
    code: str
    reason: Message
    xpath: str
    remedy: Message
    line: int | None = None
