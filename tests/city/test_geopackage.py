"""Values on cells and areas as a GeoPackage."""

from pathlib import Path

import numpy as np
import pyogrio.raw
import pytest
import shapely

from anlan.city import City
from anlan.city.geopackage import write_geopackage
from anlan.city.grid import area_km2


def test_cells_and_areas_come_back_with_their_values(cities: Path, tmp_path: Path) -> None:
    """Both layers have a feature for each row, the values that were given, and outlines of the right size."""
    city = City.load(cities / "tinytown")
    risk = np.arange(len(city.cells), dtype=np.float64)
    code = city.areas.codes[city.areas.root]
    path = tmp_path / "risk.gpkg"
    write_geopackage(path, city, {"loss_cny_per_year": risk}, {"loss_cny_per_year": {code: 861.0}})
    meta, _, outlines, columns = pyogrio.raw.read(path, layer="cells")
    table = dict(zip(meta["fields"], columns, strict=True))
    assert meta["crs"] == "EPSG:4326"
    assert table["loss_cny_per_year"].tolist() == risk.tolist()
    assert area_km2(shapely.from_wkb(outlines)) == pytest.approx(city.cells.area_km2, rel=0.01)
    meta, _, _, columns = pyogrio.raw.read(path, layer="areas")
    table = dict(zip(meta["fields"], columns, strict=True))
    found = dict(zip(table["code"].tolist(), table["loss_cny_per_year"].tolist(), strict=True))
    assert found[code] == 861.0
    assert set(found) == set(city.shapes["areas"])
    assert np.isnan([value for name, value in found.items() if name != code]).all()
