"""The drawing libraries are put together once and kept whole."""

from pathlib import Path

from anlan.city.show import drawing_bundle


def test_what_is_kept_is_what_was_made(tmp_path: Path) -> None:
    """The first call leaves one file, and the next one reads the same script from it."""
    made = drawing_bundle(tmp_path)
    drawing_bundle.cache_clear()
    (kept,) = tmp_path.iterdir()
    assert kept.read_text(encoding="utf-8") == made
    assert drawing_bundle(tmp_path) == made
    assert "</script" not in made


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    """The script is made all the same, and nothing is left behind."""
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    assert drawing_bundle(blocked).startswith("(() => {")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]
