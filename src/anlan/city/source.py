"""The bytes of a city package, from a folder or from a zip archive that may be hostile."""

import hashlib
import lzma
import stat
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from anlan.city.tables import TABLES
from anlan.errors import Problem, Severity
from anlan.language import Message

MAX_ENTRIES = 1_000
"""Entries of an archive. A package has one file for each table, about forty; more is a mistake or an attack."""

MAX_FILE_BYTES = 512 * 2**20
"""Bytes of one unpacked file. A large city's cells at resolution 10 (five million rows) take about 400 MB."""

MAX_TOTAL_BYTES = 1024 * 2**20
"""Bytes of all unpacked files: half of the 2 GB in which a cycle must run, so that the rest of it still fits."""

MAX_RATIO = 200
"""Unpacked over packed bytes of one entry. Tables shrink by 5 to 30 times; a bomb reaches 1,000."""

RATIO_FREE_BYTES = 2**20
"""Bytes below which the ratio is not looked at: a small file of equal rows shrinks a lot and harms nobody."""

CITY_FILE = "city.toml"
SHAPE_FILES: tuple[str, ...] = tuple(table.shapes for table in TABLES if table.shapes)
KNOWN_FILES: frozenset[str] = frozenset({CITY_FILE, *SHAPE_FILES, *(table.file for table in TABLES)})
"""Names of all files that a package may hold."""

QUIET_NAMES = ("readme", "license", "licence", "changelog", "notice", "makefile", "thumbs.db", "desktop.ini")
QUIET_FOLDERS = ("__macosx",)


@dataclass(frozen=True)
class Source:
    """What was found at a path.

    Parameters
    ----------
    name
        Last part of the path, for messages about the package itself.
    files
        Content by file name; empty when the package was refused.
    problems
        What is wrong with the package as a whole.
    """

    name: str
    files: Mapping[str, bytes] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()

    @property
    def checksum(self) -> str:
        """SHA-256 in hexadecimal over the names, lengths and bytes of all files in the order of their names."""
        digest = hashlib.sha256()
        for name in sorted(self.files):
            content = self.files[name]
            digest.update(name.encode(errors="surrogateescape") + b"\0" + len(content).to_bytes(8, "big") + content)
        return digest.hexdigest()


def read_source(path: Path | str) -> Source:
    """Read a package's files into memory.

    Parameters
    ----------
    path
        A folder, or a zip archive that holds the files at its top or in one folder.

    Returns
    -------
    Source
        The files, and what is wrong with the package as a whole; never raises for what it finds.
    """
    path = Path(path)
    name = path.resolve().name
    if not path.exists():
        return _refused(name, "no-such-path", Message("there is no such file or folder"), Message("correct the path"))
    try:
        found = _read_folder(path) if path.is_dir() else _read_archive(path)
    except OSError as error:
        return _refused(
            name,
            "unreadable",
            Message("it cannot be read: {reason}", reason=error.strerror or error),
            Message("check that you may read it"),
        )
    if found.problems or CITY_FILE in found.files:
        return found if found.problems else Source(name, found.files, tuple(_strangers(found.files)))
    return _refused(
        CITY_FILE,
        "missing-file",
        Message("the file is missing from {name}", name=name),
        Message("a city package has it at its top; `anlan city new` makes one"),
    )


def _refused(name: str, code: str, what: Message, remedy: Message) -> Source:
    return Source(name, problems=(Problem(name, what, remedy, code=code),))


def _too_large(file: str, size: int, limit: int) -> Problem:
    return Problem(
        file,
        Message("it holds {size} bytes, more than the {limit} that are accepted", size=size, limit=limit),
        Message("split the package or lower its resolution"),
        code="too-large",
    )


def _read_folder(path: Path) -> Source:
    if not (path / CITY_FILE).is_file():
        return Source(path.resolve().name)
    files: dict[str, bytes] = {}
    total = 0
    for entry in sorted(path.iterdir()):
        if entry.name.startswith("."):
            continue
        if entry.is_dir():
            files[f"{entry.name}/"] = b""
            continue
        size = entry.stat().st_size
        total += size
        if size > MAX_FILE_BYTES:
            return Source(path.name, problems=(_too_large(entry.name, size, MAX_FILE_BYTES),))
        if total > MAX_TOTAL_BYTES:
            return Source(path.name, problems=(_too_large(path.resolve().name, total, MAX_TOTAL_BYTES),))
        files[entry.name] = entry.read_bytes()
    return Source(path.resolve().name, files)


def _read_archive(path: Path) -> Source:
    name = path.name
    if not zipfile.is_zipfile(path):
        return _refused(
            name,
            "not-a-zip",
            Message("it is neither a folder nor a complete zip archive"),
            Message("give a folder, or pack or copy the archive again"),
        )
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            problems = tuple(suspicious_entries(name, entries))
            return Source(name, problems=problems) if problems else _unpacked(name, archive, entries)
    except (zipfile.BadZipFile, NotImplementedError, EOFError, ValueError, struct.error) as error:
        return _corrupt(name, error)


def _corrupt(name: str, error: Exception) -> Source:
    return _refused(
        name,
        "corrupt-zip",
        Message("the archive is damaged: {reason}", reason=error),
        Message("pack it again, or copy it again if it was sent"),
    )


def suspicious_entries(name: str, entries: Sequence[zipfile.ZipInfo]) -> Iterable[Problem]:
    """Yield what makes an archive unsafe to unpack, from its directory alone.

    Parameters
    ----------
    name
        What problems of the archive as a whole are said to be in.
    entries
        Its directory.
    """
    if len(entries) > MAX_ENTRIES:
        yield Problem(
            name,
            Message(
                "the archive has {count} entries, more than the {limit} that are accepted",
                count=len(entries),
                limit=MAX_ENTRIES,
            ),
            Message("pack the files of one city only"),
            code="too-many-entries",
        )
        return
    for entry in entries:
        yield from _suspicious_entry(name, entry)
    total = sum(entry.file_size for entry in entries)
    if total > MAX_TOTAL_BYTES:
        yield _too_large(name, total, MAX_TOTAL_BYTES)
    for twice, count in Counter(entry.filename for entry in entries).items():
        if count > 1:
            yield Problem(
                name,
                Message("the archive holds {entry!r} {count} times", entry=twice, count=count),
                Message("keep one of them"),
                code="duplicate-entry",
            )


def _suspicious_entry(name: str, entry: zipfile.ZipInfo) -> Iterable[Problem]:
    shown = entry.orig_filename
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if _leaves_folder(shown):
        yield Problem(
            name,
            Message("entry {entry!r} points outside the archive", entry=shown),
            Message("the archive is refused; pack the files again by plain names"),
            code="path-traversal",
        )
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        yield Problem(
            name,
            Message("entry {entry!r} is a link or a device, not a file", entry=shown),
            Message("the archive is refused; pack the files themselves"),
            code="special-entry",
        )
    if entry.flag_bits & 0x1:
        yield Problem(
            name,
            Message("entry {entry!r} is encrypted", entry=shown),
            Message("pack the archive without a password"),
            code="encrypted",
        )
    if entry.file_size > MAX_FILE_BYTES:
        yield _too_large(shown, entry.file_size, MAX_FILE_BYTES)
    elif entry.file_size > RATIO_FREE_BYTES and entry.file_size > MAX_RATIO * entry.compress_size:
        yield Problem(
            name,
            Message(
                "entry {entry!r} unpacks to {size} bytes from {packed}, more than {limit} times",
                entry=shown,
                size=entry.file_size,
                packed=entry.compress_size,
                limit=MAX_RATIO,
            ),
            Message("the archive is refused as a decompression bomb; give the folder instead"),
            code="decompression-bomb",
        )


def _leaves_folder(entry: str) -> bool:
    if "\\" in entry or ":" in entry or any(ord(letter) < 32 for letter in entry):
        return True
    return entry.startswith("/") or ".." in PurePosixPath(entry).parts


def _unpacked(name: str, archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> Source:
    wanted = [entry for entry in entries if not _hidden(entry.filename)]
    top = _top_folder([entry.filename for entry in wanted if not entry.is_dir()])
    files: dict[str, bytes] = {}
    for entry in wanted:
        inner = entry.filename.removeprefix(top)
        if not inner:
            continue
        folder, slash, _ = inner.partition("/")
        if slash:
            files[f"{folder}/"] = b""
            continue
        try:
            files[inner] = archive.read(entry)
        except (
            zipfile.BadZipFile,
            NotImplementedError,
            EOFError,
            RuntimeError,
            zlib.error,
            lzma.LZMAError,
            OSError,
        ) as error:
            return _corrupt(name, error)
    return Source(name, files)


def _hidden(entry: str) -> bool:
    parts = PurePosixPath(entry).parts
    return any(part.startswith(".") or part.lower() in QUIET_FOLDERS for part in parts)


def _top_folder(names: list[str]) -> str:
    """Return ``folder/`` where every file lies in one folder and city.toml is in it, else an empty string."""
    tops = {name.partition("/")[0] for name in names}
    if len(tops) == 1:
        top = f"{tops.pop()}/"
        if f"{top}{CITY_FILE}" in names:
            return top
    return ""


def _strangers(files: Mapping[str, bytes]) -> Iterable[Problem]:
    for name in sorted(files):
        if name in KNOWN_FILES or name.lower().endswith(".md") or name.lower().startswith(QUIET_NAMES):
            continue
        near = get_close_matches(name.lower(), sorted(KNOWN_FILES), n=1, cutoff=0.75)
        remedy = (
            Message("it is not read; did you mean {near}?", near=near[0])
            if near
            else Message("it is not read; remove it to silence this notice")
        )
        yield Problem(
            name.encode(errors="backslashreplace").decode(),
            Message("a city package has no file of this name"),
            remedy,
            severity=Severity.NOTICE,
            code="unknown-file",
        )


def plain_files(files: Mapping[str, bytes]) -> Mapping[str, bytes]:
    """Return the files without the folders that were noted beside them."""
    return MappingProxyType({name: content for name, content in files.items() if not name.endswith("/")})
