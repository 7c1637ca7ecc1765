"""Where a reserve can lie: today's stores, the sites where bases could be opened, and small holders pooled by area."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from anlan.city import City
from anlan.supplies.reserve.rules import SHARED_STORAGE, ReserveRules

STORE_KINDS: frozenset[str] = frozenset({"warehouse"})
"""Kinds of place that are sites of their own; other holders of stock (hospitals, fire stations, fuel stations) are
pooled by area and keep what they have."""

POOL = "pool:"
"""Prefix of the identifier of a pool; the code of its area follows."""

UNPLACED = ""
"""Stands for the place of stock whose place is not known: it lies in the pool of the whole city, survives, and its ways
take no time."""

CLASSES_OF_USE: Mapping[str, frozenset[str]] = {
    "warehouse": frozenset({"dry", "cool", "yard", "chemical"}),
    "production base": frozenset({"dry", "cool", "yard", "chemical"}),
    "transfer point": frozenset({"dry", "yard"}),
}
"""Storage classes that a new base of each use can hold; assumption. Uses that are not named hold dry goods."""


@dataclass(frozen=True, eq=False)
class ReserveSite:
    """A site of the reserve.

    Parameters
    ----------
    id
        Identifier of the place or candidate site, or `POOL` and the code of an area.
    kind
        ``store``, ``candidate`` or ``pool``.
    members
        Places whose stock and ways it stands for; a candidate that extends a store names itself alone.
    area
        Code of the area of the plan's level in which it lies; None where unknown.
    use
        What it is or could become.
    volume_m3
        Room that goods can fill, m3, aisles taken off.
    sizes
        Shares of the full size in which a candidate can be opened, ascending; empty for what stands already.
    opening
        Cost of opening in each size, currency.
    running
        Yearly cost of running each size, currency/year.
    classes
        Storage classes that it can hold.
    """

    id: str
    kind: str
    members: tuple[str, ...]
    area: str | None
    use: str
    volume_m3: float
    sizes: tuple[float, ...]
    opening: tuple[float, ...]
    running: tuple[float, ...]
    classes: frozenset[str]


def reserve_sites(city: City, rules: ReserveRules, level: str = "district") -> tuple[ReserveSite, ...]:
    """Return the sites of a city's reserve: stores, candidates, pools.

    Parameters
    ----------
    city
        The city.
    rules
        How sites are charged and filled.
    level
        Level of the areas by which small holders are pooled.
    """
    return (*_stores(city, rules, level), *_candidates(city, rules, level), *_pools(city, level))


def buyable(city: City, rules: ReserveRules) -> frozenset[str]:
    """Return the items that can be bought into stock: those with a price and a shelf life, in a class that keeps."""
    keeps = pl.col("shelf_life_days").fill_null(pl.lit(float("inf"))) >= rules.least_days
    rows = city.table("items").filter((pl.col("price") > 0.0) & keeps).select("id", "storage").rows()
    allowed = rules.new_stock
    return frozenset(
        item for item, storage in rows if storage not in SHARED_STORAGE and (allowed is None or storage in allowed)
    )


def _held(city: City) -> pl.DataFrame:
    """Return the stock with a known place, with storage class and volume."""
    items = city.table("items").select(pl.col("id").alias("item"), "storage", "volume_m3")
    places = city.table("places").select(pl.col("id").alias("place"), "kind", "area", "storage_m3")
    stock = city.table("stock").with_columns(pl.col("place").fill_null(UNPLACED))
    return stock.join(items, on="item", how="left").join(places, on="place", how="left")


def _stores(city: City, rules: ReserveRules, level: str) -> Iterator[ReserveSite]:
    held = _held(city)
    areas = _area_of(city, level)
    places = city.table("places").filter(
        pl.col("kind").is_in(list(STORE_KINDS)) & pl.col("id").is_in(held["place"].unique().implode())
    )
    for row in places.iter_rows(named=True):
        own = held.filter(pl.col("place") == row["id"])
        filled = float((own["quantity"] * own["volume_m3"].fill_null(0.0)).sum())
        stated = row["storage_m3"] if row["storage_m3"] is not None else rules.store_m3
        room = filled if stated is None else max(stated * rules.filling, filled)
        classes = frozenset(own["storage"].drop_nulls().to_list()) | CLASSES_OF_USE["warehouse"]
        yield ReserveSite(
            row["id"], "store", (row["id"],), areas.get(row["area"]), "warehouse", room, (), (), (), classes
        )


def _candidates(city: City, rules: ReserveRules, level: str) -> Iterator[ReserveSite]:
    for row in city.table("candidate_sites").iter_rows(named=True):
        opening = tuple(row["fixed_cost"] * share**rules.scale for share in rules.sizes)
        running = tuple(row["yearly_cost"] * share**rules.scale for share in rules.sizes)
        yield ReserveSite(
            row["id"], "candidate", (row["id"],), area_at(city, row["lon"], row["lat"], level), row["use"],
            (row["capacity_m3"] or 0.0) * rules.filling, rules.sizes, opening, running,
            CLASSES_OF_USE.get(row["use"], frozenset({"dry"})),
        )  # fmt: skip


def _pools(city: City, level: str) -> Iterator[ReserveSite]:
    held = _held(city).filter(~pl.col("kind").fill_null(UNPLACED).is_in(list(STORE_KINDS)))
    areas = _area_of(city, level)
    members: dict[str, list[str]] = {}
    for place, area in held.select("place", "area").unique(maintain_order=True).rows():
        members.setdefault(areas.get(area) or city.areas.codes[city.areas.root], []).append(place)
    for area in (code for code in city.areas.codes if code in members):
        own = held.filter(pl.col("place").is_in(members[area]))
        filled = float((own["quantity"] * own["volume_m3"].fill_null(0.0)).sum())
        yield ReserveSite(
            f"{POOL}{area}", "pool", tuple(members[area]), area, "pool", filled, (), (), (),
            frozenset(own["storage"].drop_nulls().to_list()),
        )  # fmt: skip


def _area_of(city: City, level: str) -> Mapping[str, str | None]:
    """Return the area of a level in which each area lies, by code."""
    areas = city.areas
    above = areas.ancestor_at(level).tolist()
    return {code: areas.codes[place] if place >= 0 else None for code, place in zip(areas.codes, above, strict=True)}


def area_at(city: City, lon: float, lat: float, level: str) -> str | None:
    """Return the area of a level whose nearest cell of the grid is nearest to a point; None without one.

    Parameters
    ----------
    city
        The city.
    lon, lat
        The point, degrees, WGS 84.
    level
        Level of the areas.
    """
    cells = city.cells
    if not len(cells.row_cell):
        return None
    east = (np.asarray(cells.lon) - lon) * np.cos(np.radians(lat))
    nearest = int(np.argmin(east**2 + (np.asarray(cells.lat) - lat) ** 2))
    row = int(np.flatnonzero(np.asarray(cells.row_cell) == nearest)[0])
    found = int(city.areas.ancestor_at(level)[cells.row_area[row]])
    return city.areas.codes[found] if found >= 0 else None


def members_stock(stock: pl.DataFrame, sites: Sequence[ReserveSite]) -> Mapping[str, int]:
    """Return the index of the site that holds what lies at each place.

    Parameters
    ----------
    stock
        Rows of the table ``stock``.
    sites
        The sites.
    """
    place = {member: index for index, site in enumerate(sites) for member in site.members if site.kind != "candidate"}
    return {name: place[name] for name in stock["place"].fill_null(UNPLACED).unique().to_list() if name in place}
