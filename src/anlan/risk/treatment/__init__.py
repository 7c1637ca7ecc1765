"""Treatment of risk: what measures save together, and which to carry out when."""

from anlan.risk.treatment.appraisal import (
    RATE,
    Outcome,
    PlanSettings,
    appraise,
    discount_factors,
    flow_of,
    present_cost,
    present_value,
    tail_mean,
    whole_risk,
)
from anlan.risk.treatment.benefits import Benefit, Interaction, benefits_of, interactions_of
from anlan.risk.treatment.checkpoints import Checkpoint, checkpoints_of
from anlan.risk.treatment.combinations import CONSEQUENCES, Combinations, Treatment, futures_of, treatment_of
from anlan.risk.treatment.measures import CashFlow, Measure, Rule, cash_flow, measures_of, rules_of
from anlan.risk.treatment.plan import BudgetPoint, Plan, Violation, budget_curve, greedy, plan_of
from anlan.risk.treatment.run import PlanRun, make_plan

__all__ = [
    "CONSEQUENCES",
    "RATE",
    "Benefit",
    "BudgetPoint",
    "CashFlow",
    "Checkpoint",
    "Combinations",
    "Interaction",
    "Measure",
    "Outcome",
    "Plan",
    "PlanRun",
    "PlanSettings",
    "Rule",
    "Treatment",
    "Violation",
    "appraise",
    "benefits_of",
    "budget_curve",
    "cash_flow",
    "checkpoints_of",
    "discount_factors",
    "flow_of",
    "futures_of",
    "greedy",
    "interactions_of",
    "make_plan",
    "measures_of",
    "plan_of",
    "present_cost",
    "present_value",
    "rules_of",
    "tail_mean",
    "treatment_of",
    "whole_risk",
]
