"""Decide on a warning: review, give back, approve, release; by somebody who wrote no part of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.actions.drafting import demand_ready
from anlan_center.alerts.release.actions.moving import (
    current,
    demand_second_person,
    demand_step,
    move,
    note_step,
    take_part,
)
from anlan_center.alerts.release.actions.releasing import demand_predecessor, release
from anlan_center.alerts.release.actions.turns import DECISIONS
from anlan_center.alerts.release.errors import ConflictError, RefusedError
from anlan_center.alerts.release.message.composing import time_of_sending
from anlan_center.alerts.release.message.sealing import Sealed, content_digest, seal
from anlan_center.alerts.release.message.wording import in_order
from anlan_center.alerts.release.models import Alert, Hand, LanguageApproval
from anlan_center.alerts.release.workflow import BY_ACTION, State
from anlan_center.audit.recording import record
from anlan_center.outbox.actions import priority_of


def approve_language(user: User, alert: Alert, language: str, *, revision: int) -> Alert:
    """Say that the text in one language is right.

    Parameters
    ----------
    user
        Has ``alert.review``, and wrote no part of the warning.
    alert
        The warning, submitted or reviewed.
    language
        Tag of a language that it has.
    revision
        The revision that the person saw.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError
    RefusedError
        If it has no text in this language.
    """
    known = current(alert)
    demand(user, "alert.review", known.jurisdiction)
    demand_second_person(user, known)
    chosen, now = languages_of(known, [language]), timezone.now()
    with transaction.atomic():
        in_review = Q(revision=revision, state__in=[State.SUBMITTED.value, State.REVIEWED.value])
        seen = Alert.objects.select_for_update(of=("self",)).filter(in_review, pk=known.pk).first()
        if seen is None or known.revision != revision:
            raise ConflictError(_("The warning was changed, or is not in review; look at it again."))
        _approve_languages(user, seen, chosen, now)
        note_step(user, seen, "approve_language", at=now, reason=language)
        record(user, "alert.approve_language", known, exercise=known.exercise, after={"languages": chosen})
    return current(known)


def review(user: User, alert: Alert, *, revision: int, languages: Sequence[str] | None = None, seen: str = "") -> Alert:
    """Say that a submitted warning is right, and its text in these languages.

    Parameters
    ----------
    user
        Has ``alert.review``, and wrote no part of the warning.
    alert
        The warning.
    revision
        The revision that the person saw.
    languages
        Whose texts the person has read; None for all of them, empty for none.
    seen
        `content_digest` of what the person saw; empty where the revision alone tells.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError, RefusedError
    """
    known = current(alert)
    row = demand_step(user, known, "review", revision=revision)
    _demand_seen(known, seen)
    chosen = languages_of(known, languages)
    now = timezone.now()
    with transaction.atomic():
        moved = move(user, known, row, at=now, changes={"reviewer": user}, after={"languages": chosen})
        _approve_languages(user, moved, chosen, now)
    return moved


def give_back(user: User, alert: Alert, *, revision: int, reason: str) -> Alert:
    """Return a warning for edit, also one that is approved and waits for its time; a signature on it is void.

    Parameters
    ----------
    user
        Has ``alert.review`` or ``alert.approve``.
    alert
        The warning.
    revision
        The revision that the person saw.
    reason
        What is to be changed.

    Raises
    ------
    PermissionDenied, ConflictError, NoReasonError
    """
    known = current(alert)
    demand_step(user, known, "give_back", revision=revision, reason=reason)
    with transaction.atomic():
        return return_for_edit(user, known, reason, timezone.now())


def approve(
    user: User, alert: Alert, *, revision: int, languages: Sequence[str] | None = None, seen: str = ""
) -> Alert:
    """Sign a reviewed warning, freeze it, and release it unless its time is still to come.

    Parameters
    ----------
    user
        Has ``alert.approve`` for the area, came in with a second factor, and wrote no part of it.
    alert
        The warning.
    revision
        The revision that the person saw.
    languages
        Languages that go out; each must be approved. None for all that it has.
    seen
        See `review`.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError, NotReadyError
    RefusedError
        If a language is not approved.
    """
    return _decide(user, alert, "approve", revision=revision, languages=languages, seen=seen)


def emergency(
    user: User, alert: Alert, *, revision: int, reason: str, languages: Sequence[str] | None = None, seen: str = ""
) -> Alert:
    """Approve and release a draft without a review; still by a second person, who answers for the languages.

    Parameters
    ----------
    user
        See `approve`.
    alert
        The warning, a draft or submitted.
    revision
        The revision that the person saw.
    reason
        Why there is no time for a review.
    languages
        Languages that go out; None for all that it has.
    seen
        See `review`.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError, NotReadyError, NoReasonError
    """
    return _decide(user, alert, "emergency", revision=revision, languages=languages, reason=reason, seen=seen)


def _decide(user: User, alert: Alert, action: str, **wish: Any) -> Alert:
    """Decide when it is this warning's turn: of many at once the gravest is first."""
    with DECISIONS.turn(priority_of(alert.severity)):
        return _decide_now(user, alert, action, **wish)


def _decide_now(
    user: User,
    alert: Alert,
    action: str,
    *,
    revision: int,
    languages: Sequence[str] | None,
    seen: str,
    reason: str = "",
) -> Alert:
    """Judge and sign outside the transaction, so that it is short; then write by compare-and-set."""
    known = current(alert)
    row = demand_step(user, known, action, revision=revision, reason=reason)
    _demand_seen(known, seen)
    chosen = languages_of(known, languages)
    if languages is not None and not chosen:
        raise RefusedError(_("No language is chosen; choose those whose text you have read and find right."))
    now = timezone.now()
    demand_predecessor(known)
    demand_ready(known, now, chosen)
    sealed = seal(known, chosen, time_of_sending(known, now))
    changes = {**_frozen(user, chosen, sealed, now), "short_path": action == "emergency"}
    with transaction.atomic():
        moved = move(user, known, row, at=now, reason=reason, changes=changes, after=_told(sealed, chosen))
        take_part(user, moved, Hand.Kind.APPROVED)
        if action == "emergency":
            _approve_languages(user, moved, chosen, now)
        _demand_languages(moved, chosen)
        if moved.release_at is None or moved.release_at <= now:
            moved = release(moved, user, now)
    return moved


def return_for_edit(user: User | None, alert: Alert, reason: str, now: datetime) -> Alert:
    """Make a draft of a warning again, in the caller's transaction; the clock does so where a release cannot be.

    Parameters
    ----------
    user
        Who; None for the clock.
    alert
        The warning as it was judged.
    reason
        Why.
    now
        The time.
    """
    row = BY_ACTION["give_back"]
    void: dict[str, Any] = {
        "reviewer": None,
        "approver": None,
        "approved_at": None,
        "sent": None,
        "cap": None,
        "languages": [],
    }
    moved = move(user, alert, row, at=now, reason=reason, changes={**void, "languages": [], "short_path": False})
    LanguageApproval.objects.filter(alert=moved).delete()
    moved.hands.filter(kind=Hand.Kind.APPROVED).delete()
    return moved


def languages_of(alert: Alert, languages: Sequence[str] | None) -> list[str]:
    """Return the languages that are meant, in the order of the texts; refuses one without a text."""
    if languages is None:
        return in_order(alert.texts)
    missing = sorted(set(languages) - set(alert.texts))
    if missing:
        raise RefusedError(
            _("The warning has no text in: %(missing)s. It has: %(known)s.")
            % {"missing": ", ".join(missing), "known": ", ".join(alert.texts) or "-"}
        )
    return in_order(set(languages))


def _approve_languages(user: User, alert: Alert, languages: Sequence[str], at: datetime) -> None:
    for language in languages:
        LanguageApproval.objects.get_or_create(
            alert=alert, language=language, revision=alert.revision, defaults={"user": user, "at": at}
        )


def _demand_languages(alert: Alert, languages: Sequence[str]) -> None:
    approved = alert.language_approvals.filter(revision=alert.revision).values_list("language", flat=True)
    missing = sorted(set(languages) - set(approved))
    if missing or not languages:
        raise RefusedError(
            _("Nobody has approved the text in: %(missing)s. Have it reviewed, or release the other languages alone.")
            % {"missing": ", ".join(missing) or "-"}
        )


def _demand_seen(alert: Alert, seen: str) -> None:
    """Refuse where the content is another than the person saw, also by what no revision counts, such as a name."""
    if seen and seen != content_digest(alert):
        raise ConflictError(
            _("What would be sent is no longer what you saw: something that it names was changed. Look at it again.")
        )


def _frozen(user: User, languages: list[str], sealed: Sealed, now: datetime) -> dict[str, Any]:
    return {
        "approver": user,
        "approved_at": now,
        "sent": sealed.sent,
        "cap": sealed.content,
        "languages": languages,
    }


def _told(sealed: Sealed, languages: list[str]) -> dict[str, Any]:
    return {
        "languages": languages,
        "sent": sealed.sent,
        "cap_sha256": sealed.digest,
        "certificate_sha256": sealed.fingerprint,
    }
