"""Messages that are handed in at the same moment are put together as if one had come after the other."""

import threading
from collections.abc import Collection
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime

import pytest
from django.db import connections

from anlan.alerts import write_alert
from anlan_center.alerts.ingest.actions import receive, receiving
from anlan_center.alerts.ingest.models import Received, Source
from tests.center.alerts.ingest.messages import message

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_warning_and_its_lifting_handed_in_at_once_find_each_other(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The warning does not stay in force beside a lifting that waits for it, also where they come over two sources."""
    other = Source.objects.create(name="Second way", way="push", jurisdiction="3207", due=source.due)
    first = message("A")
    both = threading.Barrier(2, timeout=1.0)
    settle = receiving.settle

    def together(jurisdiction: str, sender: str, now: datetime, named: Collection[str] = ()) -> None:
        with suppress(threading.BrokenBarrierError):
            both.wait()  # until both have kept theirs, or it is seen that one waits for the other
        settle(jurisdiction, sender, now, named)

    def hand_in(part: tuple[Source, bytes]) -> None:
        try:
            receive(*part)
        finally:
            connections.close_all()

    monkeypatch.setattr(receiving, "settle", together)
    parts = [(source, write_alert(first)), (other, write_alert(message("B", 1, first, kind="Cancel")))]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(hand_in, parts))
    assert dict(Received.objects.values_list("identifier", "state")) == {"A": "cancelled", "B": "cancelled"}
