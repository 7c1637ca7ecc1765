"""Logs tell what happened, and nothing by which anybody could act in somebody's name."""

import json
import logging

import pytest
from django.test import Client
from structlog.stdlib import ProcessorFormatter

from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.private.links import token_for
from tests.center.alerts.subscriptions.conftest import row_of, wish

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the handler of all logs writes, line by line."""
    written: list[str] = []
    ours = [one for one in logging.getLogger().handlers if isinstance(one.formatter, ProcessorFormatter)]
    (handler,) = ours
    monkeypatch.setattr(handler, "emit", lambda record: written.append(handler.format(record)))
    return written


def test_what_a_library_logs_is_one_object_a_line_as_well(lines: list[str]) -> None:
    """Such as that somebody was locked out; what is no warning is left out."""
    for name in ("axes", "allauth", "some.library"):
        logging.getLogger(name).warning("locked %s", "li")
        logging.getLogger(name).debug("of no interest")
    told = [(one["logger"], one["event"], one["level"]) for one in map(json.loads, lines)]
    assert told == [(name, "locked li", "warning") for name in ("axes", "allauth", "some.library")]


@pytest.mark.parametrize("page", ["manage", "confirm", "unsubscribe"])
def test_no_link_of_a_subscriber_is_logged(page: str, lines: list[str], areas: object) -> None:
    """Neither one that is refused, nor one that holds; Django names the address of what it refuses."""
    actions.subscribe(wish())
    token = token_for(row_of("wang@example.org"), page)
    browser = Client(enforce_csrf_checks=True)
    browser.post(f"/subscriptions/{page}/{token}/?more=secret")  # no token against forged requests
    browser.get(f"/subscriptions/{page}/{token}x/")  # changed
    assert lines
    for line in lines:
        told = json.loads(line)
        assert token not in line
        assert token.rpartition(":")[2] not in line
        assert "request" not in told
    assert any("/subscriptions/" in line for line in lines)
