"""Lenient reading: whatever comes is read or refused with a reason, nothing is fetched, nothing grows."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anlan.alerts import Parsed, parse_alert, parse_feed, validate
from anlan.alerts.documents.notes import MOST
from anlan.alerts.documents.trees import MOST_BYTES, MOST_DEPTH, MOST_ELEMENTS, MOST_NAMESPACES
from tests.alerts.test_reading import MESSAGE

ENTITIES = '<!DOCTYPE alert [<!ENTITY a "1234567890"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'

ATTRIBUTES = " ".join(f"a{one}='x'" for one in range(50_000))
NAMESPACES = " ".join(f"xmlns:a{one}='u'" for one in range(MOST_NAMESPACES + 1))


def refusal(content: bytes) -> str:
    """Return the code for which a document is refused as a whole."""
    parsed = parse_alert(content)
    assert parsed.alert is None
    (finding,) = parsed.findings
    assert finding.severity == "error"
    assert finding.xpath == "/"
    assert validate(parsed) == parsed.findings
    return finding.code


def changed(old: str, new: str) -> Parsed:
    """Read the message of the tests with a change."""
    assert old in MESSAGE
    return parse_alert(MESSAGE.replace(old, new).encode())


@pytest.mark.parametrize(
    "content",
    [
        MESSAGE.replace("<alert", f"{ENTITIES}<alert").encode(),
        MESSAGE.replace("<alert", "<!-- x --><?y z?>\n<!DOCTYPE alert SYSTEM 'file:///etc/passwd'><alert").encode(),
        MESSAGE.replace("<alert", f"{ENTITIES}<alert").replace("UTF-8", "UTF-16").encode("utf-16"),
        MESSAGE.replace("<alert", f"{ENTITIES}<alert").replace("UTF-8", "UTF-16LE").encode("utf-16-le"),
        b"\xef\xbb\xbf" + MESSAGE.replace("<alert", f"{ENTITIES}<alert").encode(),
        b"<a>" * (MOST_DEPTH + 1) + b"</a>" * (MOST_DEPTH + 1),
        b"<a>" + b"<b/>" * (2 * MOST_ELEMENTS) + b"</a>",
        b" " * (MOST_BYTES + 1),
        MESSAGE.replace("<info>", f"<info {ATTRIBUTES}>").encode(),
        MESSAGE.replace("<alert ", f"<alert {NAMESPACES} ").encode(),
        MESSAGE.replace("<alert ", f"<alert {NAMESPACES} ").replace("UTF-8", "UTF-16").encode("utf-16"),
    ],
    ids=[
        "entities",
        "external",
        "utf-16",
        "utf-16-le",
        "mark",
        "deep",
        "many",
        "large",
        "attributes",
        "namespaces",
        "namespaces-16",
    ],
)
def test_what_could_grow_or_fetch_is_refused(content: bytes) -> None:
    """A document type in any encoding; elements too deep or too many; too many bytes, attributes, namespaces."""
    assert refusal(content) == "hostile-xml"


def test_a_file_named_in_an_attribute_or_instruction_is_not_read(tmp_path: Path) -> None:
    """Inclusions and style sheets are text like any other."""
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words", encoding="utf-8")
    inclusion = f'<x:include xmlns:x="http://www.w3.org/2001/XInclude" parse="text" href="{secret.as_uri()}"/>'
    parsed = changed("<info>", f'<?xml-stylesheet href="{secret.as_uri()}"?>{inclusion}<info>')
    assert parsed.alert is not None
    assert "secret words" not in repr(parsed.alert)
    assert [one.code for one in parsed.findings] == ["foreign-element"]


def test_a_document_type_named_in_a_text_is_no_danger() -> None:
    """Words of a page of HTML in CDATA are words."""
    parsed = changed("<area>", "<instruction><![CDATA[<!DOCTYPE html><p>Go</p>]]></instruction><area>")
    assert parsed.alert is not None
    assert parsed.alert.infos[0].instruction == "<!DOCTYPE html><p>Go</p>"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "unreadable"),
        (b"no xml", "unreadable"),
        (MESSAGE.replace("</alert>", "").encode(), "unreadable"),
        (MESSAGE.replace("UTF-8", "x-none").encode(), "wrong-encoding"),
        (MESSAGE.replace("Town", "\u6d77").encode("gb18030"), "wrong-encoding"),
        (b"<alert/>", "not-cap"),
        (MESSAGE.replace("cap:1.2", "cap:1.3").encode(), "not-cap"),
        (b'<feed xmlns="http://www.w3.org/2005/Atom"/>', "not-cap"),
    ],
)
def test_what_is_no_message_is_refused_with_a_reason(content: bytes, code: str) -> None:
    """Nothing is guessed from half a document or from another vocabulary."""
    assert refusal(content) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1", "gb18030", "big5"])
def test_encodings_of_the_world_are_read(encoding: str) -> None:
    """The declaration says which; the text is the same."""
    word = "Étang" if encoding == "iso-8859-1" else "水庫" if encoding == "big5" else "暴雨"
    content = MESSAGE.replace('"UTF-8"', f'"{encoding}"').replace("Rainstorm", word).encode(encoding)
    alert = parse_alert(content).alert
    assert alert is not None
    assert alert.infos[0].event == word


def test_findings_name_element_line_and_remedy() -> None:
    """A path with numbers that leads to one element, and its line."""
    parsed = changed("<severity>Severe", "<severity>Bad")
    (finding,) = parsed.findings
    assert (finding.xpath, finding.line, finding.code) == ("/alert[1]/info[1]/severity[1]", 14, "not-a-choice")
    assert "'Bad'" in str(finding.reason)
    assert "Extreme" in str(finding.remedy)


def test_tokens_lose_the_blanks_around_them_and_texts_do_not() -> None:
    """A status with a line end is the status; a description keeps its layout."""
    parsed = changed("<status>Actual</status>", "<status>\n  Actual\n</status>")
    assert parsed.alert is not None
    assert parsed.alert.status == "Actual"
    assert [one.code for one in parsed.findings] == ["not-a-choice"]
    parsed = changed("<area>", "<description>\n  one\n   two </description><area>")
    assert parsed.alert is not None
    assert parsed.alert.infos[0].description == "\n  one\n   two "


def test_only_as_many_elements_are_blamed_for_a_wrong_order_as_must_be_moved() -> None:
    """One element at the wrong end is one finding, not one for each that follows."""
    parsed = changed("<identifier>A-1</identifier>", "")
    assert {one.code for one in parsed.findings} == {"missing-element"}
    parsed = parse_alert(MESSAGE.replace("<identifier>A-1</identifier>", "").replace(
        "<info>", "<identifier>A-1</identifier><info>").encode())  # fmt: skip
    assert [(one.code, one.xpath) for one in parsed.findings] == [("wrong-order", "/alert[1]/identifier[1]")]


def test_findings_end_when_there_are_too_many() -> None:
    """A message made of mistakes is answered in bounded time, and says that there are more."""
    parsed = changed("<info>", "<wrong/>" * 20_000 + "<info>")
    assert len(parsed.findings) == MOST + 1
    assert sum(one.code == "many-findings" for one in parsed.findings) == 1
    assert parsed.alert is not None
    assert len(parsed.alert.kept) == 20_000


def test_old_versions_are_read_into_the_same_model() -> None:
    """Pairs of 1.0 are written as name=value."""
    content = MESSAGE.replace("urn:oasis:names:tc:emergency:cap:1.2", "http://www.incident.com/cap/1.0").replace(
        "<area>", "<parameter>HSAS=ORANGE=3</parameter><parameter>alone</parameter><area>"
    )
    parsed = parse_alert(content.encode())
    assert parsed.findings == ()
    assert parsed.alert is not None
    assert parsed.alert.version == "1.0"
    assert parsed.alert.infos[0].parameters == (("HSAS", "ORANGE=3"), ("", "alone"))
    assert list(parsed.alert.infos[0].values("HSAS")) == ["ORANGE=3"]


@settings(max_examples=300)
@given(data=st.data())
def test_no_bytes_break_the_readers(data: st.DataObject) -> None:
    """Whatever is cut out of a message or put into it: a message with findings, or a refusal."""
    content = MESSAGE.encode()
    start = data.draw(st.integers(0, len(content)))
    end = data.draw(st.integers(start, min(start + 60, len(content))))
    content = content[:start] + data.draw(st.binary(max_size=12)) + content[end:]
    parsed = parse_alert(content)
    assert parsed.alert is not None or parsed.findings
    assert all(one.severity in {"error", "warning", "recommendation"} for one in validate(parsed))
    parse_feed(content)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("<sent>", f"<sent>{'1' * 5_000}-01-01T00:00:00+00:00</sent><sent>", "wrong-value"),
        ("</event>", f"</event><web>http://example.org:{'1' * 5_000}/</web>", "wrong-value"),
        ("</event>", f"</event><web>http://example.org:{'0' * 5_000}80/</web>", "wrong-order"),
    ],
    ids=["year", "port", "zeros"],
)
def test_numbers_of_any_length_are_judged(old: str, new: str, code: str) -> None:
    """More digits than a number of the program may have."""
    found = changed(old, new)
    assert found.alert is not None
    assert code in {one.code for one in found.findings}
