"""Chains of messages: an Update or Cancel changes a warning only if it names all of it, in whatever order they come."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.alerts import Alert, Area, Info, Reference, parse_alert, write_alert
from anlan.alerts.chains.chaining import Assembly, ChainState, assemble, key_of
from anlan.errors import SettingError

START = datetime(2026, 7, 1, 0, 0, tzinfo=UTC)
NOW = START + timedelta(hours=12)


def at(hours: float) -> str:
    """Return a time in words, in the zone of China."""
    return (START + timedelta(hours=hours)).isoformat().replace("+00:00", "-00:00")


def message(name: str, hours: float, *earlier: Alert, kind: str = "", **changed: object) -> Alert:
    """Return a message; an Update where it names earlier ones."""
    made = Alert(
        identifier=name,
        sender="a@example.org",
        sent=at(hours),
        status="Actual",
        msg_type=kind or ("Update" if earlier else "Alert"),
        scope="Public",
        references=tuple(Reference(one.sender, one.identifier, one.sent) for one in earlier),
        infos=(Info(event="暴雨", expires=at(24)),),
    )
    return replace(made, **changed)  # type: ignore[arg-type]


FIRST = message("1", 0)
SECOND = message("2", 1, FIRST)
THIRD = message("3", 2, FIRST, SECOND)
CANCEL = message("4", 3, FIRST, SECOND, THIRD, kind="Cancel")


def held(*alerts: Alert, demand_all: bool = True) -> dict[str, str]:
    """Return identifiers of what is held and why."""
    return {one.alert.identifier: one.code for one in assemble(alerts, NOW, demand_all=demand_all).held}


def test_a_warning_is_followed_from_its_first_message_to_its_end() -> None:
    """Active, updated, cancelled; the last message says how things are."""
    (one,) = assemble([FIRST], NOW).chains
    assert one.state is ChainState.ACTIVE
    (one,) = assemble([FIRST, SECOND, THIRD], NOW).chains
    assert one.head == THIRD
    assert one.states == (ChainState.UPDATED, ChainState.UPDATED, ChainState.ACTIVE)
    (one,) = assemble([FIRST, SECOND, THIRD, CANCEL], NOW).chains
    assert set(one.states) == {ChainState.CANCELLED}
    assert one.key == key_of(FIRST)


def test_a_warning_expires_when_all_of_its_parts_have() -> None:
    """The last part counts, one that names no end never ends, and an Update may prolong it."""
    short = replace(FIRST, infos=(Info(expires=at(1)), Info(expires=at(2))))
    assert assemble([short], START + timedelta(hours=1.5)).chains[0].state is ChainState.ACTIVE
    assert assemble([short], START + timedelta(hours=2)).chains[0].state is ChainState.EXPIRED
    open_end = replace(FIRST, infos=(Info(expires=at(1)), Info()))
    assert assemble([open_end], START + timedelta(days=99)).chains[0].state is ChainState.ACTIVE
    assert assemble([short, SECOND], NOW).chains[0].state is ChainState.ACTIVE


def test_what_the_next_message_must_name_is_told() -> None:
    """All messages so far, as they name themselves."""
    (one,) = assemble([FIRST, SECOND], NOW).chains
    following = message("3", 2, references=one.references, kind="Update")
    assert assemble([FIRST, SECOND, following], NOW).chains[0].head == following


@given(st.integers(0, 10**6))
def test_the_order_of_arrival_does_not_matter(seed: int) -> None:
    """Any order, with copies: the same chains, the same messages held."""
    alerts = [
        FIRST, SECOND, THIRD, CANCEL, FIRST, THIRD, message("5", 0.5), message("6", 4, message("7", 1)),
        message("8", 5, FIRST), message("9", 3, message("5", 0.5), sender="b@example.org"),
    ]  # fmt: skip
    shuffled = random.Random(seed).sample(alerts, len(alerts))
    assert assemble(shuffled, NOW) == assemble(alerts, NOW)


@given(st.permutations(range(4)))
def test_what_has_come_so_far_never_changes_too_much(order: list[int]) -> None:
    """After each arrival every message is in a chain or held, and at the end in the chain."""
    alerts = (FIRST, SECOND, THIRD, CANCEL)
    for count in range(1, 5):
        found = assemble([alerts[place] for place in order[:count]], NOW)
        assert counted(found) == count
    assert found.held == ()


def counted(found: Assembly) -> int:
    """Count the messages of an assembly."""
    return sum(len(chain.alerts) for chain in found.chains) + len(found.held) + len(found.replies) + found.duplicates


def test_a_message_that_overtakes_another_waits_for_it() -> None:
    """The third changes nothing before the second has come, and says for what it waits."""
    found = assemble([FIRST, THIRD], NOW)
    assert found.chains[0].head == FIRST
    (waiting,) = found.held
    assert (waiting.code, waiting.state) == ("waits", ChainState.HELD)
    assert [one.identifier for one in waiting.waits_for] == ["2"]


def test_an_update_that_does_not_name_all_is_held() -> None:
    """Unless the caller is content with the last one; one that passes over the last is held in any case."""
    partial = message("3", 2, SECOND)
    assert held(FIRST, SECOND, partial) == {"3": "incomplete"}
    assert held(FIRST, SECOND, partial, demand_all=False) == {}
    assert held(FIRST, SECOND, message("3", 2, FIRST), demand_all=False) == {"3": "incomplete"}


@pytest.mark.parametrize(
    ("alert", "code"),
    [
        (message("9", 4, kind="Update"), "no-reference"),
        (message("9", 4, kind="Cancel", references=("nonsense",)), "no-reference"),
        (
            message("9", 4, FIRST, references=(Reference("a@example.org", "1", at(0)), "x"), kind="Cancel"),
            "no-reference",
        ),
        (message("9", 4, FIRST, sender="b@example.org"), "other-sender"),
        (message("9", 4, FIRST, status="Exercise"), "other-status"),
        (message("9", 4, FIRST, status="Test", kind="Cancel"), "other-status"),
        (message("9", -1, FIRST), "too-early"),
        (message("9", 4, FIRST, sent="now"), "no-time"),
        (message("9", 4, message("8", 1)), "waits"),
    ],
)
def test_what_may_not_change_a_warning_is_held(alert: Alert, code: str) -> None:
    """The warning stays as it is; the reason says what to do."""
    found = assemble([FIRST, alert], NOW)
    assert found.chains[0].states == (ChainState.ACTIVE,)
    (one,) = found.held
    assert one.code == code
    assert str(one.reason)


def test_a_cancelled_warning_is_not_taken_up_again() -> None:
    """Whoever warns again must do so with a new message."""
    later = message("5", 4, FIRST, SECOND, THIRD, CANCEL)
    assert held(FIRST, SECOND, THIRD, CANCEL, later) == {"5": "ended"}


def test_what_builds_on_a_held_message_is_held_too() -> None:
    """And says so."""
    strange = message("5", 1, FIRST, sender="b@example.org")
    following = message("6", 2, FIRST, strange)
    found = assemble([FIRST, strange, following], NOW)
    assert [one.code for one in found.held] == ["other-sender", "waits"]
    assert "held too" in str(found.held[1].reason)


def test_copies_are_passed_over_and_told() -> None:
    """The same sender, identifier and time, in whatever zone the time is written."""
    copy = replace(FIRST, sent="2026-07-01T08:00:00+08:00")
    found = assemble([FIRST, copy, FIRST], NOW)
    assert (len(found.chains), found.duplicates) == (1, 2)
    named = replace(SECOND, references=(Reference("a@example.org", "1", copy.sent),))
    assert assemble([FIRST, named], NOW).chains[0].head == named


def test_copies_that_are_laid_out_differently_are_copies() -> None:
    """Blanks around values, comments, attributes and elements of others, at any depth, say nothing else."""
    plain = write_alert(replace(FIRST, infos=(Info(event="暴雨", expires=at(24), areas=(Area(description="海州"),)),)))
    odd = plain.replace(b"<expires>", b"<!-- x --><expires> ").replace(b"<area>", b"<area a='1'><o:x xmlns:o='u:o'/>")
    first, second = (parse_alert(one).alert for one in (plain, odd))
    assert first is not None
    assert second is not None
    assert first != second
    found = assemble([first, second], NOW)
    assert (len(found.chains), found.held, found.duplicates) == (1, (), 1)


def test_two_different_messages_of_one_name_are_both_held() -> None:
    """Which of them is right cannot be seen from here."""
    other = replace(FIRST, infos=(Info(event="晴"),))
    found = assemble([FIRST, other], NOW)
    assert found.chains == ()
    assert [one.code for one in found.held] == ["conflict", "conflict"]
    assert held(FIRST, other, SECOND) == {"1": "conflict", "2": "waits"}


def test_one_update_may_join_two_warnings() -> None:
    """It names all messages of both."""
    other = message("7", 0.5)
    joined = message("8", 5, FIRST, SECOND, other)
    (one,) = assemble([FIRST, SECOND, other, joined], NOW).chains
    assert one.head == joined
    assert held(FIRST, SECOND, other, message("8", 5, SECOND, other)) == {"8": "incomplete"}


def test_joined_warnings_push_no_other_one_out() -> None:
    """A warning that comes after two were joined takes the place of none."""
    second, third = message("b", 0.2), message("c", 0.4)
    joined, later = message("d", 1, FIRST, second), message("e", 2)
    found = assemble([FIRST, second, third, joined, later], NOW)
    assert [[one.identifier for one in chain.alerts] for chain in found.chains] == [["1", "b", "d"], ["c"], ["e"]]
    assert found.held == ()


def test_thousands_of_messages_are_put_together() -> None:
    """A warning that is updated for days, and as many warnings that are never updated; no pair of them is compared."""
    updated = [message("u", 0)]
    for step in range(1, 3_000):
        updated.append(message(f"u{step}", step / 600, updated[-1]))
    others = [message(f"o{step}", step / 600) for step in range(3_000)]
    found = assemble([*reversed(updated), *others], NOW, demand_all=False)
    assert (len(found.chains), found.held) == (3_001, ())
    assert [one.identifier for one in found.chains[1].alerts] == [one.identifier for one in updated]


def test_no_message_changes_itself_or_one_that_waits_for_it() -> None:
    """References in a circle: all are held, and nothing goes on for ever."""
    itself = replace(message("x", 1), msg_type="Update")
    itself = replace(itself, references=(Reference(itself.sender, itself.identifier, itself.sent),))
    one, other = message("y", 2), message("z", 3)
    one, other = message("y", 2, other), message("z", 3, one)
    assert held(itself, one, other) == {"x": "waits", "y": "waits", "z": "waits"}


def test_acknowledgements_belong_to_no_warning() -> None:
    """Nor do reports of errors."""
    reply = message("9", 2, FIRST, kind="Ack")
    found = assemble([FIRST, reply], NOW)
    assert found.replies == (reply,)
    assert found.chains[0].head == FIRST


def test_a_time_without_a_zone_is_refused() -> None:
    """Nobody knows when it is."""
    with pytest.raises(SettingError, match="time zone"):
        assemble([FIRST], datetime(2026, 7, 1))  # noqa: DTZ001


def test_real_messages_make_chains(shared_data) -> None:  # type: ignore[no-untyped-def]
    """A flood warning of the Environment Agency and its cancellation, as the agency writes them."""
    folder = shared_data / "cap" / "lifecycle"
    found = {path.stem: parse_alert(path.read_bytes()).alert for path in folder.glob("*.xml")}
    empty = found["gb-ea-cancel-empty-references"]
    assert empty is not None
    assert held(empty) == {empty.identifier: "no-reference"}
    warning = parse_alert((shared_data / "cap" / "messages" / "gb-ea-wainfleet-severe-flood.xml").read_bytes()).alert
    cancel = found["gb-ea-wainfleet-cancel"]
    assert warning is not None
    assert cancel is not None
    (one,) = assemble([cancel, warning], NOW).chains
    assert one.state is ChainState.CANCELLED


@pytest.mark.parametrize("name", ["a", "z"])
def test_a_cancel_of_the_second_of_its_update_ends_the_warning(name: str) -> None:
    """Messages have whole seconds: of the same one, that which names more was sent later, whatever its identifier."""
    update = message("m", 1, FIRST)
    cancel = message(name, 1, FIRST, update, kind="Cancel")
    assembly = assemble([cancel, update, FIRST], NOW)
    assert assembly.held == ()
    assert [one.state for one in assembly.chains] == [ChainState.CANCELLED]
