"""Accounts that whoever runs the machine opens: the first administrators, and the people of a demonstration.

That person is trusted with everything, could as well write into the tables, and is named in the record.
"""

import getpass
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import models, transaction
from django.utils import translation

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import Area, Organisation, User
from anlan_center.accounts.roles import ROLES
from anlan_center.audit.recording import record
from anlan_center.directory.people.actions import one_time_password

DEMO_DISTRICTS = 2
FIRST = 2
"""Administrators that a city begins with: what one asks for another confirms."""
MOST = 10
"""Most administrators opened at once; more is a typing error."""


@dataclass(frozen=True)
class MadeAccount:
    """An account that was made at the machine.

    Parameters
    ----------
    username, password
        With which to sign in; no password where the account was there before.
    role
        Key of `roles.ROLES`.
    jurisdiction
        Prefix of the area.
    about
        Role and area in words.
    """

    username: str
    password: str
    role: str
    jurisdiction: str
    about: str


def operator() -> str:
    """Return the name of the account on this machine under which a command runs; ``unknown`` where it has none."""
    try:
        return getpass.getuser()[:120] or "unknown"
    except (KeyError, OSError):  # a container may run under a number without a name
        return "unknown"


def demo_accounts(*, must_change: bool = False, districts: int = DEMO_DISTRICTS) -> tuple[MadeAccount, ...]:
    """Make one person for each role in the city and in some of its districts; who is there already stays as is.

    Parameters
    ----------
    must_change
        Whether each has to choose a password of their own before anything else; False in a demonstration alone.
    districts
        In how many districts.

    Returns
    -------
    tuple of MadeAccount
        Those that were there before have no password here: it can be read nowhere, and never again.
    """
    with transaction.atomic():
        city = Area.objects.get(parent=None)
        areas = [city, *Area.objects.filter(parent=city).order_by("code")[:districts]]
        known = set(User.objects.values_list("username", flat=True))
        return tuple(_demo_account(area, role, must_change, known) for area in areas for role in ROLES)


def _demo_account(area: Area, role: str, must_change: bool, known: set[str]) -> MadeAccount:
    """Make one person with one role in one area, where that person is not known yet."""
    username = f"{role}-{area.prefix}"
    if username in known:
        return MadeAccount(username, "", role, area.prefix, _about(area, role)[1])
    return _made(username, area, role, must_change, "account.demo")


def _about(area: Area, role: str) -> tuple[str, str]:
    """Return the name that an account is shown with, and role and area in both languages."""
    with translation.override("zh-hans"):
        display_name = f"{area.name_zh}{ROLES[role].name}"
    with translation.override("en"):
        return display_name, f"{display_name} / {ROLES[role].name}, {area.name_en}"


def _made(username: str, area: Area, role: str, must_change: bool, action: str) -> MadeAccount:
    """Make a person with a role, and record who did so at the machine."""
    display_name, about = _about(area, role)
    password = one_time_password()
    person = User.objects.create_user(
        username,
        password=password,
        display_name=display_name,
        organisation=_authority(Organisation.objects.filter(jurisdiction=area.prefix)),
        must_change_password=must_change,
    )
    by = operator()
    install(person, role, area.prefix, operator=by)
    granted = {"role": role, "jurisdiction": area.prefix, "operator": by}
    record(None, action, person, after=granted, exercise=False)
    return MadeAccount(username, password, role, area.prefix, about)


def first_administrators() -> tuple[MadeAccount, ...]:
    """Make two administrators of the whole city where nobody has an account yet.

    Returns
    -------
    tuple of MadeAccount
        With passwords of one use; empty where there are people already.
    """
    with transaction.atomic():
        return () if User.objects.exists() else make_administrators(FIRST)


def make_administrators(count: int = FIRST) -> tuple[MadeAccount, ...]:
    """Make further administrators of the whole city, as at the start, or where those that there were have gone.

    Parameters
    ----------
    count
        How many, from 1 to `MOST`.

    Returns
    -------
    tuple of MadeAccount
        With passwords of one use.

    Raises
    ------
    ValueError
        If the number cannot be meant.
    """
    if not 1 <= count <= MOST:
        raise ValueError(f"{count} administrators cannot be made at once; give a number from 1 to {MOST}")
    with transaction.atomic():
        city = Area.objects.get(parent=None)
        known = set(User.objects.values_list("username", flat=True))
        names = (f"administrator-{city.prefix}-{number}" for number in range(1, len(known) + count + 1))
        free = [name for name in names if name not in known][:count]
        return tuple(_made(name, city, "administrator", True, "account.install") for name in free)


def _authority(organisations: models.QuerySet[Organisation]) -> Organisation | None:
    """Choose who commands in an area: a government body directly below the topmost one, else the topmost body."""
    found: Sequence[Organisation] = list(organisations.select_related("parent").order_by("key"))
    leading = [one for one in found if one.kind in {"government", "district"}]
    commanding = [one for one in leading if one.parent and one.parent.kind == "government" and not one.parent.parent_id]
    return next(iter([*commanding, *leading, *found]), None)
