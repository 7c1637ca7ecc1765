"""Tables of needs for other programs and for a purchasing office."""

from typing import Any

import numpy as np
import polars as pl

from anlan.report.chapters.supply_needs_parts import NeedsStory, to_provide
from anlan.supplies.needs import SupplyLine
from anlan.supplies.needs.bands import peaks_of


def list_frame(story: NeedsStory) -> pl.DataFrame:
    """Return the supplies list, a row for each line; amounts in the item's unit.

    Parameters
    ----------
    story
        Needs of the scenarios.
    """
    return pl.DataFrame([_record(story, line) for line in story.listed.lines], infer_schema_length=None)


def _record(story: NeedsStory, line: SupplyLine) -> dict[str, Any]:
    row = story.items[line.item]
    sources, assumed = story.grounds.get(line.item, ((), True))
    record: dict[str, Any] = {
        "item": line.item, "code": row["code"], "name_zh": row["name_zh"], "name_en": row["name_en"],
        "group": row["group"], "unit": row["unit"], "once": line.once,
        "to_provide": to_provide(line), "peak": line.peak, "peak_5": line.band[0],
        "peak_95": line.band[1], "total": line.total, "peak_hour": line.peak_hour, "most_persons": line.persons,
        "driven_by": line.driven_by, "total_driven_by": line.total_driven_by, "needed_in": ", ".join(line.needed_in),
    }  # fmt: skip
    for hour, amount, share, scenario in zip(
        story.listed.horizons, line.arrived, line.shares, line.arrived_driven_by, strict=True
    ):
        record[f"by_{hour}_h"] = amount
        record[f"share_by_{hour}_h"] = share
        record[f"by_{hour}_h_driven_by"] = scenario or None
    for name, column in (("weight_kg", "weight_kg"), ("volume_m3", "volume_m3"), ("value", "price")):
        record[name] = None if row[column] is None else to_provide(line) * float(row[column])
    record |= {
        "storage": row["storage"], "shelf_life_days": row["shelf_life_days"], "assumed": assumed,
        "sources": ", ".join(sources), "synthetic": story.listed.synthetic,
    }  # fmt: skip
    return record


def area_frame(story: NeedsStory) -> pl.DataFrame:
    """Return peak and total by scenario, item and area, amounts in the item's unit.

    Parameters
    ----------
    story
        Needs of the scenarios.
    """
    rows = []
    for one in story.needs:
        totals, persons = one.amount.sum(axis=2), one.persons.max(axis=2, initial=0.0)
        peaks = np.stack([peaks_of(one.amount[:, area], one.once) for area in range(len(one.areas))], axis=1)
        for place, item in enumerate(one.items):
            for area, code in enumerate(one.areas):
                rows.append({
                    "scenario": one.scenario, "item": item, "unit": story.unit(item), "area": code,
                    "peak": float(peaks[place, area]), "total": float(totals[place, area]),
                    "most_persons": float(persons[place, area]),
                })  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)


def hour_frame(story: NeedsStory) -> pl.DataFrame:
    """Return the course of each line in the scenario that drives it, hour by hour, amounts in the item's unit.

    Parameters
    ----------
    story
        Needs of the scenarios.
    """
    parts = []
    for line in story.listed.lines:
        one = story.by_scenario[line.driven_by]
        at = one.items.index(line.item)
        amount = one.city_amount[at]
        parts.append(
            pl.DataFrame({
                "item": [line.item] * one.hours, "unit": [story.unit(line.item)] * one.hours,
                "scenario": [one.scenario] * one.hours, "hour": np.arange(one.hours), "needed": amount,
                "needed_5": one.band[0, at], "needed_95": one.band[1, at], "so_far": np.cumsum(amount),
                "so_far_5": one.so_far_band[0, at], "so_far_95": one.so_far_band[1, at],
                "persons": one.city_persons[at],
            })
        )  # fmt: skip
    return pl.concat(parts) if parts else pl.DataFrame()
