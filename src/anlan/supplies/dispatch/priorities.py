"""Which request comes first: triage by need, then people, urgency and vulnerability, each part said."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.dispatch.requests import Request

CLASSES: Mapping[int, str] = {
    1: mark("Saves lives"),
    2: mark("Keeps people alive and well"),
    3: mark("Makes work and life easier"),
}
"""Classes of triage, the first served first."""

CLASS_OF_GROUP: Mapping[str, int] = {
    "medical": 1,
    "rescue": 1,
    "water": 2,
    "food": 2,
    "shelter": 2,
    "flood": 2,
    "protection": 2,
    "power": 3,
    "communication": 3,
    "transport": 3,
}
"""Class of triage of each supply group; assumption. What saves lives within hours stands before what keeps people
alive for days (Sphere 2018 sets minimum standards for the second and does not rank them)."""


@dataclass(frozen=True)
class PrioritySettings:
    """Weights of the priority score; all are assumptions that a city should set by its own rules.

    Parameters
    ----------
    vulnerable
        How many people one vulnerable person counts for, at least 1.
    horizon_h
        Span over which the wait counts, h: a request that is never met is one that waits so long.
    class_of_group
        Class of triage, 1 to 3, by supply group.

    Raises
    ------
    SettingError
        If a weight is outside its range.
    """

    vulnerable: float = 2.0
    horizon_h: float = 24.0
    class_of_group: Mapping[str, int] | None = None

    def __post_init__(self) -> None:
        if self.vulnerable < 1.0 or self.horizon_h <= 0.0:
            raise SettingError(
                Message(
                    mark("a vulnerable person counts for {vulnerable:g} and the horizon is {horizon:g} h; "
                         "give at least 1, and more than 0"),
                    vulnerable=self.vulnerable, horizon=self.horizon_h,
                )
            )  # fmt: skip


@dataclass(frozen=True)
class Priority:
    """The place of a request in the queue, and why.

    Parameters
    ----------
    request
        The request.
    triage
        Key of `CLASSES`.
    weight
        What one person waiting counts for, 1: from 1 where nobody is vulnerable.
    hours
        Hours that the people would wait without it, h: from when it is needed to the end of the span.
    score
        Weighted person-hours at stake: people times weight times hours.
    """

    request: Request
    triage: int
    weight: float
    hours: float
    score: float

    @property
    def unit_worth(self) -> float:
        """Weighted person-hours at stake for one unit of the item."""
        return self.score / self.request.quantity if self.request.quantity > 0.0 else 0.0

    def why(self) -> Message:
        """Say how the score comes about."""
        return Message(
            mark("{triage}; {people:.0f} people who count {weight:.2f} each, for {hours:.1f} h: {score:.0f} "
                 "person-hours"),
            triage=Message(CLASSES[self.triage]), people=self.request.people, weight=self.weight, hours=self.hours,
            score=self.score,
        )  # fmt: skip


def priorities_of(
    city: City, requests: Sequence[Request], now_h: float, settings: PrioritySettings | None = None
) -> tuple[Priority, ...]:
    """Put requests in order: by class of triage, then by the person-hours at stake, then by identifier.

    Parameters
    ----------
    city
        The city, whose catalogue says the group of each item.
    requests
        Requests.
    now_h
        Hour of the decision.
    settings
        Weights.
    """
    settings = settings or PrioritySettings()
    classes = dict(CLASS_OF_GROUP if settings.class_of_group is None else settings.class_of_group)
    group = dict(city.table("items").select("id", "group").iter_rows())
    last = max(CLASSES)
    end = max([now_h, *(one.needed_by_h for one in requests)]) + settings.horizon_h
    found = []
    for one in requests:
        share = one.vulnerable / one.people if one.people > 0.0 else 0.0
        weight = 1.0 + (settings.vulnerable - 1.0) * share
        hours = end - max(one.needed_by_h, now_h)
        triage = classes.get(group.get(one.item) or "", last)
        found.append(Priority(one, triage, weight, hours, one.people * weight * hours))
    return tuple(sorted(found, key=lambda each: (each.triage, -each.score, each.request.id, each.request.item)))
