"""A city as the engine sees it: read once, checked, immutable."""

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import polars as pl
from shapely import Geometry

from anlan.city.areas import Areas
from anlan.city.cells import Cells
from anlan.city.checks import CHECKS
from anlan.city.draft import Draft, in_order, read_draft
from anlan.city.tables import TABLES
from anlan.errors import PackageError, Problem, Severity
from anlan.language import Message


@dataclass(frozen=True)
class Missing:
    """A table that the package does not have, and what the cycle cannot say without it."""

    table: str
    without: Message


@dataclass(frozen=True, eq=False)
class City:
    """A city package that holds together.

    Parameters
    ----------
    info
        Section ``[city]`` of city.toml, typed, defaults filled in.
    settings
        Section ``[cycle]``, likewise.
    sources
        One row for each ``[[sources]]``.
    tables
        Every declared table by name; an absent one has no rows and the full schema.
    present
        Tables whose file exists.
    shapes
        Geometry by table name and key, longitude and latitude in degrees, WGS 84.
    checksum
        SHA-256 over names and bytes of all files, the same for a folder and for a zip of it.
    notices
        What a reader should know and what does not stop the work.
    """

    info: Mapping[str, Any]
    settings: Mapping[str, Any]
    sources: pl.DataFrame
    tables: Mapping[str, pl.DataFrame]
    present: frozenset[str]
    shapes: Mapping[str, Mapping[str, Geometry]]
    checksum: str
    notices: tuple[Problem, ...] = ()

    @classmethod
    def load(cls, path: Path | str) -> "City":
        """Read and check a city package.

        Parameters
        ----------
        path
            Folder, or zip archive of one.

        Raises
        ------
        PackageError
            With every problem that was found.
        """
        draft, problems = _examined(path)
        if draft is None or any(problem.severity is Severity.ERROR for problem in problems):
            raise PackageError(problems)
        return cls(
            info=MappingProxyType(dict(draft.city_file.info)),
            settings=MappingProxyType(dict(draft.city_file.settings)),
            sources=draft.city_file.sources,
            tables=MappingProxyType({name: reading.frame for name, reading in draft.readings.items()}),
            present=draft.present,
            shapes=MappingProxyType(
                {name: MappingProxyType(dict(shapes.geometries)) for name, shapes in draft.shapes.items()}
            ),
            checksum=draft.checksum,
            notices=problems,
        )

    def table(self, name: str) -> pl.DataFrame:
        """Return a table by name; raises KeyError if none is declared under it."""
        return self.tables[name]

    def with_table(self, name: str, frame: pl.DataFrame) -> "City":
        """Return the same city with other rows in one table, as a trial; the checksum stays that of the package.

        Parameters
        ----------
        name
            Name of a declared table.
        frame
            Its rows, in the table's own columns.

        Raises
        ------
        ValueError
            If the columns are not those of the table.
        """
        if frame.schema != self.tables[name].schema:
            raise ValueError(f"table '{name}' has the columns {self.tables[name].schema}; got {frame.schema}")
        changed = replace(self, tables=MappingProxyType({**self.tables, name: frame}))
        for kept in {"areas", "cells"} & vars(self).keys() if name not in {"areas", "cells"} else ():
            vars(changed)[kept] = vars(self)[kept]
        return changed

    @property
    def missing(self) -> tuple[Missing, ...]:
        """The tables that are absent or have no rows, and what cannot be said without each."""
        return tuple(
            Missing(table.name, Message(table.without)) for table in TABLES if not self.tables[table.name].height
        )

    @cached_property
    def areas(self) -> Areas:
        """The tree of areas."""
        return Areas.of(self.tables["areas"])

    @cached_property
    def cells(self) -> Cells:
        """People, assets and ground by cell."""
        return Cells.of(self.tables["cells"], self.areas)

    def __getstate__(self) -> dict[str, Any]:
        """Return plain mappings: read-only views cannot be sent to another process."""
        state = {field.name: getattr(self, field.name) for field in fields(self)}
        for name in ("info", "settings", "tables"):
            state[name] = dict(state[name])
        state["shapes"] = {name: dict(shapes) for name, shapes in self.shapes.items()}
        return state

    def __setstate__(self, state: dict[str, Any]) -> None:
        for name in ("info", "settings", "tables"):
            state[name] = MappingProxyType(state[name])
        state["shapes"] = MappingProxyType({k: MappingProxyType(v) for k, v in state["shapes"].items()})
        vars(self).update(state)


def check(path: Path | str) -> tuple[Problem, ...]:
    """Return everything that is wrong with or notable about a package; empty where there is nothing to say.

    Parameters
    ----------
    path
        Folder, or zip archive of one.
    """
    return _examined(path)[1]


def _examined(path: Path | str) -> tuple[Draft | None, tuple[Problem, ...]]:
    draft = read_draft(path)
    if not isinstance(draft, Draft):
        return None, in_order(draft)
    found = [problem for one in CHECKS for problem in one(draft)]
    return draft, in_order((*draft.problems, *found))
