"""Names of workers that say whether they still live: nobody waits for the leases of one that is known to be dead."""

import hashlib
import os
import secrets
import socket
from pathlib import Path
from typing import TypeVar

from django.db.models import QuerySet

from anlan_center.outbox.models import Leased, State

Work = TypeVar("Work", bound=Leased)

_NAMED: set[str] = set()


def here() -> str:
    """Name this machine and its space of process numbers, shortly."""
    try:
        space = str(Path("/proc/self/ns/pid").readlink())
    except OSError:
        space = ""
    return hashlib.sha256(f"{socket.gethostname()} {space}".encode()).hexdigest()[:12]


def worker_name() -> str:
    """Return a name for this process that no other has, nor this one again: machine, process number, chance."""
    name = f"{here()}:{os.getpid()}:{secrets.token_hex(4)}"
    _NAMED.add(name)
    return name


def is_dead(name: str) -> bool:
    """Say whether a worker has certainly gone: it is of this machine, and its process is no more.

    Parameters
    ----------
    name
        A worker, as named by `worker_name`. One with the number of this process and another name ran before it.
    """
    place, _, rest = name.partition(":")
    number = rest.partition(":")[0]
    if name in _NAMED or place != here() or not number.isdigit():
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


def of_dead_workers(rows: QuerySet[Work]) -> QuerySet[Work]:
    """Return the rows that dead workers of this machine hold.

    Parameters
    ----------
    rows
        Rows to look through.
    """
    leased = rows.filter(state=State.LEASED)
    names = leased.order_by().values_list("leased_by", flat=True).distinct()
    return leased.filter(leased_by__in=[name for name in names if is_dead(name)])
