"""Calls of the engine that need the city: its package, read once; areas of warnings; who is in them, whose they are."""

import json
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import shapely
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from shapely import Geometry
from shapely.geometry.base import BaseGeometry

from anlan.alerts.areas import (
    Estimate,
    TargetArea,
    area_from_cells,
    area_from_circles,
    area_from_codes,
    area_from_polygons,
    area_from_upload,
    estimate,
    join_areas,
)
from anlan.alerts.texts import EVENTS
from anlan.city import City
from anlan.errors import AnlanError, InputError, Problem
from anlan.language import LANGUAGES, Language, Message
from anlan.language.catalogue import best_language, translator
from anlan_center.accounts.models import area_prefix
from anlan_center.accounts.scope import smallest_common
from anlan_center.alerts.release.errors import FieldFinding, NotReadyError, RefusedError

EVENT_TYPES: Sequence[str] = tuple(EVENTS)
"""Kinds of events of which can be warned."""

SPILL = 0.01
"""Share of an area's surface that may lie outside an administrative area of which it still counts as part: lines drawn
by hand are not exact. An assumption."""

MOST_NAMED = 300
"""Characters of the names of an area's parts (assumption); where they have more, those of larger parts stand for them,
so that a headline with them stays one."""

MOST_CELLS = 100_000
"""Cells of the grid that can be given for an area (assumption)."""

AREA_PARTS = ("drawn", "codes", "circles", "cells")
"""What a person can give for an area; all of them together are meant."""


def city() -> City:
    """Return the city package of this installation, read once.

    Raises
    ------
    RefusedError
        If the installation has none, or it cannot be read.
    """
    folder = str(settings.ANLAN_CITY or "")
    if not folder:
        raise RefusedError(_("This installation has no city package, so no area can be checked; start it with one."))
    try:
        return _loaded(folder)
    except (AnlanError, OSError) as problem:
        raise RefusedError(
            _("The city package %(folder)s cannot be read: %(problem)s")
            % {"folder": Path(folder).name, "problem": said(getattr(problem, "message", str(problem)))}
        ) from None


@cache
def _loaded(folder: str) -> City:
    return City.load(folder)


def zone() -> ZoneInfo:
    """Return the time zone in which times are read: that of the settings, or of the city."""
    name = getattr(settings, "ANLAN_ZONE", "")
    if not name:
        name = str(_loaded(settings.ANLAN_CITY).info["timezone"]) if settings.ANLAN_CITY else "Asia/Shanghai"
    return name if isinstance(name, ZoneInfo) else ZoneInfo(str(name))


def said(message: Message | str, language: Language | None = None) -> str:
    """Say a sentence of the engine in the reader's language, or in another one."""
    chosen = language or best_language([get_language() or "en"])
    return message if isinstance(message, str) else message.render(translator(chosen))


def in_readers_words(sentences: Mapping[str, str]) -> str:
    """Return a sentence that is kept by language as the reader reads it."""
    return sentences[best_language([get_language() or "en"])]


def make_area(raw: Mapping[str, Any], wrong: list[FieldFinding]) -> tuple[dict[str, Any], str]:
    """Make the area of a warning as it is kept, and find out whose it is.

    Parameters
    ----------
    raw
        See `Content.area`. Without ``drawn``, ``codes``, ``circles`` and ``cells``, ``geometry`` is taken as drawn.
    wrong
        What is wrong is added here, and an empty area returned.

    Returns
    -------
    tuple of dict and str
        The area as `Alert.area` has it, and the prefix of the smallest administrative area that holds all of it.
    """
    asked = {part: raw[part] for part in AREA_PARTS if raw.get(part)}
    if not asked and raw.get("geometry"):
        asked = {"drawn": raw["geometry"]}
    if not asked:
        remedy = _("Draw it, or name administrative areas.")
        wrong.append(FieldFinding("area", "error", "no-area", _("The warning has no area."), remedy))
        return {}, ""
    try:
        if "drawn" in asked:
            asked["drawn"] = _plain_polygons(asked["drawn"])
        canonical = json.dumps(asked, sort_keys=True)
        taken = _taken(asked, _target(canonical))
        jurisdiction = _jurisdiction(taken, target_area(taken))
    except InputError as problem:
        wrong.extend(_finding(one, "error") for one in problem.problems)
        return {}, ""
    except (AnlanError, RefusedError, ValueError, TypeError, KeyError) as problem:
        reason = said(problem.message) if isinstance(problem, AnlanError) else str(problem)
        wrong.append(FieldFinding("area", "error", "invalid-area", reason, _("Draw or name it anew.")))
        return {}, ""
    return {**taken, **_told(canonical, raw.get("description") or {})}, jurisdiction


def target_area(area: Mapping[str, Any]) -> TargetArea:
    """Return the area of a warning as the engine has it, for audiences and maps.

    Parameters
    ----------
    area
        `Alert.area`.
    """
    return _target(json.dumps({part: area[part] for part in AREA_PARTS if area.get(part)}, sort_keys=True))


def uploaded_area(file: str, content: bytes, *, layer: str | None = None) -> dict[str, Any]:
    """Return what an uploaded file holds as an area that was drawn: ``{"drawn": GeoJSON}``.

    Parameters
    ----------
    file, content
        Name and bytes of the file: GeoJSON, a zip archive of a Shapefile, or a GeoPackage.
    layer
        Layer of a GeoPackage.

    Raises
    ------
    NotReadyError
        With every problem.
    """
    try:
        target = area_from_upload(file, content, resolution=_resolution(), layer=layer)
    except InputError as problem:
        found = [_finding(one, "error") for one in problem.problems]
        raise NotReadyError(_("The file holds no area that can be used."), found) from None
    return {"drawn": json.loads(shapely.to_geojson(target.asked))}


def _resolution() -> int:
    return int(city().info["h3_resolution"])


def _target(asked: str) -> TargetArea:
    """Return the area of what was asked for, as canonical JSON, in this installation's city."""
    city()
    return _target_in(asked, str(settings.ANLAN_CITY))


@lru_cache(maxsize=256)
def _target_in(asked: str, _folder: str) -> TargetArea:
    """Make it; one area is often made several times in a row."""
    parts: dict[str, Any] = json.loads(asked)
    resolution = _resolution()
    found = []
    if parts.get("drawn"):
        drawn = shapely.from_geojson(json.dumps(parts["drawn"]))
        found.append(area_from_polygons(shapely.get_parts(drawn).tolist(), resolution=resolution))
    if parts.get("codes"):
        found.append(area_from_codes([str(code) for code in parts["codes"]], city()))
    if parts.get("circles"):
        circles = [(float(lon), float(lat), float(km)) for lon, lat, km in parts["circles"]]
        found.append(area_from_circles(circles, resolution=resolution))
    if parts.get("cells"):
        found.append(area_from_cells(parts["cells"], resolution=resolution))
    return found[0] if len(found) == 1 else join_areas(found)


def _taken(asked: Mapping[str, Any], target: TargetArea) -> dict[str, Any]:
    """Return what of an area is taken: of a code that reaches beyond the city, the city alone.

    Whoever reads a message by its codes would warn all of what was named, though its outline is the city.
    """
    if not target.codes:
        return dict(asked)
    own = city().areas.codes[city().areas.root]
    beyond = {code for code in target.codes if area_prefix(own).startswith(area_prefix(code))}
    return {**asked, "codes": list(dict.fromkeys(own if code in beyond else code for code in target.codes))}


def _plain_polygons(drawing: Any) -> dict[str, Any]:
    """Return the polygons of a drawing and nothing else of it, as one GeoJSON geometry."""
    try:
        shape = shapely.from_geojson(json.dumps(drawing))
    except (shapely.GEOSException, RecursionError) as problem:
        raise ValueError(_("The drawing is no GeoJSON: %(problem)s") % {"problem": problem}) from None
    parts = shapely.get_parts(shapely.get_parts([shape])).tolist()  # of a collection of multipolygons too
    if not parts or any(part.geom_type != "Polygon" for part in parts):
        raise ValueError(_("The drawing holds something else than polygons."))
    kept = shape if shape.geom_type == "Polygon" else shapely.MultiPolygon(parts)
    plain: dict[str, Any] = json.loads(shapely.to_geojson(kept))
    return plain


def _jurisdiction(asked: Mapping[str, Any], target: TargetArea) -> str:
    """Return the prefix of the smallest administrative area that holds all that was asked for."""
    prefixes = [area_prefix(code) for code in target.codes]
    shapes = {part: asked[part] for part in AREA_PARTS if part != "codes" and part in asked}
    if shapes:
        prefixes.append(_holder(_target(json.dumps(shapes, sort_keys=True)).geometry))
    common = smallest_common(prefixes)
    if not common:
        raise ValueError(_("The areas named have no administrative area in common; send a warning for each."))
    return common


def _holder(shape: BaseGeometry) -> str:
    """Return the prefix of the smallest area of the city whose outline holds a shape but for a small spill."""
    areas, outlines = city().areas, city().shapes.get("areas", {})
    place = areas.root
    own = outlines.get(areas.codes[place])
    if own is not None and not shapely.intersects(own, shape):
        raise ValueError(_("The area lies outside the city."))
    while True:
        inside = [
            index
            for index, above in enumerate(areas.parent.tolist())
            if above == place and _holds(outlines.get(areas.codes[index]), shape)
        ]
        if not inside:
            return area_prefix(areas.codes[place])
        place = inside[0]


def _holds(outline: Geometry | None, shape: BaseGeometry) -> bool:
    """Say whether all but a small share of a shape's surface lies in an outline; degrees do, as it is a small share."""
    return outline is not None and bool(shapely.area(shapely.difference(shape, outline)) <= SPILL * shape.area)


def _told(asked: str, description: Mapping[str, str]) -> dict[str, Any]:
    """Return what is kept of an area besides what was asked for."""
    told: dict[str, Any] = json.loads(_measured(asked, str(settings.ANLAN_CITY)))
    findings = [_kept(one) for one in _target(asked).findings]
    names = {key: str(text) for key, text in description.items() if text}
    return {**told, "description": {**told["description"], **names}, "findings": findings}


@lru_cache(maxsize=256)
def _measured(asked: str, _folder: str) -> str:
    """Return outline, names and estimate of an area, as JSON."""
    target = _target(asked)
    about = estimate(target, city())
    told = {
        "geometry": json.loads(shapely.to_geojson(target.geometry)),
        "rings": target.rings(),
        "description": _names(target, about),
        "estimate": _estimated(target, about),
    }
    return json.dumps(told)


def _names(target: TargetArea, about: Estimate) -> dict[str, str]:
    """Name an area by the codes that were given, or by the districts that it touches, or by the city at last."""
    areas, info = city().areas, city().info
    codes = [area_prefix(code) for code in target.codes]
    named = [index for index, code in enumerate(areas.codes) if area_prefix(code) in codes]
    touched = [one for one in about.districts if one.share >= SPILL] or list(about.districts[:1])
    found = [[(one.name_zh, one.name_en) for one in touched]]
    if named and len(codes) == len(named):
        found.insert(0, [(areas.names_zh[index], areas.names_en[index]) for index in named])
    for names in found:
        zh, en = "、".join(name for name, _en in names), ", ".join(name for _zh, name in names)
        if zh and en and max(len(zh), len(en)) <= MOST_NAMED:
            return {"zh-Hans": zh, "en": en}
    return {"zh-Hans": str(info["name_zh"]), "en": str(info["name_en"])}


def _estimated(target: TargetArea, about: Estimate) -> dict[str, Any]:
    def shares(rows: Sequence[Any]) -> list[dict[str, Any]]:
        return [
            {"code": one.code, "name_zh": one.name_zh, "name_en": one.name_en, "share": round(one.share, 4),
             "people": round(one.people)}
            for one in rows
        ]  # fmt: skip

    return {
        "people": round(about.people),
        "people_day": round(about.people_day),
        "km2": round(target.km2, 2),
        "outside_km2": round(about.outside_km2, 2),
        "districts": shares(about.districts),
        "townships": shares(about.townships),
    }


def _finding(problem: Problem, severity: str, language: Language | None = None) -> FieldFinding:
    what = said(problem.what, language)
    reason = f"{problem.feature}: {what}" if problem.feature else what
    return FieldFinding("area", severity, problem.code, reason, said(problem.remedy, language))


def _kept(problem: Problem) -> dict[str, Any]:
    """Return what was found as it is kept: who reads it later may read another language than its author."""
    found = {language: _finding(problem, "recommendation", language) for language in LANGUAGES}
    words = {name: {key: getattr(one, name) for key, one in found.items()} for name in ("reason", "remedy")}
    return {"field": "area", "severity": "recommendation", "code": problem.code, **words}
