"""Ask for a strong role, and decide about what another administrator asked for.

Granting a role that needs a second factor takes two administrators, as releasing a warning takes two people: whoever
could make an author and an approver alone could release alone.
"""

from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import Grant, Proposal, User
from anlan_center.accounts.proposing import STEPS, State
from anlan_center.accounts.scope import allowed, demand, in_force
from anlan_center.audit.recording import record
from anlan_center.directory.administering import MANAGE, check_apart, demand_over, giving
from anlan_center.directory.proposals.rules import check_ready, demand_second

KEPT_DAYS = 7
"""Days for which what was asked for waits (assumption: a week has a shift of every administrator)."""


class DecidedError(ValidationError):
    """Somebody has decided about it already."""


def facts(proposal: Proposal) -> dict[str, Any]:
    """Return what the record keeps of a proposal."""
    asker = proposal.asked_by
    return {
        "user_id": proposal.user_id,
        "username": proposal.user.username,
        "role": proposal.role,
        "jurisdiction": proposal.jurisdiction,
        "until": proposal.until,
        "asked_by": asker.username if asker else "",
        "state": str(proposal.state),
        "reason": proposal.reason,
    }


def ask(actor: User, person: User, role: str, jurisdiction: str, *, until: datetime | None = None) -> Proposal:
    """Ask for a strong role for a person; it holds once another administrator has confirmed it.

    Parameters
    ----------
    actor
        Who asks; manages accounts in the area and where the person works, and is not that person.
    person
        Who is to get it.
    role
        Key of `roles.ROLES`, of a strong one.
    jurisdiction
        Prefix of an area.
    until
        When it runs out; None for never.

    Raises
    ------
    PermissionDenied
        Which says what is missing.
    ValidationError
        If there is no such role or area, the end is past, it waits already, or the person holds a role that must stay
        apart.
    """
    with giving(actor, person, role, jurisdiction, until):
        if person.proposals.filter(role=role, jurisdiction=jurisdiction, state=State.WAITING).exists():
            raise ValidationError(_("This role waits for a second administrator already."))
        return _asked(actor, person, role, jurisdiction, until)


def _asked(actor: User, person: User, role: str, jurisdiction: str, until: datetime | None) -> Proposal:
    """Write what was asked for."""
    asked = Proposal.objects.create(
        user=person, role=role, jurisdiction=jurisdiction, until=until, asked_by=actor, asked_at=timezone.now()
    )
    record(actor, "account.ask", asked, after=facts(asked), exercise=False)
    return asked


def confirm(actor: User, proposal: Proposal) -> Grant:
    """Confirm what another administrator asked for; the role holds from now on.

    Parameters
    ----------
    actor
        Who confirms, as a second administrator: see `rules.demand_second`.
    proposal
        What was asked for.

    Raises
    ------
    PermissionDenied
        Which says why this person may not.
    ValidationError
        If it was decided already, or something has to be done first.
    """
    _demand_decider(actor, proposal)
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=proposal.user_id)
        known = _moved(actor, proposal, "confirm")
        check_ready(known)
        check_apart(known.role, person.grants.filter(in_force()))
        given = person.grants.filter(role=known.role, jurisdiction=known.jurisdiction).first()
        before, earlier = None, None
        if given is None:
            given = Grant(user=person, role=known.role, jurisdiction=known.jurisdiction)
        else:
            before, earlier = facts_of_grant(given), given.proposal
        given.until, given.granted_by, given.proposal = known.until, known.asked_by, known
        given.save()
        if earlier is not None:
            end(earlier)
        record(actor, "account.confirm", known, after=facts(known), exercise=False)
        record(actor, "account.grant", given, before=before, after=facts_of_grant(given), exercise=False)
    return given


def refuse(actor: User, proposal: Proposal, reason: str) -> Proposal:
    """Refuse what another administrator asked for.

    Parameters
    ----------
    actor, proposal
        See `confirm`.
    reason
        Why; never empty.

    Raises
    ------
    PermissionDenied, ValidationError
        See `confirm`.
    """
    if not reason.strip():
        raise ValidationError({"reason": _("Say why.")})
    _demand_decider(actor, proposal)
    with transaction.atomic():
        known = _moved(actor, proposal, "refuse", reason=reason.strip()[:500])
        record(actor, "account.refuse", known, after=facts(known), exercise=False)
    return known


def withdraw(actor: User, proposal: Proposal) -> Proposal:
    """Take back what one asked for oneself.

    Parameters
    ----------
    actor
        Who asked.
    proposal
        What was asked for.

    Raises
    ------
    PermissionDenied
        If somebody else asked for it.
    ValidationError
        If it was decided already.
    """
    demand(actor, MANAGE, proposal.jurisdiction)
    if actor.pk != proposal.asked_by_id:
        raise PermissionDenied(_("Another administrator asked for this role. Refuse it, with a reason."))
    with transaction.atomic():
        return _withdrawn(actor, proposal)


def _withdrawn(actor: User, proposal: Proposal) -> Proposal:
    known = _moved(actor, proposal, "withdraw")
    record(actor, "account.take_back", known, after=facts(known), exercise=False)
    return known


def lapse(now: datetime | None = None) -> int:
    """Let lapse what nobody decided about for a week; returns how much that was.

    Parameters
    ----------
    now
        The time; None takes the clock's.
    """
    at = now or timezone.now()
    waiting = Proposal.objects.filter(state=State.WAITING, asked_at__lt=at - timedelta(days=KEPT_DAYS))
    count = 0
    for proposal in list(waiting):
        with transaction.atomic():
            try:
                known = _moved(None, proposal, "lapse", at=at)
            except DecidedError:  # somebody decided at the same moment
                continue
            record(None, "account.lapse", known, after=facts(known), exercise=False)
        count += 1
    return count


def end(proposal: Proposal) -> None:
    """Note that a confirmed role was taken away or given anew, so that nobody takes its confirmation up again.

    Parameters
    ----------
    proposal
        By which it was given; within a transaction, and after the grant is gone.
    """
    source, target = STEPS["end"]
    Proposal.objects.filter(pk=proposal.pk, state=source).update(state=target)


def suspend(actor: User, person: User) -> dict[str, Any]:
    """Take the strong roles of a person away, and ask for them anew; within a transaction.

    Whoever gives an account a new password, another address or its second factor back could act in its name. What
    would let that person act alone is therefore gone at once, and comes back only by another administrator. What
    the actor asked for is asked for anew, so that nothing is lost where one hand gives a new password and then removes
    the second factor; what others asked for is taken back, as they did not know in whose hands the account would be.

    Parameters
    ----------
    actor
        Who changed the account.
    person
        Whose account it is.

    Returns
    -------
    dict
        What was lost, for the record.
    """
    User.objects.select_for_update().get(pk=person.pk)
    wanted: dict[tuple[str, str], Grant | Proposal] = {}
    lost = []
    for given in person.grants.select_related("proposal"):
        if not given.is_strong:
            continue
        lost.append({"role": given.role, "jurisdiction": given.jurisdiction})
        given.delete()
        if given.proposal is not None:
            end(given.proposal)
        wanted[given.role, given.jurisdiction] = given
    for waiting in person.proposals.filter(state=State.WAITING):
        _withdrawn(actor, waiting)
        if waiting.asked_by_id == actor.pk:
            wanted[waiting.role, waiting.jurisdiction] = waiting
    for one in wanted.values():
        if not one.over and allowed(actor, MANAGE, one.jurisdiction):
            _asked(actor, person, one.role, one.jurisdiction, one.until)
    return {"grants": lost}


def facts_of_grant(given: Grant) -> dict[str, object]:
    """Return what the record keeps of a grant."""
    names = ("user_id", "role", "jurisdiction", "until")
    return {"username": given.user.username, **{name: getattr(given, name) for name in names}}


def _demand_decider(actor: User, proposal: Proposal) -> None:
    """Refuse who does not manage accounts there, or cannot be the second."""
    demand(actor, MANAGE, proposal.jurisdiction)
    demand_second(actor, proposal)
    demand_over(actor, proposal.user)


def _moved(
    actor: User | None, proposal: Proposal, step: str, *, reason: str = "", at: datetime | None = None
) -> Proposal:
    """Take a step of the table with a row that is locked."""
    source, target = STEPS[step]
    rows = Proposal.objects.select_for_update(of=("self",)).select_related("user__organisation", "asked_by")
    known = rows.get(pk=proposal.pk)
    if known.state != source:
        raise DecidedError(_("Somebody has decided about this role already. Load the page again."))
    known.state, known.decided_by, known.decided_at, known.reason = target, actor, at or timezone.now(), reason
    known.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return known
