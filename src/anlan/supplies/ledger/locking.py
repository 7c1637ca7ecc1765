"""A lock on an open file that the system takes back when the process ends."""

import sys

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl


def lock_file(number: int) -> None:
    """Wait until no other process has the lock of a file, then take it; closing the file gives it back.

    Parameters
    ----------
    number
        Descriptor of the open file.
    """
    if sys.platform == "win32":
        msvcrt.locking(number, msvcrt.LK_LOCK, 1)
    else:
        fcntl.flock(number, fcntl.LOCK_EX)
