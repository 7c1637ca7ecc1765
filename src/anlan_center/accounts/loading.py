"""Areas and organisations of a city package, and the people of a demonstration."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import translation

from anlan.city import City
from anlan_center.accounts.models import Area, Grant, Organisation, User, area_prefix
from anlan_center.accounts.recording import record
from anlan_center.accounts.roles import ROLES

Row = TypeVar("Row", Area, Organisation)
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""What passwords are made of: nothing that is read for something else."""
DEMO_DISTRICTS = 2


@dataclass(frozen=True)
class Counts:
    """How many rows of a kind were made, changed and left as they were.

    Parameters
    ----------
    made, changed, same
        Rows of the package.
    others
        Rows that the package does not have; they stay.
    """

    made: int
    changed: int
    same: int
    others: int


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
        What became of each kind of row.
    """

    city: str
    checksum: str
    areas: Counts
    organisations: Counts


@dataclass(frozen=True)
class DemoAccount:
    """An account of a demonstration.

    Parameters
    ----------
    username, password
        With which to sign in; the password is empty where the account was there before.
    role
        Key of `roles.ROLES`.
    jurisdiction
        Prefix of the area.
    """

    username: str
    password: str
    role: str
    jurisdiction: str


def load_city(folder: Path | str) -> Loaded:
    """Load the areas and organisations of a city package; a second time changes only what changed in the package.

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
        areas = _load_areas(city)
        organisations = _load_organisations(city)
        loaded = Loaded(str(city.info["id"]), city.checksum, areas, organisations)
        root = Area.objects.get(code=city.areas.codes[city.areas.root])
        record(None, "city.load", root, after={"city": loaded.city, "checksum": loaded.checksum})
    return loaded


def _load_areas(city: City) -> Counts:
    """Write the tree of areas, those above before those within."""
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
    return _written(Area, "code", wanted)


def _load_organisations(city: City) -> Counts:
    """Write the tree of organisations; one without an area belongs to the city as a whole."""
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
    counts = _written(Organisation, "key", wanted)
    for made in Organisation.objects.filter(key__in=wanted, synthetic=True, sender=""):
        made.sender = f"{made.key}@{city.info['id']}.example"
        made.save(update_fields=["sender"])
    return counts


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


def _written(model: type[Row], key: str, wanted: Mapping[str, dict[str, Any]]) -> Counts:
    """Make and change rows of a tree until they are as wanted; parents are given by key and come first."""
    known: dict[str, Row] = {str(getattr(row, key)): row for row in model._default_manager.all()}
    made = changed = 0
    for name, values in wanted.items():
        values["parent_id"] = known[above].pk if (above := values.pop("parent")) else None
        row = known.get(name)
        if row is None:
            known[name] = model._default_manager.create(**{key: name}, **values)
            made += 1
        elif any(getattr(row, field) != value for field, value in values.items()):
            _change(row, values)
            changed += 1
    return Counts(made, changed, len(wanted) - made - changed, len(known) - len(wanted))


def _change(row: models.Model, values: Mapping[str, Any]) -> None:
    """Write other values into a row."""
    for field, value in values.items():
        setattr(row, field, value)
    row.save(update_fields=list(values))


def one_time_password() -> str:
    """Make a password of sixteen letters and digits, about 79 bits, that can be read out on the telephone."""
    return "-".join("".join(secrets.choice(LETTERS) for _letter in range(4)) for _group in range(4))


def demo_accounts(*, must_change: bool, districts: int = DEMO_DISTRICTS) -> tuple[DemoAccount, ...]:
    """Make one person for each role in the city and in some of its districts; who is there already stays as is.

    Parameters
    ----------
    must_change
        Whether each has to choose a password of their own before anything else; False in a demonstration alone.
    districts
        In how many districts.

    Returns
    -------
    tuple of DemoAccount
        With passwords that can be read nowhere else, and never again.
    """
    with transaction.atomic():
        city = Area.objects.get(parent=None)
        areas = [city, *Area.objects.filter(parent=city).order_by("code")[:districts]]
        return tuple(_demo_account(area, role, must_change) for area in areas for role in ROLES)


def _demo_account(area: Area, role: str, must_change: bool) -> DemoAccount:
    """Make one person with one role in one area."""
    username = f"{role}-{area.prefix}"
    if User.objects.filter(username=username).exists():
        return DemoAccount(username, "", role, area.prefix)
    password = one_time_password()
    with translation.override("zh-hans"):
        display_name = f"{area.name_zh}{ROLES[role].name}"
    person = User.objects.create_user(
        username,
        password=password,
        display_name=display_name,
        organisation=_authority(Organisation.objects.filter(jurisdiction=area.prefix)),
        must_change_password=must_change,
    )
    Grant.objects.create(user=person, role=role, jurisdiction=area.prefix)
    record(None, "account.demo", person, after={"role": role, "jurisdiction": area.prefix})
    return DemoAccount(username, password, role, area.prefix)


def _authority(organisations: models.QuerySet[Organisation]) -> Organisation | None:
    """Choose who commands in an area: a government body below another one, else the topmost body."""
    found: Sequence[Organisation] = list(organisations.select_related("parent").order_by("key"))
    commanding = [one for one in found if one.kind == "government" and one.parent and one.parent.kind == "government"]
    leading = [one for one in found if one.kind in {"government", "district"}]
    return next(iter([*commanding, *leading, *found]), None)
