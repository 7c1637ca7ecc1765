"""Prints the tables of ``docs/cities/lianyungang-record.md``: ``python -m tools.lianyungang.record_page``."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Executor, local
from anlan.hazards import HAZARDS, EventSet
from anlan.language import Message
from anlan.risk import MONEY, Assessment, assess_city, exceedance
from anlan.risk.impact import EventImpacts

ROOT = Path(__file__).resolve().parents[2]
CITY = ROOT / "cities" / "lianyungang"

PERIODS = (2, 10, 50, 100, 443)
"""Return periods of the tables, years; 443 is the length of the record, 1582 to 2024."""

FLOODS = ("storm_surge", "rain_flood", "river_flood", "dam_failure")

DEPTH = 0.15
"""Depth from which a cell counts as under water, m."""

WET = {"1960-07-flood": 400.0, "1962-07-13-flash-flood": 467.0, "1974-08-13-flood": 1333.0}
"""Land under water or fields hit in recorded floods, km2, from the descriptions in ``hazard_history.csv``."""

SEAT = (34.5966, 119.2214)
"""Latitude and longitude of the city's seat, as in ``areas.csv``."""

BLOCK = 256


class Silent:
    """Sees a run go on and says nothing."""

    def begin(self, stage: Message) -> None:
        """Learn that a stage begins."""

    def advance(self, done: int, total: int) -> None:
        """Learn how much of the stage is done."""

    def end(self, result: Message) -> None:
        """Learn the result of the stage that ends."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table in Markdown, numbers to the right of the first column."""
    lines = ["| " + " | ".join(head) + " |", "| --- |" + " ---: |" * (len(head) - 1)]
    return "\n".join([*lines, *("| " + " | ".join(row) + " |" for row in rows)])


def short(value: float) -> str:
    """Return a number to two digits, grouped by thousands."""
    if value == 0.0:
        return "0"
    digits = 1 - int(np.floor(np.log10(abs(value))))
    return f"{round(value, digits):,.{max(digits, 0)}f}"


def recorded(city: City) -> str:
    """Return what the record says, by hazard."""
    history = city.table("hazard_history").with_columns(year=pl.col("day").str.slice(0, 4))
    rows = []
    for (kind,), group in history.group_by("hazard", maintain_order=True):
        losses = group.filter(pl.col("loss").is_not_null())
        money = ", ".join(f"{loss / 1e6:,.0f} ({year})" for year, loss in losses.select("year", "loss").iter_rows())
        deaths = group.filter(pl.col("deaths") > 0).select("year", "deaths").iter_rows()
        rows.append(
            (
                f"`{kind}`",
                str(group.height),
                ", ".join(group["year"].unique(maintain_order=True)),
                ", ".join(f"{count:,} ({year})" for year, count in deaths),
                money,
            )
        )
    return table(("hazard", "entries", "years", "deaths (year)", "loss in money of the time, million (year)"), rows)


def modelled(assessment: Assessment, target: str, scale: float) -> str:
    """Return what the model says for one target at the return periods, by hazard."""
    rows = []
    for kind in assessment.impacts:
        curve = assessment.curve(target, kind)
        most = float(curve.impact[0]) if curve.impact.size else 0.0
        figures = (curve.mean_annual, *curve.at(PERIODS), most)
        rows.append((f"`{kind}`", *(short(x / scale) for x in figures)))
    return table(("hazard", "mean a year", *(f"1 in {period}" for period in PERIODS), "worst simulated"), rows)


def as_bad(city: City, assessment: Assessment) -> str:
    """Return how often the model has an event as deadly or as dear as each recorded one."""
    rows = []
    for row in city.table("hazard_history").iter_rows(named=True):
        for target, amount in (("killed", (row["deaths"] or 0) + (row["missing"] or 0)), (MONEY, row["loss"] or 0.0)):
            if amount > 0 and row["hazard"] in assessment.impacts:
                rate = assessment.curve(target, row["hazard"]).frequency_of(float(amount))
                said = f"{amount:,.0f} killed" if target == "killed" else f"{amount / 1e6:,.0f} million yuan"
                rows.append((f"`{row['id']}`", said, f"once in {short(1.0 / rate)} years" if rate else "never"))
    return table(("event", "as bad as", "in the model"), rows)


def under_water(city: City, impacts: Mapping[str, EventImpacts]) -> str:
    """Return the land under water at the return periods, for each kind of flood, and how often it was as much."""
    land = city.cells.area_km2 * np.nan_to_num(city.cells.land_share, nan=1.0)
    rows, both = [], []
    for kind in (kind for kind in FLOODS if kind in impacts):
        wet = by_event(impacts[kind].events, lambda depth: (depth >= DEPTH) @ land)
        if kind in ("rain_flood", "river_flood"):
            both.append((wet, impacts[kind].frequency))
        rows.append((f"`{kind}`", *(short(x) for x in exceedance(wet, impacts[kind].frequency).at(PERIODS))))
    curve = exceedance(*(np.concatenate(parts) for parts in zip(*both, strict=True)))
    seen = [
        (f"`{name}`", short(km2), f"once in {short(1.0 / curve.frequency_of(km2))} years") for name, km2 in WET.items()
    ]
    return "\n\n".join(
        (
            table((f"km2 under {DEPTH} m or more", *(f"1 in {period}" for period in PERIODS)), rows),
            table(("event", "km2 recorded", "as much rain or river flood in the model"), seen),
        )
    )


def at_seat(city: City, impacts: Mapping[str, EventImpacts]) -> str:
    """Return the intensity of wind and shaking at the seat of the city at the return periods."""
    cell = int(np.searchsorted(city.cells.h3, h3.latlng_to_cell(*SEAT, city.info["h3_resolution"])))
    rows = []
    for kind in (kind for kind in ("typhoon_wind", "earthquake") if kind in impacts):
        felt = by_event(impacts[kind].events, lambda intensity: intensity[:, cell])
        curve = exceedance(felt, impacts[kind].frequency)
        rows.append((f"`{kind}`, {impacts[kind].events.unit}", *(f"{x:.1f}" for x in curve.at(PERIODS))))
    return table(("at the seat of the city", *(f"1 in {period}" for period in PERIODS)), rows)


def by_event(events: EventSet, of: Callable[[NDArray[np.float32]], NDArray[np.floating]]) -> NDArray[np.float64]:
    """Return for each event a figure of its footprint."""
    blocks = [np.arange(first, min(first + BLOCK, len(events))) for first in range(0, len(events), BLOCK)]
    return np.concatenate([of(events.intensity(block)).astype(np.float64) for block in blocks])


def tables(city: City, events: int, seed: int, executor: Executor) -> str:
    """Return all tables of the page."""
    assessment = assess_city(city, events, seed, executor, Silent())
    parts = {
        "The record": recorded(city),
        "Deaths": modelled(assessment, "killed", 1.0),
        "Direct loss, million yuan": modelled(assessment, MONEY, 1e6),
        "As bad as the recorded event": as_bad(city, assessment),
        "Land under water": under_water(city, assessment.impacts),
        "Wind and shaking": at_seat(city, assessment.impacts),
    }
    head = f"{len(assessment.impacts)} of {len(HAZARDS)} hazards, {events:,} events each, seed {seed}"
    return "\n\n".join([head, *(f"**{title}**\n\n{part}" for title, part in parts.items())])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--city", type=Path, default=CITY)
    parser.add_argument("--events", type=int)
    parser.add_argument("--workers", type=int)
    given = parser.parse_args()
    city = City.load(given.city)
    events = city.settings["events"] if given.events is None else given.events
    with local(given.workers) as executor:
        print(tables(city, events, city.settings["seed"], executor))


if __name__ == "__main__":
    main()
