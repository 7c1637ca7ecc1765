"""How sure the figures are: intervals of the headlines, and what makes them wide."""

from collections.abc import Iterator, Mapping

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.chances import threshold_of
from anlan.report.chapters.uncertainty_charts import influence_charts, interval_charts
from anlan.report.document import Column, Grid, KeyFigure, Row
from anlan.report.quantity import Bare, Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY
from anlan.risk.uncertainty import Doubt, Factor, Headline, Influence, Interval, Measure, Uncertainty

FACTORS: Mapping[Doubt, str] = {
    Doubt.PEOPLE: mark("People who are there"),
    Doubt.ASSETS: mark("Value of the assets"),
    Doubt.FUNCTIONS: mark("{hazard}, damage at a given intensity"),
    Doubt.PARAMETERS: mark("{hazard}, parameters of the method"),
    Doubt.FREQUENCY: mark("{hazard}, how often"),
    Doubt.EVENTS: mark("{hazard}, limited number of simulated events"),
}
"""What is not known, in a few words."""

TOLD = ("killed", MONEY)
"""Consequences of which the sentences speak."""

SEEN = 0.05
"""Smallest share of the doubt that is named."""

NAMED = 3
"""Factors that are named for a figure."""

SHORT: Mapping[Doubt, str] = {
    Doubt.PEOPLE: mark("People there"),
    Doubt.ASSETS: mark("Asset values"),
    Doubt.FUNCTIONS: mark("{hazard}: damage"),
    Doubt.PARAMETERS: mark("{hazard}: method"),
    Doubt.FREQUENCY: mark("{hazard}: how often"),
    Doubt.EVENTS: mark("{hazard}: sampling"),
}
"""The same for a chart."""


def factor_name(factor: Factor, texts: Mapping[Doubt, str] = FACTORS) -> Message:
    """Return what is not known, in a few words.

    Parameters
    ----------
    factor
        The factor.
    texts
        `FACTORS`, or `SHORT`.
    """
    if not factor.hazard:
        return Message(texts[factor.doubt])
    return Message(texts[factor.doubt], hazard=hazard_name(factor.hazard))


def headline_name(headline: Headline, horizon: float, currency: str) -> Message:
    """Return the name of a figure.

    Parameters
    ----------
    headline
        The figure.
    horizon
        Years within which chances hold.
    currency
        ISO 4217 code.
    """
    if headline.measure is Measure.MEAN:
        return Message(mark("Mean a year"))
    if headline.measure is Measure.LEVEL:
        return Message(mark("Reached once in {years:,g} years"), years=headline.at)
    if headline.measure is Measure.TAIL:
        return Message(mark("Mean of the worst, once in {years:,g} years"), years=headline.at)
    return Message(
        mark("Chance of {threshold} within {years:,g} years"),
        threshold=threshold_of(headline.target, headline.at, currency),
        years=horizon,
    )


def unit_of_headline(headline: Headline, currency: str) -> str:
    """Return the unit of a figure.

    Parameters
    ----------
    headline
        The figure.
    currency
        ISO 4217 code.
    """
    if headline.measure is Measure.CHANCE:
        return "%"
    return unit_of(headline.target, currency, "year" if headline.measure is Measure.MEAN else "")


def uncertainty_chapter(uncertainty: Uncertainty, currency: str) -> Chapter:
    """Tell how sure the figures of an assessment are.

    Parameters
    ----------
    uncertainty
        Its uncertainty.
    currency
        ISO 4217 code.
    """
    names = {one.headline: headline_name(one.headline, uncertainty.horizon, currency) for one in uncertainty.intervals}
    return Chapter(
        key="uncertainty",
        title=Message(mark("How sure this is")),
        sentences=tuple(_sentences(uncertainty, currency)),
        figures=tuple(_figures(uncertainty, currency)),
        chart_note=Message(
            mark(
                "First the intervals: a line from the low to the high end (90 % of the samples lie between), a point "
                "at the middle, a cross at the figure of this report; logarithmic. Then the doubts: the bar is the "
                "share of the doubt about the mean a year that goes with a cause, its dark part what the cause makes "
                "alone, the thin line its own 90 % interval."
            )
        ),
        charts=(
            *interval_charts(uncertainty, currency),
            *influence_charts(uncertainty, {factor: factor_name(factor, SHORT) for factor in _factors(uncertainty)}),
        ),
        grids={
            name: grid
            for name, grid in (
                ("uncertainty", _grid(uncertainty, names, currency)),
                ("uncertainty-causes", _causes(uncertainty, names)),
            )
            if grid.rows
        },
        limits=tuple(_limits(uncertainty)),
        tables={
            "uncertainty": _table(uncertainty, currency),
            "uncertainty_causes": _cause_table(uncertainty),
            "uncertainty_samples": _sample_table(uncertainty),
        },
    )


def _factors(uncertainty: Uncertainty) -> tuple[Factor, ...]:
    return tuple(dict.fromkeys(one.factor for several in uncertainty.influences.values() for one in several))


def _of(uncertainty: Uncertainty, target: str, measure: Measure, at: float = 0.0) -> Interval | None:
    wanted = Headline(target, measure, at)
    return next((one for one in uncertainty.intervals if one.headline == wanted), None)


def _sentences(uncertainty: Uncertainty, currency: str) -> Iterator[Message]:
    for target in TOLD:
        for measure, at in ((Measure.MEAN, 0.0), (Measure.LEVEL, 100.0)):
            interval = _of(uncertainty, target, measure, at)
            if interval is not None and interval.high > 0.0:
                yield _sentence(interval, currency)
                main = _main(uncertainty.influences.get(interval.headline, ()))
                if main is not None:
                    yield main


def _sentence(interval: Interval, currency: str) -> Message:
    headline, unit = interval.headline, unit_of_headline(interval.headline, currency)
    pattern = (
        mark("{what}, mean of all years: between {low} and {high} in 90 % of the samples, {best} in this report.")
        if headline.measure is Measure.MEAN
        else mark(
            "{what} reached once in {years:,g} years: between {low} and {high} in 90 % of the samples, {best} in this "
            "report."
        )
    )
    return Message(
        pattern,
        what=Message(CONSEQUENCES[headline.target]),
        years=headline.at,
        low=Quantity(interval.low, unit, 2) if headline.target == MONEY else Bare(Quantity(interval.low, unit, 2)),
        high=Quantity(interval.high, unit, 2),
        best=Quantity(interval.best, unit, 2),
    )


def _main(influences: tuple[Influence, ...]) -> Message | None:
    seen = [one for one in influences if one.total >= SEEN]
    if not seen:
        return None
    first, rest = seen[0], seen[1:2]
    if not rest:
        return Message(mark("Nearly all of this doubt comes from: {cause}."), cause=factor_name(first.factor))
    return Message(
        mark("The largest part of this doubt comes from: {cause} ({share}); then from: {next} ({other})."),
        cause=factor_name(first.factor),
        share=Quantity(_share(first), "%", 2),
        next=factor_name(rest[0].factor),
        other=Quantity(_share(rest[0]), "%", 2),
    )


def _share(influence: Influence) -> float:
    """Return the share with interactions; estimates a little outside 0 to 1 are brought there."""
    return min(max(influence.total, 0.0), 1.0)


def _figures(uncertainty: Uncertainty, currency: str) -> Iterator[KeyFigure]:
    for target in TOLD:
        interval = _of(uncertainty, target, Measure.MEAN)
        if interval is not None and interval.high > 0.0:
            unit = unit_of(target, currency, "year")
            yield KeyFigure(
                f"uncertainty-{target}",
                Message(mark("{what}, mean of all years"), what=Message(CONSEQUENCES[target])),
                Quantity(interval.best, unit),
                Quantity(interval.low, unit, 2),
                Quantity(interval.high, unit, 2),
                Message(mark("Nine of ten samples lie in the band.")),
            )


def _grid(uncertainty: Uncertainty, names: Mapping[Headline, Message], currency: str) -> Grid:
    columns = (
        Column("figure", Message(mark("Figure"))),
        Column("best", Message(mark("In this report"))),
        Column("low", Message(mark("Low, 5 %"))),
        Column("median", Message(mark("Middle, 50 %"))),
        Column("high", Message(mark("High, 95 %"))),
    )
    rows = []
    for one in uncertainty.intervals:
        unit = unit_of_headline(one.headline, currency)
        figures = (Quantity(value, unit) for value in (one.best, one.low, one.median, one.high))
        cells: tuple[Said, ...] = (names[one.headline], *figures)
        rows.append(Row(one.headline.key, cells, Message(CONSEQUENCES[one.headline.target])))
    note = Message(
        mark(
            "The figure of the report is computed with the best guess of everything. The middle of the samples lies "
            "below it where large damage is possible but not likely."
        )
    )
    return Grid(Message(mark("The figures and their intervals")), columns, tuple(rows), note)


def _causes(uncertainty: Uncertainty, names: Mapping[Headline, Message]) -> Grid:
    columns = (
        Column("figure", Message(mark("Figure"))),
        Column("causes", Message(mark("Largest doubts, with their share"))),
    )
    rows = []
    for headline, influences in uncertainty.influences.items():
        said = tuple(
            Message(mark("{cause} ({share})"), cause=factor_name(one.factor), share=Quantity(_share(one), "%", 2))
            for one in influences[:NAMED]
            if one.total >= SEEN
        )
        if said:
            rows.append(Row(headline.key, (names[headline], said), Message(CONSEQUENCES[headline.target])))
    return Grid(Message(mark("Where the doubts come from")), columns, tuple(rows))


def _limits(uncertainty: Uncertainty) -> Iterator[Message]:
    spreads, effort = uncertainty.spreads, uncertainty.effort
    yield Message(
        mark(
            "By judgement, not by measurement: people who are there ± {people}, value of the assets ± {assets}, "
            "frequency of each hazard ± {frequency} (standard deviations of the logarithm)."
        ),
        people=Quantity(spreads.people, "%", 2),
        assets=Quantity(spreads.assets, "%", 2),
        frequency=Quantity(spreads.frequency, "%", 2),
    )
    yield Message(
        mark(
            "{samples} samples; each hazard simulated with up to {events} events for each of up to {runs} sets of its "
            "parameters. The figures of these smaller simulations are brought to those of the report in proportion."
        ),
        samples=effort.samples,
        events=effort.events,
        runs=effort.runs,
    )
    if not uncertainty.influences:
        yield Message(mark("Too few samples to say where the doubts come from."))
    yield Message(
        mark(
            "Functions and parameters without a stated spread are taken as known, and so is the method itself; the "
            "true doubt is larger."
        )
    )


def _table(uncertainty: Uncertainty, currency: str) -> pl.DataFrame:
    rows = [
        (
            one.headline.target,
            str(one.headline.measure),
            one.headline.at,
            "1" if one.headline.measure is Measure.CHANCE else unit_of_headline(one.headline, currency),
            one.best,
            one.low,
            one.median,
            one.high,
        )
        for one in uncertainty.intervals
    ]
    numbers = ("best", "quantile_5", "quantile_50", "quantile_95")
    schema = {
        "consequence": pl.String,
        "figure": pl.String,
        "at_period_years_or_impact": pl.Float64,
        "unit": pl.String,
        **dict.fromkeys(numbers, pl.Float64),
    }
    return pl.DataFrame(rows, schema, orient="row")


def _cause_table(uncertainty: Uncertainty) -> pl.DataFrame:
    numbers = ("first", "first_low", "first_high", "total", "total_low", "total_high")
    rows = [
        (headline.key, str(one.factor.doubt), one.factor.hazard, *(getattr(one, name) for name in numbers))
        for headline, influences in uncertainty.influences.items()
        for one in influences
    ]
    schema = {"figure": pl.String, "cause": pl.String, "hazard": pl.String, **dict.fromkeys(numbers, pl.Float64)}
    return pl.DataFrame(rows, schema, orient="row")


def _sample_table(uncertainty: Uncertainty) -> pl.DataFrame:
    return pl.DataFrame(
        {one.headline.key: uncertainty.values[:, place] for place, one in enumerate(uncertainty.intervals)}
    )
