"""Warnings of one event under different identifiers: proposed where event, area and time agree, and never otherwise."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from anlan.alerts import Alert, Area, Info
from anlan.alerts.chains.chaining import Chain, assemble
from anlan.alerts.chains.reissues import reissues
from tests.alerts.shapes.test_crossings import comb

START = datetime(2026, 7, 1, tzinfo=UTC)


def at(hours: float) -> str:
    """Return a time in words."""
    return (START + timedelta(hours=hours)).isoformat()


def square(west: float, size: float = 1.0) -> Area:
    """Return a square area from a longitude on."""
    east = west + size
    return Area(description="here", polygons=(f"34,{west} 34,{east} 35,{east} 35,{west} 34,{west}",))


def warning(name: str, area: Area, begin: float = 0.0, end: float = 10.0, event: str = "暴雨") -> Alert:
    """Return a message of a warning."""
    info = Info(event=event, onset=at(begin), expires=at(end), areas=(area,))
    return Alert(identifier=name, sender=f"{name}@example.org", sent=at(begin), status="Actual", msg_type="Alert",
                 scope="Public", infos=(info,))  # fmt: skip


def chains(*alerts: Alert) -> tuple[Chain, ...]:
    """Return the warnings of some messages."""
    return assemble(alerts, START + timedelta(hours=1)).chains


def pairs(*alerts: Alert) -> list[tuple[str, str]]:
    """Return which messages are proposed to be one."""
    return [(one.first.head.identifier, one.second.head.identifier) for one in reissues(chains(*alerts))]


def test_the_same_event_under_another_identifier_is_proposed() -> None:
    """With the share of area and time in common."""
    (one,) = reissues(chains(warning("a", square(119.0)), warning("b", square(119.25), 1, 9, "Heavy rain")))
    assert (one.first.head.identifier, one.second.head.identifier) == ("a", "b")
    assert one.likeness == pytest.approx(0.75)
    assert "rainstorm" in str(one.reason)


@pytest.mark.parametrize(
    "other",
    [
        warning("b", square(119.0), event="大风"),
        warning("b", square(119.6)),
        warning("b", square(121.0)),
        warning("b", square(119.0), 8, 20),
        warning("b", square(119.0), 10, 20),
        replace(warning("b", square(119.0)), status="Exercise"),
        warning("b", Area(description="elsewhere")),
    ],
    ids=["event", "half of the area", "area", "half of the time", "time", "status", "name"],
)
def test_what_differs_is_not_proposed(other: Alert) -> None:
    """In event, in more than half of area or time, or in being meant."""
    assert pairs(warning("a", square(119.0)), other) == []


def test_a_small_area_in_a_large_one_is_proposed() -> None:
    """A district's warning and the city's."""
    assert pairs(warning("a", square(119.0, 2.0)), warning("b", square(119.5, 0.25))) == [("a", "b")]


def test_areas_without_shapes_are_compared_by_codes_and_by_names() -> None:
    """Half of the shorter list of codes; without codes, the names."""
    first = Area(description="x", geocodes=(("区划", "320703000000"), ("区划", "320706000000")))
    second = Area(description="y", geocodes=(("区划", "320706000000"),))
    assert pairs(warning("a", first), warning("b", second)) == [("a", "b")]
    assert pairs(warning("a", Area(description="海州区")), warning("b", Area(description=" 海州区"))) == [("a", "b")]


def test_circles_are_areas_too() -> None:
    """A circle around the square's middle covers it in part; far north it is wide in degrees."""
    near = Area(description="near", circles=("34.5,119.5 30",))
    assert pairs(warning("a", square(119.0)), warning("b", near)) == [("a", "b")]
    north = [Area(description=str(lon), circles=(f"80,{lon} 50",)) for lon in (0.0, 1.0)]
    assert pairs(warning("a", north[0]), warning("b", north[1])) == [("a", "b")]


def test_what_is_over_is_not_proposed() -> None:
    """Cancelled or expired warnings hide nothing any more."""
    assert pairs(warning("a", square(119.0), 0, 0.5), warning("b", square(119.0), 0, 0.5)) == []


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 20), st.integers(1, 12)), min_size=2, max_size=6))
def test_a_pair_is_proposed_once_and_likeness_is_a_share(drawn: list[tuple[int, int, int]]) -> None:
    """In whatever order the warnings come; the likeliest first."""
    alerts = [
        warning(str(place), square(119.0 + west / 4), begin / 2, begin / 2 + length)
        for place, (west, begin, length) in enumerate(drawn)
    ]
    found = reissues(chains(*alerts))
    assert found == reissues(chains(*reversed(alerts)))
    assert len({frozenset((one.first.key, one.second.key)) for one in found}) == len(found)
    assert all(0.5 <= one.likeness <= 1.0 + 1e-9 for one in found)
    assert [one.likeness for one in found] == sorted((one.likeness for one in found), reverse=True)


def test_areas_that_cross_each_other_a_million_times_are_compared_by_their_codes() -> None:
    """Two combs across one another would take all memory of a machine; so would both in one message."""
    standing, lying = (
        " ".join(f"{lat!r},{lon!r}" for lon, lat in shapely.get_coordinates(comb(600, lying=one)).tolist())
        for one in (False, True)
    )
    code = (("GB/T 2260", "320706000000"),)
    first = Area(description="here", polygons=(standing,), geocodes=code)
    second = Area(description="here", polygons=(lying,), geocodes=code)
    both = Area(description="here", polygons=(standing, lying), geocodes=code)
    assert pairs(warning("a", first), warning("b", second)) == [("a", "b")]
    assert pairs(warning("a", both), warning("b", first)) == [("a", "b")]
    assert pairs(warning("a", both), warning("b", replace(second, geocodes=(("GB/T 2260", "320703000000"),)))) == []
