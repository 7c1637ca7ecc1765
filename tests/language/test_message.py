"""A sentence is kept apart from its language and its values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.language import LANGUAGES, Language, Message, best_language, mark, translator

CHINESE = {"{count} cells lie outside {place}": "{place}之外有 {count} 个网格", "the city": "城市"}


def to_chinese(text: str) -> str:
    """Look a sentence up as a catalogue does: what is not in it stays English."""
    return CHINESE.get(text, text)


def test_a_message_reads_as_english_by_itself() -> None:
    """Without a catalogue the key is the sentence."""
    assert str(Message("{count} cells lie outside", count=3)) == "3 cells lie outside"


def test_a_message_follows_the_word_order_of_the_other_language() -> None:
    """Values are named, so a translation can put them where its grammar wants them."""
    message = Message("{count} cells lie outside {place}", count=3, place="Ganyu")
    assert message.render(to_chinese) == "Ganyu之外有 3 个网格"


def test_a_message_inside_a_message_is_said_in_the_same_language() -> None:
    """A sentence is built from parts, none of which is finished before the reader is known."""
    message = Message("{count} cells lie outside {place}", count=3, place=Message("the city"))
    assert message.render(to_chinese) == "城市之外有 3 个网格"
    assert str(message) == "3 cells lie outside the city"


def test_a_number_is_written_as_the_pattern_says() -> None:
    """The pattern carries the format, so both languages round alike."""
    assert str(Message("{share:.1%} of {people:,}", share=0.1234, people=4599360)) == "12.3% of 4,599,360"


def test_an_empty_message_stays_empty_in_every_language() -> None:
    """The empty key holds a catalogue's header, which nobody wants to read."""
    assert Message("").render(translator("zh-Hans")) == ""


def test_braces_of_a_sentence_without_values_are_left_alone() -> None:
    """Only a message that has values is a pattern."""
    assert str(Message("write {name} in the file")) == "write {name} in the file"


@given(st.dictionaries(st.sampled_from(["a", "b", "c"]), st.integers() | st.sampled_from(["tent", "帐篷", ""])))
def test_equal_messages_have_equal_hashes(values: dict[str, object]) -> None:
    """The order in which values are given makes no difference."""
    forward = Message("x", **values)
    backward = Message("x", **dict(reversed(values.items())))
    assert forward == backward
    assert hash(forward) == hash(backward)


def test_a_message_cannot_be_changed() -> None:
    """A sentence that has been handed on stays what it was."""
    message = Message("x")
    with pytest.raises(AttributeError):
        message.text = "y"  # type: ignore[misc]


def test_marking_a_sentence_leaves_it_as_it_is() -> None:
    """The mark is for the extractor of the catalogue."""
    assert mark("Ground") == "Ground"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_of_the_interface_has_a_catalogue(language: Language) -> None:
    """A key that no catalogue knows comes back unchanged."""
    assert translator(language)("a sentence that nobody says") == "a sentence that nobody says"


def test_an_unknown_language_is_refused_with_the_known_ones() -> None:
    """A wrong tag is a programmer's error, and names what is allowed."""
    with pytest.raises(ValueError, match="'fr' is not one of zh-Hans, en"):
        translator("fr")


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (["zh_CN.UTF-8"], "zh-Hans"),
        (["zh-Hant-TW", "en"], "zh-Hans"),
        (["fr_FR", "en_GB", "zh_CN"], "en"),
        (["fr_FR"], "en"),
        (["", "C"], "en"),
        ([], "en"),
    ],
)
def test_the_first_wish_that_can_be_met_is_taken(wishes: list[str], language: str) -> None:
    """English is spoken to whoever wishes for something else."""
    assert best_language(wishes) == language
