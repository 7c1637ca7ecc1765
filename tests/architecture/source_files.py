"""The project's own Python files, read once for all the tests of this folder."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ENGINE = ROOT / "src" / "anlan"
FOLDERS = ("src", "tests", "tools", "bench")

Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def python_files(*folders: str) -> tuple[Path, ...]:
    """List the Python files of the folders, in a fixed order."""
    found = (path for folder in folders or FOLDERS for path in (ROOT / folder).rglob("*.py"))
    return tuple(sorted(path for path in found if "__pycache__" not in path.parts))


@cache
def tree_of(path: Path) -> ast.Module:
    """Parse one file."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def functions(path: Path) -> Iterator[Function]:
    """Yield every function and method of a file, nested ones too."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, Function):
            yield node


def statement_lines(function: Function) -> int:
    """Count the lines of a function's body, its docstring left out."""
    body = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return (body[-1].end_lineno or body[-1].lineno) - body[0].lineno + 1 if body else 0


def place(path: Path, line: int) -> str:
    """Say where something stands, as ``file:line`` from the root of the checkout."""
    return f"{path.relative_to(ROOT).as_posix()}:{line}"


def rooms() -> tuple[str, ...]:
    """Name the rooms of the engine: its packages and its one-file modules."""
    packages = (path.name for path in ENGINE.iterdir() if path.is_dir() and any(path.glob("*.py")))
    modules = (path.stem for path in ENGINE.glob("*.py") if not path.stem.startswith("__"))
    return tuple(sorted([*packages, *modules]))
