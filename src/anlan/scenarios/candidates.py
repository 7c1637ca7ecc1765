"""Events among which the worst credible one is searched: of one hazard, or of several that strike together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.risk import MONEY, EventImpacts
from anlan.scenarios.moment import moment_of
from anlan.scenarios.saved import Moment

DIMENSIONS = ("killed", "severely_injured", "displaced", MONEY)
"""Consequences by which events are compared where nothing else is asked for; all weigh the same."""


class Teller(Protocol):
    """Whoever can tell single events."""

    def identifier(self, event: int) -> str:
        """Return the event's name, unique among all candidates of its kind."""
        ...

    def describe(self, event: int) -> Message:
        """Say in one sentence what the event is."""
        ...

    def moment(self, event: int) -> Moment:
        """Return when it happens, as far as that is modelled."""
        ...


@dataclass(frozen=True)
class EventTeller:
    """Tells the events of one hazard.

    Parameters
    ----------
    events
        The events.
    """

    events: EventSet

    def identifier(self, event: int) -> str:
        """Return the name of the event in its set."""
        return self.events.ids[event]

    def describe(self, event: int) -> Message:
        """Say the sentence of its set."""
        return self.events.describe(event)

    def moment(self, event: int) -> Moment:
        """Return when it happens; see `moment_of`."""
        return moment_of(self.events, event)


@dataclass(frozen=True)
class Candidates:
    """Events among which the worst credible one is chosen: those of one hazard, or compound events.

    Parameters
    ----------
    kind
        Kind of hazard, or a name of its own for compound events; unique in a search.
    frequency
        Frequency of each event, 1/year, shape (n,).
    values
        Consequences by name of dimension, people or money, shape (n,) each. For a search they may hold any target
        counted in people besides; a dimension that is absent counts as zero, except `PEAK`, which is computed.
    name
        What the kind is called.
    hazards
        Hazards that take part, keys of ``HAZARD_KINDS``. The first leads: its courses by the hour and its strategy
        hold for the whole.
    teller
        Tells single events.
    replaces
        Kinds all of whose events are told again in full by these: what all hazards together reach, and how often,
        counts these only.
    """

    kind: str
    frequency: NDArray[np.float64]
    values: Mapping[str, NDArray[np.float64]]
    name: Message
    hazards: tuple[str, ...]
    teller: Teller
    replaces: tuple[str, ...] = ()

    @classmethod
    def of(cls, impacts: EventImpacts, names: Sequence[str] = DIMENSIONS) -> "Candidates":
        """Take the events of a hazard.

        Parameters
        ----------
        impacts
            Impacts of the hazard.
        names
            Dimensions: names of targets, or `MONEY`.
        """
        return cls.with_values(impacts, {name: impacts.of(name) for name in names})

    @classmethod
    def with_values(cls, impacts: EventImpacts, values: Mapping[str, NDArray[np.float64]]) -> "Candidates":
        """Take the events of a hazard with consequences that were computed from them.

        Parameters
        ----------
        impacts
            Impacts of the hazard.
        values
            Consequences by name of dimension, people or money, shape (n,) each.
        """
        events = impacts.events
        name = Message(HAZARD_KINDS[events.kind])
        return cls(events.kind, impacts.frequency, values, name, (events.kind,), EventTeller(events))

    def ratios(self, levels: Mapping[str, float], names: Sequence[str]) -> NDArray[np.float64]:
        """Return each consequence as a multiple of its level, shape (n, d).

        Parameters
        ----------
        levels
            Level of each dimension, people or money.
        names
            The d dimensions that are wanted, with levels above zero.
        """
        found = np.empty((self.frequency.size, len(names)))
        for column, name in enumerate(names):
            found[:, column] = self.values[name] / levels[name]
        return found

    def severity(self, levels: Mapping[str, float], weights: Mapping[str, float] | None = None) -> NDArray[np.float64]:
        """Measure each event by all dimensions at once.

        Each consequence is divided by its level at the floor over all hazards; severity is the weighted mean of these
        ratios over the dimensions whose level is not zero. One is thus an event that is as bad as the floor allows in
        the mean of all dimensions.

        Parameters
        ----------
        levels
            Level of each dimension at the floor, people or money.
        weights
            Weight of each dimension; None where all weigh the same.

        Returns
        -------
        Severity of each event, 1, shape (n,).
        """
        names = measured(levels, weights)
        # Column by column and not by a matrix product, so that equal events come out equal to the last digit.
        total, whole = np.zeros(self.frequency.size), 0.0
        for name in names:
            weight = 1.0 if weights is None else weights[name]
            total += weight * (self.values[name] / levels[name])
            whole += weight
        return total / whole if names else total


def measured(levels: Mapping[str, float], weights: Mapping[str, float] | None = None) -> tuple[str, ...]:
    """Return the dimensions that count in severity: those with a level and a weight above zero.

    Parameters
    ----------
    levels
        Level of each dimension at the floor, people or money.
    weights
        Weight of each dimension; None where all weigh the same.
    """
    return tuple(name for name, level in levels.items() if level > 0.0 and (weights is None or weights[name] > 0.0))


def counted(candidates: Sequence[Candidates]) -> tuple[Candidates, ...]:
    """Return the candidates that count in what all hazards together reach: those that no other tells again.

    Parameters
    ----------
    candidates
        Candidates of a search.
    """
    replaced = {kind for each in candidates for kind in each.replaces}
    return tuple(each for each in candidates if each.kind not in replaced)
