"""What the public reads of a warning."""

import re
from collections.abc import Callable
from datetime import timedelta
from html.parser import HTMLParser

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.bulletins.pages import files
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot
from anlan_center.alerts.bulletins.pages.rendering import MOST_BYTES, render
from tests.center.alerts.bulletins.conftest import end_of, many
from tests.center.alerts.release.conftest import written


class Outline(HTMLParser):
    """Headings, links and elements of a page."""

    def __init__(self, content: bytes) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str] = []
        self.attributes: list[str] = []
        self.feed(content.decode())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element."""
        self.tags.append(tag)
        self.attributes += [name for name, _ in attrs]
        self.links += [value or "" for name, value in attrs if name in {"href", "src", "action"}]


def content_of(spot: Spot) -> str:
    """Return a page as text."""
    page = render(spot)
    assert page is not None
    return page.content.decode()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_warning_says_first_what_to_do(published: Callable[..., Publication], lang: str) -> None:
    """In both languages: the steps stand before the description, with issuer, end in local time and the signed file."""
    row = published()
    text = content_of(Spot("warning", lang, row.slug))
    texts = row.alert.texts[LANGUAGES[lang]]
    steps = [text.index(line) for line in texts["instruction"].splitlines()]
    assert steps == sorted(steps)
    assert steps[0] < text.index(f"<p>{texts['description']}</p>")
    assert end_of(row).astimezone(timezone.get_fixed_timezone(480)).strftime("%Y-%m-%d %H:%M") in text
    assert (row.alert.organisation.name_zh if lang == "zh" else row.alert.organisation.name_en) in text
    assert f"../../cap/{row.slug}.xml" in text
    assert "<svg" in text
    assert row.alert.identifier in text


def test_pages_need_no_scripts_and_nothing_from_elsewhere(published: Callable[..., Publication]) -> None:
    """No script, no inline style, no request to another host; each page is far below its limit."""
    row = published()
    for lang in LANGUAGES:
        for spot in (Spot("home", lang), Spot("warning", lang, row.slug), Spot("genuine", lang)):
            page = render(spot)
            assert page is not None
            seen = Outline(page.content)
            assert "script" not in seen.tags
            assert not {"style", "onclick"} & set(seen.attributes)
            assert "style" not in seen.tags
            foreign = [link for link in seen.links if "://" in link]
            assert all(link.startswith("https://warn.example.org/") for link in foreign)
            assert len(page.content) < MOST_BYTES / 3


def test_every_link_between_public_files_leads_somewhere(published: Callable[..., Publication]) -> None:
    """The exported folder is whole: all relative links of all pages are files in it."""
    published()
    published(exercise=True, colour="red")
    files.export(files.folder())
    pages = list(files.folder().rglob("*.html"))
    assert len(pages) >= 11
    for page in pages:
        for link in Outline(page.read_bytes()).links:
            if "://" not in link and not link.startswith(("#", "tel:")):
                assert (page.parent / link).resolve().is_file(), (page, link)


def test_the_first_page_lists_what_is_in_force_the_gravest_first(published: Callable[..., Publication]) -> None:
    """Red stands before yellow though it is older."""
    red, yellow = published(colour="red"), published(colour="yellow")
    text = content_of(Spot("home", "en"))
    assert text.index(red.slug) < text.index(yellow.slug)
    assert "2 warnings are in force" in text


@pytest.mark.parametrize(("count", "left_out"), [(0, 0), (1, 0), (40, 0), (41, 0), (240, 0), (251, 11)])
def test_the_first_page_says_how_many_warnings_it_leaves_out_and_only_then(
    published: Callable[..., Publication], count: int, left_out: int
) -> None:
    """What has room is named; the sentence on the others stands there only if there are any, with their number."""
    if count:
        many(published(), count - 1)
    text = content_of(Spot("home", "en"))
    said = re.findall(r"(-?\d+) more warnings? (?:is|are) in force", text)
    assert said == ([str(left_out)] if left_out else [])


@pytest.mark.parametrize("letters", [60, 500])
def test_the_first_page_and_the_list_bear_two_hundred_warnings_at_once(
    published: Callable[..., Publication], letters: int
) -> None:
    """Each is named as long as there is room, all are counted, and no page is over its limit: none may be away then."""
    texts = {language: {**text, "headline": "台" * letters} for language, text in written().texts.items()}
    rows = [*many(published(texts=texts), 250)]
    for lang, language in LANGUAGES.items():
        with CaptureQueriesContext(connection) as asked:
            page = render(Spot("home", lang))
        assert len(asked) < 12  # no row is asked for by itself
        assert page is not None
        assert len(page.content) <= MOST_BYTES
        text = page.content.decode()
        assert "251" in text
        named = sum(f"warnings/{row.slug}.html" in text for row in rows)
        assert named >= (180 if letters == 60 else 50), (language, named)
        assert render(Spot("genuine", lang, number=1)) is not None


def test_every_headline_of_an_exercise_bears_its_mark(published: Callable[..., Publication]) -> None:
    """Also in the short list of the first page, and whichever page names it: no line can be taken for a real one."""
    row = published(exercise=True)
    many(row, 60)
    text = content_of(Spot("home", "en", exercise=True))
    headline = row.alert.texts["en"]["headline"]
    assert text.count(headline) == 61
    assert text.count(f"[EXERCISE] {headline}") == 61


def test_a_warning_with_very_long_texts_has_a_page(published: Callable[..., Publication]) -> None:
    """It is shortened and says so, and its signed file has the rest; a page that is refused warns nobody."""
    long = {"description": "雨" * 20_000, "instruction": "请留在室内。\n" * 2_800}
    row = published(texts={language: {**text, **long} for language, text in written().texts.items()})
    for lang in LANGUAGES:
        text = content_of(Spot("warning", lang, row.slug))
        assert len(text.encode()) <= MOST_BYTES
        assert "请留在室内。</li>" in text
        assert "shortened" in text or "缩短" in text or "精简" in text


def test_a_warning_whose_time_is_over_is_not_in_force(published: Callable[..., Publication]) -> None:
    """Even if nobody has touched it: the clock decides."""
    row = published()
    later = end_of(row) + timedelta(seconds=1)
    page = render(Spot("home", "en"), later)
    assert page is not None
    assert "No warning is in force" in page.content.decode()
    assert row.slug in page.content.decode()
    page = render(Spot("warning", "en", row.slug), later)
    assert page is not None
    assert "No longer in force" in page.content.decode()
    assert page.modified == row.alert.expires


def test_an_update_takes_the_place_of_what_it_updates(
    published: Callable[..., Publication], followed: Callable[..., Publication]
) -> None:
    """The earlier page says so and leads to the newest; only the update is in force."""
    first = published()
    second = followed(first, "update")
    home = content_of(Spot("home", "en"))
    assert second.slug in home
    assert first.slug not in home
    old = content_of(Spot("warning", "en", first.slug))
    assert "a newer message has taken its place" in old
    assert f"warnings/{second.slug}.html" in old


def test_a_lifted_warning_says_so(published: Callable[..., Publication], followed: Callable[..., Publication]) -> None:
    """Nothing is in force; the end stands below, and the first page and the warning say that it was lifted."""
    first = published()
    end = followed(first, "cancel")
    home = content_of(Spot("home", "en"))
    assert "No warning is in force" in home
    assert end.slug in home
    assert "it was lifted" in content_of(Spot("warning", "en", first.slug))
    assert "The warning is lifted" in content_of(Spot("warning", "en", end.slug))


def test_exercises_stand_apart_and_are_marked(published: Callable[..., Publication], client: Client) -> None:
    """No page, feed or list of the real world names an exercise; its own pages say in every language that it is one."""
    row = published(exercise=True)
    assert client.get(f"/public/zh/warnings/{row.slug}.html").status_code == 404
    assert client.get(f"/public/cap/{row.slug}.xml").status_code == 404
    for path in ("zh/index.html", "en/index.html", "zh/real.html", "zh/atom.xml", "zh/rss.xml", "cap.xml"):
        answer = client.get(f"/public/{path}")
        assert answer.status_code == 200
        assert row.alert.identifier.encode() not in answer.content
        assert row.slug.encode() not in answer.content
    text = client.get(f"/public/exercise/en/warnings/{row.slug}.html").content.decode()
    assert "EXERCISE" in text
    assert "is-exercise" in text
    assert "[EXERCISE]" in client.get("/public/exercise/en/atom.xml").content.decode()
    assert client.get("/public/exercise/zh/real.html").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "../settings.py",
        "zh/warnings/..%2f.html",
        "zh/%2e%2e/x",
        "de/index.html",
        "zh/real-0.html",
        "zh/warnings/ä.html",
    ],
)
def test_strange_addresses_find_nothing(client: Client, db: None, path: str) -> None:
    """Nothing outside the pages can be reached."""
    assert client.get(f"/public/{path}").status_code == 404


def test_texts_cannot_carry_markup(published: Callable[..., Publication]) -> None:
    """What an author writes is shown as text."""
    texts = {name: f"{text} <script>alert(1)</script>" for name, text in written().texts["en"].items()}
    row = published(texts={**written().texts, "en": texts})
    for spot in (Spot("warning", "en", row.slug), Spot("home", "en"), Spot("genuine", "en")):
        text = content_of(spot)
        assert "<script" not in text
        assert "&lt;script&gt;" in text
