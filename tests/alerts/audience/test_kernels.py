"""What the kernels are certain of is true; what they are not certain of they leave open."""

from fractions import Fraction

import numpy as np
import shapely
from hypothesis import given
from hypothesis import strategies as st

from anlan.alerts.audience.edges import Edges
from anlan.alerts.audience.kernels import IN, OUT, UNDECIDED
from anlan.alerts.shapes.turns import turn

NUMBER = st.floats(-360.0, 360.0, allow_nan=False) | st.integers(-9, 9).map(float)
POINT = st.tuples(NUMBER, NUMBER)


@given(POINT, POINT, POINT, st.floats(-2.0, 3.0))
def test_a_turn_that_is_certain_has_the_sign_of_exact_arithmetic(
    a: tuple[float, float], b: tuple[float, float], c: tuple[float, float], share: float
) -> None:
    """Any three points, and points as near to the line of two others as numbers can be."""
    near = (a[0] + share * (b[0] - a[0]), a[1] + share * (b[1] - a[1]))
    for x, y in (c, near, (np.nextafter(near[0], 999.0), near[1]), (near[0], np.nextafter(near[1], -999.0))):
        ax, ay, bx, by, cx, cy = (Fraction(float(value)) for value in (*a, *b, x, y))
        exact = (ax - cx) * (by - cy) - (ay - cy) * (bx - cx)
        found = turn(*a, *b, float(x), float(y))
        assert found == 0 or found == (1 if exact > 0 else -1)


def test_points_far_from_a_line_are_certain() -> None:
    """A kernel that left everything open would be right and of no use."""
    assert turn(0.0, 0.0, 1.0, 0.0, 0.5, 1e-12) == 1
    assert turn(0.0, 0.0, 1.0, 0.0, 0.5, -1e-12) == -1
    assert turn(0.0, 0.0, 1.0, 1.0, 0.5, 0.5) == 0


@given(st.integers(0, 2**32 - 1), st.integers(3, 60))
def test_a_box_that_is_decided_lies_wholly_in_the_area_or_outside(seed: int, corners: int) -> None:
    """Boxes of all sizes around a ragged outline with a hole: in means covered, out means apart."""
    rng = np.random.default_rng(seed)
    angle = np.linspace(0.0, 2.0 * np.pi, corners, endpoint=False)
    reach = 1.0 + rng.random(corners)
    whole = shapely.Polygon(np.column_stack([reach * np.cos(angle), reach * np.sin(angle)]))
    shape = whole.difference(shapely.box(-0.2, -0.2, 0.3, 0.1)) if whole.is_valid else whole.convex_hull
    low = rng.uniform(-3.0, 3.0, (200, 2))
    boxes = np.concatenate([low, low + rng.exponential(0.2, (200, 2)) * (rng.random((200, 1)) < 0.9)], axis=1)
    marks = Edges.of(shape).boxes(boxes)
    drawn = shapely.box(*boxes.T)
    degenerate = (boxes[:, 0] == boxes[:, 2]) | (boxes[:, 1] == boxes[:, 3])
    drawn[degenerate] = shapely.points(boxes[degenerate, :2])
    assert shapely.covers(shape, drawn[marks == IN]).all()
    assert not shapely.intersects(shape, drawn[marks == OUT]).any()
    assert set(marks.tolist()) <= {IN, OUT, UNDECIDED}


def test_most_boxes_are_decided() -> None:
    """Of small boxes on a grid only those that an edge meets are left open: 3 % here, at most 5 %."""
    x, y = np.meshgrid(np.linspace(-2.0, 2.0, 100), np.linspace(-2.0, 2.0, 100))
    boxes = np.column_stack([x.ravel(), y.ravel(), x.ravel() + 0.02, y.ravel() + 0.02])
    marks = Edges.of(shapely.Point(0.0, 0.0).buffer(1.0)).boxes(boxes)
    assert np.count_nonzero(marks == UNDECIDED) < 0.05 * len(marks)
    assert np.count_nonzero(marks == IN) > 0.15 * len(marks)


def test_edges_of_a_zigzag_over_all_latitudes_stay_within_memory() -> None:
    """Each of 20,000 edges crosses all bands; there are fewer bands then, and the answer is the same."""
    x = np.linspace(0.0, 1.0, 20_001)
    teeth = np.column_stack([x, np.where(np.arange(len(x)) % 2, 1.0, 0.5)])
    comb = shapely.Polygon([*teeth.tolist(), (1.0, 0.0), (0.0, 0.0)])
    edges = Edges.of(comb)
    assert len(edges.member) <= 2_100_000
    lon, lat = np.random.default_rng(1).uniform(-0.1, 1.1, (2, 2_000))
    marks = np.zeros(2_000, dtype=np.uint8)
    edges.points(lon, lat, np.array([[-0.1, -0.1, 1.1, 1.1]] * 32), marks)
    np.testing.assert_array_equal(marks == IN, shapely.intersects_xy(comb, lon, lat))
