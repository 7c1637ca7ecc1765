"""Profiles: what communities ask for beyond the protocol."""

import re
from pathlib import Path

import pytest

from anlan.alerts import PROFILES, parse_alert, parse_feed, validate
from tests.alerts.validation.test_rules import RIGHT, findings

CHINA = ("A-1", "32070041600000_20260701083000")
"""The issuer's code has 14 digits."""

CODE = (
    "    <effective>",
    "    <eventCode><valueName>GB/T 35561</valueName><value>11B03</value></eventCode>\n    <effective>",
)
SAME = "    <eventCode><valueName>SAME</valueName><value>FFW</value></eventCode>\n"
EVENT = "    <eventCode><valueName>profile:CAP-CP:Event:0.4</valueName><value>rainfall</value></eventCode>\n"
GEOCODE = "<geocode><valueName>GB/T 2260</valueName><value>320706000000"
TIMES = "    <effective>2026-07-01T08:30:00+08:00</effective>\n    <onset>2026-07-01T09:00:00+08:00</onset>\n"
IPAWS = (
    ("</scope>", "</scope><code>IPAWSv1.0</code>"),
    (TIMES, SAME),
    (GEOCODE, "<geocode><valueName>SAME</valueName><value>006109"),
)
CANADA = (
    ("</scope>", "</scope><code>profile:CAP-CP:0.4</code>"),
    ("    <effective>", f"{EVENT}    <effective>"),
    (GEOCODE, "<geocode><valueName>profile:CAP-CP:Location:0.3</valueName><value>3506008"),
)


def test_a_right_message_of_each_profile_has_no_findings() -> None:
    """With codes, colours and times as each community writes them; Canada also recommends its languages."""
    assert findings(CHINA, CODE, profile="china") == ()
    assert findings(*IPAWS, profile="ipaws") == ()
    assert [one.code for one in findings(*CANADA, profile="cap-cp")] == ["profile-language", "profile-language"]


@pytest.mark.parametrize(
    ("old", "new", "code", "severity", "path"),
    [
        ("320706000000", "320706", "profile-geocode", "error", "/info[1]/area[1]/geocode[1]"),
        ("320706000000", "32070600000０", "profile-geocode", "error", "/info[1]/area[1]/geocode[1]"),
        ("320706000000", "990706000000", "profile-geocode", "error", "/info[1]/area[1]/geocode[1]"),
        ("<severity>Extreme", "<severity>Severe", "profile-colour", "error", "/info[1]/severity[1]"),
        ("红色", "", "profile-colour", "error", "/info[1]/event[1]"),
        ("<valueName>n</valueName><value>v", "<valueName>预警级别</valueName><value>蓝色", "profile-colour", "error",
         "/info[1]/severity[1]"),
        ("zh-CN", "en", "profile-language", "error", ""),
        ("_20260701083000", "-1", "profile-identifier", "recommendation", "/identifier[1]"),
        ("11B03", "B03", "profile-eventCode", "recommendation", "/info[1]/eventCode[1]"),
        ("<expires>2026-07-01T18:00:00+08:00", "<expires>2026-07-01T10:00:00+00:00", "profile-offset", "recommendation",
         "/info[1]/expires[1]"),
    ],
)  # fmt: skip
def test_each_fault_against_the_profile_of_china_is_found(
    old: str, new: str, code: str, severity: str, path: str
) -> None:
    """Codes of 12 digits, a colour that agrees with the severity, Chinese, the issuer's code, Beijing time."""
    found = findings(CHINA, CODE, (old, new), profile="china")
    (finding,) = found
    assert (finding.code, finding.severity, finding.xpath) == (code, severity, f"/alert[1]{path}")


@pytest.mark.parametrize("tag", ["senderName", "headline", "description", "instruction", "area"])
def test_what_a_warning_in_china_must_say_is_an_error_when_missing(tag: str) -> None:
    """Issuer, what to heed, measures and area (National overall emergency plan, 3.1.1)."""
    alert = parse_alert(_without(tag).encode())
    assert f"profile-{tag}" in {one.code for one in validate(alert, profile="china") if one.severity == "error"}
    assert f"profile-{tag}" not in {one.code for one in validate(alert)}


def _without(tag: str) -> str:
    return re.sub(rf"<{tag}>.*?</{tag}>", "", RIGHT, flags=re.DOTALL)


@pytest.mark.parametrize(
    ("old", "new", "code", "severity"),
    [
        ("IPAWSv1.0", "other", "profile-code", "error"),
        ("<value>FFW", "<value>FF", "profile-eventCode", "error"),
        ("<value>006109", "<value>6109", "profile-geocode", "recommendation"),
        ("<expires>2026-07-01T18:00:00+08:00</expires>", "", "profile-expires", "error"),
        ("<expires>2026-07-01T18:00:00+08:00", "<expires>2026-07-01T10:00:00-00:00", "profile-offset", "error"),
        ("<instruction>请勿外出。</instruction>", "", "profile-instruction", "recommendation"),
        (
            "    <senderName>",
            "    <onset>2026-07-01T09:00:00+08:00</onset><senderName>",
            "profile-unused",
            "recommendation",
        ),
    ],
)
def test_each_fault_against_the_profile_of_the_united_states_is_found(
    old: str, new: str, code: str, severity: str
) -> None:
    """Its code, one SAME event, SAME places, an end with its offset, no times that are not looked at."""
    found = [one for one in findings(*IPAWS, (old, new), profile="ipaws") if one.code.startswith("profile")]
    assert (code, severity) in {(one.code, one.severity) for one in found}


def test_the_amber_feed_is_judged_as_the_peer_judges_it(shared_data: Path) -> None:
    """Google's validator finds two errors and two recommendations of the profile of the United States in it."""
    (parsed,) = parse_feed((shared_data / "cap" / "feeds" / "us-amber.atom.xml").read_bytes())
    found = [one for one in validate(parsed, profile="ipaws") if one.code.startswith("profile-")]
    assert sorted(one.severity for one in found) == ["error", "error", "recommendation", "recommendation"]


def test_real_messages_keep_to_the_profile_of_their_country(shared_data: Path) -> None:
    """Messages of IPAWS and of Canada's system, without errors of their profile."""
    for name, profile in (
        ("us-ipaws-5e6dd9de-cancel.xml", "ipaws"),
        ("ca-eccc-2019-real.xml", "cap-cp"),
        ("ca-naad-alert-1.xml", "cap-cp"),
        ("ca-eccc-thunderstorm-update-2023.xml", "cap-cp"),
    ):
        parsed = parse_alert((shared_data / "cap" / "messages" / name).read_bytes())
        assert [one.code for one in validate(parsed, profile=profile) if one.severity == "error"] == [], name


def test_a_message_of_a_county_in_china_says_what_it_lacks(shared_data: Path) -> None:
    """Its code and its blue agree with the profile; cut short by its peer, it lacks the rest."""
    parsed = parse_alert((shared_data / "cap" / "invalid" / "cn-cma-yuanshi-flash-flood-excerpt.xml").read_bytes())
    codes = {one.code for one in validate(parsed, profile="china")}
    assert "profile-geocode" not in codes
    assert "profile-colour" not in codes
    assert "profile-identifier" not in codes
    assert "profile-language" in codes


def test_every_profile_names_its_source() -> None:
    """Names are keys; each has a title and says where it is laid down."""
    assert set(PROFILES) == {"cap", "china", "ipaws", "cap-cp"}
    assert all(one.name == name and one.title and one.source for name, one in PROFILES.items())


def test_a_code_that_is_not_there_is_called_missing_and_not_counted() -> None:
    """No reader can do anything with "0 of 0"."""
    told = [one for one in findings(CHINA, profile="china") if one.code == "profile-eventCode"]
    assert [str(one.reason) for one in told] == ["there is no 'eventCode'"]
