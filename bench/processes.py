"""Whole programs: how long they run and how much memory they take."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.timing import summary


def run(command: list[str], environment: dict[str, str] | None = None) -> tuple[float, float]:
    """Run a program.

    Parameters
    ----------
    command
        Program and arguments.
    environment
        Variables added to those of this process.

    Returns
    -------
    Wall-clock time in seconds and peak resident memory in MB.

    Raises
    ------
    RuntimeError
        If the program fails; with its last lines.
    """
    launcher = [sys.executable, "-I", "-S", str(Path(__file__).with_name("launcher.py"))]
    done = subprocess.run(
        [*launcher, *command], capture_output=True, text=True, env=os.environ | (environment or {}), check=True
    )
    told = json.loads(done.stdout.splitlines()[-1])
    if told["exit"]:
        raise RuntimeError(f"{' '.join(command)} failed: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return told["wall_s"], told["peak_mb"]


def repeated(command: list[str], repeats: int) -> dict[str, float]:
    """Run a program some times; return its times and its largest memory, MB."""
    runs = [run(command) for _ in range(repeats)]
    return summary([wall for wall, _ in runs]) | {"peak_memory_mb": round(max(memory for _, memory in runs))}


def imports(repeats: int) -> dict[str, object]:
    """Time `import anlan` in a fresh interpreter, beside one that imports nothing."""
    run([sys.executable, "-c", "import anlan"])
    return {
        "import anlan": repeated([sys.executable, "-c", "import anlan"], repeats),
        "nothing": repeated([sys.executable, "-c", "pass"], repeats),
    }


def loading(package: Path, repeats: int) -> dict[str, float]:
    """Time a program that reads and checks a city package and does nothing else."""
    program = "import sys; from anlan.city import City; City.load(sys.argv[1]).cells"
    return repeated([sys.executable, "-c", program, str(package)], repeats)


def cycle(package: Path, workers: int, repeats: int) -> dict[str, float]:
    """Time `anlan cycle` with a number of workers, the report included."""
    command = [str(Path(sys.executable).with_name("anlan")), "cycle", str(package), "--workers", str(workers)]
    with tempfile.TemporaryDirectory() as folder:
        return repeated([*command, "--out", str(Path(folder) / "out")], repeats)


def first_cycle(package: Path) -> dict[str, float]:
    """Time the first run on a machine: kernels are compiled, and kept for the next."""
    command = [str(Path(sys.executable).with_name("anlan")), "cycle", str(package)]
    with tempfile.TemporaryDirectory() as folder:
        fresh = {"NUMBA_CACHE_DIR": str(Path(folder) / "kernels")}
        wall, memory = run([*command, "--out", str(Path(folder) / "out")], fresh)
    return summary([wall]) | {"peak_memory_mb": round(memory)}
