"""Exceedance curves and yearly risk, as curves, tables and maps."""

from collections.abc import Mapping

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city.tables.ground import ASSET_TARGETS
from anlan.language import Message, mark
from anlan.rehearsal import CycleRun
from anlan.report.document import Column, CurveLine, Grid, Row
from anlan.report.exposure import ALL
from anlan.report.quantity import Quantity, Said, Unit, money
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY, ExceedanceCurve
from anlan.risk.curves import RETURN_PERIODS
from anlan.scenarios import DIMENSIONS

POINTS = 140
"""Most points of a curve that are kept, evenly spaced in the logarithm of frequency."""

SHOWN_PERIODS = (10, 50, 100, 250, 500, 1000)
"""Return periods in the table of the page, years; the files hold all of them."""


def unit_of(dimension: str, currency: str, per: str = "") -> str:
    """Return the unit of a consequence.

    Parameters
    ----------
    dimension
        People target, asset target or `MONEY`.
    currency
        ISO 4217 code.
    per
        What it is divided by.
    """
    return money(currency if dimension == MONEY or dimension in ASSET_TARGETS else "persons", per)


def all_curves(run: CycleRun) -> dict[str, Mapping[str, ExceedanceCurve]]:
    """Return the curves of all hazards together and of each, by dimension."""
    if not run.hazards:
        return {}
    return {ALL: run.curves, **{hazard.hazard.kind: hazard.curves for hazard in run.hazards}}


def shown_curves(run: CycleRun) -> dict[str, Mapping[str, ExceedanceCurve]]:
    """Return the curves worth showing: with one hazard alone, none for all of them."""
    return {kind: curves for kind, curves in all_curves(run).items() if kind != ALL or len(run.hazards) > 1}


def curve_lines(run: CycleRun) -> tuple[CurveLine, ...]:
    """Thin every curve that shows any harm."""
    lines = []
    for kind, curves in shown_curves(run).items():
        for dimension in DIMENSIONS:
            curve = curves[dimension]
            harmful = int(np.searchsorted(-curve.impact, 0.0))
            if harmful:
                keep = spread(curve.frequency[:harmful])
                lines.append(
                    CurveLine(
                        kind, dimension, tuple(curve.impact[keep].tolist()), tuple(curve.frequency[keep].tolist())
                    )
                )
    return tuple(lines)


def spread(frequency: NDArray[np.float64]) -> list[int]:
    """Return places that spread the points of a curve evenly over the logarithm of its frequency.

    Parameters
    ----------
    frequency
        Ascending, 1/year.
    """
    wanted = np.geomspace(frequency[0], frequency[-1], POINTS)
    places = np.searchsorted(frequency, wanted * (1.0 - 1e-9))
    return [int(place) for place in np.unique(np.clip(places, 0, frequency.size - 1))]


def at_period(curve: ExceedanceCurve, period: int) -> float | None:
    """Return the impact at a return period, or None where the simulation is too short to tell.

    Parameters
    ----------
    curve
        Exceedance curve.
    period
        Return period, years.
    """
    frequency = 1.0 / period
    if not curve.frequency.size or curve.frequency[0] > frequency * (1.0 + 1e-9):
        return None
    return curve.impact_at(frequency)


def period_grid(run: CycleRun) -> Grid:
    """Tabulate mean yearly impacts and impacts at return periods, by consequence and hazard."""
    currency = run.city.info["currency"]
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("mean", Message(mark("Mean a year")), bare=True),
        *(
            Column(f"period-{period}", Message(mark("1 in {years} years"), years=Quantity(period, "", None)), bare=True)
            for period in SHOWN_PERIODS
        ),
    )
    rows = []
    for dimension in DIMENSIONS:
        unit = unit_of(dimension, currency)
        group = Message(mark("{what} ({unit})"), what=Message(CONSEQUENCES[dimension]), unit=Unit(unit))
        for kind, curves in shown_curves(run).items():
            curve = curves[dimension]
            cells: list[Said] = [hazard_name(kind), Quantity(curve.mean_annual, unit_of(dimension, currency, "year"))]
            cells += [Quantity(at_period(curve, period), unit) for period in SHOWN_PERIODS]
            rows.append(Row(f"{dimension}/{kind}", tuple(cells), group))
    return Grid(
        Message(mark("Impact that is reached or exceeded once in so many years")),
        columns,
        tuple(rows),
        Message(
            mark("A dash stands where the simulated events are too few to tell. Years with several events count each.")
        ),
    )


def curve_table(run: CycleRun) -> pl.DataFrame:
    """Return the points of the thinned curves; the impact is in the unit of its row."""
    currency = run.city.info["currency"]
    rows = [
        (line.kind, line.dimension, unit_of(line.dimension, currency), impact, frequency)
        for line in curve_lines(run)
        for impact, frequency in zip(line.impact, line.frequency, strict=True)
    ]
    schema = {
        "hazard": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "impact": pl.Float64,
        "exceedance_frequency_per_year": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row").with_columns(
        (1.0 / pl.col("exceedance_frequency_per_year")).alias("return_period_years")
    )


def period_table(run: CycleRun) -> pl.DataFrame:
    """Return mean yearly impacts and impacts at all return periods; null where the simulation is too short to tell."""
    currency = run.city.info["currency"]
    rows = [
        (
            kind,
            dimension,
            unit_of(dimension, currency),
            curve.mean_annual,
            *(at_period(curve, period) for period in RETURN_PERIODS),
        )
        for kind, curves in all_curves(run).items()
        for dimension, curve in curves.items()
    ]
    schema = {
        "hazard": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "mean_per_year": pl.Float64,
        **{f"once_in_{period}_years": pl.Float64 for period in RETURN_PERIODS},
    }
    return pl.DataFrame(rows, schema, orient="row")
