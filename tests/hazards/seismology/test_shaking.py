"""The compiled shaking of cells: branches, distances, ellipses and site terms put together."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.hazards import Earthquake
from anlan.hazards.seismology import boore_2014, intensity, models, yu_2013
from anlan.hazards.seismology.correlation import Residuals
from anlan.hazards.seismology.models import BOORE, XIAO, YU, Events
from anlan.hazards.seismology.scaling import moment_magnitude
from anlan.hazards.seismology.shaking import Lines, Shaking

FloatArray = NDArray[np.float64]

VALUES = {one.name: one.default for one in Earthquake.parameters} | {"threshold": 1.0}


def silent(cells: int, events: int) -> Residuals:
    """Return within-event residuals that are all zero."""
    pool = np.zeros(cells + 1, dtype=np.float32)
    block, place = np.zeros(cells, dtype=np.int32), np.zeros(events, dtype=np.int64)
    return Residuals("earthquake", 1, block, np.zeros((1, 1)), np.zeros(1), pool, place)


def shaking(
    magnitude: FloatArray,
    model: int,
    x: FloatArray,
    y: FloatArray,
    vs30: float = 500.0,
    half_km: float = 0.0,
    residual: float = 0.0,
) -> Shaking:
    """Return the shaking of events at the origin with a rupture to the north, 15 km deep."""
    count = magnitude.size
    zeros = np.zeros(count)
    lines = Lines(zeros, zeros, zeros, np.ones(count), np.full(count, half_km))
    branch = np.full(count, model, dtype=np.int64)
    events = Events(magnitude, moment_magnitude(magnitude), zeros + 15.0, branch, zeros + residual)
    return Shaking((x, y, np.full(x.size, vs30)), lines, events, silent(x.size, count), VALUES)


def test_intensity_branch_on_its_own_ground() -> None:
    """M 7 at 50 km: 3.6588 + 1.3626 * 7 - 3.5406 lg 63 = 6.826, to 0.003 by the table of distances; beside it 9.25."""
    x = np.array([50.0, 0.0, 137.0])
    found = shaking(np.array([7.0]), XIAO, x, np.zeros(3), vs30=300.0)(np.array([0]))[0]
    assert found == pytest.approx([6.826, 9.253, 13.1970 - 3.5406 * math.log10(150.0)], abs=3e-3)


def test_distance_is_to_the_rupture_line() -> None:
    """North of a rupture of 60 km along the meridian, 50 km from its middle are 20 km; to the east they are 50."""
    field = shaking(np.array([7.0]), XIAO, np.array([0.0, 50.0]), np.array([50.0, 0.0]), vs30=300.0, half_km=30.0)
    north, east = field(np.array([0]))[0]
    assert north == pytest.approx(13.1970 - 3.5406 * math.log10(33.0), abs=3e-3)
    assert east == pytest.approx(13.1970 - 3.5406 * math.log10(63.0), abs=3e-3)


def test_acceleration_of_boore_on_soft_ground() -> None:
    """M 6 (Mw 5.75) at 20 km on 200 m/s: the model's own PGA to 1 %, with both site terms."""
    field = shaking(np.array([6.0]), BOORE, np.array([20.0]), np.zeros(1), vs30=200.0)
    at = np.array(5.75), np.array(20.0)
    rock = boore_2014.rock(boore_2014.PGA, *at)
    site = boore_2014.linear_site(boore_2014.PGA, np.array(200.0))
    site = site + boore_2014.nonlinear_site(boore_2014.PGA, np.array(200.0)) * boore_2014.softening(np.exp(rock))
    assert field.acceleration(np.array([0]))[0, 0] == pytest.approx(float(np.exp(rock + site)), rel=0.01)


@pytest.mark.parametrize("magnitude", [5.0, 6.4, 7.0, 8.5])
def test_accelerations_of_yu_on_the_axes(magnitude: float) -> None:
    """On bedrock along and across the strike the published curves: to 2 % at 5 km and to 1 % from 20 to 200 km."""
    distance = np.array([5.0, 20.0, 50.0, 120.0, 200.0])
    zeros = np.zeros(5)
    for axis, x, y in ((yu_2013.PGA_LONG, zeros, distance), (yu_2013.PGA_SHORT, distance, zeros)):
        expected = np.exp(axis.motion(np.array(magnitude), np.hypot(distance, 15.0))) / 980.665
        near = intensity.of_pga(np.log(expected)) > VALUES["threshold"]
        found = shaking(np.array([magnitude]), YU, x, y).acceleration(np.array([0]))[0]
        assert found[0] == pytest.approx(expected[0], rel=0.02)
        assert found[1:][near[1:]] == pytest.approx(expected[1:][near[1:]], rel=0.01)


def test_isoseismals_of_yu_are_ellipses() -> None:
    """M 7: places around the ellipse of 50 and 38.5 km have the same acceleration to 1 %."""
    turn = np.linspace(0.0, 2.0 * math.pi, 24)
    short = float(yu_2013.short_radius(np.array(7.0), np.array(50.0), np.array(15.0)))
    field = shaking(np.array([7.0]), YU, short * np.sin(turn), 50.0 * np.cos(turn))
    found = field.acceleration(np.array([0]))[0]
    assert found.max() / found.min() < 1.01


@pytest.mark.parametrize("model", [YU, BOORE, XIAO])
def test_acceleration_falls_with_distance_and_grows_with_magnitude(model: int) -> None:
    """Along a ray, also skew to the ellipses, no place has more than one nearer by."""
    distance = np.linspace(0.5, 250.0, 80)
    field = shaking(np.array([5.5, 6.0, 6.5, 7.2, 8.0]), model, 0.6 * distance, 0.8 * distance)
    found = field.acceleration(np.arange(5))
    assert (np.diff(found, axis=1) <= 1e-9).all()
    assert (np.diff(found, axis=0) >= -1e-9).all()


def test_order_of_cells_does_not_matter() -> None:
    """The search for the ellipse starts at the cell before; shuffled cells have the same values to rounding."""
    rng = np.random.default_rng(1)
    x, y = rng.uniform(-200.0, 200.0, (2, 500))
    order = rng.permutation(500)
    magnitude = np.array([6.8])
    found = shaking(magnitude, YU, x, y)(np.array([0]))[0]
    shuffled = shaking(magnitude, YU, x[order], y[order])(np.array([0]))[0]
    assert shuffled == pytest.approx(found[order], abs=1e-5)


def test_soft_ground_adds_and_strong_shaking_takes_some_of_it_back() -> None:
    """From 500 to 180 m/s: nearly the linear 0.84 ln(500 / 180) of PGV far away, less near by."""
    x = np.array([3.0, 150.0])
    rock, soft = (shaking(np.array([7.5]), YU, x, np.zeros(2), vs30=vs30)(np.array([0]))[0] for vs30 in (500.0, 180.0))
    near, far = soft - rock
    assert 0.3 < near < far
    assert far < intensity.PER_LN_PGV * 0.84 * math.log(500.0 / 180.0)


def test_residual_between_events_moves_all_cells_alike() -> None:
    """One standard deviation of the intensity relation between events: 0.5826 * sqrt(0.28) = 0.308 everywhere."""
    x = np.array([10.0, 60.0, 110.0])
    plain, moved = (
        shaking(np.array([7.0]), XIAO, x, np.zeros(3), vs30=300.0, residual=residual)(np.array([0]))[0]
        for residual in (0.0, 1.0)
    )
    assert moved - plain == pytest.approx([0.308, 0.308, 0.308], abs=1e-3)


def test_what_is_out_of_reach_is_below_the_threshold() -> None:
    """With the threshold at 4, cells are zero exactly where they are below 4 without one."""
    x = np.linspace(1.0, 400.0, 200)
    whole = shaking(np.array([6.0, 7.0]), BOORE, x, np.zeros(200))
    cut = Shaking(
        (x, np.zeros(200), np.full(200, 500.0)),
        whole._lines,
        whole._events,
        silent(200, 2),
        VALUES | {"threshold": 4.0},
    )
    every, some = whole(np.arange(2)), cut(np.arange(2))
    assert np.array_equal(some, np.where(every >= 4.0, every, 0.0))
    assert ((some > 0.0).sum(axis=1) < 200).all()


def test_a_table_of_an_event_does_not_depend_on_the_others() -> None:
    """Tabulated alone and among others an event has the same bits."""
    magnitude = np.linspace(5.0, 8.0, 30)
    branch = np.arange(30, dtype=np.int64) % 3
    events = Events(magnitude, moment_magnitude(magnitude), np.full(30, 12.0), branch, np.linspace(-1.0, 1.0, 30))
    whole = models.tables_of(events, VALUES)
    single = [models.tables_of(events.taken(np.array([one])), VALUES)[0] for one in range(30)]
    assert np.array_equal(whole, np.stack(single))
