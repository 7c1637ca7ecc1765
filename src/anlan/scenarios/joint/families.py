"""All families of compound events of a city, and the choice of the worst credible of each."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.language import Message
from anlan.risk import Assessment, EventImpacts, ExceedanceCurve, Skipped, exceedance
from anlan.scenarios.candidates import Candidates
from anlan.scenarios.choice import Choice, choose_among, levels_of
from anlan.scenarios.dimensions import NAMES, consequences_of
from anlan.scenarios.joint.coupling import comonotone
from anlan.scenarios.joint.events import (
    HEAT,
    JOINT_KINDS,
    OUTBREAK,
    QUAKE,
    TYPHOON,
    Family,
    Rows,
    joint_events,
)
from anlan.scenarios.joint.heat import heat_family
from anlan.scenarios.joint.impacts import JointImpacts, joint_impacts
from anlan.scenarios.joint.outbreak import outbreak_family
from anlan.scenarios.joint.quake import quake_family
from anlan.scenarios.joint.settings import JointSettings
from anlan.scenarios.joint.typhoon import typhoon_family
from anlan.scenarios.worst import Worst

FloatArray = NDArray[np.float64]


TRIFLE = 0.5
"""Share of the severity of the worst of a family below which its worst compound event is a trifle; assumption."""


@dataclass(frozen=True, eq=False)
class JointChoice:
    """The worst credible event of a family, and what the dependence of its parts does.

    Parameters
    ----------
    impacts
        The compound events and their consequences.
    choice
        The choice among all events of the family; None where none does harm at the floor. Its indices are rows.
    compound
        The compound event that is told and kept, see `compound_of`; None where there is none at the floor.
    modelled
        How often a severity is reached by the events of the family.
    apart
        The same if no two parts ever happened together.
    perfect
        The same if the worst of each part always came with the worst of every other.
    """

    impacts: JointImpacts
    choice: Choice | None
    compound: Choice | None
    modelled: ExceedanceCurve
    apart: ExceedanceCurve
    perfect: ExceedanceCurve

    @property
    def family(self) -> Family:
        """The compound events with the impacts of their parts."""
        return self.impacts.family

    @property
    def kind(self) -> str:
        """Name of the family, a key of `JOINT_KINDS`."""
        return self.family.joint.kind


def joint_families(
    assessment: Assessment, executor: Executor, settings: JointSettings | None = None
) -> tuple[tuple[Family, ...], tuple[Skipped, ...]]:
    """Make every family of compound events that the assessed hazards allow.

    Parameters
    ----------
    assessment
        Risk of a city.
    executor
        Where impacts are computed; the result does not depend on it.
    settings
        What the dependence rests on; None for `JointSettings` as they are.

    Returns
    -------
    The families, and those that cannot be made or lack a part, with the reasons.
    """
    rules = JointSettings() if settings is None else settings
    makers: Mapping[str, Callable[[], tuple[Family | None, tuple[Message, ...]]]] = {
        TYPHOON: lambda: typhoon_family(assessment, executor, rules),
        QUAKE: lambda: quake_family(assessment, executor, rules),
        HEAT: lambda: heat_family(assessment, rules),
        OUTBREAK: lambda: outbreak_family(assessment, rules),
    }
    made, skipped = [], []
    for kind in JOINT_KINDS:
        family, reasons = makers[kind]()
        if family is not None:
            made.append(family)
        if reasons:
            skipped.append(Skipped(kind, reasons))
    return tuple(made), tuple(skipped)


def compounds_of(
    assessment: Assessment, families: Sequence[Family], floor: float, executor: Executor
) -> tuple[JointImpacts, ...]:
    """Return the consequences of every family, whose `candidates` can enter a search beside single hazards.

    Parameters
    ----------
    assessment
        Risk of the city.
    families
        Compound events.
    floor
        Least credibility floor of the search, 1/year, about which footprints are looked at.
    executor
        Where footprints are computed; the result does not depend on it.
    """
    city, hours = assessment.city, int(assessment.city.settings["horizon_hours"])
    singles = [Candidates.with_values(one, consequences_of(city, one, hours)) for one in assessment.impacts.values()]
    levels = levels_of(singles, NAMES, floor)
    return tuple(joint_impacts(city, family, executor, levels=levels, floor=floor) for family in families)


def judge_joint(worst: Worst, compounds: Sequence[JointImpacts], executor: Executor) -> tuple[JointChoice, ...]:
    """Say of each family what was chosen, and what the dependence of its parts does; the worst of all comes first.

    Parameters
    ----------
    worst
        A search that the candidates of the families entered.
    compounds
        Consequences of the families.
    executor
        Where footprints are computed.
    """
    judged = [_judged(worst, found, executor) for found in compounds]
    return tuple(sorted(judged, key=lambda one: -(one.compound.severity if one.compound else 0.0)))


def _judged(worst: Worst, found: JointImpacts, executor: Executor) -> JointChoice:
    family, city = found.family, worst.assessment.city
    joint, candidates = family.joint, found.candidates
    levels, weights, floor = worst.levels, worst.weights, worst.floors[joint.kind].frequency
    harm = replace(candidates, frequency=np.where(found.weighty > 1, joint.frequency, 0.0))
    harm = replace(harm, values={name: np.where(harm.frequency > 0.0, one, 0.0) for name, one in harm.values.items()})
    (weighty,) = choose_among([harm], levels, {joint.kind: floor}, weights) or (None,)
    choice = next((one for one in worst.choices if one.kind == joint.kind), None)
    compound = compound_of(choice, weighty, 0 if choice is None else len(parts_at_work(family, choice.event)))
    hours = int(city.settings["horizon_hours"])
    alone = [
        Candidates.with_values(one, consequences_of(city, one, hours)).severity(levels, weights)
        for one in family.impacts
    ]
    rates = [joint.marginal(part) for part in range(len(family.impacts))]
    bound = joint_impacts(city, worst_with_worst(family, alone), executor, levels=levels, floor=floor, most_exact=0)
    return JointChoice(
        impacts=found,
        choice=choice,
        compound=compound,
        modelled=exceedance(candidates.severity(levels, weights), joint.frequency),
        apart=exceedance(np.concatenate(alone), np.concatenate(rates)),
        perfect=exceedance(bound.candidates.severity(levels, weights), bound.family.joint.frequency),
    )


def compound_of(choice: Choice | None, weighty: Choice | None, parts: int) -> Choice | None:
    """Return the compound event of a family that is told and kept.

    It is the worst credible among those of which two parts or more weigh (see
    `anlan.scenarios.joint.impacts.WEIGHTY`), by how often these alone happen. Where that is a trifle beside the worst
    of the whole family, and the latter has several parts of which one outweighs the others, the latter is taken: the
    fires after a great earthquake are part of it, though few die in them.

    Parameters
    ----------
    choice
        The choice among all events of the family.
    weighty
        The choice among the events of which two parts or more weigh.
    parts
        Parts of `choice` that do harm.
    """
    if choice is not None and parts > 1 and (weighty is None or weighty.severity < TRIFLE * choice.severity):
        return choice
    return weighty


def worst_with_worst(family: Family, severity: Sequence[FloatArray]) -> Family:
    """Return the family as it would be if the worst of each part always came with the worst of every other.

    Parameters
    ----------
    family
        The family.
    severity
        What orders the events of each part.
    """
    joint = family.joint
    rates = [joint.marginal(part) for part in range(len(joint.sets))]
    index, frequency = comonotone(rates, severity)
    rows = joint_events(joint.kind, joint.sets, Rows(index, frequency), joint.dependence, joint.provenance)
    return Family(rows, family.impacts, family.own)


def parts_at_work(family: Family, row: int) -> tuple[tuple[int, EventImpacts, int], ...]:
    """Return the parts of a compound event that do harm: place in the family, impacts and event of each.

    Parameters
    ----------
    family
        The family.
    row
        The compound event.
    """
    return tuple(
        (part, one, int(event))
        for part, (one, event) in enumerate(zip(family.impacts, family.joint.index[row], strict=True))
        if event >= 0 and bool((one.by_district[event] > 0.0).any())
    )
