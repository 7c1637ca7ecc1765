"""What a person sees of organisations, people and grants."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet

from anlan_center.accounts.models import Grant, Organisation, User, whole_city
from anlan_center.accounts.roles import PERMISSIONS
from anlan_center.accounts.scope import allowed, rights, visible

SEE, MANAGE = "account.view", "account.manage"


def organisations(user: User | AnonymousUser, permission: str = SEE) -> QuerySet[Organisation]:
    """List the organisations of a person's areas.

    Parameters
    ----------
    user
        Who looks.
    permission
        What for.
    """
    return visible(Organisation.objects.select_related("parent"), user, permission)


def people(user: User | AnonymousUser, permission: str = SEE) -> QuerySet[User]:
    """List the people whose organisation lies within a person's areas; who has none is the whole city's concern.

    Parameters
    ----------
    user, permission
        See `organisations`.
    """
    rows = User.objects.select_related("organisation").order_by("username")
    theirs = Q(organisation__in=organisations(user, permission).values("pk"))
    return rows.filter(theirs | Q(organisation=None) if allowed(user, permission, whole_city()) else theirs)


def grants(user: User | AnonymousUser, permission: str = SEE) -> QuerySet[Grant]:
    """List the grants within a person's areas.

    Parameters
    ----------
    user, permission
        See `organisations`.
    """
    rows = Grant.objects.select_related("user", "granted_by").order_by("user__username", "role", "jurisdiction")
    return visible(rows, user, permission)


def standing(user: User | AnonymousUser) -> dict[str, tuple[str, ...]]:
    """Return what a person may do, as that person came in: permissions, and the prefixes of areas for each.

    Parameters
    ----------
    user
        The person.
    """
    return {permission: prefixes for permission, prefixes in rights(user, PERMISSIONS).items() if prefixes}
