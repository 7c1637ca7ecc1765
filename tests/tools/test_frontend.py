"""The scripts of pages are built from the lock file alone, with a Node that can do it."""

import json
from pathlib import Path

import pytest

from tools.frontend import COMMANDS, SOURCES, inputs, supported


@pytest.mark.parametrize(
    ("version", "works"),
    [
        ("v20.18.3\n", False), ("v20.19.0\n", True), ("v20.20.2", True), ("v21.7.3", False), ("v22.11.0", False),
        ("v22.12.0", True), ("v24.19.0", True), ("", False), ("node", False),
    ],
)  # fmt: skip
def test_a_node_is_taken_only_if_the_build_runs_on_it(version: str, works: bool) -> None:
    """The compiler of pages names its oldest releases; an older one is passed over rather than left to fail."""
    assert supported(version) is works


def test_the_lock_file_names_no_registry() -> None:
    """Packages come from the registry that the machine is set to, checked by their digests."""
    locked = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))
    packages = {name: entry for name, entry in locked["packages"].items() if name}
    assert packages
    assert not [name for name, entry in packages.items() if "resolved" in entry]
    assert not [name for name, entry in packages.items() if not entry.get("integrity")]


def test_direct_packages_are_pinned_to_the_locked_version() -> None:
    """What package.json asks for is one exact version, and the lock file has it."""
    asked = json.loads((SOURCES / "package.json").read_text(encoding="utf-8"))
    locked = json.loads((SOURCES / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    direct = asked["dependencies"] | asked["devDependencies"]
    assert {name: locked[f"node_modules/{name}"]["version"] for name in direct} == direct
    assert set(COMMANDS) <= set(direct)


def test_every_source_decides_whether_a_build_is_up_to_date() -> None:
    """A change of any script, style or setting makes the next call build anew."""
    named = {path.relative_to(SOURCES) for path in inputs()}
    assert {Path("package-lock.json"), Path("vite.config.ts"), Path("src/center.ts"), Path("src/map/draw.ts")} <= named
