"""The risk of a city as a book."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message, mark
from anlan.report.book import Book, Chapter, Layers
from anlan.report.caveats import banner_of, city_name, synthetic_grid
from anlan.report.chapters.chances import chances_chapter
from anlan.report.chapters.curves import curves_chapter
from anlan.report.chapters.tail import tail_chapter
from anlan.report.chapters.uncertainty import uncertainty_chapter
from anlan.report.chapters.where import where_chapter
from anlan.report.districts import ground_of
from anlan.report.document import Column, Grid, Row
from anlan.report.exposure import annual_risk, by_area, by_cell, surface
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.words import hazard_name
from anlan.risk import MONEY, Assessment
from anlan.risk.intensity_map import IntensityMap
from anlan.risk.uncertainty import Uncertainty


def risk_chapters(
    assessment: Assessment,
    intensities: Mapping[str, IntensityMap],
    horizon: float,
    uncertainty: Uncertainty | None = None,
) -> tuple[Chapter, ...]:
    """Return the chapters on the risk of a city.

    Parameters
    ----------
    assessment
        Risk of a city.
    intensities
        Intensity by return period of each hazard.
    horizon
        Planning horizon, years.
    uncertainty
        How sure the figures are; None where nothing was sampled.
    """
    if not assessment.impacts:
        return (_skipped(assessment),)
    return (
        chances_chapter(assessment, horizon),
        curves_chapter(assessment),
        *(() if uncertainty is None else (uncertainty_chapter(uncertainty, assessment.city.info["currency"]),)),
        tail_chapter(assessment),
        where_chapter(assessment, intensities),
        *skipped_chapters(assessment),
    )


def skipped_chapters(assessment: Assessment) -> tuple[Chapter, ...]:
    """Return the chapter on what could not be assessed, where there is anything.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    return (_skipped(assessment),) if assessment.skipped else ()


def risk_layers(assessment: Assessment, intensities: Mapping[str, IntensityMap]) -> Layers:
    """Return mean yearly losses and deaths, and intensities by return period, on cells and areas.

    Parameters
    ----------
    assessment
        Risk of a city.
    intensities
        Intensity by return period of each hazard.
    """
    city = assessment.city
    count, currency = city.cells.population.size, city.info["currency"].lower()
    on_cells: dict[str, NDArray[np.float64]] = {"population_persons": by_cell(city, city.cells.population)}
    on_areas: dict[str, Mapping[str, float]] = {}
    for kind, rows in annual_risk(city, assessment.impacts).items():
        for target, unit in ((MONEY, currency), ("killed", "persons")):
            name = f"{kind}_{target}_{unit}_per_year"
            on_cells[name] = by_cell(city, rows.of(target, count))
            on_areas[name] = by_area(city, rows.of(target, count))
    for kind, found in intensities.items():
        unit = assessment.impacts[kind].events.unit.replace("/", "_per_").replace(" ", "_")
        for column, period in enumerate(found.periods):
            on_cells[f"{kind}_intensity_{unit}_once_in_{period:g}_years"] = found.values[:, column]
    return Layers(city, on_cells, on_areas)


def book_of(
    assessment: Assessment,
    title: Message,
    subtitle: Message,
    chapters: tuple[Chapter, ...],
    layers: Layers | None = None,
) -> Book:
    """Bind chapters to a book about a city.

    Parameters
    ----------
    assessment
        Risk of the city.
    title, subtitle
        What the book is.
    chapters
        Its parts.
    layers
        Values for geographic information systems.
    """
    city = assessment.city
    banner = banner_of(city)
    return Book(
        title=title,
        subtitle=subtitle,
        city=city_name(city),
        banner=banner,
        note=city.info["note"],
        facts=_facts(assessment),
        provenance=assessment.provenance,
        settings={
            "hazards": list(assessment.impacts),
            "events": sum(len(one.events) for one in assessment.impacts.values()),
            "years": assessment.years,
            "dispersion": assessment.dispersion,
            "seed": assessment.seed,
        },
        names={row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)},
        ground=ground_of(city),
        chapters=chapters,
        layers=layers,
        synthetic=None if banner is None else synthetic_grid(city),
    )


def _facts(assessment: Assessment) -> tuple[tuple[Message, Said], ...]:
    city = assessment.city
    events = sum(len(one.events) for one in assessment.impacts.values())
    return (
        (Message(mark("People at night")), Quantity(float(city.cells.population.sum()), "persons", None)),
        (Message(mark("Surface")), Quantity(float(surface(city).sum()), "km2")),
        (
            Message(mark("Events")),
            Quantity(events, "events", None),
        ),
        (Message(mark("Package")), Message("{id} {version}", id=city.info["id"], version=city.info["version"])),
        (Message(mark("Program")), Message("Anlan {version}", version=assessment.provenance["version"])),
        (Message(mark("Seed")), str(assessment.seed)),
        (Message(mark("Checksum of the package")), str(assessment.provenance["checksum"])[:16]),
    )


def _skipped(assessment: Assessment) -> Chapter:
    columns = (Column("what", Message(mark("What"))), Column("why", Message(mark("Why, or what follows"))))
    rows = tuple(
        Row(f"{each.what}/{place}", (hazard_name(each.what) if place == 0 else "", reason))
        for each in assessment.skipped
        for place, reason in enumerate(each.reasons)
    )
    grid = Grid(Message(mark("Hazards that are left out, and what they need")), columns, rows)
    return Chapter(key="skipped", title=Message(mark("What could not be assessed")), grids={"skipped": grid})
