"""Run a program and say how long it ran and how much memory it took; a file of its own, to be small.

A new process inherits its parent's peak memory as a floor, so the parent must hold nothing.

Usage::

    python launcher.py PROGRAM [ARGUMENT ...]

The last line of standard output is ``{"wall_s": ..., "peak_mb": ..., "exit": ...}``.
"""

import json
import os
import sys
import time


def main() -> None:
    """Run the program on the command line."""
    begin = time.perf_counter()
    process = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)
    _, status, usage = os.wait4(process, 0)
    wall = time.perf_counter() - begin
    # Linux counts in KiB, macOS in bytes.
    peak = usage.ru_maxrss / 1e6 * (1 if sys.platform == "darwin" else 1024)
    print("\n" + json.dumps({"wall_s": wall, "peak_mb": peak, "exit": os.waitstatus_to_exitcode(status)}))


if __name__ == "__main__":
    main()
