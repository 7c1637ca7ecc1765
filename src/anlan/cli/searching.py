"""The search of the worst credible scenario, as every command that needs it makes it."""

from dataclasses import dataclass

from anlan.cli.stages import Stages
from anlan.compute import Executor
from anlan.language import Message, mark
from anlan.risk import Assessment, Skipped
from anlan.scenarios import Floors, Search, Worst, search_worst
from anlan.scenarios.joint import JointChoice, compounds_of, joint_families, judge_joint


@dataclass(frozen=True, eq=False)
class Searched:
    """What a search found.

    Parameters
    ----------
    worst
        The choices, among the events of single hazards and compound events.
    families
        What was chosen of each family of compound events.
    missing
        Families, or parts of them, that could not be made.
    """

    worst: Worst
    families: tuple[JointChoice, ...]
    missing: tuple[Skipped, ...]


def searched(assessment: Assessment, search: Search, executor: Executor, stages: Stages) -> Searched:
    """Join the hazards that strike together and search the worst credible scenario among all events.

    Parameters
    ----------
    assessment
        Risk of a city.
    search
        Floors and weights.
    executor
        Where footprints are computed.
    stages
        Where progress is told.
    """
    stages.begin(Message(mark("Join the hazards that strike together")))
    families, missing = joint_families(assessment, executor)
    compounds = compounds_of(assessment, families, _least(search.floors), executor)
    stages.end(Message(mark("{count} families of compound events"), count=len(families)))
    stages.begin(Message(mark("Search the worst credible scenario")))
    worst = search_worst(assessment, search.floors, [one.candidates for one in compounds], search.weights)
    judged = judge_joint(worst, compounds, executor)
    stages.end(Message(mark("{count} credible events are not outdone"), count=len(worst.front)))
    return Searched(worst, judged, missing)


def _least(floors: Floors) -> float:
    return min(one.frequency for one in (floors.general, *floors.own.values()))
