"""Requests for supplies: who asks for what, where, by when, and for whom."""

import csv
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import numpy as np
import polars as pl

from anlan.city import City
from anlan.errors import ImportDataError, Problem
from anlan.language import Message, mark

STANDING = frozenset({"place", "bed", "vehicle", "person", "team"})
"""Units of what no vehicle carries, unless the catalogue knows its weight or volume: rooms, wards, teams, and vehicles
that drive themselves; assumption."""

DISTRICT = "district"
"""Level of areas between which supplies are shared out fairly."""

SOURCES: Mapping[str, str] = {
    "needs": mark("Derived from the scenario's needs"),
    "district": mark("District or county"),
    "township": mark("Township or sub-district"),
    "shelter": mark("Shelter"),
    "hospital": mark("Hospital"),
    "team": mark("Rescue team"),
    "hotline": mark("Hotline"),
}
"""Where requests come from."""

NEEDED = ("id", "place", "item", "quantity", "needed_by_h", "people")
"""Columns that a file of requests must have."""

OPTIONAL = ("who", "vulnerable", "source", "made_h")
"""Columns that it may have."""

NUMBERS = ("quantity", "needed_by_h", "people", "vulnerable", "made_h")


@dataclass(frozen=True)
class Request:
    """A quantity of one item that is wanted at a place.

    Parameters
    ----------
    id
        Identifier; one request may ask for several items, each once.
    who
        Organisation that asks; empty where it is not known.
    place
        Where it is wanted: identifier of a place or code of an area.
    district
        Code of the district that the place lies in; empty where there is none.
    lon, lat
        Position, degrees, WGS 84.
    item
        Identifier of the item.
    quantity
        How much, in the item's unit.
    needed_by_h
        By when, hours after the start of the scenario.
    people
        For how many people.
    vulnerable
        How many of them are vulnerable (children, old, ill, disabled people).
    source
        Key of `SOURCES`.
    made_h
        When it was made, hours after the start of the scenario.
    """

    id: str
    who: str
    place: str
    district: str
    lon: float
    lat: float
    item: str
    quantity: float
    needed_by_h: float
    people: float
    vulnerable: float = 0.0
    source: str = "needs"
    made_h: float = 0.0

    @property
    def key(self) -> str:
        """Name of the line: request and item."""
        return f"{self.id}/{self.item}"


@dataclass(frozen=True, eq=False)
class Sites:
    """Positions and districts of everything in a city that can be named as a place.

    Parameters
    ----------
    at
        Longitude, latitude and code of the district by identifier of a place or code of an area.
    """

    at: Mapping[str, tuple[float, float, str]]

    @classmethod
    def of(cls, city: City) -> "Sites":
        """Read the places and areas of a city.

        Parameters
        ----------
        city
            The city; an area without a seat stands where the mean of its residents lives.
        """
        areas = city.areas
        above = areas.ancestor_at(DISTRICT)
        district = {code: areas.codes[above[i]] if above[i] >= 0 else "" for i, code in enumerate(areas.codes)}
        found = {code: (lon, lat, district[code]) for code, lon, lat in _seats(city)}
        for row in city.table("places").iter_rows(named=True):
            found[row["id"]] = (row["lon"], row["lat"], district.get(row["area"] or "", ""))
        return cls(found)


def read_requests(city: City, text: str, file: str) -> tuple[Request, ...]:
    """Read requests from CSV, all or none.

    Parameters
    ----------
    city
        The city whose items, places and areas the requests name.
    text
        Content of the file, with the columns `NEEDED` and any of `OPTIONAL`.
    file
        Its name, for what is said about problems.

    Raises
    ------
    ImportDataError
        With every problem that was found, by line.
    """
    reader = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")), restkey="")
    columns = [name.strip() for name in reader.fieldnames or ()]
    missing = [name for name in NEEDED if name not in columns]
    if missing:
        raise ImportDataError(
            [Problem(file, Message(mark("column '{name}' is missing"), name=name),
                     Message(mark("give the columns {names}"), names=", ".join(NEEDED)), line=1, code="missing-column")
             for name in missing]
        )  # fmt: skip
    reader.fieldnames = columns
    maker = _Reading(city, file)
    found = [maker.request(row, reader.line_num) for row in reader]
    if maker.problems:
        raise ImportDataError(maker.problems)
    return tuple(one for one in found if one is not None)


class _Reading:
    """Turns rows into requests and keeps what is wrong with them."""

    def __init__(self, city: City, file: str) -> None:
        self.file, self.sites = file, Sites.of(city)
        self.items = set(city.table("items")["id"].to_list())
        self.standing = standing_items(city)
        self.seen: dict[tuple[str, str], int] = {}
        self.problems: list[Problem] = []

    def request(self, raw: Mapping[str, str | None], line: int) -> Request | None:
        before = len(self.problems)
        row = {name: (value or "").strip() for name, value in raw.items() if isinstance(value, str) or value is None}
        numbers = {name: self._number(row, name, line) for name in NUMBERS}
        self._names(row, line)
        self._sense(row, numbers, line)
        if len(self.problems) > before:
            return None
        lon, lat, district = self.sites.at[row["place"]]
        return Request(
            id=row["id"], who=row.get("who", ""), place=row["place"], district=district, lon=lon, lat=lat,
            item=row["item"], source=row.get("source", "") or "district", **numbers,
        )  # fmt: skip

    def _say(self, line: int, code: str, what: Message, remedy: Message) -> None:
        self.problems.append(Problem(self.file, what, remedy, line=line, code=code))

    def _number(self, row: Mapping[str, str], name: str, line: int) -> float:
        text = row.get(name, "")
        if not text and name in OPTIONAL:
            return 0.0
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not math.isfinite(value) or value < 0.0:
            self._say(line, "bad-number", Message(mark("{name} is '{text}'"), name=name, text=text),
                      Message(mark("give a number of at least 0")))  # fmt: skip
            return 0.0
        return value

    def _names(self, row: Mapping[str, str], line: int) -> None:
        for name, known in (("item", self.items), ("place", self.sites.at.keys()), ("source", SOURCES.keys())):
            text = row.get(name, "")
            if text in known or (name == "source" and not text):
                continue
            near = get_close_matches(text, list(known), n=1)
            remedy = (
                Message(mark("did you mean '{near}'?"), near=near[0])
                if near
                else Message(mark("use one of those that the city has"))
            )
            what = Message(mark("{name} '{text}' is not known"), name=name, text=text)
            self._say(line, f"unknown-{name}", what, remedy)

    def _sense(self, row: Mapping[str, str], numbers: Mapping[str, float], line: int) -> None:
        key = (row["id"], row["item"])
        if row.get("item") in self.standing:
            remedy = Message(mark("leave the line out; rooms, wards, teams and vehicles are not loaded"))
            self._say(line, "not-carried", Message(mark("no vehicle carries '{item}'"), item=row["item"]), remedy)
        if not row["id"]:
            self._say(line, "no-id", Message(mark("the request has no id")), Message(mark("give it one")))
        elif key in self.seen:
            self._say(line, "duplicate", Message(mark("request '{id}' asks for '{item}' in line {first} already"),
                      id=key[0], item=key[1], first=self.seen[key]),
                      Message(mark("add the quantities up or give another id")))  # fmt: skip
        self.seen.setdefault(key, line)
        if numbers["quantity"] <= 0.0 and row.get("quantity") in {"0", "0.0"}:
            self._say(line, "no-quantity", Message(mark("the quantity is 0")), Message(mark("leave the line out")))
        if numbers["vulnerable"] > numbers["people"]:
            self._say(line, "too-many-vulnerable",
                      Message(mark("{vulnerable:g} of {people:g} people are vulnerable"),
                              vulnerable=numbers["vulnerable"], people=numbers["people"]),
                      Message(mark("give no more vulnerable people than people")))  # fmt: skip
        if numbers["needed_by_h"] < numbers["made_h"]:
            self._say(line, "needed-before-made",
                      Message(mark("needed by hour {by:g}, but made at hour {made:g}"),
                              by=numbers["needed_by_h"], made=numbers["made_h"]),
                      Message(mark("count both from the start of the scenario")))  # fmt: skip


def _seats(city: City) -> Iterator[tuple[str, float, float]]:
    """Yield code, longitude and latitude of each area: its seat, or the mean of its residents or of the city's."""
    areas, cells = city.areas, city.cells
    inside = [np.asarray(areas.ancestor_at(level)) for level in dict.fromkeys(areas.level)]
    row_area = np.asarray(cells.row_area, dtype=np.int64)
    lon, lat = cells.lon[cells.row_cell], cells.lat[cells.row_cell]
    weight = np.asarray(cells.population, dtype=np.float64) + 1e-9
    for place, row in enumerate(city.table("areas").iter_rows(named=True)):
        if row["seat_lon"] is not None and row["seat_lat"] is not None:
            yield row["code"], row["seat_lon"], row["seat_lat"]
            continue
        own = np.zeros(len(row_area), dtype=np.bool_)
        for level in inside:
            own |= np.where(row_area >= 0, level[row_area], -1) == place
        chosen = own if own.any() else np.ones(len(row_area), dtype=np.bool_)
        yield (row["code"], float(np.average(lon[chosen], weights=weight[chosen])),
               float(np.average(lat[chosen], weights=weight[chosen])))  # fmt: skip


def weights_of(city: City, items: Sequence[str]) -> Mapping[str, tuple[float, float]]:
    """Return the weight in kg and the volume in m3 of one unit of items; 0 where the catalogue does not say.

    Parameters
    ----------
    city
        The city.
    items
        Identifiers of items.
    """
    table = city.table("items").filter(pl.col("id").is_in(list(items)))
    return {
        row["id"]: (float(row["weight_kg"] or 0.0), float(row["volume_m3"] or 0.0))
        for row in table.iter_rows(named=True)
    }


def standing_items(city: City) -> frozenset[str]:
    """Return the items that are never loaded on a vehicle: neither weight nor volume, and a unit of `STANDING`.

    Parameters
    ----------
    city
        The city.
    """
    rows = city.table("items").select("id", "unit", "weight_kg", "volume_m3").iter_rows()
    return frozenset(name for name, unit, kg, m3 in rows if unit in STANDING and not kg and not m3)
