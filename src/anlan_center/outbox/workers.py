"""Names of workers that say whether they still live: a dead worker's leases need not be waited for on its own machine."""

import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import TypeVar

from django.db.models import QuerySet

from anlan_center.outbox.models import Leased, State

Work = TypeVar("Work", bound=Leased)


def here() -> str:
    """Name this machine and its space of process numbers, shortly."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.sha256(f"{socket.gethostname()} {space}".encode()).hexdigest()[:12]


def worker_name() -> str:
    """Return a name for this process that no other has, nor this one again: machine, process number, chance."""
    return f"{here()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_dead(name: str, own: str) -> bool:
    """Say whether a worker has certainly gone: of this machine, and its process is no more, or is this one.

    Parameters
    ----------
    name
        A worker, as named by `worker_name`.
    own
        Name of this worker.
    """
    place, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if name == own or place != here() or not number.isdigit():
        return False
    if int(number) == os.getpid():
        return True
    try:
        os.kill(int(number), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def take_over(rows: QuerySet[Work], own: str) -> int:
    """Let rows wait again that dead workers of this machine hold; returns how many.

    Parameters
    ----------
    rows
        Rows to look through.
    own
        Name of this worker.
    """
    leased = rows.filter(state=State.LEASED)
    names = leased.order_by().values_list("leased_by", flat=True).distinct()
    dead = [name for name in names if is_dead(name, own)]
    return leased.filter(leased_by__in=dead).update(state=State.WAITING, leased_by="", leased_until=None) if dead else 0
