"""What every request passes through lets nothing strange past, whatever the database."""

from collections.abc import Callable

import pytest
from django.test import Client, RequestFactory

from anlan_center.accounts.models import User
from anlan_center.config.metrics import exposition
from anlan_center.config.middleware import method_of

pytestmark = pytest.mark.django_db

PLACES = [
    "/alerts/?event=%00", "/alerts/?event=a%00b", "/audit/?action=%00", "/audit/?row=a:%00", "/outbox/?state=%00",
    "/deliveries/?stage=%00", "/accounts/people/?q=%00", "/public/events/%00/", "/public/zh/%00.html",
    "/subscriptions/manage/%00/",
]  # fmt: skip
"""Addresses whose text would reach a query."""


@pytest.mark.parametrize("place", PLACES)
def test_no_nul_in_an_address_breaks_a_page(
    place: str, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """PostgreSQL looks up no text with it; it is refused before, on every page."""
    everything = person("li", author="3207", operator="3207", auditor="3207", administrator="3207")
    assert signed_in(everything, second_factor=True).get(place).status_code == 400


def test_no_nul_in_a_cookie_breaks_a_page() -> None:
    """Cookies can hold it in a spelling of their own."""
    browser = Client()
    browser.cookies.load("sessionid=x")
    assert browser.get("/", headers={"Cookie": 'sessionid="\\000aaaaaaaaaaaaaaaa"'}).status_code == 400


@pytest.mark.parametrize(
    "place",
    ["/alerts/99999999999999999999999/", "/deliveries/99999999999999999999999/", "/alerts/?page=" + "9" * 5000,
     "/alerts/outlines/?alert=" + "9" * 40, "/api/alerts/99999999999999999999999", "/ingest/99999999999999999999999/"],
)  # fmt: skip
def test_no_huge_number_in_an_address_breaks_a_page(
    place: str, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Databases count to 2**63 - 1; what lies beyond is not there."""
    browser = signed_in(person("li", author="3207", operator="3207"), second_factor=True)
    assert browser.get(place).status_code < 500


def test_words_that_are_no_method_do_not_fill_the_figures() -> None:
    """Anybody can send a method of their own making; each would stay in memory for ever."""
    Client().generic("FILLUPMEMORY", "/health/live")
    assert b"FILLUPMEMORY" not in exposition()
    assert method_of(RequestFactory().generic("X\n", "/")) == "other"
    assert method_of(RequestFactory().post("/")) == "POST"
