"""Proposals of texts, and how long warnings take."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from anlan.alerts.texts import EVENTS, Kind
from anlan_center.accounts.models import Organisation
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import NotReadyError
from anlan_center.alerts.release.freezing import TRIGGERS
from anlan_center.alerts.release.message.wording import BLANKS, Facts, following_texts, in_order, propose
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.statistics import durations, summed, with_times
from anlan_center.triggers import lift
from tests.center.alerts.release.conftest import People, written


def facts(organisation: Organisation, **changes: object) -> Facts:
    """Return what is known of a typhoon warning."""
    known = {
        "event_type": "typhoon", "colour": "orange", "organisation": organisation, "jurisdiction": "320703001",
        "places": {"en": "Xugou", "zh-Hans": "墟沟街道"},
    }  # fmt: skip
    return Facts(**{**known, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["zh-Hans", "zh-CN", "en", "en-GB"])
def test_every_kind_of_event_has_a_proposal_in_each_language(organisation: Organisation, language: str) -> None:
    """In all of its colours, for each kind of message, with no blank left open."""
    now = timezone.now()
    for event in EVENTS.values():
        for colour in event.colours:
            known = facts(organisation, event_type=event.code, colour=colour.value, expires=now + timedelta(hours=3))
            for kind in Kind:
                text = propose(known, language, kind=kind, now=now)
                assert all(text.values())
                assert not any(f"{{{blank}}}" in part for blank in BLANKS for part in text.values())


def test_a_language_without_sentences_stays_empty_and_cannot_be_forgotten(
    people: People, organisation: Organisation
) -> None:
    """The cancellation of a warning in Korean waits until somebody writes it."""
    assert set(propose(facts(organisation), "ko").values()) == {""}
    texts = {**written().texts, "ko": {**written().texts["en"]}}
    alert = actions.draft(people.author, written(texts=texts), exercise=False)
    alert = actions.emergency(people.approver, alert, revision=1, reason="now")
    assert in_order(alert.texts) == ["zh-Hans", "en", "ko"]
    assert set(following_texts(alert, Kind.CANCEL)["ko"].values()) == {""}
    cancel = actions.prepare_cancel(people.author, alert)
    with pytest.raises(NotReadyError) as refusal:
        actions.submit(people.author, cancel, revision=1)
    assert "texts.ko.headline" in {one.field for one in refusal.value.findings}


def test_times_are_counted_from_the_draft_to_each_step(released: Callable[..., Alert], people: People) -> None:
    """The last time of a step counts, and how often a warning was returned."""
    alert = released()
    lift(connection, [one for one in TRIGGERS if one.table == "alerts_step"])  # until this test's transaction ends
    start = alert.steps.get(action="draft").at
    lift(connection, [one for one in TRIGGERS if (one.table, one.event) == ("alerts_step", "UPDATE")])
    for minutes, action in enumerate(("submit", "review", "approve", "release"), start=1):
        alert.steps.filter(action=action).update(at=start + timedelta(minutes=minutes))
    assert [(one.step, one.count, one.median_s) for one in durations(Alert.objects.all())] == [
        ("submitted", 1, 60.0), ("reviewed", 1, 120.0), ("approved", 1, 180.0), ("released", 1, 240.0),
    ]  # fmt: skip
    row = with_times(Alert.objects.all()).get()
    assert (row.drafted_at, row.returns) == (start, 0)  # type: ignore[attr-defined]
    late = actions.prepare_update(people.writer, alert)
    late = actions.submit(people.writer, late, revision=1)
    actions.give_back(people.reviewer, late, revision=1, reason="no")
    assert with_times(Alert.objects.filter(pk=late.pk)).get().returns == 1  # type: ignore[attr-defined]


def test_spans_are_summed_up_by_median_and_ninth_decile() -> None:
    """Of 0 to 10 seconds: 5 and 9; a span without an end is left out, and none gives nothing."""
    now = timezone.now()
    spans = [(now, now + timedelta(seconds=n)) for n in range(11)]
    found = summed("sent", [*spans, (now, None)])
    assert found is not None
    assert (found.count, found.median_s, found.ninth_decile_s, found.longest_s) == (11, 5.0, 9.0, 10.0)
    assert summed("sent", [(now, None)]) is None
