"""Read a public warning strictly: CAP 1.2 without a mistake, every problem by line."""

from pathlib import Path

from anlan.alerts.documents.findings import Finding
from anlan.alerts.documents.parsing import Parsed, parse_alert
from anlan.alerts.documents.trees import MOST_BYTES
from anlan.alerts.messages.message import Alert
from anlan.alerts.validation import validate
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark

REFUSING = frozenset({
    "blank-element", "wrong-identifier", "wrong-time", "blank-shape", "wrong-point", "few-points", "open-polygon",
    "crossed-polygon", "wrong-circle", "ceiling-without-altitude",
})  # fmt: skip
"""What a message is refused for, beside what breaks its structure."""

PASSED = frozenset({"foreign-element", "unknown-attribute"})
"""What adds to the structure and takes nothing from what is read."""


def read_alert(path: Path | str) -> Alert:
    """Read a message of CAP 1.2.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With every problem: what is not XML, not CAP 1.2, missing, out of order, not known, or no valid shape.
    """
    place = Path(path)
    found = parse_alert(_content(place), place.name)
    alert = found.alert
    problems = [_problem(place.name, one) for one in _refusing(found)]
    if alert is not None and alert.version != "1.2":
        what = Message("it is of version {version}", version=alert.version)
        problems.append(Problem(place.name, what, Message(mark("give it in CAP 1.2")), line=1, code="not-cap"))
    if alert is None or problems:
        raise ImportDataError(sorted(problems, key=lambda problem: problem.line or 0))
    return alert


def _refusing(found: Parsed) -> list[Finding]:
    structural = [one for one in found.findings if one.code not in PASSED]
    if found.alert is None:
        return structural
    return [*structural, *(one for one in validate(found) if one.code in REFUSING)]


def _content(path: Path) -> bytes:
    try:
        content = path.read_bytes() if path.is_file() and path.stat().st_size <= MOST_BYTES else None
    except OSError as error:
        what = Message("it cannot be read: {reason}", reason=error.strerror or str(error))
        remedy = Message("give a file that you may read")
        raise ImportDataError([Problem(path.name, what, remedy, code="no-file")]) from error
    if content is None:
        what = Message("it is no file of at most {most:,} bytes", most=MOST_BYTES)
        raise ImportDataError([Problem(path.name, what, Message("give one message"), code="no-file")])
    return content


def _problem(file: str, finding: Finding) -> Problem:
    return Problem(file, finding.reason, finding.remedy, line=finding.line, code=finding.code)
