"""The reserve plan for other programs: ``plan.json``."""

import json
import math
from typing import Any

import numpy as np

from anlan.report.chapters.supply_plan_tables import plan_tables
from anlan.supplies.reserve.decision import Judged
from anlan.supplies.reserve.outcome import PlanOutcome

FILE = "plan.json"
"""Name of the file."""

PLAN_MARKER = "anlan-reserve-plan"
"""Value of the key ``marker``, by which the file is known."""

PLAN_FORMAT = 1
"""Version of the layout of the file."""


def plan_numbers(outcome: PlanOutcome) -> str:
    """Return the content of ``plan.json``: strict JSON, a line for each part, always in the same order.

    Parameters
    ----------
    outcome
        The plan and what explains it.
    """
    lines = (
        f"{json.dumps(name)}: {json.dumps(_plain(part), ensure_ascii=False, allow_nan=False)}"
        for name, part in _parts(outcome).items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _parts(outcome: PlanOutcome) -> dict[str, Any]:
    answer, reserve = outcome.answer, outcome.reserve
    options = {name: value for name, value in vars(reserve.options).items() if name != "covers"}
    return {
        "marker": PLAN_MARKER,
        "format": PLAN_FORMAT,
        "provenance": {
            "version": answer.version, "seed": answer.seed, "problem": answer.checksum,
            "package": reserve.city.checksum, "scenarios": [dict(one.provenance) for one in reserve.needs],
        },
        "options": {**options, "covers": [one.name for one in reserve.options.covers]},
        "rules": vars(reserve.rules),
        "status": answer.status,
        "objective_per_year": answer.objective,
        "bound_per_year": answer.bound,
        "gap": answer.gap,
        "method": answer.method,
        "scenarios": [
            {"id": name, "probability": float(weight)}
            for name, weight in zip(reserve.problem.scenarios, reserve.problem.probability, strict=True)
        ],
        "broken": [vars(one) for one in answer.broken],
        "relaxed_budget_per_year": answer.relaxed_budget,
        "plan": _judged(outcome.judged),
        "today": _judged(outcome.today),
        "ways": [{"way": way.key, "gap": way.gap, **_judged(way.judged)} for way in outcome.ways],
        "budgets": [vars(step) for step in outcome.budgets],
        "prices": [vars(one) for one in outcome.prices],
        "views": [vars(one) for one in outcome.views],
        **{name.removeprefix("reserve_"): frame.to_dicts() for name, frame in plan_tables(outcome).items()},
        "notices": [{"what": str(one.what), "remedy": str(one.remedy)} for one in reserve.notices],
    }  # fmt: skip


def _judged(judged: Judged) -> dict[str, Any]:
    return {
        "once": judged.once,
        "per_year": judged.yearly,
        "objective_per_year": judged.objective,
        "late_person_hours": judged.late,
        "mean_late_person_hours": judged.mean_late,
        "hours": judged.coverage.hours,
        "covered_mean": judged.coverage.city_mean,
        "covered_worst": judged.coverage.city_worst,
    }


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: numbers to six significant digits, what is not finite as null."""
    if isinstance(value, np.ndarray | frozenset | set | tuple | list):
        each = sorted(value) if isinstance(value, frozenset | set) else value
        return [_plain(one) for one in (each.tolist() if isinstance(each, np.ndarray) else each)]
    if isinstance(value, bool | np.bool_):
        return bool(value)
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}") if math.isfinite(value) else None
    if hasattr(value, "items"):
        return {str(name): _plain(one) for name, one in value.items()}
    return value if value is None or isinstance(value, int | str) else str(value)
