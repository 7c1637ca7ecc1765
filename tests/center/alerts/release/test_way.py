"""The way of a warning from a draft to its release, and what follows it."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError
from django.utils import timezone
from pytest_django.fixtures import Settings

from anlan.alerts.documents.parsing import parse_alert
from anlan.alerts.signatures.signing import verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan_center.accounts.models import Organisation, User
from anlan_center.accounts.scope import SecondFactorRequiredError
from anlan_center.alerts.release import actions, engine, queries
from anlan_center.alerts.release.actions import clock, releasing
from anlan_center.alerts.release.errors import (
    ConflictError,
    NoReasonError,
    NotReadyError,
    RefusedError,
    SamePersonError,
)
from anlan_center.alerts.release.message.keys import certificates
from anlan_center.alerts.release.models import Alert
from anlan_center.audit.models import Record
from anlan_center.outbox.models import Entry, Event
from tests.center.alerts.release.conftest import People, written

Maker = Callable[..., Alert]


def message_of(alert: Alert) -> Any:
    """Return what the frozen message of a warning says."""
    return parse_alert(bytes(alert.cap or b"")).alert


def test_a_warning_goes_out_signed_in_every_approved_language(people: People, released: Maker) -> None:
    """Draft, review, approval: then it is a valid message of a known sender, and deliveries are told."""
    alert = released()
    assert (alert.state, alert.author, alert.reviewer, alert.approver) == (
        "released", people.author, people.reviewer, people.approver,
    )  # fmt: skip
    verdict = verify(bytes(alert.cap or b""), Register(tuple(Pin(alert.sender, one) for one in certificates())))
    assert verdict.valid, verdict.reason
    message = message_of(alert)
    assert [info.language for info in message.infos] == ["zh-Hans", "en"]
    assert (message.status, message.msg_type, message.identifier) == ("Actual", "Alert", alert.identifier)
    assert message.sent_at == alert.sent
    entry = Entry.objects.get(topic="alert.released")
    assert (entry.payload, entry.priority, entry.exercise) == ({"alert": alert.pk}, 10, False)
    assert [step.action for step in alert.steps.all()] == ["draft", "submit", "review", "approve", "release"]
    assert Record.objects.filter(object_type="alerts.alert", object_id=str(alert.pk)).count() == 5
    last = Event.objects.filter(topic="alert").order_by("id").last()
    assert last is not None
    assert last.payload == {"id": alert.pk, "state": "released"}


def test_whoever_wrote_in_it_cannot_review_or_approve_it(people: People, reviewed: Maker) -> None:
    """Not the author, and not a second writer either, even when the author is somebody else."""
    alert = actions.draft(people.approver, written(), exercise=False)
    alert = actions.edit(people.deputy, alert, written(note="corrected"), revision=1)
    alert = actions.submit(people.author, alert, revision=2)
    for writer in (people.approver, people.deputy):
        with pytest.raises(SamePersonError, match="somebody else"):
            actions.review(writer, alert, revision=2)
    alert = actions.review(people.reviewer, alert, revision=2)
    for writer in (people.approver, people.deputy):
        with pytest.raises(SamePersonError):
            actions.approve(writer, alert, revision=2)
        with pytest.raises(SamePersonError):
            actions.emergency(writer, alert, revision=2, reason="now")
    assert Alert.objects.get(pk=alert.pk).state == "reviewed"


def test_an_approver_without_a_second_factor_is_refused(
    people: People, person: Callable[..., User], reviewed: Maker
) -> None:
    """And is told that only this is missing."""
    alert = reviewed()
    with pytest.raises(SecondFactorRequiredError):
        actions.approve(person("zhao", approver="3207"), alert, revision=1)


def test_an_approver_of_one_district_cannot_approve_for_two(
    people: People, person: Callable[..., User], confirmed: Callable[[User], User], reviewed: Maker
) -> None:
    """The area of a warning lies where all of it lies: here in the city."""
    alert = reviewed(area={"codes": ["320703", "320706"]})
    assert alert.jurisdiction == "3207"
    with pytest.raises(PermissionDenied):
        actions.approve(confirmed(person("zhao", approver="320703")), alert, revision=1)


def test_an_emergency_takes_two_steps_and_two_people(people: People) -> None:
    """No review, but a reason, an approver who wrote nothing, and all the checks."""
    alert = actions.draft(people.author, written(colour="red"), exercise=False)
    with pytest.raises(NoReasonError):
        actions.emergency(people.approver, alert, revision=1, reason=" ")
    alert = actions.emergency(people.approver, alert, revision=1, reason="dike breaks")
    assert (alert.state, alert.short_path, alert.reviewer, alert.approver) == ("released", True, None, people.approver)
    assert [step.action for step in alert.steps.all()] == ["draft", "emergency", "release"]
    assert Entry.objects.get(topic="alert.released").priority == 0


def test_a_warning_is_given_back_with_a_reason_and_comes_again(people: People, reviewed: Maker) -> None:
    """Its approvals are void, its revision stays until somebody writes in it."""
    alert = reviewed()
    with pytest.raises(NoReasonError):
        actions.give_back(people.approver, alert, revision=1, reason="")
    alert = actions.give_back(people.approver, alert, revision=1, reason="wrong district")
    assert (alert.state, alert.reviewer) == ("draft", None)
    assert not alert.language_approvals.exists()
    assert alert.steps.order_by("-id")[0].reason == "wrong district"
    alert = actions.edit(people.writer, alert, written(area={"codes": ["320706"]}), revision=1)
    assert (alert.revision, alert.jurisdiction) == (2, "320706")


def test_who_saw_an_older_revision_is_refused_and_told_who_changed_it(people: People, reviewed: Maker) -> None:
    """An edit during approval wins, and the approver looks again."""
    alert = reviewed()
    actions.edit(people.writer, alert, written(note="new"), revision=1)
    with pytest.raises(ConflictError, match="writer"):
        actions.approve(people.approver, alert, revision=1)
    with pytest.raises(ConflictError, match="revision 2"):
        actions.edit(people.author, alert, written(), revision=1)


def test_a_second_approval_is_refused(people: People, released: Maker) -> None:
    """It went out once; the second approver is told by whom."""
    alert = released()
    with pytest.raises(ConflictError, match="approver"):
        actions.approve(people.deputy, alert, revision=1)
    assert Entry.objects.filter(topic="alert.released").count() == 1


def test_only_approved_languages_go_out(people: People) -> None:
    """A language that nobody has read stays behind, or keeps all back."""
    alert = actions.draft(people.author, written(), exercise=False)
    alert = actions.submit(people.author, alert, revision=1)
    alert = actions.review(people.reviewer, alert, revision=1, languages=["zh-Hans"])
    with pytest.raises(RefusedError, match="en"):
        actions.approve(people.approver, alert, revision=1)
    assert Alert.objects.get(pk=alert.pk).cap is None
    alert = actions.approve(people.approver, alert, revision=1, languages=["zh-Hans"])
    assert (alert.languages, [info.language for info in message_of(alert).infos]) == (["zh-Hans"], ["zh-Hans"])
    assert list(queries.spoken(alert)) == ["zh-Hans"]


def test_a_language_is_approved_later_by_somebody_who_reads_it(people: People) -> None:
    """Its own writer cannot; then all goes out."""
    alert = actions.draft(people.deputy, written(), exercise=False)
    alert = actions.submit(people.deputy, alert, revision=1)
    alert = actions.review(people.reviewer, alert, revision=1, languages=[])
    with pytest.raises(SamePersonError):
        actions.approve_language(people.deputy, alert, "en", revision=1)
    for language in ("en", "zh-Hans"):
        alert = actions.approve_language(people.reviewer, alert, language, revision=1)
    assert actions.approve(people.approver, alert, revision=1).state == "released"


def test_a_warning_for_later_waits_for_the_clock_and_can_be_stopped(people: People, reviewed: Maker) -> None:
    """It is signed with the time at which it goes out; given back, its signature is void."""
    now = timezone.now()
    at = now + timedelta(hours=2)
    first, second = (reviewed(release_at=at) for _ in range(2))
    first, second = (actions.approve(people.approver, one, revision=1) for one in (first, second))
    assert first.state == "approved"
    assert first.sent == message_of(first).sent_at == at.replace(microsecond=0)
    second = actions.give_back(people.reviewer, second, revision=1, reason="not needed")
    assert (second.state, second.cap, second.approver) == ("draft", None, None)
    assert actions.tick(now).released == ()
    assert actions.tick(at + timedelta(seconds=1)) == actions.Ticked((first.pk,), (), ())
    assert actions.tick(at + timedelta(seconds=1)) == actions.Ticked((), (), ())
    assert Entry.objects.get(topic="alert.released").payload == {"alert": first.pk}


def test_a_warning_ends_with_the_clock(released: Maker) -> None:
    """Deliveries are told, once; one that never went out ends silently."""
    alert = released()
    assert alert.expires is not None
    assert actions.tick(alert.expires - timedelta(seconds=1)).expired == ()
    assert actions.tick(alert.expires).expired == (alert.pk,)
    assert not actions.expire(alert, now=alert.expires)
    assert Entry.objects.filter(topic="alert.expired").count() == 1
    assert not queries.in_force(alert.expires).exists()


def test_an_update_and_a_cancellation_refer_to_every_earlier_message(people: People, released: Maker) -> None:
    """Each is prepared by one call, goes the same way, and ends what it follows."""
    first = released()
    update = actions.prepare_update(people.writer, first)
    assert (update.state, update.msg_type, update.author) == ("draft", "Update", people.writer)
    update = _out(people, update)
    cancel = _out(people, actions.prepare_cancel(people.author, update, reason="the storm has passed"))
    states = {alert.pk: alert.state for alert in Alert.objects.all()}
    assert states == {first.pk: "updated", update.pk: "cancelled", cancel.pk: "released"}
    assert [one.identifier for one in message_of(update).references] == [first.identifier]
    assert [one.identifier for one in message_of(cancel).references] == [first.identifier, update.identifier]
    assert [one.sent for one in message_of(cancel).references] == [message_of(first).sent, message_of(update).sent]
    assert message_of(cancel).infos[0].response_types == ("AllClear",)
    assert "解除" in message_of(cancel).infos[0].headline
    assert not queries.in_force().exists()
    assert list(queries.members(update, people.author)) == [first, update, cancel]


def test_a_button_pressed_twice_prepares_one_draft(people: People, released: Maker) -> None:
    """As long as nothing was written in it; a correction, or another person's, is another one."""
    first = released()
    update = actions.prepare_update(people.writer, first)
    assert actions.prepare_update(people.writer, first) == update
    assert actions.prepare_update(people.writer, first, correction=True) != update
    actions.edit(people.writer, update, written(), revision=1)
    assert actions.prepare_update(people.writer, first) != update


def test_a_warning_of_very_many_areas_can_be_followed(people: People, released: Maker) -> None:
    """Their names would fill a headline; those of the districts stand for them, and a lifting is prepared at once."""
    codes = [str(code) for code in engine.city().areas.codes if not str(code).endswith("000000")][:70]
    first = released(area={"codes": codes})
    assert len(first.area["description"]["en"]) <= engine.MOST_NAMED
    assert "连云区" in first.area["description"]["zh-Hans"]
    cancel = actions.prepare_cancel(people.author, first)
    assert (cancel.area, cancel.jurisdiction) == (first.area, first.jurisdiction)
    assert _out(people, cancel).state == "released"


def test_a_lifting_is_prepared_whatever_became_of_the_areas_and_the_words(
    people: People, released: Maker, settings: Settings
) -> None:
    """With the area as it went out, though the city is gone; what is proposed too long is said where it stands."""
    first = released(area={"codes": ["320703"], "description": {"en": "Lianyun District and much more " * 16}})
    settings.ANLAN_CITY = ""
    cancel = actions.prepare_cancel(people.author, first, reason="over")
    assert (cancel.area, cancel.note) == (first.area, "over")
    assert actions.prepare_cancel(people.author, first, reason="a mistake").note == "a mistake"
    with pytest.raises(NotReadyError) as refused:
        actions.submit(people.author, cancel, revision=1)
    assert ("texts.en.headline", "too-long") in {(one.field, one.code) for one in refused.value.findings}
    with pytest.raises(NoReasonError):
        actions.prepare_cancel(people.author, first, reason="\0")


def test_one_that_cannot_go_out_keeps_no_other_back(
    people: People, reviewed: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The fault is told after the others are out, and it is tried again."""
    at = timezone.now() + timedelta(hours=1)
    bad, good = (actions.approve(people.approver, reviewed(release_at=at), revision=1) for _ in range(2))

    def release(alert: Alert, user: User | None, now: datetime) -> Alert:
        if alert.pk == bad.pk:
            raise DatabaseError("disk full")
        return releasing.release(alert, user, now)

    monkeypatch.setattr(clock, "release", release)
    with pytest.raises(ExceptionGroup, match="could not be released"):
        actions.tick(at)
    good.refresh_from_db()
    assert good.state == "released"
    monkeypatch.undo()
    assert actions.tick(at).released == (bad.pk,)


def test_one_that_cannot_end_keeps_no_other_from_going_out_and_does_not_go_out_itself(
    people: People, reviewed: Maker, released: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither one that holds, nor one whose end passed while it waited; both end at the next tick."""
    at = timezone.now() + timedelta(hours=1)
    soon = {"onset": None, "expires": at + timedelta(minutes=1)}
    over, good = (
        actions.approve(people.approver, reviewed(release_at=at, **changes), revision=1) for changes in (soon, {})
    )
    ended, later = released(**soon), at + timedelta(minutes=2)

    def broken(*_args: object, **_options: object) -> Alert:
        raise DatabaseError("disk full")

    monkeypatch.setattr(clock, "move", broken)
    with pytest.raises(ExceptionGroup, match="or ended"):
        actions.tick(later)
    states = dict(Alert.objects.values_list("pk", "state"))
    assert (states[good.pk], states[over.pk], states[ended.pk]) == ("released", "approved", "released")
    monkeypatch.undo()
    assert set(actions.tick(later).expired) == {over.pk, ended.pk}


def test_a_correction_says_so(people: People, released: Maker) -> None:
    """It is an update whose words tell that the earlier message was wrong."""
    correction = actions.prepare_update(people.writer, released(), correction=True)
    assert (correction.msg_type, correction.correction) == ("Update", True)
    assert "更正" in correction.texts["zh-Hans"]["headline"]


def test_two_followers_of_one_message_cannot_both_go_out(people: People, released: Maker) -> None:
    """The second is told what became of the message; also where the clock would let it out, and it is a draft again."""
    first = released()
    update, late = (actions.prepare_update(writer, first) for writer in (people.author, people.writer))
    later = timezone.now() + timedelta(hours=1)
    content = written(release_at=later)
    late = actions.edit(people.writer, late, content, revision=1)
    late = _out(people, late)
    assert late.state == "approved"
    cancel = actions.prepare_cancel(people.author, first)
    _out(people, update)
    with pytest.raises(ConflictError, match="not in force"):
        _out(people, cancel)
    assert actions.tick(later + timedelta(minutes=1)).returned == (late.pk,)
    late.refresh_from_db()
    assert (late.state, late.cap) == ("draft", None)
    with pytest.raises(ConflictError):
        actions.prepare_update(people.author, first)


def test_a_follower_of_an_exercise_is_an_exercise(people: People, released: Maker) -> None:
    """Nobody is asked, so nobody can choose wrongly."""
    update = actions.prepare_update(people.writer, released(exercise=True))
    assert (update.exercise, update.status) == (True, "Exercise")
    with pytest.raises(RefusedError):
        actions.draft(people.author, written(), exercise=True, status="Actual")
    with pytest.raises(RefusedError):
        actions.draft(people.author, written(), exercise=False, status="Test")


def test_every_text_of_an_exercise_is_marked_in_its_message(released: Maker) -> None:
    """The author writes no mark; the message has it in each part and language."""
    alert = released(exercise=True)
    for info, mark in zip(message_of(alert).infos, ("【演练】", "EXERCISE"), strict=True):
        assert all(text.startswith(mark) for text in (info.headline, info.description, info.instruction))
        assert next(iter(info.values("short"))).startswith(mark)
    assert message_of(alert).note.startswith("演练")
    assert all(text["short"].startswith(("【演练】", "EXERCISE")) for text in queries.spoken(alert).values())


def test_a_discarded_draft_stays_on_record(people: People, reviewed: Maker) -> None:
    """With its reason, and nothing more can be done with it."""
    alert = actions.discard(people.author, reviewed(), revision=1, reason="no storm")
    assert queries.actions_open_to(people.author, alert) == frozenset()
    with pytest.raises(ConflictError):
        actions.edit(people.author, alert, written(), revision=1)


def test_an_organisation_without_a_sender_cannot_warn(people: People, organisation: Organisation) -> None:
    """It says so at once, not at the approval."""
    Organisation.objects.update(sender="")
    people.author.organisation.refresh_from_db()  # type: ignore[union-attr]
    with pytest.raises(RefusedError, match="sender"):
        actions.draft(people.author, written(), exercise=False)


def test_the_same_request_makes_one_warning(people: People) -> None:
    """Sent twice it gives the same; with another content it is refused."""
    content = written()
    first = actions.draft(people.author, content, exercise=False, request_key="k1")
    assert actions.draft(people.author, content, exercise=False, request_key="k1") == first
    with pytest.raises(ConflictError):
        actions.draft(people.author, content, exercise=True, request_key="k1")
    assert actions.draft(people.writer, content, exercise=False, request_key="k1") != first


def test_buttons_are_offered_to_those_who_may_press_them(people: People, reviewed: Maker) -> None:
    """What the list of open actions says agrees with what the actions do."""
    alert = reviewed()
    assert queries.actions_open_to(people.author, alert) == {"edit", "discard"}
    assert queries.actions_open_to(people.reviewer, alert) == {"give_back", "approve_language"}
    assert "approve" in queries.actions_open_to(people.approver, alert)
    assert list(queries.waiting_for(people.approver)) == [alert]
    assert not queries.waiting_for(people.author).exists()
    alert = actions.approve(people.approver, alert, revision=1)
    assert queries.actions_open_to(people.author, alert) == {"prepare_update", "prepare_cancel"}


def _out(people: People, alert: Alert) -> Alert:
    """Take a draft along the whole way."""
    alert = actions.submit(people.author, alert, revision=alert.revision)
    alert = actions.review(people.reviewer, alert, revision=alert.revision)
    return actions.approve(people.approver, alert, revision=alert.revision)
