"""Areas and organisations of a city package; loading one opens no account and gives no role."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import transaction

from anlan.city import City
from anlan_center.accounts.models import Area, Organisation, area_prefix
from anlan_center.audit.recording import record

Row = TypeVar("Row", Area, Organisation)


@dataclass(frozen=True)
class Loaded:
    """What came of loading a city package.

    Parameters
    ----------
    city
        Identifier of the city.
    checksum
        SHA-256 of the package.
    areas, organisations
        Rows of the package; others in the database stay.
    made, changed
        How many of these were new, and how many were not as the package has them.
    """

    city: str
    checksum: str
    areas: int
    organisations: int
    made: int
    changed: int


def load_city(folder: Path | str) -> Loaded:
    """Load the areas and organisations of a city package; a second time changes only what changed in the package.

    What administrators changed of an organisation stays until the package says something new of just that.

    Parameters
    ----------
    folder
        Folder, or zip archive of one.

    Raises
    ------
    anlan.errors.PackageError
        With every problem of the package; nothing is loaded then.
    """
    return load(City.load(folder))


def load(city: City) -> Loaded:
    """Load the areas and organisations of a city that was read before; see `load_city`.

    Parameters
    ----------
    city
        The city.
    """
    with transaction.atomic():
        areas, organisations = _areas_of(city), _organisations_of(city)
        counts = [_written(Area, "code", areas), _written(Organisation, "key", organisations)]
        _name_senders(city, organisations)
        made, changed = (sum(one) for one in zip(*counts, strict=True))
        loaded = Loaded(str(city.info["id"]), city.checksum, len(areas), len(organisations), made, changed)
        root = Area.objects.get(code=city.areas.codes[city.areas.root])
        if made or changed:
            record(None, "city.load", root, after=asdict(loaded), exercise=False)
    return loaded


def _areas_of(city: City) -> dict[str, dict[str, Any]]:
    """Return the rows of areas by code, those above before those within."""
    table = {row["code"]: row for row in city.tables["areas"].iter_rows(named=True)}
    tree = city.areas
    wanted = {}
    for index in sorted(range(len(tree)), key=lambda one: (int(tree.depth[one]), tree.codes[one])):
        code = tree.codes[index]
        wanted[code] = {
            "name_zh": tree.names_zh[index],
            "name_en": tree.names_en[index],
            "prefix": area_prefix(code),
            "level": tree.level[index],
            "parent": table[code]["parent"],
            "population": table[code]["population"] or 0,
        }
    return wanted


def _organisations_of(city: City) -> dict[str, dict[str, Any]]:
    """Return the rows of organisations by key, parents first; one without an area belongs to the whole city."""
    rows = {row["id"]: row for row in city.tables["organisations"].iter_rows(named=True)}
    root = city.areas.codes[city.areas.root]
    wanted = {}
    for key in _parents_first(rows):
        row = rows[key]
        wanted[key] = {
            "name_zh": row["name_zh"],
            "name_en": row["name_en"] or row["name_zh"],
            "kind": row["kind"] or "",
            "parent": row["parent"],
            "jurisdiction": area_prefix(row["area"] or root),
            "synthetic": bool(row["synthetic"]),
        }
    return wanted


def _name_senders(city: City, keys: Iterable[str]) -> None:
    """Name the senders of warnings of invented organisations; those of real ones are entered by hand."""
    for made in Organisation.objects.filter(key__in=keys, synthetic=True, sender=""):
        made.sender = f"{made.key}@{city.info['id']}.example"
        made.save(update_fields=["sender"])


def _parents_first(rows: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """Order keys so that each stands behind its parent; the package's own checks leave no circle."""
    ordered: list[str] = []
    waiting = sorted(rows)
    while waiting:
        ready = [key for key in waiting if not rows[key]["parent"] or rows[key]["parent"] in ordered]
        if not ready:
            raise ValueError(f"organisations report to each other in a circle: {', '.join(waiting)}; correct 'parent'")
        ordered += ready
        waiting = [key for key in waiting if key not in ready]
    return ordered


def _written(model: type[Row], key: str, wanted: Mapping[str, dict[str, Any]]) -> tuple[int, int]:
    """Make and change rows of a tree until they are as wanted, parents first; return how many of each."""
    known: dict[str, Row] = {str(getattr(row, key)): row for row in model._default_manager.all()}
    made = changed = 0
    for name, values in wanted.items():
        above = values.pop("parent")
        values["parent_id"] = known[above].pk if above else None
        row = known.get(name)
        if row is None:
            known[name] = model._default_manager.create(**{key: name}, **values, **_kept(model, values))
            made += 1
        else:
            changed += _changed(row, values)
    return made, changed


def _kept(model: type[Row], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the field that remembers what the package said; people change organisations, and no areas."""
    return {"packaged": dict(values)} if model is Organisation else {}


def _changed(row: Row, values: Mapping[str, Any]) -> bool:
    """Write what is new in the package into a row, and record it; say whether there was something."""
    said = row.packaged if isinstance(row, Organisation) else {}
    news = {
        field: value
        for field, value in values.items()
        if getattr(row, field) != value and (field not in said or said[field] != value)
    }
    kept = _kept(type(row), values)
    if not news and said == kept.get("packaged", {}):
        return False
    before = {field: getattr(row, field) for field in news}
    for field, value in {**news, **kept}.items():
        setattr(row, field, value)
    row.save(update_fields=[*news, *kept])
    if news and isinstance(row, Organisation):
        record(None, "organisation.change", row, before=before, after=news, exercise=False)
    return bool(news)
