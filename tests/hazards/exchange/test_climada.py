"""CLIMADA's hazard files: every layout, its own demo file, and back."""

from functools import partial
from pathlib import Path

import h5py
import numpy as np
import pytest
from hypothesis import given

from anlan.errors import ImportDataError
from anlan.hazards.exchange import Footprints, read_climada, write_climada
from tests.hazards.exchange.made import (
    LAT,
    LAYOUTS,
    LON,
    any_footprints,
    arrays,
    climada_file,
    codes,
    frame,
    pickled_points,
    raster,
    same,
)


def test_climadas_demo_file_is_read(shared_data: Path) -> None:
    """216 cyclones on 2,500 centroids of Florida, equal to what plain numpy found in the same file."""
    folder = shared_data / "risk/climada_fl_tc_1990_2004"
    events = read_climada(folder / "climada_native_hazard.hdf5", "typhoon_wind")
    wanted = np.load(folder / "hazard.npz")
    for name, key in {"lon": "lon", "lat": "lat", "indptr": "indptr", "indices": "indices", "data": "data"}.items():
        assert np.array_equal(getattr(events, name), wanted[key])
    assert np.array_equal(events.frequency, wanted["frequency"])
    assert events.ids == tuple(map(str, wanted["event_id"]))
    assert (events.unit, events.names[0], str(events.date[0])) == ("m/s", "1990203N09318", "1990-07-22")  # type: ignore[index]
    assert events.notices == ()
    assert np.count_nonzero(np.diff(events.indptr)) < len(events)  # most storms never reach Florida and are kept


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_of_the_points_is_read(layout: str, tmp_path: Path) -> None:
    """Three points, written as five generations of CLIMADA and pandas write them."""
    events = read_climada(climada_file(tmp_path / "a.h5", LAYOUTS[layout]), "typhoon_wind")
    assert np.array_equal(events.lon, LON)
    assert np.array_equal(events.lat, LAT)
    assert (events.ids, events.names) == (("7", "9"), ("Ida", "Joe"))
    assert (events.indptr.tolist(), events.indices.tolist()) == ([0, 2, 2], [0, 2])
    assert events.data.tolist() == [20.0, 41.5]
    assert [str(day) for day in events.date] == ["1990-07-22", "NaT"]  # type: ignore[union-attr]


def test_points_of_a_raster_are_the_centres_of_its_pixels(tmp_path: Path) -> None:
    """Row by row from the top left."""
    events = read_climada(climada_file(tmp_path / "a.h5", raster), "typhoon_wind")
    assert events.lon == pytest.approx([119.1, 119.2, 119.3])
    assert events.lat == pytest.approx([34.6, 34.6, 34.6])


@given(any_footprints())
def test_a_file_written_for_climada_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, events: Footprints
) -> None:
    """Any set, with empty events, both precisions and odd names."""
    path = tmp_path_factory.mktemp("h5") / "a.h5"
    write_climada(events, path)
    assert same(events, read_climada(path, "typhoon_wind"))


def test_a_file_for_climada_holds_nothing_pickled(tmp_path: Path) -> None:
    """Points as plain arrays, frequencies by year, the hazard by CLIMADA's abbreviation."""
    write_climada(read_climada(climada_file(tmp_path / "a.h5", arrays), "typhoon_wind"), tmp_path / "b.h5")
    with h5py.File(tmp_path / "b.h5") as root:
        assert root["haz_type"][0] == b"TC"
        assert root["frequency_unit"][0] == b"1/year"
        assert set(root["centroids"]) == {"lat", "lon", "crs"}
        assert root["intensity"].attrs["shape"].tolist() == [2, 3]


def test_knots_are_converted_and_a_stated_unit_wins(tmp_path: Path) -> None:
    """The file says kn, or the caller does; 20 kn are 10.3 m/s."""
    knots = np.array(["kn"], dtype=object)
    said = read_climada(climada_file(tmp_path / "a.h5", arrays, units=knots), "typhoon_wind")
    stated = read_climada(climada_file(tmp_path / "b.h5", arrays), "typhoon_wind", unit="kn")
    for events in (said, stated):
        assert (events.unit, events.data[0]) == ("m/s", pytest.approx(20.0 * 1852.0 / 3600.0))
        assert [notice.code for notice in events.notices] == ["unit-converted"]


def test_a_share_of_a_pixel_is_refused_until_it_is_left_out(tmp_path: Path) -> None:
    """CLIMADA multiplies losses by it; footprints cannot hold it, and ones change nothing."""
    part = climada_file(tmp_path / "a.h5", arrays, fraction=np.array([[0.5, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    ones = climada_file(tmp_path / "b.h5", arrays, fraction=np.array([[1.0, 0.0, 1.0], [0.0, 0.0, 0.0]]))
    assert codes(lambda: read_climada(part, "typhoon_wind")) == {"fraction": "fraction"}
    assert len(read_climada(ones, "typhoon_wind")) == 2
    assert read_climada(part, "typhoon_wind", ignore_fraction=True).provenance["fraction"] == "ignored"


def test_other_reference_systems_are_refused(tmp_path: Path) -> None:
    """Metres of a projection would be read as degrees."""
    for layout in (arrays, frame, pickled_points):
        path = climada_file(tmp_path / "a.h5", partial(layout, system='PROJCRS["UTM 50N"]'))
        assert codes(partial(read_climada, path, "typhoon_wind")) == {"centroids": "reference-system"}


def test_everything_that_is_missing_is_said_at_once(tmp_path: Path) -> None:
    """A file of something else: points, matrix, frequencies and identifiers."""
    with h5py.File(tmp_path / "a.h5", "w") as root:
        root.create_dataset("exposures", data=[1.0])
    assert codes(lambda: read_climada(tmp_path / "a.h5", "typhoon_wind")) == dict.fromkeys(
        ("centroids", "intensity", "frequency", "event_id"), "missing"
    )


def test_a_matrix_for_other_points_is_refused(tmp_path: Path) -> None:
    """Four columns for three points."""
    path = climada_file(tmp_path / "a.h5", arrays, intensity=np.ones((2, 4)))
    assert codes(lambda: read_climada(path, "typhoon_wind")) == {"intensity": "length"}


def test_frequencies_by_another_span_are_refused(tmp_path: Path) -> None:
    """A monthly frequency is not a yearly one."""
    path = climada_file(tmp_path / "a.h5", arrays, frequency_unit=np.array(["1/month"], dtype=object))
    assert codes(lambda: read_climada(path, "typhoon_wind")) == {"frequency_unit": "wrong-unit"}


def test_a_file_that_is_no_hdf5_is_refused(tmp_path: Path) -> None:
    """A renamed table, or no file at all."""
    (tmp_path / "a.h5").write_text("event,intensity\n")
    for name in ("a.h5", "none.h5"):
        with pytest.raises(ImportDataError, match="cannot be read"):
            read_climada(tmp_path / name, "typhoon_wind")
