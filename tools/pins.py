"""Write constraints.txt: the exact version of every package that any part of the project needs.

Usage::

    python -m tools.pins [--upgrade] PYTHON [PYTHON ...]

Give the oldest interpreter first: it chooses, and each of the others must be able to install the same versions, so
that results do not differ between them. Without ``--upgrade`` the versions that are pinned now are kept as far as
pyproject.toml allows.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from tools.project import CONSTRAINTS, every_part, requirements

HEADER = """\
# Exact versions for every part of the project: runtime, build, test, docs and the extras.
# Written by `python -m tools.pins PYTHON ...` from pyproject.toml.
"""

EDITABLE = ["editables"]
"""What the build backend asks for, beyond its own dependencies, when the checkout is installed in place."""


def pins(versions: Mapping[str, str]) -> str:
    """Write one line a package, sorted.

    Parameters
    ----------
    versions
        Version by name of package.
    """
    return "".join(f"{name}=={version}\n" for name, version in sorted(versions.items()))


def resolve(python: str, kept: str) -> dict[str, str]:
    """Return the versions that an empty environment would get.

    Parameters
    ----------
    python
        Interpreter to resolve for.
    kept
        Text of a constraints file that the answer must obey.
    """
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([python, "-m", "venv", folder], check=True)
        inside = str(Path(folder) / "bin" / "python")
        subprocess.run([inside, "-m", "pip", "install", "--quiet", "--upgrade", "pip"], check=True)
        constraints = Path(folder) / "kept.txt"
        constraints.write_text(kept, encoding="utf-8")
        command = [inside, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed", "--report", "-"]
        command += ["--constraint", str(constraints), *requirements(*every_part()), *EDITABLE]
        report = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout)
    packages = [item["metadata"] for item in report["install"]]
    return {package["name"].lower().replace("_", "-"): package["version"] for package in packages}


def main() -> None:
    """Resolve with every interpreter given and write the file."""
    parser = argparse.ArgumentParser(description="Write constraints.txt.")
    parser.add_argument("--upgrade", action="store_true", help="do not keep the versions that are pinned now")
    parser.add_argument("pythons", nargs="+", metavar="PYTHON", help="the oldest first")
    options = parser.parse_args()
    kept = "" if options.upgrade or not CONSTRAINTS.exists() else CONSTRAINTS.read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for python in options.pythons:
        found |= resolve(python, kept)
        kept = pins(found)
    CONSTRAINTS.write_text(HEADER + pins(found), encoding="utf-8")
    sys.stdout.write(f"{CONSTRAINTS.name}: {len(found)} pins\n")


if __name__ == "__main__":
    main()
