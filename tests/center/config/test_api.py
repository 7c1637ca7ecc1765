"""The programming interface: it keeps to its schema whatever is sent, and refuses plainly."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import response_schema_conformance, status_code_conformance

from anlan_center.accounts.models import User
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS, ROLES
from anlan_center.directory.keys.actions import issue
from anlan_center.directory.people import granting

CHECKS = [not_a_server_error, response_schema_conformance, status_code_conformance]
EXAMPLES = 12
schema = schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application())
"""The interface as it describes itself; reading it needs no database."""


@pytest.fixture(autouse=True)
def one_connection() -> Iterator[None]:
    """Keep the connection of the transaction, which the end of a request would close; Django's own client does so."""
    for moment in (request_started, request_finished):
        moment.disconnect(close_old_connections)
    yield
    for moment in (request_started, request_finished):
        moment.connect(close_old_connections)


@pytest.fixture
def key(person: Callable[..., User], confirmed: Callable[[User], User]) -> str:
    """The key of somebody who may do everything that a key may do."""
    everyone = confirmed(person("all", **dict.fromkeys(ROLES, "3207")))
    _token, text = issue(everyone, name="test", permissions=set(PERMISSIONS) - BY_HAND, jurisdiction="3207", days=1)
    return text


@schema.parametrize()
@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
def test_the_interface_answers_as_its_schema_says(case: schemathesis.Case[Any], key: str) -> None:
    """No input ends in an error of the server, and every answer has the stated status and shape."""
    case.call_and_validate(headers={"Authorization": f"Bearer {key}"}, checks=CHECKS)


@schema.parametrize()
@settings(max_examples=3, deadline=None, suppress_health_check=list(HealthCheck))
def test_nothing_is_answered_to_a_stranger(case: schemathesis.Case[Any], db: None) -> None:
    """Without a key and without a session every operation refuses; an address that holds NUL is not even read."""
    assert case.call().status_code in {400, 401, 404, 405}


def test_the_schema_is_public_and_holds_no_data(client: Client, db: None) -> None:
    """It says what can be asked and how refusals look."""
    described: Mapping[str, object] = client.get("/api/openapi.json").json()
    assert set(described) == {"openapi", "info", "paths", "components", "servers"}


@pytest.mark.parametrize("body", [b'{"reason": "a\\u0000b"}', b'{"reason": "a\x00b"}', b'{"a\\u0000": [1]}'])
def test_a_text_with_nul_is_refused_plainly(
    person: Callable[..., User], confirmed: Callable[[User], User], signed_in: Callable[..., Client], body: bytes
) -> None:
    """No database of ours keeps it; what only looks like it is a text as any other."""
    admin, second = confirmed(person("admin", administrator="3207")), person("second", administrator="3207")
    asked = granting.grant(admin, person("officer"), "approver", "3207")
    browser, place = signed_in(second, second_factor=True), f"/api/accounts/proposals/{asked.pk}/refuse"
    assert browser.post(place, body, content_type="application/json").status_code == 400
    plain = b'{"reason": "a\\\\u0000b"}'
    assert browser.post(place, plain, content_type="application/json").json()["reason"] == "a\\u0000b"


def test_what_is_looked_for_in_the_record_is_short(
    person: Callable[..., User], confirmed: Callable[[User], User], signed_in: Callable[..., Client]
) -> None:
    """A pattern of 50,000 signs is more than SQLite looks for."""
    admin = confirmed(person("admin", administrator="3207"))
    granting.grant(admin, person("officer"), "observer", "3207")
    browser = signed_in(admin, second_factor=True)
    for name in ("action", "actor", "row"):
        assert browser.get("/api/audit/records", {name: "a" * 60_000}).status_code == 422
