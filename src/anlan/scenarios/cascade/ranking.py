"""Which component, made unbreakable or doubled, saves most hours without service."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.language import Message
from anlan.scenarios.cascade.block import follow_block
from anlan.scenarios.cascade.course import Cascade
from anlan.scenarios.cascade.damage import drawn, twins_drawn
from anlan.scenarios.cascade.parts import Events

FloatArray = NDArray[np.float64]


OPTIONS = ("harden", "double")
"""What can be done about a component: make it unbreakable, or put a twin beside it."""


@dataclass(frozen=True)
class Hardening:
    """What it would save if one component never failed, or if a twin stood beside it.

    Parameters
    ----------
    component
        Identifier.
    failures
        Share of the samples in which it failed, 1.
    saved
        Mean over the samples, person-hours without a service, all services added up.
    error
        Standard error of that mean, person-hours: of the paired differences.
    doubled, doubled_error
        The same where the component is doubled: it is out only in samples in which its twin fails too.
    """

    component: str
    failures: float
    saved: float
    error: float
    doubled: float
    doubled_error: float

    @property
    def best(self) -> str:
        """The option that saves most, one of ``OPTIONS``; the first where both save the same."""
        return OPTIONS[int(self.doubled > self.saved)]


def rank_hardening(cascade: Cascade, events: Events, executor: Executor, candidates: int = 20) -> tuple[Hardening, ...]:
    """Rank components by what hardening each alone would save, largest first; and tell what doubling it would save.

    Candidates are those with the largest product of their share of failures and their importance (people-services
    lost when they alone fail, plus those routed through them). Each is simulated again on the same random numbers;
    samples in which it did not fail are the same as before and are not computed. A twin stands at the same place, has
    the same functions and fails independently, given the intensities; where both fail the sample is as before.

    Parameters
    ----------
    cascade
        The run without hardening.
    events
        Its event set, or the sets of its hazards.
    executor
        Where blocks run; the result does not depend on it.
    candidates
        Number of components that are simulated.

    Raises
    ------
    SettingError
        If there is no candidate.
    """
    if candidates < 1:
        raise SettingError(Message("{count} candidates; give 1 or more", count=candidates))
    screen = cascade.failures * cascade.model.importance.sum(axis=1)
    order = np.lexsort((np.arange(screen.size), -screen))[:candidates]
    chosen = order[screen[order] > 0.0]
    sums, squares = np.zeros((2, chosen.size)), np.zeros((2, chosen.size))

    def run(block: slice) -> FloatArray:
        return _saved(cascade, events, block, chosen)

    for saved in executor.map(run, cascade.rows.blocks()):
        sums += saved.sum(axis=1)
        squares += (saved**2).sum(axis=1)
    count = len(cascade.rows)
    mean = sums / count
    error = np.sqrt(np.maximum(squares / count - mean**2, 0.0) / max(count - 1, 1))
    found = [
        Hardening(
            component=cascade.model.components[part], failures=float(cascade.failures[part]),
            saved=float(mean[0, place]), error=float(error[0, place]),
            doubled=float(mean[1, place]), doubled_error=float(error[1, place]),
        )
        for place, part in enumerate(chosen.tolist())
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: -max(one.saved, one.doubled)))


def _saved(cascade: Cascade, events: Events, block: slice, chosen: NDArray[np.int64]) -> FloatArray:
    """Return the person-hours that hardening and doubling each candidate save in each sample, (2, k, candidates)."""
    model, rules = cascade.model, cascade.model.settings
    failed, duration = drawn(model, events, cascade.rows, block)
    before = cascade.person_hours[block].sum(axis=1)
    saved = np.zeros((len(before), chosen.size))
    for place, part in enumerate(chosen.tolist()):
        rows = np.flatnonzero(failed[:, part])
        if rows.size:
            harder = failed[rows]
            harder[:, part] = False
            found, _, _, _ = follow_block(
                model.plan, harder, duration[rows], rules.hours, rules.delay, rules.access, len(model.districts), False
            )
            saved[rows, place] = before[rows] - found[:, :, model.services].sum(axis=(1, 2, 3))
    both = twins_drawn(model, events, cascade.rows, block, chosen)
    return np.stack([saved, np.where(both, 0.0, saved)])
