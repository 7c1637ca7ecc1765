"""What is not known: the factors of an uncertainty analysis, and the columns of its samples."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


class Doubt(StrEnum):
    """Kind of a factor."""

    PEOPLE = "people"
    ASSETS = "assets"
    FUNCTIONS = "functions"
    PARAMETERS = "parameters"
    FREQUENCY = "frequency"
    EVENTS = "events"


@dataclass(frozen=True)
class Factor:
    """Something that is not known, as one item of the ranking.

    Parameters
    ----------
    doubt
        What it is about.
    hazard
        Hazard that it belongs to; empty where it belongs to all.
    """

    doubt: Doubt
    hazard: str = ""

    @property
    def key(self) -> str:
        """Stable name."""
        return f"{self.doubt}/{self.hazard}" if self.hazard else str(self.doubt)


@dataclass(frozen=True)
class Spreads:
    """Standard deviations of the logarithms of the factors that are plain multipliers, 1.

    All three are judgements, see ``docs/methods/uncertainty.md``.

    Parameters
    ----------
    people
        Of the number of people who are there when an event strikes.
    assets
        Of the value of the assets.
    frequency
        Of the frequency of a hazard's events, where the hazard does not state its own.
    """

    people: float = 0.1
    assets: float = 0.3
    frequency: float = 0.3


@dataclass(frozen=True)
class Design:
    """Columns of a sample, each uniform between 0 and 1 and independent of the others.

    Parameters
    ----------
    columns
        Factor of each column, and the name that tells columns of one factor apart.
    """

    columns: tuple[tuple[Factor, str], ...]

    def __len__(self) -> int:
        return len(self.columns)

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors in the order of their first columns."""
        return tuple(dict.fromkeys(factor for factor, _ in self.columns))

    def place(self, doubt: Doubt, hazard: str = "", name: str = "") -> int | None:
        """Return the place of a column, or None if that is not sampled.

        Parameters
        ----------
        doubt, hazard
            Its factor.
        name
            Its name within the factor.
        """
        return self._places.get((doubt, hazard, name))

    def of(self, factor: Factor) -> NDArray[np.bool_]:
        """Return which columns belong to a factor, shape (columns,).

        Parameters
        ----------
        factor
            The factor.
        """
        return np.array([one == factor for one, _ in self.columns])

    @cached_property
    def _places(self) -> dict[tuple[Doubt, str, str], int]:
        return {(factor.doubt, factor.hazard, name): place for place, (factor, name) in enumerate(self.columns)}


def design_of(hazards: Iterable[tuple[str, Iterable[str], bool, bool, bool]], spreads: Spreads) -> Design:
    """Lay out the columns.

    Parameters
    ----------
    hazards
        Of each hazard: its kind, the targets whose functions have a spread, whether its parameters are sampled,
        whether its frequency is, and whether its events are.
    spreads
        Standard deviations; a factor of none is left out.
    """
    columns: list[tuple[Factor, str]] = []
    columns += [(Factor(Doubt.PEOPLE), "")] if spreads.people > 0.0 else []
    columns += [(Factor(Doubt.ASSETS), "")] if spreads.assets > 0.0 else []
    for kind, functions, parameters, frequency, events in hazards:
        columns += [(Factor(Doubt.FUNCTIONS, kind), target) for target in functions]
        columns += [(Factor(Doubt.PARAMETERS, kind), "")] if parameters else []
        columns += [(Factor(Doubt.FREQUENCY, kind), "")] if frequency else []
        columns += [(Factor(Doubt.EVENTS, kind), "")] if events else []
    return Design(tuple(columns))
