"""Open pages are told what happened, exactly once and only what their reader may see."""

import ast
import asyncio
import itertools
import re
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.http import HttpRequest
from django.test import AsyncClient, Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

import anlan_center
from anlan_center.accounts.models import Narrowed, Organisation, User
from anlan_center.accounts.roles import PERMISSIONS, ROLES
from anlan_center.accounts.signing_in.requests import still_there
from anlan_center.outbox import live
from anlan_center.outbox.actions import publish, publish_all
from anlan_center.outbox.live import LATE_S, Newest, Reader, Rights, after, latest, line_of, rights_of, settled, stream
from anlan_center.outbox.models import Event
from anlan_center.outbox.topics import TOPICS


def client_of(user: User) -> Client:
    """Return a browser in which somebody is signed in."""
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def test_who_is_not_signed_in_is_told_nothing(client: Client, db: None) -> None:
    """Neither by the list nor by the stream."""
    publish("alert", {"id": 1}, jurisdiction="3207")
    assert client.get("/outbox/live/poll?after=0").status_code == 403
    assert asyncio.run(_status(AsyncClient())) == 403


async def _status(client: AsyncClient) -> int:
    return (await client.get("/outbox/live")).status_code


def test_the_list_goes_on_after_the_last_event_that_the_page_has(person: Callable[..., User]) -> None:
    """A page that was away for a while misses nothing and hears nothing twice."""
    client = client_of(person("li", author="3207"))
    first = client.get("/outbox/live/poll").json()
    events = [publish("alert", {"id": n}, jurisdiction="320703") for n in range(3)]
    told = client.get(f"/outbox/live/poll?after={first['last']}").json()
    assert [one["data"]["id"] for one in told["events"]] == [0, 1, 2]
    assert client.get(f"/outbox/live/poll?after={told['last']}").json() == {"last": events[-1].pk, "events": []}


def test_nobody_is_told_of_what_lies_outside_the_jurisdiction(person: Callable[..., User]) -> None:
    """The officer of one district does not hear of drafts of the other."""
    client = client_of(person("li", author="320703"))
    publish("alert", {"id": 1}, jurisdiction="320706")
    publish("alert", {"id": 2}, jurisdiction="320703001")
    assert [one["data"]["id"] for one in client.get("/outbox/live/poll?after=0").json()["events"]] == [2]


@pytest.mark.parametrize("told", ["-1", "x", "9" * 30, "１"])
def test_a_number_that_is_none_starts_at_the_end(told: str, person: Callable[..., User]) -> None:
    """A damaged page gets no error and no flood."""
    publish("alert", {"id": 1}, jurisdiction="3207")
    assert client_of(person("li", author="3207")).get("/outbox/live/poll", {"after": told}).json()["events"] == []


def parts_of(reader: Reader, last: int, *, meanwhile: Callable[[int], object], longest_s: float = 40.0) -> list[str]:
    """Read a stream to its end, and do something after each part."""

    async def read() -> list[str]:
        parts: list[str] = []
        async for part in stream(reader, last, longest_s=longest_s):
            parts.append(part)
            await sync_to_async(meanwhile, thread_sensitive=True)(len(parts))
        return parts

    return async_to_sync(read)()


@pytest.fixture(autouse=True)
def without_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let streams look again at once; the clocks of these tests count looks."""
    monkeypatch.setattr(live, "LOOK_S", 0.0)


def ticking() -> Callable[[], float]:
    """Return a clock that goes on by a second each time it is looked at."""
    now = itertools.count()
    return lambda: float(next(now))


def test_the_stream_tells_what_is_written_while_it_is_open(person: Callable[..., User]) -> None:
    """Events come in order, with their numbers, and the stream ends after its time."""
    officer = person("li", author="3207")
    earlier = publish("alert", {"id": 1}, jurisdiction="3207")

    def write(told: int) -> None:
        if told == 2:
            publish("alert", {"id": 2}, jurisdiction="3207")

    parts = parts_of(Reader(lambda: officer, ticking()), earlier.pk - 1, meanwhile=write, longest_s=20.0)
    later: Any = Event.objects.last()
    assert [part for part in parts if part != ": here\n\n"] == ["retry: 2000\n\n", line_of(earlier), line_of(later)]
    assert line_of(later) == f'id: {later.pk}\nevent: alert\ndata: {{"id":2}}\n\n'


@pytest.mark.django_db(transaction=True)
def test_an_open_page_holds_no_connection_of_the_database(person: Callable[..., User]) -> None:
    """A command room has hundreds of pages open, a database about a hundred connections."""
    officer = person("li", author="3207")
    held: list[object] = []
    publish("alert", {"id": 1}, jurisdiction="3207")
    parts_of(Reader(lambda: officer, ticking()), 0, meanwhile=lambda _told: held.append(connection.connection))
    assert len(held) > 2
    assert held[1:] == [None] * len(held[1:])


def test_streams_look_once_for_all_whether_there_is_something_new(
    person: Callable[..., User], django_assert_num_queries: DjangoAssertNumQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing is written, twenty streams ask as often as one; what is written then is told to each."""
    monkeypatch.setattr(live, "LOOK_S", 0.2)
    officer = person("li", author="3207")
    newest = Newest()
    readers = [Reader(lambda: officer, lambda: 0.0, newest=newest) for _stream in range(20)]
    assert [reader.after(0) for reader in readers] == [[]] * 20
    time.sleep(0.11)
    with django_assert_num_queries(1):
        assert [reader.after(0) for reader in readers] == [[]] * 20
    publish("alert", {"id": 1}, jurisdiction="3207")
    time.sleep(0.11)
    assert [[one.payload for one in reader.after(0) or []] for reader in readers] == [[{"id": 1}]] * 20


ENDS: dict[str, Callable[[User], object]] = {
    "the role is withdrawn": lambda user: user.grants.all().delete(),
    "the role has run out": lambda user: user.grants.update(until=timezone.now()),
    "the account is closed": lambda user: User.objects.filter(pk=user.pk).update(is_active=False),
    "the organisation is out of service": lambda user: Organisation.objects.update(active=False),
    "signed out elsewhere": lambda user: User.objects.filter(pk=user.pk).update(sign_ins=7),
    "a new password": lambda user: User.objects.filter(pk=user.pk).update(password="other"),
    "the session is gone": lambda _user: Session.objects.all().delete(),
    "the session has expired": lambda _user: Session.objects.update(expire_date=timezone.now()),
}


@pytest.mark.parametrize("end", ENDS)
def test_a_stream_ends_with_the_sign_in_or_the_rights(
    person: Callable[..., User], signed_in: Callable[..., Client], end: str
) -> None:
    """What is written from then on is not told, not even once; before, it was."""
    officer = person("li", author="3207")
    request = HttpRequest()
    request.session = SessionStore(signed_in(officer).session.session_key)

    def write(told: int) -> None:
        if told == 2:
            ENDS[end](officer)
        publish("alert", {"id": told}, jurisdiction="3207")

    reader = Reader(lambda: still_there(request), ticking())
    parts = parts_of(reader, latest(), meanwhile=write)
    assert [part.partition("data: ")[2] for part in parts] == ["", '{"id":1}\n\n']


def test_a_shift_that_is_over_ends_the_stream(
    person: Callable[..., User], signed_in: Callable[..., Client], settings: Settings
) -> None:
    """As it ends every other page."""
    browser = signed_in(person("li", author="3207"))
    request = HttpRequest()
    request.session = SessionStore(browser.session.session_key)
    assert still_there(request)
    settings.ANLAN_SESSION_HOURS = -1
    assert still_there(request) is None


def test_a_silent_stream_ends_with_the_rights_as_well(person: Callable[..., User]) -> None:
    """Where nothing is written nobody waits ten minutes for it."""
    officer = person("li", author="3207")
    reader = Reader(lambda: None if len(looks) > 1 else officer, ticking())
    looks: list[int] = []
    assert len(parts_of(reader, 0, meanwhile=looks.append, longest_s=1e6)) <= 3


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_each_topic_is_told_with_its_own_permission(person: Callable[..., User], topic: str) -> None:
    """Who may see warnings hears nothing of deliveries for that, and the other way round."""
    publish(topic, {"id": 1}, jurisdiction="320703")
    for permission in PERMISSIONS:
        held = rights_of(
            narrowed_to(person(f"by-{permission.replace('.', '-')}", **dict.fromkeys(ROLES, "3207")), permission)
        )
        assert bool(after(held, 0)) is (permission == TOPICS[topic])


def narrowed_to(user: User, permission: str) -> User:
    """Let somebody act in one thing alone."""
    user.second_factor_at = timezone.now()
    user.narrowed = Narrowed(frozenset({permission}), "3207")
    return user


def topics_in(module: ast.Module) -> set[str]:
    """List the topics that a module publishes, by whatever name it has the function."""
    names = {
        name.asname or name.name
        for node in ast.walk(module)
        if isinstance(node, ast.ImportFrom) and node.module == "anlan_center.outbox.actions"
        for name in node.names
        if name.name in {"publish", "publish_all"}
    }
    found = set()
    for node in ast.walk(module):
        match node:
            case ast.Call(ast.Name(name), [topic, *_more]) if name in names:
                assert isinstance(topic, ast.Constant), "a topic stands where it is told, so that it can be found"
                found.add(str(topic.value))
    return found


def test_every_topic_that_is_told_has_a_permission_and_a_page_that_listens() -> None:
    """What the program publishes, what has a permission, and what pages listen to are the same."""
    package = Path(anlan_center.__file__).parent
    told = set().union(*(topics_in(ast.parse(file.read_text("utf-8"))) for file in package.rglob("*.py")))
    script = (package.parents[1] / "frontend" / "src" / "live.ts").read_text(encoding="utf-8")
    listed = re.findall(r'"(\w+)"', script.partition("const TOPICS = [")[2].partition("]")[0])
    assert told == set(TOPICS) == set(listed)
    assert set(TOPICS.values()) <= set(PERMISSIONS)


@pytest.mark.django_db
def test_a_topic_without_a_permission_cannot_be_told() -> None:
    """Whoever adds one has to say who may hear of it."""
    with pytest.raises(KeyError, match="topics"):
        publish("gossip", {}, jurisdiction="3207")
    with pytest.raises(KeyError, match="topics"):
        publish_all("gossip", [({}, "3207")])
    assert not Event.objects.exists()


ALL: Rights = dict.fromkeys(TOPICS, ("3207",))


def told_in_time(start: int, count: int) -> list[int]:
    """Return the numbers that are told once there are so many: work in other databases of the server is waited for."""
    until = time.monotonic() + 20.0
    while len(found := after(ALL, start)) < count and time.monotonic() < until:
        time.sleep(0.05)
    return [one.pk for one in found]


@pytest.mark.django_db(transaction=True)
def test_what_is_written_late_under_a_lower_number_is_told_all_the_same(transactional_db: None) -> None:
    """PostgreSQL numbers rows before their transaction ends: a page waits for that one, and then hears of both."""
    if connection.vendor != "postgresql":
        assert not settled().query.where.children  # SQLite has one writer at a time, so numbers are in order
        return
    start = latest()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO outbox_event (at, topic, jurisdiction, payload) "
                "VALUES (now(), 'alert', '3207', '{\"id\": 1}') RETURNING id"
            )
            (early,) = cursor.fetchone()
        late = publish("alert", {"id": 2}, jurisdiction="3207")
        assert late.pk > early
        assert (after(ALL, start), latest()) == ([], start)
        other.commit()
        assert told_in_time(start, 2) == [early, late.pk]
        assert after(ALL, late.pk) == []
        assert [one.pk for one in after(ALL, early)] == [late.pk]
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_what_a_transaction_writes_that_pages_no_longer_waited_for_is_told(transactional_db: None) -> None:
    """Pages wait a minute; what comes after it under a lower number is written once more, under a higher."""
    if connection.vendor != "postgresql":
        return  # SQLite has one writer at a time
    start = latest()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with transaction.atomic():
            slow = publish("alert", {"id": 1}, jurisdiction="3207")
            publish_all("alert", [({"id": 2}, "3207")])
            with other.cursor() as cursor:
                cursor.execute(
                    "INSERT INTO outbox_event (at, topic, jurisdiction, payload) "
                    "VALUES (now() - interval '61 seconds', 'alert', '3207', '{\"id\": 3}') RETURNING id"
                )
                (overtaking,) = cursor.fetchone()
            other.commit()
        assert overtaking > slow.pk
        told = told_in_time(overtaking, 2)
        assert [Event.objects.get(pk=pk).payload["id"] for pk in told] == [1, 2]
        publish("alert", {"id": 4}, jurisdiction="3207")
        assert [one.payload["id"] for one in Event.objects.filter(pk__gt=start).order_by("pk")] == [1, 2, 3, 1, 2, 4]
    finally:
        other.close()


@pytest.mark.django_db(transaction=True)
def test_a_number_drawn_by_an_older_transaction_is_no_lower_for_the_page(transactional_db: None) -> None:
    """The order is that of transactions: one that began first and writes last is told before what came in between."""
    if connection.vendor != "postgresql":
        assert not settled().query.where.children
        return
    start = latest()
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_current_xact_id()")
            between = publish("alert", {"id": 1}, jurisdiction="3207")
            cursor.execute(
                "INSERT INTO outbox_event (at, topic, jurisdiction, payload) "
                "VALUES (now(), 'alert', '3207', '{}') RETURNING id"
            )
            (higher,) = cursor.fetchone()
        assert higher > between.pk
        assert after(ALL, start) == []
        Event.objects.filter(pk=between.pk).update(at=timezone.now() - timedelta(seconds=LATE_S + 1))
        assert [one.pk for one in after(ALL, start)] == [between.pk]
        other.commit()
        assert told_in_time(start, 2) == [higher, between.pk]
        assert latest() == between.pk
    finally:
        other.close()


def test_events_of_a_backup_from_another_server_do_not_silence_the_pages(person: Callable[..., User]) -> None:
    """PostgreSQL counts transactions by server: what was written elsewhere has numbers far ahead of those here."""
    if connection.vendor != "postgresql":
        return  # SQLite has no such numbers
    restored = publish("alert", {"id": 1}, jurisdiction="3207")
    Event.objects.filter(pk=restored.pk).update(xact=10**12, at=timezone.now() - timedelta(hours=1))
    start = latest()
    fresh = publish("alert", {"id": 2}, jurisdiction="3207")
    for last in (start, restored.pk):
        assert [one.pk for one in after(ALL, last)] == [fresh.pk]
    assert latest() == fresh.pk


def test_a_page_that_names_an_event_long_gone_goes_on_by_number(person: Callable[..., User]) -> None:
    """Events are removed after some days; a page that wakes up later hears what there is."""
    gone = publish("alert", {"id": 1}, jurisdiction="3207")
    kept = publish("alert", {"id": 2}, jurisdiction="3207")
    Event.objects.filter(pk=gone.pk).delete()
    assert [one.pk for one in after(ALL, gone.pk)] == [kept.pk]
