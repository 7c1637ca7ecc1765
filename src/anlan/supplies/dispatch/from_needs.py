"""Requests out of a scenario's needs, where nobody has asked yet."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from anlan.city import City
from anlan.city.cells import AGE_GROUPS
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import MEASURED
from anlan.supplies.dispatch.requests import Request, Sites, standing_items
from anlan.supplies.needs import AreaNeeds

VULNERABLE = frozenset({"age_0_14", "age_60_plus"})
"""Age groups that count as vulnerable; the ill and the disabled are not known by area. Assumption."""

WAVE_H = 12.0
"""Span of needs that one wave of deliveries covers, h; assumption."""

LEAD_H = 6.0
"""Hours from the decision within which what is needed already is asked for; assumption."""


def requests_from_needs(
    city: City, needs: AreaNeeds, now_h: float, *, wave_h: float = WAVE_H, lead_h: float = LEAD_H
) -> tuple[Request, ...]:
    """Return what areas will ask for at an hour.

    Of what is used up, the needs of the next `wave_h` hours; of what is handed out once, everything needed from the
    start to the end of the wave. Of the people as many are vulnerable as among the area's residents are children or
    old; where ages are not known, nobody is said to be. Needed by the hour at which half of it is needed, and no
    sooner than `lead_h` from the decision. Nobody asks for what no vehicle carries: rooms, wards, teams, vehicles.

    Parameters
    ----------
    city
        The city.
    needs
        Needs of a scenario by item, area and hour.
    now_h
        Hour of the decision, after the start of the scenario.
    wave_h
        Span of needs that is asked for, h.
    lead_h
        Hours within which what is needed already is asked for.

    Raises
    ------
    SettingError
        If the hour lies outside the scenario.
    """
    first = int(now_h)
    if not 0 <= first < needs.hours:
        raise SettingError(
            Message(mark("the scenario has hours 0 to {last}; hour {now:g} is none of them"),
                    last=needs.hours - 1, now=now_h)
        )  # fmt: skip
    last = min(needs.hours, ceil(now_h + wave_h))
    sites, unit = Sites.of(city), dict(city.table("items").select("id", "unit").iter_rows())
    found = []
    vulnerable = _vulnerable(city, needs.areas)
    standing = standing_items(city)
    for i, item in enumerate(needs.items):
        if item in standing:
            continue
        since = 0 if needs.once[i] else first
        amount = needs.amount[i, :, since:last]
        persons = needs.persons[i, :, since:last].max(axis=1, initial=0.0)
        for a, area in enumerate(needs.areas):
            total = float(amount[a].sum())
            quantity = total if unit.get(item) in MEASURED else float(ceil(total - 1e-6))
            if quantity <= 1e-6 or persons[a] <= 0.0:
                continue
            half = since + int(np.searchsorted(np.cumsum(amount[a]), 0.5 * total))
            lon, lat, district = sites.at[area]
            found.append(
                Request(id=f"need-{area}", who="", place=area, district=district or area, lon=lon, lat=lat, item=item,
                        quantity=quantity, needed_by_h=float(max(half, now_h + lead_h)), people=float(persons[a]),
                        vulnerable=float(persons[a]) * vulnerable[a], source="needs", made_h=now_h)
            )  # fmt: skip
    return tuple(found)


def _vulnerable(city: City, areas: Sequence[str]) -> list[float]:
    """Return the share of children and old people among the residents of areas, by their own level, 1."""
    ages, row_area = city.cells.ages, np.asarray(city.cells.row_area, dtype=np.int64)
    if ages is None:
        return [0.0] * len(areas)
    weak = [place for place, name in enumerate(AGE_GROUPS) if name in VULNERABLE]
    found = []
    for code in areas:
        at = city.areas.index[code]
        above = np.asarray(city.areas.ancestor_at(city.areas.level[at]))
        inside = (row_area >= 0) & (above[row_area] == at)
        total = float(ages[inside].sum())
        found.append(float(ages[inside][:, weak].sum()) / total if total > 0.0 else 0.0)
    return found
