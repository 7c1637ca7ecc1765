"""The rules beyond the schema: each change of a right message makes one finding, at its element, with a remedy."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from anlan.alerts import Alert, Finding, Info, parse_alert, validate
from anlan.errors import SettingError

RIGHT = """<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>A-1</identifier>
  <sender>sender@example.org</sender>
  <sent>2026-07-01T08:30:00+08:00</sent>
  <status>Actual</status>
  <msgType>Update</msgType>
  <scope>Public</scope>
  <references>sender@example.org,A-0,2026-07-01T07:30:00+08:00</references>
  <info>
    <language>zh-CN</language>
    <category>Met</category>
    <event>暴雨红色预警</event>
    <responseType>Shelter</responseType>
    <urgency>Immediate</urgency>
    <severity>Extreme</severity>
    <certainty>Likely</certainty>
    <effective>2026-07-01T08:30:00+08:00</effective>
    <onset>2026-07-01T09:00:00+08:00</onset>
    <expires>2026-07-01T18:00:00+08:00</expires>
    <senderName>市气象台</senderName>
    <headline>市气象台发布暴雨红色预警</headline>
    <description>三小时雨量达一百毫米。</description>
    <instruction>请勿外出。</instruction>
    <web>https://example.org/a</web>
    <parameter><valueName>n</valueName><value>v</value></parameter>
    <resource>
      <resourceDesc>map</resourceDesc>
      <mimeType>text/plain</mimeType>
      <size>2</size>
      <uri>https://example.org/m.txt</uri>
      <derefUri>b2s=</derefUri>
      <digest>7a85f4764bbd6daf1c3545efbbf0f279a6dc0beb</digest>
    </resource>
    <area>
      <areaDesc>海州区</areaDesc>
      <polygon>34,119 34,120 35,120 35,119 34,119</polygon>
      <circle>34.5,119.5 10.5</circle>
      <geocode><valueName>GB/T 2260</valueName><value>320706000000</value></geocode>
      <altitude>10</altitude>
      <ceiling>100</ceiling>
    </area>
  </info>
</alert>
"""
INFO = RIGHT[RIGHT.index("  <info>") : RIGHT.index("</alert>")]
ENGLISH = (
    INFO.replace("zh-CN", "en").replace("暴雨红色预警", "red warning of rain").replace("市气象台发布", "Office: ")
    .replace("三小时雨量达一百毫米。", "A hundred millimetres in three hours.").replace("请勿外出。", "Stay indoors.")
)  # fmt: skip
NOW = datetime(2026, 7, 1, 1, 0, tzinfo=UTC)


def findings(*changes: tuple[str, str], profile: str = "cap", now: datetime | None = NOW) -> tuple[Finding, ...]:
    """Check the right message with changes."""
    text = RIGHT
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return validate(parse_alert(text.encode()), profile=profile, now=now)


def test_a_right_message_has_no_findings() -> None:
    """Not even a recommendation, in its own profile neither, nor with a second language."""
    assert findings() == ()
    assert findings(("</alert>", f"{ENGLISH}</alert>")) == ()


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "path"),
    [
        ("A-1", "A,1", "wrong-identifier", "error", "identifier[1]"),
        ("<sender>sender@", "<sender>the sender@", "wrong-identifier", "error", "sender[1]"),
        ("<sender>sender@example.org</sender>", "<sender/>", "blank-element", "error", "sender[1]"),
        ("<scope>Public", "<scope>Restricted", "missing-restriction", "error", "scope[1]"),
        ("<scope>Public", "<scope>Private", "missing-addresses", "error", "scope[1]"),
        ("</scope>", "</scope><restriction>x</restriction>", "unused-restriction", "warning", "restriction[1]"),
        ("<status>Actual", "<status>Exercise", "no-note", "recommendation", "status[1]"),
        (",2026-07-01T07:30:00+08:00", "", "wrong-reference", "error", "references[1]"),
        (",2026-07-01T07:30:00+08:00", ",yesterday", "wrong-reference", "error", "references[1]"),
        (",A-0,", ",A-1,", "own-reference", "error", "references[1]"),
        ("07:30:00+08:00", "08:30:01+08:00", "later-reference", "error", "references[1]"),
        ("zh-CN", "zh-C", "wrong-language", "warning", "info[1]/language[1]"),
        ("暴雨红色预警</event>", "</event>", "blank-element", "error", "info[1]/event[1]"),
        ("<urgency>Immediate", "<urgency>Unknown", "unknown-value", "recommendation", "info[1]/urgency[1]"),
        ("<responseType>Shelter</responseType>", "", "no-responseType", "recommendation", "info[1]"),
        ("18:00:00+08:00", "08:00:00+08:00", "expires-too-early", "error", "info[1]/expires[1]"),
        ("18:00:00+08:00", "08:30:00+08:00", "expires-too-early", "warning", "info[1]/expires[1]"),
        ("18:00:00+08:00", "08:59:00+08:00", "expires-too-early", "warning", "info[1]/expires[1]"),
        ("<instruction>请", "<instruction>请&amp;nbsp;", "markup", "warning", "info[1]/instruction[1]"),
        ("<description>三", "<description>&lt;br/>三", "markup", "warning", "info[1]/description[1]"),
        ("<headline>市", f"<headline>{'市' * 160}", "long-headline", "recommendation", "info[1]/headline[1]"),
        ("<instruction>请勿外出。</instruction>", "", "no-instruction", "recommendation", "info[1]"),
        ("https://example.org/a<", "www.example.org<", "wrong-address", "error", "info[1]/web[1]"),
        ("<value>v</value>", "<value/>", "blank-pair", "warning", "info[1]/parameter[1]"),
        ("<resourceDesc>map", "<resourceDesc>", "blank-element", "error", "info[1]/resource[1]/resourceDesc[1]"),
        ("text/plain", "text", "wrong-type", "error", "info[1]/resource[1]/mimeType[1]"),
        ("<size>2", "<size>3", "wrong-size", "warning", "info[1]/resource[1]/size[1]"),
        ("b2s=", "b2s", "wrong-content", "error", "info[1]/resource[1]/derefUri[1]"),
        ("7a85", "7a8", "wrong-digest", "warning", "info[1]/resource[1]/digest[1]"),
        ("7a85", "7a86", "other-digest", "error", "info[1]/resource[1]/digest[1]"),
        ("<derefUri>b2s=</derefUri>", "", None, "", ""),
        ("<areaDesc>海州区", "<areaDesc>  ", "blank-element", "error", "info[1]/area[1]/areaDesc[1]"),
        ("35,120", "35;120", "wrong-point", "error", "info[1]/area[1]/polygon[1]"),
        ("35,120", "120,35", "wrong-point", "error", "info[1]/area[1]/polygon[1]"),
        ("35,119 34,119<", "35,119<", "open-polygon", "error", "info[1]/area[1]/polygon[1]"),
        ("34,120 35,120 35,119", "34,120", "few-points", "error", "info[1]/area[1]/polygon[1]"),
        ("34,120 35,120", "35,120 34,120", "crossed-polygon", "error", "info[1]/area[1]/polygon[1]"),
        ("34,120 35,120", "34,-120 35,-120", "wide-polygon", "warning", "info[1]/area[1]/polygon[1]"),
        (">34,119 34,120 35,120 35,119 34,119<", "> <", "blank-shape", "warning", "info[1]/area[1]/polygon[1]"),
        ("119.5 10.5", "119.5 -1", "wrong-circle", "error", "info[1]/area[1]/circle[1]"),
        ("34.5,119.5", "34.5, 119.5", "wrong-circle", "error", "info[1]/area[1]/circle[1]"),
        ("<altitude>10</altitude>", "", "ceiling-without-altitude", "error", "info[1]/area[1]/ceiling[1]"),
        ("<ceiling>100", "<ceiling>9", "low-ceiling", "error", "info[1]/area[1]/ceiling[1]"),
        ("<value>320706000000", "<value> ", "blank-pair", "warning", "info[1]/area[1]/geocode[1]"),
        ("<sent>2026", "<sent>2027", "sent-in-future", "warning", "sent[1]"),
    ],
)  # fmt: skip
def test_each_fault_is_one_finding_at_its_element(
    old: str, new: str, code: str | None, severity: str, path: str
) -> None:
    """Code, severity, path, a line that holds the element, and a remedy; nothing else is found."""
    found = [
        one for one in findings((old, new)) if one.code == code or one.code not in {"expired", "expires-too-early"}
    ]
    if code is None:
        assert found == []
        return
    (finding,) = found
    assert (finding.code, finding.severity, finding.xpath) == (code, severity, f"/alert[1]/{path}")
    assert finding.line is not None
    assert str(finding.remedy)


def test_a_message_that_replaces_others_must_name_them() -> None:
    """Update, Cancel, Ack and Error; an Alert needs not."""
    line = "  <references>sender@example.org,A-0,2026-07-01T07:30:00+08:00</references>\n"
    for kind in ("Update", "Cancel", "Ack"):
        (finding,) = findings((line, ""), ("Update", kind))
        assert (finding.code, finding.severity, finding.xpath) == (
            "missing-references",
            "error",
            "/alert[1]/msgType[1]",
        )
    assert findings((line, ""), ("Update", "Alert")) == ()


def test_the_clock_is_asked_only_where_it_is_given() -> None:
    """An expired message is told from a valid one by the moment that is given."""
    assert findings(now=None) == ()
    late = datetime(2026, 7, 1, 10, 0, tzinfo=UTC)
    (finding,) = findings(now=late)
    assert finding.code == "expired"


def test_a_cancel_may_end_when_it_is_sent_and_needs_no_advice() -> None:
    """Readers of a Cancel are not told to look for an instruction."""
    assert findings(("Update", "Cancel"), ("<instruction>请勿外出。</instruction>", "")) == ()


def test_languages_must_say_the_same_in_their_own_words() -> None:
    """A milder severity in English, and a Chinese sentence left in the English block, mislead."""
    milder = ENGLISH.replace("Extreme", "Minor")
    (finding,) = findings(("</alert>", f"{milder}</alert>"))
    assert (finding.code, finding.xpath) == ("languages-differ", "/alert[1]/info[2]")
    same = ENGLISH.replace("Stay indoors.", "请勿外出。")
    (finding,) = findings(("</alert>", f"{same}</alert>"))
    assert (finding.code, finding.xpath) == ("same-words", "/alert[1]/info[2]/instruction[1]")


def test_a_path_counts_elements_of_the_protocol_alone() -> None:
    """An element of others with the same name does not mislead the path."""
    foreign = '<x:area xmlns:x="urn:x">not this</x:area>'
    found = findings(("    <area>", f"    {foreign}<area>"), ("35,120", "35;120"))
    assert {(one.code, one.xpath) for one in found} == {
        ("foreign-element", "/alert[1]/info[1]/area[1]"),
        ("wrong-point", "/alert[1]/info[1]/area[2]/polygon[1]"),
    }


def test_a_message_that_was_made_is_checked_like_one_that_was_read() -> None:
    """The same findings, without lines."""
    alert = parse_alert(RIGHT.encode()).alert
    assert alert is not None
    assert validate(alert, now=NOW) == ()
    wrong = replace(alert, sent="now", infos=(replace(alert.infos[0], severity="Bad"),))
    found = {(one.code, one.xpath, one.line) for one in validate(wrong)}
    assert found == {
        ("wrong-value", "/alert[1]/sent[1]", None),
        ("not-a-choice", "/alert[1]/info[1]/severity[1]", None),
    }
    empty = {one.code for one in validate(Alert(infos=(Info(),)))}
    assert "missing-element" in empty


def test_a_moment_without_a_zone_is_refused() -> None:
    """It could be any of two dozen."""
    with pytest.raises(SettingError, match="has no zone"):
        findings(now=datetime(2026, 7, 1, 1, 0))  # noqa: DTZ001 - this is what is refused


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    """Its name and the names that are known."""
    with pytest.raises(SettingError, match=r"'mars'.*cap, china, ipaws, cap-cp"):
        validate(Alert(), profile="mars")


def test_a_message_of_very_many_faulty_areas_is_checked_in_bounded_time() -> None:
    """Tens of thousands of areas without a shape: the first hundreds of findings, and that there are more."""
    area = "<area><areaDesc>a</areaDesc></area>"
    found = findings(("  </info>", f"{area * 24_000}  </info>"))
    assert len(found) == 501
    assert {one.code for one in found} == {"no-shape", "many-findings"}
