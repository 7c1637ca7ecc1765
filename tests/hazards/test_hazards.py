"""What every hazard must keep to."""

import re
from pathlib import Path

import numpy as np
import pytest

from anlan import __version__
from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.compute import local
from anlan.errors import SettingError
from anlan.hazards import HAZARDS, Hazard

DOCS = Path(__file__).resolve().parents[2] / "docs" / "methods"

EVENTS = 60

every_hazard = pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: str(hazard.kind))


def page_of(hazard: Hazard) -> str:
    """Read the method's page."""
    return (DOCS / f"{hazard.kind.replace('_', '-')}.md").read_text(encoding="utf-8")


@every_hazard
def test_has_a_test_module_and_a_page(hazard: Hazard) -> None:
    """A hazard comes with tests and with a page on its method."""
    assert Path(__file__).with_name(f"test_{hazard.kind}.py").is_file()
    assert "## Sources" in page_of(hazard)


@every_hazard
def test_its_page_lists_every_parameter(hazard: Hazard) -> None:
    """The table of the page has the name, default and unit of each parameter, and no other."""
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+) \| ([^|]+) \|", page_of(hazard), flags=re.MULTILINE)
    written = {name: (round(float(default), 3), unit.strip()) for name, default, unit in rows}
    assert written == {one.name: (round(one.default, 3), one.unit) for one in hazard.parameters}


def test_kinds_are_declared_and_unique() -> None:
    """Each hazard has a kind of its own from the declared list."""
    kinds = [hazard.kind for hazard in HAZARDS]
    assert len(set(kinds)) == len(kinds)
    assert set(kinds) <= set(HAZARD_KINDS)


@every_hazard
def test_defaults_lie_in_their_ranges(hazard: Hazard) -> None:
    """A default is a value that a city could give."""
    for parameter in hazard.parameters:
        assert parameter.low <= parameter.default <= parameter.high, parameter.name


@every_hazard
def test_a_bare_town_is_told_what_is_missing(hazard: Hazard, bare_town: City) -> None:
    """Without inputs the hazard says what it lacks and refuses to run, with the reason."""
    missing = hazard.missing(bare_town)
    assert missing
    with pytest.raises(SettingError, match=re.escape(str(missing[0]))):
        hazard.event_set(bare_town, EVENTS, seed=1)


@every_hazard
def test_a_set_is_whole(hazard: Hazard, small_town: City) -> None:
    """Ids are unique, frequencies positive, and every column has one entry for each event."""
    events = hazard.event_set(small_town, EVENTS, seed=1)
    assert len(events) == len(set(events.ids)) == events.parameters.height == EVENTS
    assert events.frequency.shape == events.by_day.shape == (EVENTS,)
    assert (events.frequency > 0.0).all()
    assert events.unit == hazard.unit
    assert events.provenance == {"version": __version__, "seed": 1, "checksum": small_town.checksum}


@every_hazard
def test_intensity_is_finite_and_not_negative(hazard: Hazard, small_town: City) -> None:
    """A footprint has one single-precision number for each event and cell, and some cell is hit."""
    intensity = hazard.event_set(small_town, EVENTS, seed=1).intensity(range(EVENTS))
    assert intensity.shape == (EVENTS, len(small_town.cells))
    assert intensity.dtype == np.float32
    assert np.isfinite(intensity).all()
    assert (intensity >= 0.0).all()
    assert intensity.max() > 0.0


@every_hazard
def test_the_same_seed_gives_the_same_bits(hazard: Hazard, small_town: City) -> None:
    """Two sets of one seed are equal bit for bit; another seed gives another set."""
    first, again, other = (hazard.event_set(small_town, EVENTS, seed) for seed in (7, 7, 8))
    assert np.array_equal(first.intensity(range(EVENTS)), again.intensity(range(EVENTS)))
    assert first.parameters.equals(again.parameters)
    assert np.array_equal(first.by_day, again.by_day)
    assert not first.parameters.equals(other.parameters)


@every_hazard
@pytest.mark.parametrize("workers", [1, 2])
def test_footprints_do_not_depend_on_grouping_or_workers(hazard: Hazard, small_town: City, workers: int) -> None:
    """Events asked for one by one, in uneven groups or all at once have the same bits, on one and two workers."""
    events = hazard.event_set(small_town, EVENTS, seed=3)
    whole = events.intensity(range(EVENTS))
    groups = [np.arange(EVENTS)[::-1][start::7] for start in range(7)]
    with local(workers) as executor:
        for group, part in zip(groups, executor.map(events.intensity, groups), strict=True):
            assert np.array_equal(part, whole[group])
        single = np.concatenate(list(executor.map(events.intensity, [[event] for event in range(EVENTS)])))
    assert np.array_equal(single, whole)


@every_hazard
def test_an_unknown_event_is_refused(hazard: Hazard, small_town: City) -> None:
    """An index outside the set is named."""
    events = hazard.event_set(small_town, EVENTS, seed=1)
    with pytest.raises(IndexError, match=f"event {EVENTS} is not in"):
        events.intensity([0, EVENTS])
    with pytest.raises(IndexError, match="event -1 is not in"):
        events.intensity([-1])


@every_hazard
def test_no_events_are_refused(hazard: Hazard, small_town: City) -> None:
    """Zero events are not a set."""
    with pytest.raises(SettingError, match="0 events asked for"):
        hazard.event_set(small_town, 0, seed=1)


@every_hazard
def test_an_event_is_told_in_one_sentence(hazard: Hazard, small_town: City) -> None:
    """The sentence has no unfilled field."""
    sentence = str(hazard.event_set(small_town, EVENTS, seed=1).describe(5))
    assert sentence
    assert "{" not in sentence
