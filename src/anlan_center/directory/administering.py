"""Who manages whose account, and which roles may be given."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area, Grant, User
from anlan_center.accounts.roles import ROLES, apart
from anlan_center.accounts.scope import demand, in_force

MANAGE = "account.manage"


def demand_over(actor: User, person: User) -> None:
    """Refuse unless the actor manages the accounts of a person, who must be someone else.

    Parameters
    ----------
    actor
        Who acts.
    person
        Whose account it is about.

    Raises
    ------
    PermissionDenied
        Which says why.
    """
    demand(actor, MANAGE, person.jurisdiction)
    if actor.pk == person.pk:
        raise PermissionDenied(_("Nobody changes the own account here. Ask another administrator."))


def check_role(role: str, jurisdiction: str, until: datetime | None) -> None:
    """Refuse a role or area that is not there, and an end that is past.

    Parameters
    ----------
    role
        Key of `roles.ROLES`.
    jurisdiction
        Prefix of an area.
    until
        When it runs out; None for never.

    Raises
    ------
    ValidationError
        Which names the field.
    """
    if role not in ROLES:
        raise ValidationError({"role": _("There is no such role. Choose one of the list.")})
    if not Area.objects.filter(prefix=jurisdiction).exists():
        raise ValidationError({"jurisdiction": _("There is no such area. Choose one of the list.")})
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("The end lies in the past. Choose a later time.")})


def check_apart(role: str, held: Iterable[Grant]) -> None:
    """Refuse a role that one person never holds together with another.

    Parameters
    ----------
    role
        Key of `roles.ROLES`.
    held
        What the person has, as far as it is in force.

    Raises
    ------
    ValidationError
        Which names both roles.
    """
    clash = next((one for one in held if apart(role, one.role)), None)
    if clash is not None:
        raise ValidationError(
            _("One person is never both %(new)s and %(held)s. Withdraw the other role first.")
            % {"new": ROLES[role].name, "held": ROLES[clash.role].name}
        )


@contextmanager
def giving(actor: User, person: User, role: str, jurisdiction: str, until: datetime | None) -> Iterator[None]:
    """Check that a role may be given, and hold the person in one transaction while it is given or asked for.

    Parameters
    ----------
    actor
        Who gives or asks; manages accounts in the area and where the person works, and is not that person.
    person
        Who gets the role.
    role, jurisdiction, until
        See `check_role`.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If there is no such role or area, the end is past, or the person holds a role that must stay apart.
    """
    demand(actor, MANAGE, jurisdiction)
    demand_over(actor, person)
    check_role(role, jurisdiction, until)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=person.pk)
        check_apart(role, person.grants.filter(in_force()))
        yield
