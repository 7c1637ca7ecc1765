"""Prints the tables of ``docs/cities/lianyungang-record.md``: ``python -m tools.lianyungang.record_page``."""

import argparse
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
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

GAZETTEER, PRESS = 41, 13
"""Years since 1950 on which the sources report: the gazetteer, on nature alone, on 1950 to 1990, the press on 2012 to
2024."""

TECHNICAL = ("toxic_release", "explosion", "urban_fire", "epidemic", "crowd_crush", "service_outage")
"""Hazards on which the gazetteer's volume does not report."""

ELSEWHERE = ("2019-03-21-chemical-explosion",)
"""Entries that happened outside the city."""

LEVELS = (("killed", 1.0, "1 killed"), ("killed", 10.0, "10"), ("killed", 100.0, "100"), (MONEY, 1e8, "100 million"))
"""Levels at which events are counted: target, amount and heading."""

FLOODS = ("storm_surge", "rain_flood", "river_flood", "dam_failure")

DEPTH = 0.15
"""Depth from which a cell counts as under water, m."""

WET = {"1960-07-flood": 400.0, "1962-07-13-flash-flood": 467.0, "1974-08-13-flood": 1333.0}
"""Land under water or fields hit in recorded floods, km2, from the descriptions in ``hazard_history.csv``."""

MEAN_SEA = 2.94
"""Mean sea level above the zero of the port gauge by the gazetteer, m."""

DYKES = {"hazard": "storm_surge", "parameter": "dyke_crest_m", "value": 0.0, "unit": "m"}
"""The parameter that takes the sea dykes away."""

SEAT = (34.5966, 119.2214)
"""Latitude and longitude of the city's seat, as in ``areas.csv``."""

BLOCK = 256


@dataclass(frozen=True)
class Like:
    """A strength that the record states, and the simulated events that have it."""

    entry: str
    strength: str
    kind: str
    chosen: pl.Expr


def _sea(entry: str, level: float) -> Like:
    """Return the surges that reach a level above the zero of the port gauge, m."""
    return Like(entry, f"sea at {level} m or more", "storm_surge", pl.col("level_m") >= level - MEAN_SEA)


def _rain(entry: str, depth: float, where: str) -> Like:
    """Return the rain floods with a depth of 24 hours as the city's mean or somewhere in it, mm."""
    column = {"on average": "mean_mm", "somewhere": "largest_mm"}[where]
    return Like(entry, f"{depth:g} mm or more {where}", "rain_flood", pl.col(column) >= depth)


def _stage(entry: str, level: float) -> Like:
    """Return the floods at the Linhong gate that reach a stage and break the dykes, m."""
    return Like(entry, f"dykes fail at {level} m or more", "river_flood", pl.col("stage_m") >= level)


SEAS = (_sea("1939-08-30-storm-surge", 7.5), _sea("1956-09-05-storm-surge", 6.8))

LIKES = (
    *SEAS,
    _rain("1957-08-flood", 266.0, "on average"),
    _rain("1957-08-flood", 266.0, "somewhere"),
    _rain("1962-07-13-flash-flood", 467.0, "somewhere"),
    _rain("1985-09-01-rainstorm", 597.6, "somewhere"),
    _rain("2012-07-08-rainstorm", 350.0, "on average"),
    _rain("2012-07-08-rainstorm", 400.0, "somewhere"),
    Like("2024-07-07-flood", "70 to 90 mm on average", "rain_flood", pl.col("mean_mm").is_between(70.0, 90.0)),
    _stage("1965-flood", 4.16),
    _stage("1970-07-21-flood", 5.09),
    _stage("1974-08-13-flood", 5.93),
    Like("2012-08-02-typhoon", "made from the track", "typhoon_wind", pl.col("storm") == "1210"),
    Like("1668-07-25-earthquake", "magnitude 7 or more", "earthquake", pl.col("magnitude") >= 7.0),
    Like("1668-07-25-earthquake", "magnitude 8 or more", "earthquake", pl.col("magnitude") >= 8.0),
    Like("2017-12-09-chemical-explosion", "any", "explosion", pl.col("tnt_t") > 0.0),
    Like("no entry", "release beyond the channel", "dam_failure", pl.col("way") == "release"),
    Like("no entry", "breach", "dam_failure", pl.col("way") == "breach"),
)
"""467 mm in 24 hours hold the 230 mm in 2 hours of 1962: 2 hours have (2/24)^0.285 of 24 (page of rain flood)."""


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


def covered(kind: str) -> int:
    """Return the years since 1950 on which the sources report about a hazard."""
    return PRESS if kind in TECHNICAL else GAZETTEER + PRESS


def once(rate: float, kind: str) -> str:
    """Return a rate as a period, with the number to expect in the years that the record covers since 1950."""
    return f"once in {short(1.0 / rate)} years, {short(covered(kind) * rate)} in {covered(kind)}" if rate else "never"


def recorded(city: City) -> str:
    """Return what the record says, by hazard; hazards of the model without an entry stand at the end."""
    known = {hazard.kind for hazard in HAZARDS}
    history = city.table("hazard_history").with_columns(
        year=pl.col("day").str.slice(0, 4),
        lost=pl.when(pl.any_horizontal(pl.col("deaths", "missing").is_not_null())).then(
            pl.sum_horizontal("deaths", "missing")
        ),
    )
    rows = []
    for (kind,), group in history.group_by("hazard", maintain_order=True):
        years = group["year"].to_list()
        lost = group.filter(pl.col("lost").is_not_null()).select("year", "lost").iter_rows()
        money = group.filter(pl.col("loss").is_not_null()).select("year", "loss").iter_rows()
        rows.append(
            (
                f"`{kind}`" if kind in known else f"`{kind}`, not in the model",
                str(group.height),
                ", ".join(
                    f"{year} ({years.count(year)})" if years.count(year) > 1 else year for year in dict.fromkeys(years)
                ),
                ", ".join(f"{count:,} ({year})" for year, count in lost),
                ", ".join(f"{loss / 1e6:,.0f} ({year})" for year, loss in money),
            )
        )
    rows += [(f"`{hazard.kind}`", "0", "", "", "") for hazard in HAZARDS if hazard.kind not in set(history["hazard"])]
    return table(
        ("hazard", "entries", "years", "dead or missing (year)", "loss, million yuan of the time (year)"), rows
    )


def modelled(assessment: Assessment, target: str, scale: float) -> str:
    """Return what the model says for one target at the return periods, by hazard."""
    rows = []
    for kind in (*assessment.impacts, None):
        curve = assessment.curve(target, kind)
        most = float(curve.impact[0]) if curve.impact.size else 0.0
        figures = (curve.mean_annual, *curve.at(PERIODS), most)
        rows.append((f"`{kind}`" if kind else "all", *(short(x / scale) for x in figures)))
    return table(("hazard", "mean a year", *(f"1 in {period}" for period in PERIODS), "worst simulated"), rows)


def as_bad(city: City, assessment: Assessment) -> str:
    """Return how often the model has an event as deadly or as dear as each recorded one."""
    rows = []
    for row in city.table("hazard_history").iter_rows(named=True):
        for target, amount in (("killed", (row["deaths"] or 0) + (row["missing"] or 0)), (MONEY, row["loss"] or 0.0)):
            if amount > 0 and row["hazard"] in assessment.impacts:
                rate = assessment.curve(target, row["hazard"]).frequency_of(float(amount))
                said = f"{amount:,.0f} killed" if target == "killed" else f"{amount / 1e6:,.0f} million yuan"
                rows.append((f"`{row['id']}`", said, once(rate, row["hazard"])))
    return table(("event", "as bad as", "in the model"), rows)


def counted(city: City, assessment: Assessment) -> str:
    """Return how many events of each severity the model expects in the years covered, and how many are recorded."""
    history = city.table("hazard_history").filter(
        pl.col("day").str.slice(0, 4) >= "1950", ~pl.col("id").is_in(ELSEWHERE)
    )
    amounts = {"killed": pl.sum_horizontal("deaths", "missing"), MONEY: pl.col("loss")}
    rows = []
    for kind in assessment.impacts:
        entries = history.filter(pl.col("hazard") == kind)
        fields = []
        for target, amount, _ in LEVELS:
            expected = covered(kind) * assessment.curve(target, kind).frequency_of(amount)
            fields.append(f"{short(expected)} / {entries.filter(amounts[target] >= amount).height}")
        rows.append((f"`{kind}`", str(covered(kind)), *fields))
    return table(("expected / recorded", "years", *(f"{said} or more" for *_, said in LEVELS)), rows)


def as_strong(assessment: Assessment, likes: Sequence[Like]) -> str:
    """Return how often the model has events as strong as the recorded ones, and what they do."""
    rows = []
    for like in (like for like in likes if like.kind in assessment.impacts):
        impacts = assessment.impacts[like.kind]
        chosen = impacts.events.parameters.select(like.chosen).to_series().to_numpy()
        rate = impacts.frequency[chosen]
        fields = ["never", "", "", ""]
        if rate.size:
            killed, loss = (impacts.of(target)[chosen] for target in ("killed", MONEY))
            middle = exceedance(loss, rate).impact_at(rate.sum() / 2.0)
            fields = [
                once(rate.sum(), like.kind),
                short(killed @ rate / rate.sum()),
                short(killed.max()),
                short(middle / 1e6),
            ]
        rows.append((f"`{like.entry}`" if like.entry[0].isdigit() else like.entry, like.strength, *fields))
    return table(("event", "as strong as", "in the model", "killed, mean", "killed, most", "loss, median"), rows)


def without_dykes(city: City, events: int, seed: int, executor: Executor) -> str:
    """Return what seas as high as recorded do where no dyke stands."""
    given = city.table("hazard_parameters")
    kept = given.filter((pl.col("hazard") != DYKES["hazard"]) | (pl.col("parameter") != DYKES["parameter"]))
    bare = city.with_table("hazard_parameters", pl.concat([kept, pl.DataFrame([DYKES])], how="diagonal"))
    return as_strong(assess_city(bare, events, seed, executor, Silent(), kinds=["storm_surge"]), SEAS)


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
    seen = [(f"`{name}`", short(km2), once(curve.frequency_of(km2), "rain_flood")) for name, km2 in WET.items()]
    return "\n\n".join(
        (
            table((f"km2 under {DEPTH} m or more", *(f"1 in {period}" for period in PERIODS)), rows),
            table(("event", "km2 recorded", "as much rain or river flood in the model"), seen),
        )
    )


def at_seat(city: City, impacts: Mapping[str, EventImpacts]) -> str:
    """Return the intensity of wind and shaking at the seat of the city at the return periods."""
    cell = int(np.searchsorted(city.cells.h3, h3.latlng_to_cell(*SEAT, city.info["h3_resolution"])))
    felt = {
        kind: by_event(impacts[kind].events, lambda intensity: intensity[:, cell])
        for kind in ("typhoon_wind", "earthquake")
        if kind in impacts
    }
    curves = {kind: exceedance(strength, impacts[kind].frequency) for kind, strength in felt.items()}
    rows = [
        (f"`{kind}`, {impacts[kind].events.unit}", *(f"{x:.1f}" for x in curve.at(PERIODS)))
        for kind, curve in curves.items()
    ]
    parts = [table(("at the seat of the city", *(f"1 in {period}" for period in PERIODS)), rows)]
    if "earthquake" in felt:
        parts += shaken(impacts["earthquake"], felt["earthquake"], curves["earthquake"].frequency_of(6.0))
    return "\n\n".join(parts)


def shaken(impacts: EventImpacts, felt: NDArray[np.float64], rate: float) -> list[str]:
    """Return what earthquakes as strong as that of 1668 do: those felt as VI at the seat, and the great ones."""
    six = np.abs(felt - 6.0) <= 0.5
    killed = exceedance(impacts.of("killed")[six], impacts.frequency[six])
    great = impacts.events.parameters["magnitude"].to_numpy() >= 8.0
    there = exceedance(felt[great], impacts.frequency[great])
    low, middle, high = (there.impact_at(share * there.frequency[-1]) for share in (0.95, 0.5, 0.05))
    return [
        f"VI or more at the seat: {once(rate, 'earthquake')}.",
        f"5.5 to 6.5 at the seat: {short(killed.mean_annual / killed.frequency[-1])} killed on average, "
        f"{short(killed.impact_at(killed.frequency[-1] / 2.0))} in the middle case.",
        f"Magnitude 8 or more: {low:.1f} to {high:.1f} at the seat in nine of ten, {middle:.1f} in the middle case.",
    ]


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
        "Events in the years covered since 1950": counted(city, assessment),
        "As bad as the recorded event": as_bad(city, assessment),
        "As strong as the recorded event": as_strong(assessment, LIKES),
        "The same seas without dykes": without_dykes(city, events, seed, executor),
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
