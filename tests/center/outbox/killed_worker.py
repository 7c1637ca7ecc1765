"""A worker that is to be killed: handles events slowly, each with a lease that ends soon.

Usage: ``python killed_worker.py put COUNT`` puts events in; ``python killed_worker.py run`` handles until killed;
``python killed_worker.py count`` prints how many events there are, done, by topic.
"""

import sys
import time
from threading import Event

import django

django.setup()

from django.db import transaction  # noqa: E402

from anlan_center.outbox import handling  # noqa: E402
from anlan_center.outbox.actions import enqueue  # noqa: E402
from anlan_center.outbox.models import Entry, State  # noqa: E402
from anlan_center.outbox.workers import worker_name  # noqa: E402


def handle(entry: Entry) -> None:
    """Write what follows, and take a while."""
    enqueue("further", f"after {entry.key}", {}, exercise=False)
    time.sleep(0.004)


def main() -> None:
    """Do what the arguments say."""
    if sys.argv[1] == "put":
        with transaction.atomic():
            for number in range(int(sys.argv[2])):
                enqueue("told", f"event {number}", {}, exercise=False)
    elif sys.argv[1] == "run":
        handling.LEASE_S = 0.4
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        handling.Worker({"told": [handle], "further": [lambda _entry: None]}, worker_name()).run(Event())
    else:
        told = Entry.objects.filter(topic="told")
        further = Entry.objects.filter(topic="further")
        done = Entry.objects.filter(state=State.DONE)
        sys.stdout.write(f"{told.count()} {further.count()} {done.count()} {Entry.objects.exclude(error='').count()}\n")


main()
