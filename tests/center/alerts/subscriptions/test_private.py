"""What protects subscribers: seals, blind indexes, addresses in one form."""

import json
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.private.addresses import browser, e_mail, number
from tests.center.alerts.subscriptions.conftest import HARBOUR, wish

KEYS = {
    "auth": "8eDyX_uCN0XRhSbY5hs7Hg",
    "p256dh": "BIPUL12DLfytvTajnryr2PRdAgXS3HGKiLqndGcJGabyhHheJYlNGCeXl1dn18gSJ1WAkAPIxr4gK0_dQds4yiI",
}


@pytest.mark.django_db
def test_a_copy_of_the_database_tells_nobody_who_subscribed_or_where(keys: Path) -> None:
    """No column of any table of subscriptions holds the address, the point, the areas or the needs."""
    actions.subscribe(wish(point=HARBOUR, areas=("320703001000",), needs=7), source="203.0.113.5")
    found = []
    tables = [name for name in connection.introspection.table_names() if name.startswith("subscriptions_")]
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - names come from the database
            found += [
                repr(bytes(one) if isinstance(one, memoryview) else one) for row in cursor.fetchall() for one in row
            ]
    assert len(tables) == 5
    for secret in ("wang", "example.org", "119.37", "34.73", "320703001", "203.0.113"):
        assert not any(secret in value for value in found)
    assert (keys / "subscribers").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("given_text", "normal"),
    [("13812345678", "+8613812345678"), ("+86 138-1234-5678", "+8613812345678"), ("0086 13812345678", "+8613812345678"),
     ("+44 (7700) 900123", "+447700900123")],
)  # fmt: skip
def test_numbers_come_into_international_form(given_text: str, normal: str) -> None:
    """However they are written; a mobile number of China needs no country code."""
    assert number(given_text) == normal


@pytest.mark.parametrize(
    "text", ["", "110", "12345678901", "+86 12345678901", "+0 123456", "abc", "1381234567", "+" + "1" * 16]
)
def test_what_is_no_mobile_number_is_refused(text: str) -> None:
    """The error shows what was written."""
    with pytest.raises(ValidationError):
        number(text)


@given(st.from_regex(r"[a-zA-Z0-9.]{1,10}@[a-z]{1,8}\.org", fullmatch=True))
def test_addresses_of_e_mail_are_found_again_in_whatever_case(text: str) -> None:
    """One person has one subscription; what is no address is refused and nothing else is raised."""
    try:
        assert e_mail(text.upper()) == e_mail(text.lower()) == e_mail(f" {text} ")
    except ValidationError:
        assert ".." in text or text.startswith(".") or ".@" in text


def test_a_browser_gives_an_address_of_a_known_push_service() -> None:
    """Only endpoint and keys are kept."""
    given_text = json.dumps({"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "expirationTime": 1, "keys": KEYS})
    assert json.loads(browser(given_text)) == {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "keys": KEYS}


@pytest.mark.parametrize(
    "endpoint",
    ["http://fcm.googleapis.com/x", "https://127.0.0.1/x", "https://evil.example/fcm.googleapis.com", "https://[::1]/x",
     "https://fcm.googleapis.com.evil.example/x", "https://fcm.googleapis.com:8443/x", "https://u@evil.example/", ""],
)  # fmt: skip
def test_nobody_can_make_the_centre_call_a_host_of_their_choice(endpoint: str) -> None:
    """A browser's address leads to the push services that are known, over TLS, at the usual port."""
    with pytest.raises(ValidationError):
        browser(json.dumps({"endpoint": endpoint, "keys": KEYS}))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "{}",
        "null",
        '{"endpoint": 5, "keys": {"auth": 1, "p256dh": 2}}',
        "x" * 3000,
        "[" * 2000,
        json.dumps({"endpoint": "https://fcm.googleapis.com/\ud800", "keys": KEYS}),
        json.dumps({"endpoint": "https://fcm.googleapis.com/a\r\nb", "keys": KEYS}),
        '{"endpoint": "https://fcm.googleapis.com/x", "keys": {"auth": "a b", "p256dh": "c"}}',
    ],
)
def test_what_is_no_browsers_address_is_refused(text: str) -> None:
    """Whatever a stranger posts."""
    with pytest.raises(ValidationError):
        browser(text)
