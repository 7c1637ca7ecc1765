"""Flow over the ground, against exact solutions."""

import h3.api.basic_int as h3
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.city import City
from anlan.hazards.hydrology.basins import Basins
from anlan.hazards.hydrology.inertial import OUTSIDE, Hydrograph, Mesh, simulate


def channel(cells: int, step_m: float, ground: np.ndarray | None = None, way_out: bool = False) -> Mesh:
    """Lay cells of 1 m width in a row; the last may let water out."""
    left = np.arange(cells if way_out else cells - 1)
    right = left + 1
    if way_out:
        right[-1] = OUTSIDE
    height = np.zeros(cells) if ground is None else ground
    edges = np.ones(left.size)
    return Mesh(left, right, edges, edges * step_m, height, np.full(cells, step_m))


@pytest.mark.parametrize("roughness", [0.01, 0.03])
def test_a_wave_on_a_flat_dry_bed_is_that_of_the_exact_solution(roughness: float) -> None:
    """Where water comes in with u h at one end, h = (7/3 n^2 u^2 (u t - x))^(3/7) (Hunter et al. 2005): 3 cm RMS."""
    step, speed, hour = 50.0, 1.0, 3600.0
    time = np.linspace(0.0, hour, 2001)
    at_entry = (7.0 / 3.0 * roughness**2 * speed**3 * time) ** (3.0 / 7.0)
    flow = simulate(channel(120, step), 0, Hydrograph(time, speed * at_entry), hour, roughness)
    along = (np.arange(120) + 0.5) * step
    exact = np.maximum(7.0 / 3.0 * roughness**2 * speed**2 * (speed * hour - along), 0.0) ** (3.0 / 7.0)
    assert np.sqrt(np.mean((flow.depth - exact) ** 2)) < 0.03
    front = along[flow.depth > 0.05][-1]
    assert front == pytest.approx(along[exact > 0.05][-1], abs=4.0 * step)


def test_a_steady_flow_down_a_slope_has_the_depth_of_manning() -> None:
    """1 m3/s on each metre of a slope of 1 in 500 with n = 0.05 runs (q n / sqrt S)^(3/5) = 1.07 m deep."""
    slope = 0.002
    mesh = channel(60, 100.0, ground=slope * 100.0 * np.arange(60)[::-1], way_out=True)
    flow = simulate(mesh, 0, Hydrograph(np.array([0.0, 1e6]), np.array([1.0, 1.0])), 40_000.0, 0.05)
    assert flow.depth[10:40] == pytest.approx(np.full(30, (0.05 / np.sqrt(slope)) ** 0.6), rel=0.01)


def test_still_water_in_a_bowl_is_level() -> None:
    """What has come to rest in a hollow has one level, whatever the ground."""
    ground = np.array([5.0, 1.0, 0.0, 0.5, 0.2, 5.0])
    flow = simulate(channel(6, 100.0, ground), 2, Hydrograph(np.array([0.0, 600.0]), np.array([1.0, 1.0])), 2e5, 0.05)
    level = (ground + flow.depth)[1:5]
    assert np.ptp(level) < 0.01
    assert flow.depth[[0, 5]].tolist() == [0.0, 0.0]


@settings(max_examples=25, deadline=None)
@given(
    ground=st.lists(st.floats(0.0, 5.0), min_size=61, max_size=61),
    peak=st.floats(0.1, 5000.0),
    hours=st.floats(0.2, 3.0),
    roughness=st.floats(0.02, 0.2),
)
def test_no_water_is_made_or_lost(
    small_town: City, ground: list[float], peak: float, hours: float, roughness: float
) -> None:
    """On any ground what stands and what has left is what has come, and nothing is deeper than its greatest depth."""
    whole = Mesh.of(small_town, Basins.of(small_town).cell_surface)
    mesh = Mesh(whole.left, whole.right, whole.width, whole.distance, np.array(ground), whole.area)
    inflow = Hydrograph(np.array([0.0, 1800.0, 3600.0 * hours + 1800.0]), np.array([0.0, peak, 0.0]))
    flow = simulate(mesh, 30, inflow, 3600.0 * hours + 1801.0, roughness)
    assert float(flow.depth @ mesh.area) + flow.left == pytest.approx(inflow.volume, rel=1e-9)
    assert (flow.depth >= 0.0).all()
    assert (flow.deepest >= flow.depth).all()


def test_the_mesh_of_a_town_by_hand(small_town: City) -> None:
    """61 hexagons have 156 inner edges and 54 to the outside; widths and distances are those of a regular hexagon."""
    mesh = Mesh.of(small_town, Basins.of(small_town).cell_surface)
    assert int((mesh.right >= 0).sum()) == 156
    assert int((mesh.right == OUTSIDE).sum()) == 54
    assert mesh.distance / mesh.width == pytest.approx(np.full(210, np.sqrt(3.0)))
    one, other = small_town.cells.h3[[mesh.left[0], mesh.right[mesh.right >= 0][0]]]
    first = int(np.flatnonzero(mesh.right >= 0)[0])
    one, other = small_town.cells.h3[[mesh.left[first], mesh.right[first]]]
    apart = h3.great_circle_distance(h3.cell_to_latlng(int(one)), h3.cell_to_latlng(int(other)), "m")
    assert mesh.distance[first] == pytest.approx(apart, rel=0.15)


def test_water_spreads_evenly_over_flat_hexagons(small_town: City) -> None:
    """The six neighbours of a spring on flat ground hold the same depth."""
    whole = Mesh.of(small_town, Basins.of(small_town).cell_surface)
    area = np.full(whole.area.size, whole.area.mean())
    even = np.full(whole.width.size, whole.width.mean())
    mesh = Mesh(whole.left, whole.right, even, even * np.sqrt(3.0), np.zeros(area.size), area)
    cells = small_town.cells.h3.tolist()
    middle = h3.latlng_to_cell(34.6, 119.2, 8)
    flow = simulate(
        mesh, cells.index(middle), Hydrograph(np.array([0.0, 7200.0]), np.array([500.0, 500.0])), 7200.0, 0.05
    )
    ring = flow.depth[[cells.index(one) for one in h3.grid_ring(middle, 1)]]
    assert ring == pytest.approx(np.full(6, ring.mean()), rel=1e-9)
    assert ring.mean() > 0.1
