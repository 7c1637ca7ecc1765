"""A file from outside can never make the program do anything but read it."""

import pickle
import threading
from pathlib import Path

import h5py
import numpy as np
import pytest

from anlan.errors import ImportDataError
from anlan.hazards.exchange import (
    Frequencies,
    read_climada,
    read_exposure,
    read_folder,
    read_period_rasters,
    read_vulnerability,
)
from anlan.hazards.exchange.hdf5 import bytes_in, texts_in
from anlan.hazards.exchange.limits import too_large
from tests.hazards.exchange.made import arrays, climada_file, codes, frame, pickled_points, raster

SPRUNG = threading.Event()


class Alarm:
    """Unpickles by setting off an alarm, as an attacker's object would run a command."""

    def __reduce__(self) -> tuple[object, tuple[()]]:
        return set_off, ()


def set_off() -> None:
    """Set off the alarm."""
    SPRUNG.set()


def test_the_trap_works() -> None:
    """Whoever unpickles it is caught; otherwise the tests below would show nothing."""
    SPRUNG.clear()
    payload = pickle.dumps(Alarm())
    pickle.loads(payload)  # noqa: S301 - the point of the test
    assert SPRUNG.is_set()
    SPRUNG.clear()


def test_a_pickled_payload_among_the_points_is_not_carried_out(tmp_path: Path) -> None:
    """The column of points holds an object that runs code when it is unpickled; the file is refused instead."""
    path = climada_file(tmp_path / "a.h5", lambda group: pickled_points(group, pickle.dumps([Alarm()] * 3)))
    assert codes(lambda: read_climada(path, "typhoon_wind")) == {"centroids": "no-points"}
    assert not SPRUNG.is_set()


def test_a_pickled_payload_beside_good_points_is_passed_over(tmp_path: Path) -> None:
    """The metadata of the frame hold the payload; the points are read all the same."""

    def points(group: h5py.Group) -> None:
        frame(group)
        group.attrs["metadata"] = np.bytes_(pickle.dumps({"crs": "EPSG:4326", "x": Alarm()}, protocol=0))

    events = read_climada(climada_file(tmp_path / "a.h5", points), "typhoon_wind")
    assert len(events) == 2
    assert not SPRUNG.is_set()


@pytest.mark.parametrize("junk", [b"", b"\x80", b"not a pickle", b"\x80\x04\x8c\xff", b"\x00" * 40])
def test_bytes_that_are_no_pickle_hold_nothing(junk: bytes) -> None:
    """Damaged objects end in an empty list, never in another error."""
    assert texts_in(junk) == []
    assert bytes_in(junk) == []


def test_links_to_other_files_are_not_followed(tmp_path: Path) -> None:
    """Neither a link nor data kept in another file is opened: both could show any file of the machine."""
    secret = tmp_path / "secret.bin"
    secret.write_bytes(np.array([1.0, 2.0]).tobytes())
    climada_file(tmp_path / "other.h5", arrays)
    path = climada_file(tmp_path / "a.h5", arrays, frequency=None, intensity=None)
    with h5py.File(path, "a") as root:
        root["intensity"] = h5py.ExternalLink("other.h5", "/intensity")
        root.create_dataset("frequency", (2,), "f8", external=[(str(secret), 0, 16)])
    assert codes(lambda: read_climada(path, "typhoon_wind")) == {"intensity": "external", "frequency": "external"}


def test_virtual_data_are_not_followed(tmp_path: Path) -> None:
    """A virtual dataset is another way to name a foreign file."""
    climada_file(tmp_path / "other.h5", arrays)
    layout = h5py.VirtualLayout((2,), "f8")
    layout[:] = h5py.VirtualSource(tmp_path / "other.h5", "frequency", (2,))
    path = climada_file(tmp_path / "a.h5", arrays, frequency=None)
    with h5py.File(path, "a") as root:
        root.create_virtual_dataset("frequency", layout)
    assert codes(lambda: read_climada(path, "typhoon_wind")) == {"frequency": "external"}


def test_a_few_bytes_that_claim_to_be_terabytes_are_refused(tmp_path: Path) -> None:
    """Empty chunks take no room in the file; their shape is looked at before any is unpacked."""
    path = climada_file(tmp_path / "a.h5", arrays, intensity=None, frequency=None)
    with h5py.File(path, "a") as root:
        root.create_dataset("intensity", (2, 10**12), "f8", chunks=(1, 1024), compression="gzip")
        root.create_dataset("frequency", (10**12,), "f8", chunks=(1024,), compression="gzip")
    assert path.stat().st_size < 100_000
    found = codes(lambda: read_climada(path, "typhoon_wind"))
    assert found == {"intensity": "large", "frequency": "large"}


def test_a_raster_of_too_many_pixels_is_refused(tmp_path: Path) -> None:
    """Two numbers in the file would become an array of any size."""
    path = climada_file(tmp_path / "a.h5", lambda group: raster(group, (10**6, 10**6)))
    found = codes(lambda: read_climada(path, "typhoon_wind"))
    assert found["centroids/meta"] == "large"


BOMB = """<?xml version="1.0"?>
<!DOCTYPE nrml [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>
<nrml><vulnerabilityModel id="&c;"/></nrml>"""

FETCH = """<?xml version="1.0"?>
<!DOCTYPE nrml [<!ENTITY secret SYSTEM "{path}">]>
<nrml><vulnerabilityModel id="x"><description>&secret;</description></vulnerabilityModel></nrml>"""

OUTSIDE = """<?xml version="1.0"?>
<!DOCTYPE nrml SYSTEM "{path}">
<nrml><vulnerabilityModel id="x"/></nrml>"""


@pytest.mark.parametrize("text", [BOMB, FETCH, OUTSIDE])
def test_xml_that_declares_entities_is_refused(text: str, tmp_path: Path) -> None:
    """Bombs, fetched files and foreign definitions all begin with a document type."""
    (tmp_path / "secret.txt").write_text("secret")
    path = tmp_path / "a.xml"
    path.write_text(text.format(path=tmp_path / "secret.txt") if "{path}" in text else text)
    for read in (read_vulnerability, read_exposure):
        with pytest.raises(ImportDataError) as refused:
            read(path)
        assert [problem.code for problem in refused.value.problems] == ["hostile-xml"]
        assert "secret" not in str(refused.value).replace("secret.txt", "")


def test_xml_without_end_is_refused(tmp_path: Path) -> None:
    """Elements deep in one another exhaust programs that follow them."""
    (tmp_path / "a.xml").write_text("<nrml>" + "<a>" * 100_000)
    assert codes(lambda: read_vulnerability(tmp_path / "a.xml")) == {"a.xml": "hostile-xml"}


def test_files_beyond_the_limit_are_refused_unread(tmp_path: Path) -> None:
    """The size is looked at first; the hole in this file takes no room on the disk."""
    path = tmp_path / "a.xml"
    with path.open("wb") as file:
        file.truncate(2**30)
    assert codes(lambda: read_vulnerability(path)) == {"a.xml": "large"}
    assert too_large(path, 2**31) is None


def test_a_raster_that_only_names_other_files_is_refused(tmp_path: Path) -> None:
    """GDAL opens many formats; one of them is a list of files and addresses to fetch."""
    path = tmp_path / "a.tif"
    path.write_text('<VRTDataset rasterXSize="1" rasterYSize="1"></VRTDataset>')
    found = codes(lambda: read_period_rasters([(50.0, path)], "rain_flood", "m", Frequencies.MARGINAL))
    assert found == {"a.tif": "unreadable"}


def test_tables_that_are_none_are_refused(tmp_path: Path) -> None:
    """Damaged Parquet, damaged TOML and bytes that are no text."""
    (tmp_path / "hazard.toml").write_text('kind = "typhoon_wind')
    (tmp_path / "events.parquet").write_bytes(b"PAR1 no table PAR1")
    (tmp_path / "intensities.csv").write_bytes(b"\x00\x01\x02")
    found = codes(lambda: read_folder(tmp_path, kind="typhoon_wind", unit="m/s"))
    assert found == {
        "hazard.toml": "unreadable",
        "events.parquet": "unreadable",
        "intensities.csv": "wrong-encoding",
    }
