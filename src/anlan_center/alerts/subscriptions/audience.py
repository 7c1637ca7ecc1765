"""The index of the audience: in the memory of each process, brought up to date by the changes since it was asked last.

A point lies in the index of `anlan.alerts.audience`, exact at the edges of a warning's area. Who follows a whole
district or sub-district is found by its code instead: a city has some hundred codes, each with thousands of cells.
"""

import threading
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import h3.api.basic_int as h3
import numpy as np
import shapely
from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone
from numpy.typing import NDArray

from anlan.alerts.audience import EVERY, Audience, Subscribers
from anlan.alerts.sketch import Place
from anlan_center.accounts.models import area_prefix
from anlan_center.alerts.release.engine import AREA_PARTS, city, target_area
from anlan_center.alerts.subscriptions.choices import WAY_BITS, Language
from anlan_center.alerts.subscriptions.models import Change, State, Subscriber

OVERLAP = timedelta(minutes=2)
"""Changes of this time are read again: on PostgreSQL a row with a lower number may be written after a higher one."""

NEAR = 0.5
"""How far outside the city's frame a point may lie, degrees: ships and islands off the coast (assumption)."""

CHUNK = 2000
"""Rows read at once."""

LANGUAGES = tuple(Language.values)
THRESHOLDS = {"Minor": 1, "Moderate": 2, "Severe": 3, "Extreme": 4}
"""Severity of CAP as a number; anything else passes every threshold."""


def district_of(lon: float, lat: float) -> str:
    """Return the code of the smallest area of the city that holds most of the cell of a point; empty outside.

    Parameters
    ----------
    lon, lat
        The point, degrees.
    """
    if not settings.ANLAN_CITY:
        return ""
    found = city()
    cells = found.cells
    cell = h3.latlng_to_cell(lat, lon, int(found.info["h3_resolution"]))
    place = int(np.searchsorted(cells.h3, cell))
    if place == len(cells.h3) or cells.h3[place] != cell:
        return ""
    rows = np.flatnonzero(cells.row_cell == place)
    code: str = found.areas.codes[cells.row_area[rows[np.argmax(cells.share[rows])]]]
    return code


def near_city(lon: float, lat: float) -> bool:
    """Say whether a point lies in the city's frame or near it; without outlines nothing is known to be far.

    Parameters
    ----------
    lon, lat
        The point, degrees.
    """
    outlines = list(city().shapes.get("areas", {}).values()) if settings.ANLAN_CITY else []
    if not outlines:
        return True
    west, south, east, north = shapely.total_bounds(outlines)
    return bool(west - NEAR <= lon <= east + NEAR and south - NEAR <= lat <= north + NEAR)


def districts(language: str) -> list[Place]:
    """Return the districts of the city by name and outline, for maps; none without a city package.

    Parameters
    ----------
    language
        Tag of the language of the names.
    """
    if not settings.ANLAN_CITY:
        return []
    areas, outlines = city().areas, city().shapes.get("areas", {})
    names = areas.names_zh if language.lower().startswith("zh") else areas.names_en
    chosen = [index for index, level in enumerate(areas.level) if level == "district"]
    return [Place(names[index], outlines[areas.codes[index]]) for index in chosen if areas.codes[index] in outlines]


def codes_in(area: Mapping[str, Any], followed: Iterable[str] = ()) -> frozenset[str]:
    """Return the prefixes of the areas of the city that a warning touches, and of those that somebody follows.

    Areas that it names touch themselves, those within and those around, and not the neighbour on whose side half a
    cell lies. What was drawn besides touches every area that shares a cell with it.

    Parameters
    ----------
    area
        The area of a warning, as `release.models.Alert.area` has it.
    followed
        Prefixes that subscribers follow. One that the city package has no more, such as that of a sub-district that
        was merged with another, is touched by what is drawn in the smallest area of the package that holds it.
    """
    areas, cells = city().areas, city().cells
    known = [area_prefix(code) for code in areas.codes]
    gone = set(followed) - set(known)
    names = {area_prefix(str(code)) for code in area.get("codes") or ()}
    found = {one for one in (*known, *gone) if any(one.startswith(name) or name.startswith(one) for name in names)}
    drawn = {part: area[part] for part in AREA_PARTS if part != "codes" and area.get(part)}
    if drawn:
        touched = np.isin(cells.h3, target_area(drawn).cells)[cells.row_cell]
        for row in np.unique(cells.row_area[touched]).tolist():
            place = int(row)
            while place >= 0:
                found.add(known[place])
                place = int(areas.parent[place])
        for one in gone:
            around = max((other for other in known if one.startswith(other)), key=len, default="")
            if around in found:
                found.add(one)
    return frozenset(found)


@dataclass(frozen=True, eq=False)
class Followers:
    """Who follows whole areas, a row an area.

    Parameters
    ----------
    ids
        int64 (n,): number of the subscriber.
    codes
        int32 (n,): index into `names`.
    bits
        uint32 (n,): bit of the way.
    thresholds
        uint8 (n,): least severity.
    names
        Prefixes of areas.
    """

    ids: NDArray[np.int64]
    codes: NDArray[np.int32]
    bits: NDArray[np.uint32]
    thresholds: NDArray[np.uint8]
    names: tuple[str, ...]

    @classmethod
    def of(cls, rows: Sequence[Subscriber]) -> "Followers":
        """Build from subscribers."""
        pairs = [(row, area_prefix(code)) for row in rows for code in row.content["areas"]]
        names = tuple(sorted({code for _, code in pairs}))
        place = {name: index for index, name in enumerate(names)}
        return cls(
            np.array([row.pk for row, _ in pairs], np.int64),
            np.array([place[code] for _, code in pairs], np.int32),
            np.array([WAY_BITS[row.way] for row, _ in pairs], np.uint32),
            np.array([row.threshold for row, _ in pairs], np.uint8),
            names,
        )

    def changed(self, gone: NDArray[np.int64], rows: Sequence[Subscriber]) -> "Followers":
        """Return the followers without some numbers, and with these subscribers."""
        new, stay = Followers.of(rows), ~np.isin(self.ids, gone)
        names = (*self.names, *(name for name in new.names if name not in self.names))
        moved = np.array([names.index(name) for name in new.names], np.int32)
        return Followers(
            np.concatenate([self.ids[stay], new.ids]),
            np.concatenate([self.codes[stay], moved[new.codes]]),
            np.concatenate([self.bits[stay], new.bits]),
            np.concatenate([self.thresholds[stay], new.thresholds]),
            names,
        )

    def addressed(self, codes: Collection[str], severity: str, channels: int) -> NDArray[np.int64]:
        """Return the numbers of those who follow one of some areas, ascending, each once."""
        wanted = np.array([name in codes for name in self.names], dtype=bool)
        level = THRESHOLDS.get(severity, 255)
        hit = (self.thresholds <= level) & ((self.bits & np.uint32(channels)) > 0)
        if len(wanted):
            hit &= wanted[self.codes]
        return np.unique(self.ids[hit])


@dataclass(frozen=True, eq=False)
class Index:
    """The audience as it was after a change.

    Parameters
    ----------
    points
        Those who gave a point.
    followers
        Those who follow areas.
    last
        Number of the newest change that is in it.
    """

    points: Audience
    followers: Followers
    last: int

    def addressed(self, area: Mapping[str, Any], severity: str, channels: int = EVERY) -> NDArray[np.int64]:
        """Return the numbers of the subscribers whom a warning addresses, ascending.

        Parameters
        ----------
        area
            See `codes_in`.
        severity
            As CAP has it.
        channels
            Bits of the ways, of which a subscriber has one.
        """
        near = self.points.addressed(target_area(area), severity, channels=channels)
        codes = codes_in(area, self.followers.names)
        return np.union1d(near, self.followers.addressed(codes, severity, channels))


def columns(rows: Sequence[Subscriber]) -> Subscribers:
    """Return subscribers with a point as columns; bits of needs and the point are opened here and nowhere kept."""
    placed = [row for row in rows if row.content["point"]]
    return Subscribers(
        ids=np.array([row.pk for row in placed], np.int64),
        lon=np.array([row.content["point"][0] for row in placed], np.float64),
        lat=np.array([row.content["point"][1] for row in placed], np.float64),
        channels=np.array([WAY_BITS[row.way] for row in placed], np.uint32),
        needs=np.array([row.content["needs"] for row in placed], np.uint32),
        language=np.array([LANGUAGES.index(row.language) for row in placed], np.int16),
        threshold=np.array([row.threshold for row in placed], np.uint8),
        languages=LANGUAGES,
    )


def build() -> Index:
    """Read all confirmed subscribers and build the index."""
    last = Change.objects.aggregate(last=Max("id"))["last"] or 0
    rows = list(Subscriber.objects.filter(state=State.CONFIRMED).iterator(chunk_size=CHUNK))
    return Index(Audience.of(columns(rows)), Followers.of(rows), last)


def refreshed(index: Index) -> Index:
    """Return the index with the changes since; the same one where there are none, a new one where too many are gone.

    Parameters
    ----------
    index
        The index as it was.
    """
    ends = Change.objects.aggregate(first=Min("id"), last=Max("id"))
    if ends["last"] is None:
        return index if index.last == 0 else build()
    if ends["first"] > index.last + 1:
        return build()
    again = Change.objects.filter(at__gte=timezone.now() - OVERLAP)
    numbers = set(Change.objects.filter(id__gt=index.last).values_list("subscriber", flat=True))
    if ends["last"] == index.last and not again.exists():
        return index
    numbers |= set(again.values_list("subscriber", flat=True))
    rows = list(_rows(numbers))
    gone = np.array(sorted(numbers), np.int64)
    points = index.points.without(gone).with_added(columns(rows))
    return Index(points, index.followers.changed(gone, rows), ends["last"])


def _rows(numbers: Iterable[int]) -> Iterable[Subscriber]:
    keys = sorted(numbers)
    for start in range(0, len(keys), CHUNK // 4):
        yield from Subscriber.objects.filter(pk__in=keys[start : start + CHUNK // 4], state=State.CONFIRMED)


class Held:
    """The index of this process."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._index: Index | None = None

    def current(self) -> Index:
        """Return the index as the database is now."""
        with self._lock:
            self._index = build() if self._index is None else refreshed(self._index)
            return self._index

    def forget(self) -> None:
        """Let the index go, so that the next question builds it anew."""
        with self._lock:
            self._index = None


HELD = Held()
"""The index of this process; nobody else builds one."""
