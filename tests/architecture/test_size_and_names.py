"""Files and functions stay small, and names say what a thing is."""

import ast

from tests.architecture.source_files import ROOT, functions, place, python_files, statement_lines, tree_of

MODULE_LINES = 400
FUNCTION_LINES = 40
EMPTY_NAMES = {"util", "utils", "common", "helper", "helpers", "misc", "base", "manager", "managers"}
TAKEN_NAMES = {"platform", "signals", "warnings", "calendar"}


def listed(found: list[str]) -> str:
    """Put one finding on each line of an assertion's message."""
    return "\n" + "\n".join(found)


def test_a_module_has_at_most_400_lines() -> None:
    """A longer module holds more than one noun; split it. Migrations are written by a program and read by one."""
    written = [path for path in python_files() if "migrations" not in path.parts]
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in written}
    long = [f"{path.relative_to(ROOT)}: {lines} lines" for path, lines in lengths.items() if lines > MODULE_LINES]
    assert not long, listed(long)


def test_a_function_has_at_most_40_lines() -> None:
    """A longer function does more than one thing; docstrings do not count."""
    long = [
        f"{place(path, function.lineno)} {function.name}: {statement_lines(function)} lines"
        for path in python_files()
        for function in functions(path)
        if statement_lines(function) > FUNCTION_LINES
    ]
    assert not long, listed(long)


def test_imports_stand_at_the_top() -> None:
    """An import inside a function hides a dependency from the floors and from the reader."""
    hidden = [
        place(path, node.lineno)
        for path in python_files()
        for function in functions(path)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert not hidden, listed(hidden)


def test_imports_name_the_whole_path() -> None:
    """A relative import says nothing to someone who reads one line of it."""
    relative = [
        place(path, node.lineno)
        for path in python_files()
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert not relative, listed(relative)


def test_no_name_is_empty_or_taken() -> None:
    """Names like `utils` say nothing, and names like `platform` hide the standard library's modules."""
    bad = [
        path.relative_to(ROOT).as_posix()
        for path in python_files()
        for name in {*path.relative_to(ROOT).parts[:-1], path.stem}
        if name in EMPTY_NAMES | TAKEN_NAMES or name.startswith("base_")
    ]
    assert not bad, listed(bad)


def test_the_measure_of_a_function_leaves_out_signature_and_docstring() -> None:
    """Counted by hand: the body below has three lines, one of them blank."""
    text = 'def f(\n    a,\n    b,\n):\n    """Say.\n\n    More.\n    """\n    c = a\n\n    return c\n'
    (function,) = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef))
    assert statement_lines(function) == 3


def test_the_folders_that_are_measured_are_there() -> None:
    """A folder that has moved would otherwise pass every test above unseen."""
    assert {path.relative_to(ROOT).parts[0] for path in python_files()} == {"src", "tests", "tools", "bench"}
