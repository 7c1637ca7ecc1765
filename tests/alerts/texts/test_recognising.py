"""Words of others: the kind of event and the colour are recognised, in Chinese and in English."""

import pytest

from anlan.alerts.texts import COLOURS, EVENTS, LANGUAGES, Colour, colour_of, kind_of, sentences
from anlan.alerts.texts.tables import colour_name


@pytest.mark.parametrize(
    ("words", "kind", "colour"),
    [
        ("暴雨橙色预警信号", "rainstorm", Colour.ORANGE),
        ("Severe Thunderstorm Warning", "thunderstorm", None),
        ("Tropical cyclone, Red", "typhoon", Colour.RED),
        ("地质灾害气象风险黄色预警", "geological-hazard", Colour.YELLOW),
        ("Flash flood", "flood", None),
        ("Yellow to Orange heat", "heat", Colour.YELLOW),
        ("Reduced visibility in dense fog", "fog", None),
        ("Civil emergency", "general", None),
        ("AMBER alert", None, None),
        ("", None, None),
    ],
)
def test_kind_and_colour_are_recognised(words: str, kind: str | None, colour: Colour | None) -> None:
    """The longest name counts; letters of another word do not: nothing red is in 'reduced'."""
    assert kind_of(words) == kind
    assert colour_of(words) is colour


def test_every_name_is_recognised_as_its_own_kind() -> None:
    """All names and other names in all languages, with a colour before them."""
    for language in LANGUAGES:
        for code in EVENTS:
            said = sentences(code, language)
            for name in (said.name, *said.aliases):
                assert kind_of(name) == code, name
        for colour in COLOURS:
            assert colour_of(f"x {colour_name(colour, language)} y") is colour
