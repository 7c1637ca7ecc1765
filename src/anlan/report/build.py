"""From a run of the cycle to a report."""

from anlan.language import Message, mark
from anlan.rehearsal import CycleRun, CycleSettings
from anlan.report.caveats import banner_of, city_name, limits_of, missing_grid, synthetic_grid
from anlan.report.choices import hazard_grid, neighbour_grid, reasons_of, scenario_grid
from anlan.report.districts import area_grids, area_tables, cell_table, ground_of, maps_of
from anlan.report.document import Grid, Report
from anlan.report.evidence import evidence_grids
from anlan.report.exposure import annual_risk, surface
from anlan.report.gaps import ItemGap, gap_grid, gaps_of, hours_of
from anlan.report.methods import figure_grid
from anlan.report.quantity import Quantity, Said
from anlan.report.risks import curve_lines, curve_table, period_grid, period_table
from anlan.report.story import phases_of
from anlan.report.summary import figures_of, summary_of
from anlan.report.supply_tables import supply_tables
from anlan.report.words import hazard_name


def build_report(run: CycleRun) -> Report:
    """Gather everything that a report says about a run.

    The result depends on the run alone: no clock, no path, no language.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    annual = annual_risk(run.city, {each.hazard.kind: each.impacts for each in run.hazards})
    gaps = {each.scenario.kind: gaps_of(run.city, each) for each in run.rehearsed}
    worst = run.rehearsed[0] if run.rehearsed else None
    first = gaps[worst.scenario.kind] if worst is not None else ()
    return Report(
        city=city_name(run.city),
        facts=_facts(run),
        provenance=run.provenance,
        settings=_settings(run.settings),
        banner=banner_of(run.city),
        note=run.city.info["note"],
        summary=summary_of(run, first),
        figures=figures_of(run, first),
        hazard=hazard_name(worst.choice.kind) if worst is not None else None,
        scenario=worst.scenario.description if worst is not None else None,
        reasons=reasons_of(run, worst) if worst is not None else (),
        phases=phases_of(worst, first) if worst is not None else (),
        hours=hours_of(worst, first) if worst is not None else None,
        curves=curve_lines(run),
        floor=run.settings.floor,
        currency=run.city.info["currency"],
        hazards=tuple(hazard.hazard.kind for hazard in run.hazards),
        ground=ground_of(run.city),
        maps=tuple(maps_of(run, annual)),
        grids={**_grids(run, first), **area_grids(run, annual)},
        limits=limits_of(run),
        tables={
            "exceedance_curves": curve_table(run),
            "return_periods": period_table(run),
            **area_tables(run, annual),
            "risk_by_cell": cell_table(run, annual),
            **supply_tables(run.rehearsed, gaps),
        },
    )


def _settings(settings: CycleSettings) -> dict[str, float | int]:
    return {
        "events": settings.events,
        "credibility_floor_per_year": settings.floor,
        "hours": settings.hours,
        "planning_years": settings.planning_years,
        "seed": settings.seed,
    }


def _grids(run: CycleRun, gaps: tuple[ItemGap, ...]) -> dict[str, Grid]:
    worst = run.rehearsed[0] if run.rehearsed else None
    grids = {"periods": period_grid(run), "figures": figure_grid(run), "hazards": hazard_grid(run)}
    if worst is not None:
        grids |= {
            "neighbours": neighbour_grid(run, worst),
            "consequences": scenario_grid(run, worst),
            "gaps": gap_grid(gaps),
        }
    grids |= {**evidence_grids(run), "missing": missing_grid(run), "synthetic": synthetic_grid(run.city)}
    return {name: grid for name, grid in grids.items() if grid.rows}


def _facts(run: CycleRun) -> tuple[tuple[Message, Said], ...]:
    city = run.city
    return (
        (Message(mark("People at night")), Quantity(float(city.cells.population.sum()), "persons", None)),
        (Message(mark("Surface")), Quantity(float(surface(city).sum()), "km2")),
        (
            Message(mark("Cells")),
            Message(
                mark("{cells} of H3 resolution {resolution}"),
                cells=Quantity(city.cells.h3.size, "", None),
                resolution=city.info["h3_resolution"],
            ),
        ),
        (Message(mark("Package")), Message("{id} {version}", id=city.info["id"], version=city.info["version"])),
        (Message(mark("Program")), Message("Anlan {version}", version=run.provenance["version"])),
        (Message(mark("Seed")), str(run.provenance["seed"])),
        (Message(mark("Checksum of the package")), str(run.provenance["checksum"])[:16]),
    )
