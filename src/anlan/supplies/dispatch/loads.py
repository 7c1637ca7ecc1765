"""From allotments to loads: what goes from one store to one place in one vehicle."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from anlan.city import City
from anlan.supplies.dispatch.allocation import MEASURED, Allotment
from anlan.supplies.dispatch.fleets import TANK, Carrier
from anlan.supplies.dispatch.points import MODES, Reach
from anlan.supplies.dispatch.priorities import CLASSES, Priority
from anlan.supplies.dispatch.requests import weights_of

PRIZE = 1_000.0
"""Worth of a load of the last class in the cost of routes, where a kilometre costs 1 and an hour 36: more than the way
of a day, so that nothing is left behind to save a way; assumption."""

STEP = 4.0
"""How much more a load of one class is worth than one of the next; assumption."""


@dataclass(frozen=True)
class Content:
    """A quantity of a lot in a load.

    Parameters
    ----------
    request
        Key of the request, `anlan.supplies.dispatch.requests.Request.key`.
    lot, item
        The lot and its item.
    quantity
        How much, in the unit of the item.
    covers
        How much of the wanted item it stands for.
    """

    request: str
    lot: str
    item: str
    quantity: float
    covers: float


@dataclass(frozen=True)
class Load:
    """What goes from a store to a place in one vehicle.

    Parameters
    ----------
    id
        Identifier: the same store, place, class and hour give the same ones in the same order.
    site, place
        From where to where.
    mode, tank
        Kind of way, and whether it needs a tanker.
    triage
        Class of triage.
    kg, m3
        Weight and volume.
    ready_h
        When it can leave.
    needed_by_h
        When the first of its contents is needed.
    score
        Weighted person-hours that hang on it.
    contents
        What is in it.
    """

    id: str
    site: str
    place: str
    mode: str
    tank: bool
    triage: int
    kg: float
    m3: float
    ready_h: float
    needed_by_h: float
    score: float
    contents: tuple[Content, ...]

    def prize(self, best: float) -> float:
        """Return what the load is worth in the cost of routes.

        Parameters
        ----------
        best
            Largest score of a load.
        """
        return PRIZE * STEP ** (max(CLASSES) - self.triage) * (1.0 + self.score / max(best, 1e-9))


def loads_of(
    city: City, allotments: Sequence[Allotment], priorities: Sequence[Priority], reach: Reach,
    carriers: Sequence[Carrier], taken: Collection[str] = (),
) -> tuple[Load, ...]:  # fmt: skip
    """Put allotments together by store, place, class and hour, and part them into what the smallest vehicle carries.

    Parameters
    ----------
    city
        The city.
    allotments
        What goes to whom.
    priorities
        The requests in order.
    reach
        Ways between points.
    carriers
        Vehicles.
    taken
        Identifiers of loads that have left already; new ones get others.
    """
    storage = dict(city.table("items").select("id", "storage").iter_rows())
    kg_m3 = weights_of(city, [one.lot.item for one in allotments])
    whole = {name for name, unit in city.table("items").select("id", "unit").iter_rows() if unit not in MEASURED}
    groups: dict[tuple[str, str, int, bool, float], list[Allotment]] = {}
    for one in allotments:
        first = priorities[one.request]
        key = (one.lot.place, first.request.place, first.triage, storage.get(one.lot.item) == TANK, one.lot.ready_h)
        groups.setdefault(key, []).append(one)
    found: list[Load] = []
    for (site, place, triage, tank, ready), members in groups.items():
        index = reach.points.index
        mode = MODES[max(int(reach.mode[index[site], index[place]]), 0)]
        room = _room(carriers, mode, tank=tank)
        blank = Load(f"{site}>{place}/{triage}{'t' if tank else ''}@{ready:g}", site, place, mode, tank, triage,
                     0.0, 0.0, max(one.leaves_h for one in members), float("inf"), 0.0, ())  # fmt: skip
        found += _numbered(
            taken, _parted(blank, sorted(members, key=lambda one: one.request), priorities, kg_m3, whole, room)
        )
    return tuple(sorted(found, key=lambda one: (one.triage, -one.score, one.id)))


def _numbered(taken: Collection[str], parts: Sequence[Load]) -> list[Load]:
    """Return the loads of one store, place, class and hour with numbers that no load that has left bears."""
    free = (name for name in (f"#{number}" for number in count(1)) if parts and parts[0].id + name not in taken)
    return [replace(part, id=part.id + next(free)) for part in parts]


def _room(carriers: Sequence[Carrier], mode: str, *, tank: bool) -> tuple[float, float]:
    """Return the payload and volume that every vehicle of the kind has; a lorry of 5 t where there is none."""
    able = [one for one in carriers if one.mode == mode and one.tank == tank]
    return min((one.kg for one in able), default=5000.0), min((one.m3 for one in able), default=20.0)


def _parted(
    blank: Load, members: Sequence[Allotment], priorities: Sequence[Priority],
    kg_m3: Mapping[str, tuple[float, float]], whole: set[str], room: tuple[float, float],
) -> list[Load]:  # fmt: skip
    """Fill loads one after the other; what is counted in pieces is not cut."""
    parts: list[Load] = []
    now = blank
    for one in members:
        kg, m3 = kg_m3.get(one.lot.item, (0.0, 0.0))
        left, first = one.quantity, priorities[one.request]
        while left > 1e-9 * one.quantity:
            fits = min((room[0] - now.kg) / kg if kg else left, (room[1] - now.m3) / m3 if m3 else left, left)
            if one.lot.item in whole and fits < left:
                fits = float(int(fits + 1e-9))
            if fits <= 1e-9 * one.quantity:
                if not now.contents:
                    fits = min(1.0, left)  # one piece that is larger than any vehicle: the routes will say so
                else:
                    parts.append(now)
                    now = blank
                    continue
            covers = fits * one.covers / one.quantity
            content = Content(first.request.key, one.lot.id, one.lot.item, fits, covers)
            now = replace(
                now, kg=now.kg + fits * kg, m3=now.m3 + fits * m3, contents=(*now.contents, content),
                needed_by_h=min(now.needed_by_h, first.request.needed_by_h),
                score=now.score + covers * first.unit_worth,
            )  # fmt: skip
            left -= fits
    return [*parts, now] if now.contents else parts
