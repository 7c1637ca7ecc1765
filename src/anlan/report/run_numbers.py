"""The run of a scenario for other programs: ``scenario.json``."""

import json
from collections.abc import Mapping
from typing import Any

import numpy as np

from anlan.language import LANGUAGES
from anlan.report.chapters.run_front import all_totals
from anlan.report.chapters.run_parts import RunStory
from anlan.report.chapters.run_where import key_moments
from anlan.report.chapters.run_who import district_values
from anlan.report.files import plain
from anlan.report.risks import unit_of
from anlan.report.voice import Voice
from anlan.scenarios.run import CityQuality
from anlan.scenarios.run.result import Spread
from anlan.scenarios.saved import scenario_text

FILE = "scenario.json"
"""Name of the file."""

RUN_MARKER = "anlan-scenario-run"
"""Value of the key ``marker``, by which the file is known."""

RUN_FORMAT = 1
"""Version of the layout of the file."""

BAND = ("mean", "q05", "q50", "q95")
"""Names of the rows of a band."""


def scenario_numbers(story: RunStory) -> str:
    """Return the content of ``scenario.json``: strict JSON, a line for each part, always in the same order.

    Parameters
    ----------
    story
        The run.
    """
    voices = tuple(Voice.of(language) for language in LANGUAGES)
    content = {"marker": RUN_MARKER, "format": RUN_FORMAT, **_parts(story)}
    lines = (
        f"{json.dumps(name)}: {json.dumps(_plain(part, voices), ensure_ascii=False, allow_nan=False)}"
        for name, part in content.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _plain(value: Any, voices: tuple[Voice, ...]) -> Any:
    """Return a value as JSON has it; arrays become lists of numbers with six significant digits."""
    if isinstance(value, np.ndarray):
        return _plain(value.tolist(), voices)
    if isinstance(value, float):
        return plain(float(f"{value:.6g}"), voices)
    if isinstance(value, Mapping):
        return {str(key): _plain(each, voices) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, voices) for each in value]
    return plain(value, voices)


def _parts(story: RunStory) -> dict[str, Any]:
    run, currency = story.run, str(story.city.info["currency"])
    return {
        "scenario": json.loads(scenario_text(run.scenario)),
        "provenance": run.provenance,
        "hours": run.hours,
        "samples": run.samples,
        "seed": run.seed,
        "totals": {
            name: {"value": value, "unit": unit_of(name, currency)} for name, value in all_totals(story).items()
        },
        "by_district": district_values(story),
        "course": run.course,
        "quality": None if run.quality is None else _quality(run.quality),
        "care": vars(run.care),
        "travel": None if run.travel is None else vars(run.travel),
        "groups": None if run.groups is None else _groups(story),
        "key_moments": [vars(one) for one in key_moments(story)],
        "secondary": [vars(one) for one in run.secondary],
        "needs": _needs(story),
        "capability_targets": [vars(one) for one in story.targets],
        "paths": [{**vars(one), "steps": [vars(step) for step in one.steps]} for one in run.paths],
        "hardening": [vars(one) for one in run.hardening],
        "spares": [vars(one) for one in run.spares],
        "talks": [vars(one) for one in run.talks],
        "notices": [{"place": one.place, "what": one.what, "remedy": one.remedy, "code": one.code}
                    for one in run.notices],
    }  # fmt: skip


def _quality(quality: CityQuality) -> dict[str, Any]:
    return {
        "whole": dict(zip(BAND, quality.whole, strict=True)),
        "parts": {name: dict(zip(BAND, band, strict=True)) for name, band in quality.parts.items()},
        "services": {name: dict(zip(BAND, band, strict=True)) for name, band in quality.services.items()},
        "weights": quality.weights,
        "by_district": dict(zip(quality.districts, quality.by_district, strict=True)),
        "loss_h": _spreads(quality.loss),
        "robustness": _spreads(quality.robustness),
        "rapidity_h": _spreads(quality.rapidity),
    }


def _spreads(values: Mapping[str, Spread]) -> dict[str, dict[str, float]]:
    return {name: dict(zip(BAND, one, strict=True)) for name, one in values.items()}


def _groups(story: RunStory) -> dict[str, Any]:
    groups = story.run.groups
    if groups is None:
        return {}
    return {
        group: {"persons": float(groups.persons[place]),
                "without": dict(zip(groups.services, groups.share[place], strict=True))}
        for place, group in enumerate(groups.groups)
    }  # fmt: skip


def _needs(story: RunStory) -> list[dict[str, Any]]:
    needs = story.needs
    if needs is None:
        return []
    units = dict(zip(story.city.table("items")["id"], story.city.table("items")["unit"], strict=True))
    return [
        {"item": item, "unit": units[item], "once": bool(needs.once[place]), "amount_per_hour": needs.amount[place],
         "persons": needs.persons[place]}
        for place, item in enumerate(needs.items)
    ]  # fmt: skip
