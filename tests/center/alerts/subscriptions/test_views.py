"""The pages by which the public subscribes, confirms, changes and leaves."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.models import Letter, State, Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from tests.center.alerts.subscriptions.conftest import row_of, wish

FILLED = {"way": "email", "address": "Wang@Example.org", "language": "en", "areas": ["320703"], "threshold": "0"}
VOID = "/subscriptions/{}/c.1.1:1xxxxx:AAAAAAAA/"


def test_the_form_takes_a_wish_down(client: Client, areas: dict[str, Area]) -> None:
    """Then it says to look into one's messages, whoever asked."""
    answer = client.post("/subscriptions/", FILLED)
    assert (answer.status_code, answer["Location"]) == (302, "/subscriptions/asked/email/")
    assert client.get("/subscriptions/asked/email/").status_code == 200
    row = row_of("wang@example.org")
    assert (row.state, row.language, row.content["areas"]) == (State.PENDING, "en", ["320703"])


def test_the_form_asks_for_the_areas_of_the_city_no_more_often_the_more_there_are(
    client: Client, areas: dict[str, Area]
) -> None:
    """Each district is a group of its own in the list; none of them is looked up by itself."""
    costs = []
    for code in ("320791", "320792"):
        Area.objects.create(
            code=code, prefix=code, level="district", name_zh="新区", name_en="New District",
            parent=areas["320700"], population=0,
        )  # fmt: skip
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/subscriptions/").status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[1]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"address": "nobody"}, "address"),
        ({"address": ""}, "address"),
        ({"way": "sms", "address": "1381234567"}, "address"),
        ({"way": "sms", "address": "wang@example.org"}, "address"),
        ({"way": "webpush", "address": ""}, "address"),
        ({"place": "hospital-of-nowhere"}, "search"),
        ({"way": "fax"}, "way"),
        ({"areas": []}, "areas"),
        ({"areas": ["999999"]}, "areas"),
        ({"areas": ["\0", "320703"]}, "areas"),
        ({"areas": [], "lat": "39.9", "lon": "116.4"}, "lat"),
        ({"lat": "34.7", "lon": "-119.4"}, "lat"),
        ({"areas": [], "lat": "34.7"}, "lon"),
        ({"lat": "91", "lon": "119"}, "lat"),
        ({"lat": "nan", "lon": "119"}, "lat"),
        ({"threshold": "7"}, "threshold"),
        ({"needs": ["1", "64"]}, "needs"),
        ({"language": "fr"}, "language"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field(
    client: Client, areas: dict[str, Area], changes: dict[str, object], field: str
) -> None:
    """All at once, with what was filled in kept; nothing is written."""
    answer = client.post("/subscriptions/", {**FILLED, **changes})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not Subscriber.objects.exists()


def test_opening_a_link_changes_nothing_until_the_button(client: Client, areas: dict[str, Area]) -> None:
    """Programs that look into mail open every link; only the button confirms, and only it unsubscribes."""
    actions.subscribe(wish())
    row = row_of("wang@example.org")
    confirm, leave = (f"/subscriptions/{name}/{token_for(row, name)}/" for name in ("confirm", "unsubscribe"))
    for link in (confirm, leave):
        answer = client.get(link)
        assert answer.status_code == 200
        assert answer["Referrer-Policy"] == "same-origin"
        assert "no-store" in answer["Cache-Control"]
        row.refresh_from_db()
        assert row.state == State.PENDING
    answer = client.post(confirm)
    assert answer.status_code == 302
    row.refresh_from_db()
    assert row.state == State.CONFIRMED
    shown = client.get(answer["Location"])
    assert shown.status_code == 200
    assert client.post(f"{answer['Location']}test/").status_code == 302
    assert Letter.objects.filter(purpose="test").count() == 1
    client.post(f"{answer['Location']}test/")
    assert Letter.objects.filter(purpose="test").count() == 1


def test_whoever_is_asked_to_renew_is_told_what_happens_else(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Warnings come until the end; it is no stranger's address that is removed after two days."""
    row = confirmed_subscriber()
    reader = Client(headers={"Accept-Language": "en"})
    text = reader.get(f"/subscriptions/confirm/{token_for(row, 'renew')}/").content.decode()
    assert f"warnings come until {row.expires:%Y-}" in text
    assert "48 hours" not in text


def test_a_mail_program_unsubscribes_by_itself(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """RFC 8058: a post with List-Unsubscribe=One-Click, without cookies and without a token of a form."""
    link = f"/subscriptions/unsubscribe/{token_for(confirmed_subscriber(), 'unsubscribe')}/"
    program = Client(enforce_csrf_checks=True)
    body = "List-Unsubscribe=One-Click"
    answer = program.post(link, body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code == 200
    assert not Subscriber.objects.exists()
    assert program.post(link, body, content_type="application/x-www-form-urlencoded").status_code == 200


def test_other_pages_cannot_change_a_subscription(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """All other forms want their token."""
    token = token_for(confirmed_subscriber(), "manage")
    stranger = Client(enforce_csrf_checks=True)
    for link in (f"/subscriptions/manage/{token}/", f"/subscriptions/manage/{token}/test/", "/subscriptions/"):
        assert stranger.post(link, {}).status_code == 403


def test_choices_are_shown_and_changed(
    client: Client, areas: dict[str, Area], confirmed_subscriber: Callable[..., Subscriber]
) -> None:
    """The page shows what was chosen, and saves what is chosen now."""
    row = confirmed_subscriber(needs=3)
    link = f"/subscriptions/manage/{token_for(row, 'manage')}/"
    form = client.get(link).context["form"]
    assert (form.initial["areas"], form.initial["needs"]) == (["320703"], [1, 2])
    assert client.post(link, {"areas": ["320706"], "threshold": "4", "language": "en"}).status_code == 302
    row = Subscriber.objects.get()
    assert (row.content["areas"], row.content["needs"], row.threshold, row.language) == (["320706"], 0, 4, "en")
    assert client.post(link, {"areas": [], "threshold": "4", "language": "en"}).status_code == 422


@pytest.mark.parametrize("name", ["confirm", "manage", "unsubscribe"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_void_link_says_what_to_do(client: Client, db: None, name: str, method: str) -> None:
    """And never that somebody is or is not subscribed."""
    answer = getattr(client, method)(VOID.format(name))
    assert answer.status_code == 410
    assert b"/subscriptions/" in answer.content


def test_figures_are_for_staff(
    client: Client, person: Callable[..., User], signed_in: Callable[..., Client],
    confirmed_subscriber: Callable[..., Subscriber],
) -> None:  # fmt: skip
    """Who is not signed in is sent to do so; who has no such role is refused; others see figures, never an address."""
    confirmed_subscriber()
    assert client.get("/subscriptions/figures/").status_code == 302
    assert signed_in(person("n")).get("/subscriptions/figures/").status_code == 403
    answer = signed_in(person("o", observer="3207")).get("/subscriptions/figures/")
    assert answer.status_code == 200
    assert b"wang" not in answer.content


def test_the_worker_of_the_browser_lies_beside_the_pages_it_serves(client: Client, db: None) -> None:
    """A script of its own, fetched anew each time."""
    answer = client.get("/subscriptions/worker.js")
    assert answer["Content-Type"].startswith("text/javascript")
    assert b"showNotification" in answer.content


def test_the_form_shows_where_something_is_chosen_and_a_map_of_the_city(client: Client, areas: dict[str, Area]) -> None:
    """Groups with a choice are open when the form comes back; the map needs nothing from elsewhere."""
    text = client.post("/subscriptions/", {**FILLED, "address": "", "areas": ["320703001"]}).content.decode()
    assert 'value="320703001" checked' in text
    assert text.count('<details class="area-group" open>') == 2
    assert "data-frame=" in text
    assert "http://" not in text.replace("http://www.w3.org/2000/svg", "")
