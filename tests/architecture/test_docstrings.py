"""What a room offers is explained where it stands."""

import dataclasses
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest

from tests.architecture.source_files import ENGINE, ROOT, rooms

ROOMS = [name for name in rooms() if (ENGINE / name).is_dir()]


def offered(room: str) -> Iterator[tuple[str, Any]]:
    """Yield the name and the object of everything in a room's `__all__`."""
    module = import_module(f"anlan.{room}")
    for name in module.__all__:
        yield f"anlan.{room}.{name}", getattr(module, name)


def parameters(function: Any) -> list[str]:
    """Name the parameters of a function."""
    return [name for name in inspect.signature(function).parameters if name not in {"self", "cls"}]


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_is_and_what_it_offers(room: str) -> None:
    """Each package has a docstring and an `__all__` whose names exist."""
    module = import_module(f"anlan.{room}")
    assert module.__doc__
    assert module.__all__
    assert [name for name in module.__all__ if not hasattr(module, name)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_name_has_a_docstring(room: str) -> None:
    """Classes and functions that a room offers can be read without their code."""
    silent = [
        name
        for name, thing in offered(room)
        if (inspect.isclass(thing) or inspect.isfunction(thing))
        and (not thing.__doc__ or thing.__doc__.startswith(f"{thing.__name__}("))
    ]
    assert silent == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_public_function_explains_its_parameters(room: str) -> None:
    """Each parameter is named in the docstring, or the docstring refers to the function that explains it."""
    unexplained = [
        f"{name}({parameter})"
        for name, thing in offered(room)
        if inspect.isfunction(thing) and "see `" not in (thing.__doc__ or "")
        for parameter in parameters(thing)
        if not re.search(rf"\b{re.escape(parameter)}\b", thing.__doc__ or "")
    ]
    assert unexplained == []


@pytest.mark.parametrize("room", ROOMS)
def test_every_field_of_a_public_dataclass_is_explained(room: str) -> None:
    """Each field is named in the docstring of its class."""
    unexplained = [
        f"{name}.{field.name}"
        for name, thing in offered(room)
        if inspect.isclass(thing) and dataclasses.is_dataclass(thing)
        for field in dataclasses.fields(thing)
        if not field.name.startswith("_") and not re.search(rf"\b{re.escape(field.name)}\b", thing.__doc__ or "")
    ]
    assert unexplained == []


@pytest.mark.parametrize("room", rooms())
def test_every_room_has_a_page_in_the_documentation(room: str) -> None:
    """The page is built from the docstrings and listed in the site's menu."""
    page = ROOT / "docs" / "api" / f"{room}.md"
    assert f"::: anlan.{room}" in page.read_text(encoding="utf-8")
    assert f"api/{room}.md" in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
