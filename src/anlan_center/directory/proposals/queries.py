"""What a person sees of strong roles that were asked for."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from anlan_center.accounts.models import Proposal, User
from anlan_center.accounts.proposing import State
from anlan_center.accounts.scope import visible
from anlan_center.audit.models import Record
from anlan_center.directory.administering import demand_over
from anlan_center.directory.people.queries import SEE
from anlan_center.directory.proposals.rules import check_ready, demand_second

IN_HAND = (
    "account.open", "account.install", "account.demo", "account.readdress", "account.reset_password",
    "account.reset_second_factor",
)  # fmt: skip
"""Actions after which somebody else knows what an account signs in with, gets its letters for a forgotten password, or
could set up its second factor."""


def proposals(user: User | AnonymousUser, permission: str = SEE) -> QuerySet[Proposal]:
    """List what was asked for within a person's areas, the newest first.

    Parameters
    ----------
    user
        Who looks.
    permission
        What for.
    """
    rows = Proposal.objects.select_related("user__organisation", "asked_by", "decided_by")
    return visible(rows, user, permission)


def waiting(user: User | AnonymousUser) -> QuerySet[Proposal]:
    """List what waits for a second administrator within a person's areas.

    Parameters
    ----------
    user
        Who looks.
    """
    return proposals(user).filter(state=State.WAITING)


@dataclass(frozen=True)
class Handling:
    """A moment at which an account went through somebody's hands.

    Parameters
    ----------
    at
        When.
    action
        What was done.
    by
        Who did it; the name of the account on the machine where it was done there.
    """

    at: datetime
    action: str
    by: str


def in_hand(person: User) -> list[Handling]:
    """List who had an account in hand, the latest first: what a second administrator has to know.

    Parameters
    ----------
    person
        Whose account it is.
    """
    rows = Record.objects.filter(object_type=User._meta.label_lower, object_id=str(person.pk), action__in=IN_HAND)
    return [
        Handling(row.at, row.action, (row.after or {}).get("operator") or row.actor_name)
        for row in rows.order_by("-id")  # all of them: a few latest would let new ones hide who was there before
    ]


def why_not(user: User, proposal: Proposal) -> str:
    """Say why a person cannot be the second administrator; empty where nothing stands in the way.

    Parameters
    ----------
    user
        Who looks.
    proposal
        What was asked for.
    """
    try:
        demand_second(user, proposal)
        if user.second_factor:  # else the page leads to the confirmation first
            demand_over(user, proposal.user)
    except PermissionDenied as refusal:
        return str(refusal)
    return ""


def to_do_first(proposal: Proposal) -> list[str]:
    """List what has to be done before a proposal can be confirmed.

    Parameters
    ----------
    proposal
        What was asked for.
    """
    try:
        check_ready(proposal)
    except ValidationError as error:
        return list(error.messages)
    return []
