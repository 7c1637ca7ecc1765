"""One scenario of deliveries, as a program of its own: a database in a folder of its own, sinks on this machine.

Usage::

    ANLAN_DATA=FOLDER python -m bench.delivering SCENARIO PORT
"""

import asyncio
import json
import os
import statistics
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan_center.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.utils import timezone  # noqa: E402

from anlan_center.accounts.models import Organisation, User  # noqa: E402
from anlan_center.alerts.deliveries.channels.destinations import Policy  # noqa: E402
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer  # noqa: E402
from anlan_center.alerts.deliveries.models import Delivery, Recipient, Sink  # noqa: E402
from anlan_center.alerts.deliveries.sealing import seal, seal_all  # noqa: E402
from anlan_center.alerts.release.models import Alert  # noqa: E402
from anlan_center.outbox.actions import priority_of  # noqa: E402
from anlan_center.outbox.models import State  # noqa: E402

N_SINGLE = int(os.environ.get("N_SINGLE", "20000"))
N_BATCH = int(os.environ.get("N_BATCH", "100000"))
HERE = Policy(("127.0.0.0/8",))

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>bench@anlan.example</sender><sent>2026-07-14T14:00:00+08:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope></alert>"""


def prepared() -> Organisation:
    """Make the tables and who warns."""
    call_command("migrate", interactive=False, verbosity=0)
    made, _new = Organisation.objects.get_or_create(
        key="command", name_zh="应急指挥部", name_en="Emergency Command", kind="government", jurisdiction="3207"
    )
    return made


def person(name: str, organisation: Organisation) -> User:
    """Make somebody."""
    return User.objects.get_or_create(username=name, organisation=organisation)[0]


def warning(organisation: Organisation, number: int, severity: str) -> Alert:
    """Write a warning that was released just now."""
    now = timezone.now()
    identifier = f"bench-{number:04d}-{severity}"
    text = {"headline": "台风红色预警", "description": "台风将于今晚登陆。", "instruction": "请留在室内。"}
    return Alert.objects.create(
        identifier=identifier, sender="bench@anlan.example", sent=now, organisation=organisation,
        jurisdiction="3207", exercise=False, status="Actual", event_type="typhoon", colour="red",
        severity=severity, urgency="Immediate", certainty="Likely",
        texts={"zh-Hans": {**text, "short": f"台风红色预警 {identifier}，请留在室内。"}}, languages=["zh-Hans"],
        area={"codes": ["320700"], "description": {"zh-Hans": "海城市"}}, expires=now + timedelta(hours=6),
        state="released", author=person("author", organisation), approver=person("approver", organisation),
        approved_at=now, released_at=now, cap=CAP.format(identifier=identifier).encode(),
    )  # fmt: skip


def sink(organisation: Organisation, key: str, channel: str, url: str, **settings: object) -> Sink:
    """Set a live sink up."""
    secret = "token" if channel == "sms-gateway" else "secret"
    return Sink.objects.create(
        key=key, channel=channel, organisation=organisation, name_zh=key, name_en=key, jurisdiction="3207",
        exercise=False, settings={"url": url, **settings}, secrets=seal_all({secret: "bench"}),
    )  # fmt: skip


def numbers(of: Sink, count: int) -> list[str]:
    """Write fixed recipients and return their targets."""
    rows = [
        Recipient(sink=of, name=f"{n:07d}", address=seal(f"+86139{n:08d}"), language="zh-Hans", jurisdiction="3207")
        for n in range(count)
    ]
    Recipient.objects.bulk_create(rows, batch_size=2_000)
    return [f"recipient:{key}" for key in Recipient.objects.filter(sink=of).values_list("pk", flat=True)]


def queued(alert: Alert, at: Sink, targets: list[str]) -> None:
    """Write deliveries that are due."""
    now = timezone.now()
    rows = [
        Delivery(
            alert=alert, sink=at, target=target, language="zh-Hans", exercise=False, jurisdiction="3207",
            expires=alert.expires, priority=priority_of(alert.severity), due=now,
        )
        for target in targets
    ]  # fmt: skip
    Delivery.objects.bulk_create(rows, batch_size=2_000)


def told(port: int, path: str = "/told") -> dict[str, Any]:
    """Ask the sinks what they got."""
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
        found: dict[str, Any] = json.load(answer)
    return found


def sent(seconds: float, meanwhile: Callable[[], None] | None = None) -> float:
    """Deliver until nothing is left; returns the seconds that it took."""

    async def run() -> float:
        with ThreadPoolExecutor(1) as executor:
            deliverer = Deliverer(policy=HERE, executor=executor)
            begin, used = time.perf_counter(), time.process_time()
            if meanwhile is not None:
                threading.Thread(target=meanwhile, daemon=True).start()
            if not await deliverer.drain(seconds):
                raise RuntimeError(f"not done after {seconds} s: {left()}")
            sys.stderr.write(f"processor seconds {time.process_time() - used:.2f}\n")
            return time.perf_counter() - begin

    return asyncio.run(run())


def left() -> dict[str, int]:
    """Count deliveries by state."""
    return {state: Delivery.objects.filter(state=state).count() for state in State.values}


def rate(port: int, path: str) -> float:
    """Return messages a second at a sink, from its first to its last."""
    found = told(port)
    return float(found["counts"][path] / max(1e-9, found["last"][path] - found["first"][path]))


def batch(port: int) -> dict[str, object]:
    """Send 100,000 text messages through one gateway that takes 500 in a request."""
    office = prepared()
    at = sink(office, "sms", "sms-gateway", f"http://127.0.0.1:{port}/batch")
    queued(warning(office, 1, "Severe"), at, numbers(at, N_BATCH))
    seconds = sent(120.0)
    found = told(port)
    return {
        "deliveries": found["counts"]["/batch"], "twice": found["twice"]["/batch"], "seconds": round(seconds, 2),
        "deliveries a second": round(rate(port, "/batch")),
    }  # fmt: skip


def single(port: int) -> dict[str, object]:
    """Send 20,000 webhooks, one request each, to one sink."""
    office = prepared()
    at = sink(office, "hook", "webhook", f"http://127.0.0.1:{port}/post")
    queued(warning(office, 1, "Severe"), at, [f"recipient:{n}" for n in ()] or numbers(at, N_SINGLE))
    seconds = sent(120.0)
    found = told(port)
    return {
        "posts": found["counts"]["/post"], "twice": found["twice"]["/post"], "seconds": round(seconds, 2),
        "posts a second": round(rate(port, "/post")),
    }  # fmt: skip


SCENARIOS: Mapping[str, Callable[[int], dict[str, object]]] = {"batch": batch, "single": single}

if __name__ == "__main__":
    result = SCENARIOS[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.write(json.dumps(result) + "\n")
    connection.close()
