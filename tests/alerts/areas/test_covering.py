"""Which cells a shape touches: also one that is very long, very ragged, or cut so that a piece is next to nothing."""

import numpy as np
import pytest
import shapely
from shapely import Polygon

from anlan.alerts.areas import area_from_polygons
from anlan.alerts.areas.covering import covered, surface_km2
from anlan.errors import InputError


def test_an_area_wider_than_half_the_earth_has_all_its_cells() -> None:
    """H3 would take it for the other way around: the cells of a band of 340 degrees have its surface; to 1e-9."""
    band = shapely.segmentize(shapely.box(-170.0, 20.0, 170.0, 20.5), 100.0)
    cells, _, km2 = covered(band, 4)
    assert km2.sum() == pytest.approx(surface_km2(band), rel=1e-9)
    assert len(cells) > 900


def test_a_long_narrow_area_touches_more_cells_than_its_surface_tells() -> None:
    """Ten bands around the Earth, each a few metres wide, are hardly any surface and half a million cells: refused."""
    bands = [shapely.segmentize(shapely.box(-170.0, lat, 170.0, lat + 1e-5), 100.0) for lat in range(10)]
    with pytest.raises(InputError, match="more than the 200,000 that are accepted"):
        area_from_polygons(bands)


def test_a_ragged_drawing_that_goes_to_and_fro_for_millions_of_km_is_refused_at_once() -> None:
    """A comb of 12,000 teeth, each as high as a degree and a few metres wide."""
    teeth = [
        point
        for x in (118.5 + 1e-4 * np.arange(12_000)).tolist()
        for point in ((x, 34.0), (x, 35.0), (x + 5e-5, 35.0), (x + 5e-5, 34.0))
    ]
    with pytest.raises(InputError, match="more than the 200,000 that are accepted"):
        area_from_polygons([Polygon([*teeth, (119.7, 33.9), (118.5, 33.9)])])


@pytest.mark.parametrize("west", [119.5, 119.9507, 119.0412, 119.7298])
@pytest.mark.parametrize("size", [1e-9, 1e-6, 1e-3])
def test_a_point_a_hair_beyond_the_line_of_a_cut_is_no_mistake(west: float, size: float) -> None:
    """An outline of 600 points is cut in its middle; a corner that ends there leaves a sliver that has no surface."""
    middle = west + 0.5
    beyond = float(np.nextafter(middle, 180.0))
    south = [(float(x), 34.0) for x in np.linspace(west, west + 1.0, 600)]
    north = [
        (west + 1.0, 34.1), (west + 0.2, 34.1), (west + 0.2, 34.3), (middle, 34.3),
        (beyond, 34.3 + size / 2.0), (middle, 34.3 + size), (middle, 34.45), (west, 34.45),
    ]  # fmt: skip
    shape = Polygon([*south, *north])
    assert covered(shape, 8)[2].sum() == pytest.approx(surface_km2(shape), rel=1e-6)
