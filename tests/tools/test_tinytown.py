"""The committed tinytown is what its script writes."""

from pathlib import Path

from tools.tinytown.build import build


def test_rebuilding_gives_the_committed_files(tmp_path: Path, cities: Path) -> None:
    """Every file equals its rebuilt copy byte for byte, and none is missing."""
    build(tmp_path)
    rebuilt = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = {path.name: path.read_bytes() for path in (cities / "tinytown").iterdir()}
    assert rebuilt == committed
