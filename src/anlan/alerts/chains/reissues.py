"""One event, warned of twice under different identifiers: proposals to merge, for a person to decide.

Two warnings are alike where they are of the same kind of event, of about the same area, and of about the same time.
Nothing is merged by itself: a false merge hides a warning.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

import shapely
import shapely.affinity
from shapely.geometry.base import BaseGeometry

from anlan.alerts.chains.chaining import Chain, ChainState, expires_at
from anlan.alerts.messages.message import Alert, Info
from anlan.alerts.messages.times import EARLIEST
from anlan.alerts.shapes.crossings import tangled
from anlan.alerts.shapes.outlines import circles_of, polygons_of
from anlan.alerts.texts.recognising import kind_of
from anlan.language import Message, mark

LEAST_LIKENESS = 0.5
"""Share of the smaller area, and of the shorter time, that two warnings must have in common (assumption)."""

OPEN_END = timedelta(hours=24)
"""How long a warning that names no end is taken to hold (assumption; CAP leaves it to the recipient, 3.2.2)."""

_KM_PER_DEGREE = 111.195
"""Length of a degree of a great circle, km, on a sphere of 6,371.0 km."""


@dataclass(frozen=True)
class Proposal:
    """Two warnings that may be of one event.

    Parameters
    ----------
    first, second
        The earlier and the later one.
    likeness
        The smaller of the shares of area and time in common, 0 to 1.
    reason
        In what they agree.
    """

    first: Chain
    second: Chain
    likeness: float
    reason: Message


class _Traits:
    """What is compared of a warning."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain
        self.alert: Alert = chain.head

    @cached_property
    def events(self) -> frozenset[str]:
        """Kinds of events, or the words for it where no kind is recognised."""
        return frozenset(
            kind_of(info.event) or info.event.strip().casefold() for info in self.alert.infos if info.event.strip()
        )

    @cached_property
    def codes(self) -> frozenset[tuple[str, str]]:
        """Codes of its areas."""
        return frozenset(code for info in self.alert.infos for area in info.areas for code in area.geocodes)

    @cached_property
    def names(self) -> frozenset[str]:
        """Descriptions of its areas."""
        return frozenset(area.description.strip() for info in self.alert.infos for area in info.areas)

    @cached_property
    def shape(self) -> BaseGeometry:
        """Its polygons and circles, longitude and latitude; empty where it has none, or they are too tangled."""
        parts = [part for info in self.alert.infos for part in _shapes(info)]
        return shapely.union_all([] if tangled(parts) else parts)

    @cached_property
    def times(self) -> tuple[datetime, datetime]:
        """From when until when it holds, UTC."""
        begins = [one for info in self.alert.infos if (one := info.onset_at or info.effective_at) is not None]
        begin = min(begins, default=None) or self.alert.sent_at or EARLIEST
        end = expires_at(self.alert)
        return begin, end if end is not None and end > begin else begin + OPEN_END


def reissues(chains: Iterable[Chain], *, least: float = LEAST_LIKENESS) -> tuple[Proposal, ...]:
    """Propose which warnings are of one event.

    Parameters
    ----------
    chains
        Warnings; those cancelled or expired are passed over.
    least
        Share of area and of time that two must have in common, 0 to 1.

    Returns
    -------
    tuple of Proposal
        The likeliest first. Warnings of different status, such as an exercise and a real one, are never proposed.
    """
    open_ones = [_Traits(chain) for chain in chains if chain.state is ChainState.ACTIVE]
    open_ones.sort(key=lambda one: (one.times, one.chain.key))
    found = []
    for place, first in enumerate(open_ones):
        for second in _concurrent(first, open_ones[place + 1 :]):
            proposal = _compared(first, second, least)
            if proposal is not None:
                found.append(proposal)
    return tuple(sorted(found, key=lambda one: (-one.likeness, one.first.key, one.second.key)))


def _concurrent(first: _Traits, others: Sequence[_Traits]) -> Iterable[_Traits]:
    """Yield the warnings that begin before another one ends; they are sorted by their beginnings."""
    for other in others:
        if other.times[0] >= first.times[1]:
            return
        yield other


def _compared(first: _Traits, second: _Traits, least: float) -> Proposal | None:
    if first.alert.status != second.alert.status or not first.events & second.events:
        return None
    time = _time_in_common(first, second)
    if time < least:
        return None
    area = _area_in_common(first, second)
    if area < least:
        return None
    earlier, later = sorted((first.chain, second.chain), key=_sent)
    what = mark("both are of the event '{event}'; they have {area:.0%} of the smaller area and {time:.0%} of the"
                " shorter time in common")  # fmt: skip
    event = min(first.events & second.events)
    return Proposal(earlier, later, min(time, area), Message(what, event=event, area=area, time=time))


def _sent(chain: Chain) -> tuple[datetime, tuple[str, str, str]]:
    return chain.alerts[0].sent_at or EARLIEST, chain.key


def _time_in_common(first: _Traits, second: _Traits) -> float:
    begin, end = max(first.times[0], second.times[0]), min(first.times[1], second.times[1])
    shorter = min(one.times[1] - one.times[0] for one in (first, second))
    return max(0.0, (end - begin) / shorter)


def _area_in_common(first: _Traits, second: _Traits) -> float:
    """Return the share of the smaller area; of codes, or of names, where one has no shape or both are too tangled."""
    shapes = (first.shape, second.shape)
    if not any(one.is_empty for one in shapes) and not tangled(shapes):
        smaller = min(first.shape.area, second.shape.area)
        return float(first.shape.intersection(second.shape).area / smaller) if smaller > 0.0 else 0.0
    for one, other in ((first.codes, second.codes), (first.names, second.names)):
        if one and other:
            return len(one & other) / min(len(one), len(other))
    return 0.0


def _shapes(info: Info) -> Iterable[BaseGeometry]:
    """Yield polygons, and circles as ellipses of degrees; a point becomes a circle of 1 km."""
    for area in info.areas:
        yield from polygons_of(area)
        for circle in circles_of(area):
            degrees = max(circle.radius_km, 1.0) / _KM_PER_DEGREE
            wider = degrees / max(math.cos(math.radians(circle.lat)), 0.01)
            around = shapely.affinity.scale(shapely.Point(0.0, 0.0).buffer(1.0), wider, degrees)
            yield shapely.affinity.translate(around, circle.lon, circle.lat)
