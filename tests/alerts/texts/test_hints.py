"""Hints to say a warning plainly: what is missing, open, marked wrongly or hard to read is told with its place."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest

from anlan.alerts.texts import Blanks, Colour, Status, Wording, compose, hints

ZONE = timezone(timedelta(hours=8))
ISSUED = datetime(2026, 7, 1, 8, 30, tzinfo=ZONE)
GOOD = {
    "zh-Hans": compose("rainstorm", Colour.RED, "zh-Hans", Blanks("市气象台", "海州区", ISSUED)),
    "en": compose("rainstorm", Colour.RED, "en", Blanks("Weather Station", "Haizhou", ISSUED)),
}


def codes(wording: Wording, *, status: Status = Status.ACTUAL, place: str | None = None) -> set[tuple[str, str]]:
    """Return kinds and places of what is found."""
    chinese = wording.language == "zh-Hans"
    source = "市气象台" if chinese else "Weather Station"
    where = place or ("海州区" if chinese else "Haizhou")
    found = hints(wording, "rainstorm", source=source, places=[where], status=status)
    return {(one.code, one.xpath.split("/")[-1].partition("[")[0]) for one in found}


@pytest.mark.parametrize("language", sorted(GOOD))
def test_each_content_that_is_missing_is_told(language: str) -> None:
    """A text that says nothing lacks all five, in whole and in short."""
    empty = {"zh-Hans": "天气不好", "en": "Bad weather"}[language]
    poor = Wording(language, empty, empty, empty, empty)
    found = codes(poor)
    for code in ("no-source", "no-hazard", "no-place", "no-time"):
        assert {(code, "description"), (code, "short")} <= found
    assert {("no-action", "instruction"), ("no-action", "short")} <= found


def test_another_name_of_the_event_counts() -> None:
    """Such as heavy rain for a rainstorm, or a name that the author gives."""
    said = replace(GOOD["en"], headline="Heavy rain", description="Weather Station: heavy rain in Haizhou now.")
    assert ("no-hazard", "description") not in codes(said)


def test_a_place_is_one_of_those_that_are_warned() -> None:
    """Another district's name does not count."""
    assert ("no-place", "description") in codes(GOOD["zh-Hans"], place="灌云县")


@pytest.mark.parametrize("blank", ["{place}", "____", "XX", "××", "[time]", "TODO"])
def test_a_blank_left_open_is_an_error(blank: str) -> None:
    """In whatever way people leave them open."""
    said = replace(GOOD["en"], short=GOOD["en"].short + f" See {blank}.")
    (found,) = hints(said, "rainstorm", source="Weather Station", places=["Haizhou"])
    assert (found.severity, found.code) == ("error", "open-blank")
    assert found.xpath == "/alert[1]/info[1]/short[1]"


@pytest.mark.parametrize("name", ["ExxonMobil", "size XXL", "Foxx Street", "the TODOS plant"])
def test_two_crosses_within_a_word_are_no_blank(name: str) -> None:
    """A plant that has a name of its own can be warned of: an open blank would keep the warning from going out."""
    said = replace(GOOD["en"], short=GOOD["en"].short + f" Keep away from {name}.")
    found = hints(said, "rainstorm", source="Weather Station", places=["Haizhou"])
    assert [one.code for one in found if one.severity == "error"] == []


@pytest.mark.parametrize("blank", ["xx时", "待TBD定", "由XX街道"])
def test_a_blank_between_chinese_signs_is_one(blank: str) -> None:
    """They make no word with Latin letters, though a pattern of words takes them for one."""
    said = replace(GOOD["zh-Hans"], short=GOOD["zh-Hans"].short + f"另见{blank}。")
    found = hints(said, "rainstorm", source="气象台", places=["海州区"])
    assert ("error", "open-blank") in [(one.severity, one.code) for one in found]


def test_an_exercise_without_its_mark_is_an_error() -> None:
    """And so is a warning that is meant with the mark of an exercise."""
    assert {("no-mark", one) for one in ("headline", "description", "instruction", "short")} <= codes(
        GOOD["en"], status=Status.EXERCISE
    )
    said = replace(GOOD["zh-Hans"], headline="【演练】" + GOOD["zh-Hans"].headline)
    assert codes(said) == {("wrong-mark", "headline")}


def test_a_text_in_another_language_is_told() -> None:
    """English where Chinese is wanted, and Chinese in an English text."""
    assert ("other-language", "headline") in codes(replace(GOOD["zh-Hans"], headline="Rainstorm"))
    assert ("other-language", "short") in codes(replace(GOOD["en"], short=GOOD["en"].short + "海州区"))


def test_style_is_recommended() -> None:
    """Long sentences, capitals, too many lines, nothing at all."""
    assert ("long-sentence", "description") in codes(replace(GOOD["en"], description="go " * 31))
    assert ("long-sentence", "description") in codes(replace(GOOD["zh-Hans"], description="请" * 61))
    assert ("capitals", "headline") in codes(replace(GOOD["en"], headline="TORRENTIAL RAIN COMING"))
    assert ("many-actions", "instruction") in codes(replace(GOOD["en"], instruction="Stay in.\n" * 8))
    assert ("empty", "headline") in codes(replace(GOOD["en"], headline=" "))
