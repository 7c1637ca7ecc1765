"""The worst credible scenario of a city as a book."""

from dataclasses import dataclass, replace

from anlan.language import Message, mark
from anlan.report.book import Book, Chapter
from anlan.report.chapters.planning import planning_chapter
from anlan.report.chapters.worst import choice_chapter, hazards_chapter
from anlan.report.chapters.worst_floor import floor_chapter
from anlan.report.chapters.worst_front import front_chapter
from anlan.report.chapters.worst_items import items_chapter
from anlan.report.chapters.worst_joint import joint_chapter
from anlan.report.chapters.worst_moment import moment_chapter
from anlan.report.chapters.worst_weights import weights_chapter
from anlan.report.risk_book import book_of, skipped_chapters
from anlan.risk import Skipped
from anlan.risk.register import Register
from anlan.scenarios import Details, PlanningSet, Worst
from anlan.scenarios.joint import JointChoice


@dataclass(frozen=True, eq=False)
class Joint:
    """What is told of hazards that strike together.

    Parameters
    ----------
    choices
        What was chosen of each family of compound events.
    missing
        Families, or parts of them, that could not be made.
    """

    choices: tuple[JointChoice, ...]
    missing: tuple[Skipped, ...]


def scenario_book(
    worst: Worst,
    planned: PlanningSet,
    register: Register,
    details: Details | None = None,
    joint: Joint | None = None,
) -> Book:
    """Bind the choice, its alternatives and the planning set to a book.

    Parameters
    ----------
    worst
        The search.
    planned
        The planning set.
    register
        What is done about each risk.
    details
        What stands beside the search; None to leave it out.
    joint
        Compound events that entered the search; None where none were made.
    """
    chapters: tuple[Chapter, ...] = (choice_chapter(worst, register), hazards_chapter(worst, register))
    if joint is not None:
        chapters = (*chapters, joint_chapter(worst, joint.choices, joint.missing))
    if worst.choices:
        chapters = (
            *chapters,
            *(() if details is None else _details(worst, details)),
            front_chapter(worst),
            floor_chapter(worst),
            *(() if details is None else (weights_chapter(worst, details.weighing),)),
            planning_chapter(worst, planned),
        )
    return _bound(worst, planned, chapters)


def _details(worst: Worst, details: Details) -> tuple[Chapter, ...]:
    return (moment_chapter(worst, details.moments), items_chapter(worst, details.items))


def _bound(worst: Worst, planned: PlanningSet, chapters: tuple[Chapter, ...]) -> Book:
    book = book_of(
        worst.assessment,
        Message(mark("Worst credible scenario")),
        Message(mark("Which event to plan for, why this one, and which few stand for all")),
        (*chapters, *skipped_chapters(worst.assessment)),
    )
    own = {
        "credibility_floor_per_year": worst.floor,
        "credibility_floors_per_year": {kind: floor.frequency for kind, floor in worst.floors.items()},
        "weights": dict(worst.weights),
        "planning_set": len(planned.scenarios),
    }
    return replace(book, settings={**book.settings, **own})
