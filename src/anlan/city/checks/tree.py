"""The areas must form one tree from the city down."""

from collections.abc import Iterator

from anlan.city.draft import Draft
from anlan.city.tables.ground import AREA_LEVELS
from anlan.errors import Problem
from anlan.language import Message

FILE = "areas.csv"


def area_tree(draft: Draft) -> Iterator[Problem]:
    """Yield a missing or second root, circles, and areas whose level is not below their parent's."""
    if not draft.frame("areas").height or not draft.usable("areas", "code", "level", "parent"):
        return
    yield from _roots(draft)
    yield from _levels(draft)
    yield from _circles(draft)


def _roots(draft: Draft) -> Iterator[Problem]:
    lines = draft.lines("areas")
    roots = []
    for row, (code, level, parent) in enumerate(_rows(draft)):
        line = int(lines[row])
        if level == "city":
            roots.append(line)
            if parent is not None:
                yield Problem(
                    FILE,
                    Message("the city {code!r} has the parent {parent!r}", code=code, parent=parent),
                    Message("leave parent empty: the city is the top"),
                    line=line,
                    code="root-with-parent",
                )
        elif parent is None:
            yield Problem(
                FILE,
                Message("area {code!r} of level {level} has no parent", code=code, level=level),
                Message("name the area that contains it"),
                line=line,
                code="no-parent",
            )
    if not roots:
        yield Problem(FILE, Message("no area is of level city"), Message("add one for the whole city"), code="no-root")
    for line in roots[1:]:
        yield Problem(
            FILE,
            Message("a second area is of level city; the first is in line {first}", first=roots[0]),
            Message("keep one area for the whole city"),
            line=line,
            code="second-root",
        )


def _levels(draft: Draft) -> Iterator[Problem]:
    rank = {level: number for number, level in enumerate(AREA_LEVELS)}
    level_of = {code: level for code, level, _ in _rows(draft)}
    for line, (code, level, parent) in zip(draft.lines("areas"), _rows(draft), strict=True):
        above = level_of.get(parent) if parent is not None else None
        if above is not None and level != "city" and parent != code and rank[level] <= rank[above]:
            yield Problem(
                FILE,
                Message(
                    "area {code!r} of level {level} lies in {parent!r} of level {above}",
                    code=code,
                    level=level,
                    parent=parent,
                    above=above,
                ),
                Message("give it a lower level or another parent"),
                line=int(line),
                code="level-not-below",
            )


def _circles(draft: Draft) -> Iterator[Problem]:
    parent_of = {code: parent for code, _, parent in _rows(draft)}
    sound: set[str] = set()
    for line, code in zip(
        draft.lines("areas"), parent_of if len(parent_of) == draft.frame("areas").height else (), strict=False
    ):
        path = [code]
        above = parent_of[code]
        while above is not None and above in parent_of and above not in sound and above not in path:
            path.append(above)
            above = parent_of[above]
        if above == code:
            yield Problem(
                FILE,
                Message("area {code!r} contains itself: {path}", code=code, path=" < ".join([*path, code])),
                Message("correct the parent of one of them"),
                line=int(line),
                code="circular-areas",
            )
        elif above not in path:
            sound.update(path)


def _rows(draft: Draft) -> Iterator[tuple[str, str, str | None]]:
    yield from draft.frame("areas").select("code", "level", "parent").iter_rows()
