"""What sinks tell later: signed, bounded, in any order, once or often, before or after their answers are written."""

import asyncio
import itertools
import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import shapely
from aiohttp import web
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st

from anlan_center.alerts.deliveries import actions, queries
from anlan_center.alerts.deliveries.channels import cellbroadcast
from anlan_center.alerts.deliveries.channels.cellbroadcast import CellBroadcast, compared
from anlan_center.alerts.deliveries.channels.protocol import Configuration, Late, Outcome, Parcel
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.channels.webhook import signature
from anlan_center.alerts.deliveries.deliverer.claiming import key_of
from anlan_center.alerts.deliveries.models import Attempt, Delivery, Result, Sink, Unmatched
from anlan_center.alerts.deliveries.receipts import receiving
from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import Event, State
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, delivered, handled, settled, until
from tests.center.alerts.deliveries.written import cleared

SECRET = "known to the gateway alone"
AREA = {"type": "Polygon", "coordinates": [[[119, 34], [120, 34], [120, 35], [119, 35], [119, 34]]]}
Sinks = Callable[..., Sink]


@pytest.fixture
def gateway(sink: Sinks) -> Sink:
    """A gateway that tells receipts."""
    phones = {"a": "+8613900000001", "b": "+8613900000002"}
    return sink("sms-gateway", {"url": "https://gateway.example/"}, {"token": "t", "receipts": SECRET}, key="gateway",
                recipients=phones)  # fmt: skip


@pytest.fixture
def sent(gateway: Sink, alert: Alert) -> list[Delivery]:
    """Two deliveries that the gateway took at one go; it gave both one name."""
    handled()
    Delivery.objects.update(state=State.DONE, sent=timezone.now(), receipt="batch-7", attempts=1)
    return list(Delivery.objects.order_by("id"))


def told(
    to: str, receipts: list[dict[str, Any]], *, secret: str = SECRET, at: float | None = None, header: str = ""
) -> Any:
    """Tell receipts as a gateway does; returns the answer."""
    body = json.dumps({"receipts": receipts}).encode()
    signed = signature(secret, int(time.time() if at is None else at), body)
    return Client().post(
        f"/api/deliveries/sinks/{to}/receipts", body, content_type="application/json",
        headers={"X-Anlan-Signature": header or signed},
    )  # fmt: skip


def stages() -> list[str]:
    """Return how far each delivery has come, as the board says it."""
    return [queries.stage_of(row) for row in Delivery.objects.order_by("id")]


def test_a_receipt_confirms_all_messages_of_a_name_or_the_one_of_a_key(sent: list[Delivery]) -> None:
    """A gateway may tell of a whole batch, or of one recipient in it; the board follows, open pages are told."""
    first = sent[0]
    key = key_of(first.alert.identifier, "gateway", first.target, 0)
    assert told("gateway", [{"id": "batch-7", "key": key, "state": "delivered"}]).status_code == 202
    assert stages() == ["confirmed", "sent"]
    assert told("gateway", [{"id": "batch-7", "state": "delivered"}]).json() == {"taken": 1}
    assert stages() == ["confirmed", "confirmed"]
    assert Event.objects.filter(topic="delivery", payload__channel="gateway").count() == 2


def test_many_receipts_cost_as_many_queries_as_one(gateway: Sink, sent: list[Delivery]) -> None:
    """A gateway tells of hundreds in one request; none of them is looked up by itself."""
    costs = []
    for name, rows in (("one", sent[:1]), ("both", sent)):
        Delivery.objects.filter(pk__in=[row.pk for row in rows]).update(receipt=name, confirmed=None)
        with CaptureQueriesContext(connection) as asked:
            told("gateway", [{"id": name, "state": "delivered"}])
        costs.append(len(asked))
    assert costs[0] == costs[1]
    assert stages() == ["confirmed", "confirmed"]


def test_a_failure_at_the_far_end_is_a_dead_letter_with_its_reason(sent: list[Delivery]) -> None:
    """The attempt stays on record beside what the gateway had answered."""
    told("gateway", [{"id": "batch-7", "state": "failed", "reason": "absent \x00subscriber"}])
    assert stages() == ["failed", "failed"]
    row = Delivery.objects.first()
    assert row is not None
    assert row.error == "absent \N{REPLACEMENT CHARACTER}subscriber"
    assert [one.result for one in row.tries.all()] == [Result.REFUSED]


@pytest.mark.parametrize("order", sorted(set(itertools.permutations(("accepted", "failed", "delivered", "delivered")))))
def test_receipts_come_to_the_same_in_any_order(order: tuple[str, ...], sent: list[Delivery]) -> None:
    """What once was at the far end stays there; what is told again changes nothing."""
    for state in order:
        told("gateway", [{"id": "batch-7", "state": state, "reason": "lost" if state == "failed" else ""}])
    assert stages() == ["confirmed", "confirmed"]
    assert set(Delivery.objects.values_list("error", flat=True)) == {""}
    assert Attempt.objects.filter(result=Result.CONFIRMED).count() == 2


@pytest.mark.parametrize("wrong", ["secret", "time", "sink", "header", "no secret"])
def test_whoever_has_not_signed_learns_nothing_and_changes_nothing(
    wrong: str, sent: list[Delivery], sink: Sinks
) -> None:
    """A stranger, an old request, a secret of another sink, an unknown sink and one without a secret: all the same."""
    sink("webhook", {"url": "https://example.org/"}, {"secret": "s", "receipts": "of the other"}, key="other")
    sink("webhook", {"url": "https://example.org/"}, {"secret": "s"}, key="mute")
    receipts = [{"id": "batch-7", "state": "delivered"}]
    answers = {
        "secret": lambda: told("gateway", receipts, secret="of the other"),
        "time": lambda: told("gateway", receipts, at=time.time() - 301),
        "sink": lambda: told("nowhere", receipts),
        "header": lambda: told("gateway", receipts, header="t=1,v1=zz"),
        "no secret": lambda: told("mute", receipts, secret=""),
    }
    answer = answers[wrong]()
    assert (answer.status_code, answer.json()) == (401, {"detail": "Unauthorized"})
    assert stages() == ["sent", "sent"]
    assert not Unmatched.objects.exists()


def test_a_secret_that_can_be_guessed_is_not_taken() -> None:
    """Sixteen characters are the least; without one no receipts are taken."""
    settings = {"url": "https://gateway.example/", "token": "t"}
    for secret, problems in (("", 0), ("short", 1), ("s" * 16, 0)):
        configuration = Configuration("gateway", {**settings, "receipts": secret}, HERE)
        assert len(SmsGateway().problems(configuration)) == problems


def test_a_sink_tells_of_its_own_messages_alone(sent: list[Delivery], sink: Sinks) -> None:
    """The same name at another sink is another message."""
    sink("webhook", {"url": "https://example.org/"}, {"secret": "s", "receipts": "other"}, key="other")
    assert told("other", [{"id": "batch-7", "state": "delivered"}], secret="other").status_code == 202
    assert stages() == ["sent", "sent"]


def test_a_name_that_is_not_known_is_answered_like_one_that_is(
    sent: list[Delivery], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is kept for a while and within bounds, as it may be early; what is old gives way."""
    monkeypatch.setattr(receiving, "MOST_UNMATCHED", 3)
    known, unknown = ({"id": name, "state": "delivered"} for name in ("batch-7", "nothing"))
    answers = [told("gateway", [one]) for one in (known, unknown)]
    assert len({(one.status_code, one.content) for one in answers}) == 1
    for number in range(5):
        told("gateway", [{"id": f"nothing-{number}", "state": "delivered"}])
    assert Unmatched.objects.count() == 3
    Unmatched.objects.update(came=timezone.now() - timedelta(days=2))
    told("gateway", [{"key": "late", "state": "failed"}])
    assert [row.key for row in Unmatched.objects.all()] == ["late"]


def test_a_request_is_bounded(sent: list[Delivery]) -> None:
    """By bytes before it is read, and by receipts; one of nothing is refused with its place."""
    assert told("gateway", [{"id": "x" * 200, "state": "delivered", "area": {"a": "b" * 2**20}}]).status_code == 413
    assert told("gateway", [{"id": "x", "state": "delivered"}] * 501).status_code == 422
    refused = told("gateway", [{"id": "x", "state": "delivered"}, {"state": "delivered"}])
    assert refused.status_code == 422
    assert "'id', 'key'" in refused.content.decode()
    assert stages() == ["sent", "sent"]


@pytest.mark.parametrize("at", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_a_clock_that_is_wrong_confirms_now(at: str, sent: list[Delivery]) -> None:
    """No message arrives before it was sent, or tomorrow."""
    told("gateway", [{"id": "batch-7", "state": "delivered", "at": at}])
    for row in Delivery.objects.all():
        assert row.sent is not None
        assert row.confirmed is not None
        assert row.sent <= row.confirmed <= timezone.now()


@pytest.mark.parametrize("named", [True, False])
def test_a_receipt_may_come_before_the_answer_is_written(named: bool, gateway: Sink, alert: Alert) -> None:
    """Told while the gateway still answers, by its own name or by the key where it gives none."""

    async def answer(_request: web.Request, body: bytes) -> web.StreamResponse:
        each = [{"key": one["key"], "state": "accepted", **({"id": f"g-{one['to']}"} if named else {})}
                for one in json.loads(body)["messages"]]  # fmt: skip
        early = [(Late(one.get("id", ""), Outcome(Result.CONFIRMED), one["key"]), None) for one in each]
        await settled(lambda: actions.take_receipts(gateway, early))
        return web.json_response({"messages": each})

    async def scene() -> None:
        async with Web(answer) as server:
            await settled(lambda: Sink.objects.update(settings={"url": server.url}))
            await settled(handled)
            await delivered()

    acted(scene)
    assert stages() == ["confirmed", "confirmed"]
    assert not Unmatched.objects.exists()


@pytest.fixture
def broadcast(sink: Sinks, alert: Alert) -> Delivery:
    """A broadcast that the operator took without saying for which area."""
    sink("cell-broadcast", {"url": "https://cbc.example/"}, {"receipts": SECRET}, key="cbc")
    handled()
    Delivery.objects.update(state=State.DONE, sent=timezone.now(), receipt="cb-1", error="did not say")
    return Delivery.objects.get()


def western_half(area: dict[str, Any]) -> dict[str, Any]:
    """Return what of an area lies west of its middle."""
    whole = shapely.geometry.shape(area)
    west, south, east, north = whole.bounds
    half = whole.intersection(shapely.box(west, south, (west + east) / 2, north))
    return dict(shapely.geometry.mapping(half))


@pytest.mark.parametrize(
    ("state", "area", "stage", "words"),
    [("accepted", lambda asked: asked, "confirmed", ""),
     ("delivered", western_half, "sent", "of what was asked is missed"),
     ("delivered", lambda _asked: None, "sent", "did not say"),
     ("delivered", lambda _asked: {"type": "Nonsense"}, "sent", "cannot be compared"),
     ("failed", lambda _asked: None, "failed", "no cells there")],
)  # fmt: skip
def test_an_area_that_an_operator_tells_later_is_compared(
    state: str, area: Callable[[Any], Any], stage: str, words: str, broadcast: Delivery
) -> None:
    """A broadcast is confirmed where it is the area that was asked for, also where that comes late."""
    found = area(broadcast.alert.area["geometry"])
    receipt = {"id": "cb-1", "state": state, "area": found, "reason": "no cells there" if state == "failed" else ""}
    assert told("cbc", [receipt]).status_code == 202
    assert stages() == [stage]
    broadcast.refresh_from_db()
    assert words in broadcast.error


@pytest.mark.parametrize(
    "area",
    [
        {"type": "Point", "coordinates": [float("nan"), float("inf")]},
        {"type": "\0"},
        {"type": "\ud800"},
        {"type": "Polygon", "coordinates": [[[10**400, 0], [1, 0], [1, 1], [10**400, 0]]]},
        {"type": "Polygon", "name": "n" * 300_000},
    ],
)
@pytest.mark.parametrize("known", [True, False])
def test_an_area_that_no_database_keeps_stops_no_receipt(known: bool, area: object, broadcast: Delivery) -> None:
    """One told before the answer is written is kept in the database; what is no area is none then and now."""
    receipt = {"id": "cb-1" if known else "cb-2", "state": "delivered", "area": area}
    assert told("cbc", [receipt]).status_code == 202
    assert Unmatched.objects.count() == (not known)
    broadcast.refresh_from_db()
    assert ("cannot be compared" in broadcast.error) == known


NUMBERS = st.one_of(st.integers(), st.floats(), st.just(10**400), st.text(max_size=3), st.none())
SHAPES = st.recursive(
    NUMBERS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.fixed_dictionaries(
            {"type": st.sampled_from(["Polygon", "MultiPolygon", "Point", "GeometryCollection", "X"])},
            optional={"coordinates": inner, "geometries": inner},
        ),
    ),
    max_leaves=12,
)


@given(SHAPES.filter(lambda found: isinstance(found, dict)))
@example({"type": "Polygon", "coordinates": [[[10**400, 0], [1, 0], [1, 1], [10**400, 0]]]})
def test_whatever_an_operator_calls_an_area_its_acknowledgement_stands(found: object) -> None:
    """A comparison that fails would send again what is being broadcast."""
    assert compared(AREA, found, "cb-1").result in {Result.SENT, Result.CONFIRMED}


def test_an_area_is_asked_for_again_until_the_operator_knows_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """The broadcast counts as sent at once; that the centre is away meanwhile takes nothing back."""
    monkeypatch.setattr(cellbroadcast, "LATER", (0.02, 0.02, 0.02))
    answers = iter([503, 404, 503, 200])
    heard: list[Late] = []

    async def answer(request: web.Request, _body: bytes) -> web.StreamResponse:
        if request.method == "POST":
            return web.json_response({"id": "cb-1"})
        return web.json_response({"area": AREA}, status=next(answers))

    async def scene() -> None:
        async with Web(answer) as server:
            configuration = Configuration("cbc", {"url": server.url}, HERE, heard.append)
            async with CellBroadcast().connect(configuration) as connection:
                (outcome,) = await connection.send([Parcel("key", "", cleared())])
                await until(lambda: bool(heard))
            assert [path.split()[0] for path in server.paths] == ["POST", "GET", "GET", "GET", "GET"]
        assert (outcome.result, outcome.receipt) == (Result.SENT, "cb-1")

    asyncio.run(scene())
    assert [(one.name, one.area) for one in heard] == [("cb-1", AREA)]
