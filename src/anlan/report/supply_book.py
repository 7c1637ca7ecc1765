"""The books on supplies: what is needed, what is missing, what to lay in, what to send where."""

from collections.abc import Mapping, Sequence
from typing import Any

from anlan import __version__
from anlan.city import City
from anlan.language import Message, mark
from anlan.report.book import Book, Chapter
from anlan.report.caveats import banner_of, city_name, synthetic_grid
from anlan.report.chapters.run_parts import texts
from anlan.report.districts import ground_of
from anlan.report.quantity import Name, Quantity, Said
from anlan.scenarios.run import ScenarioRun


def supply_book(
    city: City, runs: Sequence[ScenarioRun], title: Message, subtitle: Message, chapters: Sequence[Chapter],
    settings: Mapping[str, Any],
) -> Book:  # fmt: skip
    """Bind chapters on supplies to a book.

    Parameters
    ----------
    city
        The city.
    runs
        Runs of the scenarios that the chapters rest on.
    title, subtitle
        What the book is.
    chapters
        Its parts.
    settings
        Further settings of the run, for ``report.json``.
    """
    banner = banner_of(city)
    return Book(
        title=title,
        subtitle=subtitle,
        city=city_name(city),
        banner=banner,
        note=city.info["note"],
        facts=_facts(city, runs),
        provenance=_provenance(city, runs),
        settings={"scenarios": [run.scenario.id for run in runs], **settings},
        names={row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)},
        ground=ground_of(city),
        chapters=tuple(chapters),
        synthetic=None if banner is None else synthetic_grid(city),
    )


def _facts(city: City, runs: Sequence[ScenarioRun]) -> tuple[tuple[Message, Said], ...]:
    return (
        (Message(mark("People at night")), Quantity(float(city.cells.population.sum()), "persons", None)),
        *(_followed(runs) if runs else ()),
        (Message(mark("Package")), Message("{id} {version}", id=city.info["id"], version=city.info["version"])),
        (Message(mark("Program")), Message("Anlan {version}", version=__version__)),
        (Message(mark("Checksum of the package")), city.checksum[:16]),
    )


def _followed(runs: Sequence[ScenarioRun]) -> tuple[tuple[Message, Said], ...]:
    """Say which scenarios were followed, and how."""
    named = tuple(Message("{name}", name=texts(run.scenario.name)) for run in runs)
    return (
        (Message(mark("Scenarios")), Message("{names}", names=named)),
        (Message(mark("Samples")), Quantity(max(run.samples for run in runs), "", None)),
        (Message(mark("Seed")), str(runs[0].seed)),
    )


def _provenance(city: City, runs: Sequence[ScenarioRun]) -> Mapping[str, str | int]:
    first = dict(runs[0].provenance) if runs else {"version": __version__, "checksum": city.checksum}
    first.pop("scenario_version", None)
    return {**first, "scenario": ", ".join(run.scenario.id for run in runs)} if runs else first
