"""Run a command beside a PostgreSQL server that is made for it and vanishes with it.

Usage::

    python -m tools.postgresql COMMAND [ARGUMENT ...]

The command finds the server by ``DATABASE_URL``. Exit status 77 where no server is installed, else that of the command.
"""

import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MISSING = 77
"""Exit status where PostgreSQL is not installed."""

QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=64MB"
"""Nothing of a test has to outlive the machine."""


def programs() -> Path | None:
    """Find the folder of the newest server's programs."""
    beside = shutil.which("initdb")
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return Path(beside).parent if beside else found[-1].parent if found else None


def free_port() -> int:
    """Return a port of this machine that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def unprivileged() -> dict[str, int]:
    """Return whom the server runs as: it refuses to be root."""
    if os.getuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid}
    raise SystemExit("PostgreSQL does not run as root, and this machine has neither 'postgres' nor 'nobody'")


@contextmanager
def server(folder: Path, binaries: Path, settings: str = QUICK) -> Iterator[str]:
    """Start a server and yield its address.

    Parameters
    ----------
    folder
        Empty folder for its files.
    binaries
        Folder of its programs.
    settings
        How it runs; `QUICK` loses what it holds when the machine fails.
    """
    who, port, data = unprivileged(), free_port(), folder / "data"
    if who:
        os.chown(folder, who["user"], who["group"])
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **who}
    subprocess.run(  # type: ignore[call-overload]
        [binaries / "initdb", "-D", data, "-U", "anlan", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"],
        check=True, **quiet,
    )  # fmt: skip
    options = f"-p {port} -h 127.0.0.1 -k {folder} {settings}"
    start = [binaries / "pg_ctl", "-D", data, "-w", "-l", folder / "log", "-o", options, "start"]
    subprocess.run(start, check=True, **quiet)  # type: ignore[call-overload]
    try:
        yield f"postgresql://anlan@127.0.0.1:{port}/postgres"
    finally:
        stop = [binaries / "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop"]
        subprocess.run(stop, check=True, **quiet)  # type: ignore[call-overload]


def main() -> None:
    """Start the server, run the command, stop the server."""
    binaries = programs()
    if binaries is None:
        sys.stderr.write("no PostgreSQL server on this machine; install the package postgresql\n")
        raise SystemExit(MISSING)
    with tempfile.TemporaryDirectory(prefix="anlan-pg-") as folder, server(Path(folder), binaries) as address:
        done = subprocess.run(sys.argv[1:], env={**os.environ, "DATABASE_URL": address}, check=False)
    raise SystemExit(done.returncode)


if __name__ == "__main__":
    main()
