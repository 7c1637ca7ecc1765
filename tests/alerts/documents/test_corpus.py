"""Every file of the corpus: what is found in it, beside what its peer said; each disagreement is explained."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from anlan.alerts import Finding, parse_alert, read_feed, validate, write_alert
from tests.alerts.documents.mutations import content_of


@dataclass(frozen=True)
class Verdict:
    """What is found in a file.

    Parameters
    ----------
    errors, warnings
        Codes, in the order of the alphabet; recommendations are left out.
    why
        Why the verdict is not that of the peer; empty where it is.
    """

    errors: str = ""
    warnings: str = ""
    why: str = ""


TABLE = {
    "messages/oasis-cap10-a1-homeland-security.xml": Verdict(),
    "messages/oasis-cap11-a2-severe-thunderstorm.xml": Verdict(),
    "messages/oasis-cap11-a4-amber-two-languages.xml": Verdict(),
    "messages/oasis-cap12-a1-homeland-security.xml": Verdict(),
    "messages/oasis-cap12-a3-earthquake-update.xml": Verdict(),
    "messages/us-ipaws-5e6dd964-large.xml": Verdict(),
    "messages/us-ipaws-5e6dd9de-cancel.xml": Verdict(),
    "messages/us-nws-5c2cf27b.xml": Verdict("", "blank-pair blank-shape"),
    "messages/au-australia.cap.xml": Verdict("", "blank-pair markup"),
    "messages/ca-canada-signed.cap.xml": Verdict(),
    "messages/us-usgs-earthquake-iso8859-1.cap.xml": Verdict(),
    "messages/us-usgs-earthquake-signed.cap.xml": Verdict("foreign-element"),
    "messages/google-no-optional-fields.cap.xml": Verdict("", "no-info"),
    "messages/us-wcatwc-tsunami-warning.cap.xml": Verdict(),
    "security/google-xee-entity-expansion.cap.xml": Verdict("hostile-xml"),
    "feeds/us-amber.atom.xml": Verdict("", "markup"),
    "feeds/us-nws-weather-index.atom.xml": Verdict(),
    "feeds/us-usgs-earthquake-index.atom.xml": Verdict(),
    "feeds/no-id.atom.xml": Verdict("missing-element", "no-messages"),
    "feeds/no-entries.atom.xml": Verdict("unknown-element wrong-order", "stray-message"),
    "feeds/empty-weather-index.atom.xml": Verdict("", "no-messages"),
    "feeds/invalid-element.atom.xml": Verdict("unknown-element", "no-messages"),
    "feeds/au-bushfire-valid.edxlde.xml": Verdict("", "blank-pair markup"),
    "messages/us-example-thunderstorm.cap.xml": Verdict(),
    "messages/bf-wmo-valid.xml": Verdict(),
    "invalid/bf-wmo-invalid_schema.xml": Verdict("missing-element"),
    "signatures/bf-wmo-invalid_signature.xml": Verdict(),
    "signatures/bf-wmo-invalid_digest.xml": Verdict(),
    "signatures/bf-wmo-invalid_certificate.xml": Verdict(),
    "messages/bf-wmo-no_signature.xml": Verdict(),
    "messages/sambro-fiji-water-shortage-suva.xml": Verdict("unknown-element", "no-area no-content"),
    "messages/sambro-homeland-sec-adv.xml": Verdict(),
    "messages/sambro-myanmar-flood-multilanguage.xml": Verdict(),
    "messages/sambro-myanmar-tsunami-multilanguage.xml": Verdict("", "expires-too-early"),
    "messages/sambro-philippines-flood-multilanguage.xml": Verdict(),
    "messages/sambro-philippines-tsunami.xml": Verdict(),
    "messages/sambro-tropicalcyclone20150806.xml": Verdict(),
    "messages/sambro-heavy-rain.xml": Verdict(),
    "messages/sambro-tsunami.xml": Verdict(
        "crossed-polygon", "expires-too-early", "the schema takes any text as a polygon; this one crosses itself"
    ),
    "messages/ch-alertswiss-POA-1216107687-4.xml": Verdict("missing-element own-reference wrong-order", "markup"),
    "messages/ch-alertswiss-TEST-1163.xml": Verdict("missing-element own-reference wrong-order", "no-area"),
    "messages/gdacs-tc-1001150.xml": Verdict("", "blank-pair"),
    "messages/gdacs-eq-1470644.xml": Verdict(
        "wrong-point", "blank-pair", "the schema takes any text as a polygon; a longitude is -180.005"
    ),
    "messages/il-ims-flood.xml": Verdict("", "blank-shape"),
    "messages/mo-smg-monsoon-update.xml": Verdict(
        "own-reference", "", "the schema takes any text as references; it names itself, so nothing is replaced"
    ),
    "messages/us-nws-high-wind-watch-update.xml": Verdict("crossed-polygon wrong-order", "expires-too-early"),
    "messages/ru-roshydromet-wind.xml": Verdict(),
    "messages/ca-capcp-no-attachment.xml": Verdict(),
    "messages/ca-eccc-2019-real.xml": Verdict(),
    "messages/ca-capcp-external-audio.xml": Verdict(),
    "messages/ca-naad-alert-1.xml": Verdict("", "blank-pair"),
    "messages/de-dwd-pvw-2017.xml": Verdict(),
    "messages/us-nws-us-cap.xml": Verdict("", "blank-pair"),
    "messages/fr-meteofrance-detail.xml": Verdict("", "expires-too-early"),
    "messages/gb-met-office-ni-detail.xml": Verdict(),
    "feeds/fr-meteoalarm.atom.xml": Verdict(),
    "feeds/us-nws-small.atom.xml": Verdict(),
    "feeds/us-nws-ibm.atom.xml": Verdict(),
    "invalid/mock-sent-with-Z-timezone.xml": Verdict("wrong-value"),
    "feeds/mx-sasmex-alert.atom.xml": Verdict(),
    "feeds/mx-sasmex-update.atom.xml": Verdict(),
    "messages/ca-eccc-thunderstorm-update-2023.xml": Verdict(),
    "messages/ca-eccc-thunderstorm-ended-2023.xml": Verdict(
        "wrong-reference", "", "the schema takes any text as references; one is an identifier alone"
    ),
    "filtering/fah-msg-actual-public-en-noof-hp.xml": Verdict("", "blank-shape wrong-reference wrong-time"),
    "filtering/fah-msg-actual-public-fr-of-nohp.xml": Verdict("", "blank-shape wrong-reference wrong-time"),
    "filtering/fah-msg-public-actual-en-of-nohp.xml": Verdict("", "blank-shape wrong-time"),
    "filtering/fah-msg-test-public-en-of-nohp.xml": Verdict("", "blank-shape wrong-reference wrong-time"),
    "filtering/fah-msg-test-public-fr-of-hp.xml": Verdict("", "blank-shape wrong-reference wrong-time"),
    "messages/sahana-agasti-2006-garbage.xml": Verdict(
        "missing-element not-a-choice wrong-address wrong-circle wrong-reference wrong-type wrong-value",
        "blank-pair blank-shape wrong-digest wrong-language",
    ),
    "messages/gb-ea-wainfleet-severe-flood.xml": Verdict(),
    "lifecycle/gb-ea-wainfleet-cancel.xml": Verdict(),
    "lifecycle/gb-ea-cancel-empty-references.xml": Verdict("missing-references"),
    "lifecycle/gb-ea-cancel-two-alerts-comma-joined.xml": Verdict("wrong-reference"),
    "limits/gb-1396-gsm7-chars.xml": Verdict(
        "", "", "the limit of 1,395 characters is one of cell broadcast, not of CAP: channels measure it"
    ),
    "invalid/gb-blank-areadesc.xml": Verdict("blank-element"),
    "geometry/gb-self-intersecting-polygon.xml": Verdict("crossed-polygon"),
    "geometry/gb-ring-self-intersection.xml": Verdict("crossed-polygon"),
    "validator-cases/google-valid-two-polygons-two-circles.xml": Verdict(
        "crossed-polygon", "", "Google draws no shape; the four points of the first polygon lie on one line"
    ),
    "validator-cases/google-polygon-non-numeric.xml": Verdict("wrong-point"),
    "validator-cases/google-circle-garbage.xml": Verdict("wrong-circle"),
    "validator-cases/google-circle-space-after-comma.xml": Verdict("wrong-circle"),
    "validator-cases/google-ceiling-without-altitude.xml": Verdict("ceiling-without-altitude"),
    "validator-cases/google-identifier-with-comma.xml": Verdict("wrong-identifier", "no-info"),
    "validator-cases/google-misspelt-scope.xml": Verdict("missing-element unknown-element", "no-info"),
    "validator-cases/google-missing-scope.xml": Verdict("missing-element", "no-info"),
    "validator-cases/google-info-out-of-order.xml": Verdict("expires-too-early wrong-order", "no-area"),
    "validator-cases/google-wrong-namespace.xml": Verdict("not-cap"),
    "messages/tw-cwa-strong-wind-update.xml": Verdict(
        "missing-references",
        "",
        "the schema does not know that an Update must say what it replaces (CAP 1.2, 3.2.1, msgType)",
    ),
    "invalid/cn-cma-yuanshi-flash-flood-excerpt.xml": Verdict("missing-element"),
    "messages/tw-oca-marine-pollution-circle.xml": Verdict(),
}
"""Codes by file."""

ACCEPTING = ("valid", "201", "no errors", "1 valid", "7 valid", '"no active')
"""How the words begin by which peers accept a message; other words refuse it."""

MARKUP_LINES = {
    "feeds/us-amber.atom.xml": [34],
    "feeds/au-bushfire-valid.edxlde.xml": [39, 115, 189, 263, 337, 411, 485],
}
"""Lines at which Google's validator warns of entities of HTML."""


def listed(shared_data: Path) -> list[dict[str, Any]]:
    """Return what is recorded of the files."""
    index = json.loads((shared_data / "cap" / "index.json").read_text(encoding="utf-8"))
    files: list[dict[str, Any]] = index["files"]
    return files


def accepted(row: dict[str, Any]) -> bool:
    """Say whether the peer takes a file: its own test where it has one, else the schema; all feeds are real.

    What a peer says of signatures is no matter of this table.
    """
    said = row.get("expected")
    if isinstance(said, list):
        return False
    if said is None or "sign" in said.lower():
        return row.get("xsd_valid") is not False
    return bool(said.startswith(ACCEPTING))


def found(content: bytes, *, feed: bool) -> tuple[Finding, ...]:
    """Return all findings in a file."""
    if not feed:
        return validate(parse_alert(content))
    read = read_feed(content)
    return (*read.findings, *(one for message in read.messages for one in validate(message)))


def codes(findings: tuple[Finding, ...], severity: str) -> str:
    """Write the codes of a severity."""
    return " ".join(sorted({one.code for one in findings if one.severity == severity}))


def contents(shared_data: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Yield what is recorded of each file, and its bytes."""
    for row in listed(shared_data):
        yield row, (shared_data / "cap" / row["file"]).read_bytes()


def test_every_file_has_its_verdict(shared_data: Path) -> None:
    """All 90 files, none forgotten: errors and warnings are exactly those of the table."""
    verdicts = {}
    for row, content in contents(shared_data):
        findings = found(content, feed=row["file"].startswith("feeds/"))
        why = TABLE.get(row["file"], Verdict()).why
        verdicts[row["file"]] = Verdict(codes(findings, "error"), codes(findings, "warning"), why)
    assert len(verdicts) == 90
    assert verdicts == TABLE


def test_every_disagreement_with_a_peer_is_explained(shared_data: Path) -> None:
    """And where there is none, nothing is explained away."""
    odd = {
        row["file"]
        for row in listed(shared_data)
        if (accepted(row) == bool(TABLE[row["file"]].errors)) != bool(TABLE[row["file"]].why)
    }
    assert odd == set()


def test_places_are_those_of_the_peer(shared_data: Path) -> None:
    """Where Google's tests name an element, an error is at that element or at one of those named."""
    for row, content in contents(shared_data):
        said = row.get("expected")
        if isinstance(said, list):
            errors = {one.xpath for one in found(content, feed=False) if one.severity == "error"}
            assert errors & {one["xpath"] for one in said}, row["file"]


@pytest.mark.parametrize("name", sorted(MARKUP_LINES))
def test_markup_is_found_where_the_peer_finds_it(shared_data: Path, name: str) -> None:
    """The same lines of the file, also inside an envelope."""
    findings = found((shared_data / "cap" / name).read_bytes(), feed=True)
    assert [one.line for one in findings if one.code == "markup"] == MARKUP_LINES[name]


def test_messages_in_envelopes_are_those_recorded(shared_data: Path) -> None:
    """Identifiers in their order; of the envelope with seven messages the record lists the first three."""
    for row, content in contents(shared_data):
        if not row["file"].startswith("feeds/"):
            continue
        recorded = [one["identifier"] for one in row.get("embedded", [])]
        read = [one.alert.identifier for one in read_feed(content).messages if one.alert is not None]
        assert read[: len(recorded)] == recorded, row["file"]
        assert len(read) == (7 if "bushfire" in row["file"] else len(recorded)), row["file"]


def test_facts_of_each_message_are_those_recorded(shared_data: Path) -> None:
    """The record was made by another program: names, and numbers of blocks, areas, codes; empty shapes do not count."""
    for row, content in contents(shared_data):
        alert = parse_alert(content).alert
        if alert is None:
            continue
        areas = [area for info in alert.infos for area in info.areas]
        read = {
            "cap_version": alert.version,
            "identifier": alert.identifier,
            "sender": alert.sender,
            "sent": alert.sent,
            "infos": len(alert.infos),
            "areas": len(areas),
            "polygons": sum(bool(text.strip()) for area in areas for text in area.polygons),
            "circles": sum(bool(text.strip()) for area in areas for text in area.circles),
            "geocodes": sum(len(area.geocodes) for area in areas),
            "resources": sum(len(info.resources) for info in alert.infos),
            "signed": alert.signed,
        }
        assert read == {key: row[key] for key in read}, row["file"]


def test_nothing_of_a_message_is_lost_or_invented_when_it_is_written(shared_data: Path) -> None:
    """Every element with its text and attributes stands in what is written, by a count that knows no CAP."""
    for row, content in contents(shared_data):
        for parsed in read_feed(content).messages:
            if parsed.alert is None or parsed.root is None:
                continue
            again = parse_alert(write_alert(parsed.alert))
            assert again.alert == parsed.alert, row["file"]
            assert again.root is not None
            assert content_of(again.root) == content_of(parsed.root, parsed.root), row["file"]
