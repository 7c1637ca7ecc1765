"""What comes late, what does not come at all, and whom it hurts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.supplies.dispatch.convoys import Convoy
from anlan.supplies.dispatch.loads import Load
from anlan.supplies.dispatch.priorities import Priority


@dataclass(frozen=True)
class Lateness:
    """What becomes of a request.

    Parameters
    ----------
    request
        Key of the request.
    district
        Code of its district.
    item
        What it asks for.
    wanted, in_time, late, missing
        Quantities in the unit of the item; the last three add up to the first.
    first_h, last_h
        When the first and the last of it come, h; None where nothing comes.
    people
        For how many people.
    person_hours_late
        People times the share that comes late times the hours that it is late, person-hours.
    person_hours_missing
        People times the share that does not come times the hours from when it is needed to the end of the span.
    """

    request: str
    district: str
    item: str
    wanted: float
    in_time: float
    late: float
    missing: float
    first_h: float | None
    last_h: float | None
    people: float
    person_hours_late: float
    person_hours_missing: float


def lateness_of(
    priorities: Sequence[Priority], loads: Mapping[str, Load], convoys: Sequence[Convoy], end_h: float,
    before: Sequence[tuple[float, str, float]] = (),
) -> tuple[Lateness, ...]:  # fmt: skip
    """Say for each request what comes in time, late or not at all.

    Parameters
    ----------
    priorities
        Requests in order; the whole quantity, whatever has been delivered.
    loads
        Loads by identifier.
    convoys
        What is on its way or will be.
    end_h
        End of the span.
    before
        Hour, request and quantity of the wanted item of what has been delivered already.
    """
    coming: dict[str, list[tuple[float, float]]] = {}
    for hour, request, covers in before:
        coming.setdefault(request, []).append((hour, covers))
    for convoy in convoys:
        for call in convoy.calls:
            for content in loads[call.load].contents:
                coming.setdefault(content.request, []).append((call.arrives_h, content.covers))
    return tuple(_of(one, sorted(coming.get(one.request.key, ())), end_h) for one in priorities)


def _of(priority: Priority, coming: Sequence[tuple[float, float]], end_h: float) -> Lateness:
    one, left = priority.request, priority.request.quantity
    in_time = late = waited = 0.0
    for hour, covers in coming:
        used = min(covers, left)
        left -= used
        if hour <= one.needed_by_h + 1e-6:
            in_time += used
        else:
            late += used
            waited += used * (hour - one.needed_by_h)
    per_unit = one.people / one.quantity if one.quantity > 0.0 else 0.0
    left = 0.0 if left < 1e-5 * one.quantity else left
    return Lateness(
        request=one.key, district=one.district, item=one.item, wanted=one.quantity, in_time=in_time, late=late,
        missing=left, first_h=coming[0][0] if coming else None, last_h=coming[-1][0] if coming else None,
        people=one.people, person_hours_late=per_unit * waited,
        person_hours_missing=per_unit * left * max(end_h - one.needed_by_h, 0.0),
    )  # fmt: skip


def by_district(lateness: Sequence[Lateness]) -> Mapping[str, tuple[float, float]]:
    """Return the person-hours that are late, and those that are missed, by district.

    Parameters
    ----------
    lateness
        What becomes of the requests.
    """
    found: dict[str, tuple[float, float]] = {}
    for one in lateness:
        late, missing = found.get(one.district, (0.0, 0.0))
        found[one.district] = (late + one.person_hours_late, missing + one.person_hours_missing)
    return dict(sorted(found.items(), key=lambda item: -sum(item[1])))
