"""What is due is sent, each attempt is kept, and nothing is marked sent before its sink has acknowledged it."""

import asyncio
import json
import subprocess
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web
from django.utils import timezone

from anlan_center.alerts.deliveries import actions, queries
from anlan_center.alerts.deliveries.actions.resending import NotResendableError
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Recipient, Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.alerts.release import actions as releasing
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.actions import priority_of
from anlan_center.outbox.models import State
from anlan_center.outbox.workers import here
from tests.center.alerts.deliveries.conftest import People, Web, acted, delivered, handled, settled

Sinks = Callable[..., Sink]
Alerts = Callable[..., Alert]


def told(server: Web) -> list[dict[str, Any]]:
    """Return what was posted, in order."""
    return [json.loads(body) for _headers, body in server.posts]


def test_a_released_warning_reaches_a_webhook_and_is_marked_once_it_was_acknowledged(sink: Sinks, alert: Alert) -> None:
    """One post, one attempt, done."""

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await delivered()
            assert [one["identifier"] for one in told(server)] == [alert.identifier]

    acted(scene)
    row = Delivery.objects.get()
    assert (row.state, row.target, row.attempts) == (State.DONE, "sink", 1)
    assert row.sent is not None
    assert [one.result for one in Attempt.objects.all()] == ["sent"]


def test_what_failed_is_tried_again_with_the_same_key_and_every_attempt_is_kept(sink: Sinks, alert: Alert) -> None:
    """A sink that says 'later' twice gets the message at the third attempt."""
    count = 0

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        nonlocal count
        count += 1
        return web.Response(status=500 if count < 3 else 200, text="busy")

    async def scene() -> None:
        async with Web(answer) as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            for _again in range(3):
                await settled(lambda: Delivery.objects.update(due=timezone.now()))
                await delivered()
            assert len({headers["Idempotency-Key"] for headers, _body in server.posts}) == 1

    acted(scene)
    assert Delivery.objects.get().state == State.DONE
    assert [one.result for one in Attempt.objects.all()] == ["failed", "failed", "sent"]
    assert "busy" in Attempt.objects.first().reason  # type: ignore[union-attr]


def test_what_a_sink_refuses_for_good_is_a_dead_letter_with_its_reason(sink: Sinks, alert: Alert) -> None:
    """It is not tried again until a person asks for it."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=422, text="no such device")

    async def scene() -> None:
        async with Web(answer) as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await delivered()
            assert len(server.posts) == 1

    acted(scene)
    row = Delivery.objects.get()
    assert (row.state, row.sent) == (State.DEAD, None)
    assert "no such device" in row.error


@pytest.mark.parametrize(
    ("address", "repeated"),
    [
        ("wang@example.org", "550 <Wang@Example.ORG>: no such user"),
        ("+8613812345678", "+8613812345678 is barred"),
        ("+8613812345678", "8613812345678 is barred"),
        ("+8613812345678", "subscriber 13812345678 is barred"),
        ('{"endpoint":"https://push.example/wp/AbC-1","keys":{}}', "nobody at https://push.example/wp/AbC-1"),
    ],
)
def test_an_address_that_a_sink_repeats_is_kept_nowhere(address: str, repeated: str, sink: Sinks, alert: Alert) -> None:
    """Attempts stay for good, and pages show them: what was said is kept but for the address, however written."""

    async def scene() -> None:
        async with Web(refusing(repeated)) as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}, recipients={"duty": address}))
            await settled(handled)
            await delivered()

    acted(scene)
    for said in (Attempt.objects.get().reason, Delivery.objects.get().error):
        assert said.startswith("HTTP 400")
        assert "…" in said
        assert not any(part in said.lower() for part in ("wang", "13812345678", "abc-1"))


def refusing(words: str) -> Callable[[web.Request, bytes], Awaitable[web.StreamResponse]]:
    """Return what refuses a message for good, with some words."""

    async def answer(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=400, text=words)

    return answer


def test_a_severe_warning_overtakes_what_was_queued_before(sink: Sinks, released: Alerts) -> None:
    """Of hundreds of minor deliveries at least the last ones come after it, though it was released last."""
    minor, severe = released(colour="blue"), released(colour="red")
    assert (minor.severity, severe.severity) == ("Minor", "Extreme")

    async def scene() -> None:
        async with Web() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url, "concurrency": 2}, {"secret": "s"}))
            await settled(lambda: queued(minor, at, 60))
            await settled(lambda: queued(severe, at, 1))
            await delivered()
            order = [one["identifier"] for one in told(server)]
            assert order[0] == severe.identifier
            assert len(order) == 61

    acted(scene)


def queued(alert: Alert, at: Sink, count: int, first: int = 0) -> None:
    """Write deliveries for so many recipients, numbered from the first on."""
    for number in range(first, first + count):
        name = f"{alert.pk}-{number}"
        who = Recipient.objects.create(sink=at, name=name, address=VAULT.seal(name), language="en", jurisdiction="3207")
        Delivery.objects.create(
            alert=alert, sink=at, target=f"recipient:{who.pk}", language="en", exercise=alert.exercise,
            jurisdiction=alert.jurisdiction, expires=alert.expires or timezone.now(),
            priority=priority_of(alert.severity), due=timezone.now(),
        )  # fmt: skip


def test_an_exercise_reaches_sinks_of_exercises_alone_and_says_so(sink: Sinks, released: Alerts) -> None:
    """The real sink stays silent; the texts at the other begin with the mark."""
    released(exercise=True)

    async def scene() -> None:
        async with Web() as live, Web() as practice:
            await settled(lambda: sink("webhook", {"url": live.url}, {"secret": "s"}, exercise=False))
            await settled(lambda: sink("webhook", {"url": practice.url}, {"secret": "s"}, exercise=True))
            await settled(handled)
            await delivered()
            assert live.posts == []
            (one,) = told(practice)
        assert one["status"] == "Exercise"
        assert "<status>Exercise</status>" in one["cap"]
        assert all(
            one[part].startswith(("【演练】", "【演习】")) for part in ("headline", "description", "instruction")
        )

    acted(scene)


@pytest.mark.parametrize("exercise", [False, True])
def test_a_row_that_was_put_at_the_wrong_sink_never_leaves(exercise: bool, sink: Sinks, released: Alerts) -> None:
    """Even where a delivery was written past the fan-out, the clearing holds it."""
    alert = released(exercise=exercise)

    async def scene() -> None:
        async with Web() as server:
            at = await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}, exercise=not exercise))
            await settled(lambda: queued(alert, at, 2))
            await delivered()
            assert server.posts == []

    acted(scene)
    assert set(Delivery.objects.values_list("state", "error")) == {(State.DROPPED, "crossed")}


def test_what_has_expired_never_leaves(sink: Sinks, alert: Alert) -> None:
    """Even where it waited before the clock said so."""

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await settled(lambda: releasing.expire(alert, now=timezone.now() + timedelta(days=1)))
            await delivered()
            assert server.posts == []

    acted(scene)
    assert Delivery.objects.get().error == "expired"


def cancelled(people: People, alert: Alert) -> Alert:
    """Lift a warning."""
    made = releasing.prepare_cancel(people.author, alert)
    made = releasing.submit(people.author, made, revision=made.revision)
    made = releasing.review(people.reviewer, made, revision=made.revision)
    return releasing.approve(people.approver, made, revision=made.revision)


def test_a_cancel_stops_what_is_undelivered_and_follows_what_was_delivered(
    sink: Sinks, alert: Alert, people: People
) -> None:
    """Who got the warning gets its end; who did not get it hears nothing of either."""

    async def scene() -> None:
        async with Web() as reached, Web() as later:
            one = await settled(lambda: sink("webhook", {"url": reached.url}, {"secret": "s"}, key="reached"))
            other = await settled(lambda: sink("webhook", {"url": later.url}, {"secret": "s"}, key="later"))
            await settled(handled)
            in_an_hour = timezone.now() + timedelta(hours=1)
            await settled(lambda: Delivery.objects.filter(sink=other).update(due=in_an_hour))
            await delivered()
            await settled(lambda: cancelled(people, alert))
            await settled(handled)
            await settled(lambda: Delivery.objects.filter(state=State.WAITING).update(due=timezone.now()))
            await delivered()
            assert [one["msgType"] for one in told(reached)] == ["Alert", "Cancel"]
            assert later.posts == []
            assert one.pk != other.pk

    acted(scene)
    assert Delivery.objects.get(sink__key="later").error == "cancelled"


def test_what_waits_is_stopped_even_before_the_cancel_is_fanned_out(sink: Sinks, alert: Alert, people: People) -> None:
    """The clearing reads the warning's row right before it sends."""

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await settled(lambda: cancelled(people, alert))
            await delivered()
            assert server.posts == []

    acted(scene)
    assert Delivery.objects.get(alert=alert).error == "cancelled"


def test_the_fan_out_may_be_repeated(sink: Sinks, alert: Alert) -> None:
    """An event that is handled twice writes no delivery twice."""
    row = sink("webhook", {"url": "https://example.org/"}, {"secret": "s"}, recipients={"a": "x", "b": "y"})
    handled()
    handled()
    assert sorted(Delivery.objects.values_list("target", flat=True)) == sorted(
        f"recipient:{one.pk}" for one in row.recipients.all()
    )


def test_sinks_elsewhere_are_not_concerned(sink: Sinks, alert: Alert) -> None:
    """A warning for one district goes to its own sinks and to those of the city, not to the neighbour's."""
    assert alert.area["codes"] == ["320703"]
    for key, place in (("own", "320703"), ("city", "3207"), ("neighbour", "320706"), ("harbour", "320703001")):
        sink("webhook", {"url": "https://example.org/"}, {"secret": "s"}, key=key, jurisdiction=place)
    handled()
    assert set(Delivery.objects.values_list("sink__key", flat=True)) == {"own", "city", "harbour"}


def test_one_dead_and_one_slow_sink_keep_nobody_waiting(sink: Sinks, alert: Alert) -> None:
    """The others are done while the slow one has not answered once."""
    hold = asyncio.Event()

    async def slowly(_request: web.Request, _body: bytes) -> web.StreamResponse:
        await hold.wait()
        return web.Response(text="ok")

    async def scene() -> None:
        async with Web() as good, Web(slowly) as slow:
            secret = {"secret": "s"}
            await settled(lambda: sink("webhook", {"url": "http://127.0.0.1:1/"}, secret, key="dead"))
            await settled(lambda: sink("webhook", {"url": slow.url}, secret, key="slow"))
            await settled(lambda: sink("webhook", {"url": good.url}, secret, key="good"))
            await settled(handled)
            done = lambda: Delivery.objects.get(sink__key="good").state == State.DONE  # noqa: E731
            sending = asyncio.create_task(delivered(20.0))
            while not await settled(done):
                await asyncio.sleep(0.05)
            assert await settled(lambda: Delivery.objects.get(sink__key="slow").state) == State.LEASED
            hold.set()
            sending.cancel()
            await asyncio.gather(sending, return_exceptions=True)

    acted(scene)
    dead = Delivery.objects.get(sink__key="dead")
    assert dead.state != State.DONE
    assert dead.tries.filter(result="unreachable").exists()


def test_what_a_dead_worker_of_this_machine_held_is_taken_over_at_once(sink: Sinks, alert: Alert) -> None:
    """Nobody waits for the end of its lease."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        process = ended.pid

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            held = {"state": State.LEASED, "leased_by": f"{here()}:{process}:abcd", "attempts": 1,
                    "leased_until": timezone.now() + timedelta(hours=1)}  # fmt: skip
            await settled(lambda: Delivery.objects.update(**held))
            await delivered()
            assert len(server.posts) == 1

    acted(scene)
    assert Delivery.objects.get().state == State.DONE


@pytest.mark.parametrize("ended", ["worker", "lease"])
def test_an_attempt_that_was_broken_off_is_kept_as_unknown(ended: str, sink: Sinks, alert: Alert) -> None:
    """Whoever held it and since when is written before it is tried again; the next attempt stands beside it."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        dead = f"{here()}:{process.pid}:abcd"
    taken = timezone.now() - timedelta(minutes=1)
    worker, until = (dead, timedelta(hours=1)) if ended == "worker" else ("elsewhere:1:abcd", timedelta(seconds=-1))

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            held = {"state": State.LEASED, "leased_by": worker, "attempts": 1, "taken": taken,
                    "leased_until": timezone.now() + until}  # fmt: skip
            await settled(lambda: Delivery.objects.update(**held))
            await delivered()
            assert len(server.posts) == 1

    acted(scene)
    broken, last = Attempt.objects.order_by("id")
    assert (broken.result, broken.began, broken.worker) == ("unknown", taken, worker)
    assert broken.reason
    assert last.result == "sent"
    assert Delivery.objects.get().attempts == 2


def test_a_live_lease_of_another_worker_is_left_alone(sink: Sinks, alert: Alert) -> None:
    """Two workers never send the same delivery at the same time."""
    held = {"state": State.LEASED, "leased_by": "elsewhere:1:abcd", "leased_until": timezone.now() + timedelta(hours=1)}

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await settled(lambda: Delivery.objects.update(**held))
            with pytest.raises(AssertionError, match="come to rest"):
                await delivered(1.0)
            assert server.posts == []

    acted(scene)


def test_a_person_sends_to_one_target_again(sink: Sinks, alert: Alert, person: Callable[..., Any]) -> None:
    """What was acknowledged goes again only where it may arrive twice, with a key of its own; it is on record."""
    operator = person("operator", operator="3207")
    keys: list[str] = []

    async def scene() -> None:
        async with Web() as server:
            await settled(lambda: sink("webhook", {"url": server.url}, {"secret": "s"}))
            await settled(handled)
            await delivered()
            row = await settled(Delivery.objects.get)
            with pytest.raises(NotResendableError):
                await settled(lambda: actions.resend(operator, row))
            await settled(lambda: actions.resend(operator, row, again=True))
            await delivered()
            keys.extend(headers["Idempotency-Key"] for headers, _body in server.posts)

    acted(scene)
    assert len(set(keys)) == 2
    row = Delivery.objects.get()
    assert row.tries.count() == 2
    assert [line.counts["sent"] for line in queries.board(operator)] == [1]
