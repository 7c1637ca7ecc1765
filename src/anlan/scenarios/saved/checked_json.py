"""JSON of strangers: parsed with the line of every value, limited in size and depth, checked piece by piece.

A check that fails is noted with file, line, place, value and remedy, and a value that can be worked with is returned,
so that one reading tells of everything that is wrong.
"""

import json
import math
import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anlan.errors import ImportDataError, Problem
from anlan.language import Message

Place = tuple[str | int, ...]
"""Keys and numbers from the root to a value."""

MOST_BYTES = 256 * 2**20
"""Bytes of a file; a footprint of a million cells has about 30 MB."""

MOST_DEPTH = 12
"""Most values in one another."""

MOST_VALUES = 5_000_000
"""Values of a file; each is kept with its place and its line, which takes some hundred bytes of memory."""

LARGEST = 2**53
"""Whole numbers beyond are not the same in every program (IEEE 754 double)."""

SHOWN = 60
"""Characters of a wrong value that are shown."""

_HALF = re.compile("[\ud800-\udfff]")
"""A surrogate alone (RFC 8259, section 8.2): no text in UTF-8 has one."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
"""Control characters but tabulator and ends of lines; a terminal that shows them may obey them."""

_SPACE = re.compile(r"[ \t\r\n]*")


class _NoJsonError(Exception):
    """The text is not JSON."""

    def __init__(self, what: Message, at: int) -> None:
        super().__init__(str(what))
        self.what, self.at = what, at


def _constant(name: str) -> float:
    raise ValueError(f"{name} is not a number")


class _Parser:
    """A recursive parser of JSON; scalars are those of the standard library."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.lines: dict[Place, int] = {}
        self.repeated: list[Place] = []
        self._ends = [place.start() for place in re.finditer("\n", text)]
        self._scalars = json.JSONDecoder(parse_constant=_constant)

    def line(self, at: int) -> int:
        """Return the line of a character, from 1."""
        return bisect_right(self._ends, at - 1) + 1

    def whole(self) -> Any:
        """Parse all of the text."""
        value, at = self._value(self._space(0), ())
        if at != len(self.text):
            raise _NoJsonError(Message("something follows the end of the document"), at)
        return value

    def _space(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        return found.end() if found else at

    def _value(self, at: int, place: Place) -> tuple[Any, int]:
        if len(place) > MOST_DEPTH:
            raise _NoJsonError(Message("more than {most} values lie in one another", most=MOST_DEPTH), at)
        if len(self.lines) >= MOST_VALUES:
            raise _NoJsonError(Message("it has more than {most:,} values", most=MOST_VALUES), at)
        self.lines[place] = self.line(at)
        start = self.text[at : at + 1]
        if start == "{":
            return self._members(at, place)
        if start == "[":
            return self._items(at, place)
        value, at = self._scalar(at)
        return value, self._space(at)

    def _scalar(self, at: int) -> tuple[Any, int]:
        try:
            value, end = self._scalars.raw_decode(self.text, at)
        except ValueError as error:
            reason = error.msg if isinstance(error, json.JSONDecodeError) else str(error)
            raise _NoJsonError(Message("it is not valid JSON: {reason}", reason=reason), at) from error
        if isinstance(value, str) and _CONTROL.search(value):
            raise _NoJsonError(Message("a text has a control character, which could steer a terminal"), at)
        if isinstance(value, str) and _HALF.search(value):
            raise _NoJsonError(Message("a text has half of a character, which cannot be written again"), at)
        return value, end

    def _members(self, at: int, place: Place) -> tuple[dict[str, Any], int]:
        found: dict[str, Any] = {}
        at = self._space(at + 1)
        if self.text[at : at + 1] == "}":
            return found, self._space(at + 1)
        while True:
            key, end = self._scalar(at)
            if not isinstance(key, str):
                raise _NoJsonError(Message("a key is not a text in quotation marks"), at)
            if key in found:
                self.repeated.append((*place, key))
            at = self._expect(self._space(end), ":")
            found[key], at = self._value(at, (*place, key))
            if self.text[at : at + 1] == "}":
                return found, self._space(at + 1)
            at = self._expect(at, ",")

    def _items(self, at: int, place: Place) -> tuple[list[Any], int]:
        found: list[Any] = []
        at = self._space(at + 1)
        if self.text[at : at + 1] == "]":
            return found, self._space(at + 1)
        while True:
            value, at = self._value(at, (*place, len(found)))
            found.append(value)
            if self.text[at : at + 1] == "]":
                return found, self._space(at + 1)
            at = self._expect(at, ",")

    def _expect(self, at: int, mark: str) -> int:
        if self.text[at : at + 1] != mark:
            raise _NoJsonError(Message("it is not valid JSON: a '{mark}' is missing", mark=mark), at)
        return self._space(at + 1)


def named(place: Place) -> str | Message:
    """Write a place as ``footprints[0].cells``; the root is ``the document``."""
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".") or Message("the document")


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= SHOWN else f"{text[: SHOWN - 3]}..."


@dataclass(frozen=True)
class Document:
    """A document and what was found wrong with it.

    Parameters
    ----------
    file
        Name of the file, for messages.
    root
        Its content.
    lines
        Line of each value, by place.
    problems
        What is wrong; the checks append to it.
    missing
        Places of keys that were noted as missing; nothing more is said of them.
    """

    file: str
    root: Any
    lines: Mapping[Place, int]
    problems: list[Problem] = field(default_factory=list)
    missing: set[Place] = field(default_factory=set)

    def wrong(self, place: Place, what: Message, remedy: Message, code: str) -> None:
        """Note that something is wrong at a place; its line is that of the nearest value that is there."""
        known = next((place[:end] for end in range(len(place), -1, -1) if place[:end] in self.lines), ())
        self.problems.append(Problem(self.file, what, remedy, line=self.lines.get(known), code=code))

    def refuse(self, place: Place, value: Any, remedy: Message, code: str = "wrong-value") -> None:
        """Note that a value cannot be used, and what to write instead; one that is missing was noted before."""
        if any(place[:end] in self.missing for end in range(1, len(place) + 1)):
            return
        self.wrong(place, Message("{place} is {value}", place=named(place), value=_shown(value)), remedy, code)

    def members(
        self, value: Any, place: Place, required: Iterable[str], optional: Iterable[str] = ()
    ) -> Mapping[str, Any]:
        """Return an object's members; note what is missing and what is not known."""
        if not isinstance(value, dict):
            self.missing.update((*place, key) for key in required)
            return self.mapping(value, place)
        needed, known = tuple(required), (*required, *optional)
        for key in needed:
            if key not in value:
                what = Message("{place} lacks the key '{key}'", place=named(place), key=key)
                self.wrong(place, what, Message("add it"), "missing-key")
                self.missing.add((*place, key))
        for key in value:
            if key not in known:
                what = Message("{place} has the key '{key}', which is not known", place=named(place), key=key)
                remedy = Message("remove it; the keys are {keys}", keys=", ".join(sorted(known)))
                self.wrong((*place, key), what, remedy, "unknown-key")
        return value

    def mapping(self, value: Any, place: Place) -> Mapping[str, Any]:
        """Return an object whatever its members are called."""
        if isinstance(value, dict):
            return value
        self.refuse(place, value, Message("write an object in braces"), "wrong-type")
        return {}

    def items(self, value: Any, place: Place) -> Sequence[Any]:
        """Return the items of a list."""
        if isinstance(value, list):
            return value
        self.refuse(place, value, Message("write a list in brackets"), "wrong-type")
        return ()

    def text(self, value: Any, place: Place, *, empty: bool = False) -> str:
        """Return a text."""
        if isinstance(value, str) and (empty or value.strip()):
            return value
        self.refuse(place, value, Message("write a text in quotation marks"), "wrong-type")
        return ""

    def choice(self, value: Any, place: Place, choices: Iterable[str]) -> str:
        """Return one of several texts."""
        allowed = tuple(choices)
        if isinstance(value, str) and value in allowed:
            return value
        self.refuse(place, value, Message("write one of {choices}", choices=", ".join(allowed)), "not-a-choice")
        return allowed[0]

    def flag(self, value: Any, place: Place) -> bool:
        """Return whether something holds."""
        if isinstance(value, bool):
            return value
        self.refuse(place, value, Message("write true or false without quotation marks"), "wrong-type")
        return False

    def whole(self, value: Any, place: Place, low: int, high: int) -> int:
        """Return a whole number of a range."""
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        self.refuse(place, value, Message("write a whole number from {low} to {high}", low=low, high=high))
        return low

    def number(self, value: Any, place: Place, low: float, high: float) -> float:
        """Return a finite number of a range, both ends included."""
        if is_number(value) and low <= value <= high:
            return float(value)
        self.refuse(place, value, Message("write a number from {low:g} to {high:g}", low=low, high=high))
        return low

    def plain(self, value: Any, place: Place) -> dict[str, float | int | str | None]:
        """Return an object whose members are numbers, texts or null."""
        kept: dict[str, float | int | str | None] = {}
        for key, one in self.mapping(value, place).items():
            if one is None or isinstance(one, str | bool) or is_number(one):
                kept[key] = one
            else:
                self.refuse((*place, key), one, Message("write a number, a text, true, false or null"), "wrong-type")
        return kept

    def finish(self) -> None:
        """Refuse the document if anything is wrong with it.

        Raises
        ------
        ImportDataError
            With every problem, by line.
        """
        if self.problems:
            raise ImportDataError(sorted(self.problems, key=lambda problem: problem.line or 0))


def is_number(value: Any) -> bool:
    """Say whether a value is a finite number that every program reads alike."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return abs(value) <= LARGEST if isinstance(value, int) else math.isfinite(value)


def read_document(path: Path, most: int = MOST_BYTES) -> Document:
    """Read a JSON document.

    Parameters
    ----------
    path
        The file.
    most
        Bytes that are allowed.

    Raises
    ------
    ImportDataError
        If it is no file, too large, not UTF-8 or not JSON. A key that is given twice is noted in the document.
    """
    parser = _Parser(_text_of(path, most))
    try:
        root = parser.whole()
    except _NoJsonError as error:
        remedy = Message("correct this line, or export the file again")
        line = parser.line(error.at)
        raise ImportDataError([Problem(path.name, error.what, remedy, line=line, code="bad-json")]) from None
    document = Document(path.name, root, parser.lines)
    for place in parser.repeated:
        what = Message("{place} is given twice", place=named(place))
        document.wrong(place, what, Message("remove one of the two"), "duplicate-key")
    return document


def _text_of(path: Path, most: int) -> str:
    def refused(what: Message, remedy: Message, code: str) -> ImportDataError:
        return ImportDataError([Problem(path.name, what, remedy, code=code)])

    try:
        size = path.stat().st_size if path.is_file() else -1
        if size < 0:
            raise refused(Message("there is no such file"), Message("correct the path"), "no-file")
        if size > most:
            what = Message("it has {size:,} bytes; {most:,} are allowed", size=size, most=most)
            raise refused(what, Message("cut it into parts"), "large")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        what = Message("it cannot be read: {reason}", reason=error.strerror or str(error))
        raise refused(what, Message("give a file that you may read"), "no-file") from error
    except UnicodeDecodeError as error:
        raise refused(Message("it is not UTF-8 text"), Message("save it as UTF-8"), "wrong-encoding") from error
