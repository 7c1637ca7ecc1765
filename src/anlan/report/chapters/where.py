"""Where the risk is: maps of yearly loss and of intensity, and tables by district."""

from collections.abc import Mapping

import numpy as np
import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.classes import classify, even_bounds
from anlan.report.districts import loss_maps
from anlan.report.document import CellMap, Column, Grid, Row
from anlan.report.exposure import ALL, annual_risk, by_area, shown_areas
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, hazard_name, intensity_name
from anlan.risk import MONEY, Assessment
from anlan.risk.intensity_map import IntensityMap

MAP_YEARS = 100
"""Return period of the maps of intensity, years."""


def where_chapter(assessment: Assessment, intensities: Mapping[str, IntensityMap]) -> Chapter:
    """Map the yearly loss and the intensity of each hazard.

    Parameters
    ----------
    assessment
        Risk of a city.
    intensities
        Intensity by return period of each hazard.
    """
    city = assessment.city
    annual = annual_risk(city, assessment.impacts)
    return Chapter(
        key="where",
        title=Message(mark("Where the risk is")),
        map_note=Message(
            mark(
                "First the mean direct loss a year and square kilometre, all hazards on one scale; then the intensity "
                "of each hazard that is reached or exceeded once in {years} years in each cell. Point at a district "
                "for its total."
            ),
            years=MAP_YEARS,
        ),
        maps=(*loss_maps(city, annual), *_intensity_maps(assessment, intensities)),
        grids={"districts": _grid(assessment)},
        tables={"risk_by_district": _table(assessment)},
    )


def _intensity_maps(assessment: Assessment, intensities: Mapping[str, IntensityMap]) -> list[CellMap]:
    maps = []
    for kind, found in intensities.items():
        column = int(np.flatnonzero(found.periods == MAP_YEARS)[0])
        values = found.values[:, column]
        if not (values > 0.0).any():
            continue
        bounds = even_bounds(values)
        title = Message(
            mark("{hazard}: {intensity}, once in {years} years"),
            hazard=hazard_name(kind),
            intensity=intensity_name(kind),
            years=MAP_YEARS,
        )
        unit = assessment.impacts[kind].events.unit
        maps.append(CellMap(f"intensity-{kind}", title, unit, bounds, classify(values, bounds), "intensity"))
    return maps


def _grid(assessment: Assessment) -> Grid:
    city = assessment.city
    currency = city.info["currency"]
    names = {row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)}
    people = by_area(city, np.asarray(city.cells.population, dtype=np.float64))
    shown = [target for target in ("killed", "displaced", MONEY) if assessment.curve(target).mean_annual > 0.0]
    columns = [Column("area", Message(mark("Area"))), Column("population", Message(mark("People at night")), "persons")]
    for target in shown:
        what = Message(CONSEQUENCES[target])
        unit = unit_of(target, currency)
        columns.append(Column(f"mean-{target}", Message(mark("{what}, a year"), what=what), f"{unit}/year", bar=True))
        columns.append(Column(f"rare-{target}", Message(mark("{what}, 1 in 100 years"), what=what), unit, bar=True))
    rows = []
    for code in shown_areas(city):
        cells: list[Said] = [names[code], Quantity(people[code], "persons", None)]
        for target in shown:
            curve = assessment.curve(target, district=code) if code in _districts(assessment) else None
            unit = unit_of(target, currency)
            cells.append(Quantity(curve.mean_annual if curve else None, f"{unit}/year"))
            cells.append(Quantity(curve.impact_at(1.0 / MAP_YEARS) if curve else None, unit))
        rows.append(Row(code, tuple(cells)))
    return Grid(Message(mark("Districts")), tuple(columns), tuple(rows))


def _districts(assessment: Assessment) -> tuple[str, ...]:
    return next(iter(assessment.impacts.values())).districts if assessment.impacts else ()


def _table(assessment: Assessment) -> pl.DataFrame:
    """Return the mean yearly impacts by hazard, area of every level and consequence."""
    city = assessment.city
    currency = city.info["currency"]
    count = city.cells.population.size
    rows = []
    for kind, impacts in annual_risk(city, assessment.impacts).items():
        for target in (*assessment.targets, MONEY):
            for code, value in by_area(city, impacts.of(target, count)).items():
                rows.append((kind if kind != ALL else ALL, code, target, unit_of(target, currency, "year"), value))
    schema = {
        "hazard": pl.String,
        "area": pl.String,
        "consequence": pl.String,
        "unit": pl.String,
        "mean_per_year": pl.Float64,
    }
    return pl.DataFrame(rows, schema, orient="row")
