"""A city whose areas can be warned, people with roles, and what they write."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone, translation
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions import Content
from anlan_center.alerts.release.models import Alert

CITY = Path(__file__).parents[4] / "cities" / "lianyungang"


def written(**changes: Any) -> Content:
    """Return a typhoon warning for a district in two languages, complete, but for some changes."""
    now = timezone.now()
    content = Content(
        event_type="typhoon",
        colour="orange",
        texts={
            "zh-Hans": {
                "headline": "应急指挥部发布台风橙色预警：连云区",
                "description": "应急指挥部发布台风橙色预警。预计今天下午到夜间，连云区将有狂风暴雨，树木可能折断。",
                "instruction": "请留在坚固的房屋内，不要外出。\n住在低洼处的，立即按社区安排转移。",
                "short": "应急指挥部发布台风橙色预警：连云区，今天下午到夜间。请留在室内。",
            },
            "en": {
                "headline": "Emergency Command: orange typhoon warning for Lianyun District",
                "description": "Emergency Command warns Lianyun District of a typhoon from this afternoon until night.",
                "instruction": "Stay inside a solid building.\nMove to higher ground if told to.",
                "short": "Emergency Command: orange typhoon warning, Lianyun District, until tonight. Stay inside.",
            },
        },
        area={"codes": ["320703"]},
        onset=now + timedelta(hours=1),
        expires=now + timedelta(hours=12),
    )
    return replace(content, **changes)


@pytest.fixture(autouse=True)
def city(settings: Settings) -> None:
    """Let the installation have the demo city."""
    settings.ANLAN_CITY = str(CITY)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    """Let refusals be said in the language in which tests look for them."""
    with translation.override("en"):
        yield


@dataclass(frozen=True)
class People:
    """Who works in a command room, each as signed in: the approvers with a second factor."""

    author: User
    writer: User
    reviewer: User
    approver: User
    deputy: User


@pytest.fixture
def people(person: Callable[..., User], confirmed: Callable[[User], User]) -> People:
    """Two who write, one who reviews, two who approve, all for the whole city."""
    return People(
        author=person("author", author="3207"),
        writer=person("writer", author="3207"),
        reviewer=person("reviewer", reviewer="3207"),
        approver=confirmed(person("approver", approver="3207", author="3207")),
        deputy=confirmed(person("deputy", approver="3207", author="3207")),
    )


@pytest.fixture
def reviewed(people: People) -> Callable[..., Alert]:
    """Make a warning that waits for its approval: `reviewed(exercise=True, colour="red")`."""

    def make(*, exercise: bool = False, **changes: Any) -> Alert:
        alert = actions.draft(people.author, written(**changes), exercise=exercise)
        alert = actions.submit(people.author, alert, revision=alert.revision)
        return actions.review(people.reviewer, alert, revision=alert.revision)

    return make


@pytest.fixture
def released(people: People, reviewed: Callable[..., Alert]) -> Callable[..., Alert]:
    """Make a warning that went out."""

    def make(**changes: Any) -> Alert:
        alert = reviewed(**changes)
        return actions.approve(people.approver, alert, revision=alert.revision)

    return make
