"""NRML exposure of OpenQuake (0.4 and 0.5, which have the same form) as plain tables.

Source: OpenQuake engine manual, "Exposure models".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from anlan.city.xml_tree import Element
from anlan.errors import Problem
from anlan.hazards.exchange.footprints import raise_errors
from anlan.hazards.exchange.nrml import Notes, open_nrml
from anlan.language import Message

_ASSETS = {"id": pl.String, "taxonomy": pl.String, "number": pl.Float64, "area": pl.Float64, "lon": pl.Float64,
           "lat": pl.Float64}  # fmt: skip
_COSTS = {"asset": pl.String, "type": pl.String, "value": pl.Float64, "total": pl.Float64, "unit": pl.String,
          "deductible": pl.Float64, "insurance_limit": pl.Float64}  # fmt: skip
_OCCUPANTS = {"asset": pl.String, "period": pl.String, "people": pl.Float64}

PER_ASSET, PER_AREA, WHOLE = "per_asset", "per_area", "aggregated"


@dataclass(frozen=True)
class ExposureTables:
    """Assets.

    Parameters
    ----------
    assets
        ``id``, ``taxonomy``, ``number`` of buildings, ``area`` (as the file gives it; null where absent), ``lon``,
        ``lat``.
    costs
        ``asset``, ``type`` (structural, contents, ...), ``value`` as written, ``total`` of the asset (see `total_of`),
        ``unit``, ``deductible``, ``insurance_limit`` (null where absent).
    occupants
        ``asset``, ``period`` (day, night, transit), ``people``.
    """

    assets: pl.DataFrame
    costs: pl.DataFrame
    occupants: pl.DataFrame


@dataclass(frozen=True)
class _CostType:
    form: str
    unit: str


def total_of(value: float, form: str, number: float, area: float, area_form: str) -> float:
    """Return the value of a whole asset.

    Parameters
    ----------
    value
        As written.
    form
        ``aggregated`` (the whole), ``per_asset`` (of one building) or ``per_area`` (of a unit of area).
    number
        Buildings.
    area
        Area, in the file's unit.
    area_form
        ``aggregated`` (of the whole asset) or ``per_asset`` (of one building).
    """
    if form == WHOLE:
        return value
    if form == PER_ASSET:
        return value * number
    return value * area * (1.0 if area_form == WHOLE else number)


def read_exposure(path: Path) -> ExposureTables:
    """Read an NRML exposure model whose assets are in the file itself.

    Parameters
    ----------
    path
        The file.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    model = open_nrml(path, "exposureModel", problems)
    notes = Notes(path.name, problems)
    kinds, area_form = _conversions(model, notes)
    holder = model.first("assets")
    elements = [] if holder is None else holder.all("asset")
    if not elements:
        what = Message("there are no assets in it")
        notes.add(model, what, Message("give the assets in the XML; tables beside it are read as CSV"), "empty")
    assets, costs, occupants = [], [], []
    seen: set[str] = set()
    for element in elements:
        asset = _asset(element, notes, seen)
        if asset is not None:
            assets.append(asset)
            costs += _costs(element, asset, kinds, area_form, notes)
            occupants += _occupants(element, notes)
    raise_errors(problems)
    return ExposureTables(
        pl.DataFrame(assets, schema=_ASSETS, orient="row"),
        pl.DataFrame(costs, schema=_COSTS, orient="row"),
        pl.DataFrame(occupants, schema=_OCCUPANTS, orient="row"),
    )


_Asset = tuple[str, str, float, float | None, float, float]


def _conversions(model: Element, notes: Notes) -> tuple[Mapping[str, _CostType], str]:
    conversions = model.first("conversions")
    if conversions is None:
        return {}, WHOLE
    area = conversions.first("area")
    holder = conversions.first("costTypes")
    kinds = {}
    for element in [] if holder is None else holder.all("costType"):
        form = element.get("type")
        if form not in {PER_ASSET, PER_AREA, WHOLE}:
            what = Message("cost type '{name}' is given '{form}'", name=element.get("name"), form=form)
            notes.add(element, what, Message("use per_asset, per_area or aggregated"), "cost-type")
        kinds[element.get("name")] = _CostType(form, element.get("unit"))
    return kinds, WHOLE if area is None else area.get("type")


def _asset(element: Element, notes: Notes, seen: set[str]) -> _Asset | None:
    name, location = element.get("id"), element.first("location")
    if not name or name in seen:
        what = Message("the identifier '{id}' is empty or used twice", id=name)
        notes.add(element, what, Message("give every asset its own"), "duplicate-key")
    seen.add(name)
    if location is None:
        notes.add(element, Message("'{name}' is missing", name="location"), Message("add it"), "missing")
        return None
    lon, lat = notes.number(location, "lon"), notes.number(location, "lat")
    number = notes.number(element, "number", default=1.0)
    area = notes.number(element, "area") if element.get("area") else None
    if lon is None or lat is None or number is None:
        return None
    if abs(lon) > 180.0 or abs(lat) > 90.0 or number < 0.0 or (area is not None and area < 0.0):
        what = Message("asset '{id}' has a place, number or area that cannot be", id=name)
        notes.add(element, what, Message("give degrees of WGS 84, and numbers that are not negative"), "out-of-range")
    return name, element.get("taxonomy"), number, area, lon, lat


def _costs(
    element: Element, asset: _Asset, kinds: Mapping[str, _CostType], area_form: str, notes: Notes
) -> list[tuple[str, str, float, float, str, float | None, float | None]]:
    holder = element.first("costs")
    rows = []
    for cost in [] if holder is None else holder.all("cost"):
        kind = kinds.get(cost.get("type"))
        value = notes.number(cost, "value")
        if kind is None:
            what = Message("cost type '{name}' is not declared", name=cost.get("type"))
            notes.add(cost, what, Message("declare it in 'costTypes'"), "cost-type")
        if kind is None or value is None:
            continue
        if kind.form == PER_AREA and asset[3] is None:
            notes.add(element, Message("'{name}' is missing", name="area"), Message("add it"), "missing")
        total = total_of(value, kind.form, asset[2], asset[3] or 0.0, area_form)
        terms = [notes.number(cost, name) if cost.get(name) else None for name in ("deductible", "insuranceLimit")]
        rows.append((asset[0], cost.get("type"), value, total, kind.unit, terms[0], terms[1]))
    return rows


def _occupants(element: Element, notes: Notes) -> list[tuple[str, str, float]]:
    holder = element.first("occupancies")
    rows = []
    for one in [] if holder is None else holder.all("occupancy"):
        people = notes.number(one, "occupants")
        if people is not None:
            rows.append((element.get("id"), one.get("period"), people))
    return rows
