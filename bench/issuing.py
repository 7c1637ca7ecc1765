"""Warnings as people issue them: drafted, submitted, reviewed and approved by the centre's own actions.

What is measured from an approval on has everything in it: judging and signing the message, the record, the outbox, the
deliveries that follow, their requests, and the time at which they arrive.
"""

import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import timedelta

from django.db import connections
from django.utils import timezone

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import Organisation, User
from anlan_center.alerts.deliveries.actions import fan_out, spread
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.handling import Worker
from anlan_center.outbox.workers import worker_name

COLOURS = ("blue", "yellow", "orange", "red")
"""From the least to the gravest."""

AREA = "320703"
"""District that is warned."""


def issuer(name: str, role: str, office: Organisation) -> User:
    """Make somebody with a role in the whole city, as signed in with a second factor."""
    user = User.objects.create(username=name, organisation=office)
    install(user, role, "3207", operator="bench")
    user.second_factor_at = timezone.now()
    return user


def reviewed(office: Organisation, colours: Sequence[str]) -> list[Alert]:
    """Write warnings that wait for their approval, one of each colour given."""
    author, reviewer = issuer("writing", "author", office), issuer("reviewing", "reviewer", office)
    now = timezone.now()
    found = []
    for colour in colours:
        text = {
            "headline": "应急指挥部发布台风预警：连云区", "description": "今天下午到夜间，连云区将有狂风暴雨。",
            "instruction": "请留在坚固的房屋内，不要外出。", "short": "应急指挥部发布台风预警：连云区。请留在室内。",
        }  # fmt: skip
        content = actions.Content(
            event_type="typhoon", colour=colour, texts={"zh-Hans": text}, area={"codes": [AREA]},
            onset=now + timedelta(hours=1), expires=now + timedelta(hours=12),
        )  # fmt: skip
        alert = actions.draft(author, content, exercise=False)
        alert = actions.submit(author, alert, revision=alert.revision)
        found.append(actions.review(reviewer, alert, revision=alert.revision))
    return found


@contextmanager
def handling() -> Iterator[None]:
    """Carry events to the handlers of deliveries meanwhile, in a thread, as the centre does."""
    stop = threading.Event()
    handlers = {"alert.released": (fan_out,), "delivery.spread": (spread,)}

    def work() -> None:
        Worker(handlers, worker_name()).run(stop)
        connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def approved_at_once(alerts: Sequence[Alert], people: Sequence[User]) -> tuple[dict[str, float], float]:
    """Approve all at the same moment, one person and one thread each; returns when each was done, and the moment."""
    barrier = threading.Barrier(len(alerts) + 1)

    def approve(pair: tuple[Alert, User]) -> tuple[str, float]:
        barrier.wait()
        try:
            actions.approve(pair[1], pair[0], revision=pair[0].revision)
        finally:
            connections.close_all()
        return pair[0].identifier, time.time()

    with ThreadPoolExecutor(len(alerts)) as pool:
        running = [pool.submit(approve, pair) for pair in zip(alerts, people, strict=True)]
        barrier.wait()
        begin = time.time()
        return dict(one.result() for one in running), begin
