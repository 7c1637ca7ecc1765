"""Who is hit where: tables by area and maps of cells."""

from collections.abc import Iterator, Mapping

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.language import Message, mark
from anlan.rehearsal import CycleRun
from anlan.report.classes import classify, even_bounds, wide_bounds
from anlan.report.document import CellMap, Column, Grid, Ground, Row
from anlan.report.exposure import (
    ALL,
    RowImpacts,
    by_area,
    by_cell,
    per_km2,
    scenario_impacts,
    shown_areas,
    targets_of,
)
from anlan.report.mesh import mesh_of, outlines_of
from anlan.report.quantity import Name, Quantity, Said, money
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, hazard_name, intensity_name
from anlan.risk import MONEY
from anlan.scenarios import Scenario

WORST_AREAS = 10
"""Smallest areas listed in the table of the worst."""

AnnualRisk = Mapping[str, RowImpacts]


def ground_of(city: City) -> Ground:
    """Return the geometry that all maps share."""
    mesh = mesh_of(city.cells.h3)
    shapes = city.shapes.get("areas", {})
    known = {code: shapes[code] for code in shown_areas(city) if code in shapes}
    return Ground(mesh, outlines_of(known, mesh.plane), bool(city.table("cells")["synthetic"].any()))


def maps_of(run: CycleRun, annual: AnnualRisk) -> Iterator[CellMap]:
    """Make the maps: people, yearly loss by hazard, and the footprint of the worst credible scenario.

    Parameters
    ----------
    run
        A run of the cycle.
    annual
        Mean yearly impacts, from `anlan.report.exposure.annual_risk`.
    """
    yield _people(run.city)
    yield from loss_maps(run.city, annual)
    if run.rehearsed:
        yield _footprint(run.city, run.rehearsed[0].scenario)


def _people(city: City) -> CellMap:
    people = np.asarray(city.cells.population, dtype=np.float64)
    values = per_km2(city, people)
    bounds = wide_bounds(values)
    title = Message(mark("People at night"))
    return CellMap(
        "people",
        title,
        "persons/km2",
        bounds,
        classify(values, bounds),
        "people",
        by_area(city, people),
        "persons",
        title,
    )


def loss_maps(city: City, annual: AnnualRisk) -> Iterator[CellMap]:
    """Make the maps of mean yearly loss, of all hazards together and of each, on one scale.

    Parameters
    ----------
    city
        The city.
    annual
        Mean yearly impacts.
    """
    count = city.cells.population.size
    currency = city.info["currency"]
    if ALL not in annual:
        return
    # One scale for all hazards, so that their maps can be compared.
    bounds = wide_bounds(per_km2(city, annual[ALL].of(MONEY, count)))
    kinds = [kind for kind in annual if kind != ALL or len(annual) > 2]
    for kind in kinds:
        rows = annual[kind].of(MONEY, count)
        if rows.any():
            yield CellMap(
                f"risk-{kind}",
                hazard_name(kind),
                money(currency, "km2/year"),
                bounds,
                classify(per_km2(city, rows), bounds),
                "risk",
                by_area(city, rows),
                money(currency, "year"),
                Message(mark("Mean direct loss")),
            )


def _footprint(city: City, scenario: Scenario) -> CellMap:
    values = np.asarray(scenario.intensity, dtype=np.float64)
    bounds = even_bounds(values)
    displaced = scenario_impacts(scenario).of("displaced", city.cells.population.size)
    return CellMap(
        "footprint",
        Message(
            mark("{hazard}: {intensity}"), hazard=hazard_name(scenario.kind), intensity=intensity_name(scenario.kind)
        ),
        scenario.unit,
        bounds,
        classify(values, bounds),
        "intensity",
        by_area(city, displaced) if displaced.any() else {},
        "persons",
        Message(CONSEQUENCES["displaced"]),
    )


def area_grids(run: CycleRun, annual: AnnualRisk) -> Mapping[str, Grid]:
    """Tabulate the districts, and the smallest areas that the risk or the scenario hits worst.

    Parameters
    ----------
    run
        A run of the cycle.
    annual
        Mean yearly impacts.
    """
    city = run.city
    columns, values = _area_columns(run, annual)
    population = by_area(city, np.asarray(city.cells.population, dtype=np.float64))
    first = (
        Column("area", Message(mark("Area"))),
        Column("population", Message(mark("People at night")), "persons"),
    )
    names = _names(city)

    def row(code: str) -> Row:
        cells: list[Said] = [names[code], Quantity(population[code], "persons", None)]
        cells += [Quantity(by_code[code], column.unit) for column, by_code in zip(columns, values, strict=True)]
        return Row(code, tuple(cells))

    note = Message(mark("Modelled values are rounded; the full numbers are in the tables beside this report."))
    grids = {
        "districts": Grid(
            Message(mark("Districts")), (*first, *columns), tuple(row(code) for code in shown_areas(city)), note
        )
    }
    small = set(city.areas.codes) - set(city.table("areas")["parent"].to_list())
    if values and small - set(shown_areas(city)):
        order = sorted(small, key=lambda code: (*(-by_code[code] for by_code in reversed(values)), code))
        grids["worst-areas"] = Grid(
            Message(mark("The {count} smallest areas that are hit worst"), count=min(WORST_AREAS, len(order))),
            (*first, *columns),
            tuple(row(code) for code in order[:WORST_AREAS]),
            Message(mark("Sorted by the last column.")),
        )
    return grids


def _area_columns(run: CycleRun, annual: AnnualRisk) -> tuple[tuple[Column, ...], list[Mapping[str, float]]]:
    city, count = run.city, run.city.cells.population.size
    currency = city.info["currency"]
    columns, values = [], []
    if ALL in annual:
        for target, word in ((MONEY, mark("Mean loss")), ("killed", mark("Mean deaths"))):
            columns.append(Column(f"annual-{target}", Message(word), unit_of(target, currency, "year"), bar=True))
            values.append(by_area(city, annual[ALL].of(target, count)))
    if run.rehearsed:
        impacts = scenario_impacts(run.rehearsed[0].scenario)
        for target in (MONEY, "killed", "severely_injured", "displaced"):
            title = Message(mark("Scenario: {what}"), what=Message(CONSEQUENCES[target]))
            columns.append(Column(f"scenario-{target}", title, unit_of(target, currency), bar=True))
            values.append(by_area(city, impacts.of(target, count)))
    return tuple(columns), values


def _names(city: City) -> Mapping[str, Name]:
    return {row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)}


def area_tables(run: CycleRun, annual: AnnualRisk) -> Mapping[str, pl.DataFrame]:
    """Return yearly risk and the scenarios by area, all levels, one row for each hazard and area.

    Parameters
    ----------
    run
        A run of the cycle.
    annual
        Mean yearly impacts.
    """
    currency = run.city.info["currency"].lower()
    scenarios = {each.scenario.kind: scenario_impacts(each.scenario) for each in run.rehearsed}
    return {
        "risk_by_area": _long(run, annual, f"{currency}_per_year", "persons_per_year"),
        "scenario_by_area": _long(run, scenarios, currency, "persons"),
    }


def _long(run: CycleRun, impacts: Mapping[str, RowImpacts], money_unit: str, people_unit: str) -> pl.DataFrame:
    city, count = run.city, run.city.cells.population.size
    targets = (*targets_of(run), MONEY)
    about = city.table("areas").select("code", "name_zh", "name_en", "level", "parent")
    codes = pl.DataFrame({"code": list(city.areas.codes)}, {"code": pl.String})
    people = by_area(city, np.asarray(city.cells.population, dtype=np.float64))
    codes = codes.with_columns(pl.Series("population_persons", list(people.values())))
    frames = []
    for kind, rows in impacts.items():
        columns = [
            pl.Series(
                f"{target}_{people_unit if target in PEOPLE_TARGETS else money_unit}",
                list(by_area(city, rows.of(target, count)).values()),
            )
            for target in targets
        ]
        frames.append(codes.with_columns(pl.lit(kind).alias("hazard"), *columns))
    if not frames:
        return pl.DataFrame(schema={"hazard": pl.String, "code": pl.String})
    joined = pl.concat(frames).join(about, on="code", how="left", maintain_order="left")
    leading = ["hazard", "code", "name_zh", "name_en", "level", "parent", "population_persons"]
    return joined.select(*leading, pl.exclude(leading))


def cell_table(run: CycleRun, annual: AnnualRisk) -> pl.DataFrame:
    """Return what the maps show, one row for each cell.

    Parameters
    ----------
    run
        A run of the cycle.
    annual
        Mean yearly impacts.
    """
    city, cells = run.city, run.city.cells
    currency = city.info["currency"].lower()
    columns: dict[str, list[str] | NDArray[np.floating]] = {
        "h3": [h3.int_to_str(cell) for cell in cells.h3.tolist()],
        "lon_deg": cells.lon.round(6),
        "lat_deg": cells.lat.round(6),
        "population_persons": by_cell(city, cells.population),
    }
    for kind, rows in annual.items():
        columns[f"{kind}_direct_loss_{currency}_per_km2_per_year"] = per_km2(
            city, rows.of(MONEY, cells.population.size)
        )
    for each in run.rehearsed:
        unit = each.scenario.unit.replace("/", "_per_")
        columns[f"{each.scenario.kind}_scenario_intensity_{unit}"] = each.scenario.intensity
    return pl.DataFrame(columns)
