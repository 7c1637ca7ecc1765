"""What goes wrong at night: two at one draft, a sign-in that ends, double clicks, clocks, old pages, broken files."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from anlan.alerts.documents.parsing import parse_alert
from anlan.alerts.texts import EVENTS
from anlan_center.accounts.models import User
from anlan_center.accounts.signing_in.keeping import writer_of
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.errors import ConflictError, NotReadyError
from anlan_center.alerts.release.message.checking import findings
from anlan_center.alerts.release.message.lasting import LASTS, usual_end
from anlan_center.alerts.release.message.sealing import content_digest
from anlan_center.alerts.release.models import Alert, Step
from tests.center.alerts.release.conftest import People, written
from tests.center.alerts.release.test_pages import fields_of, filled

SignIn = Callable[..., Client]
LOGIN = "/accounts/login/"


def english(browser: Client) -> Client:
    """Let a browser read English."""
    browser.cookies["django_language"] = "en"
    return browser


def test_of_two_who_edit_at_once_the_second_is_refused_and_both_texts_are_kept(
    people: People, signed_in: SignIn
) -> None:
    """The first text stands in the warning, the second in the fields beside what differs; saved again, it replaces."""
    alert = actions.draft(people.author, written(), exercise=False)
    first, second = english(signed_in(people.author)), english(signed_in(people.writer))
    sent = fields_of(second.get(f"/alerts/{alert.pk}/edit/").content.decode())
    address, name = f"/alerts/{alert.pk}/edit/", "texts.en.headline"
    first.post(address, {**sent, name: "Typhoon tonight: the first text", "do": "save"})
    answer = second.post(address, {**sent, name: "Typhoon tonight: the second text", "do": "save"})
    page = answer.content.decode()
    alert.refresh_from_db()
    assert answer.status_code == 409
    assert alert.texts["en"]["headline"] == "Typhoon tonight: the first text"
    assert "Typhoon tonight: the second text</textarea>" in page
    assert re.search(r"<del>first</del>\s*<ins>second</ins>", page)
    assert "changed by author" in page
    second.post(address, {**fields_of(page), "do": "save"})
    alert.refresh_from_db()
    assert (alert.texts["en"]["headline"], alert.revision) == ("Typhoon tonight: the second text", 3)


def test_what_is_typed_is_kept_when_the_warning_was_approved_meanwhile(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert]
) -> None:
    """The page says that it can no longer be changed, and still holds the text, to be used for an update."""
    alert, browser = reviewed(), english(signed_in(people.author))
    sent = fields_of(browser.get(f"/alerts/{alert.pk}/edit/").content.decode())
    actions.approve(people.approver, alert, revision=alert.revision)
    answer = browser.post(f"/alerts/{alert.pk}/edit/", {**sent, "texts.en.headline": "My late text", "do": "save"})
    assert answer.status_code == 409
    assert "My late text</textarea>" in answer.content.decode()
    assert Alert.objects.get().texts["en"]["headline"] != "My late text"


def test_a_text_sent_after_the_sign_in_ended_is_there_after_the_next_sign_in(people: People, signed_in: SignIn) -> None:
    """It waits for its writer, once; another person who signs in at the same browser does not see it."""
    browser = english(signed_in(people.author))
    sent = fields_of(browser.get("/alerts/new/").content.decode()) | filled(**{"texts.en.headline": "Hours of work"})
    browser.logout()
    assert browser.post("/alerts/new/", sent)["Location"].startswith(LOGIN)
    browser.post(LOGIN, {"login": "writer", "password": "correct horse battery"})
    assert "Hours of work" not in browser.get("/alerts/new/").content.decode()
    browser.post("/accounts/logout/")
    browser = english(signed_in(people.author))
    sent["writer"] = writer_of(people.author)
    browser.logout()
    english(browser).post("/alerts/new/", sent)
    browser.post(LOGIN, {"login": "author", "password": "correct horse battery"})
    page = browser.get("/alerts/new/").content.decode()
    assert "Hours of work</textarea>" in page
    assert "Your sign-in had ended" in page
    assert "Hours of work" not in browser.get("/alerts/new/").content.decode()
    browser.post("/alerts/new/", {**fields_of(page), "do": "submit"})
    assert Alert.objects.get().texts["en"]["headline"] == "Hours of work"


def test_a_text_sent_after_the_shift_ended_is_kept_too(people: People, signed_in: SignIn, settings: Settings) -> None:
    """The end of a shift signs people out at their next step, whatever it is."""
    browser = english(signed_in(people.author))
    sent = fields_of(browser.get("/alerts/new/").content.decode()) | filled(**{"texts.en.headline": "Before dawn"})
    settings.ANLAN_SESSION_HOURS = -1
    assert browser.post("/alerts/new/", sent)["Location"].startswith(LOGIN)
    settings.ANLAN_SESSION_HOURS = 12
    browser.post(LOGIN, {"login": "author", "password": "correct horse battery"})
    assert "Before dawn</textarea>" in browser.get("/alerts/new/").content.decode()


@pytest.mark.parametrize("writer", ["", "forged", "1:2:3"])
def test_nobody_fills_sessions_without_having_opened_the_page(db: None, writer: str) -> None:
    """Without a signed key of a writer nothing is put aside."""
    browser = Client()
    browser.post("/alerts/new/", filled(writer=writer))
    assert "writer" not in browser.session


def test_the_live_check_says_that_the_sign_in_ended_and_shows_no_page_of_signing_in(db: None) -> None:
    """The part that is loaded beside the fields holds a notice alone."""
    page = english(Client()).post("/alerts/preview/", filled()).content.decode()
    assert "You are signed out" in page
    assert "<html" not in page


def test_approval_binds_to_what_was_seen_also_where_no_revision_tells(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert]
) -> None:
    """The sender's name changes while the page stands open: the release is refused, and works after another look."""
    alert, browser = reviewed(), english(signed_in(people.approver, second_factor=True))
    address = f"/alerts/{alert.pk}/decide/"
    sent = {**fields_of(browser.get(address).content.decode()), "language": ["zh-Hans", "en"], "do": "approve"}
    assert len(sent["seen"]) == 64
    alert.organisation.name_en = "Another House"
    alert.organisation.save()
    page = browser.post(address, sent, follow=True).content.decode()
    alert.refresh_from_db()
    assert alert.state == "reviewed"
    assert "no longer what you saw" in page
    browser.post(address, {**sent, "seen": fields_of(page)["seen"]})
    alert.refresh_from_db()
    assert alert.state == "released"


def test_the_digest_changes_with_all_that_would_be_said(people: People) -> None:
    """Texts, area, times and level; and it is the same for the same content."""
    made = [
        actions.draft(people.author, written(**changes), exercise=False)
        for changes in ({}, {"colour": "red"}, {"area": {"codes": ["320706"]}}, {"expires": None}, {"source": "x"})
    ]
    digests = []
    for alert in made:
        assert content_digest(alert) == content_digest(Alert.objects.get(pk=alert.pk))
        alert.identifier = "same"
        digests.append(content_digest(alert))
    assert len(set(digests)) == len(digests)
    assert content_digest(Alert(texts={}, area={})) == ""
    with pytest.raises(ConflictError):
        actions.emergency(people.approver, made[0], revision=1, reason="now", seen="0" * 64)


@pytest.mark.parametrize("decision", ["approve", "emergency"])
def test_who_finds_no_language_right_releases_none(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert], decision: str
) -> None:
    """With every mark taken away nothing goes out, in an emergency neither: no mark is no word for all of them."""
    alert = reviewed() if decision == "approve" else actions.draft(people.author, written(), exercise=False)
    browser = english(signed_in(people.approver, second_factor=True))
    address = f"/alerts/{alert.pk}/decide/"
    sent = {**fields_of(browser.get(address).content.decode()), "do": decision, "reason": "the dam breaks"}
    sent.pop("language", None)
    page = browser.post(address, sent, follow=True).content.decode()
    assert "No language is chosen" in page
    assert Alert.objects.get().state == alert.state


def test_who_is_refused_finds_the_reason_and_the_marks_still_there(people: People, signed_in: SignIn) -> None:
    """In an emergency nobody types twice; what is decided then is what stands on the page as it is now."""
    alert = actions.draft(people.author, written(), exercise=False)
    browser = english(signed_in(people.approver, second_factor=True))
    address = f"/alerts/{alert.pk}/decide/"
    sent = {**fields_of(browser.get(address).content.decode()), "do": "emergency", "reason": "the <dam> breaks"}
    actions.edit(people.writer, alert, written(note="two"), revision=1)
    page = browser.post(address, {**sent, "language": "zh-Hans"})
    assert page.status_code == 422
    assert "Look at it again" in page.content.decode()
    shown = fields_of(page.content.decode())
    assert (shown["revision"], shown["language"]) == ("2", ["zh-Hans"])
    assert "the &lt;dam&gt; breaks" in page.content.decode()
    assert browser.post(address, {**shown, "reason": "the dam breaks", "do": "emergency"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.state, alert.languages) == ("released", ["zh-Hans"])


@pytest.mark.parametrize("decision", ["review", "approve"])
def test_a_button_pressed_twice_does_its_work_once_and_says_so(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert], decision: str
) -> None:
    """The second press finds it done and frightens nobody with an error."""
    alert = reviewed()
    user = people.approver if decision == "approve" else people.reviewer
    if decision == "review":
        alert = actions.give_back(people.reviewer, alert, revision=1, reason="again")
        alert = actions.submit(people.author, alert, revision=1)
    browser = english(signed_in(user, second_factor=True))
    sent = {"revision": alert.revision, "language": ["zh-Hans", "en"], "do": decision}
    for _press in range(2):
        page = browser.post(f"/alerts/{alert.pk}/decide/", sent, follow=True).content.decode()
    assert "notice-error" not in page
    assert "only once" in page
    since = Step.objects.filter(alert=alert, action="submit").order_by("-id")[0].pk
    assert Step.objects.filter(alert=alert, action=decision, pk__gt=since).count() == 1


def test_a_warning_handed_in_twice_is_one_and_no_error(people: People, signed_in: SignIn) -> None:
    """The same request of the composer sent twice makes one warning."""
    browser = english(signed_in(people.author))
    sent = filled(do="submit", request_key="pressed-twice")
    for _press in range(2):
        page = browser.post("/alerts/new/", sent, follow=True).content.decode()
    assert "notice-error" not in page
    assert Alert.objects.get().state == "submitted"


def test_an_edit_sent_twice_is_no_conflict(people: People, signed_in: SignIn) -> None:
    """The same text of the same person is there already."""
    alert, browser = actions.draft(people.author, written(), exercise=False), english(signed_in(people.author))
    sent = {**fields_of(browser.get(f"/alerts/{alert.pk}/edit/").content.decode()), "texts.en.headline": "Typhoon now"}
    for _press in range(2):
        answer = browser.post(f"/alerts/{alert.pk}/edit/", {**sent, "do": "save"}, follow=True)
    assert answer.status_code == 200
    assert Alert.objects.get().revision == 2


def test_an_old_page_with_another_colour_is_a_conflict_also_where_its_words_are_the_same(
    people: People, signed_in: SignIn
) -> None:
    """Who saves, goes back and changes a field beside the texts is told, not sent on as if it were saved."""
    alert, browser = actions.draft(people.author, written(), exercise=False), english(signed_in(people.author))
    sent = {**fields_of(browser.get(f"/alerts/{alert.pk}/edit/").content.decode()), "do": "save"}
    assert browser.post(f"/alerts/{alert.pk}/edit/", sent).status_code == 302
    for change in ({"colour": "red"}, {"note": "by telephone"}, {"codes": ["320706"]}):
        answer = browser.post(f"/alerts/{alert.pk}/edit/", {**sent, **change})
        assert answer.status_code == 409, change
    assert Alert.objects.get().colour == alert.colour


def test_a_follower_is_sent_after_its_message_also_where_the_clock_was_set_back(
    people: People, released: Callable[..., Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Receivers order by time: a lifting that seems older than its warning would be dropped."""
    first = released()
    cancel = actions.prepare_cancel(people.author, first)
    back = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(timezone, "now", lambda: back)
    cancel = actions.emergency(people.approver, cancel, revision=1, reason="clock set back")
    assert cancel.sent is not None
    assert first.sent is not None
    assert cancel.sent > first.sent
    message = parse_alert(bytes(cancel.cap or b"")).alert
    assert message is not None
    assert datetime.fromisoformat(str(message.sent)) == cancel.sent


def test_a_draft_whose_end_has_passed_is_not_approved_and_the_page_says_what_to_do(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert]
) -> None:
    """It is named at the decision; given back, its author sets a new end."""
    alert = reviewed()
    Alert.objects.filter(pk=alert.pk).update(expires=timezone.now() - timedelta(minutes=1))
    with pytest.raises(NotReadyError):
        actions.approve(people.approver, alert, revision=alert.revision)
    page = english(signed_in(people.approver, second_factor=True)).get(f"/alerts/{alert.pk}/decide/").content.decode()
    assert "It ends before it goes out." in page
    assert "Give a later end." in page
    assert 'value="give_back"' in page


BROKEN: dict[str, tuple[str, bytes]] = {
    "empty": ("area.geojson", b""),
    "half": ("area.geojson", b'{"type": "Polygon", "coordinates": [[[119.2, 34'),
    "not an area": ("area.geojson", b'{"type": "Point", "coordinates": [119.2, 34.6]}'),
    "latin": ("area.geojson", b'{"type": "Polygon", "name": "\xe9\xff"}'),
    "cut archive": ("area.zip", b"PK\x03\x04" + b"\x00" * 40),
    "no database": ("area.gpkg", b"no database at all"),
    "a picture": ("area.png", b"\x89PNG\r\n\x1a\n"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_a_broken_file_of_an_area_is_refused_beside_its_field_and_no_text_is_lost(
    people: People, signed_in: SignIn, kind: str
) -> None:
    """The area is never taken from what could be read of it."""
    name, content = BROKEN[kind]
    browser = english(signed_in(people.author))
    sent: dict[str, Any] = filled(codes=None, upload=SimpleUploadedFile(name, content))
    answer = browser.post("/alerts/new/", sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert re.search(r'id="id_upload_error"[^>]*>\s*<ul', page), kind
    assert "Stay inside a solid building." in page
    assert not Alert.objects.exists()


def test_a_warning_without_an_end_gets_the_usual_one_of_its_kind(people: People, signed_in: SignIn) -> None:
    """Each kind of event has one, on a full hour; the author's own end is kept."""
    now = timezone.now()
    assert set(LASTS) == set(EVENTS)
    browser = english(signed_in(people.author))
    browser.post("/alerts/new/", filled(expires="", event_type="typhoon"))
    expires = Alert.objects.get().expires
    assert expires is not None
    assert timedelta(hours=24) <= expires - now <= timedelta(hours=25, minutes=1)
    assert (expires.minute, expires.second) == (0, 0)
    assert usual_end("none", now) is None


def test_a_warning_handed_in_without_texts_comes_back_with_those_of_the_template(
    people: People, signed_in: SignIn
) -> None:
    """So that nobody has to find the button; they are read before they are handed in."""
    browser = english(signed_in(people.author))
    bare = {name: value for name, value in filled(do="submit").items() if not name.startswith("texts.")}
    page = browser.post("/alerts/new/", bare).content.decode()
    assert "Read them, then hand them in." in page
    assert "Orange typhoon warning for Lianyun District</textarea>" in page
    assert not Alert.objects.exists()
    browser.post("/alerts/new/", {**fields_of(page), "do": "submit"})
    assert Alert.objects.get().state == "submitted"


def test_what_is_suggested_follows_the_choice(people: People, signed_in: SignIn) -> None:
    """The live check offers the texts as soon as kind, colour and area are chosen, and none before."""
    browser = english(signed_in(people.author))
    assert 'id="suggested"' not in browser.post("/alerts/preview/", filled(colour="")).content.decode()
    page = browser.post("/alerts/preview/", filled(colour="red")).content.decode()
    found = re.search(r'id="suggested" hidden data-texts="([^"]+)"', page)
    assert found is not None
    assert "Red typhoon warning" in found[1]


def test_a_text_written_before_colour_or_area_were_changed_is_found(people: People) -> None:
    """Another colour, and a district that the text does not name; a text that names all of it gives nothing."""
    stale = actions.draft(people.author, written(colour="red", area={"codes": ["320703", "320707"]}), exercise=False)
    found = {(one.field, one.code) for one in findings(stale)}
    for language in ("zh-Hans", "en"):
        assert {(f"texts.{language}.description", code) for code in ("other-colour", "place-left-out")} <= found
    assert not {one.code for one in findings(actions.draft(people.author, written(), exercise=False))} & {
        "other-colour", "place-left-out",
    }  # fmt: skip


def test_another_persons_key_puts_nothing_aside_for_them(people: People, signed_in: SignIn, person: Any) -> None:
    """What is put aside is bound to the page and to the person whose key the form held."""
    browser = Client()
    browser.post("/alerts/new/", filled(writer=writer_of(people.author)))
    stranger: User = person("stranger", author="3207")
    browser.force_login(stranger, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "应急指挥部发布台风橙色预警" not in browser.get("/alerts/new/").content.decode()
