"""Why an action on a warning was refused, in words for the person who tried."""

from collections.abc import Sequence
from dataclasses import dataclass


class RefusedError(Exception):
    """An action on a warning was refused; nothing was changed. The text says why and what to do.

    RefusedError
      ConflictError      somebody else was faster, or the state does not allow it
      SamePersonError    it takes a second person
      NotReadyError      the content has errors; `findings` lists them by field
      NoReasonError      a reason must be given
    """


class ConflictError(RefusedError):
    """The warning is in another state or at another revision than the person saw."""


class SamePersonError(RefusedError):
    """Somebody who wrote in the warning was to review or approve it."""


class NoReasonError(RefusedError):
    """A reason was needed and not given."""


@dataclass(frozen=True)
class FieldFinding:
    """What is wrong with a field, or could be better.

    Parameters
    ----------
    field
        Name of the field as forms have it: ``area``, ``expires``, ``texts.zh-CN.headline``; ``alert`` for the whole.
    severity
        ``error``, ``warning`` or ``recommendation``; an error keeps the warning from being submitted.
    code
        Short stable name of the kind.
    reason, remedy
        In the reader's language.
    """

    field: str
    severity: str
    code: str
    reason: str
    remedy: str = ""


class NotReadyError(RefusedError):
    """The content has errors.

    Parameters
    ----------
    findings
        All that was found, errors and lesser ones.
    """

    def __init__(self, message: str, findings: Sequence[FieldFinding]) -> None:
        super().__init__(message)
        self.findings = tuple(findings)
