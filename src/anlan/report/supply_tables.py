"""Course, balance, service level and gap list of every scenario, as tables for files."""

from collections.abc import Mapping

import polars as pl

from anlan.rehearsal import Rehearsed
from anlan.report.gaps import ItemGap


def supply_tables(rehearsed: tuple[Rehearsed, ...], gaps: Mapping[str, tuple[ItemGap, ...]]) -> dict[str, pl.DataFrame]:
    """Return the course, the balance by item and hour, the service level and the gap list of every scenario.

    Parameters
    ----------
    rehearsed
        The scenarios.
    gaps
        Gaps by kind of hazard.
    """
    return {
        "course": _stacked([_course_table(each) for each in rehearsed]),
        "service_level": _stacked([_level_table(each) for each in rehearsed]),
        "balance": _stacked([_balance_table(each, gaps[each.scenario.kind]) for each in rehearsed]),
        "gap_list": _stacked([_gap_table(kind, each) for kind, each in gaps.items()]),
    }


def _stacked(frames: list[pl.DataFrame]) -> pl.DataFrame:
    kept = [frame for frame in frames if frame.height]
    return pl.concat(kept, how="diagonal") if kept else pl.DataFrame(schema={"hazard": pl.String})


def _course_table(each: Rehearsed) -> pl.DataFrame:
    columns = {f"{target}_persons": people for target, people in each.scenario.course.items()}
    hours = each.balance.unmet.shape[1]
    return pl.DataFrame({"hazard": [each.scenario.kind] * hours, "hour": range(hours), **columns})


def _level_table(each: Rehearsed) -> pl.DataFrame:
    if not each.balance.needs.items:
        return pl.DataFrame()
    level, band = each.resilience, each.band
    hours = level.whole.size
    groups = {f"{group}_share": values for group, values in level.level.items()}
    columns = {"all_share": level.whole, "all_low_share": band.level_low, "all_high_share": band.level_high}
    return pl.DataFrame({"hazard": [each.scenario.kind] * hours, "hour": range(hours), **columns, **groups})


def _balance_table(each: Rehearsed, gaps: tuple[ItemGap, ...]) -> pl.DataFrame:
    balance = each.balance
    hours = balance.unmet.shape[1]
    frames = [
        pl.DataFrame(
            {
                "hazard": [each.scenario.kind] * hours,
                "item": [gap.item] * hours,
                "unit": [gap.unit] * hours,
                "hour": range(hours),
                "need": balance.needs.amount[gap.place],
                "from_stock": balance.stock[gap.place],
                "from_agreements": balance.agreement[gap.place],
                "from_production": balance.capacity[gap.place],
                "unmet": balance.unmet[gap.place],
                "need_persons": balance.needs.persons[gap.place],
                "unmet_persons": balance.unmet_persons[gap.place],
            }
        )
        for gap in gaps
    ]
    return pl.concat(frames) if frames else pl.DataFrame()


def _gap_table(kind: str, gaps: tuple[ItemGap, ...]) -> pl.DataFrame:
    rows = [
        {
            "hazard": kind,
            "item": gap.item,
            "name_zh": gap.name.zh,
            "name_en": gap.name.en,
            "group": gap.group,
            "unit": gap.unit,
            "handed_out_once": gap.once,
            "need": gap.need,
            "from_stock": gap.stock,
            "from_agreements": gap.agreement,
            "from_production": gap.capacity,
            "shortage": gap.shortage,
            "first_short_h": gap.first_short,
            "last_short_h": gap.last_short,
            "hours_short_h": gap.hours_short,
            "peak_without_persons": gap.peak_without,
            "unmet_person_hours": gap.unmet,
            "unmet_low_person_hours": gap.unmet_low,
            "unmet_high_person_hours": gap.unmet_high,
            "synthetic": gap.synthetic,
        }
        for gap in gaps
    ]
    kinds = {"name_en": pl.String, "first_short_h": pl.Int64, "last_short_h": pl.Int64}
    return pl.DataFrame(rows, schema_overrides=kinds, infer_schema_length=None)
