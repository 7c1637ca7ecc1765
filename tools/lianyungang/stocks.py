"""Stock that the city owns, agreements, production capacity and its upstream, at declared ratios to residents."""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from tools.lianyungang.geography import read_table, shares
from tools.lianyungang.reference import SEED
from tools.lianyungang.supply_tables import AGREEMENTS, BILL, COMPONENTS, LINES, STOCK_RATIOS
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

STOCK = "stock-synthetic"
AGREED = "agreements-synthetic"
MADE = "capacity-synthetic"

LEVEL_SHARE = {"city": 0.5, "district": 0.4, "township": 0.1}
"""Share of relief stock in the warehouses of each level."""

FREE_BEDS = 0.2
FREE_ICU = 0.25
FREE_AMBULANCES = 0.7
"""Shares of beds and ambulances that are free on an ordinary day (assumed)."""

INDOOR_SHARE = 0.25
"""Indoor shelter places for a pupil's place: classrooms and halls at 3.5 m2 a person (assumed)."""

EXPIRY = {
    "drinking-water": "2027-06-30",
    "ration": "2028-03-31",
    "infusion-1l": "2027-12-31",
    "red-cells": "2026-12-20",
}
"""Last day of use of perishable lots."""

RATIOS = "; ".join(f"{row['item']} {row['ratio']}" for row in parse("item ratio holder dispatch_h", STOCK_RATIOS))
AGREED_RATIOS = "; ".join(
    f"{row['item']} {row['ratio']}" for row in parse("item ratio organisation call default price cost", AGREEMENTS)
)

SOURCES: tuple[Source, ...] = (
    {
        "id": STOCK,
        "kind": "synthetic",
        "title": "Simulated public stock at declared ratios",
        "licence": "CC0-1.0",
        "method": f"Units for 1,000 residents: {RATIOS}. Relief stock lies to 50 % in the city's warehouse, to 40 % "
        "in those of districts by residents and to 10 % in township stores; medical stock in tertiary and secondary "
        "hospitals by beds. 20 % of hospital beds, 25 % of intensive-care beds and 70 % of ambulances are free; "
        "schools offer one indoor place for four pupils.",
        "seed": SEED,
        "constraint": "Each item adds up to its ratio times the residents of the census; free beds are below beds",
        "note": "Sized for about 30,000 displaced people over three days, as a city of this size would plan; the worst "
        "credible scenario is larger, so that gaps show.",
    },
    {
        "id": AGREED,
        "kind": "synthetic",
        "title": "Simulated agreements with simulated enterprises at declared ratios",
        "licence": "CC0-1.0",
        "method": f"Units for 1,000 residents: {AGREED_RATIOS}; call-off times, defaults and prices judged",
        "seed": SEED,
        "constraint": "Each agreement equals its ratio times the residents of the census",
    },
    {
        "id": MADE,
        "kind": "synthetic",
        "title": "Simulated production lines, bill of materials and suppliers",
        "licence": "CC0-1.0",
        "method": "Lines of the size of a medium plant of each trade; conversion, ramp and material in hand by "
        "judgement; quantities of components by usual recipes, rounded",
        "seed": SEED,
        "constraint": "Every product and component is made, bought or an item of the catalogue; no real firm is named",
    },
)


def stock(out: Path) -> list[Row]:
    """Return the lots of stock: by ratio first, then beds, ambulances and indoor places."""
    people = {row["code"]: int(row["population"]) for row in read_table(out, "areas") if row["level"] == "district"}
    residents = sum(people.values())
    places = read_table(out, "places")
    rows: list[Row] = []
    for entry in parse("item ratio holder dispatch_h", STOCK_RATIOS):
        total = round(float(str(entry["ratio"])) * residents / 1000)
        holders, weights = weighted(places, str(entry["holder"]), people)
        for place, quantity in zip(holders, shares(total, weights), strict=True):
            if quantity:
                rows.append(lot(str(entry["item"]), place, float(quantity), str(entry["dispatch_h"])))
    rows += beds(places) + indoor(places)
    return [{"id": f"stock-{number:04d}", **row} for number, row in enumerate(rows, 1)]


def weighted(
    places: list[dict[str, str]], holder: str, people: Mapping[str, int]
) -> tuple[list[dict[str, str]], NDArray[np.float64]]:
    """Return the places that hold an item and the weight of each."""
    if holder == "warehouse":
        kept = [place for place in places if place["kind"] == "warehouse"]
        return kept, np.array([level_weight(place, kept, people) for place in kept])
    if holder == "hospital":
        hospitals = [place for place in places if place["kind"] == "hospital"]
        kept = [place for place in hospitals if place["grade"] in {"tertiary", "secondary"}]
        return kept, np.array([float(place["beds"]) for place in kept])
    kind = {"fire": "fire_station", "blood": "blood_bank", "fuel": "fuel_station"}[holder]
    kept = [place for place in places if place["kind"] == kind]
    return kept, np.array([float(place["engines"] or 1) for place in kept])


def level_weight(place: dict[str, str], warehouses: list[dict[str, str]], people: Mapping[str, int]) -> float:
    """Return the share of a warehouse: its level's share, divided by residents of the district."""
    level = [other["area"][:6] for other in warehouses if other["grade"] == place["grade"]]
    return LEVEL_SHARE[place["grade"]] * people[place["area"][:6]] / sum(people[district] for district in level)


def lot(item: str, place: dict[str, str], quantity: float, dispatch_h: str) -> Row:
    """Return one lot of stock."""
    return {
        "item": item,
        "place": place["id"],
        "organisation": place["operator"] or None,
        "quantity": quantity,
        "dispatch_h": dispatch_h,
        "expires": EXPIRY.get(item),
        "synthetic": True,
        "source": STOCK,
    }


def beds(places: list[dict[str, str]]) -> list[Row]:
    """Return free beds, intensive-care beds and ambulances of hospitals and the emergency centre."""
    rows: list[Row] = []
    for place in places:
        if place["kind"] not in {"hospital", "emergency_centre"}:
            continue
        free = (
            ("hospital-bed", float(place["beds"] or 0) * FREE_BEDS, "1"),
            ("icu-bed", float(place["icu_beds"] or 0) * FREE_ICU, "1"),
            ("ambulance", float(place["engines"] or 0) * FREE_AMBULANCES, "0.5"),
        )
        rows += [lot(item, place, float(int(quantity)), hours) for item, quantity, hours in free if int(quantity)]
    return rows


def indoor(places: list[dict[str, str]]) -> list[Row]:
    """Return the indoor shelter places of the schools of each township."""
    pupils: dict[str, int] = {}
    for place in places:
        if place["kind"] == "school":
            pupils[place["area"]] = pupils.get(place["area"], 0) + int(place["persons"])
    return [
        {
            "item": "indoor-place",
            "organisation": f"gov-{area}",
            "quantity": float(int(total * INDOOR_SHARE)),
            "dispatch_h": "4",
            "synthetic": True,
            "source": STOCK,
        }
        for area, total in sorted(pupils.items())
    ]


def agreements(out: Path) -> list[Row]:
    """Return the agreements with simulated enterprises."""
    residents = sum(int(row["population"]) for row in read_table(out, "areas") if row["level"] == "district")
    sites = site_of(out)
    header = "item ratio organisation call_off_h default_probability price reservation_cost"
    rows: list[Row] = []
    for number, row in enumerate(parse(header, AGREEMENTS), 1):
        quantity = float(round(float(str(row.pop("ratio"))) * residents / 1000))
        site = sites[str(row["organisation"])]
        rows.append({"id": f"agreement-{number:03d}", **row, "quantity": quantity, "place": site,
                     "valid_until": "2027-12-31", "synthetic": True, "source": AGREED})  # fmt: skip
    return rows


def site_of(out: Path) -> dict[str, str]:
    """Return the site of each simulated enterprise."""
    return {place["operator"]: place["id"] for place in reversed(read_table(out, "places")) if is_site(place)}


def is_site(place: dict[str, str]) -> bool:
    """Say whether the place is the site of a simulated enterprise."""
    return place["operator"].startswith("enterprise-") and "-e" in place["id"]


def capacity(out: Path) -> list[Row]:
    """Return the production lines."""
    sites = site_of(out)
    header = (
        "organisation item peacetime_product conversion_h ramp_h max_rate yield_share hours_a_day material_h "
        "delivery_h reservation_cost price"
    )
    return [
        {"id": f"line-{number:03d}", "place": sites.get(str(row["organisation"])), **row}
        for number, row in enumerate(parse(header, LINES, synthetic=True, source=MADE), 1)
    ]


def build(shared: Path, out: Path) -> None:
    """Write stock, agreements, capacity and its upstream."""
    write_table(out, "stock", stock(out))
    write_table(out, "agreements", agreements(out))
    write_table(out, "capacity", capacity(out))
    parts = parse("product component quantity component_unit", BILL, synthetic=True, source=MADE)
    write_table(out, "bill_of_materials", parts)
    header = "component organisation stock component_unit rate lead_h"
    suppliers = parse(header, COMPONENTS, synthetic=True, source=MADE)
    sites = site_of(out)
    write_table(out, "component_sources", [{**row, "place": sites.get(str(row["organisation"]))} for row in suppliers])
