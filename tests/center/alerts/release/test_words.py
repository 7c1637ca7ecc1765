"""Templates of texts, proposals, and how long warnings take."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from anlan.alerts.texts import EVENTS, Kind
from anlan_center.accounts.models import Organisation, User
from anlan_center.alerts.release import actions, queries
from anlan_center.alerts.release.errors import NotReadyError
from anlan_center.alerts.release.message.wording import BLANKS, Facts, following_texts, in_order, propose
from anlan_center.alerts.release.models import Alert, TextTemplate
from anlan_center.alerts.release.statistics import durations, summed, with_times
from anlan_center.audit.models import Record
from tests.center.alerts.release.conftest import People, written

TEXTS = {
    "headline": "{source}: {hazard} in {place}",
    "description": "Level {colour} from {onset} until {expires}. {detail}",
    "instruction": "Stay inside.",
    "short": "{hazard}, {place}",
}


@pytest.fixture
def manager(person: Callable[..., User]) -> User:
    """Somebody who keeps the templates of the city."""
    return person("manager", administrator="3207")


def facts(organisation: Organisation, **changes: object) -> Facts:
    """Return what is known of a typhoon warning."""
    known = {
        "event_type": "typhoon", "colour": "orange", "organisation": organisation, "jurisdiction": "320703001",
        "places": {"en": "Xugou", "zh-Hans": "墟沟街道"},
    }  # fmt: skip
    return Facts(**{**known, **changes})  # type: ignore[arg-type]


def store(manager: User, jurisdiction: str, colour: str = "", **texts: str) -> TextTemplate:
    """Keep a template in English for typhoons."""
    return actions.store_template(
        manager, event_type="typhoon", language="en", jurisdiction=jurisdiction, colour=colour, texts={**TEXTS, **texts}
    )


def test_the_template_of_the_nearest_area_is_proposed_filled(manager: User, organisation: Organisation) -> None:
    """One for the colour before one for all; what is no blank stays as it is."""
    assert "range typhoon warning" in propose(facts(organisation), "en")["headline"]
    store(manager, "3207")
    store(manager, "320703", headline="district: {place}")
    assert propose(facts(organisation), "en")["headline"] == "district: Xugou"
    store(manager, "320703", "orange", headline="orange: {place}")
    assert propose(facts(organisation), "en")["headline"] == "orange: Xugou"
    elsewhere = propose(facts(organisation, jurisdiction="320706"), "en")
    assert elsewhere["headline"] == "Emergency Command: typhoon in Xugou"
    assert elsewhere["description"] == "Level orange from  until . "


def test_a_template_with_a_wrong_blank_or_an_empty_part_is_refused(manager: User) -> None:
    """So that no text with an open blank is ever proposed."""
    with pytest.raises(NotReadyError) as refusal:
        store(manager, "3207", headline="{who} warns", short=" ")
    assert {(one.field, one.code) for one in refusal.value.findings} == {
        ("headline", "no-such-blank"), ("short", "empty"),
    }  # fmt: skip
    assert not TextTemplate.objects.exists()


def test_only_who_keeps_templates_changes_them_and_it_is_recorded(manager: User, people: People) -> None:
    """A second one for the same case replaces the first, with before and after."""
    with pytest.raises(PermissionDenied):
        store(people.author, "3207")
    store(manager, "3207")
    store(manager, "3207", headline="{source} warns")
    assert TextTemplate.objects.get().headline == "{source} warns"
    last = Record.objects.filter(action="template.store").order_by("-id")[0]
    assert last.before is not None
    assert last.before["headline"] == TEXTS["headline"]
    assert queries.templates(people.author).count() == 1


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
    start = alert.steps.get(action="draft").at
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
