"""A run of a scenario with everything that a run can hold, made by hand on tinytown with networks."""

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import Problem, Severity
from anlan.language import Message
from anlan.report import RunStory
from anlan.scenarios.cascade import Cascade, CascadeSettings, Hardening, SpareValue, cascade_of, model_of
from anlan.scenarios.run import (
    CareLoad,
    CityQuality,
    FailurePath,
    GroupService,
    PathStep,
    ScenarioRun,
    SecondaryEvent,
    Talk,
    TravelTimes,
)
from anlan.scenarios.saved import Assumption, Footprint, Moment, SavedScenario
from anlan.supplies import capability_targets, needs_of
from tests.scenarios.cascade.town import depends, flood, frame, link, node, town

HOURS = 48
SAMPLES = 4


@cache
def networked(cities: Path) -> City:
    """Return tinytown with a power plant that feeds a substation, and a waterworks that needs it."""
    nodes = [
        node("plant", "power", "source", name_zh="电厂", name_en="Power plant"),
        node("substation", "power", "supply", name_zh="变电站", name_en="Substation"),
        node("waterworks", "water", "source", name_zh="水厂", name_en="Waterworks", fragility=None),
        node("tap", "water", "supply", name_zh="配水站", name_en="Distribution point"),
    ]
    links = [link("plant", "substation"), link("waterworks", "tap")]
    needs = [depends("waterworks", "substation"), depends("T1", "substation"), depends("T", "tap")]
    city = town(cities, nodes, links, needs)
    organisations = [
        {"id": "grid", "name_zh": "供电公司", "name_en": "Grid company", "kind": "utility"},
        {"id": "water", "name_zh": "水务公司", "name_en": "Water company", "kind": "utility"},
        {"id": "relief", "name_zh": "应急局", "name_en": "Emergency bureau", "kind": "department"},
    ]
    duties = [
        {
            "organisation": "relief",
            "duty": "open shelters",
            "hazard": "rain_flood",
            "phase": "response",
            "role": "lead",
        },
        {"organisation": "grid", "duty": "restore power", "hazard": "any", "phase": "response", "role": "support"},
    ]
    for table, rows in (("organisations", organisations), ("duties", duties)):
        city = city.with_table(table, frame(city, table, rows))
    return city


def saved(city: City, **changes: Any) -> SavedScenario:
    """Return a flood of half a metre in all cells, on a July evening."""
    cells = city.cells.h3
    footprint = Footprint(
        "rain_flood", "m", 2.0, cells, np.full(len(cells), 0.5, dtype=np.float32), "e1", {"mm": 200.0}
    )
    made = SavedScenario(
        id="flood", version=1, name={"en": "Flood <night>", "zh-Hans": "夜间洪水"},
        story={"en": "It rains all night.", "zh-Hans": "整夜下雨。"}, origin="worst", origin_detail={},
        city=city.info["id"], city_checksum=city.checksum, moment=Moment(7, True, 20, "high", by_day=False),
        footprints=(footprint,), frequency=0.01,
        assumptions=(Assumption({"en": "Drains are full.", "zh-Hans": "排水管网满载。"}, "assumption"),),
        synthetic=True, provenance={"version": "1", "seed": 3},
    )  # fmt: skip
    return replace(made, **changes)


def followed(city: City) -> Cascade:
    """Return the cascade of the flood."""
    settings = CascadeSettings(hours=HOURS, delay=2)
    return cascade_of(city, flood(city, [0.7]), [0], samples=SAMPLES, seed=1, executor=Serial(),
                      model=model_of(city, "rain_flood", "m", settings))  # fmt: skip


def band(level: float) -> np.ndarray:
    """Return a quality that falls to a level and rises again."""
    mean = np.linspace(level, 1.0, HOURS)
    return np.stack([mean, mean - 0.05, mean, np.minimum(mean + 0.05, 1.0)])


def quality(city: City, services: tuple[str, ...]) -> CityQuality:
    """Return a quality of all parts."""
    parts = {"lifelines": band(0.4), "health": band(0.6), "shelter": band(0.9), "access": band(0.8)}
    spread = (10.0, 8.0, 10.0, 12.0)
    names = (*parts, *services, "whole")
    districts = tuple(city.table("areas")["code"].to_list()[1:])
    return CityQuality(
        parts=parts, services={name: band(0.3) for name in services}, whole=band(0.7),
        weights=dict.fromkeys(parts, 0.25), districts=districts, by_district=np.full((len(districts), HOURS), 0.8),
        loss=dict.fromkeys(names, spread), robustness=dict.fromkeys(names, (0.7, 0.6, 0.7, 0.8)),
        rapidity=dict.fromkeys(names, (20.0, 10.0, 20.0, 30.0)) | {"water": (np.inf, 10.0, np.inf, np.inf)},
    )  # fmt: skip


def full_run(city: City) -> ScenarioRun:
    """Return a run with every part."""
    cascade = followed(city)
    area = city.table("areas")["code"].to_list()[-1]
    rows = len(city.cells.population)
    by_row = np.column_stack([np.full(rows, 0.1), np.full(rows, 0.4), np.full(rows, 20.0), np.full(rows, 1e5)])
    targets = ("killed", "severely_injured", "displaced", "residential")
    totals = dict(zip(targets, by_row.sum(axis=0).tolist(), strict=True))
    course = {name: totals[name] * np.linspace(1.0, 0.2, HOURS) for name in targets[:3]}
    damage = PathStep("substation", "power", "damage", 2, 30)
    passed = PathStep("waterworks", "water", "dependence", 3, None)
    flat = np.full(HOURS, 4.0)
    return ScenarioRun(
        scenario=saved(city), impacts=(), targets=targets, totals=totals, by_row=by_row, course=course, hours=HOURS,
        samples=SAMPLES, seed=1, cascade=cascade, quality=quality(city, cascade.model.service_names),
        care=CareLoad(flat / 4, flat, np.linspace(3.0, 0.0, HOURS), flat * 3, flat, flat * 2),
        travel=TravelTimes(np.array([0, 12, 24]), (area,), np.array([[5.0, np.nan, 7.0]]),
                           np.array([[0.0, 1.0, 0.1]]), np.array([5.0, 6.0, 7.0]), np.zeros(3)),
        secondary=(SecondaryEvent("gas_release", None, area, 0.3, 5.0, 100.0, Message("Plants stand still"),
                                  "assumption"),),
        groups=GroupService(("age_0_14", "age_60_plus"), cascade.model.service_names, np.array([100.0, 200.0]),
                            np.full((2, len(cascade.model.service_names), HOURS), 0.25)),
        hardening=(Hardening("substation", 0.7, 5000.0, 300.0, 2500.0, 200.0),),
        spares=(SpareValue("power", "node", 1, 0.4, 1200.0, 90.0),),
        paths=(FailurePath((damage, passed), area, "water", 500.0, 9000.0),
               FailurePath((damage,), area, "power", 500.0, 8000.0)),
        talks=(Talk("grid", "water", ("power", "water"), 1, 9000.0, Message("Water needs power")),),
        notices=(Problem("places.csv", Message("no staff is named"), Message("add the column staff"),
                         severity=Severity.NOTICE),),
        provenance={"version": "1", "seed": 1, "checksum": city.checksum},
    )  # fmt: skip


def bare_run(city: City) -> ScenarioRun:
    """Return a run of a city without networks, in which nothing is known but impacts."""
    full = full_run(city)
    nothing = np.zeros(HOURS)
    return replace(
        full, cascade=None, quality=None, travel=None, secondary=(), groups=None, hardening=(), spares=(),
        paths=(), talks=(), notices=(), care=CareLoad(nothing, nothing, nothing, nothing, nothing, None),
    )  # fmt: skip


def story_of(city: City, run: ScenarioRun) -> RunStory:
    """Return a run with the needs and targets that follow from it."""
    needs = needs_of(city, run.course, run.hours)
    return RunStory(city, run, needs, capability_targets(city, run, needs))
