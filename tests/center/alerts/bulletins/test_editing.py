"""The form in which staff write the page of an event: nothing is lost in it, and nobody is overwritten."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.test import Client
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.document import Document
from anlan_center.alerts.bulletins.models import EventPage, Publication
from anlan_center.alerts.release.engine import zone
from tests.center.alerts.bulletins.documents import DOCUMENT


def sheet_of(client: Client, slug: str) -> dict[str, Any]:
    """Return what the form of a page would send as it stands."""
    sheet = client.get(f"/public/events/{slug}/").context["sheet"]
    data: dict[str, Any] = {"revision": str(EventPage.objects.get(slug=slug).revision)}
    for form in [sheet.event, *(one for rows in sheet.lists.values() for one in [rows.management_form, *rows])]:
        for bound in form:
            value = bound.value()
            if value is not None and value is not False and bound.name != "alerts":
                with timezone.override(zone()):  # as the page shows it
                    shown = bound.field.widget.format_value(bound.value())
                data[bound.html_name] = "on" if value is True else shown or ""
    return data


def test_staff_write_look_and_publish_in_the_browser(
    editor: User, page: EventPage, signed_in: Callable[..., Client], published: Callable[..., Publication]
) -> None:
    """The form shows the draft, keeps it unchanged when sent back, changes one thing, previews, publishes."""
    row = published()
    browser = signed_in(editor)
    data = sheet_of(browser, page.slug)
    assert browser.post(f"/public/events/{page.slug}/", data).status_code == 302
    page = EventPage.objects.get()
    assert page.revision == 3
    assert Document.of(page.draft) == DOCUMENT
    data = sheet_of(browser, page.slug)
    data |= {"shelters-0-taken": "395", "event-alerts": [str(row.alert_id)], "questions-0-DELETE": "on"}
    assert browser.post(f"/public/events/{page.slug}/", data).status_code == 302
    seen = browser.get(f"/public/events/{page.slug}/preview/en/")
    assert "base-uri 'self'" in seen["Content-Security-Policy"]  # or else the page stands there without its styles
    look = seen.content.decode()
    assert "<strong>5</strong>" in look
    assert row.alert.texts["en"]["headline"] in look
    assert "Are schools open?" not in look
    assert Client().get("/public/en/events/typhoon-2026-09.html").status_code == 404
    answer = browser.post(f"/public/events/{page.slug}/publish/", {"revision": "4"}, follow=True)
    assert "Published" in answer.content.decode() or "已发布" in answer.content.decode()
    assert EventPage.objects.get().published_by == editor


def test_a_correction_is_dated_by_the_server_and_the_newest_stands_first(
    editor: User, page: EventPage, signed_in: Callable[..., Client]
) -> None:
    """Whatever time its form names; the one before keeps its time."""
    browser = signed_in(editor)
    data = sheet_of(browser, page.slug)
    data |= {
        "corrections-1-text_zh": "渡轮照常。",
        "corrections-1-text_en": "The ferry runs.",
        "corrections-1-at": "1999",
    }
    assert browser.post(f"/public/events/{page.slug}/", data).status_code == 302
    newest, oldest = Document.of(EventPage.objects.get().draft).corrections
    assert (newest.text["en"], oldest.text["en"]) == ("The ferry runs.", "The number is 12345.")
    assert oldest.at == DOCUMENT.corrections[0].at
    assert (timezone.now() - datetime.fromisoformat(newest.at)).total_seconds() < 600


def test_wrong_numbers_are_said_beside_their_field(
    editor: User, page: EventPage, signed_in: Callable[..., Client]
) -> None:
    """More people than places, no number, a time that is none: nothing is written."""
    browser = signed_in(editor)
    data = sheet_of(browser, page.slug) | {
        "shelters-0-taken": "401",
        "closures-0-until": "soon",
        "event-phone": "call us",
    }
    answer = browser.post(f"/public/events/{page.slug}/", data)
    assert answer.status_code == 422
    sheet = answer.context["sheet"]
    assert "taken" in sheet.lists["shelters"][0].errors
    assert "until" in sheet.lists["closures"][0].errors
    assert "phone" in sheet.event.errors
    assert EventPage.objects.get().revision == 2


def test_nobody_is_overwritten_by_pressing_twice(
    editor: User, page: EventPage, signed_in: Callable[..., Client]
) -> None:
    """A form that came back, for a mistake or another's change, is still of the revision that its writer has seen."""
    browser = signed_in(editor)
    data = sheet_of(browser, page.slug) | {"event-phone": "99999"}
    actions.edit_event(editor, page, Document.of({**DOCUMENT.plain(), "phone": "110"}), revision=2)
    for sent in (data | {"event-phone": "call us"}, data):
        answer = browser.post(f"/public/events/{page.slug}/", sent)
        assert answer.status_code == 422
        assert answer.context["revision"] == 2
        text = answer.content.decode()
        assert 'role="alert"' in text
        assert text.count('name="revision" value="2"') == 1
        assert "/publish/" not in text
    assert EventPage.objects.get().draft["phone"] == "110"


def test_a_row_without_words_is_not_dropped_in_silence(
    editor: User, page: EventPage, signed_in: Callable[..., Client]
) -> None:
    """Numbers and times alone are refused beside their field; a row that is cleared whole is taken out."""
    browser = signed_in(editor)
    data = sheet_of(browser, page.slug)
    answer = browser.post(f"/public/events/{page.slug}/", data | {"shelters-3-capacity": "300"})
    assert answer.status_code == 422
    assert "name_zh-Hans" in answer.context["sheet"].lists["shelters"][3].errors
    answer = browser.post(f"/public/events/{page.slug}/", data | {"closures-2-until": "2026-09-13T18:00"})
    assert answer.status_code == 422
    cleared = {f"shelters-1-{name}_{language}": "" for name in ("name", "address") for language in ("zh-Hans", "en")}
    assert browser.post(f"/public/events/{page.slug}/", data | cleared).status_code == 302
    assert len(EventPage.objects.get().draft["shelters"]) == 2


def test_warnings_that_a_writer_may_not_see_stay_chosen(
    person: Callable[..., User], signed_in: Callable[..., Client], published: Callable[..., Publication]
) -> None:
    """Somebody of a district saves a page that also tells of a warning for another district."""
    row = published()
    writer = person("hai", author="320706")
    page = actions.begin_event(writer, slug="haizhou", jurisdiction="320706", exercise=False, alerts=[row.alert])
    browser = signed_in(writer)
    answer = browser.post("/public/events/haizhou/", sheet_of(browser, "haizhou"))
    assert answer.status_code == 302
    assert list(page.alerts.all()) == [row.alert]


def test_pages_of_staff_ask_who_one_is(
    client: Client, page: EventPage, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Signed out: to the sign-in; without the role: refused; of another area: not to be found."""
    for path in ("", "new/", f"{page.slug}/", f"{page.slug}/preview/zh/"):
        assert client.get(f"/public/events/{path}").status_code == 302
        assert signed_in(person(f"o{len(path)}", observer="3207")).get(f"/public/events/{path}").status_code == 403
    other = signed_in(person("west", author="320706"))
    assert other.get(f"/public/events/{page.slug}/").status_code == 404
    assert other.post(f"/public/events/{page.slug}/publish/", {"revision": "2"}).status_code == 404
    answer = other.post("/public/events/new/", {"slug": "west", "area": "320700", "exercise": ""})
    assert answer.status_code == 422
    assert other.post("/public/events/new/", {"slug": "west", "area": "320706"}).status_code == 302
    assert EventPage.objects.get(slug="west").jurisdiction == "320706"
