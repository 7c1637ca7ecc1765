"""What is committed can leave the machine it was written on."""

import re
import shutil
import subprocess

import pytest

from tests.architecture.source_files import ROOT

# Written with brackets so that this file does not match itself.
HOSTS = re.compile(
    r"python[h]osted[.]|py[p]i[.]org|[n]pmjs[.]|deb[.][d]ebian[.]|registry[.][y]arnpkg|con[d]a[.]anaconda"
)
PLACES = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:w[o]rk|f[a]rm|r[o]ot|h[o]me|U[s]ers)/[A-Za-z0-9_.]")
LARGEST_MB = 10.0


def tracked() -> list[str]:
    """List the files that git knows or would add."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()


def lines_that_match(pattern: re.Pattern[str]) -> list[str]:
    """Return the places where the pattern stands in a tracked text file."""
    found = []
    for name in tracked():
        path = ROOT / name
        content = path.read_bytes() if path.is_file() else b"\0"
        if b"\0" not in content[:8192]:
            lines = enumerate(content.decode("utf-8", "replace").splitlines(), start=1)
            found += [f"{name}:{number}" for number, line in lines if pattern.search(line)]
    return found


def test_no_package_registry_is_named() -> None:
    """Where packages come from is the business of whoever installs them."""
    assert lines_that_match(HOSTS) == []


def test_no_path_of_a_machine_is_named() -> None:
    """A path outside the checkout is right on one machine only."""
    assert lines_that_match(PLACES) == []


def test_no_file_is_larger_than_10_mb() -> None:
    """A clone stays small; large data are built, not kept."""
    large = [name for name in tracked() if (ROOT / name).is_file() and (ROOT / name).stat().st_size > LARGEST_MB * 1e6]
    assert large == []
