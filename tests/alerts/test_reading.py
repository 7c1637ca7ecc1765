"""Messages of the Common Alerting Protocol: real ones are read, wrong ones refused with line and remedy."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.alerts import Circle, circles_of, polygons_of, read_alert
from anlan.errors import ImportDataError

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>A-1</identifier>
  <sender>sender@example.org</sender>
  <sent>2026-07-01T08:30:00+08:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>en</language>
    <category>Met</category>
    <event>Rainstorm</event>
    <urgency>Immediate</urgency>
    <severity>Severe</severity>
    <certainty>Likely</certainty>
    <area>
      <areaDesc>Town</areaDesc>
      <polygon>34,119 34,120 35,120 35,119 34,119</polygon>
      <circle>34.5,119.5 10.5</circle>
    </area>
  </info>
</alert>
"""

SHAPES_REFUSED = {
    "messages/sambro-tsunami.xml",
    "messages/gdacs-eq-1470644.xml",
    "messages/il-ims-flood.xml",
    "geometry/gb-self-intersecting-polygon.xml",
    "geometry/gb-ring-self-intersection.xml",
    "validator-cases/google-valid-two-polygons-two-circles.xml",
    "validator-cases/google-polygon-non-numeric.xml",
    "validator-cases/google-circle-garbage.xml",
    "validator-cases/google-circle-space-after-comma.xml",
}
"""Valid by the schema, which takes any text as a shape: polygons that cross themselves or are empty, a longitude
beyond 180 degrees, no numbers."""

SHAPE_CODES = {"blank-shape", "wrong-point", "few-points", "open-polygon", "crossed-polygon", "wrong-circle"}

RULES_REFUSED = {
    "invalid/gb-blank-areadesc.xml",
    "validator-cases/google-ceiling-without-altitude.xml",
    "validator-cases/google-identifier-with-comma.xml",
}
"""Valid by the schema and against what the standard says in words."""


def refusal(path: Path) -> ImportDataError:
    """Return how a message is refused."""
    with pytest.raises(ImportDataError) as refused:
        read_alert(path)
    return refused.value


def test_a_message_is_read(tmp_path: Path) -> None:
    """Times in UTC, longitude before latitude, radius in kilometres."""
    (tmp_path / "a.xml").write_text(MESSAGE, encoding="utf-8")
    alert = read_alert(tmp_path / "a.xml")
    assert alert.sent_at == datetime(2026, 7, 1, 0, 30, tzinfo=UTC)
    assert (alert.identifier, alert.status, alert.msg_type, alert.signed) == ("A-1", "Actual", "Alert", False)
    (info,) = alert.infos
    (area,) = info.areas
    assert info.event == "Rainstorm"
    assert polygons_of(area)[0].bounds == (119.0, 34.0, 120.0, 35.0)
    assert circles_of(area) == (Circle(119.5, 34.5, 10.5),)


def test_real_messages_are_read_and_wrong_ones_refused(shared_data: Path) -> None:
    """All messages of the corpus: those valid by the schema of 1.2 are read, but for shapes and rules named above."""
    corpus = shared_data / "cap"
    listed = json.loads((corpus / "index.json").read_text(encoding="utf-8"))["files"]
    wrong = {}
    for one in listed:
        if one["file"].startswith("feeds/"):
            continue
        try:
            read_alert(corpus / one["file"])
            read = True
        except ImportDataError:
            read = False
        valid = bool(one.get("xsd_valid")) and one.get("cap_version") == "1.2"
        if read != (valid and one["file"] not in SHAPES_REFUSED | RULES_REFUSED):
            wrong[one["file"]] = read
    assert wrong == {}


def test_what_cannot_be_read_is_told(tmp_path: Path) -> None:
    """A name that no disk can hold is refused like a file that is not there, and so is a folder."""
    for path in (tmp_path / ("a" * 300), tmp_path / "none.xml", tmp_path):
        (problem,) = refusal(path).problems
        assert problem.code == "no-file"


@pytest.mark.parametrize("name", sorted(SHAPES_REFUSED))
def test_a_shape_that_is_not_valid_is_refused_and_not_mended(shared_data: Path, name: str) -> None:
    """The line and the reason are told."""
    problems = refusal(shared_data / "cap" / name).problems
    assert {problem.code for problem in problems} <= SHAPE_CODES
    assert all(problem.line for problem in problems)


def test_entities_that_grow_are_refused(shared_data: Path) -> None:
    """Before any of them is expanded."""
    (problem,) = refusal(shared_data / "cap" / "security" / "google-xee-entity-expansion.cap.xml").problems
    assert problem.code == "hostile-xml"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("cap:1.2", "cap:9", "not-cap"),
        ("<sent>2026-07-01T08:30:00+08:00", "<sent>2026-07-01T08:30:00Z", "wrong-value"),
        ("<sent>2026-07-01T08:30:00+08:00", "<sent>2026-13-01T08:30:00+08:00", "wrong-value"),
        ("<status>Actual", "<status>Real", "not-a-choice"),
        ("<sent>2026-07-01T08:30:00+08:00", "<sent>0001-01-01T00:00:00+08:00", "wrong-time"),
        ("<sent>2026-07-01T08:30:00+08:00", "<sent>9999-12-31T23:59:59-08:00", "wrong-time"),
        ("<scope>Public</scope>", "", "missing-element"),
        ("<scope>Public</scope>", "<scop>Public</scop><scope>Public</scope>", "unknown-element"),
        ("<language>en</language>", "", None),
        ("<areaDesc>Town</areaDesc>", "<areaDesc> </areaDesc>", "blank-element"),
        ("A-1", "A 1", "wrong-identifier"),
        ("35,119 34,119<", "35,119<", "open-polygon"),
        ("34,119 34,120 35,120 35,119 34,119", "34,119 34,120 34,119", "few-points"),
        ("34,119 34,120 35,120 35,119 34,119", "34,119 34,120 34,121 34,119", "crossed-polygon"),
        ("34,120", "120,34", "wrong-point"),
        ("34.5,119.5 10.5", "34.5,119.5", "wrong-circle"),
        ("34.5,119.5 10.5", "34.5,119.5 -1", "wrong-circle"),
        ("34.5,119.5 10.5", "٣٤,119.5 10.5", "wrong-circle"),
        ("<status>Actual</status>", "<status>Actual</status><status>Test</status>", "repeated-element"),
        ("</alert>", "", "unreadable"),
        ('"UTF-8"', '"x-unknown"', "wrong-encoding"),
    ],
)
def test_each_mistake_is_named(tmp_path: Path, old: str, new: str, code: str | None) -> None:
    """One change makes one kind of problem, with its line; a language may be left out."""
    assert old in MESSAGE
    (tmp_path / "a.xml").write_text(MESSAGE.replace(old, new), encoding="utf-8")
    if code is None:
        assert read_alert(tmp_path / "a.xml").infos[0].spoken == "en-US"
        return
    problems = refusal(tmp_path / "a.xml").problems
    assert {problem.code for problem in problems} == {code}
    assert all(problem.line for problem in problems)


def test_a_message_in_an_encoding_of_china_is_read(tmp_path: Path) -> None:
    """GB 18030 is what offices there write; the declaration says so."""
    text = MESSAGE.replace('"UTF-8"', '"GB18030"').replace("Rainstorm", "暴雨")
    (tmp_path / "a.xml").write_text(text, encoding="gb18030")
    assert read_alert(tmp_path / "a.xml").infos[0].event == "暴雨"


def test_elements_out_of_order_are_named(tmp_path: Path) -> None:
    """The standard asks for a sequence."""
    swapped = MESSAGE.replace("<status>Actual</status>", "").replace(
        "<scope>Public</scope>", "<scope>Public</scope><status>Actual</status>"
    )
    (tmp_path / "a.xml").write_text(swapped, encoding="utf-8")
    (problem,) = refusal(tmp_path / "a.xml").problems
    assert problem.code == "wrong-order"
    assert "'status' stands in the wrong place" in str(problem)


def test_all_mistakes_are_told_at_once(tmp_path: Path) -> None:
    """Three wrong values, three problems, in the order of their lines."""
    broken = MESSAGE.replace("Actual", "Real").replace("Severe", "Bad").replace("34.5,119.5 10.5", "x")
    (tmp_path / "a.xml").write_text(broken, encoding="utf-8")
    problems = refusal(tmp_path / "a.xml").problems
    assert [problem.line for problem in problems] == [6, 14, 19]


def test_a_missing_or_oversized_file_is_refused(tmp_path: Path) -> None:
    """And elements that lie too deep in one another."""
    assert refusal(tmp_path / "none.xml").problems[0].code == "no-file"
    (tmp_path / "deep.xml").write_text("<a>" * 30 + "</a>" * 30, encoding="utf-8")
    assert refusal(tmp_path / "deep.xml").problems[0].code == "hostile-xml"
    (tmp_path / "large.xml").write_text(" " * (8 * 2**20 + 1), encoding="utf-8")
    assert refusal(tmp_path / "large.xml").problems[0].code == "no-file"


@settings(max_examples=100)
@given(data=st.data())
def test_no_message_breaks_the_reader(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Whatever is cut out of a message or put into it, it is read or refused with its problems."""
    start = data.draw(st.integers(0, len(MESSAGE)))
    end = data.draw(st.integers(start, min(start + 60, len(MESSAGE))))
    text = MESSAGE[:start] + data.draw(st.text(max_size=10)) + MESSAGE[end:]
    path = tmp_path_factory.mktemp("fuzz") / "a.xml"
    path.write_text(text, encoding="utf-8", errors="replace")
    with suppress(ImportDataError):
        read_alert(path)
