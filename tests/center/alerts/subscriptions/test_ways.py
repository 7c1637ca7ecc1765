"""What the public is offered, and who is told when a way is closed."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.subscriptions import queries
from anlan_center.alerts.subscriptions.models import Letter, Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from anlan_center.alerts.subscriptions.ways import Carrier, offered, postable, unserved
from anlan_center.config.health import subscriber_fault
from tests.center.alerts.subscriptions.test_views import FILLED

pytestmark = pytest.mark.django_db

PHONE = "+8613812345678"


@pytest.mark.parametrize(
    ("mail", "live", "can_be_asked", "wanted"),
    [
        (True, ["email", "sms", "webpush"], ("email", "sms", "webpush"), ("email", "sms", "webpush")),
        (True, ["sms"], ("email", "sms"), ("sms",)),
        (False, ["email", "sms"], ("sms",), ("sms",)),
        (True, [], ("email",), ()),
        (False, [], (), ()),
    ],
)
def test_a_way_is_offered_if_a_letter_gets_there_and_a_live_sink_carries_warnings(
    client: Client, areas: dict[str, Area], settings: Settings, sinks: list[Carrier], mail: bool, live: list[str],
    can_be_asked: tuple[str, ...], wanted: tuple[str, ...],
) -> None:  # fmt: skip
    """Nobody waits for a link that never comes, and nobody confirms and gets nothing."""
    settings.ANLAN_LETTERS_BY_MAIL = mail
    sinks[:] = [Carrier(way, "3207") for way in live]
    assert (postable(), offered()) == (can_be_asked, wanted)
    answer = client.get("/subscriptions/")
    assert tuple(value for value, _label in answer.context["form"].fields["way"].choices) == wanted
    text = answer.content.decode()
    assert ('<form method="post" id="subscribe"' in text) is bool(wanted)
    assert ("/public/" in text) is True
    email = client.post("/subscriptions/", FILLED)
    assert email.status_code == (302 if "email" in wanted else 422)
    phone = client.post("/subscriptions/", {**FILLED, "way": "sms", "address": "13812345678"})
    assert phone.status_code == (302 if "sms" in wanted else 422)


def test_without_any_way_the_page_says_so_and_what_to_do_instead(
    client: Client, areas: dict[str, Area], sinks: list[Carrier]
) -> None:
    """Plainly, with a link to the warnings in force."""
    sinks.clear()
    text = client.get("/subscriptions/", headers={"accept-language": "en"}).content.decode()
    assert "not open at present" in text
    assert "Look at the warnings in force" in text
    assert '<form method="post" id' not in text


def test_a_place_that_no_sink_serves_is_not_taken(client: Client, areas: dict[str, Area], sinks: list[Carrier]) -> None:
    """A sink of one district carries nothing for another; the page names the place, before anybody confirms."""
    sinks[:] = [Carrier("email", "320703")]
    assert client.post("/subscriptions/", FILLED).status_code == 302
    answer = client.post("/subscriptions/", {**FILLED, "address": "b@example.org", "areas": ["320703", "320706"]})
    assert answer.status_code == 422
    (told,) = answer.context["form"].errors["way"]
    assert "西区" in told or "West District" in told
    assert Subscriber.objects.count() == 1
    assert unserved("email", ["3207", "320703001", "320706"]) == ["320706"]


def test_who_confirmed_is_told_on_their_page_when_the_way_is_closed(
    client: Client, areas: dict[str, Area], sinks: list[Carrier], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """What is missing, that the subscription is kept, and what to do; a test is not sent, as it would be a lie."""
    row = confirmed_subscriber()
    link = f"/subscriptions/manage/{token_for(row, 'manage')}/"
    assert "unserved" in client.get(link).context
    assert client.get(link).context["unserved"] == []
    sinks[:] = [Carrier("sms", "3207"), Carrier("email", "320706")]
    page = client.get(link, headers={"accept-language": "en"})
    assert page.context["unserved"] == ["East District"]
    assert "Your subscription is kept" in page.content.decode()
    Letter.objects.all().delete()
    tried = client.post(f"{link}test/", follow=True, headers={"accept-language": "en"})
    assert "No test was sent" in tried.content.decode()
    assert not Letter.objects.exists()
    sinks[:] = [Carrier("email", "3207")]
    client.post(f"{link}test/")
    assert Letter.objects.filter(purpose="test").count() == 1


def test_staff_see_how_many_have_no_sink(
    areas: dict[str, Area], sinks: list[Carrier], person: Callable[..., User], signed_in: Callable[..., Client],
    confirmed_subscriber: Callable[..., Subscriber],
) -> None:  # fmt: skip
    """By way, on the page of figures and among the parts of the centre that are degraded."""
    confirmed_subscriber(address="a@example.org")
    confirmed_subscriber(address="b@example.org", areas=("320706",))
    confirmed_subscriber(way="sms", address=PHONE)
    assert (queries.without_sink(), subscriber_fault()) == ({}, "")
    sinks[:] = [Carrier("email", "320703")]
    assert queries.without_sink() == {"email": 1, "sms": 1}
    assert "2 subscribers have no sink: 1 by email, 1 by sms" in subscriber_fault()
    sinks.clear()
    assert queries.without_sink() == {"email": 2, "sms": 1}
    page = signed_in(person("o", observer="3207")).get("/subscriptions/figures/", headers={"accept-language": "en"})
    assert page.context["lost_count"] == 3
    district = signed_in(person("d", observer="320703")).get("/subscriptions/figures/")
    assert district.context["lost_count"] == 0
