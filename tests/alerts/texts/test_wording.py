"""Sentences of warnings: every kind of event, colour and language says who warns, of what, where, when, what to do."""

import re
from dataclasses import fields, replace
from datetime import datetime, timedelta, timezone

import pytest

from anlan.alerts.texts import (
    CELL_BROADCAST,
    COLOURS,
    EVENTS,
    LANGUAGES,
    SMS,
    Blanks,
    Colour,
    Kind,
    Status,
    Wording,
    compose,
    fit,
    hints,
    measure,
    pattern,
    sentences,
)
from anlan.alerts.texts.tables import prefix_of
from anlan.alerts.texts.wording import marked, spoken_times
from anlan.errors import SettingError

ZONE = timezone(timedelta(hours=8))
ISSUED = datetime(2026, 7, 1, 8, 30, tzinfo=ZONE)
SOURCES = {"zh-Hans": "连云港市气象台", "en": "Lianyungang Weather Station"}
PLACES = {"zh-Hans": "连云区、海州区", "en": "Lianyun and Haizhou"}
ROWS = [
    (event.code, colour, language) for language in LANGUAGES for event in EVENTS.values() for colour in event.colours
]


def blanks(language: str, **changed: object) -> Blanks:
    """Return filled blanks in a language."""
    filled = Blanks(
        SOURCES[language], PLACES[language], ISSUED, ISSUED + timedelta(hours=2), ISSUED + timedelta(hours=20)
    )
    return replace(filled, **changed)  # type: ignore[arg-type]


def texts(wording: Wording) -> list[str]:
    """Return the texts of a warning."""
    return [getattr(wording, one.name) for one in fields(wording) if one.name != "language"]


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("status", list(Status))
def test_every_warning_gives_no_hint(kind: Kind, status: Status) -> None:
    """Each row is filled in, says all five contents in whole and in short, and no sentence is long."""
    for event, colour, language in ROWS:
        wording = compose(event, colour, language, blanks(language), kind=kind, status=status)
        found = hints(wording, event, source=SOURCES[language], places=[PLACES[language]], status=status)
        assert [str(one.reason) for one in found] == [], (event, colour, language)


def test_every_warning_fits_into_one_cell_broadcast_whole() -> None:
    """With all of its actions, in an exercise too."""
    for event, colour, language in ROWS:
        wording = compose(event, colour, language, blanks(language), status=Status.EXERCISE)
        assert fit(wording, CELL_BROADCAST).complete, (event, colour, language)


def test_every_short_warning_takes_two_short_messages_or_fewer() -> None:
    """Each message costs time and money."""
    for event, colour, language in ROWS:
        short = compose(event, colour, language, blanks(language)).short
        assert measure(short, SMS).parts <= 2, (event, colour, language)


def test_no_two_warnings_say_the_same() -> None:
    """Each colour of each event has its own sentence, and each event its own name."""
    for language in LANGUAGES:
        said = [one for event in EVENTS for one in sentences(event, language).expect.values()]
        assert len(said) == len(set(said))
        names = [sentences(event, language).name for event in EVENTS]
        assert len(names) == len(set(names))


def test_red_is_graver_than_orange_in_words() -> None:
    """Where lives are in danger red says so and blue does not."""
    for event in EVENTS.values():
        said = sentences(event.code, "zh-Hans").expect
        assert not any("生命危险" in said[colour] for colour in event.colours if colour in (Colour.BLUE, Colour.YELLOW))


def test_both_languages_have_the_same_number_of_actions() -> None:
    """A visitor is told as much as a resident."""
    for event in EVENTS.values():
        for colour in event.colours:
            assert len(sentences(event.code, "zh-Hans").actions[colour]) == len(
                sentences(event.code, "en").actions[colour]
            )


def test_a_warning_reads_as_it_should() -> None:
    """In words, in both languages."""
    facts = blanks("zh-Hans", hazard="台风“安澜”", detail="中心附近最大风力14级。", action="请留在船上的人员立即上岸。")
    chinese = compose("typhoon", Colour.RED, "zh-Hans", facts)
    assert chinese.headline == "连云港市气象台发布台风“安澜”红色预警：连云区、海州区"
    assert chinese.description.startswith(
        "连云港市气象台7月1日8时30分对连云区、海州区发布台风“安澜”红色预警。7月1日10时30分至7月2日4时30分，"
    )
    assert chinese.description.endswith("中心附近最大风力14级。")
    assert chinese.instruction.startswith("请留在船上的人员立即上岸。\n")
    english = compose("flood", Colour.BLUE, "en", blanks("en"), kind=Kind.CANCEL)
    assert english.headline == "Lifted: blue flood warning for Lianyun and Haizhou"
    assert english.description == (
        "Lianyungang Weather Station, 08:30 on 1 July: the blue flood warning for Lianyun and Haizhou is lifted."
    )


@pytest.mark.parametrize(
    ("onset", "expires", "chinese", "english"),
    [
        (None, None, "目前", "now"),
        (0, None, "7月1日8时30分起", "from 08:30 on 1 July"),
        (None, 1.5, "即刻起至7月1日10时", "until 10:00 on 1 July"),
        (0, 1.5, "7月1日8时30分至10时", "from 08:30 to 10:00 on 1 July"),
        (0, 24, "7月1日8时30分至7月2日8时30分", "from 08:30 on 1 July to 08:30 on 2 July"),
    ],
)
def test_times_are_said_in_the_zone_of_the_issuer(
    onset: float | None, expires: float | None, chinese: str, english: str
) -> None:
    """Given in UTC, said in the city's time; the day once where it is one."""

    def at(hours: float | None) -> datetime | None:
        return None if hours is None else (ISSUED + timedelta(hours=hours)).astimezone(timezone.utc)  # noqa: UP017

    for language, said in (("zh-Hans", chinese), ("en", english)):
        wording = compose("fog", Colour.RED, language, blanks(language, onset=at(onset), expires=at(expires)))
        assert f"{said}。" in wording.short or f", {said}. " in wording.short


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("status", [Status.EXERCISE, Status.TEST])
def test_no_text_of_an_exercise_or_a_test_looks_like_a_warning(language: str, status: Status) -> None:
    """Each begins with its mark, and marking it again adds nothing."""
    wording = compose("rainstorm", Colour.RED, language, blanks(language), status=status)
    assert all(text.startswith(prefix_of(status, language)) for text in texts(wording))
    assert marked(wording, status) == wording
    assert marked(wording, Status.ACTUAL) == wording
    assert not any(
        text.startswith(prefix_of(status, language))
        for text in texts(compose("rainstorm", Colour.RED, language, blanks(language)))
    )


@pytest.mark.parametrize("kind", list(Kind))
def test_what_an_author_writes_is_not_taken_for_a_blank(kind: Kind) -> None:
    """Braces and patterns in a name stay as they are."""
    wording = compose("general", Colour.BLUE, "en", blanks("en", place="Block {source} {0}"), kind=kind)
    assert "Block {source} {0}" in wording.headline


def test_wrong_blanks_are_all_told() -> None:
    """With what to do about each."""
    with pytest.raises(SettingError) as refused:
        Blanks(" ", "", ISSUED.replace(tzinfo=None))
    assert len(str(refused.value).splitlines()) == 3
    with pytest.raises(SettingError, match="not after"):
        Blanks("a", "b", ISSUED, expires=ISSUED)


def test_what_is_not_in_the_tables_is_refused() -> None:
    """A kind of event, a colour, a language."""
    with pytest.raises(SettingError, match="no kind of event"):
        compose("meteor", Colour.RED, "en", blanks("en"))
    with pytest.raises(SettingError, match="no warning of the colour blue; red, orange, yellow are there"):
        compose("heat", Colour.BLUE, "en", blanks("en"))
    with pytest.raises(SettingError, match="no sentences in 'fr'"):
        compose("heat", Colour.RED, "fr", blanks("en"))


def test_every_kind_of_event_has_what_cap_needs() -> None:
    """Categories and response types of the protocol, colours from the gravest."""
    categories = "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other"
    responses = "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None"
    for code, event in EVENTS.items():
        assert code == event.code
        assert re.fullmatch(r"[a-z]+(-[a-z]+)*", code)
        assert set(event.categories) <= set(categories.split())
        assert list(event.colours) == [one for one in COLOURS if one in event.colours]
        assert {one for colour in COLOURS for one in event.responses(colour)} <= set(responses.split())
    assert [colour.severity for colour in COLOURS] == ["Extreme", "Severe", "Moderate", "Minor"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_pattern_filled_with_the_facts_is_the_warning_itself(language: str) -> None:
    """For every kind of event, colour and kind of message: whoever changes a pattern changes what is said."""
    facts = Blanks("Command", "Lianyun", ISSUED, expires=ISSUED + timedelta(hours=3), detail="Gusts of force 10.")
    filled = {"source": facts.source, "place": facts.place, "detail": facts.detail, **spoken_times(facts, language)}
    for event, colour, _language in (row for row in ROWS if row[2] == language):
        for kind in Kind:
            made = pattern(event, colour, language, kind=kind)
            told = compose(event, colour, language, facts, kind=kind)
            assert [text.format(**filled) for text in texts(made)] == texts(told)
