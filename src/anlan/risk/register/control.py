"""Whether a risk can be controlled, and what follows: prevent, prepare, or both, with baseline readiness."""

from dataclasses import dataclass

from anlan.risk.register.criteria import Criteria, rank

PREVENT = "prevent"
PREPARE = "prepare"
BOTH = "both"
BASELINE = "baseline"

NOTICEABLE = 0.1
"""Share of the mean yearly impact that measures must avoid to count as control in part; stated by judgement."""


@dataclass(frozen=True)
class Control:
    """How far a risk can be controlled.

    Parameters
    ----------
    rating
        ``controllable``, ``partly`` or ``uncontrollable``.
    strategy
        ``prevent``, ``prepare``, ``both``, or ``baseline`` where the risk is tolerable as it is.
    residual
        Level that remains when all its measures work together.
    avoided
        Share of the mean yearly impact that they avoid, 1; the largest over deaths and direct loss.
    cost
        Their cost a year: investment spread over their lives, and upkeep; currency/year. None where people rated it.
    benefit
        Direct loss and deaths that they avoid a year, at the value that the criteria state; currency/year.
    measures
        Identifiers of the measures.
    levers
        What they change: ``frequency`` and ``intensity`` (the source), ``exposure``, ``vulnerability``.
    """

    rating: str
    strategy: str
    residual: str
    avoided: float = 0.0
    cost: float | None = None
    benefit: float | None = None
    measures: tuple[str, ...] = ()
    levers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Treated:
    """What the measures on a risk do and cost.

    Parameters
    ----------
    residual
        Level that remains.
    avoided
        Largest share of the mean yearly deaths or direct loss that is avoided, 1.
    cost, benefit
        Currency/year.
    measures
        Identifiers of the measures.
    levers
        What they change.
    """

    residual: str
    avoided: float
    cost: float
    benefit: float
    measures: tuple[str, ...]
    levers: tuple[str, ...]


def control_of(level: str, treated: Treated, criteria: Criteria) -> Control:
    """Rate how far a risk can be controlled and choose the strategy.

    A risk is controllable if its measures, all together, bring it to a tolerable level at a reasonable cost: one that
    is not out of proportion to what they avoid. It is controllable in part if they lower its level or avoid a
    noticeable share of it at such a cost. Otherwise it is not. What can be controlled is prevented; what cannot is
    prepared for; what can be in part, both. A tolerable risk keeps its baseline readiness.

    Parameters
    ----------
    level
        Level of the risk as it is.
    treated
        What the measures do and cost.
    criteria
        By what risks are rated.
    """
    reasonable = bool(treated.measures) and treated.cost <= criteria.disproportion * treated.benefit
    lower = rank(treated.residual) > rank(level)
    if reasonable and criteria.tolerates(treated.residual) and (lower or treated.avoided >= NOTICEABLE):
        rating = "controllable"
    elif reasonable and (lower or treated.avoided >= NOTICEABLE):
        rating = "partly"
    else:
        rating = "uncontrollable"
    return Control(
        rating=rating,
        strategy=BASELINE if criteria.tolerates(level) else strategy_of(rating),
        residual=treated.residual,
        avoided=treated.avoided,
        cost=treated.cost,
        benefit=treated.benefit,
        measures=treated.measures,
        levers=treated.levers,
    )


def strategy_of(rating: str) -> str:
    """Return what to do about a risk that is not tolerable.

    Parameters
    ----------
    rating
        How far it can be controlled.
    """
    return {"controllable": PREVENT, "partly": BOTH, "uncontrollable": PREPARE}[rating]
