"""No page and no operation shows, or changes, what lies outside a person's areas."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import User
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS, ROLES, STRONG
from anlan_center.directory.keys.actions import issue
from tests.center.config.canaries import Canaries, belonging, every, kinds

INSIDE, OUTSIDE = 800_001, 900_001
MARKS = {INSIDE: "qzin7", OUTSIDE: "qzout7"}
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
UNSAFE_FOR_WALKING = frozenset({"outbox/live"})
"""Streams that never end; tests/center/outbox/test_live.py looks into them."""

DESCRIPTIONS = frozenset({"api/", "api/openapi.json"})
"""What the interface says of itself, open to all."""


def routes(patterns: list[Any], before: str = "") -> Iterator[str]:
    """Yield the route of every page and operation; those of allauth with regular expressions concern oneself alone."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern) and isinstance(pattern.pattern, RoutePattern):
            yield route


def address(route: str, key: int) -> str:
    """Fill a route: numbers with that of the canaries, texts with their mark."""

    def filled(found: re.Match[str]) -> str:
        kind, _colon, name = found[1].rpartition(":")
        number = kind == "int" or (not kind and re.fullmatch(r"key|.*_?id|number", name))
        return str(key) if number else "zh-Hans" if name == "language" else MARKS[key]

    return "/" + re.sub(r"<([^>]+)>", filled, route)


def pages() -> list[str]:
    """List every route that is walked."""
    found = sorted(set(routes(get_resolver().url_patterns)) - UNSAFE_FOR_WALKING)
    return [route for route in found if not route.startswith(("static/", "accounts/logout"))]


@pytest.fixture
def canaries(areas: object) -> None:
    """A row of each kind in the reader's district, and one in the neighbour's."""
    Canaries(INSIDE, MARKS[INSIDE], "320703").make_all()
    Canaries(OUTSIDE, MARKS[OUTSIDE], "320706").make_all()


@pytest.fixture
def reader(canaries: None, person: Callable[..., User]) -> User:
    """A person with every role there is in one district."""
    reader = person("reader")
    for role in ROLES:
        install(reader, role, "320703", operator="tests")
    return reader


def snapshot() -> dict[str, Any]:
    """Return the rows outside, as they are."""
    return {model._meta.label: model._base_manager.filter(pk=OUTSIDE).values().first() for model in every()}


def shown(answer: Any) -> str:
    """Return what an answer shows: its content and where it leads; nothing of one that streams."""
    content = b"" if answer.streaming else answer.content
    return str(content.decode("utf-8", "replace")) + str(answer.headers.get("Location", ""))


def test_every_kind_of_row_has_its_canary(canaries: None) -> None:
    """A model that gets a jurisdiction is walked from the day it is there."""
    assert len(list(kinds())) >= 6
    assert {"alerts.Step", "deliveries.Attempt"} <= {model._meta.label for model in belonging()}
    for model in every():
        assert model._base_manager.filter(pk__in=[INSIDE, OUTSIDE]).count() == 2, model._meta.label


def test_every_route_of_ours_can_be_walked() -> None:
    """A route that is a regular expression is not filled in above: allauth alone has such, about oneself."""
    told = set()

    def look(patterns: list[Any]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                look(pattern.url_patterns)
            elif not isinstance(pattern.pattern, RoutePattern):
                told.add(pattern.callback.__module__)

    look(get_resolver().url_patterns)
    assert told
    assert all(name.startswith(("allauth.", "django.contrib.auth.")) for name in told)


def leaks(route: str, browser: Client, methods: Sequence[str]) -> Iterator[str]:
    """Yield what is wrong with a route that is asked for a row outside: what it shows, or that it breaks."""
    place = address(route, OUTSIDE)
    for method in methods:
        answer = browser.generic(method, place, "{}" if route.startswith("api/") else "", _kind(route))
        text = shown(answer).replace(place, "")
        if MARKS[OUTSIDE] in text:
            yield f"{method} {place} shows a row outside: {_around(text)}"
        if answer.status_code >= 500:
            yield f"{method} {place} breaks"


@pytest.mark.slow
def test_no_page_shows_or_changes_a_row_outside(
    reader: User, signed_in_with_second_factor: Callable[[User], Client]
) -> None:
    """Every route, every method, as a person with all roles in one district, by the numbers of the neighbour's rows."""
    before = snapshot()
    seen = ""
    found: list[str] = []
    for route in pages():
        browser = elsewhere(signed_in_with_second_factor(reader))
        seen += shown(browser.get(address(route, INSIDE)))
        found += leaks(route, browser, METHODS if route.startswith("api/") else METHODS[:2])
    assert found == []
    assert MARKS[INSIDE] in seen
    assert snapshot() == before


def elsewhere(browser: Client) -> Client:
    """Let a browser ask from another machine, as some figures are for this one alone, and take a fault as an answer."""
    browser.defaults["REMOTE_ADDR"] = "10.0.0.9"
    browser.raise_request_exception = False
    return browser


def _kind(route: str) -> str:
    return "application/json" if route.startswith("api/") else "application/x-www-form-urlencoded"


def _around(text: str) -> str:
    place = text.index(MARKS[OUTSIDE])
    return text[max(0, place - 200) : place + 100]


@pytest.mark.slow
def test_no_operation_answers_a_key_with_a_row_outside(reader: User, confirmed: Callable[[User], User]) -> None:
    """The same with a key that has all a key may have."""
    permissions = [one for one in PERMISSIONS if one not in BY_HAND]
    _token, key = issue(confirmed(reader), name="all", permissions=permissions, jurisdiction="320703", days=1)
    assert set(permissions) & STRONG
    headers = {"Authorization": f"Bearer {key}"}
    before = snapshot()
    seen = ""
    found: list[str] = []
    for route in [route for route in pages() if route.startswith("api/")]:
        program = elsewhere(Client(headers=headers))
        found += leaks(route, program, METHODS)
        seen += shown(program.get(address(route, INSIDE)))
    assert found == []
    assert MARKS[INSIDE] in seen
    assert snapshot() == before


@pytest.mark.slow
@pytest.mark.parametrize("who", ["nobody", "someone without a role"])
def test_who_has_no_role_sees_nothing_that_is_not_public(
    canaries: None, person: Callable[..., User], signed_in: Callable[..., Client], who: str
) -> None:
    """Neither a passer-by nor a person who signed in but was given nothing sees or changes a row."""
    before = snapshot()
    user = person("newcomer")
    user.organisation = None
    user.save()
    found: list[str] = []
    for route in pages():
        found += leaks(route, elsewhere(Client() if who == "nobody" else signed_in(user)), METHODS[:2])
    assert found == []
    assert snapshot() == before


@pytest.mark.slow
def test_every_operation_asks_who_calls(canaries: None) -> None:
    """Without a key and without a session every operation that there is answers 401."""
    answered = set()
    for route in pages():
        if not route.startswith("api/") or route in DESCRIPTIONS:
            continue
        for method in METHODS:
            answer = Client().generic(method, address(route, INSIDE), "{}", "application/json")
            assert answer.status_code in {401, 405}, f"{method} {route} is open to all"
            answered.add(answer.status_code)
    assert 401 in answered
