"""Numbers, shares and enumerations as a reader of each language writes them."""

import pytest

from anlan.hazards import HAZARDS
from anlan.language import Message
from anlan.report import Voice
from anlan.report.quantity import UNITS, Quantity
from anlan.report.voice import SPACE
from anlan.report.words import INTENSITIES, counted

ENGLISH, CHINESE = Voice.of("en"), Voice.of("zh-Hans")


@pytest.mark.parametrize(
    ("share", "english"), [(0.92, "92_%"), (0.0004, "<_0.1_%"), (0.9995, ">_99.9_%"), (0.0, "0_%")]
)
def test_no_line_breaks_inside_a_share(share: float, english: str) -> None:
    """English holds number and sign together, Chinese sets no space."""
    said = Quantity(share, "%")
    assert ENGLISH.say(said) == english.replace("_", SPACE)
    assert CHINESE.say(said) == english.replace("_", "")


@pytest.mark.parametrize(
    ("people", "english", "chinese"),
    [(1.0, "1 person", "1人"), (0.2, f"<{SPACE}1 person", "<1人"), (2.0, "2 people", "2人"), (0.0, "0 people", "0人")],
)
def test_one_is_not_many(people: float, english: str, chinese: str) -> None:
    """One person, and less than one, stand in the singular."""
    assert ENGLISH.say(Quantity(people, "persons")) == english
    assert CHINESE.say(Quantity(people, "persons")) == chinese


def test_one_death_stands_in_the_singular_and_a_part_of_one_does_not() -> None:
    """One death, but 0.0101 deaths."""
    assert ENGLISH.say(counted("killed", 1.2, "persons")) == "1 death"
    assert ENGLISH.say(counted("killed", 0.0101, "1")) == "0.0101 deaths"


def test_members_that_hold_a_comma_are_parted_by_semicolons() -> None:
    """A reader can tell where a member ends."""
    plain = (Message("Heat wave"), Message("Epidemic"))
    held = (Message("Cold wave, snow or ice"), Message("Epidemic"))
    assert ENGLISH.say(plain) == "Heat wave, Epidemic"
    assert ENGLISH.say(held) == "Cold wave, snow or ice; Epidemic"
    assert ENGLISH.say(held[:1]) == "Cold wave, snow or ice"
    assert "；" in CHINESE.say(held)


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: hazard.kind)
def test_every_intensity_has_a_name_and_a_unit_in_words(hazard: object) -> None:
    """No map says only that it shows an intensity, nor a unit as a file writes it."""
    assert getattr(hazard, "kind") in INTENSITIES  # noqa: B009
    assert getattr(hazard, "unit") in UNITS  # noqa: B009
