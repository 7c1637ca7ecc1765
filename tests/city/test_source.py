"""A package comes as a folder or as an archive, and an archive may be damaged or hostile."""

import stat
import struct
import zipfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan.city import City, check
from anlan.city import source as limits
from anlan.city.source import CITY_FILE, read_source
from anlan.errors import PackageError
from tests.city.packages import town, village


def said(path: Path) -> list[str]:
    """Return what the check says about a path."""
    return [str(problem) for problem in check(path)]


def archive_of(path: Path, *entries: tuple[str | zipfile.ZipInfo, bytes]) -> Path:
    """Pack a valid town and further entries."""
    town().pack(path)
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return path


def test_folder_and_archive_are_the_same_city(tmp_path: Path) -> None:
    """Folder, archive and archive with one top folder give equal tables and the same checksum."""
    folder = City.load(town().write(tmp_path / "town"))
    for packed in (town().pack(tmp_path / "flat.zip"), town().pack(tmp_path / "top.zip", top="town/")):
        city = City.load(packed)
        assert city.checksum == folder.checksum
        assert all(city.table(name).equals(folder.table(name)) for name in folder.tables)


def test_checksum_depends_on_names_and_bytes(tmp_path: Path) -> None:
    """Changing one byte, or moving bytes from one file to another, changes the checksum; hidden files do not."""
    start = read_source(town().write(tmp_path / "a")).checksum
    assert read_source(town().add(".hidden", "x").write(tmp_path / "b")).checksum == start
    assert read_source(town().change("stock.csv", "300", "301").write(tmp_path / "c")).checksum != start
    moved = town()
    moved.files["links.csv"], moved.files["nodes.csv"] = moved.files["nodes.csv"], moved.files["links.csv"]
    assert read_source(moved.write(tmp_path / "d")).checksum != start


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    """A path that does not exist is a problem, not a traceback."""
    with pytest.raises(PackageError) as caught:
        City.load(tmp_path / "nowhere")
    assert [str(problem) for problem in caught.value.problems] == [
        "nowhere: there is no such file or folder; correct the path"
    ]


def test_a_folder_without_city_toml_is_not_read(tmp_path: Path) -> None:
    """Without city.toml nothing else is looked at, so that a wrong folder costs nothing."""
    folder = town().drop(CITY_FILE).write(tmp_path / "town")
    sentence = "the file is missing from {}; a city package has it at its top; `anlan city new` makes one"
    assert said(folder) == ["city.toml: " + sentence.format("town")]
    assert said(town().drop(CITY_FILE).pack(tmp_path / "town.zip")) == ["city.toml: " + sentence.format("town.zip")]


def test_a_file_that_is_no_archive_is_refused(tmp_path: Path) -> None:
    """Any other file, also an archive cut short, is refused."""
    other = tmp_path / "town.zip"
    other.write_bytes(b"not an archive")
    sentence = (
        "town.zip: it is neither a folder nor a complete zip archive; give a folder, or pack or copy the archive again"
    )
    assert said(other) == [sentence]
    whole = town().pack(tmp_path / "whole.zip").read_bytes()
    other.write_bytes(whole[: len(whole) // 2])
    assert said(other) == [sentence]


def test_a_damaged_archive_is_refused(tmp_path: Path) -> None:
    """One changed byte in the packed data is found by its checksum or by the unpacking."""
    path = town().pack(tmp_path / "town.zip")
    with zipfile.ZipFile(path) as archive:
        entry = archive.getinfo("cells.csv")
    content = bytearray(path.read_bytes())
    content[entry.header_offset + 60 + len("cells.csv")] ^= 0xFF
    path.write_bytes(content)
    problems = check(path)
    assert [problem.code for problem in problems] == ["corrupt-zip"]
    assert str(problems[0]).startswith("town.zip: the archive is damaged: ")
    assert str(problems[0]).endswith("; pack it again, or copy it again if it was sent")


@pytest.mark.parametrize(
    "name",
    ["../outside.csv", "town/../../outside.csv", "/etc/outside.csv", "C:outside.csv", "..\\outside.csv", "a\x01.csv"],
)
def test_names_that_leave_the_archive_are_refused(tmp_path: Path, name: str) -> None:
    """Nothing of an archive is read when one name points outside it."""
    path = archive_of(tmp_path / "town.zip", (name, b"id\n"))
    assert said(path) == [
        f"town.zip: entry {name!r} points outside the archive; the archive is refused; pack the files again by plain "
        "names"
    ]


def test_links_in_an_archive_are_refused(tmp_path: Path) -> None:
    """A symbolic link could point at any file of the machine."""
    link = zipfile.ZipInfo("stock2.csv")
    link.create_system = 3
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    assert said(archive_of(tmp_path / "town.zip", (link, b"/etc/passwd"))) == [
        "town.zip: entry 'stock2.csv' is a link or a device, not a file; the archive is refused; pack the files "
        "themselves"
    ]


def test_encrypted_archives_are_refused(tmp_path: Path) -> None:
    """An entry marked as encrypted says to pack without a password."""
    path = town().pack(tmp_path / "town.zip")
    content = bytearray(path.read_bytes())
    directory = content.index(b"PK\x01\x02")
    content[directory + 8] |= 1
    path.write_bytes(content)
    assert said(path) == ["town.zip: entry 'city.toml' is encrypted; pack the archive without a password"]


def test_a_decompression_bomb_is_refused(tmp_path: Path) -> None:
    """An entry that unpacks to far more than its size is refused before it is unpacked."""
    path = archive_of(tmp_path / "town.zip", ("bomb.csv", b"0" * 8 * 2**20))
    (problem,) = check(path)
    assert problem.code == "decompression-bomb"
    assert str(problem).startswith("town.zip: entry 'bomb.csv' unpacks to 8388608 bytes from ")
    assert str(problem).endswith(
        ", more than 200 times; the archive is refused as a decompression bomb; give the folder instead"
    )


def test_an_understated_size_is_found(tmp_path: Path) -> None:
    """An archive whose directory lies about a size is refused as damaged, and is not unpacked beyond what it states."""
    path = archive_of(tmp_path / "town.zip", ("bomb.csv", b"0" * 8 * 2**20))
    content = bytearray(path.read_bytes())
    directory = content.rindex(b"PK\x01\x02")
    content[directory + 24 : directory + 28] = struct.pack("<I", 100)
    path.write_bytes(content)
    assert [problem.code for problem in check(path)] == ["corrupt-zip"]


def test_too_large_packages_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits hold for one file, for all files and for their number, in folders and in archives."""
    folder, packed = town().write(tmp_path / "town"), town().pack(tmp_path / "town.zip")
    size = (folder / "cells.csv").stat().st_size
    total = sum(entry.stat().st_size for entry in folder.iterdir())
    remedy = "split the package or lower its resolution"
    monkeypatch.setattr(limits, "MAX_FILE_BYTES", 2000)
    sentence = f"cells.csv: it holds {size} bytes, more than the 2000 that are accepted; {remedy}"
    assert said(folder) == [sentence]
    assert said(packed) == [sentence]
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_TOTAL_BYTES", total - 1)
    for path in (folder, packed):
        assert said(path) == [
            f"{path.name}: it holds {total} bytes, more than the {total - 1} that are accepted; {remedy}"
        ]
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MAX_ENTRIES", 5)
    assert said(packed) == [
        f"town.zip: the archive has {len(town().files)} entries, more than the 5 that are accepted; pack the files of "
        "one city only"
    ]


def test_two_entries_of_one_name_are_refused(tmp_path: Path) -> None:
    """Programs differ in which of two equal names they read, so neither is."""
    path = tmp_path / "town.zip"
    with pytest.warns(UserWarning, match="Duplicate name"):
        archive_of(path, ("stock.csv", b"id,item,quantity\n"))
    assert said(path) == ["town.zip: the archive holds 'stock.csv' 2 times; keep one of them"]


def test_folders_in_a_package_are_a_notice(tmp_path: Path) -> None:
    """A folder beside the tables is not read, and a Mac's resource folder is passed over."""
    folder = village().write(tmp_path / "town")
    village().write(folder / "old")
    packed = village().pack(tmp_path / "town.zip")
    with zipfile.ZipFile(packed, "a") as archive:
        archive.writestr("old/cells.csv", "h3")
        archive.writestr("__MACOSX/._cells.csv", "h3")
    notice = "old/: a city package has no file of this name; it is not read; remove it to silence this notice"
    assert said(folder) == said(packed) == [notice]
    assert City.load(folder).checksum == City.load(packed).checksum


def test_names_that_are_no_text_are_a_notice_or_damage(tmp_path: Path) -> None:
    """A name that is no UTF-8 is shown escaped in a folder; in an archive that promised UTF-8 it is damage."""
    folder = village().write(tmp_path / "town")
    try:
        (folder / "\udcff.csv").write_bytes(b"")
    except (OSError, UnicodeError):
        pytest.skip("this file system accepts no such name")
    assert said(folder) == [
        "\\udcff.csv: a city package has no file of this name; it is not read; remove it to silence this notice"
    ]
    assert len(City.load(folder).checksum) == 64
    packed = archive_of(tmp_path / "town.zip", ("é.csv", b""))
    packed.write_bytes(packed.read_bytes().replace("é".encode(), b"\xff\xff"))
    assert [problem.code for problem in check(packed)] == ["corrupt-zip"]


FILES = sorted(town().files)
SCRAPS = [
    b"",
    b",",
    b'"',
    b"\n",
    b"#",
    b"nan",
    b"-1",
    b"\xff",
    b"\0",
    b"{",
    b"]",
    b"null",
    "市".encode("gbk"),
    b"[city]",
    b"1e400",
]


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(FILES), st.floats(0, 1), st.integers(0, 30), st.sampled_from(SCRAPS))
def test_no_change_to_a_file_makes_the_check_fail(
    tmp_path: Path, file: str, at: float, length: int, scrap: bytes
) -> None:
    """Whatever is cut out of or put into a file, the check lists problems and never raises."""
    folder = town().write(tmp_path / "town")
    content = (folder / file).read_bytes()
    start = int(at * len(content))
    (folder / file).write_bytes(content[:start] + scrap + content[start + length :])
    assert all(str(problem) for problem in check(folder))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.floats(0, 1, exclude_max=True), st.integers(0, 255))
def test_no_changed_byte_in_an_archive_makes_the_check_fail(tmp_path: Path, at: float, value: int) -> None:
    """Any byte of an archive may be wrong; the check still lists problems and never raises."""
    path = village().pack(tmp_path / "town.zip")
    content = bytearray(path.read_bytes())
    content[int(at * len(content))] = value
    path.write_bytes(content)
    assert all(str(problem) for problem in check(path))
