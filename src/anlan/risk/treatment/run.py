"""From an assessment to a plan with everything that explains it."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.city import City
from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.risk.assessment import Assessment, Skipped, Watcher
from anlan.risk.treatment.appraisal import Outcome, PlanSettings, whole_risk
from anlan.risk.treatment.benefits import Benefit, Interaction, benefits_of, interactions_of
from anlan.risk.treatment.checkpoints import Checkpoint, checkpoints_of
from anlan.risk.treatment.combinations import futures_of, treatment_of
from anlan.risk.treatment.plan import BudgetPoint, Plan, budget_curve, greedy, plan_of


@dataclass(frozen=True)
class PlanRun:
    """A plan and what explains it.

    Parameters
    ----------
    city
        The city.
    plan
        The best programme, or why there is none.
    benefits
        What each measure saves alone.
    interactions
        How pairs of measures change each other's worth.
    greedy
        The programme of the usual rule of thumb.
    curve
        What each budget buys.
    checkpoints
        Who has to do what in which year.
    skipped
        Hazards that were not assessed, and why.
    provenance
        Version, seed and checksum of the input.
    """

    city: City
    plan: Plan
    benefits: tuple[Benefit, ...]
    interactions: tuple[Interaction, ...]
    greedy: Outcome
    curve: tuple[BudgetPoint, ...]
    checkpoints: tuple[Checkpoint, ...]
    skipped: tuple[Skipped, ...]
    provenance: Mapping[str, str | int]


def make_plan(
    assessment: Assessment,
    settings: PlanSettings,
    executor: Executor,
    watcher: Watcher,
    *,
    samples: int = 0,
) -> PlanRun:
    """Plan which measures to carry out when.

    Parameters
    ----------
    assessment
        Impacts of the city's hazards without any measure.
    settings
        Settings of the programme.
    executor
        Where work runs; the result does not depend on it.
    watcher
        Told of each stage.
    samples
        Number of possible futures, each as long as the horizon.

    Raises
    ------
    SettingError
        If the city has no measures, no hazard was assessed, or a setting cannot be used.
    PackageError
        If a measure cannot act; see `anlan.risk.levers_of`.
    """
    city, impacts = assessment.city, tuple(assessment.impacts.values())
    if not city.table("measures").height or not impacts:
        raise SettingError(
            Message(mark("there is nothing to plan: measures.csv has no row, or no hazard could be assessed"))
        )
    watcher.begin(Message(mark("Combine measures")))
    futures = (
        {one.events.kind: futures_of(one, samples, settings.horizon, assessment.seed) for one in impacts}
        if samples
        else None
    )
    treatment = treatment_of(city, impacts, executor, futures=futures, advance=watcher.advance)
    count = sum(len(each.annual) for each in treatment.combinations)
    watcher.end(
        Message(mark("{count:,} combinations of {measures} measures"), count=count, measures=len(treatment.measures))
    )
    watcher.begin(Message(mark("Choose and schedule measures")))
    plan = plan_of(treatment, settings)
    watcher.end(_told(plan))
    watcher.begin(Message(mark("What each budget buys")))
    curve = budget_curve(treatment, settings, advance=watcher.advance)
    watcher.end(Message(mark("{count} budgets"), count=len(curve)))
    return PlanRun(
        city,
        plan,
        benefits_of(treatment, settings),
        interactions_of(treatment),
        greedy(treatment, settings),
        curve,
        checkpoints_of(plan),
        assessment.skipped,
        assessment.provenance,
    )


def _told(plan: Plan) -> Message:
    if plan.outcome is None:
        return Message(mark("no programme keeps to all limits"))
    risk = whole_risk(plan.treatment, plan.settings)
    return Message(
        mark("{count} measures avoid {share:.1%} of the risk for {spent:,.0f}"),
        count=len(plan.outcome.starts),
        share=plan.outcome.saved / risk if risk > 0.0 else 0.0,
        spent=float(plan.outcome.spending.sum()),
    )
