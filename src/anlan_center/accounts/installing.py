"""Roles that whoever runs the machine gives, as the first administrators and the people of a demonstration need."""

from django.db import transaction
from django.utils import timezone

from anlan_center.accounts.models import Grant, Proposal, User
from anlan_center.accounts.proposing import State
from anlan_center.accounts.roles import is_strong


def install(user: User, role: str, jurisdiction: str, *, operator: str) -> Grant:
    """Give a role without an administrator; a strong one keeps who did so.

    Parameters
    ----------
    user
        Who gets it.
    role
        Key of `roles.ROLES`.
    jurisdiction
        Prefix of an area.
    operator
        Name of the account on the machine; never empty.
    """
    proposal = None
    with transaction.atomic():
        if is_strong(role):
            now = timezone.now()
            proposal = Proposal.objects.create(
                user=user, role=role, jurisdiction=jurisdiction, operator=operator, asked_at=now,
                state=State.CONFIRMED, decided_at=now,
            )  # fmt: skip
        return Grant.objects.create(user=user, role=role, jurisdiction=jurisdiction, proposal=proposal)
