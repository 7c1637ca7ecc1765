"""What failed stands on the first page of whoever may see it, with the page where it is mended, and nowhere else."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from anlan_center.accounts.models import Organisation, Proposal, User
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.ingest.models import Source
from anlan_center.outbox.models import Entry, State
from anlan_center.overview.troubles import troubles


@pytest.fixture
def failing(organisation: Organisation) -> Sink:
    """A sink of the city whose last try failed after one that went well, a source in vain, and a dead letter."""
    now = timezone.now()
    Source.objects.create(name="Weather", way="push", jurisdiction="3207", due=now, error="404")
    Entry.objects.create(
        topic="told", key="dead", payload={}, exercise=False, due=now, state=State.DEAD, jurisdiction="3207"
    )
    return Sink.objects.create(
        key="hook", channel="webhook", organisation=organisation, jurisdiction="3207", exercise=False,
        name_zh="通道", name_en="Sink", last_success=now - timedelta(hours=1), last_failure=now,
    )  # fmt: skip


def told(user: User) -> dict[str, int]:
    """Return how often each kind of trouble is told, by the page that mends it."""
    return {one.address: one.count for one in troubles(user, ())}


def test_an_operator_finds_each_trouble_with_its_page(person: Callable[..., User], failing: Sink) -> None:
    """Sink, source and dead letter, each once."""
    assert told(person("zhao", operator="3207")) == {
        "/deliveries/sinks/": 1, "/ingest/sources": 1, "/outbox/?state=dead": 1,
    }  # fmt: skip


def test_what_works_again_is_no_trouble(person: Callable[..., User], failing: Sink) -> None:
    """A sink whose last try went well, or that nobody uses, is not told."""
    operator = person("zhao", operator="3207")
    Sink.objects.update(last_success=timezone.now() + timedelta(seconds=1))
    assert "/deliveries/sinks/" not in told(operator)
    Sink.objects.update(last_success=None, active=False)
    assert "/deliveries/sinks/" not in told(operator)


def test_troubles_of_others_areas_and_of_other_work_stay_unseen(person: Callable[..., User], failing: Sink) -> None:
    """An operator of a district sees none of the city's; an author sees no dead letter."""
    assert told(person("west", operator="320706")) == {}
    assert "/outbox/?state=dead" not in told(person("wang", author="3207"))


def test_a_strong_role_waits_for_a_second_administrator_and_not_for_who_asked(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """The first page of another administrator names it; neither the first one nor who would gain it is asked."""
    first, second = (person(name, administrator="3207") for name in ("first", "second"))
    gains = person("gains", administrator="3207")
    Proposal.objects.create(
        user=gains, role="approver", jurisdiction="3207", asked_by=first, asked_at=timezone.now()
    )  # fmt: skip
    pages = [signed_in(user, second_factor=True).get("/").content.decode() for user in (first, second, gains)]
    assert ['href="/accounts/proposals/"' in page for page in pages] == [False, True, False]


def test_the_first_page_tells_how_much_is_in_force_waits_and_failed(
    person: Callable[..., User], signed_in: Callable[..., Client], failing: Sink
) -> None:
    """Three numbers stand first, each leading to its list."""
    page = signed_in(person("zhao", operator="3207")).get("/").content.decode()
    numbers = re.findall(r'href="(#[a-z-]+)"><strong>(\d+)</strong>', page)
    assert numbers == [("#head-force", "0"), ("#head-wait", "0"), ("#head-failed", "3")]
    assert all(f'id="{place[1:]}"' in page for place, _number in numbers)


def test_a_page_is_live_by_its_own_and_not_by_what_it_lists(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """The word LIVE stands over the pages of one real warning, not over the first page."""
    assert "mode-live" not in signed_in(person("zhao", operator="3207")).get("/").content.decode()
