"""The tables of the chapter on measures in full; units in the column names."""

import polars as pl

from anlan.report.chapters.plan_names import yearly_unit
from anlan.risk.treatment import CONSEQUENCES as COUNTED
from anlan.risk.treatment import PlanRun


def plan_tables(run: PlanRun) -> dict[str, pl.DataFrame]:
    """Return the tables of the plan in full; units in the column names.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    return {
        "plan_measures": _measure_table(run),
        "plan_checkpoints": _checkpoint_table(run),
        "plan_years": _year_table(run),
        "plan_budgets": _budget_table(run),
        "plan_interactions": _pair_table(run),
        "plan_combinations": _combination_table(run),
    }


def _column(run: PlanRun, name: str) -> str:
    """Return the name of a column of yearly impacts, with its unit."""
    return f"{name}_{yearly_unit(name, run.city.info['currency']).replace('/', '_per_')}"


def _measure_table(run: PlanRun) -> pl.DataFrame:
    currency = run.city.info["currency"]
    starts = {} if run.plan.outcome is None else run.plan.outcome.starts
    rows = []
    for measure, benefit in zip(run.plan.treatment.measures, run.benefits, strict=True):
        start = starts.get(measure.id)
        row = {
            "measure": measure.id,
            "name_zh": measure.name_zh,
            "name_en": measure.name_en,
            "purpose": measure.purpose,
            "owner": measure.owner,
            "chosen": start is not None,
            "start_year": start,
            "works_from_year": None if start is None else measure.works_from(start),
            f"cost_{currency}": measure.cost,
            f"upkeep_{currency}_per_year": measure.upkeep,
            f"present_cost_{currency}": benefit.cost,
            "valued": measure.id not in run.plan.treatment.unvalued,
        }
        row |= {f"alone_{_column(run, name)}": value for name, value in zip(COUNTED, benefit.annual, strict=True)}
        rows.append({**row, f"saved_alone_{_worth(run)}": benefit.saved, "saved_for_cost": benefit.ratio})
    return pl.DataFrame(rows, infer_schema_length=None)


def _worth(run: PlanRun) -> str:
    """Return the unit of worth: the currency, or the share of the whole risk."""
    return run.city.info["currency"] if run.plan.settings.monetised else "share_of_risk"


def _checkpoint_table(run: PlanRun) -> pl.DataFrame:
    rows = [(step.first, step.last, step.kind, step.measure, step.owner) for step in run.checkpoints]
    schema = {
        "first_year": pl.Int64,
        "last_year": pl.Int64,
        "what": pl.String,
        "measure": pl.String,
        "owner": pl.String,
    }
    return pl.DataFrame(rows, schema, orient="row")


def _year_table(run: PlanRun) -> pl.DataFrame:
    """Return spending and what remains by year and district."""
    outcome, treatment = run.plan.outcome, run.plan.treatment
    rows = []
    for year in range(run.plan.settings.horizon if outcome is not None else 0):
        for place, area in enumerate(treatment.areas):
            left = outcome.remaining[year, place] if outcome is not None else ()
            rows.append((year + 1, area, *(float(value) for value in left)))
    schema = {
        "year": pl.Int64,
        "area": pl.String,
        **{f"remaining_{_column(run, name)}": pl.Float64 for name in COUNTED},
    }
    return pl.DataFrame(rows, schema, orient="row")


def _budget_table(run: PlanRun) -> pl.DataFrame:
    currency = run.city.info["currency"]
    rows = []
    for point in run.curve:
        outcome = point.plan.outcome
        if outcome is not None:
            spent, chosen = float(outcome.spending.sum()), " ".join(outcome.starts)
            rows.append((point.budget, spent, outcome.saved, point.marginal, chosen))
    schema = {
        f"budget_{currency}": pl.Float64,
        f"spent_{currency}": pl.Float64,
        f"saved_{_worth(run)}": pl.Float64,
        f"saved_{_worth(run)}_per_{currency}": pl.Float64,
        "measures": pl.String,
    }
    return pl.DataFrame(rows, schema, orient="row")


def _pair_table(run: PlanRun) -> pl.DataFrame:
    parts = ("apart", "joint", "gain")
    rows = [
        (
            pair.measure,
            pair.other,
            *(float(getattr(pair, part)[place]) for place in range(len(COUNTED)) for part in parts),
        )
        for pair in run.interactions
    ]
    schema = {
        "measure": pl.String,
        "other": pl.String,
        **{f"{part}_{_column(run, name)}": pl.Float64 for name in COUNTED for part in parts},
    }
    return pl.DataFrame(rows, schema, orient="row")


def _combination_table(run: PlanRun) -> pl.DataFrame:
    """Return the yearly impacts of every combination of measures, by hazard and district."""
    rows = [
        (each.hazard, each.area, " ".join(name for bit, name in enumerate(each.measures) if number >> bit & 1), *values)
        for each in run.plan.treatment.combinations
        for number, values in enumerate(each.annual.tolist())
    ]
    schema = {
        "hazard": pl.String,
        "area": pl.String,
        "measures": pl.String,
        **{_column(run, name): pl.Float64 for name in COUNTED},
    }
    return pl.DataFrame(rows, schema, orient="row")
