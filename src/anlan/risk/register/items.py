"""Risks with their ratings."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.risk.curves import ExceedanceCurve
from anlan.risk.register.control import Control
from anlan.risk.register.criteria import Criteria, rank


@dataclass(frozen=True)
class Rating:
    """Where a risk stands in the matrix.

    Parameters
    ----------
    likelihood, consequence
        Classes.
    level
        Level of risk, a key of `anlan.city.tables.register.RISK_COLOURS`.
    dimension
        Consequence that decides; None where people rated it.
    impact
        Least impact of the class of consequence, people or money.
    frequency
        How often that is reached or exceeded, 1/year.
    """

    likelihood: int
    consequence: int
    level: str
    dimension: str | None = None
    impact: float = 0.0
    frequency: float = 0.0


@dataclass(frozen=True)
class RegisterItem:
    """A risk of the register.

    Parameters
    ----------
    id
        Identifier, unique in the register.
    origin
        ``computed`` from the simulated events, or ``entered`` by people.
    hazard
        Kind of hazard.
    area
        Code of the area.
    rating
        Where it stands in the matrix.
    control
        How far it can be controlled, and what is to be done.
    owner
        Organisation that answers for it; None where none is named.
    name_zh, name_en
        What people called it; None where it was computed.
    synthetic
        Whether the entry is invented by a stated method.
    """

    id: str
    origin: str
    hazard: str
    area: str
    rating: Rating
    control: Control
    owner: str | None
    name_zh: str | None = None
    name_en: str | None = None
    synthetic: bool = False


def rating_of(curves: Mapping[str, ExceedanceCurve], criteria: Criteria) -> Rating:
    """Rate a risk by the worst pair of classes on any of its curves.

    For every class of every consequence the frequency of reaching it gives the class of likelihood; the highest level
    decides, then the graver consequence, then the higher likelihood. A class that is never reached does not count.

    Parameters
    ----------
    curves
        Exceedance curve of each consequence.
    criteria
        By what risks are rated.
    """
    best = Rating(1, 1, criteria.level(1, 1))
    for dimension, bounds in criteria.consequence.items():
        curve = curves.get(dimension)
        if curve is None:
            continue
        for number, impact in bounds.items():
            frequency = curve.frequency_of(max(impact, 1e-12))
            if frequency <= 0.0:
                continue
            likelihood = criteria.likelihood_class(frequency)
            one = Rating(likelihood, number, criteria.level(likelihood, number), dimension, impact, frequency)
            best = min(best, one, key=_order)
    return best


def _order(rating: Rating) -> tuple[int, int, int, float]:
    return rank(rating.level), -rating.consequence, -rating.likelihood, -rating.frequency
