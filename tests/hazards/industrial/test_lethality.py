"""Shares of cells against fine grids and a published integral."""

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.special import ndtr

from anlan.hazards.industrial.cell_outlines import Outlines
from anlan.hazards.industrial.doses import DoseTables
from anlan.hazards.industrial.lethality import CHORDS, axis, half_chord, shares
from anlan.hazards.industrial.substances import BY_NAME, Probit

SITE = np.array([0.0, 1.0, 30_000.0])
OUTSIDE = 0.07


def hexagon() -> NDArray[np.float64]:
    """Corners of a regular hexagon of the size of a cell at resolution 8, m."""
    angle = np.radians(60.0 * np.arange(6))
    return 531.0 * np.column_stack([np.cos(angle), np.sin(angle)])


def tables_of(name: str) -> DoseTables:
    """Tables of one substance."""
    probit = BY_NAME[name].probit
    assert probit is not None
    return DoseTables.of([probit], 1.0)


def kernel(tables: DoseTables, cloud: NDArray[np.float64], stability: int) -> float:
    """Share killed in the hexagon by the kernel."""
    cell = Outlines.of(hexagon()[None])
    found = shares(
        np.array([0]), cloud[None], np.array([[0, stability]]), SITE, tables.probits, tables.log_time,
        tables.log_shelter, CHORDS, cell.corners, cell.area, cell.middle, cell.reach,
    )  # fmt: skip
    return float(found[0, 0])


def fine(tables: DoseTables, cloud: NDArray[np.float64], stability: int, points: int = 1200) -> float:
    """The same by a grid of a metre or so, without any of the kernel's tables of chords and slices."""
    at = (np.arange(points) + 0.5) / points * 1062.0 - 531.0
    x, y = np.meshgrid(at, at)
    inside = (np.abs(y) <= 265.5 * math.sqrt(3.0)) & (math.sqrt(3.0) * np.abs(x) + np.abs(y) <= 531.0 * math.sqrt(3.0))
    east, north = x[inside] - cloud[0], y[inside] - cloud[1]
    along = east * cloud[2] + north * cloud[3]
    beside = north * cloud[2] - east * cloud[3]
    nodes = np.exp(np.linspace(0.0, math.log(30_000.0), 3000))
    probit = tables.probits[0]
    time, shelter = tables.log_time[0], tables.log_shelter[0]
    levels = np.array(
        [axis(one, cloud[4], cloud[5], cloud[6], stability, 0, 1.0, probit, time, shelter) for one in nodes]
    )
    place = np.log(np.maximum(along, 1.0))
    outdoors, indoors, width = (np.interp(place, np.log(nodes), column) for column in levels.T)
    less = probit[1] * probit[2] * beside**2 / (2.0 * width**2)
    share = OUTSIDE * ndtr(outdoors - less - 5.0) + (1.0 - OUTSIDE) * ndtr(indoors - less - 5.0)
    return float(np.where(along > 2.0, share, 0.0).mean())


@pytest.mark.parametrize("source", [(0.0, 0.0), (100.0, -480.0), (-1000.0, -250.0)])
@pytest.mark.parametrize(
    ("name", "mass", "seconds", "stability", "wind"),
    [("chlorine", 20_000.0, 1.0, 3, 3.0), ("chlorine", 3000.0, 1800.0, 5, 1.5), ("phosgene", 1000.0, 600.0, 4, 2.0),
     ("ammonia", 60_000.0, 600.0, 5, 2.0)],
)  # fmt: skip
def test_a_cell_agrees_with_a_fine_grid(
    name: str, mass: float, seconds: float, stability: int, wind: float, source: tuple[float, float]
) -> None:
    """Plumes tens of metres wide, from inside the cell and from outside, to 2 %."""
    tables = tables_of(name)
    cloud = np.array([*source, math.cos(0.3), math.sin(0.3), wind, mass, seconds, OUTSIDE])
    expected = fine(tables, cloud, stability)
    assert kernel(tables, cloud, stability) == pytest.approx(expected, rel=0.02, abs=1e-7)


def test_chord_of_the_purple_book() -> None:
    """CPR 18E, appendix 6.B: probit 5.97 in the middle, sigma_y 28.8 m, b = n = 1: integral across the wind 72 m."""
    narrow = 1.0 / (2.0 * 28.8**2)
    assert 2.0 * half_chord(5.97, 1e6, narrow, CHORDS) == pytest.approx(72.0, rel=0.015)


def test_chord_of_a_deadly_cloud_is_its_width() -> None:
    """Far above a probit of 5 everybody within sqrt(Y - 5) is killed and hardly anybody beyond."""
    narrow = 0.01
    expected = np.trapezoid(ndtr(40.0 - narrow * np.linspace(0.0, 80.0, 8001) ** 2 - 5.0), dx=0.01)
    assert half_chord(40.0, 80.0, narrow, CHORDS) == pytest.approx(expected, rel=2e-3)
    assert half_chord(40.0, -80.0, narrow, CHORDS) == -half_chord(40.0, 80.0, narrow, CHORDS)


def test_upwind_nobody_is_reached() -> None:
    """A cell wholly upwind of the source has a share of exactly zero."""
    cloud = np.array([2000.0, 0.0, 1.0, 0.0, 3.0, 50_000.0, 600.0, OUTSIDE])
    assert kernel(tables_of("chlorine"), cloud, 3) == 0.0


def test_people_indoors_fare_better() -> None:
    """With nobody out of doors fewer are killed than with everybody."""
    tables = DoseTables.of([Probit(-15.6, 1.0, 2.0)], 1.0)
    cloud = [np.array([0.0, 0.0, 1.0, 0.0, 3.0, 50_000.0, 600.0, share]) for share in (0.0, 0.5, 1.0)]
    none, half, everybody = (kernel(tables, one, 3) for one in cloud)
    assert none < half < everybody
    assert half == pytest.approx(0.5 * (none + everybody), rel=1e-6)
