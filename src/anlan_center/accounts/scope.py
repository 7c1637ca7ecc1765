"""The one place that decides who may see and do what: permission = role and jurisdiction.

A row's `jurisdiction` is the prefix of the smallest administrative area that holds all of it. A grant holds for its
area and all within. Every list of rows that a person sees passes through `visible`, every action through `demand`.

What is granted is in force only as far as the person came in: a permission of `roles.STRONG` needs a sign-in with a
second factor (`user.second_factor`), a token narrows its owner (`user.narrowed`), and who has still to choose a
password of their own may do nothing yet.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area, Grant, Narrowed, User
from anlan_center.accounts.roles import PERMISSIONS, STRONG, roles_with

Row = TypeVar("Row", bound=Model)


class SecondFactorRequiredError(PermissionDenied):
    """The person has the permission, but came in without a second factor."""


def granted(user: User | AnonymousUser, permission: str, *, at: datetime | None = None) -> tuple[str, ...]:
    """List the prefixes of the areas in which a person was granted a permission, however that person came in.

    Parameters
    ----------
    user
        The person; who is not signed in, or not active, or whose organisation is not, has none.
    permission
        A key of `PERMISSIONS`.
    at
        When; None for now.

    Raises
    ------
    KeyError
        If there is no such permission.
    """
    return _granted(user, [permission], at)[permission]


def _granted(user: User | AnonymousUser, permissions: Iterable[str], at: datetime | None) -> dict[str, tuple[str, ...]]:
    """Return the same for several permissions, with one look at the grants."""
    wanted = {permission: roles_with(permission) for permission in permissions}
    unknown = sorted(set(wanted) - set(PERMISSIONS))
    if unknown:
        raise KeyError(*unknown)
    if not isinstance(user, User) or not user.is_active:
        return dict.fromkeys(wanted, ())
    held = user.grants.filter(role__in={role for roles in wanted.values() for role in roles}).filter(in_force(at))
    rows = list(held.exclude(user__organisation__active=False).values_list("role", "jurisdiction"))
    return {
        permission: tuple(sorted({where for role, where in rows if role in roles}))
        for permission, roles in wanted.items()
    }


def in_force(at: datetime | None = None, prefix: str = "") -> Q:
    """Return the condition that a grant has not run out.

    Parameters
    ----------
    at
        When; None for now.
    prefix
        How the query reaches the grant, such as ``grants__``.
    """
    return Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": at or timezone.now()})


def jurisdictions(user: User | AnonymousUser, permission: str, *, at: datetime | None = None) -> tuple[str, ...]:
    """List the prefixes of the areas in which a person has a permission, as that person came in.

    Parameters
    ----------
    user
        The person, as the request has it.
    permission, at
        See `granted`.

    Raises
    ------
    KeyError
        If there is no such permission.
    """
    return rights(user, [permission], at=at)[permission]


def rights(
    user: User | AnonymousUser, permissions: Iterable[str], *, at: datetime | None = None
) -> dict[str, tuple[str, ...]]:
    """List the prefixes of areas for several permissions at once; see `jurisdictions`.

    Parameters
    ----------
    user, at
        See `jurisdictions`.
    permissions
        Keys of `PERMISSIONS`.

    Raises
    ------
    KeyError
        If one of them is none.
    """
    found = _granted(user, permissions, at)
    return {permission: _as_came_in(user, permission, prefixes) for permission, prefixes in found.items()}


def _as_came_in(user: User | AnonymousUser, permission: str, prefixes: tuple[str, ...]) -> tuple[str, ...]:
    """Return what is in force of what was granted, as a person came in."""
    if not prefixes or not isinstance(user, User) or user.must_change_password:
        return ()
    if permission in STRONG and not user.second_factor:
        return ()
    return prefixes if user.narrowed is None else _within(prefixes, permission, user.narrowed)


def _within(prefixes: tuple[str, ...], permission: str, narrowed: Narrowed) -> tuple[str, ...]:
    """Return what of the areas a token covers."""
    if permission not in narrowed.permissions:
        return ()
    if any(narrowed.jurisdiction.startswith(prefix) for prefix in prefixes):
        return (narrowed.jurisdiction,)
    return tuple(prefix for prefix in prefixes if prefix.startswith(narrowed.jurisdiction))


def holders(permission: str, jurisdiction: str, *, at: datetime | None = None) -> QuerySet[User]:
    """List the active people who were granted a permission for all of an area.

    Parameters
    ----------
    permission
        A key of `PERMISSIONS`.
    jurisdiction
        Prefix of the area.
    at
        When; None for now.
    """
    above = [jurisdiction[:length] for length in range(1, len(jurisdiction) + 1)]
    held = Grant.objects.filter(role__in=roles_with(permission), jurisdiction__in=above).filter(in_force(at))
    people = User.objects.filter(is_active=True, pk__in=held.values("user"))
    return people.exclude(organisation__active=False).order_by("username")


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


def areas_within(user: User | AnonymousUser, *permissions: str) -> QuerySet[Area]:
    """List the areas in which a person has one of some permissions, and all that lies in them, by code.

    Parameters
    ----------
    user, permissions
        See `jurisdictions`.
    """
    within = Q(pk__in=[])
    for permission in permissions:
        for prefix in jurisdictions(user, permission):
            within |= Q(prefix__startswith=prefix)
    return Area.objects.filter(within).order_by("code")


def allowed(user: User | AnonymousUser, permission: str, jurisdiction: str) -> bool:
    """Say whether a person has a permission for all of an area."""
    return any(jurisdiction.startswith(prefix) for prefix in jurisdictions(user, permission))


def demand(user: User | AnonymousUser, permission: str, jurisdiction: str) -> None:
    """Refuse unless a person has a permission for all of an area.

    Raises
    ------
    SecondFactorRequiredError
        If only a second factor is missing.
    PermissionDenied
        Which says what permission is missing where.
    """
    if permission in STRONG and isinstance(user, User) and not user.second_factor:
        _explain_second_factor(user, permission, jurisdiction)
    if not allowed(user, permission, jurisdiction):
        raise PermissionDenied(
            _("You lack the permission '%(permission)s' in area %(area)s; ask an administrator for a role that has it.")
            % {"permission": PERMISSIONS[permission], "area": jurisdiction or "-"}
        )


def _explain_second_factor(user: User, permission: str, jurisdiction: str) -> None:
    """Say that only a second factor is missing, where that is so."""
    if any(jurisdiction.startswith(prefix) for prefix in granted(user, permission)):
        raise SecondFactorRequiredError(
            _("'%(permission)s' needs a sign-in with a second factor, such as an authenticator app or a security key.")
            % {"permission": PERMISSIONS[permission]}
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


def within_or_around(prefixes: Iterable[str]) -> Q:
    """Match rows whose jurisdiction lies in one of the areas, or holds it."""
    found = Q(pk__in=[])
    for prefix in prefixes:
        above = [prefix[:length] for length in range(1, len(prefix) + 1)]
        found |= Q(jurisdiction__startswith=prefix) | Q(jurisdiction__in=above)
    return found
