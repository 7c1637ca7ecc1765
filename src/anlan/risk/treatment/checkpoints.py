"""Who has to do what in which year, so that a programme can be followed up."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from anlan.risk.treatment.measures import Measure
from anlan.risk.treatment.plan import Plan

KINDS = ("start", "commissioning", "inspection", "renewal", "end_of_life")


@dataclass(frozen=True)
class Checkpoint:
    """Something that has to happen to a measure.

    Parameters
    ----------
    measure
        Identifier of the measure.
    owner
        Organisation in charge; None where none is named.
    kind
        ``start`` of construction, ``commissioning``, yearly ``inspection``, ``renewal`` or ``end_of_life``.
    first, last
        Years from and to, counted from year 1 of the programme.
    """

    measure: str
    owner: str | None
    kind: str
    first: int
    last: int


def checkpoints_of(plan: Plan) -> tuple[Checkpoint, ...]:
    """Return the checkpoints of a programme up to its horizon, by year.

    Parameters
    ----------
    plan
        The programme; one that does not exist has none.
    """
    if plan.outcome is None:
        return ()
    measures = {measure.id: measure for measure in plan.treatment.measures}
    found = [
        checkpoint
        for name, start in plan.outcome.starts.items()
        for checkpoint in _of(measures[name], start, plan.settings.horizon, renew=plan.settings.renew)
    ]
    return tuple(sorted(found, key=lambda each: (each.first, KINDS.index(each.kind), each.measure)))


def _of(measure: Measure, start: int, horizon: int, *, renew: bool) -> Iterator[Checkpoint]:
    first = measure.works_from(start)
    yield Checkpoint(measure.id, measure.owner, "start", start, start)
    if first > horizon:
        return
    yield Checkpoint(measure.id, measure.owner, "commissioning", first, first)
    ends = np.arange(first + measure.life_years, horizon + 1, measure.life_years)
    last = horizon if renew or not ends.size else int(ends[0]) - 1
    if last > first:
        yield Checkpoint(measure.id, measure.owner, "inspection", first + 1, last)
    for year in (ends if renew else ends[:1]).tolist():
        yield Checkpoint(measure.id, measure.owner, "renewal" if renew else "end_of_life", year, year)
