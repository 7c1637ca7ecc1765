"""Pages of warnings, as a browser without scripts uses them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any

import h3
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from anlan_center.accounts.models import Area, User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.release.conftest import People, written

SignIn = Callable[..., Client]


@pytest.fixture
def districts(areas: dict[str, Area]) -> None:
    """Another district of the demo city, beside those that every test has."""
    Area.objects.create(
        code="320707", prefix="320707", name_zh="赣榆区", name_en="Ganyu District", level="district",
        parent=areas["320700"], population=1_003_844,
    )  # fmt: skip


def filled(**changes: Any) -> dict[str, Any]:
    """Return the fields of the composer as somebody fills them in."""
    content = asdict(written())
    ends = timezone.localtime() + timedelta(hours=20)
    fields: dict[str, Any] = {
        "event_type": "typhoon", "colour": "orange", "codes": ["320703"], "urgency": "Expected", "certainty": "Likely",
        "scope": "Public", "expires": f"{ends:%Y-%m-%dT%H:%M}", "do": "save",
    }  # fmt: skip
    for language, parts in content["texts"].items():
        fields |= {f"texts.{language}.{part}": text for part, text in parts.items()}
    return {name: value for name, value in (fields | changes).items() if value is not None}


def fields_of(page: str) -> dict[str, Any]:
    """Return the fields that a page of the composer shows, as the browser would send them back."""
    found: dict[str, Any] = {}
    for name, text in re.findall(r'<textarea name="([^"]+)"[^>]*>\r?\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = text.replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
    for tag in re.findall(r"<input[^>]+>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        kind, name = attributes.get("type", "text"), attributes.get("name", "")
        if kind in {"checkbox", "radio"}:
            if " checked" in tag:
                found.setdefault(name, []).append(attributes["value"])
        elif name and kind != "file":
            found[name] = attributes.get("value", "")
    for name, options in re.findall(r'<select name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        found[name] = chosen[1] if chosen else ""
    return found


def test_a_warning_goes_from_the_composer_to_its_release_by_forms_alone(people: People, signed_in: SignIn) -> None:
    """Saved and handed in by its author, reviewed by one, released by another; each sees what is sent."""
    author, reviewer = signed_in(people.author), signed_in(people.reviewer)
    approver = signed_in(people.approver, second_factor=True)
    answer = author.post("/alerts/new/", filled(do="submit"), follow=True)
    alert = Alert.objects.get()
    assert alert.state == "submitted"
    assert not alert.exercise
    assert "应急指挥部发布台风橙色预警：连云区" in answer.content.decode()
    page = reviewer.get(f"/alerts/{alert.pk}/decide/").content.decode()
    assert "请留在坚固的房屋内，不要外出。" in page
    assert "Stay inside a solid building." in page
    decision = {"revision": alert.revision, "language": ["zh-Hans", "en"]}
    reviewer.post(f"/alerts/{alert.pk}/decide/", {**decision, "do": "review"})
    approver.post(f"/alerts/{alert.pk}/decide/", {**decision, "do": "approve"})
    alert.refresh_from_db()
    assert (alert.state, alert.approver) == ("released", people.approver)
    assert b"Actual" in approver.get(f"/alerts/{alert.pk}/message.xml").content


def test_a_prepared_update_can_be_handed_in_as_it_is_shown(
    people: People, signed_in: SignIn, released: Callable[..., Alert]
) -> None:
    """What the page shows of the draft comes back whole: nothing is lost on the way through the form."""
    author, alert = signed_in(people.author), released()
    answer = author.post(f"/alerts/{alert.pk}/update/", follow=True)
    draft = Alert.objects.get(previous=alert)
    sent = fields_of(answer.content.decode())
    answer = author.post(f"/alerts/{draft.pk}/edit/", {**sent, "do": "submit"}, follow=True)
    draft.refresh_from_db()
    assert draft.state == "submitted", answer.content.decode()
    assert draft.area["codes"] == alert.area["codes"]
    assert draft.texts["en"]["instruction"] == alert.texts["en"]["instruction"]


def test_what_only_a_program_can_write_is_shown_and_kept(people: People, signed_in: SignIn) -> None:
    """Further languages have fields of their own, with their names on every page; cells stay until they are left out.

    A language that is emptied is gone, as any other.
    """
    parts = ("headline", "description", "instruction", "short")
    texts = {**written().texts, "ja": {part: f"台風 {part}" for part in parts}}
    area = {"codes": ["320703"], "cells": [h3.latlng_to_cell(34.6, 119.2, 9)], "description": {"ja": "連雲区"}}
    alert = actions.draft(people.author, written(texts=texts, area=area), exercise=False)
    author, edit = signed_in(people.author), f"/alerts/{alert.pk}/edit/"
    for page in (f"/alerts/{alert.pk}/", f"/alerts/{alert.pk}/decide/"):
        assert ">ja<" in signed_in(people.reviewer).get(page).content.decode()
    fields = fields_of(author.get(edit).content.decode())
    assert author.post(edit, {**fields, "colour": "red", "do": "save"}).status_code == 302
    alert.refresh_from_db()
    assert (alert.colour, alert.texts["ja"]) == ("red", texts["ja"])
    assert (alert.area["cells"], alert.area["description"]["ja"]) == (area["cells"], "連雲区")
    gone = {name: "" for name in fields if name.startswith(("texts.ja.", "place.ja"))}
    fields = {**fields_of(author.get(edit).content.decode()), **gone, "drop_cells": "on", "do": "save"}
    assert author.post(edit, fields).status_code == 302
    alert.refresh_from_db()
    assert sorted(alert.texts) == ["en", "zh-Hans"]
    assert "cells" not in alert.area


@pytest.mark.parametrize("do", ["save", "submit", "propose", "check"])
@pytest.mark.parametrize("field", ["onset", "expires", "release_at"])
def test_a_mistyped_year_is_said_beside_its_field(people: People, signed_in: SignIn, field: str, do: str) -> None:
    """Whatever is pressed, and also where the end would follow from it."""
    page = signed_in(people.author).post(
        "/alerts/new/",
        filled(**{"expires": None, field: "9999-12-31T23:59", "do": do}),
        headers={"accept-language": "en"},
    )
    assert page.status_code == 422
    assert "Correct the year." in page.content.decode()
    assert not Alert.objects.exists()


def test_an_update_may_raise_the_level_with_texts_proposed_anew(
    people: People, signed_in: SignIn, released: Callable[..., Alert]
) -> None:
    """The proposed texts say that it is an update and of which colour; it can be handed in at once."""
    author, alert = signed_in(people.author), released()
    sent = fields_of(author.post(f"/alerts/{alert.pk}/update/", follow=True).content.decode())
    draft = Alert.objects.get(previous=alert)
    sent |= {"colour": "red", "do": "propose", "detail.zh-Hans": "台风已增强为强台风。"}
    sent = fields_of(author.post(f"/alerts/{draft.pk}/edit/", sent).content.decode())
    assert "更新台风红色预警" in sent["texts.zh-Hans.headline"]
    answer = author.post(f"/alerts/{draft.pk}/edit/", {**sent, "do": "submit"}, follow=True)
    draft.refresh_from_db()
    found = re.findall(r'class="finding finding-error">.*?</li>', answer.content.decode(), re.DOTALL)
    assert (draft.state, found) == ("submitted", [])
    assert (draft.colour, draft.severity) == ("red", "Extreme")


def test_names_of_an_area_follow_the_choice_until_somebody_writes_their_own(
    people: People, signed_in: SignIn, districts: None
) -> None:
    """Who chooses another district gets its name; who wrote a name keeps it."""
    author = signed_in(people.author)
    author.post("/alerts/new/", filled(**{"place.en": "The east coast"}))
    alert = Alert.objects.get()
    sent = fields_of(author.get(f"/alerts/{alert.pk}/edit/").content.decode())
    assert (sent["place.zh-Hans"], sent["place.en"]) == ("", "The east coast")
    author.post(f"/alerts/{alert.pk}/edit/", {**sent, "codes": ["320707"], "do": "save"})
    alert.refresh_from_db()
    assert (alert.area["description"]["zh-Hans"], alert.area["description"]["en"]) == ("赣榆区", "The east coast")


def test_texts_are_proposed_for_what_is_chosen(people: People, signed_in: SignIn, districts: None) -> None:
    """Kind, colour, area, times and values stand in both languages; nothing is saved yet."""
    sent = filled(do="propose", codes=["320703", "320707"])
    sent |= {"detail.en": "Winds of force 12.", "texts.en.headline": "old"}
    page = signed_in(people.author).post("/alerts/new/", sent).content.decode()
    shown = fields_of(page)
    assert "台风橙色预警：连云区、赣榆区" in shown["texts.zh-Hans.headline"]
    assert "Lianyun District, Ganyu District" in shown["texts.en.headline"]
    assert "Winds of force 12." in shown["texts.en.description"]
    assert not Alert.objects.exists()


def test_an_exercise_is_unlike_the_real_thing_in_title_frame_and_buttons(people: People, signed_in: SignIn) -> None:
    """The class that draws the stripes, the word in the title and on the buttons; a live page has none of them."""
    author = signed_in(people.author)
    exercise = author.get("/alerts/new/exercise/").content.decode()
    live = author.get("/alerts/new/").content.decode()
    assert 'class="is-exercise"' in exercise
    assert re.search(r"<title>【演练】", exercise)
    assert re.search(r"<button[^>]+>【演练】", exercise)
    assert 'class="is-live"' in live
    assert "LIVE" in live
    assert "LIVE" not in exercise
    assert "【演练】" not in live


def test_what_is_written_as_an_exercise_stays_one(people: People, signed_in: SignIn) -> None:
    """No field of the form makes a real warning of it."""
    author = signed_in(people.author)
    author.post("/alerts/new/exercise/", filled(exercise="false", status="Actual"))
    alert = Alert.objects.get()
    assert (alert.exercise, alert.status) == (True, "Exercise")
    author.post(f"/alerts/{alert.pk}/edit/", filled(exercise="", status="Actual", revision=alert.revision))
    alert.refresh_from_db()
    assert (alert.exercise, alert.status, alert.revision) == (True, "Exercise", 2)


def test_the_author_can_neither_review_nor_release(people: People, signed_in: SignIn) -> None:
    """The page offers nothing, and what is sent all the same is refused in words."""
    deputy = signed_in(people.deputy, second_factor=True)
    alert = actions.draft(people.deputy, written(), exercise=False)
    alert = actions.submit(people.deputy, alert, revision=alert.revision)
    alert = actions.review(people.reviewer, alert, revision=alert.revision)
    page = deputy.get(f"/alerts/{alert.pk}/decide/").content.decode()
    assert 'value="approve"' not in page
    sent = {"revision": alert.revision, "do": "approve", "language": ["zh-Hans", "en"]}
    answer = deputy.post(f"/alerts/{alert.pk}/decide/", sent, follow=True)
    alert.refresh_from_db()
    assert alert.state == "reviewed"
    assert "notice-error" in answer.content.decode()


def test_without_a_second_factor_the_page_says_what_is_missing(
    people: People, signed_in: SignIn, reviewed: Callable[..., Alert]
) -> None:
    """The approver sees the warning and why it cannot be released yet; nothing is released."""
    alert = reviewed()
    approver = signed_in(people.approver)
    page = approver.get(f"/alerts/{alert.pk}/decide/").content.decode()
    assert "使用第二因素登录后方可签发" in page
    answer = approver.post(
        f"/alerts/{alert.pk}/decide/", {"revision": alert.revision, "do": "approve", "language": ["zh-Hans", "en"]}
    )
    alert.refresh_from_db()
    assert answer.status_code in {302, 403}
    assert alert.state == "reviewed"


def test_a_change_by_somebody_else_is_not_overwritten(people: People, signed_in: SignIn) -> None:
    """Who edits an old revision is told, keeps what was typed, and changes nothing."""
    alert = actions.draft(people.author, written(), exercise=False)
    actions.edit(people.writer, alert, written(note="changed"), revision=1)
    sent = filled(revision=1, note="mine")
    page = signed_in(people.author).post(f"/alerts/{alert.pk}/edit/", sent).content.decode()
    alert.refresh_from_db()
    assert (alert.note, alert.revision) == ("changed", 2)
    assert "notice-error" in page
    assert fields_of(page)["note"] == "mine"


@pytest.mark.parametrize(
    ("field", "text", "told"),
    [
        ("polygons", "119.1,34.6 119.3", "119.3"),
        ("polygons", "119.1,34.6 119.3,34.6", "2"),
        ("polygons", "a,b c,d e,f", "a"),
        ("circles", "119.1,34.6", "1"),
        ("circles", "119.1,34.6 wide", "wide"),
        ("polygons", "nan,34 119,34 119,35", "nan"),
        ("circles", "1e999,34 5", "1e999"),
    ],
)
def test_an_area_that_cannot_be_read_is_named_beside_its_field(
    people: People, signed_in: SignIn, field: str, text: str, told: str
) -> None:
    """Line and text are told, what was typed stays, and nothing is saved."""
    answer = signed_in(people.author).post("/alerts/new/", filled(**{field: text}))
    page = answer.content.decode()
    beside = re.search(rf'id="id_{field}_error".*?</div>', page, re.DOTALL)
    assert beside is not None
    assert told in beside[0]
    assert fields_of(page)[field] == text
    assert answer.status_code == 422
    assert not Alert.objects.exists()


def test_a_file_that_is_no_area_is_refused_with_its_reasons(people: People, signed_in: SignIn) -> None:
    """A file of something else is told beside its field."""
    sent = filled(upload=SimpleUploadedFile("area.geojson", b"not an area"))
    page = signed_in(people.author).post("/alerts/new/", sent).content.decode()
    assert re.search(r'id="id_upload_error".*?finding-error', page, re.DOTALL)
    assert not Alert.objects.exists()


def test_the_outline_of_a_file_stays_while_the_form_is_filled_in(people: People, signed_in: SignIn) -> None:
    """A browser does not send a file twice, so the page keeps what was read; it is saved with the draft."""
    shape = b'{"type":"Polygon","coordinates":[[[119.2,34.6],[119.3,34.6],[119.3,34.7],[119.2,34.7],[119.2,34.6]]]}'
    author = signed_in(people.author)
    upload = SimpleUploadedFile("area.geojson", shape)
    page = author.post("/alerts/new/", filled(do="check", codes=None, upload=upload)).content.decode()
    kept = re.search(r'name="outline" value="([^"]+)"', page)
    assert kept is not None
    author.post("/alerts/new/", filled(codes=None, outline=kept[1].replace("&quot;", '"')))
    assert Alert.objects.get().area["drawn"]["type"] == "MultiPolygon"


def test_the_check_answers_with_findings_for_each_field(people: People, signed_in: SignIn) -> None:
    """The part of the page that loads anew names people, channels, and what is empty."""
    sent = filled(**{"texts.en.headline": ""})
    answer = signed_in(people.author).post("/alerts/preview/", sent)
    page = answer.content.decode()
    assert "小区广播" in page
    beside = re.search(r'id="id_texts.en.headline_error" hx-swap-oob="true".*?</div>', page, re.DOTALL)
    assert beside is not None
    assert "finding-error" in beside[0]
    assert not Alert.objects.exists()


def test_a_warning_of_another_district_is_not_there(
    people: People, person: Callable[..., User], signed_in: SignIn
) -> None:
    """Neither list nor any page shows it, and no button reaches it."""
    alert = actions.draft(people.author, written(), exercise=False)
    other = signed_in(person("west", author="320706", reviewer="320706"))
    assert str(alert.pk) not in re.findall(r"/alerts/(\d+)/", other.get("/alerts/").content.decode())
    assert other.get("/alerts/outlines.geojson", {"alert": alert.pk}).json()["features"] == []
    for page in ("", "edit/", "decide/", "message.xml"):
        assert other.get(f"/alerts/{alert.pk}/{page}").status_code == 404
    for page in ("submit/", "discard/", "update/", "correct/", "cancel/", "decide/", "edit/"):
        assert other.post(f"/alerts/{alert.pk}/{page}", filled(revision=1)).status_code == 404


def test_nobody_sees_a_page_without_signing_in(people: People) -> None:
    """Every page of warnings leads to the sign-in."""
    alert = actions.draft(people.author, written(), exercise=False)
    for address in ("/", "/alerts/", "/alerts/new/", f"/alerts/{alert.pk}/", f"/alerts/{alert.pk}/decide/"):
        assert Client().get(address)["Location"].startswith("/accounts/login/")


def test_the_list_is_divided_into_groups(people: People, signed_in: SignIn, released: Callable[..., Alert]) -> None:
    """In force, in preparation and past; exercises and live ones apart."""
    live, draft = released(), actions.draft(people.author, written(), exercise=True)
    author = signed_in(people.author)

    def shown(**wish: str) -> set[int]:
        page = author.get("/alerts/", wish).content.decode()
        return {int(key) for key in re.findall(r'href="/alerts/(\d+)/"', page)}

    assert shown(group="force") == {live.pk}
    assert shown(group="work") == {draft.pk}
    assert shown(group="past") == set()
    assert shown(mode="exercise") == {draft.pk}
    assert shown(colour="red") == set()
    assert shown(page="no-number", group="none", colour="pink") == {live.pk, draft.pk}


def test_the_situation_shows_what_holds_and_what_waits(
    people: People, signed_in: SignIn, released: Callable[..., Alert], reviewed: Callable[..., Alert]
) -> None:
    """A warning in force for all who may see it; one to approve for the approver, and not for its author."""
    holding, waiting = released(), reviewed()
    approver = signed_in(people.approver, second_factor=True).get("/").content.decode()
    author = signed_in(people.author).get("/").content.decode()
    assert f"/alerts/{holding.pk}/" in approver
    assert f"/alerts/{waiting.pk}/" in approver
    assert f"/alerts/{holding.pk}/" in author
    assert f"/alerts/{waiting.pk}/" not in author


def pages(people: People, alert: Alert) -> Iterator[tuple[User, str]]:
    """Yield who opens what."""
    yield from ((people.author, address) for address in ("/", "/alerts/", "/alerts/new/", "/alerts/new/exercise/"))
    yield from ((people.author, f"/alerts/{alert.pk}/{page}") for page in ("", "edit/"))
    yield people.reviewer, f"/alerts/{alert.pk}/decide/"


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_keep_to_the_policy_and_to_one_language(people: People, signed_in: SignIn, language: str) -> None:
    """No script, style or handler stands in a page; a Chinese page has no English label, and the other way round."""
    alert = actions.draft(people.author, written(), exercise=False)
    alert = actions.submit(people.author, alert, revision=alert.revision)
    for user, address in pages(people, alert):
        client = signed_in(user)
        client.cookies["django_language"] = language
        answer = client.get(address)
        page = answer.content.decode()
        assert answer.status_code == 200, address
        assert "'unsafe-inline'" not in answer["Content-Security-Policy"]
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*\ssrc=)", page), address
        said = re.findall(r"<(?:label|legend|th|button|h1|h2)\b[^>]*>\s*([^<]+?)\s*<", page)
        own = [text for text in said if not re.search(r"中文|English|演练 ", text)]
        wrong = [text for text in own if bool(re.search(r"[\u4e00-\u9fff]", text)) != (language == "zh-hans")]
        names = {area.name_zh for area in Area.objects.all()} | {alert.texts["zh-Hans"]["headline"]}
        assert [text for text in wrong if text not in names] == [], address


def test_a_lifting_that_went_out_is_released_and_not_in_force(
    people: People, signed_in: SignIn, released: Callable[..., Alert]
) -> None:
    """Whoever reads the list or the page of a cancellation must not take it for a warning that holds."""
    lifting = actions.prepare_cancel(people.author, released(), reason="over")
    lifting = actions.submit(people.author, lifting, revision=lifting.revision)
    lifting = actions.review(people.reviewer, lifting, revision=lifting.revision)
    lifting = actions.approve(people.approver, lifting, revision=lifting.revision)
    browser = signed_in(people.author)
    page = browser.get(f"/alerts/{lifting.pk}/").content.decode()
    head = page.split("page-head")[1].split("</header>")[0]
    assert "badge-good" not in head  # the look of what is in force
    assert "In force" not in head
    assert "生效中" not in head
