"""What pyproject.toml asks for, by the set of packages a make target needs; runs on a bare Python."""

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CONSTRAINTS = ROOT / "constraints.txt"

SETS: Mapping[str, tuple[str, ...]] = {
    "demo": ("extra:center",),
    "test": ("group:test", "extra:center", "extra:postgresql", "extra:distributed"),
    "docs": ("group:docs",),
    "bench": ("extra:bench", "extra:center", "extra:postgresql"),
}
"""Targets of the Makefile, and what each needs beside the program itself."""


def declaration() -> Mapping[str, Any]:
    """Read pyproject.toml."""
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirements(*parts: str) -> list[str]:
    """List the requirements of the named parts.

    Parameters
    ----------
    *parts
        ``runtime``, ``build``, ``group:NAME`` or ``extra:NAME``.
    """
    declared = declaration()
    lists: dict[str, list[str]] = {
        "runtime": declared["project"]["dependencies"],
        "build": declared["build-system"]["requires"],
        **{f"group:{name}": wanted for name, wanted in declared["dependency-groups"].items()},
        **{f"extra:{name}": wanted for name, wanted in declared["project"]["optional-dependencies"].items()},
    }
    return [requirement for part in parts for requirement in lists[part]]


def every_part() -> list[str]:
    """Name every part that `requirements` knows."""
    declared = declaration()
    groups = [f"group:{name}" for name in declared["dependency-groups"]]
    extras = [f"extra:{name}" for name in declared["project"]["optional-dependencies"]]
    return ["runtime", "build", *groups, *extras]
