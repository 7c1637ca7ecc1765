"""What can be wrong with footprints, each problem with its field, its first value and what to do."""

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.errors import Problem
from anlan.hazards.exchange.limits import MOST_ENTRIES, MOST_EVENTS, MOST_POINTS
from anlan.hazards.exchange.quantities import unit_problems
from anlan.language import Message

MOST_A_YEAR = 366.0
"""Occurrences of one event in a year that are believed: once a day."""

Fields = Mapping[str, Any]


def problems_of(fields: Fields, file: str) -> list[Problem]:
    """Return every problem of the arrays of `anlan.hazards.exchange.Footprints`.

    Parameters
    ----------
    fields
        Its fields by name.
    file
        Name of the file they come from, for messages.
    """
    checks: tuple[Callable[[Fields, str], Iterator[Problem]], ...] = (
        _kind, _lengths, _amounts, _names, _frequencies, _points, _rows, _intensities,
    )  # fmt: skip
    return [problem for check in checks for problem in check(fields, file)]


def _kind(fields: Fields, file: str) -> Iterator[Problem]:
    kind = fields["kind"]
    if kind not in HAZARD_KINDS:
        what = Message("'{kind}' is not a kind of hazard", kind=kind)
        yield Problem(
            file,
            what,
            Message("use one of {names}", names=", ".join(HAZARD_KINDS)),
            feature="kind",
            code="unknown-kind",
        )


def _lengths(fields: Fields, file: str) -> Iterator[Problem]:
    events, points, entries = len(fields["ids"]), len(fields["lon"]), len(fields["data"])
    wanted = {
        "names": events, "frequency": events, "historical": events, "date": events, "by_day": events,
        "lat": points, "indptr": events + 1, "indices": entries,
    }  # fmt: skip
    for name, length in wanted.items():
        found = fields[name]
        if found is not None and len(found) != length:
            what = Message(
                "'{name}' has {found} values instead of {wanted}", name=name, found=len(found), wanted=length
            )
            yield Problem(
                file, what, Message("write the file anew; it is cut off or mixed up"), feature=name, code="length"
            )


def _amounts(fields: Fields, file: str) -> Iterator[Problem]:
    for name, most in (("ids", MOST_EVENTS), ("lon", MOST_POINTS), ("data", MOST_ENTRIES)):
        if len(fields[name]) > most:
            what = Message("'{name}' has {count:,} values", name=name, count=len(fields[name]))
            yield Problem(file, what, Message("give at most {most:,}", most=most), feature=name, code="large")
    if len(fields["ids"]) == 0:
        yield Problem(file, Message("there is no event"), Message("give at least one"), feature="ids", code="empty")
    if len(fields["lon"]) == 0:
        yield Problem(file, Message("there is no point"), Message("give at least one"), feature="lon", code="empty")


def _names(fields: Fields, file: str) -> Iterator[Problem]:
    ids = fields["ids"]
    if len(set(ids)) < len(ids):
        seen: set[str] = set()
        twice = next(text for text in ids if text in seen or seen.add(text))  # type: ignore[func-returns-value]
        what = Message("event '{id}' occurs more than once", id=twice)
        yield Problem(file, what, Message("give every event its own identifier"), feature="ids", code="duplicate-key")
    for name in ("ids", "names"):
        bad = [text for text in fields[name] if any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in text)]
        if bad or (name == "ids" and "" in ids):
            what = Message("'{value}' is empty or holds control characters", value=ascii(bad[0] if bad else ""))
            yield Problem(file, what, Message("use printable characters"), feature=name, code="bad-name")


def _first(bad: NDArray[np.bool_], fields: Fields, name: str) -> dict[str, Any]:
    """Return how many values are bad, the first of them and its event or place, for a message."""
    place = int(np.argmax(bad))
    ids = fields["ids"]
    by_event = name == "frequency" and place < len(ids)
    return {"count": int(bad.sum()), "value": fields[name][place], "where": ids[place] if by_event else place}


def _frequencies(fields: Fields, file: str) -> Iterator[Problem]:
    frequency = fields["frequency"]
    remedy = Message("give occurrences a year: one in 50 years is 0.02")
    not_finite, negative = ~np.isfinite(frequency), frequency < 0.0
    if not_finite.any():
        what = Message(
            "{count} frequencies are no finite number, the first {value} of event '{where}'",
            **_first(not_finite, fields, "frequency"),
        )
        yield Problem(file, what, remedy, feature="frequency", code="not-finite")
    if negative.any():
        what = Message(
            "{count} frequencies are negative, the first {value} of event '{where}'",
            **_first(negative, fields, "frequency"),
        )
        yield Problem(file, what, remedy, feature="frequency", code="negative")
    often = np.isfinite(frequency) & (frequency > MOST_A_YEAR)
    if often.any():
        what = Message(
            "{count} frequencies are above {most:g} a year, the first {value} of event '{where}'",
            most=MOST_A_YEAR,
            **_first(often, fields, "frequency"),
        )
        question = Message("are they return periods in years? then give one divided by them, as occurrences a year")
        yield Problem(file, what, question, feature="frequency", code="implausible")


def _points(fields: Fields, file: str) -> Iterator[Problem]:
    for name, most in (("lon", 180.0), ("lat", 90.0)):
        bad = ~(np.abs(fields[name]) <= most)
        if bad.any():
            what = Message(
                "{count} values of '{name}' are not within {most:g} degrees, the first {value} of point {where}",
                name=name,
                most=most,
                **_first(bad, fields, name),
            )
            remedy = Message("give longitude and latitude in degrees of WGS 84, east and north positive")
            yield Problem(file, what, remedy, feature=name, code="out-of-range")


def _rows(fields: Fields, file: str) -> Iterator[Problem]:
    indptr, indices = fields["indptr"], fields["indices"]
    remedy = Message("write the file anew; it is cut off or mixed up")
    steps = np.diff(indptr)
    if indptr.size == 0 or indptr[0] != 0 or indptr[-1] != indices.size or (steps < 0).any():
        what = Message("'indptr' does not ascend from 0 to the number of entries {count}", count=indices.size)
        yield Problem(file, what, remedy, feature="indptr", code="rows")
        return
    outside = (indices < 0) | (indices >= len(fields["lon"]))
    if outside.any():
        what = Message(
            "{count} entries name points that do not exist, the first {value}", **_first(outside, fields, "indices")
        )
        yield Problem(file, what, remedy, feature="indices", code="out-of-range")
    event = np.repeat(np.arange(steps.size), steps)
    stuck = (np.diff(indices) <= 0) & (np.diff(event) == 0)
    if stuck.any():
        place = int(np.argmax(stuck)) + 1
        what = Message(
            "event '{id}' has point {point} twice or out of order", id=fields["ids"][event[place]], point=indices[place]
        )
        yield Problem(
            file, what, Message("give each event one intensity a point"), feature="indices", code="duplicate-key"
        )


def _intensities(fields: Fields, file: str) -> Iterator[Problem]:
    data = fields["data"]
    not_finite, negative = ~np.isfinite(data), data < 0.0
    if not_finite.any():
        what = Message(
            "{count} intensities are no finite number, the first {value} in entry {where}",
            **_first(not_finite, fields, "data"),
        )
        remedy = Message("leave out what is not known, or write 0 where the event does not reach")
        yield Problem(file, what, remedy, feature="intensity", code="not-finite")
    if negative.any():
        what = Message(
            "{count} intensities are negative, the first {value:g} in entry {where}", **_first(negative, fields, "data")
        )
        remedy = Message("write 0 where the event does not reach; a 'no data' value must be declared as such")
        yield Problem(file, what, remedy, feature="intensity", code="negative")
    yield from unit_problems(fields["kind"], fields["unit"], data[np.isfinite(data)], file)
