"""A package that has been read and not yet been found to hold together."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray
from shapely import Geometry

from anlan.city.areas import Areas, is_tree
from anlan.city.features import Shapes, read_shapes
from anlan.city.reading import Reading, absent, read_table
from anlan.city.region import city_region, slack_deg, touches
from anlan.city.source import CITY_FILE, plain_files, read_source
from anlan.city.tables import TABLE, TABLES
from anlan.city.toml import CityFile, read_city_file
from anlan.errors import Problem
from anlan.language import Message

Centres = tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.intp]]

SHOWN = 20
"""Problems of one kind that are listed for one file; a column in the wrong unit should not hide the rest."""


@dataclass(frozen=True)
class Draft:
    """Everything that was read, for the checks across tables.

    Parameters
    ----------
    city_file
        What city.toml says.
    readings
        Every declared table by name; an absent one has no rows.
    shapes
        Geometry by table name, for tables that have any.
    present
        Tables whose file exists.
    checksum
        SHA-256 of the package.
    problems
        What was wrong so far.
    """

    city_file: CityFile
    readings: Mapping[str, Reading]
    shapes: Mapping[str, Shapes]
    present: frozenset[str]
    checksum: str
    problems: tuple[Problem, ...] = field(default=())

    def frame(self, table: str) -> pl.DataFrame:
        """Return what was read of a table."""
        return self.readings[table].frame

    def lines(self, table: str) -> NDArray[np.int64]:
        """Return the line of each row of a table."""
        return self.readings[table].lines

    def usable(self, table: str, *columns: str) -> bool:
        """Say whether all records of a table were read and none of the columns holds a bad value."""
        reading = self.readings[table]
        return reading.complete and not reading.faulty.intersection(columns)

    @cached_property
    def resolution(self) -> int | None:
        """H3 resolution of the city, None where city.toml does not give it."""
        value = self.city_file.info["h3_resolution"]
        return value if isinstance(value, int) else None

    @cached_property
    def tree(self) -> Areas | None:
        """The tree of areas; None where it is not sound."""
        frame = self.frame("areas")
        if not self.usable("areas", "code", "level", "parent") or not is_tree(frame):
            return None
        return Areas.of(frame)

    @cached_property
    def region(self) -> Geometry | None:
        """Polygon of the city; None where there is none."""
        return None if self.tree is None else city_region(self.tree, self.shapes["areas"].geometries)

    @cached_property
    def centres(self) -> Centres | None:
        """Cells, longitude and latitude of their centres, and the index of each row's cell; None where any is bad."""
        if not self.usable("cells", "h3") or not self.frame("cells").height:
            return None
        cells, row_cell = np.unique(self.frame("cells")["h3"].to_numpy(), return_inverse=True)
        centres = np.array([h3.cell_to_latlng(cell) for cell in cells.tolist()])
        return cells, np.ascontiguousarray(centres[:, 1]), np.ascontiguousarray(centres[:, 0]), row_cell

    @cached_property
    def outside(self) -> NDArray[np.bool_]:
        """Bool (cells,): which of `centres` have no point in common with the region; none where either is unknown."""
        if self.centres is None:
            return np.zeros(0, dtype=np.bool_)
        cells, lon, lat, _ = self.centres
        if self.region is None or self.resolution is None:
            return np.zeros(len(cells), dtype=np.bool_)
        return ~touches(self.region, cells, lon, lat, slack_deg(self.resolution))


def read_draft(path: Path | str) -> Draft | tuple[Problem, ...]:
    """Read a package.

    Returns
    -------
    Draft or tuple of Problem
        The problems alone where there is nothing to read.
    """
    source = read_source(path)
    if not source.files or CITY_FILE not in source.files:
        return source.problems
    problems = list(source.problems)
    files = plain_files(source.files)
    city_file, wrong = read_city_file(files[CITY_FILE])
    problems.extend(wrong)
    readings: dict[str, Reading] = {}
    shapes: dict[str, Shapes] = {}
    for table in TABLES:
        if table.file in files:
            readings[table.name], wrong = read_table(table, files[table.file], city_file.info["h3_resolution"])
            problems.extend(wrong)
        else:
            readings[table.name] = absent(table, complete=not table.required)
            if table.required:
                problems.append(
                    Problem(
                        table.file,
                        Message("the required file is missing"),
                        Message("add it; `anlan city new` shows its columns"),
                        code="missing-file",
                    )
                )
        if table.shapes:
            shapes[table.name] = Shapes(table.shapes)
        if table.shapes in files:
            shapes[table.name], wrong = read_shapes(table, files[table.shapes])
            problems.extend(wrong)
    present = frozenset(name for name in readings if TABLE[name].file in files)
    return Draft(city_file, readings, shapes, present, source.checksum, tuple(problems))


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Sort problems by file and line, and shorten long lists of the same kind."""
    files = {name: rank for rank, name in enumerate([CITY_FILE, *(f for t in TABLES for f in (t.file, t.shapes) if f)])}
    counts: Counter[tuple[str, str]] = Counter()
    kept: list[Problem] = []
    ordered = sorted(problems, key=lambda problem: (files.get(problem.file, -1), problem.file, problem.line or 0))
    total = Counter((problem.file, problem.code) for problem in ordered)
    for problem in ordered:
        kind = problem.file, problem.code
        counts[kind] += 1
        if counts[kind] <= SHOWN:
            kept.append(problem)
        if counts[kind] == SHOWN and total[kind] > SHOWN:
            kept.append(_rest(problem, total[kind] - SHOWN))
    return tuple(kept)


def _rest(last: Problem, count: int) -> Problem:
    return Problem(
        last.file,
        Message("... and {count} more of the same kind", count=count),
        Message("put those listed right and check again"),
        severity=last.severity,
        code=last.code,
    )
