"""Nothing but a real warning reaches a live sink; an exercise reaches sinks of exercises alone, and says so."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.deliveries.channels import BY_KIND, CHANNELS
from anlan_center.alerts.deliveries.channels.protocol import Channel
from anlan_center.alerts.deliveries.separation import (
    Cleared,
    Facts,
    HeldError,
    Outlet,
    clear,
    may_leave,
    prefixed,
    why_held,
)
from anlan_center.alerts.release.models import MsgType, Scope, Status
from anlan_center.alerts.release.workflow import State
from tests.center.alerts.deliveries.written import LIVE, PRACTICE, content, facts

STATUSES = [*Status.values, "System", "Draft", "actual", ""]
SCOPES = [*Scope.values, "", "public"]
STATES = [state.value for state in State]

MADE = st.builds(
    Facts,
    status=st.sampled_from(STATUSES),
    scope=st.sampled_from(SCOPES),
    msg_type=st.sampled_from(MsgType.values),
    exercise=st.booleans(),
    state=st.sampled_from(STATES),
    expires=st.timedeltas(timedelta(hours=-2), timedelta(hours=2)).map(lambda left: datetime.now(tz=UTC) + left),
)
OUTLETS = st.builds(Outlet, exercise=st.booleans(), public=st.booleans(), active=st.booleans())


@given(channel=st.sampled_from(CHANNELS), told=MADE, outlet=OUTLETS, cap=st.sampled_from(STATUSES))
def test_nothing_but_a_real_warning_reaches_a_live_sink(
    channel: Channel, told: Facts, outlet: Outlet, cap: str
) -> None:
    """Over every channel, status, scope and state: what is cleared is Actual in row and signed message, or marked."""
    assert channel.kind in BY_KIND
    said = content(status=told.status, cap_status=cap)
    now = datetime.now(tz=UTC)
    try:
        sent = clear(said, told, outlet, now)
    except HeldError:
        return
    assert told.exercise == outlet.exercise
    assert told.status == cap == sent.content.status
    assert told.state == "released"
    assert told.expires > now
    assert outlet.active
    assert told.scope == "Public" or not outlet.public
    if outlet.exercise:
        assert told.status in {"Exercise", "Test"}
        texts = (sent.content.headline, sent.content.description, sent.content.short)
        assert all(text.startswith(("EXERCISE: ", "TEST: ")) for text in texts)
    else:
        assert told.status == "Actual"
        assert sent.content.headline == said.headline


@given(MADE, OUTLETS)
def test_what_is_held_says_why(told: Facts, outlet: Outlet) -> None:
    """The yes-or-no answer and the reason never differ."""
    now = datetime.now(tz=UTC)
    assert may_leave(told, outlet, now) == (why_held(told, outlet, now) == "")


@pytest.mark.parametrize(
    ("changes", "outlet", "reason"),
    [
        ({}, LIVE, ""),
        ({"exercise": True, "status": "Exercise"}, PRACTICE, ""),
        ({"exercise": True, "status": "Test"}, PRACTICE, ""),
        ({}, PRACTICE, "crossed"),
        ({"exercise": True, "status": "Exercise"}, LIVE, "crossed"),
        ({"exercise": True, "status": "Actual"}, PRACTICE, "status"),
        ({"status": "Exercise"}, LIVE, "status"),
        ({"scope": "Restricted"}, LIVE, "scope"),
        ({"scope": "Restricted"}, Outlet(exercise=False, public=False), ""),
        ({"scope": "Private"}, Outlet(exercise=False, public=False), ""),
        ({"state": "updated"}, LIVE, "superseded"),
        ({"state": "cancelled"}, LIVE, "cancelled"),
        ({"state": "expired"}, LIVE, "expired"),
        ({"state": "approved"}, LIVE, "not released"),
        ({"expires": datetime(2020, 1, 1, tzinfo=UTC)}, LIVE, "expired"),
        ({}, Outlet(exercise=False, public=True, active=False), "idle"),
    ],
)
def test_each_rule_by_an_example(changes: dict[str, Any], outlet: Outlet, reason: str) -> None:
    """One change at a time from a warning that may leave."""
    assert why_held(facts(**changes), outlet, datetime.now(tz=UTC)) == reason


def test_nobody_but_the_clearing_makes_a_message_that_may_leave() -> None:
    """A channel takes cleared messages alone, and one that was put together elsewhere is refused."""
    with pytest.raises(HeldError):
        Cleared(content(status="Exercise"), LIVE, object())


def test_a_signed_message_at_odds_with_its_row_is_held() -> None:
    """A row that says Actual with a signed message that says Exercise leaves through nothing."""
    with pytest.raises(HeldError, match="status"):
        clear(content(cap_status="Exercise"), facts(), LIVE, datetime.now(tz=UTC))


@given(st.text(min_size=1), st.sampled_from(["Exercise", "Test"]), st.sampled_from(["zh-Hans", "zh-CN", "en", "fr"]))
def test_a_mark_stands_once(text: str, status: str, language: str) -> None:
    """A text that is marked already stays as it is."""
    once = prefixed(text, status, language)
    assert prefixed(once, status, language) == once
    assert once.endswith(text)
    assert prefixed(text, "Actual", language) == text
