"""Places lie in the city, and their coordinates are in WGS 84 and not in the datum of Chinese web maps."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from anlan.city import check
from anlan.city.datum import wgs84_to_gcj02
from anlan.errors import Severity
from tests.city.packages import EAST, TOWN, WEST, Package, town

OFFER = "convert them with `anlan city import ... --datum gcj02` if they come from a Chinese web map"


def test_a_place_just_outside_is_a_notice_and_far_outside_an_error(tmp_path: Path) -> None:
    """The next county's hospital is plausible; a place in another province is not."""
    package = (
        town()
        .change("places.csv", "119.115,34.53", "119.215,34.53")
        .change("places.csv", "119.145,34.54", "120.16,34.54")
    )
    problems = check(package.write(tmp_path / "town"))
    assert [(str(problem), problem.severity) for problem in problems] == [
        ("places.csv:3: 'hospital-1' lies 5.0 km outside the city; check its longitude and latitude", Severity.NOTICE),
        (
            "places.csv:5: 'school-1' lies 91.6 km outside the city; check its longitude and latitude; they "
            "may be exchanged",
            Severity.ERROR,
        ),
    ]


def test_a_position_may_be_wrong_by_its_stated_uncertainty(tmp_path: Path) -> None:
    """A place 1.4 km outside whose position is known to 2 km is not worth a notice; at 1 km it is."""
    package = town().change("places.csv", "beds,source", "coord_uncertainty_m,source")
    package.change("places.csv", "119.115,34.53,west,200", "119.175,34.53,west,2000")
    assert package.said(tmp_path) == []
    package.change("places.csv", "west,2000", "west,1000")
    assert package.said(tmp_path) == [
        "places.csv:3: 'hospital-1' lies 0.4 km outside the city; check its longitude and latitude"
    ]


def test_nodes_far_outside_are_a_notice(tmp_path: Path) -> None:
    """A power plant 90 km away may feed the city; one nearby is not worth a word."""
    package = (
        town().change("nodes.csv", "119.12,34.53", "120.16,34.53").change("nodes.csv", "119.12,34.54", "119.2,34.54")
    )
    problems = check(package.write(tmp_path / "town"))
    assert [(str(problem), problem.severity) for problem in problems] == [
        (
            "nodes.csv:2: 'power-1' lies 91.6 km outside the city; check its longitude and latitude; they "
            "may be exchanged",
            Severity.NOTICE,
        ),
    ]


def with_schools(package: Package, lon: np.ndarray, lat: np.ndarray, area: str) -> Package:
    """Add one school at each position."""
    rows = [
        f"s{number},校,school,{x:.6f},{y:.6f},{area},,\n" for number, (x, y) in enumerate(zip(lon, lat, strict=True))
    ]
    return package.add("places.csv", "".join(rows))


def test_points_in_gcj02_are_suspected_by_the_area_they_name(tmp_path: Path) -> None:
    """Schools along the western district's eastern edge fall into the next district when shifted."""
    lat = np.linspace(34.505, 34.555, 6)
    lon = np.full(6, 119.128)
    assert with_schools(town(), lon, lat, "west").said(tmp_path) == []
    assert with_schools(town(), *wgs84_to_gcj02(lon, lat), "west").said(tmp_path) == [
        "places.csv: 6 of 10 positions look like GCJ-02: they fall outside their area or the city's land and "
        "come right "
        f"when converted to WGS 84; {OFFER}"
    ]


def test_points_in_gcj02_are_suspected_by_landing_in_the_sea(tmp_path: Path) -> None:
    """Without areas, points that land outside every cell with land are what gives the datum away."""
    package = town().change("cells.csv", "height_m\n", "land_share\n")
    package.files["cells.csv"] = package.files["cells.csv"].replace(",3.5\n", ",1\n")
    lat = np.linspace(34.505, 34.555, 8)
    lon = np.full(8, 119.1595)
    assert with_schools(package, lon, lat, "").said(tmp_path) == []
    package = with_schools(town(), *wgs84_to_gcj02(lon, lat), "")
    said = [sentence for sentence in package.said(tmp_path) if "GCJ-02" in sentence]
    assert len(said) == 1
    assert said[0].startswith("places.csv: ")
    assert said[0].endswith(
        f"of 12 positions look like GCJ-02: they fall outside their area or the city's land and come right "
        f"when converted to WGS 84; {OFFER}"
    )


def shifted(shape: shapely.Polygon) -> shapely.Geometry:
    """Return a shape as a Chinese web map would draw it."""
    return shapely.transform(
        shapely.segmentize(shape, 0.005), lambda points: np.column_stack(wgs84_to_gcj02(points[:, 0], points[:, 1]))
    )


def test_polygons_in_gcj02_are_suspected_against_the_cells(tmp_path: Path) -> None:
    """Polygons shifted as a whole fit the cells worse than after conversion, and the notice offers it."""
    package = town()
    for code, shape in (("town", TOWN), ("west", WEST), ("east", EAST)):
        package.feature(code, shifted(shape))
    problems = [one for one in check(package.write(tmp_path / "town")) if one.code == "gcj02-suspected"]
    assert [(str(problem), problem.severity) for problem in problems] == [
        (
            "areas.geojson: the polygons look like GCJ-02: 14 cells disagree with them as they are and 0 "
            "after conversion "
            f"to WGS 84; {OFFER}",
            Severity.NOTICE,
        )
    ]


@pytest.mark.parametrize("seed", range(5))
def test_correct_points_are_not_suspected(tmp_path: Path, seed: int) -> None:
    """Places spread evenly over their districts lose as many as they win by a conversion."""
    rng = np.random.default_rng(seed)
    lon, lat = rng.uniform(119.131, 119.159, 60), rng.uniform(34.501, 34.559, 60)
    assert with_schools(town(), lon, lat, "east").said(tmp_path) == []
