"""What changed between two versions of a text, and areas as people type them."""

from collections import Counter
from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.alerts.release.pages import comparing
from anlan_center.alerts.release.pages.comparing import changes, compare
from anlan_center.alerts.release.pages.shapes import divide, drawing, read_circles, read_polygons, write_circles

DEGREES = st.floats(-90, 90, allow_nan=False)
RING = st.lists(st.tuples(DEGREES, DEGREES), min_size=3, max_size=8, unique=True)


@given(st.text(), st.text())
def test_pieces_join_to_both_versions(old: str, new: str) -> None:
    """Nothing of either text is lost or invented."""
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_chinese_is_compared_by_character_and_english_by_word() -> None:
    """What is marked is what a reader would mark."""
    assert [piece.text for piece in compare("台风橙色预警", "台风红色预警") if piece.kind == "new"] == ["红"]
    assert [piece.text for piece in compare("an orange warning", "a red warning") if piece.kind == "gone"] == [
        "an", "orange",
    ]  # fmt: skip


@pytest.mark.parametrize("part", ["雨", "-", "rain ", "大雨。", "\n \n"])
def test_long_texts_that_say_the_same_again_and_again_hold_nobody_up(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As long as a text may be, changed at both ends: no more pairs are looked at than can be, and nothing is lost."""

    class Counting(SequenceMatcher[str]):
        """Refuses more pairs of equal parts than are allowed, which would take minutes."""

        def __init__(self, junk: None, before: list[str], after: list[str], autojunk: bool) -> None:
            counts = Counter(after)
            assert sum(counts[one] for one in before) <= comparing.MOST_PAIRS
            super().__init__(junk, before, after, autojunk=autojunk)

    monkeypatch.setattr(comparing, "SequenceMatcher", Counting)
    body = part * (20_000 // len(part))
    old, new = f"A{body}B{body}C", f"D{body}{part}E{body}F"
    pieces = compare(old, new)
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == old
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == new


def test_of_a_long_text_the_character_is_shown_that_changed() -> None:
    """Where it can be told in time, and always where it is the only one."""
    body = "请立即转移到安全地带，远离河道和低洼处。" * 900
    assert [piece.text for piece in compare(f"{body}三{body}", f"{body}五{body}") if piece.kind == "new"] == ["五"]


def test_only_parts_that_differ_are_listed() -> None:
    """A language that is new or gone counts as well."""
    old = {"en": {"headline": "A", "short": "S"}}
    new = {"en": {"headline": "B", "short": "S"}, "zh-Hans": {"headline": "甲"}}
    assert [(one.language, one.part) for one in changes(old, new)] == [("en", "headline"), ("zh-Hans", "headline")]


@given(st.lists(RING, min_size=1, max_size=3))
def test_polygons_come_back_as_they_were_typed(rings: list[list[tuple[float, float]]]) -> None:
    """From text to drawing and back, every digit is kept."""
    text = "\n".join(" ".join(f"{lon!r},{lat!r}" for lon, lat in ring) for ring in rings)
    read = read_polygons(text)
    again, kept = divide(drawing(read, None))
    assert read_polygons(again) == read
    assert kept == ""


@given(st.lists(st.tuples(DEGREES, DEGREES, st.floats(0.1, 500)), max_size=4))
def test_circles_come_back_as_they_were_typed(circles: list[tuple[float, float, float]]) -> None:
    """Centre and radius are kept."""
    assert read_circles(write_circles(circles)) == [list(one) for one in circles]


@pytest.mark.parametrize("hole", [True, False])
def test_what_no_line_of_text_can_hold_is_kept_as_an_outline(hole: bool) -> None:
    """A polygon with a hole, or of many points, is neither shown as text nor lost."""
    ring = [[119.0, 34.0], [120.0, 34.0], [120.0, 35.0], [119.0, 34.0]]
    inner = [[119.6, 34.2], [119.8, 34.2], [119.8, 34.4], [119.6, 34.2]]
    many = [[119 + k / 1000, 34 + (k % 7) / 1000] for k in range(80)]
    polygon = [ring, inner] if hole else [[*many, many[0]]]
    text, kept = divide({"type": "Polygon", "coordinates": polygon})
    assert text == ""
    assert kept.startswith('{"type": "MultiPolygon"')
