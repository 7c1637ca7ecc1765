"""Passing on: a draft like any other, of what is in force and vouched for, once, and never an exercise as a warning."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from anlan.alerts import write_alert
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest import actions
from anlan_center.alerts.ingest.actions import IngestError, receive
from anlan_center.alerts.ingest.models import Pin, Received, Source
from anlan_center.alerts.release.actions import discard
from anlan_center.alerts.release.errors import NotReadyError
from anlan_center.alerts.release.models import Alert
from anlan_center.audit.models import Record
from tests.center.alerts.ingest.messages import at, message, signed


@pytest.fixture
def row(source: Source, pinned: Pin) -> Received:
    """A signed warning in force."""
    return receive(source, signed(message("A")))


def test_a_draft_says_what_the_message_says(row: Received, operator: User) -> None:
    """In both languages, with its area, its level, its end and where it comes from; nothing is released."""
    alert = actions.relay(operator, row)
    assert (alert.state, alert.exercise, alert.status) == ("draft", False, "Actual")
    assert (alert.event_type, alert.colour, alert.severity) == ("rainstorm", "orange", "Severe")
    assert alert.texts["zh-Hans"]["instruction"] == "请不要外出。\n请远离河道。"
    assert alert.texts["en"]["short"] == "Orange rainstorm warning Stay in."
    assert alert.area["drawn"]["type"] == "Polygon"
    assert alert.expires == row.expires
    assert alert.source == f"weather@example.org,A,{at(0)}"
    row.refresh_from_db()
    assert row.relayed == alert
    assert Record.objects.get(action="ingest.relay").after["alert"] == alert.pk  # type: ignore[index]


def test_named_areas_take_the_place_of_shapes(row: Received, operator: User) -> None:
    """As when the message covers more than the city."""
    assert actions.relay(operator, row, codes=["320703"]).jurisdiction == "320703"


def test_named_areas_are_called_by_their_own_names(row: Received, operator: User) -> None:
    """And not by what the message calls its own, which may be the whole province."""
    assert actions.relay(operator, row, codes=["320703"]).area["description"]["zh-Hans"] == "连云区"


@pytest.mark.parametrize(
    ("scope", "restriction", "addresses"),
    [("Public", "", ""), ("Restricted", "Staff of the port", ""), ("Private", "", "chief@example.org")],
)
def test_it_is_passed_on_to_nobody_for_whom_it_was_not_meant(
    source: Source, pinned: Pin, operator: User, scope: str, restriction: str, addresses: str
) -> None:
    """What a sender told a few is no draft for everybody."""
    said = replace(message("A"), scope=scope, restriction=restriction or None, addresses=addresses or None)
    alert = actions.relay(operator, receive(source, signed(said)))
    assert (alert.scope, alert.restriction, alert.addresses) == (scope, restriction, addresses)


def test_what_does_not_say_for_whom_it_is_is_not_passed_on(source: Source, pinned: Pin, operator: User) -> None:
    """It could be for a few."""
    with pytest.raises(IngestError, match="for whom"):
        actions.relay(operator, receive(source, signed(replace(message("A"), scope=""))))


def test_long_names_and_long_lines_keep_nothing_from_being_passed_on(
    source: Source, pinned: Pin, operator: User
) -> None:
    """Houses that name hundreds of places, or write all instructions in a line; the rest is taken over as it is."""
    plain = message("A")
    line = "请远离河道。" * 500
    infos = tuple(
        replace(info, instruction=line, areas=(replace(info.areas[0], description="某某乡、" * 200),))
        for info in plain.infos
    )
    alert = actions.relay(operator, receive(source, signed(replace(plain, infos=infos))))
    assert alert.texts["zh-Hans"]["instruction"] == line
    assert alert.texts["zh-Hans"]["short"] == alert.texts["zh-Hans"]["headline"]
    assert "某某乡" not in alert.area["description"]["zh-Hans"]


def test_it_is_passed_on_once_until_the_draft_is_given_up(row: Received, operator: User) -> None:
    """Then again, as another draft."""
    alert = actions.relay(operator, row)
    with pytest.raises(IngestError, match="already"):
        actions.relay(operator, row)
    discard(operator, alert, revision=alert.revision, reason="wrong area")
    assert actions.relay(operator, row).pk != alert.pk
    assert Alert.objects.count() == 2


def test_an_exercise_stays_one(source: Source, pinned: Pin, operator: User) -> None:
    """With its status."""
    for status in ("Exercise", "Test"):
        row = receive(source, signed(message(status, status=status)))
        alert = actions.relay(operator, row)
        assert (alert.exercise, alert.status) == (True, status)


@pytest.mark.parametrize("status", ["System", "Draft", "Nonsense"])
def test_what_is_not_for_people_is_not_passed_on(source: Source, pinned: Pin, operator: User, status: str) -> None:
    """Messages between machines, drafts of others, and what the protocol does not know."""
    row = receive(source, signed(message("A", status=status)))
    with pytest.raises(IngestError, match="not for people"):
        actions.relay(operator, row)


def test_what_nobody_vouches_for_is_not_passed_on(source: Source, pinned: Pin, operator: User) -> None:
    """Unsigned messages only where the source may; a stranger's signature never."""
    unsigned = receive(source, write_alert(message("A")))
    strange = receive(source, signed(message("B"), number=1))
    for row in (unsigned, strange):
        with pytest.raises(IngestError, match="vouches"):
            actions.relay(operator, row)
    Source.objects.update(takes_unsigned=True)
    assert actions.relay(operator, unsigned).state == "draft"
    with pytest.raises(IngestError, match="vouches"):
        actions.relay(operator, strange)


def test_what_is_over_or_held_is_not_passed_on(source: Source, pinned: Pin, operator: User) -> None:
    """Expired, cancelled, waiting."""
    first, over = message("A"), message("B", expires=at(1))
    for one in (first, over, message("C", 1, message("X")), message("D", 1, first, kind="Cancel")):
        receive(source, signed(one))
    for row in Received.objects.all():
        with pytest.raises(IngestError, match="in force"):
            actions.relay(operator, row)


def test_an_update_of_what_was_passed_on_is_no_second_warning(row: Received, source: Source, operator: User) -> None:
    """The person is led to the warning that it updates."""
    alert = actions.relay(operator, row)
    later = receive(source, signed(message("B", 1, message("A"))))
    with pytest.raises(IngestError, match=alert.identifier):
        actions.relay(operator, later)


def test_a_message_that_does_not_tell_is_completed_by_a_person(source: Source, pinned: Pin, operator: User) -> None:
    """Kind of event and level; nothing is guessed."""
    row = receive(source, signed(message("A", event="?")))
    Received.objects.update(event_type="", colour="", severity="Unknown")
    row.refresh_from_db()
    with pytest.raises(IngestError, match="choose both"):
        actions.relay(operator, row)
    assert actions.relay(operator, row, event_type="general", colour="blue").colour == "blue"


def test_a_shape_that_is_none_is_not_left_out_in_silence(source: Source, pinned: Pin, operator: User) -> None:
    """A person names the areas instead."""
    row = receive(source, signed(message("A", polygon="34,119 35,120 34,120 35,119 34,119")))
    with pytest.raises(IngestError, match="Choose areas"):
        actions.relay(operator, row)
    nowhere = receive(source, signed(message("B", polygon="")))
    with pytest.raises(NotReadyError):
        actions.relay(operator, nowhere)
    assert Received.objects.filter(relayed__isnull=False).count() == 0


def test_only_who_may_draft_there_passes_on(row: Received, person: Callable[..., User]) -> None:
    """An observer may not, nor an author of another district."""
    for user in (person("watch", observer="3207"), person("west", author="320706", observer="3207")):
        with pytest.raises(PermissionDenied):
            actions.relay(user, row, codes=["320703"])
    assert not Alert.objects.exists()


def test_two_messages_of_one_event_are_put_together_and_apart(source: Source, pinned: Pin, operator: User) -> None:
    """By a person, on the record; what is none is refused."""
    first, second = (receive(source, signed(message(name))) for name in "AB")
    exercise = receive(source, signed(message("C", status="Exercise")))
    assert actions.merge(operator, second, first).same_as == first
    for one, other in ((first, first), (first, second), (exercise, first)):
        with pytest.raises(IngestError):
            actions.merge(operator, one, other)
    assert actions.separate(operator, second).same_as is None
    assert Record.objects.filter(action__in=["ingest.merge", "ingest.separate"]).count() == 2


def test_a_withdrawn_key_does_not_vouch(row: Received, pinned: Pin, operator: User) -> None:
    """What was signed with it after it was lost is no longer passed on."""
    actions.withdraw(operator, pinned, at=timezone.now() - timedelta(days=3000))
    with pytest.raises(IngestError, match="vouches"):
        actions.relay(operator, row)
