"""Set up the virtual environment that a make target needs; runs on a bare Python 3.11 or newer.

Usage::

    python -m tools.environment [--venv FOLDER] demo|test|docs|bench

Installs the checkout in place with the exact versions of constraints.txt. A stamp in the environment says what was
installed from which files, so that the next call returns at once. What goes wrong is said in one line.
"""

import argparse
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from tools.project import CONSTRAINTS, ROOT, SETS, requirements

LOG = "setup.log"
FAILURES = {
    "no connection to a package index": (
        "NewConnectionError", "NameResolutionError", "ProxyError", "ConnectTimeoutError", "Connection refused",
        "Network is unreachable", "Read timed out", "ConnectionResetError", "SSLError", "from versions: none",
    ),
    "no space left on the disk": ("No space left on device",),
    "a version in constraints.txt is not offered for this Python or machine": (
        "No matching distribution found", "ResolutionImpossible",
    ),
}  # fmt: skip
REMEDIES = {
    "no connection to a package index": "connect, or point pip at a mirror with PIP_INDEX_URL, then run make again",
    "no space left on the disk": "free about 2 GB, then run make again",
    "a version in constraints.txt is not offered for this Python or machine": "use Python 3.11 to 3.13 with PYTHON=...",
}


class SetupError(Exception):
    """What is missing and how to get it, in one line."""


def python_of(venv: Path) -> Path:
    """Return the path of the environment's interpreter."""
    return venv / "bin" / "python"


def version_of(python: Path | str) -> str:
    """Return the version of an interpreter that runs, has pip and is new enough; empty text for any other."""
    probe = "import sys, pip; print('%d.%d.%d' % sys.version_info[:3] if sys.version_info >= (3, 11) else '')"
    try:
        done = subprocess.run([str(python), "-c", probe], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def create(venv: Path) -> None:
    """Make an empty environment with the Python that runs this."""
    done = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", str(venv)], capture_output=True, text=True, check=False
    )
    if done.returncode == 0 and version_of(python_of(venv)):
        return
    name = f"python{sys.version_info.major}.{sys.version_info.minor}"
    told = (done.stderr + done.stdout).strip()
    if "ensurepip" in told or "No module named" in told:
        raise SetupError(f"{name} lacks venv or pip; install {name}-venv (Debian, Ubuntu: apt install {name}-venv)")
    raise SetupError(f"{name} cannot make {venv.name}: {told.splitlines()[-1] if told else 'no reason given'}")


def fingerprint(venv: Path, version: str) -> str:
    """Return what the stamp must say: a digest of all that decides what is installed."""
    parts = [str(venv), version, *(path.read_text(encoding="utf-8") for path in (ROOT / "pyproject.toml", CONSTRAINTS))]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def explain(log: str) -> str:
    """Turn pip's output into one line."""
    for what, signs in FAILURES.items():
        if any(sign in log for sign in signs):
            return f"{what}; {REMEDIES[what]}"
    errors = [line for line in log.splitlines() if line.lower().startswith("error")]
    return errors[-1] if errors else "pip gave no reason"


def install(venv: Path, wanted: str) -> None:
    """Install the checkout in place and the packages of one target, showing one moving line on a terminal."""
    command = [str(python_of(venv)), "-m", "pip", "install", "--progress-bar", "off", "--disable-pip-version-check"]
    command += ["--constraint", str(CONSTRAINTS), "--editable", str(ROOT), *requirements(*SETS[wanted])]
    pinned = {"PIP_CONSTRAINT": str(CONSTRAINTS), "PIP_BUILD_CONSTRAINT": str(CONSTRAINTS)}
    lines: list[str] = []
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=os.environ | pinned
    ) as pip:
        for line in pip.stdout or ():
            lines.append(line)
            if sys.stderr.isatty():
                sys.stderr.write(f"\r\033[K{line.strip()[:78]}")
                sys.stderr.flush()
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K")
    log = "".join(lines)
    (venv / LOG).write_text(log, encoding="utf-8")
    if pip.returncode:
        raise SetupError(f"packages could not be installed: {explain(log)} (details: {venv.name}/{LOG})")


def prepare(venv: Path, wanted: str) -> bool:
    """Bring the environment to what the target needs.

    Parameters
    ----------
    venv
        Folder of the environment.
    wanted
        A key of `SETS`.

    Returns
    -------
    bool
        Whether anything had to be installed.
    """
    present = version_of(python_of(venv))
    asked = os.environ.get("PYTHON") and version_of(sys.executable)
    if not present or (asked and asked != present):
        create(venv)
        present = version_of(python_of(venv))
    stamp = venv / f".installed-{wanted}"
    mark = fingerprint(venv, present)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == mark:
        return False
    sys.stderr.write(f"Installing what `make {wanted}` needs into {venv.name} (Python {present}; once, 1-3 minutes)\n")
    install(venv, wanted)
    stamp.write_text(mark, encoding="utf-8")
    return True


def main() -> None:
    """Read the command line and set up; exit 1 with one line where that is impossible."""
    parser = argparse.ArgumentParser(description="Set up the virtual environment that a make target needs.")
    parser.add_argument("--venv", default=".venv", help="folder of the environment")
    parser.add_argument("target", choices=sorted(SETS))
    options = parser.parse_args()
    try:
        prepare(ROOT / options.venv, options.target)
    except SetupError as error:
        sys.exit(f"setup: {error}")
    except KeyboardInterrupt:
        sys.exit("setup: interrupted; run make again to go on")


if __name__ == "__main__":
    main()
