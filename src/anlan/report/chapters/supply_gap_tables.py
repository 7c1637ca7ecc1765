"""Tables in full of the chapters on the gap, with units in their columns."""

from typing import Any

import numpy as np
import polars as pl

from anlan.report.chapters.supply_gap_parts import GapStory


def _number(value: float) -> float | None:
    """Return a number that any program reads: nothing where it is infinite or unknown."""
    return float(value) if np.isfinite(value) else None


def gap_frame(story: GapStory) -> pl.DataFrame:
    """Return each item of each scenario: needed, missing, when, person-hours."""
    rows: list[dict[str, Any]] = []
    for gap in story.gaps:
        for row, item in enumerate(gap.needs.items):
            hours = gap.short_hours[row]
            rows.append({
                "scenario": gap.needs.scenario, "item": item, "unit": story.unit(item),
                "handed_out_once": bool(gap.needs.once[row]), "needed": float(gap.needs.city_amount[row].sum()),
                "missing": float(gap.shortage[row]), "first_hour_h": None if hours is None else hours[0],
                "last_hour_h": None if hours is None else hours[1],
                "unmet_person_hours": float(gap.person_hours[row]), "synthetic": gap.needs.synthetic,
            })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def tier_frame(story: GapStory) -> pl.DataFrame:
    """Return what each tier gives of each item in each scenario, from when, and what it has left."""
    rows: list[dict[str, Any]] = []
    for gap in story.gaps:
        for place, kind in enumerate(gap.kinds):
            for row, item in enumerate(gap.needs.items):
                if gap.arriving[place, row].any():
                    rows.append({
                        "scenario": gap.needs.scenario, "item": item, "unit": story.unit(item), "tier": kind,
                        "arriving": float(gap.arriving[place, row].sum()),
                        "handed_out": float(gap.covered.used[place, row].sum()),
                        "left": float(gap.covered.left[place, row]),
                        "from_hour_h": _number(float(gap.first_hour[place, row])),
                    })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def capacity_frame(story: GapStory) -> pl.DataFrame:
    """Return the smallest capacity that leaves no gap, by item, scenario and hour of the first unit."""
    rows: list[dict[str, Any]] = []
    for gap in story.gaps:
        for one in gap.capacity:
            for start, stock, rate in zip(one.starts, one.stock_first, one.rate, strict=True):
                rows.append({
                    "scenario": gap.needs.scenario, "item": one.item, "unit": story.unit(one.item),
                    "missing_so_far": one.gap, "by_hour_h": one.hour, "first_unit_h": float(start),
                    "in_stock": float(stock), "rate_per_h": float(rate),
                })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def binding_frame(story: GapStory) -> pl.DataFrame:
    """Return what stops each item on each day of the first scenario."""
    return pl.DataFrame(
        [
            {"item": one.item, "unit": story.unit(one.item), "day": one.day + 1, "binding": one.chain[-1],
             "chain": " > ".join(one.chain), "reason": one.reason, "maker": one.maker, "missing": one.missing,
             "unmet_person_hours": one.person_hours}
            for one in story.bindings
        ],
        infer_schema_length=None,
    )  # fmt: skip


def loss_frame(story: GapStory) -> pl.DataFrame:
    """Return what the loss of each supplier and component does in the first scenario."""
    return pl.DataFrame(
        [
            {"kind": one.kind, "name": one.name, "unmet_person_hours": one.person_hours,
             "extra_person_hours": one.extra, "time_to_survive_h": _number(one.survive_h),
             "time_to_recover_h": _number(one.recover_h), "exposed": one.exposed, "status": one.status}
            for one in story.losses
        ],
        infer_schema_length=None,
    )  # fmt: skip


def option_frame(story: GapStory) -> pl.DataFrame:
    """Return what reserving each line costs against a stock."""
    currency = story.city.info["currency"]
    return pl.DataFrame(
        [
            {"line": one.line, "item": one.item, "unit": story.unit(one.item), "organisation": one.organisation,
             "quantity": one.quantity, f"reserve_{currency}_per_year": _number(one.reserve_yearly),
             f"stock_{currency}_per_year": _number(one.stock_yearly), "first_unit_h": one.first_h}
            for one in story.options
        ],
        infer_schema_length=None,
    )  # fmt: skip


def strength_frame(story: GapStory) -> pl.DataFrame:
    """Return what lines could make, and what of it reaches people, by item and hour."""
    rows = [
        {"item": one.item, "unit": story.unit(one.item), "by_hour_h": int(hour),
         **{name: float(getattr(one, name)[place]) for name in ("nameplate", "shifts", "ramped", "supplied", "wanted")}}
        for one in story.strengths
        for place, hour in enumerate(one.hours.tolist())
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)
