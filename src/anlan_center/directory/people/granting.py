"""Who gives roles to whom."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Area, Grant, User
from anlan_center.accounts.roles import ROLES, apart
from anlan_center.accounts.scope import demand, in_force
from anlan_center.audit.recording import record
from anlan_center.directory.people.actions import MANAGE, demand_over


def grant(actor: User, person: User, role: str, jurisdiction: str, *, until: datetime | None = None) -> Grant:
    """Give a person a role in an area; a grant that ran out, or one with another end, is renewed.

    Parameters
    ----------
    actor
        Who acts; manages accounts in the area and where the person works, and is not that person.
    person
        Who gets it.
    role
        Key of `roles.ROLES`.
    jurisdiction
        Prefix of an area.
    until
        When it runs out; None for never.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If there is no such role or area, the end is past, or the person holds a role that must stay apart.
    """
    demand(actor, MANAGE, jurisdiction)
    demand_over(actor, person)
    _check(role, jurisdiction, until)
    with transaction.atomic():
        held = list(person.grants.select_for_update().filter(in_force()))
        _check_apart(role, held)
        known = person.grants.filter(role=role, jurisdiction=jurisdiction).first()
        before = _facts(known) if known else None
        given, _made = Grant.objects.update_or_create(
            user=person, role=role, jurisdiction=jurisdiction, defaults={"until": until, "granted_by": actor}
        )
        record(actor, "account.grant", given, before=before, after=_facts(given), exercise=False)
    return given


def withdraw(actor: User, given: Grant) -> None:
    """Take a role away.

    Parameters
    ----------
    actor
        Who acts; manages accounts in the area of the grant, and is not its holder.
    given
        The grant.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    """
    demand(actor, MANAGE, given.jurisdiction)
    if actor.pk == given.user_id:
        raise PermissionDenied(_("Nobody changes the own account here. Ask another administrator."))
    with transaction.atomic():
        record(actor, "account.withdraw", given, before=_facts(given), exercise=False)
        given.delete()


def _facts(given: Grant) -> dict[str, object]:
    """Return what the record keeps of a grant."""
    names = ("user_id", "role", "jurisdiction", "until")
    return {"username": given.user.username, **{name: getattr(given, name) for name in names}}


def _check(role: str, jurisdiction: str, until: datetime | None) -> None:
    """Refuse a role or area that is not there, and an end that is past."""
    if role not in ROLES:
        raise ValidationError({"role": _("There is no such role. Choose one of the list.")})
    if not Area.objects.filter(prefix=jurisdiction).exists():
        raise ValidationError({"jurisdiction": _("There is no such area. Choose one of the list.")})
    if until is not None and until <= timezone.now():
        raise ValidationError({"until": _("The end lies in the past. Choose a later time.")})


def _check_apart(role: str, held: list[Grant]) -> None:
    """Refuse a role that one person never holds together with another."""
    clash = next((one for one in held if apart(role, one.role)), None)
    if clash is not None:
        raise ValidationError(
            _("One person is never both %(new)s and %(held)s. Withdraw the other role first.")
            % {"new": ROLES[role].name, "held": ROLES[clash.role].name}
        )
