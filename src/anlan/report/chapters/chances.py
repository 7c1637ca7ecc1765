"""Small frequencies as chances over a planning horizon, and what to expect if it happens tomorrow."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, Spec
from anlan.report.colours import INK
from anlan.report.document import Column, Grid, KeyFigure, Row
from anlan.report.quantity import Quantity, Said, money
from anlan.report.risks import unit_of
from anlan.report.specs import PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import SPACE, Voice, percent
from anlan.report.words import CONSEQUENCES, counted, hazard_name
from anlan.risk import MONEY, Assessment
from anlan.risk.horizon import GRAVEST, HORIZONS, SEVERITY_LEVELS, Chance, chances
from anlan.risk.tail import Tail, tail_of

TAIL_YEARS = 100
"""Return period at which the tail begins, years."""

AT_LEAST = {
    "displaced": mark("{number} or more displaced"),
    "lightly_injured": mark("{number} or more lightly injured"),
    "isolated": mark("{number} or more cut off"),
    "without_water": mark("{number} or more without drinking water"),
    "without_power": mark("{number} or more without electricity"),
    "killed": mark("{number} or more deaths"),
    "severely_injured": mark("{number} or more severely injured"),
    MONEY: mark("a direct loss of {number} or more"),
}
"""A severity threshold, as a part of a sentence."""


SHADES = ("#f4f8fb", "#fdd49e", "#ef6548", "#990000")


def threshold_of(target: str, level: float, currency: str) -> Message:
    """Say a threshold as a part of a sentence.

    Parameters
    ----------
    target
        Key of `AT_LEAST`.
    level
        People or money.
    currency
        ISO 4217 code.
    """
    number = Quantity(level, currency) if target == MONEY else Quantity(level, "", None)
    return Message(AT_LEAST[target], number=number)


def odds(chance: float) -> Message:
    """Say a chance as people do.

    Parameters
    ----------
    chance
        1.
    """
    if chance >= 0.9:
        return Message(mark("almost certain"))
    if chance > 0.5:
        return Message(mark("more likely than not"))
    if chance <= 0.0:
        return Message(mark("never in the simulation"))
    return Message(mark("about 1 in {odds}"), odds=Quantity(1.0 / chance, "", 2 if chance < 0.1 else 1))


def chances_chapter(assessment: Assessment, horizon: float) -> Chapter:
    """Tell how likely severe events are within a planning horizon.

    Parameters
    ----------
    assessment
        Risk of a city.
    horizon
        Planning horizon, years.
    """
    currency = assessment.city.info["currency"]
    horizons = sorted({*(float(years) for years in HORIZONS), float(horizon)})
    found = {
        target: chances(assessment.curve(target), levels, horizons)
        for target, levels in SEVERITY_LEVELS.items()
        if assessment.curve(target).mean_annual > 0.0
    }
    tails = [tail for target in found if (tail := tail_of(assessment.impacts, target, 1.0 / TAIL_YEARS)) is not None]
    return Chapter(
        key="chances",
        title=Message(mark("How likely, and how bad if it happens")),
        sentences=tuple(_sentences(found, tails, horizon, currency)),
        figures=tuple(_figures(assessment, tails, currency)),
        chart_note=Message(
            mark(
                "Each field is the chance that at least one event of that severity happens within the years above it. "
                "The levels are those of the national accident regulations and powers of ten beyond, over all hazards; "
                "then the extraordinary level for each hazard alone. A small chance in one year grows with time."
            )
        ),
        charts=tuple(_charts(assessment, found, currency)),
        grids={"chances": _grid(found, currency), "tomorrow": _tomorrow(tails, currency)},
        tables={"chances": _table(found, currency)},
    )


def _sentences(
    found: dict[str, list[Chance]], tails: Sequence[Tail], horizon: float, currency: str
) -> Iterator[Message]:
    for target, rows in found.items():
        worst = max(row.impact for row in rows)
        row = next(row for row in rows if row.impact == worst and row.years == horizon)
        certain = percent(row.low) == percent(row.high)
        yield Message(
            mark("Within {years:g} years the chance of at least one event with {threshold} is {chance}, {odds}.")
            if certain
            else mark(
                "Within {years:g} years the chance of at least one event with {threshold} is {chance}, {odds} (between "
                "{low} and {high} for the number of events simulated)."
            ),
            years=horizon,
            threshold=threshold_of(target, worst, currency),
            chance=Quantity(row.best, "%"),
            odds=odds(row.best),
            low=Quantity(row.low, "%"),
            high=Quantity(row.high, "%"),
        )
    if tails:
        yield Message(
            mark("If an event of the worst 1 in {years} years happens tomorrow, expect on average: {consequences}."),
            years=TAIL_YEARS,
            consequences=tuple(counted(tail.target, tail.mean, unit_of(tail.target, currency)) for tail in tails),
        )
        main = max(tails[0].by_hazard.items(), key=lambda pair: pair[1])
        yield Message(
            mark("{what}: the largest part comes from {hazard}, {share}."),
            what=Message(CONSEQUENCES[tails[0].target]),
            hazard=hazard_name(main[0]),
            share=Quantity(main[1], "%"),
        )


def _figures(assessment: Assessment, tails: Sequence[Tail], currency: str) -> Iterator[KeyFigure]:
    for target in ("killed", MONEY):
        mean = assessment.curve(target).mean_annual
        tail = next((one for one in tails if one.target == target), None)
        what = Message(CONSEQUENCES[target])
        yield KeyFigure(
            f"mean-{target}",
            Message(mark("{what}, mean of all years"), what=what),
            Quantity(mean, unit_of(target, currency, "year")),
            note=Message(mark("Most years have less, a few have far more.")),
        )
        if tail is not None:
            yield KeyFigure(
                f"tomorrow-{target}",
                Message(mark("{what} if it happens tomorrow"), what=what),
                Quantity(tail.mean, unit_of(target, currency)),
                note=Message(
                    mark("Mean of the worst 1 in {years} years; once in {years} years at least {level}."),
                    years=TAIL_YEARS,
                    level=Quantity(tail.level, unit_of(target, currency)),
                ),
            )


def _charts(assessment: Assessment, found: dict[str, list[Chance]], currency: str) -> Iterator[Chart]:
    for target, rows in found.items():
        unit = unit_of(target, currency)
        words = {f"{row.impact:g}": ("≥ {number}", Quantity(row.impact, unit)) for row in rows}
        keys = [f"{row.impact:g}" for row in rows]
        yield _chart(f"chance-{target}", Message(CONSEQUENCES[target]), rows, keys, _levels(words))
    for target, rows in found.items():
        if assessment.curve(target).frequency_of(GRAVEST[target]) > 0.0:
            yield _by_hazard(assessment, target, GRAVEST[target], [*dict.fromkeys(row.years for row in rows)])


def _levels(words: dict[str, tuple[str, Quantity]]) -> Callable[[Voice], dict[str, str]]:
    return lambda voice: {key: text.format(number=voice.number(amount)) for key, (text, amount) in words.items()}


def _by_hazard(assessment: Assessment, target: str, level: float, horizons: Sequence[float]) -> Chart:
    """Draw the chance of the gravest severity for each hazard that can bring it."""
    currency = assessment.city.info["currency"]
    each = {kind: chances(assessment.curve(target, kind), [level], horizons) for kind in assessment.impacts}
    some = {kind: rows for kind, rows in each.items() if rows[0].best > 0.0}
    order = sorted(some, key=lambda kind: -some[kind][0].best)
    rows = [row for kind in order for row in some[kind]]
    keys = [kind for kind in order for _ in horizons]
    title = Message(mark("By hazard: {threshold}"), threshold=threshold_of(target, level, currency))
    return _chart(
        f"hazards-{target}",
        title,
        rows,
        keys,
        lambda voice: {kind: voice.say(hazard_name(kind)) for kind in order},
        "tall",
    )


def _chart(
    key: str,
    title: Message,
    rows: Sequence[Chance],
    keys: Sequence[str],
    names: Callable[[Voice], dict[str, str]],
    size: str = "short",
) -> Chart:
    places = {one: float(place) for place, one in enumerate(dict.fromkeys(keys))}
    data: dict[str, list[Any]] = {
        "years": [row.years for row in rows],
        "place": [places[one] for one in keys],
        "key": list(keys),
        "chance": [row.best for row in rows],
        "low": [row.low for row in rows],
        "high": [row.high for row in rows],
        "text": [percent(row.best).removesuffix("%").replace(SPACE, "") for row in rows],
    }
    return Chart(key, title, lambda voice: _spec(voice, key, names(voice)), data, size)


def _spec(voice: Voice, key: str, names: dict[str, str]) -> Spec:
    x: Spec = {
        "field": "years",
        "type": "ordinal",
        "title": voice.say(Message(mark("chance in %, within so many years"))),
        "axis": {**PLAIN_AXIS, "orient": "top", "titleFontSize": SMALL_ON_NARROW},
    }
    y: Spec = {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "place", "order": "ascending"},
        "title": None,
        "axis": {**PLAIN_AXIS, "labelLimit": 280, "labelFontSize": SMALL_ON_NARROW},
    }
    share = {"type": "quantitative", "format": ".1%"}
    tips = [
        {"field": "name", "title": ""},
        {"field": "chance", "title": voice.say(Message(mark("chance"))), **share},
        {"field": "low", "title": voice.say(Message(mark("band, low"))), **share},
        {"field": "high", "title": voice.say(Message(mark("band, high"))), **share},
    ]
    scale = {"domain": [0, 0.1, 0.5, 1], "range": list(SHADES), "interpolate": "rgb"}
    shade: Spec = {"field": "chance", "type": "quantitative", "scale": scale, "legend": None}
    fields: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2, "cornerRadius": 4},
        "encoding": {"x": x, "y": y, "color": shade, "tooltip": tips},
    }
    ink = {"condition": {"test": "datum.chance > 0.35", "value": "white"}, "value": INK}
    numbers: Spec = {
        "mark": {"type": "text", "fontSize": SMALL_ON_NARROW, "tooltip": None},
        "encoding": {"x": x, "y": y, "text": {"field": "text", "type": "nominal"}, "color": ink},
    }
    return framed(voice, key, [fields, numbers], [named(names, "key")])


def _grid(found: dict[str, list[Chance]], currency: str) -> Grid:
    horizons = list(dict.fromkeys(row.years for several in found.values() for row in several))
    columns = (
        Column("severity", Message(mark("At least one event with"))),
        *(
            Column(
                f"within-{years:g}",
                Message(mark("within 1 year") if years == 1.0 else mark("within {years:g} years"), years=years),
            )
            for years in horizons
        ),
    )
    rows = []
    for target, several in found.items():
        for level in dict.fromkeys(row.impact for row in several):
            said = tuple(
                Message(
                    mark("{chance}, {odds} ({low} to {high})"),
                    chance=Quantity(row.best, "%"),
                    odds=odds(row.best),
                    low=Quantity(row.low, "%"),
                    high=Quantity(row.high, "%"),
                )
                for row in several
                if row.impact == level
            )
            rows.append(Row(f"{target}/{level:g}", (threshold_of(target, level, currency), *said)))
    return Grid(
        Message(mark("Chance of at least one event within the years")),
        columns,
        tuple(rows),
        Message(
            mark(
                "Events are taken as independent in time. The band is for the limited number of simulated events at "
                "90 % confidence; doubts about models and data come on top."
            )
        ),
    )


def _table(found: dict[str, list[Chance]], currency: str) -> pl.DataFrame:
    rows = [
        (target, unit_of(target, currency), row.impact, row.years, row.best, row.low, row.high)
        for target, several in found.items()
        for row in several
    ]
    schema = {
        "consequence": pl.String,
        "unit": pl.String,
        "at_least": pl.Float64,
        "within_years": pl.Float64,
        "chance": pl.Float64,
        "chance_low": pl.Float64,
        "chance_high": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row")


def _tomorrow(tails: Sequence[Tail], currency: str) -> Grid:
    columns = (
        Column("what", Message(mark("Consequence"))),
        Column("level", Message(mark("Reached once in {years} years"), years=TAIL_YEARS)),
        Column("mean", Message(mark("Mean if it happens tomorrow"))),
        Column("hazard", Message(mark("Largest part"))),
        Column("share", Message(mark("Share"))),
    )
    rows = []
    for tail in tails:
        kind, share = max(tail.by_hazard.items(), key=lambda pair: pair[1])
        unit = money(currency) if tail.target == MONEY else "persons"
        cells: tuple[Said, ...] = (
            Message(CONSEQUENCES[tail.target]),
            Quantity(tail.level, unit),
            Quantity(tail.mean, unit),
            hazard_name(kind),
            Quantity(share, "%"),
        )
        rows.append(Row(tail.target, cells))
    return Grid(Message(mark("As if certain")), columns, tuple(rows))
