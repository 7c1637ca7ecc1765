"""Exceedance curves of events and of years, by hazard, with bands."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.beyond import beyond_grids, beyond_limits, beyond_table, exceeded_of
from anlan.report.chapters.imported import imported_limits
from anlan.report.chapters.uncounted import uncounted_grids, uncounted_limits, uncounted_table
from anlan.report.charts import decades, number_format
from anlan.report.colours import DASHES, INK, KIND_COLOURS
from anlan.report.document import Column, Grid, Row
from anlan.report.exposure import ALL
from anlan.report.quantity import Quantity, Said, Unit
from anlan.report.risks import SHOWN_PERIODS, at_period, spread, unit_of
from anlan.report.specs import framed, lines_and_tips, log_axis, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY, Assessment, ExceedanceCurve
from anlan.risk.curves import RETURN_PERIODS
from anlan.risk.horizon import rate_of

SHOWN = ("killed", "severely_injured", "displaced", MONEY)
"""Consequences whose curves are drawn."""

MEANINGS = {
    "event": mark("Events: how often one event is at least as bad"),
    "oep": mark("Worst event of a year (OEP)"),
    "aep": mark("Sum of a year (AEP)"),
}
"""What a curve counts."""

YEAR_LOOKS = {"event": (INK, "1 0"), "oep": ("#0072b2", "7 3"), "aep": ("#d55e00", "2 3")}

BAND_POINTS = 40
"""Most points of a curve at which its band is drawn."""

BAND: Spec = {"color": "#8a97a3", "opacity": 0.3, "stroke": "#8a97a3", "strokeWidth": 2}
"""Look of a band; its edge shows one that is as thin as a line, where all events are alike."""

FARTHEST = 10_000.0
"""Longest return period that is drawn, years; the tables hold the rest."""


def curves_chapter(assessment: Assessment) -> Chapter:
    """Draw and tabulate how often what is exceeded.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    shown = [target for target in SHOWN if assessment.curve(target).mean_annual > 0.0]
    kinds = (ALL, *assessment.impacts) if len(assessment.impacts) > 1 else tuple(assessment.impacts)
    exceeded = exceeded_of(assessment)
    return Chapter(
        key="curves",
        title=Message(mark("How often, how bad")),
        chart_note=Message(
            mark(
                "How bad an event is that is reached or exceeded once in so many years, by hazard; the grey band is "
                "the 90 % interval for the number of simulated events. Then the same for years: the worst event of a "
                "year, and the sum of all events of a year. All axes are logarithmic."
            )
        ),
        charts=(*_by_hazard(assessment, shown, kinds), *_of_years(assessment, shown)),
        grids={
            "curves": _grid(assessment, shown),
            "value-at-risk": _value_at_risk(assessment, shown),
            **uncounted_grids(assessment),
            **beyond_grids(assessment, exceeded),
        },
        limits=(
            _years_said(assessment),
            *imported_limits(assessment),
            *uncounted_limits(assessment),
            *beyond_limits(assessment, exceeded),
        ),
        tables={
            "curves_of_events": _table(assessment),
            "curves_of_years": _year_table(assessment, shown),
            "counted_as_none": uncounted_table(assessment),
            "beyond_last_point": beyond_table(assessment, exceeded),
        },
    )


def _years_said(assessment: Assessment) -> Message:
    if assessment.dispersion == 1.0:
        return Message(
            mark(
                "The curves of years come from {years:,} simulated years, in which events happen independently of each "
                "other."
            ),
            years=assessment.years,
        )
    return Message(
        mark(
            "The curves of years come from {years:,} simulated years, in which events cluster: the variance of the "
            "yearly number of events is {ratio:g} times its mean."
        ),
        years=assessment.years,
        ratio=assessment.dispersion,
    )


def _curve(assessment: Assessment, target: str, kind: str) -> ExceedanceCurve:
    return assessment.curve(target, None if kind == ALL else kind)


def _points(curve: ExceedanceCurve) -> tuple[list[float], list[float]]:
    harmful = int(np.searchsorted(-curve.impact, 0.0))
    beyond = int(np.searchsorted(curve.frequency, 1.0 / FARTHEST))
    if beyond >= harmful:
        return [], []
    keep = [place + beyond for place in spread(curve.frequency[beyond:harmful])]
    return (1.0 / curve.frequency[keep]).tolist(), curve.impact[keep].tolist()


def _by_hazard(assessment: Assessment, shown: Sequence[str], kinds: Sequence[str]) -> Iterator[Chart]:
    legend = tuple(
        KeyEntry(KIND_COLOURS[kind], hazard_name(kind), " ".join(str(part) for part in DASHES[kind])) for kind in kinds
    )
    for target in shown:
        series = {kind: _points(_curve(assessment, target, kind)) for kind in kinds}
        band = _band(assessment.curve(target))
        data = _columns(series)
        key = f"curve-{target}"
        data = {name: [*values, *band[name]] for name, values in data.items()}
        colours = {kind: (KIND_COLOURS[kind], DASHES[kind]) for kind in kinds}

        def draw(
            voice: Voice,
            key: str = key,
            target: str = target,
            data: dict[str, list[float | str]] = data,
            colours: dict[str, tuple[str, list[int]]] = colours,
        ) -> Spec:
            names = {kind: voice.say(hazard_name(kind)) for kind in colours}
            return _spec(voice, key, target, data, colours, names, assessment.city.info["currency"])

        yield Chart(key, Message(CONSEQUENCES[target]), draw, data, "tall", legend)


def _of_years(assessment: Assessment, shown: Sequence[str]) -> Iterator[Chart]:
    legend = tuple(KeyEntry(YEAR_LOOKS[name][0], Message(text), YEAR_LOOKS[name][1]) for name, text in MEANINGS.items())
    for target in shown:
        years = assessment.year_impacts(target)
        series = {
            "event": _points(assessment.curve(target)),
            "oep": _points(years.oep),
            "aep": _points(years.aep),
        }
        key, data = f"years-{target}", _columns(series)

        def draw(voice: Voice, key: str = key, target: str = target, data: dict[str, list[float | str]] = data) -> Spec:
            looks = {
                name: (colour, [int(part) for part in dash.split()]) for name, (colour, dash) in YEAR_LOOKS.items()
            }
            names = {name: voice.say(Message(text)) for name, text in MEANINGS.items()}
            return _spec(voice, key, target, data, looks, names, assessment.city.info["currency"])

        yield Chart(key, Message(CONSEQUENCES[target]), draw, data, "tall", legend)


def _columns(series: dict[str, tuple[list[float], list[float]]]) -> dict[str, list[float | str]]:
    rows = [
        (name, period, impact)
        for name, (periods, impacts) in series.items()
        for period, impact in zip(periods, impacts, strict=True)
    ]
    return {
        "series": [row[0] for row in rows],
        "period": [row[1] for row in rows],
        "impact": [row[2] for row in rows],
        "far": [row[1] for row in rows],
    }


def _band(curve: ExceedanceCurve) -> dict[str, list[float | str]]:
    """Return the interval of the return period at some impacts of the curve of all hazards."""
    _, impacts = _points(curve)
    distinct = list(dict.fromkeys(impacts))
    chosen = [*distinct[:: max(len(distinct) // BAND_POINTS, 1)], *distinct[-1:]]
    rates = [rate_of(curve, impact) for impact in chosen]
    usable = [(impact, rate) for impact, rate in zip(chosen, rates, strict=True) if rate.low > 0.0]
    return {
        "series": ["band" for _ in usable],
        "period": [1.0 / rate.high for _, rate in usable],
        "impact": [impact for impact, _ in usable],
        "far": [1.0 / rate.low for _, rate in usable],
    }


def _spec(
    voice: Voice,
    key: str,
    target: str,
    data: dict[str, list[float | str]],
    looks: dict[str, tuple[str, list[int]]],
    names: dict[str, str],
    currency: str,
) -> Spec:
    impacts = decades([float(value) for value in data["impact"]], 4)
    unit = voice.say(Unit(unit_of(target, currency)))
    x = log_axis(voice, "period", voice.say(Message(mark("return period, years"))), decades([1.0, FARTHEST], 5))
    y = log_axis(voice, "impact", unit, impacts, upright=True)
    number = {"type": "quantitative", **number_format(voice)}
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "period", "title": x["title"], **number},
        {"field": "impact", "title": unit, **number},
    ]
    band: Spec = {
        "transform": [{"filter": "datum.series == 'band'"}],
        "mark": {"type": "area", "orient": "horizontal", **BAND, "clip": True},
        "encoding": {"x": x, "x2": {"field": "far"}, "y": y},
    }
    curves = [{"filter": "datum.series != 'band'"}, named(names, "series")]
    return framed(voice, key, [band, *lines_and_tips(x, y, looks, tips, curves)])


def _grid(assessment: Assessment, shown: Sequence[str]) -> Grid:
    currency = assessment.city.info["currency"]
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("mean", Message(mark("Mean a year")), bare=True),
        *(
            Column(f"period-{period}", Message(mark("1 in {years} years"), years=Quantity(period, "", None)), bare=True)
            for period in SHOWN_PERIODS
        ),
    )
    rows = []
    for target in shown:
        unit = unit_of(target, currency)
        group = Message(mark("{what} ({unit})"), what=Message(CONSEQUENCES[target]), unit=Unit(unit))
        for kind in (ALL, *assessment.impacts):
            curve = _curve(assessment, target, kind)
            cells: list[Said] = [hazard_name(kind), Quantity(curve.mean_annual, unit)]
            cells += [Quantity(at_period(curve, period), unit) for period in SHOWN_PERIODS]
            rows.append(Row(f"{target}/{kind}", tuple(cells), group))
    return Grid(
        Message(mark("Impact of one event that is reached or exceeded once in so many years")), columns, tuple(rows)
    )


def _value_at_risk(assessment: Assessment, shown: Sequence[str]) -> Grid:
    currency = assessment.city.info["currency"]
    columns = (
        Column("measure", Message(mark("Sum of a year"))),
        *(
            Column(f"period-{period}", Message(mark("1 in {years} years"), years=Quantity(period, "", None)), bare=True)
            for period in SHOWN_PERIODS
        ),
    )
    rows = []
    for target in shown:
        unit = unit_of(target, currency)
        curve = assessment.year_impacts(target).aep
        group = Message(mark("{what} ({unit})"), what=Message(CONSEQUENCES[target]), unit=Unit(unit))
        at = [Quantity(at_period(curve, period), unit) for period in SHOWN_PERIODS]
        tail = [Quantity(curve.tail_mean(1.0 / period), unit) for period in SHOWN_PERIODS]
        rows.append(Row(f"{target}/var", (Message(mark("Reached or exceeded (value at risk)")), *at), group))
        rows.append(
            Row(f"{target}/tvar", (Message(mark("Mean of the years beyond (tail value at risk)")), *tail), group)
        )
    return Grid(Message(mark("Whole years")), columns, tuple(rows))


def _table(assessment: Assessment) -> pl.DataFrame:
    currency = assessment.city.info["currency"]
    rows = []
    for target in (*assessment.targets, MONEY):
        for kind in (ALL, *assessment.impacts):
            for district in (None, *_districts(assessment)):
                curve = assessment.curve(target, None if kind == ALL else kind, district)
                periods = [at_period(curve, period) for period in RETURN_PERIODS]
                rows.append((kind, district or "", target, unit_of(target, currency), curve.mean_annual, *periods))
    schema = {
        "hazard": pl.String,
        "district": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "mean_per_year": pl.Float64,
        **{f"once_in_{period}_years": pl.Float64 for period in RETURN_PERIODS},
    }
    return pl.DataFrame(rows, schema, orient="row")


def _districts(assessment: Assessment) -> tuple[str, ...]:
    return next(iter(assessment.impacts.values())).districts if assessment.impacts else ()


def _year_table(assessment: Assessment, shown: Sequence[str]) -> pl.DataFrame:
    currency = assessment.city.info["currency"]
    rows = []
    for target in shown:
        years = assessment.year_impacts(target)
        for name, curve in (("oep", years.oep), ("aep", years.aep)):
            for period in RETURN_PERIODS:
                frequency = 1.0 / period
                rows.append(
                    (
                        name,
                        target,
                        unit_of(target, currency),
                        period,
                        at_period(curve, period),
                        curve.tail_mean(frequency),
                    )
                )
    schema = {
        "curve": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "return_period_years": pl.Int64,
        "value_at_risk": pl.Float64,
        "tail_value_at_risk": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row")
