"""The page of an event: written by people, published by a second step, written as a file."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.alerts.bulletins import actions
from anlan_center.alerts.bulletins.document import Document
from anlan_center.alerts.bulletins.models import EventPage, Publication
from anlan_center.alerts.bulletins.pages import files
from anlan_center.audit.models import Record
from anlan_center.outbox.models import Entry
from tests.center.alerts.bulletins.conftest import end_of
from tests.center.alerts.bulletins.documents import DOCUMENT, both, publish, written


def test_nobody_alone_tells_everybody_of_an_event(
    editor: User, page: EventPage, published: Callable[..., Publication]
) -> None:
    """Who wrote a real page publishes it only where it tells of a warning that two people released."""
    with pytest.raises(ValidationError, match="second person"):
        actions.publish_event(editor, page, revision=page.revision)
    page.refresh_from_db()
    assert page.published is None
    page.alerts.add(published().alert)
    with pytest.raises(ValidationError, match="30 days"):  # a warning of long ago vouches for nothing
        actions.publish_event(editor, page, revision=page.revision, now=timezone.now() + timedelta(days=31))
    assert actions.publish_event(editor, page, revision=page.revision).published is not None


def test_a_draft_is_read_by_nobody_until_it_is_published(
    client: Client, editor: User, page: EventPage, folder: Path
) -> None:
    """Then it is a file, and the same is served, made a moment later; both steps are on record, before and after."""
    assert client.get("/public/en/events/typhoon-2026-09.html").status_code == 404
    page = publish(page, revision=2)
    written(page)
    place = folder / "en/events/typhoon-2026-09.html"
    answer = client.get("/public/en/events/typhoon-2026-09.html")
    assert answer.status_code == 200
    made = re.compile(rb"<time data-made[^>]*>[^<]*</time>")
    assert made.sub(b"", answer.content) == made.sub(b"", place.read_bytes())
    assert client.get("/public/en/events/typhoon-2026-09.html", HTTP_IF_NONE_MATCH=answer["ETag"]).status_code == 304
    steps = Record.objects.filter(object_type="bulletins.eventpage").order_by("id")
    assert [one.action for one in steps] == ["event.begin", "event.edit", "event.publish"]
    assert steps[2].after is not None
    assert steps[2].after["phone"] == "12345"
    assert (steps[2].actor_name, steps[1].actor) == ("chief", editor)


def test_the_page_says_everything_in_both_languages(client: Client, editor: User, page: EventPage) -> None:
    """What to do before what happened; places left, closed and full; ends in local time; corrections apart."""
    publish(page, revision=2)
    text = client.get("/public/en/events/typhoon-2026-09.html").content.decode()
    order = ["Keep away from the sea wall", "made landfall", "12345", "Corrections", "Gymnasium", "Seaside Avenue"]
    assert [text.index(words) for words in order] == sorted(text.index(words) for words in order)
    assert "20 places are left in all of them" in text
    assert "2026-09-13 18:00" in text
    assert "until further notice" in text
    assert "A correction is no new warning" in text
    assert ">full<" in text
    assert ">closed<" in text
    assert "<script" not in text
    chinese = client.get("/public/zh/events/typhoon-2026-09.html").content.decode()
    assert "不要靠近海堤" in chinese
    assert "一中体育馆" in chinese


def test_what_is_being_written_does_not_show(client: Client, editor: User, page: EventPage) -> None:
    """A change of the draft leaves what everybody reads as it is; publishing an older look at it is refused."""
    publish(page, revision=2)
    changed = Document.of({**DOCUMENT.plain(), "phone": "99999"})
    page = actions.edit_event(editor, EventPage.objects.get(), changed, revision=2)
    assert page.changed
    assert b"99999" not in client.get("/public/en/events/typhoon-2026-09.html").content
    with pytest.raises(actions.StaleError):
        publish(page, revision=2)
    with pytest.raises(actions.StaleError):
        actions.edit_event(editor, page, DOCUMENT, revision=2)
    page = publish(page, revision=3)
    assert b"99999" in client.get("/public/en/events/typhoon-2026-09.html").content


def test_the_page_of_an_event_follows_its_warnings(
    client: Client, page: EventPage, published: Callable[..., Publication], followed: Callable[..., Publication]
) -> None:
    """A warning that is lifted, or whose time is over, is no longer in force there either: as a file and as served."""
    lifted, over = published(), published(colour="red")
    page.alerts.set([lifted.alert, over.alert])
    page = publish(page, revision=2)
    written(page)
    place, address = files.folder() / "en/events/typhoon-2026-09.html", "/public/en/events/typhoon-2026-09.html"
    assert place.read_text(encoding="utf-8").count("In force") == 2
    first = client.get(address)["ETag"]
    made = followed(lifted, "cancel")
    files.follow(Entry.objects.get(key=f"{actions.CHANGED}:warning:{made.pk}"))
    assert place.read_text(encoding="utf-8").count("In force") == 1
    assert client.get(address).content.count(b"In force") == 1
    assert client.get(address, HTTP_IF_NONE_MATCH=first).status_code == 200
    files.refresh(end_of(over) + timedelta(seconds=1))
    assert "In force" not in place.read_text(encoding="utf-8")


def test_a_page_that_was_not_written_after_a_lifting_is_written_by_the_clock(
    published: Callable[..., Publication], followed: Callable[..., Publication], folder: Path
) -> None:
    """Should the event of the lifting be lost, the tick finds the warning that its file still calls in force."""
    row = published()
    files.export(folder)
    followed(row, "cancel")
    files.refresh()
    assert "No longer in force: it was lifted" in (folder / f"en/warnings/{row.slug}.html").read_text(encoding="utf-8")


def test_warnings_chosen_for_a_draft_do_not_show(
    client: Client, editor: User, page: EventPage, published: Callable[..., Publication]
) -> None:
    """What everybody reads keeps the warnings that it was published with, and no page of a warning leads to a draft."""
    row = published()
    publish(page, revision=2)
    page = actions.edit_event(editor, EventPage.objects.get(), DOCUMENT, revision=2, alerts=[row.alert])
    link = f"warnings/{row.slug}.html"
    assert link not in client.get("/public/en/events/typhoon-2026-09.html").content.decode()
    assert page.slug not in client.get(f"/public/en/{link}").content.decode()
    publish(page, revision=3)
    assert link in client.get("/public/en/events/typhoon-2026-09.html").content.decode()
    assert page.slug in client.get(f"/public/en/{link}").content.decode()


def test_only_who_may_writes_and_only_in_their_area(person: Callable[..., User], page: EventPage) -> None:
    """An officer of a district writes for it, not for the city; an observer and an approver write nothing."""
    district, observer, approver = (
        person("d", author="320703"),
        person("o", observer="3207"),
        person("a", approver="3207"),
    )
    for user in (district, observer, approver):
        with pytest.raises(PermissionDenied):
            actions.edit_event(user, page, DOCUMENT, revision=2)
        with pytest.raises(PermissionDenied):
            actions.publish_event(user, page, revision=2)
    actions.begin_event(district, slug="flood", jurisdiction="320703001", exercise=False)
    with pytest.raises(PermissionDenied):
        actions.begin_event(district, slug="flood-2", jurisdiction="320706", exercise=False)


@pytest.mark.parametrize("slug", ["", "Typhoon", "a b", "../x", "a--b", "-a", "台风", "x" * 61, "new"])
def test_names_that_make_no_address_are_refused(editor: User, slug: str) -> None:
    """With an example of one that does."""
    with pytest.raises(ValidationError):
        actions.begin_event(editor, slug=slug, jurisdiction="3207", exercise=False)


def test_a_page_without_its_chinese_text_is_not_published(editor: User) -> None:
    """Every missing text is named; English may be missing, then the Chinese stands there."""
    page = actions.begin_event(editor, slug="a", jurisdiction="3207", exercise=False)
    half = Document.of({**DOCUMENT.plain(), "todo": {"zh-Hans": "", "en": "Boil water."}})
    page = actions.edit_event(editor, page, half, revision=1)
    with pytest.raises(ValidationError, match="What to do"):
        publish(page, revision=2)
    only = {name: {"zh-Hans": text["zh-Hans"]} for name, text in DOCUMENT.plain().items() if isinstance(text, dict)}
    page = actions.edit_event(editor, page, Document.of(only), revision=2)
    publish(page, revision=3)
    files.export(files.folder())
    assert "把水烧开再喝" in (files.folder() / "en/events/a.html").read_text(encoding="utf-8")


def test_exercises_and_real_warnings_do_not_share_a_page(
    editor: User, page: EventPage, published: Callable[..., Publication], client: Client, folder: Path
) -> None:
    """Neither way; the page of an exercise stands at the address of exercises alone."""
    exercise, live = published(exercise=True), published()
    with pytest.raises(ValidationError, match="exercise"):
        actions.edit_event(editor, page, DOCUMENT, revision=2, alerts=[exercise.alert])
    drill = actions.begin_event(editor, slug="drill", jurisdiction="3207", exercise=True, alerts=[exercise.alert])
    with pytest.raises(ValidationError, match="exercise"):
        actions.edit_event(editor, drill, DOCUMENT, revision=1, alerts=[live.alert])
    drill = actions.edit_event(editor, drill, DOCUMENT, revision=1)
    written(publish(drill, revision=2))
    assert client.get("/public/en/events/drill.html").status_code == 404
    assert "EXERCISE" in client.get("/public/exercise/en/events/drill.html").content.decode()
    assert not (folder / "en/events").exists()
    assert b"drill" not in client.get("/public/en/index.html").content


def test_a_full_page_stays_under_its_limit(editor: User, page: EventPage) -> None:
    """With as many rows as the form takes it is below 100,000 bytes; what would be larger is refused."""
    many = {
        "shelters": [DOCUMENT.plain()["shelters"][0]] * 150,
        "closures": [DOCUMENT.plain()["closures"][0]] * 60,
        "questions": [DOCUMENT.plain()["questions"][0]] * 40,
        "corrections": [DOCUMENT.plain()["corrections"][0]] * 30,
    }
    page = actions.edit_event(editor, page, Document.of({**DOCUMENT.plain(), **many}), revision=2)
    page = publish(page, revision=3)
    written(page)
    assert 30_000 < (files.folder() / "zh/events/typhoon-2026-09.html").stat().st_size < 100_000
    long = Document.of({**DOCUMENT.plain(), "happened": both("雨" * 50_000, "")})
    page = actions.edit_event(editor, page, long, revision=3)
    with pytest.raises(ValidationError, match="100,000"):
        publish(page, revision=4)


def test_a_shelter_whose_places_nobody_knows_is_not_called_full(client: Client, editor: User, page: EventPage) -> None:
    """It says that the number is not known; nobody is sent away by a number that was never given."""
    unknown = Document.of(
        {**DOCUMENT.plain(), "shelters": [{"name": both("庙", "Temple"), "address": {}, "capacity": 0}]}
    )
    actions.edit_event(editor, page, unknown, revision=2)
    publish(page, revision=3)
    text = client.get("/public/en/events/typhoon-2026-09.html").content.decode()
    assert "number not known" in text
    assert ">full<" not in text
    assert "left in all of them" not in text


def test_a_text_in_another_language_says_so(client: Client, editor: User, page: EventPage) -> None:
    """Where English is missing the Chinese is marked as Chinese, so that a screen reader says it right."""
    chinese = {"zh-Hans": "道路积水", "en": ""}
    plain = {**DOCUMENT.plain(), "title": chinese, "todo": chinese, "closures": [{"what": chinese, "until": ""}]}
    actions.edit_event(editor, page, Document.of(plain), revision=2)
    publish(page, revision=3)
    text = client.get("/public/en/events/typhoon-2026-09.html").content.decode()
    assert text.count('<span lang="zh-Hans">道路积水</span>') == 2
    assert '<ol lang="zh-Hans">' in text
    assert 'lang="zh-Hans">道路积水</a>' in client.get("/public/en/index.html").content.decode()
    assert "<span lang" not in client.get("/public/zh/events/typhoon-2026-09.html").content.decode()
