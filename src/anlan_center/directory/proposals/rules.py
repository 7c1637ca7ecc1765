"""Who may confirm what another administrator asked for, and what must be so before."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Proposal, User
from anlan_center.accounts.scope import granted
from anlan_center.accounts.signing_in.factors import has_second_factor
from anlan_center.directory.administering import MANAGE


def came_from(person: User) -> set[int]:
    """Name everybody who had an account in hand, and who had theirs, up to accounts that nobody here opened.

    Parameters
    ----------
    person
        Whose account it is.
    """
    hands: dict[int, set[int]] = {}
    for owner, hand in User.entrusted_by.through.objects.values_list("from_user", "to_user"):
        hands.setdefault(owner, set()).add(hand)
    found: set[int] = set()
    further = {person.pk}
    while further:
        further = set().union(*(hands.get(one, set()) for one in further)) - found
        found |= further
    return found


def demand_second(actor: User, proposal: Proposal) -> None:
    """Refuse who cannot be the second administrator: who asked, who gains, and whose account is of their making.

    Who opened an account, or changed what it is opened with, may be acting in its name. So nobody decides from an
    account that goes back to who asked or who gains, nor about what was asked for from an account that goes back to
    one's own.

    Parameters
    ----------
    actor
        Who decides.
    proposal
        What was asked for.

    Raises
    ------
    PermissionDenied
        Which says why, and whom to ask.
    """
    if actor.pk == proposal.user_id:
        raise PermissionDenied(_("Nobody decides about a role of the own account. Ask another administrator."))
    if actor.pk == proposal.asked_by_id:
        raise PermissionDenied(_("You asked for this role yourself. Another administrator has to decide."))
    asker = proposal.asked_by
    of_theirs = {proposal.asked_by_id, proposal.user_id} & came_from(actor)
    if of_theirs or (asker is not None and actor.pk in came_from(asker)):
        raise PermissionDenied(
            _(
                "One of you opened the other's account or changed what it is opened with. An administrator who depends "
                "on neither has to decide."
            )
        )


def check_ready(proposal: Proposal) -> None:
    """Refuse what cannot be confirmed now, with every reason.

    Parameters
    ----------
    proposal
        What was asked for.

    Raises
    ------
    ValidationError
        With what has to be done first.
    """
    person, asker = proposal.user, proposal.asked_by
    faults = []
    if not person.is_active or (person.organisation is not None and not person.organisation.active):
        faults.append(_("The account or its organisation is out of service; open it again first."))
    if person.must_change_password:
        faults.append(_("This person has not chosen a password yet, so that others know the one of use."))
    if not has_second_factor(person):
        faults.append(_("This person has no second factor yet; it is set up at the first sign-in, by the person."))
    if proposal.over:
        faults.append(_("The end of the role has passed. Refuse it and ask anew."))
    if asker is not None and not any(proposal.jurisdiction.startswith(one) for one in granted(asker, MANAGE)):
        faults.append(_("Who asked for it no longer manages accounts there. Refuse it and ask anew."))
    if faults:
        raise ValidationError(faults)
