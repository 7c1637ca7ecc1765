"""A package on its way to the disk: built beside its place, checked, and put there in one step."""

import io
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import polars as pl
import shapely
from shapely.geometry.base import BaseGeometry

from anlan.city.declare import Table
from anlan.city.tables import SECTIONS
from anlan.errors import SettingError
from anlan.language import Message, mark

Checked = TypeVar("Checked")

ZIP_TIME = (1980, 1, 1, 0, 0, 0)
"""Time of every entry of an archive, so that equal content gives equal bytes."""


def write_package(
    path: Path, files: Mapping[str, bytes], check: Callable[[Path], Checked], *, overwrite: bool
) -> Checked:
    """Write a package in one step: whole or not at all.

    Parameters
    ----------
    path
        Folder, or archive where it ends in ``.zip``.
    files
        Content by name. What an existing package holds beside them stays.
    check
        Called with the finished package before it is put in its place; what it raises stops the writing.
    overwrite
        Whether an existing package may be updated.

    Raises
    ------
    SettingError
        If something is at `path` and may not be overwritten, or its folder cannot be written to.
    """
    target = path.resolve()
    if occupied(target) and not overwrite:
        raise SettingError(Message(mark("{path} exists; use --force to update it, or choose another path"), path=path))
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        workshop = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as error:
        raise SettingError(
            Message(mark("{path} cannot be written: {reason}"), path=path, reason=error.strerror or error)
        ) from error
    try:
        built = workshop / target.name
        build = _build_archive if target.suffix.lower() == ".zip" else _build_folder
        build(built, target, files)
        result = check(built)
        if target.is_dir() and len(files) == 1:
            _replace(built / next(iter(files)), target)
        else:
            _swap(built, target, workshop / "before")
    finally:
        shutil.rmtree(workshop, ignore_errors=True)
    return result


def occupied(path: Path) -> bool:
    """Say whether a file or a folder that is not empty is at a path."""
    return path.is_file() or (path.is_dir() and any(path.iterdir()))


def _build_folder(built: Path, target: Path, files: Mapping[str, bytes]) -> None:
    if target.is_dir():
        shutil.copytree(target, built, symlinks=True)
    else:
        built.mkdir()
    for name, content in files.items():
        if (built / name).is_symlink():  # the file it leads to belongs to somebody else
            (built / name).unlink()
        (built / name).write_bytes(content)


def _build_archive(built: Path, target: Path, files: Mapping[str, bytes]) -> None:
    content = dict(files)
    if target.is_file():
        with zipfile.ZipFile(target) as before:
            content = {
                Path(name).name: before.read(name) for name in before.namelist() if not name.endswith("/")
            } | content
    with zipfile.ZipFile(built, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(content):
            archive.writestr(zipfile.ZipInfo(name, ZIP_TIME), content[name], zipfile.ZIP_DEFLATED)


def _replace(finished: Path, target: Path) -> None:
    """Put one finished file into a package: at every moment the old one is there or the new one, as a whole."""
    with finished.open("rb+") as stream:
        os.fsync(stream.fileno())
    finished.replace(target / finished.name)


def _swap(built: Path, target: Path, before: Path) -> None:
    """Put the finished package in its place; the one that was there comes back if that fails."""
    if target.is_file():
        built.replace(target)
        return
    if target.exists():
        target.rename(before)
    try:
        built.rename(target)
    finally:
        if before.exists() and not target.exists():
            before.rename(target)


def csv_bytes(table: Table, rows: Sequence[Mapping[str, Any]] | pl.DataFrame) -> bytes:
    """Write rows as the table's CSV file: its declared columns in their order, those without any value left out."""
    names = [column.name for column in table.all_columns]
    frame = rows if isinstance(rows, pl.DataFrame) else pl.DataFrame(rows, infer_schema_length=None)
    required = {column.name for column in table.columns if column.required} | {"synthetic", "source"}
    kept = [
        name
        for name in names
        if name in frame.columns and (name in required or frame[name].null_count() < frame.height)
    ]
    text = io.StringIO()
    frame.select(kept).write_csv(text)
    return text.getvalue().encode()


def geojson_bytes(shapes: Mapping[str, BaseGeometry], key: str) -> bytes:
    """Write shapes as GeoJSON with one feature a line, coordinates to 1e-6 degrees (0.1 m)."""
    features = [
        f'{{"type":"Feature","properties":{{{json.dumps(key)}:{json.dumps(name, ensure_ascii=False)}}},"geometry":'
        f"{shapely.to_geojson(rounded(shape))}}}"
        for name, shape in shapes.items()
    ]
    body = ",\n".join(features)
    return f'{{"type":"FeatureCollection","features":[\n{body}\n]}}\n'.encode()


def rounded(shape: BaseGeometry) -> BaseGeometry:
    """Return a shape on the grid of 1e-6 degrees, still valid."""
    return shapely.set_precision(shape, 1e-6)


def toml_bytes(sections: Mapping[str, Mapping[str, Any] | Sequence[Mapping[str, Any]]]) -> bytes:
    """Write ``city.toml``: declared sections and keys in their order, absent ones left out."""
    lines: list[str] = []
    for section in SECTIONS:
        given = sections.get(section.name)
        if not given:
            continue
        many = [given] if isinstance(given, Mapping) else given
        for values in many:
            lines += ["", f"[[{section.name}]]" if section.many else f"[{section.name}]"]
            lines += _keys([column.name for column in section.columns], values)
    return ("\n".join(lines).lstrip("\n") + "\n").encode()


def _keys(names: Iterable[str], values: Mapping[str, Any]) -> Iterable[str]:
    for name in names:
        value = values.get(name)
        if value is not None:
            yield f"{name} = {toml_value(value)}"


def toml_value(value: object) -> str:
    """Write one value of TOML: text, whole or real number, flag, or a list of text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return repr(value)
