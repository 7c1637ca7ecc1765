"""Hints to say a warning plainly: who warns, of what, where, when, and what to do, in sentences that are understood.

The five contents are those that research on public response found warnings to need: Mileti, D. S., Sorensen, J. H.
(1990), Communication of emergency public warnings, ORNL-6609 (source, hazard, location, time, guidance).
A hint looks for words and cannot read; it never stops a warning.
"""

import re
from collections.abc import Iterator, Sequence

from anlan.alerts.documents.findings import Finding, Grade
from anlan.alerts.texts.tables import Status, plain_words, prefix_of
from anlan.alerts.texts.wording import Wording, sentences
from anlan.language import Message, mark

MOST_ACTIONS = 7
"""Lines of an instruction beyond which the rest is rarely read (assumption)."""

_FIELDS = ("headline", "description", "instruction")
_BLANK = re.compile(
    r"\{[^}]*\}|_{3,}|×{2,}|\[[^\]]*\]|【\s*】|(?<![a-zA-Z])(?:[xX]{2,}|TODO|TBD)(?![a-zA-Z])"
)  # by Latin letters, for Chinese ones make no word with them
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_END = re.compile(r"[。！？；!?;\n]|\.(?=\s|$)")
_SHOUTING = re.compile(r"\b[A-Z]{4,}(?:\s+[A-Z]{2,}){2,}\b")


def hints(
    wording: Wording,
    event: str,
    *,
    source: str,
    places: Sequence[str],
    hazard: str = "",
    status: Status = Status.ACTUAL,
    number: int = 1,
) -> tuple[Finding, ...]:
    """Say what would make a warning plainer.

    Parameters
    ----------
    wording
        The warning in one language.
    event
        Code of its kind of event.
    source
        Who warns, as the text should name it.
    places
        Names of the places, of which the text should hold one or more.
    hazard
        Another name of the event, such as a typhoon's own.
    status
        Whether it is meant: an exercise or a test must say so in every text.
    number
        Which information block of the message it is, for the place of each finding.

    Returns
    -------
    tuple of Finding
        Errors for blanks left open and marks of exercises left out; warnings for a content that is missing;
        recommendations on style.

    Raises
    ------
    SettingError
        If the kind of event or the language is not known.
    """
    notes = _Notes(number)
    _contents(wording, event, source, places, hazard, notes)
    _marks(wording, status, notes)
    for field in (*_FIELDS, "short"):
        _style(field, getattr(wording, field), wording.language, notes)
    lines = len(wording.instruction.splitlines())
    if lines > MOST_ACTIONS:
        what = mark("the instruction has {count} lines; at most {most} are remembered")
        notes.add("recommendation", "many-actions", "instruction", Message(what, count=lines, most=MOST_ACTIONS),
                  mark("keep the most urgent ones"))  # fmt: skip
    return tuple(notes.found)


class _Notes:
    """What was found, with its place."""

    def __init__(self, number: int) -> None:
        self.number = number
        self.found: list[Finding] = []

    def add(self, grade: Grade, code: str, field: str, reason: Message, remedy: str) -> None:
        xpath = f"/alert[1]/info[{self.number}]/{field}[1]"
        self.found.append(Finding(grade, code, reason, xpath, Message(remedy)))


def _contents(wording: Wording, event: str, source: str, places: Sequence[str], hazard: str, notes: _Notes) -> None:
    """Look for the five contents in headline, description and instruction together, and in the short form."""
    said = sentences(event, wording.language)
    plain = plain_words(wording.language)
    names = [name for name in (said.name, *said.aliases, hazard) if name]
    wanted = {
        "no-source": (_any_of([source]), mark("it does not say who warns"), mark("name the source")),
        "no-hazard": (_any_of(names), mark("it does not say what comes"), mark("name the event")),
        "no-place": (_any_of(places), mark("it does not say where"), mark("name the districts or places")),
        "no-time": ("|".join(plain.times), mark("it does not say when"), mark("write from when until when")),
        "no-action": (
            "|".join(plain.acts),
            mark("it does not say what to do"),
            mark("begin with the most urgent action"),
        ),
    }
    whole = "\n".join(getattr(wording, field) for field in _FIELDS)
    for field, text in (("description", whole), ("short", wording.short)):
        for code, (pattern, reason, remedy) in wanted.items():
            if re.search(pattern, text, re.IGNORECASE) is None:
                place = "instruction" if code == "no-action" and field == "description" else field
                notes.add("warning", code, place, Message(reason), remedy)


def _any_of(names: Sequence[str]) -> str:
    """Return a pattern that finds any of some names; one that finds nothing where there are none."""
    return "|".join(re.escape(name.strip()) for name in names if name.strip()) or r"(?!)"


def _marks(wording: Wording, status: Status, notes: _Notes) -> None:
    for other in (Status.EXERCISE, Status.TEST):
        head = prefix_of(other, wording.language)
        for field in (*_FIELDS, "short"):
            has = getattr(wording, field).startswith(head)
            if has and other is not status:
                what = Message("it begins with '{head}' and its status is {status}", head=head, status=str(status))
                notes.add("error", "wrong-mark", field, what, mark("take the mark away or correct the status"))
            if not has and other is status:
                what = Message("it does not begin with '{head}'", head=head)
                notes.add("error", "no-mark", field, what, mark("put the mark at its beginning"))


def _style(field: str, text: str, language: str, notes: _Notes) -> None:
    if not text.strip():
        notes.add("warning", "empty", field, Message("it is empty"), mark("write it"))
        return
    blank = _open_blank(text, language)
    if blank:
        notes.add("error", "open-blank", field, Message("'{blank}' is not filled in", blank=blank), mark("fill it in"))
    chinese = language.startswith("zh")
    if bool(_CHINESE.search(text)) != chinese:
        what = Message("it does not seem to be written in '{language}'", language=language)
        notes.add("warning", "other-language", field, what, mark("translate it"))
    if _SHOUTING.search(text):
        notes.add(
            "recommendation", "capitals", field, Message("it is written in capitals"), mark("write small letters")
        )
    longest = plain_words(language).longest
    for sentence in _sentences(text):
        size = len(sentence) if chinese else len(sentence.split())
        if size > longest:
            pattern = mark("the sentence '{begin}...' is long ({size}; at most {longest})")
            long = Message(pattern, begin=sentence[:20], size=size, longest=longest)
            notes.add("recommendation", "long-sentence", field, long, mark("divide it"))


def _open_blank(text: str, language: str) -> str:
    for status in (Status.EXERCISE, Status.TEST):
        text = text.removeprefix(prefix_of(status, language))
    found = _BLANK.search(text)
    return found[0] if found is not None else ""


def _sentences(text: str) -> Iterator[str]:
    return (one.strip() for one in _END.split(text) if one.strip())
