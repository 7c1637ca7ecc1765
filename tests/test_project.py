"""What the project promises about itself: what it stands on, under which licences, and how it is set up."""

import re
import tomllib
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

import anlan
from tools.environment import explain
from tools.pins import pins
from tools.project import CONSTRAINTS, ROOT, SETS, every_part, requirements

FAMILIES = {
    "Apache-2.0": r"Apache",
    "BSD": r"BSD",
    "MIT": r"\bMIT\b",
    "ISC": r"\bISC",
    "LGPL-3.0": r"LGPL|GNU Lesser General Public License v3",  # the centre's drivers only; the engine's tree refuses it
    "MPL-2.0": r"MPL|Mozilla Public",
    "PSF": r"PSF|Python Software Foundation",
    "Zlib": r"[Zz]lib",
}
"""Licences that go with Apache-2.0, and how packages spell them."""
COPYLEFT = re.compile(r"GPL|GNU|General Public|Affero|SSPL|Business Source|Commons Clause")


def licence_of(package: Distribution) -> str:
    """Return what a package says of its licence: the SPDX expression, else its classifiers and first line."""
    told = package.metadata
    if "License-Expression" in told:
        return told["License-Expression"]
    classifiers = [text for text in told.get_all("Classifier") or [] if text.startswith("License ::")]
    first_line = told["License"].strip().split("\n")[0] if "License" in told else ""
    return "; ".join([*classifiers, first_line])


def families_of(text: str) -> set[str]:
    """Name the licence families that a text mentions."""
    return {family for family, pattern in FAMILIES.items() if re.search(pattern, text)}


def runtime_tree() -> dict[str, Distribution]:
    """Collect what is installed with the engine: its dependencies and all of theirs, extras left out."""
    tree: dict[str, Distribution] = {}
    waiting = requirements("runtime")
    while waiting:
        wanted = Requirement(waiting.pop())
        name = canonicalize_name(wanted.name)
        if name in tree or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        tree[name] = distribution(name)
        waiting += tree[name].requires or []
    return tree


def direct() -> dict[str, Requirement]:
    """Collect the dependencies that pyproject.toml names, in every part."""
    return {canonicalize_name(wanted.name): wanted for wanted in map(Requirement, requirements(*every_part()))}


def pinned() -> dict[str, Version]:
    """Read constraints.txt."""
    lines = [line for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    return {name: Version(version) for name, version in (line.split("==") for line in lines)}


def documented() -> dict[str, tuple[str, str]]:
    """Read licence and kind of wheel of every row of the tables in docs/dependencies.md."""
    rows = {}
    for line in (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").splitlines():
        fields = [field.strip() for field in line.strip("|").split("|")]
        if line.startswith("|") and len(fields) == 5 and fields[0] not in {"package", "---"}:
            rows[fields[0]] = (fields[2], fields[4])
    return rows


def installed(names: dict[str, Requirement]) -> dict[str, Distribution]:
    """Collect those of the packages that this environment has; extras and documentation may be absent."""
    found = {}
    for name in names:
        try:
            found[name] = distribution(name)
        except PackageNotFoundError:
            continue
    return found


def carries_program(package: Distribution) -> bool:
    """Say whether a wheel is made for one platform; that of Playwright denies it and carries Node all the same."""
    anywhere = "-none-any" in (package.read_text("WHEEL") or "")
    return not anywhere or any(file.name == "node" for file in package.files or [])


def test_everything_that_runs_in_the_engine_has_a_licence_that_goes_with_apache_2() -> None:
    """Each package of the runtime tree says a known licence, and none asks for the program's source."""
    licences = {name: licence_of(package) for name, package in runtime_tree().items()}
    assert len(licences) > len(requirements("runtime"))
    assert {name: text for name, text in licences.items() if COPYLEFT.search(text)} == {}
    assert {name: text for name, text in licences.items() if not families_of(text)} == {}


def test_every_direct_dependency_is_documented_and_pinned() -> None:
    """A new dependency is given a reason in docs/dependencies.md and a version in constraints.txt."""
    assert set(documented()) == set(direct())
    assert set(direct()) - set(pinned()) == set()


def test_the_documented_licences_are_those_that_the_packages_state() -> None:
    """The table repeats the package's own words; a change of licence upstream shows here."""
    wrong = {
        name: (documented()[name][0], licence_of(package))
        for name, package in installed(direct()).items()
        if documented()[name][0] not in families_of(licence_of(package))
    }
    assert wrong == {}


def test_the_documented_wheels_are_those_that_are_installed() -> None:
    """A pure wheel runs on any machine; a binary one has to be offered for it."""
    kinds = {name: "binary" if carries_program(package) else "pure" for name, package in installed(direct()).items()}
    assert kinds == {name: documented()[name][1] for name in kinds}


def test_every_wheel_that_carries_geos_is_noted() -> None:
    """GEOS is under LGPL, which is accepted where it is said."""
    said = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").split("## Carried in wheels")[1]
    carrying = [
        name
        for name, package in runtime_tree().items()
        if any(file.name.startswith("libgeos") for file in package.files or [])
    ]
    assert "shapely" in carrying
    assert [name for name in carrying if f"`{name}`" not in said] == []


def test_constraints_hold_exact_versions_and_nothing_else() -> None:
    """No host, no address, no digest: where packages come from is the business of whoever installs them."""
    lines = CONSTRAINTS.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[a-z0-9-]+==[0-9][0-9a-z.]*", line)] == []
    assert pins({"b": "2", "a": "1.0"}) == "a==1.0\nb==2\n"


def test_constraints_obey_the_declared_ranges_and_cover_the_whole_tree() -> None:
    """Whatever the engine needs is pinned, within what pyproject.toml allows."""
    versions = pinned()
    assert {name for name in runtime_tree() if name not in versions} == set()
    outside = {name for name, wanted in direct().items() if not wanted.specifier.contains(versions[name])}
    assert outside == set()


def test_the_version_is_said_once() -> None:
    """The package, its metadata and the changelog agree."""
    assert distribution("anlan").version == anlan.__version__
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert re.search(r"^## \[Unreleased\]|^## \[" + re.escape(anlan.__version__) + r"\]", changelog, re.MULTILINE)


def test_every_target_of_the_makefile_is_explained() -> None:
    """`make help` lists what README names, and each set of packages belongs to a target."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    explained = set(re.findall(r"^([a-z-]+):.* ## ", makefile, re.MULTILINE))
    assert explained >= {"demo", "test", "lint", "bench", "docs", "help", "clean", *SETS}
    assert all(f"$(call ready,{name})" in makefile for name in SETS)


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("WARNING: Retrying ... NewConnectionError('...')", "no connection to a package index; connect, or point pip"),
        ("OSError: [Errno 28] No space left on device", "no space left on the disk; free about 2 GB"),
        ("ERROR: No matching distribution found for numba==9", "is not offered for this Python or machine; use Python"),
        ("some line\nERROR: it broke\n", "ERROR: it broke"),
        ("", "pip gave no reason"),
    ],
)
def test_what_goes_wrong_while_installing_is_said_in_one_line(log: str, line: str) -> None:
    """The line names the cause and what to do about it."""
    assert line in explain(log)
    assert "\n" not in explain(log)


def links(page: Path) -> list[str]:
    """Return the targets of a page's links to files."""
    found = re.findall(r"\]\(([^)#\s]+)", page.read_text(encoding="utf-8"))
    return [target for target in found if "://" not in target and not target.startswith("mailto:")]


@pytest.mark.parametrize("name", ["README.md", "README.zh.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_links_of_the_front_pages_lead_somewhere(name: str) -> None:
    """These pages are not part of the site, which checks its own links."""
    assert [target for target in links(ROOT / name) if not (ROOT / target).exists()] == []


def test_no_page_of_the_documentation_is_empty() -> None:
    """A page has a text beside its headings, or takes it from the docstrings."""
    bare = [
        page.relative_to(ROOT).as_posix()
        for page in sorted((ROOT / "docs").rglob("*.md"))
        if not re.search(r"^[^#\s]", page.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert bare == []


def test_both_front_pages_name_the_same_commands() -> None:
    """The Chinese page is no older than the English one."""
    command = re.compile(r"^(?:make|git|[.]venv/bin/anlan) .*$", re.MULTILINE)
    commands = [
        set(command.findall((ROOT / name).read_text(encoding="utf-8"))) for name in ("README.md", "README.zh.md")
    ]
    assert commands[0] == commands[1]
    assert {"make demo", "make test"} <= commands[0]


def test_the_engine_alone_asks_for_no_web_framework() -> None:
    """`pip install .` brings what computes, nothing that serves."""
    assert not {"django", "distributed", "tobler"} & set(runtime_tree())
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert set(declared["project"]["optional-dependencies"]) == {"center", "postgresql", "distributed", "bench"}


def test_the_glossary_has_one_row_for_each_word() -> None:
    """A word that stands twice has two meanings, or two words in Chinese."""
    lines = (ROOT / "docs/glossary.md").read_text(encoding="utf-8").splitlines()
    words = [line.split("|")[1].strip() for line in lines if line.startswith("| ")]
    twice = {word for word in words if words.count(word) > 1} - {"---", "English"}
    assert not twice
