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
    """Without a key and without a session every operation refuses."""
    assert case.call().status_code in {401, 404, 405}


def test_the_schema_is_public_and_holds_no_data(client: Client, db: None) -> None:
    """It says what can be asked and how refusals look."""
    described: Mapping[str, object] = client.get("/api/openapi.json").json()
    assert set(described) == {"openapi", "info", "paths", "components", "servers"}
