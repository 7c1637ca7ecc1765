"""Who gives roles to whom."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Grant, Proposal, User
from anlan_center.accounts.roles import ROLES, is_strong
from anlan_center.accounts.scope import demand
from anlan_center.audit.recording import record
from anlan_center.directory.administering import MANAGE, giving
from anlan_center.directory.proposals.actions import ask, end
from anlan_center.directory.proposals.actions import facts_of_grant as facts


def grant(
    actor: User, person: User, role: str, jurisdiction: str, *, until: datetime | None = None
) -> Grant | Proposal:
    """Give a person a role in an area, or ask for it where it takes a second administrator.

    A grant that ran out, or one with another end, is renewed.

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

    Returns
    -------
    Grant or Proposal
        A proposal for a strong role: it does not hold yet.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If there is no such role or area, the end is past, or the person holds a role that must stay apart.
    """
    if role in ROLES and is_strong(role):
        return ask(actor, person, role, jurisdiction, until=until)
    with giving(actor, person, role, jurisdiction, until):
        known = person.grants.filter(role=role, jurisdiction=jurisdiction).first()
        before = facts(known) if known else None
        given, _made = Grant.objects.update_or_create(
            user=person, role=role, jurisdiction=jurisdiction, defaults={"until": until, "granted_by": actor}
        )
        record(actor, "account.grant", given, before=before, after=facts(given), exercise=False)
    return given


def withdraw(actor: User, given: Grant) -> None:
    """Take a role away, at once and by one administrator.

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
        record(actor, "account.withdraw", given, before=facts(given), exercise=False)
        given.delete()
        if given.proposal is not None:
            end(given.proposal)
