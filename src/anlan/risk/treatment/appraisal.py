"""What a programme of measures costs and saves over the years, at values of today."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.impact import MONEY
from anlan.risk.treatment.combinations import CONSEQUENCES, Treatment
from anlan.risk.treatment.measures import CashFlow, Measure, cash_flow

RATE = 0.08
"""Social discount rate, 1/year. NDRC and Ministry of Construction (2006), Methods and Parameters for Economic
Evaluation of Construction Projects, 3rd ed.: 8 %; SL 72-2013, Specification for Economic Evaluation of Water
Conservancy Construction Projects: flood control and other public welfare may be appraised at 6 % beside it."""

EQUAL: Mapping[str, float] = MappingProxyType(dict.fromkeys(CONSEQUENCES, 1.0))
"""Every consequence weighs the same: a choice without a source, shown in every result."""

TIE = 1e-6
"""Weight of the cost of all measures beside that of all risk, where money and lives are not compared: it decides
between programmes that save the same."""

FAIR_BY = ("benefit", "spending")


@dataclass(frozen=True)
class PlanSettings:
    """What a programme must keep to, and what it is to reach.

    Parameters
    ----------
    years
        Length of the programme; whatever is begun is finished within it.
    horizon
        Years over which cost and benefit are counted, longer than `years`.
    budget
        Most that may be spent in the programme, currency.
    yearly
        Most that may be spent in each year of it, currency.
    rate
        Discount rate, 1/year; amounts count at the end of their year.
    growth
        Growth of the risk without measures, 1/year.
    values
        What one person is worth by consequence, currency; empty leaves money and people side by side. With it, money
        lost counts as it is.
    weights
        How much each consequence weighs where `values` is empty: the share of its risk that is avoided counts with
        its weight.
    must
        Measures that have to be in the programme.
    least
        Least share of the yearly impact that has to be avoided after the programme, by consequence.
    fairness
        Least benefit or spending per head in each district as a share of the city's mean, 1.
    fair_by
        What `fairness` compares: ``benefit`` or ``spending``.
    tail
        Weight of the worst futures against the mean, 1; needs possible futures.
    tail_share
        Share of futures that are not in that tail, 1.
    renew
        Whether a measure is bought again at the end of its life.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    years: int = 10
    horizon: int = 30
    budget: float = math.inf
    yearly: float = math.inf
    rate: float = RATE
    growth: float = 0.0
    values: Mapping[str, float] = field(default_factory=dict)
    weights: Mapping[str, float] = field(default_factory=lambda: EQUAL)
    must: tuple[str, ...] = ()
    least: Mapping[str, float] = field(default_factory=dict)
    fairness: float = 0.0
    fair_by: str = "benefit"
    tail: float = 0.0
    tail_share: float = 0.9
    renew: bool = True

    def __post_init__(self) -> None:
        checks = (
            ("years", self.years, self.years >= 1, mark("1 or more")),
            ("horizon", self.horizon, self.horizon > self.years, mark("more than the years of the programme")),
            ("budget", self.budget, self.budget >= 0.0, mark("0 or more")),
            ("yearly", self.yearly, self.yearly >= 0.0, mark("0 or more")),
            ("rate", self.rate, -0.5 < self.rate < 1.0, mark("a yearly rate such as 0.08")),
            ("growth", self.growth, -0.5 < self.growth < 0.5, mark("a yearly rate such as 0.01")),
            ("fairness", self.fairness, 0.0 <= self.fairness <= 1.0, mark("0 to 1")),
            ("fair_by", self.fair_by, self.fair_by in FAIR_BY, mark("benefit or spending")),
            ("tail", self.tail, 0.0 <= self.tail <= 1.0, mark("0 to 1")),
            ("tail_share", self.tail_share, 0.0 < self.tail_share < 1.0, mark("above 0 and below 1")),
        )
        for name, value, good, range_ in checks:
            if not good:
                raise SettingError(
                    Message(mark("{name} is {value}; give {range}"), name=name, value=value, range=Message(range_))
                )
        self._check_consequences()

    def _check_consequences(self) -> None:
        for given in (self.values, self.weights, self.least):
            for name, value in given.items():
                if name not in CONSEQUENCES:
                    known = ", ".join(CONSEQUENCES)
                    raise SettingError(
                        Message(mark("'{name}' is no consequence; use one of {known}"), name=name, known=known)
                    )
                if not value >= 0.0:
                    raise SettingError(Message(mark("{name} is {value}; give 0 or more"), name=name, value=value))
        if not self.values and not any(self.weights.values()):
            raise SettingError(Message(mark("all weights are zero; give at least one consequence a weight")))

    @property
    def monetised(self) -> bool:
        """Whether people are expressed in money."""
        return bool(self.values)

    @property
    def factors(self) -> NDArray[np.float64]:
        """Value today of an impact in each year of the horizon that is 1 a year now, shape (horizon,)."""
        year = np.arange(1, self.horizon + 1)
        factors: NDArray[np.float64] = discount_factors(self.rate, self.horizon) * (1.0 + self.growth) ** (year - 1)
        return factors


def discount_factors(rate: float, years: int, first: int = 1) -> NDArray[np.float64]:
    """Return what one unit in each of some years is worth today, 1, shape (years,).

    Parameters
    ----------
    rate
        Discount rate, 1/year.
    years
        Number of years.
    first
        Distance of the first from today, years: 1 counts amounts at the end of their year, 0 at its beginning.
    """
    factors: NDArray[np.float64] = (1.0 + rate) ** -np.arange(first, first + years, dtype=np.float64)
    return factors


def present_value(stream: Sequence[float] | NDArray[np.float64], rate: float, first: int = 1) -> float:
    """Return what a stream of yearly amounts is worth today.

    Parameters
    ----------
    stream
        Amount of each year, shape (years,).
    rate, first
        As for `discount_factors`.
    """
    amounts = np.asarray(stream, dtype=np.float64)
    return float(discount_factors(rate, amounts.size, first) @ amounts)


@dataclass(frozen=True)
class Worth:
    """How impacts and costs are compared.

    Parameters
    ----------
    unit
        Worth of one person or one unit of money lost a year in the first year, by consequence, shape (4,).
    cost
        Worth of one unit of money spent.
    """

    unit: NDArray[np.float64]
    cost: float


def worth_of(treatment: Treatment, settings: PlanSettings) -> Worth:
    """Say how impacts and costs are compared: in money, or by the shares of the risk that are avoided.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    settings
        With ``values``, all in money; without, each consequence counts with its weight, relative to what it is
        without measures, so that the whole risk of the city is worth 1.
    """
    if settings.monetised:
        values = {MONEY: 1.0, **settings.values}
        return Worth(np.array([values.get(name, 0.0) for name in CONSEQUENCES]), 1.0)
    today = treatment.annual(()).sum(axis=0)
    weights = np.array([settings.weights.get(name, 0.0) for name in CONSEQUENCES]) * (today > 0.0)
    shares = weights / max(weights.sum(), np.finfo(float).tiny)
    unit = np.divide(shares, today * settings.factors.sum(), out=np.zeros_like(today), where=today > 0.0)
    whole = sum(present_cost(measure, 1, settings) for measure in treatment.measures)
    return Worth(unit, TIE / whole if whole > 0.0 else 0.0)


def whole_risk(treatment: Treatment, settings: PlanSettings) -> float:
    """Return the worth of all impacts over the horizon without measures, as `Outcome.saved` counts it.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    settings
        Horizon, rate and worth of impacts.
    """
    today = treatment.annual(()).sum(axis=0)
    return float(today @ worth_of(treatment, settings).unit * settings.factors.sum())


def flow_of(measure: Measure, start: int, settings: PlanSettings) -> CashFlow:
    """Return the yearly cost of a measure over the horizon.

    Parameters
    ----------
    measure
        The measure.
    start
        Year in which construction begins.
    settings
        Settings of the programme.
    """
    return cash_flow(measure, start, settings.horizon, renew=settings.renew)


def present_cost(measure: Measure, start: int, settings: PlanSettings) -> float:
    """Return what a measure costs at values of today, less what is left of it at the end of the horizon, currency.

    Parameters
    ----------
    measure
        The measure.
    start
        Year in which construction begins.
    settings
        Settings of the programme.
    """
    flow = flow_of(measure, start, settings)
    factors = discount_factors(settings.rate, settings.horizon)
    return float(factors @ flow.spending - factors[-1] * flow.remaining)


@dataclass(frozen=True)
class Outcome:
    """What a programme costs and saves.

    Parameters
    ----------
    starts
        Year in which each of its measures begins, from 1.
    spending
        Spent in each year of the programme, currency, shape (years,).
    remaining
        Mean yearly impacts that remain in each year of the horizon, by district and consequence, people or money a
        year, shape (horizon, d, 4).
    avoided
        Impacts avoided over the horizon, discounted, people or money, shape (4,).
    cost
        Cost at values of today, less what is left of the measures at the end, currency.
    saved
        Worth of what is avoided: currency where people are valued in money, else share of all risk.
    sampled
        Worth of what remains in each possible future, shape (q,), in the unit of `saved`.
    """

    starts: Mapping[str, int]
    spending: NDArray[np.float64]
    remaining: NDArray[np.float64]
    avoided: NDArray[np.float64]
    cost: float
    saved: float
    sampled: NDArray[np.float64]

    @property
    def after(self) -> NDArray[np.float64]:
        """Mean yearly impacts in the first year after the programme, by district and consequence, shape (d, 4)."""
        after: NDArray[np.float64] = self.remaining[self.spending.size]
        return after


def appraise(treatment: Treatment, settings: PlanSettings, starts: Mapping[str, int]) -> Outcome:
    """Work out what a programme costs and saves, year by year, with its measures applied jointly.

    Parameters
    ----------
    treatment
        Impacts under every combination of measures.
    settings
        Settings of the programme.
    starts
        Year in which each measure begins.
    """
    chosen = {measure.id: measure for measure in treatment.measures if measure.id in starts}
    flows = {name: flow_of(measure, starts[name], settings) for name, measure in chosen.items()}
    growth = (1.0 + settings.growth) ** np.arange(settings.horizon)
    sets = [frozenset(name for name, flow in flows.items() if flow.working[year]) for year in range(settings.horizon)]
    levels = {working: treatment.annual(working) for working in dict.fromkeys(sets)}
    sampled = {working: treatment.sampled(working) for working in levels}
    remaining = np.stack([levels[working] for working in sets]) * growth[:, None, None]
    today = treatment.annual(())
    factors = settings.factors
    worth = worth_of(treatment, settings)
    avoided = factors @ np.stack([(today - levels[working]).sum(axis=0) for working in sets])
    spending = np.sum([flow.spending for flow in flows.values()], axis=0) if flows else np.zeros(settings.horizon)
    return Outcome(
        starts=dict(sorted(starts.items(), key=lambda item: (item[1], item[0]))),
        spending=spending[: settings.years],
        remaining=remaining,
        avoided=avoided,
        cost=sum(present_cost(measure, starts[name], settings) for name, measure in chosen.items()),
        saved=float(avoided @ worth.unit),
        sampled=np.einsum("y,yqc,c->q", factors, np.stack([sampled[working] for working in sets]), worth.unit),
    )


def tail_mean(burdens: NDArray[np.float64], share: float) -> float:
    """Return the mean of the worst of equally likely burdens: the conditional value at risk.

    Rockafellar and Uryasev (2000), Optimization of conditional value-at-risk, Journal of Risk 2(3), eq. 9, at its
    minimum, which lies at one of the burdens.

    Parameters
    ----------
    burdens
        Burdens of q futures, shape (q,).
    share
        Share of the futures that are not in the tail, 1.
    """
    above = np.maximum(burdens[None, :] - burdens[:, None], 0.0).mean(axis=1)
    return float(np.min(burdens + above / (1.0 - share)))
