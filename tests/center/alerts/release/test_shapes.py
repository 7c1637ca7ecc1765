"""What a form brings back of an outline is an outline, or is refused in words."""

import json
from collections.abc import Callable

import pytest
from django.test import Client

from anlan_center.alerts.release.pages.shapes import UnreadableError, read_outline
from tests.center.alerts.release.conftest import People

HOSTILE = [
    "[" * 5000, '{"type":"Polygon","coordinates":' + "[" * 3000, "[]", "5", "NaN", '{"type":"Polygon"}',
    '{"type":"Polygon","coordinates":[]}', '{"type":"MultiPolygon","coordinates":5}',
    '{"type":["x"],"coordinates":[]}', '{"type":"Point","coordinates":[1,2]}',
    '{"type":"Polygon","coordinates":[[["a"]]]}',
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_no_outline_is_refused(text: str) -> None:
    """Whatever its depth and its types."""
    with pytest.raises(UnreadableError):
        read_outline(text)


def test_an_outline_is_read_and_nothing_else_of_it() -> None:
    """Further members are left out."""
    outline = {"type": "Polygon", "coordinates": [[[119.1, 34.6], [119.2, 34.6], [119.2, 34.7], [119.1, 34.6]]]}
    assert read_outline(json.dumps({**outline, "more": 1})) == outline


@pytest.mark.django_db
def test_the_composer_bears_a_forged_outline(people: People, signed_in: Callable[..., Client]) -> None:
    """A browser may send anything in a hidden field."""
    browser = signed_in(people.author)
    for text in (HOSTILE[0], HOSTILE[5]):
        assert browser.post("/alerts/new/exercise/", {"outline": text, "do": "check"}).status_code == 422
