"""Two-stage programmes in the format SMPS, as the test problems of SIPLIB come.

A core file (MPS), a file of periods, and a file of scenarios that change single entries of the core. Read are two
periods and discrete scenarios, each named in full and a change of the core itself; anything else is refused.

Source of the format: Birge, Dempster, Gassmann, Gunn, King and Wallace (1987), A standard input format for multiperiod
stochastic linear programs, COAL Newsletter 17, 1-19.
"""

import gzip
import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from scipy.sparse import csc_array

from anlan.programs.program import Program
from anlan.programs.two_stage import TwoStage, Whole


@dataclass
class _Core:
    """The core file as it is read."""

    kinds: dict[str, str] = field(default_factory=dict)
    objective: str = ""
    columns: dict[str, bool] = field(default_factory=dict)
    entries: dict[tuple[str, str], float] = field(default_factory=dict)
    right: dict[str, float] = field(default_factory=dict)
    lower: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)


def _lines(path: Path) -> Iterator[tuple[str, list[str]]]:
    """Yield the section and the words of each line below its heading; a heading itself has no words."""
    section = ""
    text = gzip.decompress(path.read_bytes()).decode() if path.suffix == ".gz" else path.read_text(encoding="utf-8")
    for line in text.splitlines():
        if not line.strip() or line.startswith("*"):
            continue
        if not line[0].isspace():
            section = line.split()[0].upper()
            yield section, []
        else:
            yield section, line.split()


def _core(path: Path) -> _Core:
    core, whole = _Core(), False
    for section, words in _lines(path):
        if not words:
            if section in {"RANGES", "OBJSENSE"}:
                raise ValueError(f"{path.name}: section {section} is not read")
        elif section == "ROWS":
            core.kinds[words[1]] = words[0].upper()
            if words[0].upper() == "N" and not core.objective:
                core.objective = words[1]
        elif section == "COLUMNS" and "'MARKER'" in words:
            whole = "'INTORG'" in words
        elif section == "COLUMNS":
            core.columns.setdefault(words[0], whole)
            core.entries |= {(words[0], row): float(value) for row, value in zip(words[1::2], words[2::2], strict=True)}
        elif section == "RHS":
            core.right |= {row: float(value) for row, value in zip(words[1::2], words[2::2], strict=True)}
        elif section == "BOUNDS":
            _bound(core, words)
    return core


def _bound(core: _Core, words: list[str]) -> None:
    kind, column = words[0].upper(), words[2]
    value = float(words[3]) if len(words) > 3 else math.nan
    ends = {"UP": (None, value), "LO": (value, None), "FX": (value, value), "BV": (0.0, 1.0), "FR": (-math.inf, None)}
    if kind not in ends:
        raise ValueError(f"bound {kind} of column {column} is not read")
    lower, upper = ends[kind]
    core.lower |= {} if lower is None else {column: lower}
    core.upper |= {} if upper is None else {column: upper}


def _scenarios(path: Path) -> list[tuple[float, dict[tuple[str, str], float]]]:
    found: list[tuple[float, dict[tuple[str, str], float]]] = []
    for section, words in _lines(path):
        if words and section != "SCENARIOS":
            raise ValueError(f"{path.name}: section {section} is not read")
        if words and words[0] == "SC":
            if words[2].strip("'").upper() != "ROOT":
                raise ValueError(f"{path.name}: scenario {words[1]} branches from {words[2]}, not from the core")
            found.append((float(words[3]), {}))
        elif words:
            found[-1][1].update({(words[0], row): float(v) for row, v in zip(words[1::2], words[2::2], strict=True)})
    return found


def read_smps(stem: Path) -> TwoStage:
    """Read a two-stage programme.

    Parameters
    ----------
    stem
        Path of the files without ``.cor``, ``.tim`` and ``.sto``; each may be compressed (``.gz``).

    Raises
    ------
    ValueError
        If a file uses a part of the format that is not read here.
    """
    files = {}
    for end in ("cor", "tim", "sto"):
        plain = stem.with_name(f"{stem.name}.{end}")
        files[end] = plain if plain.exists() else plain.with_name(plain.name + ".gz")
    core = _core(files["cor"])
    periods = [words for section, words in _lines(files["tim"]) if section == "PERIODS" and words]
    columns, rows = list(core.columns), [row for row, kind in core.kinds.items() if kind != "N"]
    split = columns.index(periods[1][0]), rows.index(periods[1][1])
    first, second = (columns[: split[0]], rows[: split[1]]), (columns[split[0] :], rows[split[1] :])
    blocks, probability = [], []
    for chance, changes in _scenarios(files["sto"]):
        probability.append(chance)
        blocks.append(Whole(_program(core, *second, changes), _matrix(core, first[0], second[1], changes)))
    return TwoStage(_program(core, *first, {}), tuple(blocks), np.array(probability))


def _matrix(core: _Core, columns: list[str], rows: list[str], changes: dict[tuple[str, str], float]) -> csc_array:
    at, down = {name: k for k, name in enumerate(columns)}, {name: k for k, name in enumerate(rows)}
    entries = core.entries | changes
    found = [(down[row], at[column], v) for (column, row), v in entries.items() if column in at and row in down]
    if not found:
        return csc_array((len(rows), len(columns)))
    row, column, value = zip(*found, strict=True)
    return csc_array((np.array(value), (row, column)), shape=(len(rows), len(columns)))


def _program(core: _Core, columns: list[str], rows: list[str], changes: dict[tuple[str, str], float]) -> Program:
    entries = core.entries | {key: value for key, value in changes.items() if key[0] in core.columns}
    right = core.right | {row: value for (column, row), value in changes.items() if column not in core.columns}
    sides = np.array([right.get(row, 0.0) for row in rows])
    kinds = np.array([core.kinds[row] for row in rows])
    whole = np.array([core.columns[column] for column in columns])
    return Program(
        cost=np.array([entries.get((column, core.objective), 0.0) for column in columns]),
        lower=np.array([core.lower.get(column, 0.0) for column in columns]),
        upper=np.array([core.upper.get(column, math.inf) for column in columns]),
        matrix=_matrix(core, columns, rows, changes),
        row_lower=np.where(kinds == "L", -math.inf, sides),
        row_upper=np.where(kinds == "G", math.inf, sides),
        whole=whole if whole.any() else None,
    )
