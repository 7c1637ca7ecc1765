"""The one place that decides who may see and do what: permission = role and jurisdiction.

A row's `jurisdiction` is the prefix of the smallest administrative area that holds all of it. A grant holds for its
area and all within. Every list of rows that a person sees passes through `visible`, every action through `demand`.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.roles import PERMISSIONS, ROLES

Row = TypeVar("Row", bound=Model)


def jurisdictions(user: User | AnonymousUser, permission: str, *, at: datetime | None = None) -> tuple[str, ...]:
    """List the prefixes of the areas in which a person has a permission.

    Parameters
    ----------
    user
        The person; who is not signed in or not active has none.
    permission
        A key of `PERMISSIONS`.
    at
        When; None for now.

    Raises
    ------
    KeyError
        If there is no such permission.
    """
    if permission not in PERMISSIONS:
        raise KeyError(permission)
    if not isinstance(user, User) or not user.is_active:
        return ()
    now = at or timezone.now()
    roles = [name for name, role in ROLES.items() if permission in role.permissions]
    held = user.grants.filter(role__in=roles).filter(Q(until=None) | Q(until__gt=now))
    return tuple(sorted(set(held.values_list("jurisdiction", flat=True))))


def visible(rows: QuerySet[Row], user: User | AnonymousUser, permission: str) -> QuerySet[Row]:
    """Keep the rows within a person's jurisdiction.

    Parameters
    ----------
    rows
        Rows with a `jurisdiction`.
    user, permission
        See `jurisdictions`.
    """
    within = Q(pk__in=[])
    for prefix in jurisdictions(user, permission):
        within |= Q(jurisdiction__startswith=prefix)
    return rows.filter(within)


def allowed(user: User | AnonymousUser, permission: str, jurisdiction: str) -> bool:
    """Say whether a person has a permission for all of an area."""
    return any(jurisdiction.startswith(prefix) for prefix in jurisdictions(user, permission))


def demand(user: User | AnonymousUser, permission: str, jurisdiction: str) -> None:
    """Refuse unless a person has a permission for all of an area.

    Raises
    ------
    PermissionDenied
        Which says what permission is missing where.
    """
    if not allowed(user, permission, jurisdiction):
        raise PermissionDenied(
            _("You lack the permission '%(permission)s' in area %(area)s; ask an administrator for a role that has it.")
            % {"permission": PERMISSIONS[permission], "area": jurisdiction or "-"}
        )


def smallest_common(prefixes: Iterable[str]) -> str:
    """Return the prefix of the smallest area that holds all areas; empty where they share nothing.

    Parameters
    ----------
    prefixes
        Prefixes of administrative codes: two, four, six, nine or twelve digits.
    """
    found = list(prefixes)
    if not found:
        return ""
    for length in (12, 9, 6, 4, 2):
        heads = {prefix[:length] for prefix in found}
        if len(heads) == 1 and all(len(prefix) >= length for prefix in found):
            return heads.pop()
    return ""
