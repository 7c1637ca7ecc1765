"""The reserve plan as a two-stage programme."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from anlan.programs.two_stage import TwoStage
from anlan.supplies.reserve.first_stage import FirstStage, first_stage
from anlan.supplies.reserve.problem import ReserveProblem
from anlan.supplies.reserve.second_stage import ItemBlock, Judging, floor_levels, floor_shares, never_met, sources_of
from anlan.supplies.reserve.settings import ReserveSettings

HARD = 1000.0
"""A unit that a floor demands counts so many times the item's largest burden; raised where it does not suffice."""
SIZE = 1e4
"""Judged cost of laying in nothing, to which objectives are scaled for the solver's tolerances."""


@dataclass(frozen=True, eq=False)
class ReserveModel:
    """A reserve plan's two-stage programme and what its columns and blocks mean.

    Parameters
    ----------
    problem, settings
        What it was made from.
    stage
        The first stage.
    blocks
        The second stage: items in scenarios.
    scale
        By what its objective has to be multiplied to be currency a year.
    """

    problem: ReserveProblem
    settings: ReserveSettings
    stage: FirstStage
    blocks: tuple[ItemBlock, ...]
    scale: float

    @property
    def two_stage(self) -> TwoStage:
        """The two-stage programme."""
        scenario = np.array([block.scenario for block in self.blocks], dtype=np.int64)
        return TwoStage(self.stage.program, self.blocks, self.problem.probability, scenario)


def reserve_model(problem: ReserveProblem, settings: ReserveSettings, *, hard: float = HARD) -> ReserveModel:
    """Build the two-stage programme: yearly cost plus the judged cost of the scenarios.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    hard
        What a unit that a floor demands counts, in parts of the item's largest burden.
    """
    never = never_met(problem)
    worth = settings.hour_worth * settings.events_a_year
    nothing = (problem.need * never).sum(axis=(1, 2, 3)) * worth
    scale = max(float(settings.measure.of(nothing, problem.probability)), 1.0) / SIZE
    stage = first_stage(problem, settings, money=1.0 / scale)
    judging = Judging(worth / scale, settings.events_a_year / scale, hard)
    return ReserveModel(problem, settings, stage, _blocks(problem, settings, stage, judging, never), scale)


def floors_only(problem: ReserveProblem, settings: ReserveSettings, *, money: bool) -> ReserveModel:
    """Build the programme in which floors alone count, or the least money that keeps them.

    Parameters
    ----------
    problem, settings
        The problem and how it is judged.
    money
        Whether the cost a year is minimised too, floors counting so much that they come first.
    """
    never = never_met(problem)
    top = never.max(axis=(0, 2, 3), initial=0.0)
    demanded = (problem.need * floor_shares(problem).max(axis=-1, initial=0.0)).sum(axis=(2, 3)) @ top
    size = max(float(demanded.max(initial=0.0)), 1e-9)
    scale = 1.0
    if money:
        stage = first_stage(problem, settings, money=1.0)
        spent = np.abs(stage.program.cost) @ np.minimum(stage.program.upper, 1.0) + abs(stage.program.constant)
        scale = max(float(spent), 1.0) / SIZE
    stage = first_stage(problem, settings, money=1.0 / scale if money else 0.0)
    judging = Judging(0.0, 0.0, SIZE * (HARD if money else 1.0) / size)
    plain = replace(settings, equity=0.0)
    return ReserveModel(problem, settings, stage, _blocks(problem, plain, stage, judging, never), scale)


def _blocks(
    problem: ReserveProblem,
    settings: ReserveSettings,
    stage: FirstStage,
    judging: Judging,
    never: NDArray[np.float64],
) -> tuple[ItemBlock, ...]:
    """Return a block for each scenario and each item that is needed in it."""
    top, floors = never.max(axis=(0, 2, 3), initial=0.0), floor_shares(problem)
    levels = floor_levels(problem)
    hardest = np.where(judging.hours > 0.0, top * judging.hours, top)
    sources = [sources_of(problem, stage, item) for item in range(len(problem.items))]
    needed = problem.need.any(axis=(2, 3))
    return tuple(
        ItemBlock(
            problem,
            settings,
            judging,
            sources[item],
            int(scenario),
            int(item),
            never[scenario, item],
            floors[item],
            levels,
            float(hardest[item]),
        )
        for scenario, item in np.argwhere(needed)
    )
