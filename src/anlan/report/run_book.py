"""The book of one scenario: what happens hour by hour, to whom, why, and what must be done."""

from typing import Any

import numpy as np

from anlan.language import Message, mark
from anlan.report.book import Book
from anlan.report.caveats import banner_of, city_name, synthetic_grid
from anlan.report.chapters.run_duties import duties_chapter
from anlan.report.chapters.run_front import front_chapter
from anlan.report.chapters.run_grounds import grounds_chapter
from anlan.report.chapters.run_parts import RunStory, texts
from anlan.report.chapters.run_services import services_chapter
from anlan.report.chapters.run_where import where_chapter
from anlan.report.chapters.run_who import who_chapter
from anlan.report.chapters.run_why import why_chapter
from anlan.report.districts import ground_of
from anlan.report.quantity import Name, Quantity, Said


def run_book(story: RunStory) -> Book:
    """Bind the run of a scenario to a book.

    Parameters
    ----------
    story
        The run.
    """
    city, run = story.city, story.run
    banner = banner_of(city)
    return Book(
        title=Message("{name}", name=texts(run.scenario.name)),
        subtitle=Message(mark("A scenario hour by hour: what happens, to whom, why, and what must be done")),
        city=city_name(city),
        banner=banner,
        note=city.info["note"],
        facts=_facts(story),
        provenance=run.provenance,
        settings=_settings(story),
        names={row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)},
        ground=ground_of(city),
        chapters=(
            front_chapter(story),
            where_chapter(story),
            who_chapter(story),
            services_chapter(story),
            why_chapter(story),
            duties_chapter(story),
            grounds_chapter(story),
        ),
        synthetic=None if banner is None else synthetic_grid(city),
    )


def _settings(story: RunStory) -> dict[str, Any]:
    run = story.run
    return {
        "scenario": run.scenario.id,
        "scenario_version": run.scenario.version,
        "samples": run.samples,
        "hours": run.hours,
        "seed": run.seed,
    }


def _facts(story: RunStory) -> tuple[tuple[Message, Said], ...]:
    city, run = story.city, story.run
    people = float(np.sum(city.cells.population))
    return (
        (Message(mark("People at night")), Quantity(people, "persons", None)),
        (Message(mark("Scenario")), f"{run.scenario.id} {run.scenario.version}"),
        (Message(mark("Samples")), Quantity(run.samples, "", None)),
        (Message(mark("Hours followed")), Quantity(run.hours, "h", None)),
        (Message(mark("Package")), Message("{id} {version}", id=city.info["id"], version=city.info["version"])),
        (Message(mark("Program")), Message("Anlan {version}", version=run.provenance.get("version", ""))),
        (Message(mark("Seed")), str(run.seed)),
        (Message(mark("Checksum of the package")), city.checksum[:16]),
    )
