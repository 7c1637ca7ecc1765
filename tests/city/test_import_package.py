"""The package that an import writes: whole or not at all, and an update keeps what it does not touch."""

import zipfile
from pathlib import Path

import polars as pl
import pytest
import shapely

from anlan.city import City
from anlan.city.importing import ImportRequest, import_city
from anlan.city.importing.writing import write_package
from anlan.errors import ImportDataError, PackageError, SettingError
from tests.city.import_files import MIDDLE, TOWN, districts, table, write_vector


def names_in(folder: Path) -> set[str]:
    """Return the names of everything in a folder, hidden ones too."""
    return {entry.name for entry in folder.iterdir()}


def imported(tmp_path: Path, name: str = "town") -> Path:
    """Import the districts and return the path of the package."""
    path = tmp_path / name
    import_city(ImportRequest(path, areas=(districts(tmp_path, population=[900, 101]),), licence="CC0-1.0"))
    return path


def test_the_package_states_what_it_was_told(tmp_path: Path) -> None:
    """Names, zone, resolution and licence go into city.toml; every row names its source."""
    request = ImportRequest(
        tmp_path / "town", areas=(districts(tmp_path, population=[900, 101]),), resolution=9, id="xiaocheng",
        name_zh="小城", name_en="Smalltown", timezone="Asia/Urumqi", licence="CC0-1.0",
    )  # fmt: skip
    city = import_city(request).city
    wanted = {
        "id": "xiaocheng",
        "name_zh": "小城",
        "name_en": "Smalltown",
        "timezone": "Asia/Urumqi",
        "h3_resolution": 9,
    }
    assert {key: city.info[key] for key in wanted} == wanted
    assert set(city.sources["licence"]) == {"CC0-1.0"}
    assert set(city.table("cells")["source"]) <= set(city.sources["id"])


def test_what_was_guessed_is_said(tmp_path: Path) -> None:
    """The field taken for the code, the zone and the missing licence are notices."""
    result = import_city(ImportRequest(tmp_path / "town", areas=(districts(tmp_path, population=[1, 2]),)))
    said = "\n".join(map(str, result.notices))
    assert "the field 'adcode' was taken for the code of the area; choose another with --code-field" in said
    assert "the time zone was taken for Asia/Shanghai" in said
    assert "the licence of districts, cells-districts is not stated" in said


def test_an_existing_package_is_not_overwritten(tmp_path: Path) -> None:
    """Without --force nothing changes; an empty folder does not count."""
    path = imported(tmp_path)
    before = City.load(path).checksum
    with pytest.raises(SettingError, match="exists; use --force"):
        import_city(ImportRequest(path, areas=(districts(tmp_path),)))
    assert City.load(path).checksum == before
    (tmp_path / "empty").mkdir()
    assert imported(tmp_path, "empty").is_dir()


def test_an_update_keeps_what_it_does_not_touch(tmp_path: Path) -> None:
    """New population keeps assets, other tables, notes beside them and sources."""
    path = imported(tmp_path)
    cells = path / "cells.csv"
    with_assets = pl.read_csv(cells).with_columns(assets_residential=pl.lit(5.0), population_day=pl.col("population"))
    with_assets.write_csv(cells)
    (path / "README.md").write_text("ours", encoding="utf-8")
    (path / "items.csv").write_text("id,name_zh,group,unit\nwater,水,water,l\n", encoding="utf-8")
    people = table(tmp_path, "census.csv", "code,population\n320701,10\n320702,20\n")
    result = import_city(ImportRequest(path, population=people, overwrite=True))
    assert result.city.info["population"] == 30
    assert set(result.city.table("cells")["assets_residential"]) == {5.0}
    assert result.city.table("cells")["population_day"].is_null().all()
    assert any(notice.code == "columns-removed" for notice in result.notices)
    assert result.city.table("items").height == 1
    assert (path / "README.md").read_text(encoding="utf-8") == "ours"
    assert {"districts", "cells-census"} <= set(result.city.sources["id"])
    assert not [name for name in names_in(tmp_path) if name.startswith(".")]


def test_a_zip_is_built_and_updated(tmp_path: Path) -> None:
    """A path that ends in .zip makes an archive, equal for equal input."""
    first, second = imported(tmp_path, "one.zip"), imported(tmp_path, "two.zip")
    assert zipfile.is_zipfile(first)
    assert City.load(first).table("cells").equals(City.load(second).table("cells"))
    people = table(tmp_path, "census.csv", "code,population\n320701,10\n320702,20\n")
    assert import_city(ImportRequest(first, population=people, overwrite=True)).city.info["population"] == 30


def test_nothing_is_left_when_the_result_does_not_hold_together(tmp_path: Path) -> None:
    """A district outside its city is found by the check of the finished package, and nothing is written."""
    city = write_vector(tmp_path / "city.geojson", [shapely.box(*MIDDLE, 119.3, 34.7)], {"code": ["320700"]})
    areas = (city, districts(tmp_path, population=[900, 101]))
    with pytest.raises(PackageError, match="lies outside its parent"):
        import_city(ImportRequest(tmp_path / "town", areas=areas))
    assert names_in(tmp_path) == {"city.geojson", "districts.geojson"}


def test_an_interrupted_writing_leaves_the_old_package(tmp_path: Path) -> None:
    """Ctrl-C while the new package is checked: the old one is untouched and no scraps lie beside it."""
    path = imported(tmp_path)
    before = City.load(path).checksum

    def interrupt(_built: Path) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_package(path, {"cells.csv": b"h3\n"}, interrupt, overwrite=True)
    assert City.load(path).checksum == before
    assert not [name for name in names_in(tmp_path) if name.startswith(".")]


def test_a_request_must_ask_for_something(tmp_path: Path) -> None:
    """A new package needs areas, and an update something to bring."""
    with pytest.raises(SettingError, match="needs areas"):
        import_city(ImportRequest(tmp_path / "town"))
    with pytest.raises(SettingError, match="nothing to import"):
        import_city(ImportRequest(imported(tmp_path), overwrite=True))


def test_places_are_brought_with_their_areas(tmp_path: Path) -> None:
    """Kinds in the list are taken by key or meaning; ids are made, areas looked up, strange fields noted."""
    rows = (
        "name,kind,lon,lat,beds,owner",
        "医院,hospital,119.12,34.52,800,x",
        "一小,School or kindergarten,119.16,34.56,,y",
    )
    text = "\n".join(rows)
    path = imported(tmp_path)
    result = import_city(ImportRequest(path, places=table(tmp_path, "places.csv", text), overwrite=True))
    columns = ["id", "name_zh", "kind", "area", "beds"]
    assert result.city.table("places").select(columns).rows() == [
        ("hospital-001", "医院", "hospital", "320701", 800),
        ("school-001", "一小", "school", "320702", None),
    ]
    assert any("the fields owner are not columns" in str(notice) for notice in result.notices)


def test_every_bad_place_is_listed(tmp_path: Path) -> None:
    """An unknown kind, a missing position and beds that are not a number, each with its line."""
    text = "name,kind,lon,lat,beds\na,hospitel,119.12,34.52,8\nb,school,,,\nc,clinic,119.12,34.52,few\n"
    with pytest.raises(ImportDataError) as raised:
        import_city(ImportRequest(imported(tmp_path), places=table(tmp_path, "p.csv", text), overwrite=True))
    said = str(raised.value)
    assert "p.csv:2: kind is 'hospitel', which is not a kind of place; did you mean hospital?" in said
    assert "p.csv:3: the place has no position; give its longitude and latitude" in said
    assert "p.csv:4: beds is 'few', not a number of at least 0" in said


def test_places_without_a_kind_are_refused(tmp_path: Path) -> None:
    """The message lists the fields and shows what is wanted."""
    places = write_vector(tmp_path / "p.gpkg", [TOWN.centroid], {"label": ["a"]}, kind="Point")
    with pytest.raises(ImportDataError, match="no field says the kind of place; there are label"):
        import_city(ImportRequest(imported(tmp_path), places=places, overwrite=True))
