"""The floors of the engine: declared in pyproject.toml, kept by import-linter, complete, and light to enter."""

import subprocess
import sys
import tomllib

from tests.architecture.source_files import ROOT, rooms

HEAVY = {"numpy", "polars", "numba", "scipy", "shapely", "h3", "pyogrio", "rasterio", "jinja2", "typer", "rich"}

BLOCKED = """
import importlib.abc, pkgutil, sys

class Blocker(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"django", "anlan_center", "distributed"}:
            raise ModuleNotFoundError(f"{name} is not there", name=name)
        return None

sys.meta_path.insert(0, Blocker())
import anlan
found = [module.name for module in pkgutil.walk_packages(anlan.__path__, "anlan.")]
for name in found:
    __import__(name)
print(len(found))
"""


def run(program: str) -> str:
    """Run a program in a fresh interpreter, warnings as errors, and return what it printed."""
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_room_has_a_floor() -> None:
    """A folder of `src/anlan` that the layers contract does not name would be free of every rule; so would the door."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    (layers,) = (one for one in declared["contracts"] if one["type"] == "layers" and one["containers"] == ["anlan"])
    named = {name.strip() for layer in layers["layers"] for name in layer.split("|")}
    assert layers["exhaustive"] is True
    assert named == {*rooms(), "__main__"}


def test_importing_the_program_loads_nothing_heavy() -> None:
    """`import anlan` is for everybody; each room loads what it needs when it is entered."""
    loaded = set(run("import sys, anlan; print(*sys.modules)").split())
    assert "anlan" in loaded
    assert not loaded & HEAVY


def test_the_engine_imports_without_the_centre_or_a_cluster() -> None:
    """Every module of the engine loads on a machine that has neither Django nor Dask."""
    assert int(run(BLOCKED)) >= len(rooms())
