"""One scenario of deliveries, as a program of its own: a database in a folder of its own, sinks on this machine.

Usage::

    ANLAN_DATA=FOLDER python -m bench.delivering SCENARIO PORT
"""

import asyncio
import json
import os
import random
import signal
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan_center.config.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402
from django.utils import timezone  # noqa: E402

from anlan_center.accounts.models import Organisation, User  # noqa: E402
from anlan_center.alerts.deliveries.channels.destinations import Policy  # noqa: E402
from anlan_center.alerts.deliveries.deliverer.deliverer import Deliverer  # noqa: E402
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Recipient, Sink  # noqa: E402
from anlan_center.alerts.deliveries.sealing import VAULT  # noqa: E402
from anlan_center.alerts.release import actions  # noqa: E402
from anlan_center.alerts.release.models import Alert  # noqa: E402
from anlan_center.directory.loading import load_city  # noqa: E402
from anlan_center.outbox.actions import priority_of  # noqa: E402
from anlan_center.outbox.models import State  # noqa: E402
from bench.issuing import AREA, COLOURS, approved_at_once, handling, issuer, reviewed  # noqa: E402

N_BATCH = int(os.environ.get("N_BATCH", "100000"))
N_SINGLE = int(os.environ.get("N_SINGLE", "20000"))
N_ISOLATION = int(os.environ.get("N_ISOLATION", "1000"))
N_ISSUERS = int(os.environ.get("N_ISSUERS", "200"))
N_KILLED = int(os.environ.get("N_KILLED", "20000"))
N_KILLS = int(os.environ.get("N_KILLS", "100"))
HERE = Policy(("127.0.0.0/8",))

CAP = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>{identifier}</identifier>
<sender>bench@anlan.example</sender><sent>2026-07-14T14:00:00+08:00</sent><status>Actual</status>
<msgType>Alert</msgType><scope>Public</scope></alert>"""


def prepared() -> Organisation:
    """Make the tables and who warns."""
    call_command("migrate", interactive=False, verbosity=0)
    load_city(settings.ANLAN_CITY)
    made, _new = Organisation.objects.get_or_create(
        key="bench", name_zh="应急指挥部", name_en="Emergency Command", kind="government", jurisdiction="3207",
        sender="bench@anlan.example",
    )  # fmt: skip
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
        exercise=False, settings={"url": url, **settings}, secrets=VAULT.seal_all({secret: "bench"}),
    )  # fmt: skip


def numbers(of: Sink, count: int, area: str = "3207") -> list[str]:
    """Write fixed recipients and return their targets."""
    rows = [
        Recipient(sink=of, name=f"{n:07d}", address=VAULT.seal(f"+86139{n:08d}"), language="zh-Hans", jurisdiction=area)
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
            expires=alert.expires or now, priority=priority_of(alert.severity), due=now,
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
    """Deliver until nothing is left, and until what is done meanwhile has ended; returns the seconds that it took."""

    async def run() -> float:
        with ThreadPoolExecutor(1) as executor, ThreadPoolExecutor(1) as other:
            begin = time.perf_counter()
            if meanwhile is not None:
                deliverer = Deliverer(policy=HERE, executor=executor)
                running = asyncio.create_task(deliverer.run())
                await asyncio.wait_for(asyncio.get_running_loop().run_in_executor(other, meanwhile), seconds)
                deliverer.stop()
                await running
            elif not await Deliverer(policy=HERE, executor=executor).drain(seconds):
                raise RuntimeError(f"not done after {seconds} s")
            return time.perf_counter() - begin

    return asyncio.run(run())


def left() -> dict[str, int]:
    """Count deliveries by state."""
    return {state: Delivery.objects.filter(state=state).count() for state in State.values}


def rate(found: Mapping[str, Any], path: str) -> float:
    """Return messages a second at a sink, from its first to its last, by what the sinks have told."""
    return float(found["counts"][path] / max(1e-9, found["last"][path] - found["first"][path]))


def through(port: int, channel: str, path: str, count: int, workers: int = 0) -> dict[str, object]:
    """Send a warning to many recipients of one sink: by this process, or by some that share the database."""
    office = prepared()
    at = sink(office, "sink", channel, f"http://127.0.0.1:{port}{path}")
    queued(warning(office, 1, "Severe"), at, numbers(at, count))
    if workers:
        connection.close()
        command = [sys.executable, "-m", "bench.delivering", "deliver", str(port)]
        running = [subprocess.Popen(command, stdout=subprocess.DEVNULL) for _ in range(workers)]
        if any(one.wait(120.0) for one in running):
            raise RuntimeError("a deliverer has failed")
    else:
        sent(120.0)
    found = told(port)
    return {
        "deliveries": found["counts"][path], "twice": found["twice"][path],
        "deliveries a second": round(rate(found, path)),
    }  # fmt: skip


def isolation(port: int) -> dict[str, object]:
    """Send webhooks through each of eight sinks: alone, and beside a dead and a slow sink, in turn seven times.

    Rounds differ by a tenth and more, so the median of a few says little.
    """
    office = prepared()
    good = [sink(office, f"good-{n}", "webhook", f"http://127.0.0.1:{port}/post-{n}") for n in range(8)]
    bad = [
        sink(office, "dead", "webhook", "http://127.0.0.1:9/"),
        sink(office, "slow", "webhook", f"http://127.0.0.1:{port}/slow", timeout=10),
    ]
    targets = {at.pk: numbers(at, N_ISOLATION) for at in (*good, *bad)}
    rates: dict[str, list[float]] = {}
    rounds: list[tuple[str, list[Sink]]] = [
        ("to warm up", []),
        *[("alone", []), ("beside a dead and a slow sink", bad)] * 7,
    ]
    for number, (name, others) in enumerate(rounds):
        told(port, "/forget")
        alert = warning(office, number, "Severe")
        Sink.objects.filter(pk__in=[at.pk for at in bad]).update(active=bool(others))
        for at in (*good, *others):
            queued(alert, at, targets[at.pk])
        asyncio.run(done_at({at.pk for at in good}, 120.0))
        found = told(port)
        first, last = min(found["first"].values()), max(found["last"].values())
        rates.setdefault(name, []).append(N_ISOLATION * len(good) / max(1e-9, last - first))
    del rates["to warm up"]
    middle = {name: statistics.median(values) for name, values in rates.items()}
    change = middle["beside a dead and a slow sink"] / middle["alone"] - 1.0
    return {
        **{name: round(value) for name, value in middle.items()}, "change": f"{change:+.1%}",
        "each": {name: [round(value) for value in values] for name, values in rates.items()},
    }  # fmt: skip


async def done_at(sinks: set[int], seconds: float) -> None:
    """Deliver until nothing waits at some sinks."""
    left_there = Delivery.objects.filter(sink__in=sinks).exclude(state=State.DONE)
    with ThreadPoolExecutor(1) as executor, ThreadPoolExecutor(1) as other:
        deliverer = Deliverer(policy=HERE, executor=executor)
        running = asyncio.create_task(deliverer.run())
        until = time.monotonic() + seconds
        loop = asyncio.get_running_loop()
        while await loop.run_in_executor(other, left_there.exists):
            if time.monotonic() > until:
                raise RuntimeError(f"not done after {seconds} s")
            await asyncio.sleep(0.1)
        deliverer.stop()
        await running


def first(port: int, queue: int) -> dict[str, object]:
    """Approve extreme warnings, one after the other, with a queue of minor deliveries; time each to its arrival."""
    office = prepared()
    at = sink(office, "sms", "sms-gateway", f"http://127.0.0.1:{port}/batch-marked")
    if queue:
        queued(warning(office, 0, "Minor"), at, numbers(at, queue, "320706"))  # another district
    Recipient.objects.create(
        sink=at, name="first", address=VAULT.seal("+8613900000000"), language="zh-Hans", jurisdiction=AREA
    )
    approver = issuer("approving", "approver", office)
    alerts = reviewed(office, ["red"] * (5 if queue else 20))
    waits: list[float] = []
    behind: list[int] = []

    def release() -> None:
        time.sleep(1.5)
        for number, alert in enumerate(alerts, 1):
            begin = time.time()
            actions.approve(approver, alert, revision=alert.revision)
            text = alert.texts["zh-Hans"]["short"]
            while (came := told(port)["marks"].get(text, (0.0, 0.0, 0)))[2] < number:
                time.sleep(0.02)
            waits.append(came[1] - begin)
            behind.append(Delivery.objects.filter(state=State.WAITING).count())
        connection.close()

    with handling():
        sent(60.0, release)
    return {
        "releases": len(waits), "queued at first": queue, "still queued after each": behind if queue else 0,
        "median s": round(statistics.median(waits), 3), "largest s": round(max(waits), 3),
    }  # fmt: skip


def issuers(port: int) -> dict[str, object]:
    """Let 200 people approve a warning each at the same moment, each to ten sinks; every severity once in four."""
    office = prepared()
    for number in range(10):
        sink(office, f"hook-{number}", "webhook", f"http://127.0.0.1:{port}/marked-{number}")
    alerts = reviewed(office, [COLOURS[number % 4] for number in range(N_ISSUERS)])
    people = [issuer(f"issuer-{number}", "approver", office) for number in range(N_ISSUERS)]
    begin = 0.0
    approved: dict[str, float] = {}

    def release() -> None:
        nonlocal begin
        done, begin = approved_at_once(alerts, people)
        approved.update(done)
        while sum(told(port)["distinct"].values()) < 10 * N_ISSUERS:
            time.sleep(0.2)
        connection.close()

    with handling():
        sent(90.0, release)
    marks = (found := told(port))["marks"]
    severity = {one.identifier: one.severity for one in alerts}
    waits = {
        name: [marks[key][1] - begin for key, level in severity.items() if level == name]
        for name in ("Extreme", "Severe", "Moderate", "Minor")
    }
    late = [key for key in severity if overtaken(key, severity, approved, marks)]
    return {
        "deliveries": sum(found["distinct"].values()),
        "sent again with the same key, which a sink that looks at keys drops": sum(found["twice"].values()),
        "attempts without an answer": attempts_unanswered(),
        "last approval after s": round(max(approved.values()) - begin, 2),
        "all out after s": round(max(mark[1] for mark in marks.values()) - begin, 2),
        "out after s, by severity": {
            name: f"median {statistics.median(took):.2f}, last {max(took):.2f}" for name, took in waits.items()
        },
        "overtaken by a lesser one": len(late),
        "deliveries overtaken at their sink once queued": overtaken_once_queued(),
        "approved to first delivery s, median": round(
            statistics.median(marks[key][0] - approved[key] for key in severity), 2
        ),
    }


def attempts_unanswered() -> dict[str, int]:
    """Count the attempts whose sink did not answer, by what was written of them; each was sent again."""
    rows = Attempt.objects.exclude(result="sent").values_list("reason").annotate(count=Count("pk"))
    return dict(rows.order_by())


def overtaken(
    key: str, severity: Mapping[str, str], approved: Mapping[str, float], marks: Mapping[str, list[float]]
) -> bool:
    """Say whether a lesser warning arrived 0.5 s before a graver one that had been approved 0.5 s before that."""
    rank = priority_of(severity[key])
    return any(
        priority_of(found) > rank and approved[key] + 0.5 < marks[other][0] < marks[key][0] - 0.5
        for other, found in severity.items()
    )


def overtaken_once_queued() -> int:
    """Count deliveries for which a lesser one at their sink was begun 0.5 s after they were queued, before them."""
    rows: dict[int, list[tuple[int, Any, Any]]] = {}
    told_of = Attempt.objects.filter(result="sent").values_list(
        "delivery__sink", "delivery__priority", "delivery__created", "began"
    )
    for at, priority, created, began in told_of:
        rows.setdefault(at, []).append((priority, created + timedelta(seconds=0.5), began))
    return sum(
        any(other > priority and seen < earlier < began for other, _seen, earlier in at_one)
        for at_one in rows.values()
        for priority, seen, began in at_one
    )


def fill(port: int) -> dict[str, object]:
    """Queue deliveries for a deliverer that will be killed: half at a sink that drops what it has seen, half not."""
    office = prepared()
    alert = warning(office, 1, "Severe")
    for key, channel in (("hook", "webhook"), ("batch", "sms-gateway")):
        at = sink(office, key, channel, f"http://127.0.0.1:{port}/{key}", batch=20 if channel == "sms-gateway" else 1)
        queued(alert, at, numbers(at, N_KILLED))
    return {"queued": Delivery.objects.count()}


def deliver(_port: int) -> dict[str, object]:
    """Deliver until nothing is left."""
    sent(120.0)
    taken = Delivery.objects.aggregate(Sum("attempts"))["attempts__sum"]
    return {**left(), "taken on": taken, "attempts": Attempt.objects.count()}


def kill(_port: int) -> dict[str, object]:
    """Start deliverers, one after the other, and end each by SIGKILL at a random moment."""
    chance = random.Random(320700)
    connection.close()
    at_work = 0
    for _kill in range(N_KILLS):
        worker = os.fork()  # no thread and no connection is open here
        if not worker:
            sent(120.0)
            os._exit(0)
        time.sleep(chance.uniform(0.05, 0.35))
        ended, _status = os.waitpid(worker, os.WNOHANG)
        if not ended:
            at_work += 1
            os.kill(worker, signal.SIGKILL)
            os.waitpid(worker, 0)
    return {"at work": at_work, **left()}


SCENARIOS: Mapping[str, Callable[[int], dict[str, object]]] = {
    "batch": lambda port: through(port, "sms-gateway", "/batch", N_BATCH),
    "single": lambda port: through(port, "webhook", "/post", N_SINGLE),
    "single, by two deliverers": lambda port: through(port, "webhook", "/post", N_SINGLE, workers=2),
    "isolation": isolation,
    "first, idle": lambda port: first(port, 0),
    "first, 100,000 queued": lambda port: first(port, N_BATCH),
    "issuers": issuers,
    "fill": fill,
    "kill": kill,
    "deliver": deliver,
}

if __name__ == "__main__":
    result = SCENARIOS[sys.argv[1]](int(sys.argv[2]))
    sys.stdout.write(json.dumps(result) + "\n")
    connection.close()
