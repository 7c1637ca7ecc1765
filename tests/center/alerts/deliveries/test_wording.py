"""How a warning reads as plain text."""

from datetime import UTC, datetime

import pytest
from pytest_django.fixtures import Settings

from anlan_center.alerts.deliveries.channels.wording import full_text
from tests.center.alerts.deliveries.written import content

END = datetime(2026, 7, 14, 16, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "shown"), [("Asia/Shanghai", "2026-07-15 00:00"), ("America/New_York", "2026-07-14 12:00")]
)
def test_times_are_those_of_the_city(settings: Settings, zone: str, shown: str) -> None:
    """A reader's clock is the city's, wherever the machine stands."""
    settings.ANLAN_ZONE = zone
    assert f"In force until: {shown}" in full_text(content(expires=END))


@pytest.mark.parametrize(("language", "words"), [("en", "In force until"), ("zh-Hans", "有效期至")])
def test_a_lifting_names_no_end(language: str, words: str) -> None:
    """Whoever reads that a danger is over must not read below that something is in force."""
    assert words in full_text(content(language=language, msg_type="Update"))
    assert words not in full_text(content(language=language, msg_type="Cancel"))
