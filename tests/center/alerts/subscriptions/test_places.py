"""Choosing a place by its name, with and without scripts."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.models import Letter, Subscriber
from anlan_center.alerts.subscriptions.pages import places
from anlan_center.alerts.subscriptions.private.links import token_for
from tests.center.alerts.subscriptions.conftest import row_of
from tests.center.alerts.subscriptions.test_views import FILLED

pytestmark = pytest.mark.django_db

ENGLISH = {"accept-language": "en"}


def test_a_name_is_searched_chosen_and_subscribed_without_a_script(client: Client, areas: dict[str, Area]) -> None:
    """The form comes back with what was found and all that was filled in; the place's point is what is followed."""
    filled = {**FILLED, "needs": ["2"], "threshold": "3", "search": "田湾", "areas": []}
    page = client.post("/subscriptions/", {**filled, "find": "1"})
    assert page.status_code == 200
    assert not page.context["form"].errors
    text = page.content.decode()
    assert 'name="place" value="npp1"' in text
    assert 'value="Wang@Example.org"' in text
    assert re.search(r'name="threshold" value="3"[^>]* checked', text)
    assert re.search(r'name="needs" value="2"[^>]* checked', text)
    assert not Subscriber.objects.exists()
    taken = client.post("/subscriptions/", {**filled, "searched": "田湾", "place": "npp1"})
    assert taken.status_code == 302
    row = row_of("wang@example.org")
    assert row.content["point"] == [119.4597, 34.6869]
    assert (row.threshold, row.content["needs"], row.content["areas"]) == (3, 2, [])


def test_the_enter_key_searches_first(client: Client, areas: dict[str, Area]) -> None:
    """A name that was written and not looked for yet is looked for, whatever button a browser presses."""
    page = client.post("/subscriptions/", {**FILLED, "search": "海州"})
    assert page.status_code == 200
    assert len(page.context["answer"].choices) > 1
    assert not Letter.objects.exists()
    again = client.post("/subscriptions/", {**FILLED, "search": "海州", "searched": "海州"})
    assert again.status_code == 302


def test_an_area_that_was_found_is_followed(client: Client, areas: dict[str, Area]) -> None:
    """Also one below the sub-districts of the list, and once where it was ticked in both places."""
    Area.objects.create(
        code="320703001001", prefix="320703001001", name_zh="海棠社区", name_en="Haitang", level="community",
        parent=areas["320703001"], population=10,
    )  # fmt: skip
    chosen = {**FILLED, "areas": ["320703001001", "320703", "320703"]}
    assert client.post("/subscriptions/", chosen).status_code == 302
    row = row_of("wang@example.org")
    assert row.content["areas"] == ["320703001001", "320703"]
    row = actions.confirm(token_for(row, "confirm"))
    manage = client.get(f"/subscriptions/manage/{token_for(row, 'manage')}/")
    assert "海棠社区" in manage.content.decode() or "Haitang" in manage.content.decode()


def test_a_page_says_what_was_found_and_what_is_taken(client: Client, areas: dict[str, Area]) -> None:
    """The whole area or the point; how far off that may be; what was invented; the smallest area in the address."""
    area = client.get("/subscriptions/places/?q=Haizhou District", headers=ENGLISH).content.decode()
    assert "the whole area" in area
    place = client.get("/subscriptions/places/?q=Xuwei petrochemical", headers=ENGLISH).content.decode()
    assert "its point on the map" in place
    assert "may be off by 4 km" in place
    assert "invented" not in place
    made = client.get("/subscriptions/places/?q=Simulated hospital 052", headers=ENGLISH).content.decode()
    assert "there is no such place" in made
    named = client.get("/subscriptions/places/?q=连云港市海州区某某路1号", headers=ENGLISH).content.decode()
    assert "Nothing was found for all of" in named
    assert "320706" in named


@pytest.mark.parametrize("asked", ["", "海", "Atlantis", "<script>alert(1)</script>", "%27 OR 1=1", "a" * 5000])
def test_what_is_not_found_is_said(client: Client, areas: dict[str, Area], asked: str) -> None:
    """With what to do; what was written is shown as text and cut short."""
    answer = client.get("/subscriptions/places/", {"q": asked}, headers=ENGLISH)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was found" in text
    assert "<script>" not in text
    assert len(text) < 2_000


def test_programs_get_the_same_as_json(client: Client, areas: dict[str, Area]) -> None:
    """With codes and points, and how many more there are."""
    told = client.get("/subscriptions/places/?q=医院", headers={"accept": "application/json"}).json()
    assert len(told["found"]) == places.MOST_SHOWN
    assert told["more"] > 50
    assert told["found"][0]["synthetic"] is True
    assert all(one["point"] for one in told["found"])


def test_a_network_can_ask_sixty_times_a_minute(client: Client, areas: dict[str, Area]) -> None:
    """Then it is told to wait, in the page as in the part; others are answered."""
    for _number in range(places.MOST_SEARCHES):
        assert client.get("/subscriptions/places/?q=海州", REMOTE_ADDR="203.0.113.7").status_code == 200
    assert client.get("/subscriptions/places/?q=海州", REMOTE_ADDR="203.0.113.7").status_code == 429
    page = client.post("/subscriptions/", {**FILLED, "search": "海州"}, REMOTE_ADDR="203.0.113.7", headers=ENGLISH)
    assert "Too many searches" in page.content.decode()
    assert client.get("/subscriptions/places/?q=海州", REMOTE_ADDR="203.0.113.8").status_code == 200


def test_who_changes_a_subscription_can_search_too(
    client: Client, areas: dict[str, Area], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """And nothing is changed by searching."""
    row = confirmed_subscriber()
    link = f"/subscriptions/manage/{token_for(row, 'manage')}/"
    given = {"areas": ["320706"], "threshold": "4", "language": "en", "search": "田湾"}
    page = client.post(link, {**given, "find": "1"})
    assert [choice.entry.key for choice in page.context["answer"].choices] == ["npp1"]
    assert row_of("wang@example.org").content["areas"] == ["320703"]
    kept = client.post(link, {**given, "search": "新浦", "searched": "田湾", "place": "npp1"})
    assert kept.context["place"].entry.key == "npp1"
    assert client.post(link, {**given, "searched": "田湾", "place": "npp1"}).status_code == 302
    assert row_of("wang@example.org").content["point"] == [119.4597, 34.6869]
