"""Lengths of texts on channels that count: the alphabets and sizes of the standards, to the character."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.alerts.texts import CELL_BROADCAST, SMS, Alphabet, Blanks, Colour, compose, fit, measure
from anlan.alerts.texts.lengths import EXTENSION, GSM7

ISSUED = datetime(2026, 7, 1, 8, 30, tzinfo=timezone(timedelta(hours=8)))
LONG = compose("flood", Colour.RED, "en", Blanks("Weather Station", "Haizhou", ISSUED))


def test_the_default_alphabet_has_127_characters_and_an_escape() -> None:
    """128 septets, of which one leads to the extension table of ten characters (3GPP TS 23.038, 6.2.1)."""
    assert len(GSM7) == 127
    assert len(EXTENSION) == 10
    assert not GSM7 & EXTENSION


@pytest.mark.parametrize(
    ("text", "units", "parts"),
    [
        ("", 0, 0), ("a" * 160, 160, 1), ("a" * 161, 161, 2), ("a" * 306, 306, 2), ("a" * 307, 307, 3),
        ("€" * 80, 160, 1), ("€" * 81, 162, 2), ("€" * 152, 304, 2), ("€" * 153, 306, 3), ("a" + "€" * 152, 305, 2),
        ("雨" * 70, 70, 1), ("雨" * 71, 71, 2), ("雨" * 134, 134, 2), ("雨" * 135, 135, 3),
        ("🌊" * 35, 70, 1), ("🌊" * 36, 72, 2), ("🌊" * 66, 132, 2), ("🌊" * 67, 134, 3),
    ],
)  # fmt: skip
def test_short_messages_are_counted_as_networks_count_them(text: str, units: int, parts: int) -> None:
    """160 and 153 septets, 70 and 67 units; a character of two units is never divided between parts."""
    length = measure(text, SMS)
    assert (length.units, length.parts) == (units, parts)


@pytest.mark.parametrize(
    ("text", "fits"), [("a" * 1395, True), ("a" * 1396, False), ("雨" * 615, True), ("雨" * 616, False)]
)
def test_a_cell_broadcast_takes_1395_septets_or_615_units(text: str, fits: bool) -> None:
    """Fifteen pages."""
    assert measure(text, CELL_BROADCAST).fits is fits


def test_characters_that_make_a_message_dear_are_named() -> None:
    """One curly quotation mark halves what fits."""
    length = measure("It’s “wet”: don’t wade", SMS)
    assert length.alphabet is Alphabet.UCS2
    assert length.strange == "’“”"


def test_the_most_of_a_medium_is_told_for_each_alphabet() -> None:
    """Ten parts of a short message, or a whole broadcast."""
    assert [SMS.most(one) for one in Alphabet] == [1530, 670]
    assert [CELL_BROADCAST.most(one) for one in Alphabet] == [1395, 615]


@given(st.text(max_size=400))
def test_a_longer_text_never_takes_fewer_parts(text: str) -> None:
    """Nor fewer units, whatever its characters."""
    parts = [measure(text[:end], SMS) for end in range(0, len(text) + 1, 40)]
    assert [one.units for one in parts] == sorted(one.units for one in parts)
    assert [one.parts for one in parts] == sorted(one.parts for one in parts)


@given(st.integers(1, 10))
def test_what_is_fitted_fits_and_is_made_of_whole_sentences(parts: int) -> None:
    """The first lines stay; what is left out is told; nothing is cut."""
    found = fit(LONG, SMS, most_parts=parts)
    assert found.length.parts <= parts or found.text == ""
    if found.text and found.text != LONG.short:
        kept = LONG.instruction.splitlines()[: -len(found.left_out) or None]
        assert found.text == " ".join([LONG.description, *kept])
    assert found.complete == (found.text != "" and found.left_out == () and found.text != LONG.short)


def test_what_cannot_fit_is_not_cut() -> None:
    """No text is better than half a sentence; the author must shorten it."""
    found = fit(replace(LONG, short="Stay in. " * 30), SMS, most_parts=1)
    assert (found.text, found.complete, found.length.fits) == ("", False, False)


def test_a_warning_without_an_instruction_goes_out_whole() -> None:
    """The short form is for what does not fit, not for what says nothing to do."""
    found = fit(replace(LONG, instruction=" \n"), CELL_BROADCAST)
    assert (found.text, found.left_out, found.complete) == (LONG.description, (), True)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("a" * 152 + "€" + "a" * 7, 2),  # 161 septets
        ("a" * 152 + "€" + "a" * 151, 2),  # the sign goes into the second part, which it fills
        ("a" * 152 + "€" + "a" * 152, 3),
        ("雨" * 66 + "🌊" + "雨" * 65, 2),
        ("雨" * 66 + "🌊" + "雨" * 66, 3),
        ("a" * 159 + "雨", 3),  # one character makes all of it UCS-2
    ],
)
def test_a_character_at_the_border_of_two_parts_goes_into_the_second(text: str, parts: int) -> None:
    """An escape and its sign, or the halves of a pair, stay together."""
    assert measure(text, SMS).parts == parts


def test_chinese_lines_are_joined_without_blanks() -> None:
    """As Chinese is written."""
    wording = compose("flood", Colour.RED, "zh-Hans", Blanks("市气象台", "海州区", ISSUED))
    assert fit(wording, CELL_BROADCAST).text == wording.description + wording.instruction.replace("\n", "")
