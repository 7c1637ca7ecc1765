"""Write the city package ``cities/tinytown``.

The town is 42 of the 49 cells of one H3 cell two resolutions coarser, so that all rain gathers in one basin. Every
cell holds 100 people. Seven cells form a hollow at 1 m, the others lie at 10 m. The rain of every year is 200 mm (a
distribution without spread), nothing soaks in, and 100 mm are drained: the remaining 100 mm of 42 cells stand 0.6 m
deep in the seven of the hollow.

Run ``python -m tools.tinytown.build [FOLDER]``.
"""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import h3
from shapely import to_geojson
from shapely.geometry import shape

from anlan.city.tables import TABLE

BASIN = h3.latlng_to_cell(30.0, 160.0, 6)
"""The coarse cell, in the empty Pacific: an invented town must not lie on a real one."""

QUARTERS = sorted(h3.cell_to_children(BASIN, 7))[:6]
"""Six of its seven children: the town's quarters, seven cells each."""

CELLS = [(quarter, cell) for quarter in QUARTERS for cell in sorted(h3.cell_to_children(quarter, 8))]

CITY = """\
# An invented town whose every result can be computed by hand; nothing here is real.
[city]
id = "tinytown"
name_zh = "小镇"
name_en = "Tinytown"
country = "CN"
timezone = "Asia/Shanghai"
languages = ["zh-Hans", "en"]
currency = "CNY"
h3_resolution = 8
population = 4200
version = "1"
note = "Invented for tests and teaching; it lies in the open ocean on purpose."

[cycle]
events = 1000
credibility_floor = 0.0001
cycle_floor = 0.001
horizon_hours = 72
planning_years = 30
seed = 1

[[sources]]
id = "tinytown"
kind = "synthetic"
title = "Tinytown, an invented town for tests and teaching"
licence = "Apache-2.0"
method = "Round numbers chosen by hand"
seed = 0
constraint = "Every result can be computed by hand"
"""

Row = Mapping[str, str | float]


def areas() -> list[Row]:
    """Return the town and its two districts, of three quarters each."""
    return [
        {"code": "T", "name_zh": "小镇", "name_en": "Tinytown", "level": "city", "population": 4200},
        {
            "code": "T1",
            "name_zh": "低区",
            "name_en": "Lower Town",
            "level": "district",
            "parent": "T",
            "population": 2100,
        },
        {
            "code": "T2",
            "name_zh": "高区",
            "name_en": "Upper Town",
            "level": "district",
            "parent": "T",
            "population": 2100,
        },
    ]


def cells() -> list[Row]:
    """Return 42 cells of 100 people and 10 million yuan of dwellings; the first quarter is the hollow."""
    return [
        {
            "h3": cell,
            "area": "T1" if quarter in QUARTERS[:3] else "T2",
            "share": 1,
            "population": 100,
            "population_day": 100,
            "age_0_14": 20,
            "age_15_59": 60,
            "age_60_plus": 20,
            "assets_residential": 10_000_000,
            "height_m": 1 if quarter == QUARTERS[0] else 10,
            "land_share": 1,
        }
        for quarter, cell in CELLS
    ]


def outlines() -> str:
    """Return the areas as GeoJSON: unions of their cells, rounded to about a millimetre."""
    groups = {"T": CELLS, "T1": CELLS[:21], "T2": CELLS[21:]}
    features = []
    for code, members in groups.items():
        geometry = shape(h3.cells_to_geo([cell for _, cell in members]))
        features.append(f'{{"type":"Feature","properties":{{"code":"{code}"}},"geometry":{to_geojson(geometry)}}}')
    return '{"type":"FeatureCollection","features":[\n' + ",\n".join(features) + "\n]}\n"


def places() -> list[Row]:
    """Return a hospital, a school, a store and a factory in the upper town, a pump in the hollow."""
    spots = {
        "hospital": ("镇医院", "Town hospital", "hospital", 21, {"beds": 40}),
        "school": ("镇小学", "Town school", "school", 28, {"persons": 500}),
        "store": ("镇仓库", "Town store", "warehouse", 29, {}),
        "works": ("水厂", "Bottling works", "factory", 35, {}),
        "pump": ("排涝站", "Drainage pump", "pump_station", 0, {}),
    }
    rows: list[Row] = []
    for identifier, (name_zh, name_en, kind, index, more) in spots.items():
        lat, lon = h3.cell_to_latlng(CELLS[index][1])
        rows.append(
            {
                "id": identifier,
                "name_zh": name_zh,
                "name_en": name_en,
                "kind": kind,
                "lon": round(lon, 6),
                "lat": round(lat, 6),
                "area": "T1" if index < 21 else "T2",
                **more,
            }
        )
    return rows


TABLES: Mapping[str, Sequence[Row]] = {
    "areas": areas(),
    "cells": cells(),
    "places": places(),
    "rainfall_frequency": [{"duration_h": 24, "location_mm": 200, "scale_mm": 0.001, "shape": 0}],
    "hazard_parameters": [
        {"hazard": "rain_flood", "parameter": "curve_number", "value": 100, "unit": "1"},
        {"hazard": "rain_flood", "parameter": "drainage_mm", "value": 100, "unit": "mm"},
    ],
    "vulnerability_functions": [
        {
            "id": f"flood-{target}",
            "hazard": "rain_flood",
            "target": target,
            "intensity_unit": "m",
            "confidence": "assumption",
        }
        for target in ("killed", "severely_injured", "displaced", "residential")
    ],
    "vulnerability_points": [
        {"function": f"flood-{target}", "intensity": intensity, "mean": mean, "spread": 0}
        for target, top in (("killed", 0.01), ("severely_injured", 0.05), ("displaced", 0.5), ("residential", 0.5))
        for intensity, mean in ((0, 0), (1, top))
    ],
    "items": [
        {
            "id": "water",
            "name_zh": "饮用水",
            "name_en": "Drinking water",
            "group": "water",
            "unit": "L",
            "consumed": "true",
        },
        {"id": "tent", "name_zh": "帐篷", "name_en": "Tent", "group": "shelter", "unit": "piece"},
        {"id": "bed", "name_zh": "病床", "name_en": "Hospital bed", "group": "medical", "unit": "piece"},
    ],
    "needs": [
        {
            "id": "water-displaced",
            "item": "water",
            "driver": "displaced",
            "rate": 24,
            "per": "day",
            "confidence": "assumption",
        },
        {
            "id": "tent-displaced",
            "item": "tent",
            "driver": "displaced",
            "rate": 0.2,
            "per": "once",
            "confidence": "assumption",
        },
        {
            "id": "bed-severe",
            "item": "bed",
            "driver": "severely_injured",
            "rate": 1,
            "per": "once",
            "confidence": "assumption",
        },
    ],
    "time_profiles": [
        {"hazard": "any", "driver": "displaced", "hour": 0, "share": 0},
        {"hazard": "any", "driver": "displaced", "hour": 10, "share": 1},
    ],
    "stock": [
        {"id": "water-store", "item": "water", "place": "store", "quantity": 1050, "dispatch_h": 6},
        {"id": "tent-store", "item": "tent", "place": "store", "quantity": 30, "dispatch_h": 4},
        {"id": "bed-hospital", "item": "bed", "place": "hospital", "quantity": 40, "dispatch_h": 0},
    ],
    "agreements": [
        {"id": "water-agreed", "item": "water", "quantity": 4200, "call_off_h": 20, "default_probability": 0.5},
    ],
    "capacity": [
        {
            "id": "water-line",
            "item": "water",
            "place": "works",
            "peacetime_product": "lemonade",
            "conversion_h": 24,
            "ramp_h": 12,
            "max_rate": 120,
            "delivery_h": 6,
        },
    ],
}


def build(folder: Path) -> None:
    """Write the package.

    Parameters
    ----------
    folder
        Where to write; made if absent.
    """
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    (folder / "areas.geojson").write_text(outlines(), encoding="utf-8")
    for name, rows in TABLES.items():
        used = [column.name for column in TABLE[name].columns if any(column.name in row for row in rows)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, [*used, "synthetic", "source"], lineterminator="\n")
            writer.writeheader()
            writer.writerows({**row, "synthetic": "true", "source": "tinytown"} for row in rows)


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else Path("cities/tinytown"))
