"""What the deliverer opens in threads of its own it closes before they end."""

import time
from threading import Event, Thread
from typing import Any

import pytest
from django.db.backends.signals import connection_created

from anlan_center.alerts.deliveries.deliverer.running import deliver_until


@pytest.mark.django_db(transaction=True)
def test_a_deliverer_that_is_told_to_stop_leaves_no_connection_open() -> None:
    """Neither SQLite's file nor a server's session stays taken by a thread that is gone."""
    opened: list[Any] = []

    def note(connection: Any, **_told: object) -> None:
        opened.append(connection)

    stop = Event()
    thread = Thread(target=deliver_until, args=(stop,))
    connection_created.connect(note)
    try:
        thread.start()
        while not opened and thread.is_alive():
            time.sleep(0.01)
    finally:
        stop.set()
        thread.join()
        connection_created.disconnect(note)
    assert opened
    assert [one for one in opened if one.connection is not None] == []
