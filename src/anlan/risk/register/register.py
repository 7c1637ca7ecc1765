"""Makes the register of a city."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from anlan.city import City
from anlan.compute import Executor
from anlan.risk.assessment import Assessment
from anlan.risk.curves import ExceedanceCurve, exceedance
from anlan.risk.impact import MONEY, EventImpacts, assess
from anlan.risk.levers import areas_within, joint_effects, rows_within
from anlan.risk.register.control import Control, Treated, control_of, strategy_of
from anlan.risk.register.criteria import Criteria, criteria_of, rank
from anlan.risk.register.items import Rating, RegisterItem, rating_of
from anlan.risk.treatment import RATE, Measure
from anlan.risk.treatment.measures import measures_of

RATINGS = {"yes": "controllable", "partly": "partly", "no": "uncontrollable"}
"""Rating for what people entered as ``controllable``."""


@dataclass(frozen=True)
class Register:
    """The risk register of a city.

    Parameters
    ----------
    assessment
        The risk behind it.
    criteria
        By what the risks are rated.
    items
        The risks, the highest level first.
    measures
        Measures of the city by identifier.
    """

    assessment: Assessment
    criteria: Criteria
    items: tuple[RegisterItem, ...]
    measures: Mapping[str, Measure]


def make_register(
    assessment: Assessment, executor: Executor, advance: Callable[[int, int], None] | None = None
) -> Register:
    """Rate every hazard in the city and its districts, and everything that people have entered.

    Parameters
    ----------
    assessment
        Risk of a city.
    executor
        Where the work runs; the result does not depend on it.
    advance
        Called with the hazards that are done and the number of all.

    Raises
    ------
    PackageError
        If the criteria have gaps or a measure cannot act.
    """
    city = assessment.city
    criteria, measures = criteria_of(city), measures_of(city)
    items: list[RegisterItem] = []
    for done, (kind, impacts) in enumerate(assessment.impacts.items(), start=1):
        items += _computed(city, kind, impacts, criteria, measures, executor)
        if advance is not None:
            advance(done, len(assessment.impacts))
    items += _entered(city, criteria)
    order = sorted(items, key=lambda item: (rank(item.rating.level), -item.rating.consequence, -item.rating.likelihood))
    return Register(assessment, criteria, tuple(order), {measure.id: measure for measure in measures})


def _computed(
    city: City,
    kind: str,
    impacts: EventImpacts,
    criteria: Criteria,
    measures: Sequence[Measure],
    executor: Executor,
) -> list[RegisterItem]:
    acting = [lever for measure in measures for lever in measure.on_impacts if lever.hazard == kind]
    after = impacts if not acting else assess(city, impacts.events, executor, effects=joint_effects(city, kind, acting))
    root = city.areas.codes[city.areas.root]
    items = []
    for area in (root, *(code for code in impacts.districts if code != root)):
        district = None if area == root else area
        before, left = _curves(impacts, district, criteria), _curves(after, district, criteria)
        rating = rating_of(before, criteria)
        own = [measure for measure in measures if _acts(city, measure, kind, area)]
        cost = sum(annual_cost(measure) * _share(city, measure, kind, area) for measure in own)
        treated = _treated(impacts, after, district, rating_of(left, criteria), own, kind, cost, criteria)
        control = control_of(rating.level, treated, criteria)
        items.append(RegisterItem(f"{kind}/{area}", "computed", kind, area, rating, control, owner_of(city, kind)))
    return items


def _curves(impacts: EventImpacts, district: str | None, criteria: Criteria) -> dict[str, ExceedanceCurve]:
    return {name: exceedance(impacts.of(name, district), impacts.frequency) for name in criteria.consequence}


def _acts(city: City, measure: Measure, kind: str, area: str) -> bool:
    """Say whether a measure changes what a hazard does in an area: it acts inside it, around it, or everywhere."""
    inside = areas_within(city, area)
    for lever in measure.on_impacts:
        if lever.hazard == kind:
            within = areas_within(city, lever.area)
            if within[city.areas.index[area]] or (inside & within).any():
                return True
    return False


def _share(city: City, measure: Measure, kind: str, area: str) -> float:
    """Return the part of a measure's cost that an area bears: its part of the residents where the measure acts."""
    levers = [lever for lever in measure.on_impacts if lever.hazard == kind]
    reached = np.any([rows_within(city, lever.area) for lever in levers], axis=0)
    people = city.cells.population
    total = float(people[reached].sum())
    return float(people[reached & rows_within(city, area)].sum()) / total if total > 0.0 else 1.0


def _treated(
    before: EventImpacts,
    after: EventImpacts,
    district: str | None,
    left: Rating,
    measures: Sequence[Measure],
    kind: str,
    cost: float,
    criteria: Criteria,
) -> Treated:
    def mean(impacts: EventImpacts, name: str) -> float:
        return float(impacts.of(name, district) @ impacts.frequency)

    was = {name: mean(before, name) for name in ("killed", MONEY)}
    less = {name: was[name] - mean(after, name) for name in was}
    return Treated(
        residual=left.level,
        avoided=max((less[name] / was[name] for name in was if was[name] > 0.0), default=0.0),
        cost=cost,
        benefit=less[MONEY] + criteria.life_value * less["killed"],
        measures=tuple(measure.id for measure in measures),
        levers=tuple(
            dict.fromkeys(lever.kind for measure in measures for lever in measure.on_impacts if lever.hazard == kind)
        ),
    )


def annual_cost(measure: Measure, rate: float = RATE) -> float:
    """Return what a measure costs a year: its investment as an annuity over its life, and its upkeep.

    The annuity is ``cost * rate / (1 - (1 + rate) ** -life)``: Methods and Parameters for Economic Evaluation of
    Construction Projects, 3rd ed. (2006), capital recovery factor.

    Parameters
    ----------
    measure
        The measure.
    rate
        Discount rate, 1/year.

    Returns
    -------
    currency/year
    """
    share = rate / (1.0 - (1.0 + rate) ** -measure.life_years) if rate > 0.0 else 1.0 / measure.life_years
    return measure.cost * share + measure.upkeep


def _entered(city: City, criteria: Criteria) -> list[RegisterItem]:
    items = []
    for row in city.table("risk_entries").iter_rows(named=True):
        level = criteria.level(row["likelihood"], row["consequence"])
        rated = {"yes": "controllable", "partly": "partly", "no": "uncontrollable"}.get(
            row["controllable"] or "", "unrated"
        )
        tolerable = criteria.tolerates(level)
        strategy = "baseline" if tolerable else "unrated" if rated == "unrated" else strategy_of(rated)
        items.append(
            RegisterItem(
                id=row["id"],
                origin="entered",
                hazard=row["hazard"],
                area=row["area"],
                rating=Rating(row["likelihood"], row["consequence"], level),
                control=Control(rated, strategy, level),
                owner=row["owner"],
                name_zh=row["name_zh"],
                name_en=row["name_en"],
                synthetic=bool(row["synthetic"]),
            )
        )
    return items


def owner_of(city: City, kind: str) -> str | None:
    """Return the organisation that leads prevention of a hazard, else its response, else prevention of any hazard.

    Parameters
    ----------
    city
        The city.
    kind
        Kind of hazard.
    """
    leads = city.table("duties").filter(pl.col("role") == "lead")
    for hazard, phase in ((kind, "prevention"), (kind, "response"), ("any", "prevention")):
        found = leads.filter((pl.col("hazard") == hazard) & (pl.col("phase") == phase))
        if found.height:
            return str(found["organisation"][0])
    return None
