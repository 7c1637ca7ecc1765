"""Write the public pages into a folder of plain files that any web server can serve when the centre is down.

Every file is replaced as a whole: who reads sees the old page or the new one, never half of one.
"""

import contextlib
import os
import secrets
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from anlan_center.alerts.bulletins import queries
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot
from anlan_center.alerts.bulletins.pages.rendering import PER_PAGE, TooLargeError, render
from anlan_center.outbox.models import Entry

SETTLED = timedelta(minutes=5)
"""A page written so long after its warning ended says so for good; a younger one is written again (assumption)."""


def folder() -> Path:
    """Return the folder of the public pages: ``public`` below the data of this installation."""
    place: Path = settings.ANLAN_INSTALLATION.data / "public"
    return place


def follow(entry: Entry) -> None:
    """Write the files that follow from a warning or the page of an event; handles the topic `actions.CHANGED`.

    Parameters
    ----------
    entry
        The event.
    """
    payload = entry.payload
    exercise = bool(payload["exercise"])
    spots = list(shared(exercise))
    if "warning" in payload:
        spots += told_by(queries.chain(Publication.objects.get(slug=payload["warning"])))
    else:
        spots += [Spot("event", lang, payload["event"], exercise=exercise) for lang in LANGUAGES]
    write(spots, folder())


def refresh(now: datetime | None = None) -> int:
    """Write anew what says what is in force, as warnings run out by themselves; says how many files changed.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    spots = [spot for exercise in (False, True) for spot in shared(exercise)]
    ended = [row for exercise in (False, True) for row in _ended(exercise, at)]
    return write([*spots, *told_by(ended)], folder(), at)


def _ended(exercise: bool, now: datetime) -> Iterator[Publication]:
    """Yield what ended lately and whose files may not say so yet, with all that was lifted."""
    for row in queries.lately(exercise, now):
        lifts = row.alert.msg_type == "Cancel"
        since = row.published if lifts else row.alert.expires or now
        place = folder() / Spot("warning", next(iter(LANGUAGES)), row.slug, exercise=exercise).path
        if not place.exists() or place.stat().st_mtime <= (since + SETTLED).timestamp():
            yield from queries.chain(row) if lifts else (row,)


def export(place: Path, now: datetime | None = None) -> int:
    """Write all public pages into a folder, such as one that another machine serves; says how many files changed.

    Parameters
    ----------
    place
        The folder; made where it is missing.
    now
        The time; None takes the clock's.
    """
    return write(every(), place, now)


def every() -> Iterator[Spot]:
    """Yield the spots of all public pages that there are."""
    for exercise in (False, True):
        yield from shared(exercise, first=1)
        for row in queries.publications(exercise):
            yield from of_warning(row)
        for page in queries.events(exercise):
            yield from (Spot("event", lang, page.slug, exercise=exercise) for lang in LANGUAGES)


def shared(exercise: bool, first: int | None = None) -> Iterator[Spot]:
    """Yield the spots that change with every warning: first pages, feeds, the list of genuine messages.

    Parameters
    ----------
    exercise
        Of exercises, or real.
    first
        Number of the first page of genuine messages; None for the last but one, as those before are full and stay.
    """
    if not exercise:
        yield from (Spot("entry"), Spot("style"), Spot("certificates"))
        pages = -(-queries.publications(exercise=False).count() // PER_PAGE)
        numbers = (0, *range(max(1, pages - 1 if first is None else first), pages + 1))
        yield from (Spot("genuine", lang, number=page) for lang in LANGUAGES for page in numbers)
    yield Spot("cap-feed", exercise=exercise)
    yield from (Spot(kind, lang, exercise=exercise) for kind in ("home", "atom", "rss") for lang in LANGUAGES)


def of_warning(row: Publication) -> Iterator[Spot]:
    """Yield the spots of one warning: its pages and its signed message."""
    yield Spot("cap", slug=row.slug, exercise=row.exercise)
    yield from (Spot("warning", lang, row.slug, exercise=row.exercise) for lang in LANGUAGES)


def told_by(rows: Iterable[Publication]) -> list[Spot]:
    """Return the spots that say where some warnings stand: their own, and the pages of events that name them.

    Parameters
    ----------
    rows
        The warnings.
    """
    found = sorted(rows, key=lambda row: row.published)  # what ends others comes last: see `_ended`
    pages = queries.events_of(found)
    events = [Spot("event", lang, page.slug, exercise=page.exercise) for page in pages for lang in LANGUAGES]
    return [*events, *(spot for row in found for spot in of_warning(row))]


def write(spots: Iterable[Spot], place: Path, now: datetime | None = None) -> int:
    """Write pages as files; says how many were written.

    Parameters
    ----------
    spots
        Which pages; those that were never published are left out.
    place
        The folder.
    now
        The time; None takes the clock's.

    Raises
    ------
    TooLargeError
        If one of them is too large; all others are written before.
    """
    count = 0
    problems = []
    for spot in dict.fromkeys(spots):
        try:
            page = render(spot, now)
        except TooLargeError as problem:
            problems.append(problem)
            continue
        if page is not None:
            replace_file(place / spot.path, page.content)
            count += 1
    if problems:
        raise problems[0]
    return count


def replace_file(place: Path, content: bytes) -> None:
    """Replace a file as a whole, so that nobody reads half of it.

    Parameters
    ----------
    place
        The file; its folder is made where it is missing.
    content
        What is to stand in it.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    beside = place.parent / f".{place.name}.{secrets.token_hex(6)}"
    try:
        with beside.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
