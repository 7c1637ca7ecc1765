"""What may be written into a warning, whose it is, and what is said of it before it goes out."""

import math
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.core.exceptions import PermissionDenied
from django.utils import timezone, translation
from hypothesis import HealthCheck, given
from hypothesis import settings as limits
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from anlan.alerts.documents.parsing import parse_alert
from anlan.alerts.validation import validate
from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions.content import columns, content_of
from anlan_center.alerts.release.engine import make_area, target_area, uploaded_area
from anlan_center.alerts.release.errors import FieldFinding, NotReadyError, RefusedError
from anlan_center.alerts.release.message.checking import errors, findings
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.release.conftest import CITY, People, written

Maker = Callable[..., Alert]


def square(lon: float, lat: float, side: float) -> dict[str, Any]:
    """Return a square of so many degrees as GeoJSON."""
    return {
        "type": "Polygon",
        "coordinates": [
            [[lon, lat], [lon + side, lat], [lon + side, lat + side], [lon, lat + side], [lon, lat]],
        ],
    }


CROSSED = {"type": "Polygon", "coordinates": [[[119, 34], [119.1, 34.1], [119, 34.1], [119.1, 34], [119, 34]]]}


def wrong_fields(content: actions.Content) -> set[str]:
    """Return the fields at which a content is refused."""
    with pytest.raises(NotReadyError) as refusal:
        columns(content)
    return {one.field for one in refusal.value.findings}


@pytest.mark.parametrize(
    ("area", "jurisdiction"),
    [
        ({"codes": ["320703"]}, "320703"),
        ({"codes": ["320703000000"]}, "320703"),
        ({"codes": ["320703", "320706"]}, "3207"),
        ({"codes": ["320703001000"]}, "320703001"),
        ({"drawn": square(119.19, 34.59, 0.01)}, "320706"),
        ({"drawn": square(119.0, 34.3, 0.6)}, "3207"),
        ({"circles": [[119.2, 34.6, 1.0]], "codes": ["320703"]}, "3207"),
    ],
)
def test_a_warning_belongs_to_the_smallest_area_that_holds_all_of_it(area: dict[str, Any], jurisdiction: str) -> None:
    """Named by code or drawn over the outlines of the city."""
    wrong: list[FieldFinding] = []
    made, found = make_area(area, wrong)
    assert wrong == []
    assert found[: len(jurisdiction)] == jurisdiction
    assert len(found) <= max(9, len(jurisdiction))
    assert made["description"]["zh-Hans"]


@pytest.mark.parametrize(
    "area",
    [
        {},
        {"codes": ["110000"]},
        {"codes": []},
        {"drawn": {"type": "Point", "coordinates": [119.2, 34.6]}},
        {
            "drawn": {
                "type": "Polygon",
                "coordinates": [[[119, 34], [119.1, 34.1], [119, 34.1], [119.1, 34], [119, 34]]],
            }
        },
        {"drawn": {"type": "Polygon", "coordinates": []}},
        {"drawn": "here"},
        {"circles": [[119.2, 34.6]]},
        {"circles": [[119.2, 34.6, -1]]},
        {"circles": [["a", "b", "c"]]},
        {"cells": ["zz"]},
        {"drawn": square(100.0, 30.0, 0.1)},
    ],
)
def test_an_area_that_is_missing_or_wrong_is_refused_and_never_widened(area: dict[str, Any]) -> None:
    """Each with a reason and a remedy."""
    wrong: list[FieldFinding] = []
    assert make_area(area, wrong) == ({}, "")
    assert wrong
    assert all(one.field == "area" and one.reason and one.remedy for one in wrong)


@pytest.mark.parametrize("codes", [["32"], ["320000000000", "320703"]])
def test_a_code_beyond_the_city_names_the_city_alone(codes: list[str]) -> None:
    """Whoever reads the message by its codes warns no province; what was done with the code is told."""
    made, jurisdiction = make_area({"codes": codes}, [])
    assert made["codes"] == ["320700", *codes[1:]]
    assert jurisdiction == "3207"
    assert "beyond-city" in {one["code"] for one in made["findings"]}
    assert target_area(made).codes == tuple(made["codes"])


def test_without_a_city_nothing_can_be_warned(settings: Settings) -> None:
    """It is said, and nothing is guessed."""
    settings.ANLAN_CITY = ""
    assert wrong_fields(written()) == {"area"}


def test_an_uploaded_file_becomes_a_drawn_area() -> None:
    """The same outline comes out as went in."""
    shape = square(119.19, 34.59, 0.01)
    area = uploaded_area("east.geojson", shapely.to_geojson(shapely.box(119.19, 34.59, 119.2, 34.6)).encode())
    made, _ = make_area(area, [])
    assert shapely.from_geojson(str(shape).replace("'", '"')).equals(target_area(made).geometry)
    with pytest.raises(NotReadyError):
        uploaded_area("east.geojson", b"nothing")


def test_a_drawing_keeps_its_polygons_and_nothing_else() -> None:
    """A collection of features counts as one drawing; what else was in the file is not kept."""
    features = [
        {"type": "Feature", "properties": {"x": "\x00"}, "geometry": square(lon, 34.59, 0.01)} for lon in (119.1, 119.2)
    ]
    wrong: list[FieldFinding] = []
    made, _ = make_area({"drawn": {"type": "FeatureCollection", "features": features, "y": "\x00"}}, wrong)
    assert wrong == []
    assert set(made["drawn"]) == {"type", "coordinates"}
    assert len(made["rings"]) == 2


def test_what_cannot_be_kept_is_refused_in_words(people: People) -> None:
    """Half of a character, or a sign that no database keeps, wherever it stands."""
    with pytest.raises(NotReadyError):
        actions.draft(people.author, written(note="\ud800"), exercise=False, request_key="k")
    with pytest.raises(RefusedError, match="key"):
        actions.draft(people.author, written(), exercise=False, request_key="a\x00")
    alert = actions.draft(people.author, written(), exercise=False)
    with pytest.raises(RefusedError, match="reason"):
        actions.discard(people.author, alert, revision=1, reason="a\x00b")


def test_what_a_message_says_is_where_its_audience_is(released: Maker) -> None:
    """The polygons of the message cover the area that subscribers are tested against, to 1 cm."""
    alert = released(area={"drawn": square(119.15, 34.55, 0.1), "circles": [[119.3, 34.6, 2.0]]})
    message = parse_alert(bytes(alert.cap or b"")).alert
    assert message is not None
    rings = [
        shapely.Polygon([(float(lon), float(lat)) for lat, lon in (point.split(",") for point in text.split())])
        for text in message.infos[0].areas[0].polygons
    ]
    said, meant = shapely.union_all(rings), target_area(alert.area).geometry
    assert shapely.symmetric_difference(said, meant).area < 1e-7 * meant.length
    assert message.infos[0].areas[0].geocodes == ()


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"colour": "pink"}, "colour"),
        ({"event_type": "zombies"}, "event_type"),
        ({"urgency": "soon"}, "urgency"),
        ({"certainty": "Sure"}, "certainty"),
        ({"scope": "World"}, "scope"),
        ({"expires": datetime(2026, 1, 1)}, "expires"),  # noqa: DTZ001 - the missing zone is the point
        ({"onset": datetime(1026, 1, 1, tzinfo=UTC)}, "onset"),
        ({"texts": {"english!": {}}}, "texts.english!"),
        ({"texts": {"en": {"headline": "x" * 501}}}, "texts.en.headline"),
        ({"texts": {"en": {"footer": "x"}}}, "texts.en"),
        ({"note": "\x00"}, "note"),
        ({"source": "x" * 301}, "source"),
        ({"area": {"codes": ["320703"], "description": {"??": "x"}}}, "area"),
    ],
)
def test_a_wrong_value_is_refused_at_its_field(change: dict[str, Any], field: str) -> None:
    """With a reason that names it."""
    assert field in wrong_fields(written(**change))


def test_what_is_kept_is_what_was_written(people: People) -> None:
    """An author who opens a draft finds the own words, and the same area."""
    content = written(area={"codes": ["320703"], "circles": [[119.2, 34.6, 1.5]], "description": {"en": "the coast"}})
    alert = actions.draft(people.author, content, exercise=False)
    again = content_of(Alert.objects.get(pk=alert.pk))
    assert replace(again, area=content.area, severity="") == content
    assert columns(again)[0]["area"]["geometry"] == alert.area["geometry"]
    assert again.area["description"]["en"] == "the coast"


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"texts": {}}, "texts", "no-text"),
        ({"expires": None}, "expires", "no-end"),
        ({"expires": timezone.now() - timedelta(minutes=1)}, "expires", "ends-too-early"),
        ({"onset": timezone.now() + timedelta(days=3)}, "expires", "ends-before-onset"),
        ({"release_at": timezone.now() + timedelta(days=3)}, "expires", "ends-too-early"),
        ({"event_type": "hail", "colour": "blue"}, "colour", "no-such-level"),
        ({"scope": "Restricted"}, "scope", "missing-restriction"),
        ({"texts": {"en": written().texts["en"]}}, "alert", "profile-language"),
    ],
)
def test_errors_keep_a_warning_from_review(people: People, change: dict[str, Any], field: str, code: str) -> None:
    """Each at the field where it can be mended; nothing is submitted."""
    alert = actions.draft(people.author, written(**change), exercise=False)
    found = {(one.field, one.code) for one in errors(findings(alert))}
    assert (field, code) in found
    with pytest.raises(NotReadyError):
        actions.submit(people.author, alert, revision=1)
    with pytest.raises(NotReadyError):
        actions.emergency(people.approver, alert, revision=1, reason="now")
    assert Alert.objects.get(pk=alert.pk).state == "draft"


def test_a_blank_left_open_is_an_error_and_a_missing_place_a_warning(people: People) -> None:
    """What the hints of the engine say stands beside the field too."""
    texts = {"zh-Hans": {**written().texts["zh-Hans"], "headline": "应急指挥部发布台风橙色预警：{place}"},
             "en": {**written().texts["en"], "short": "Typhoon warning until tonight. Stay inside."}}  # fmt: skip
    alert = actions.draft(people.author, written(texts=texts), exercise=False)
    found = {(one.field, one.severity, one.code) for one in findings(alert)}
    assert ("texts.zh-Hans.headline", "error", "open-blank") in found
    assert ("texts.en.short", "warning", "no-place") in found


def test_a_drawn_area_is_not_asked_for_a_code(people: People) -> None:
    """A code beside a drawing would widen it; the lack of one is said and stops nothing."""
    alert = actions.draft(people.author, written(area={"drawn": square(119.19, 34.59, 0.01)}), exercise=False)
    assert ("area", "warning", "profile-geocode") in {(one.field, one.severity, one.code) for one in findings(alert)}
    assert errors(findings(alert)) == []


def test_a_reader_is_told_in_the_own_language(people: People) -> None:
    """Findings of the engine and of the centre alike."""
    alert = actions.draft(people.author, written(expires=None, scope="Restricted"), exercise=False)
    with translation.override("zh-hans"):
        said = [one.reason for one in errors(findings(alert))]
    assert said
    assert all(any("\u4e00" <= sign <= "\u9fff" for sign in text) for text in said)


def test_what_was_found_of_an_area_is_told_in_the_readers_language_and_not_in_the_authors(people: People) -> None:
    """An outline of many points is simplified when it is drawn; whoever decides reads so in a language of their own."""
    angles = [2 * math.pi * step / 400 for step in range(400)]
    ring = [[119.2 + 0.05 * math.cos(one), 34.6 + (0.05 + 0.002 * (step % 2)) * math.sin(one)]
            for step, one in enumerate(angles)]  # fmt: skip
    with translation.override("zh-hans"):
        area = {"drawn": {"type": "Polygon", "coordinates": [[*ring, ring[0]]]}}
        alert = actions.draft(people.author, written(area=area), exercise=False)
    alert.refresh_from_db()
    told = {}
    for language in ("en", "zh-hans"):
        with translation.override(language):
            (told[language],) = (one.reason for one in findings(alert) if one.code == "simplified")
    assert told["en"].isascii()
    assert not told["zh-hans"].isascii()


def test_a_writer_of_one_district_cannot_warn_another(people: People, person: Callable[..., User]) -> None:
    """Neither in a new warning, nor by moving one there."""
    officer = person("zhao", author="320703")
    with pytest.raises(PermissionDenied):
        actions.draft(officer, written(area={"codes": ["320706"]}), exercise=False)
    alert = actions.draft(officer, written(), exercise=False)
    with pytest.raises(PermissionDenied):
        actions.edit(officer, alert, written(area={"codes": ["320706"]}), revision=1)


TEXT = st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"),
    min_size=1,
    max_size=40,
).filter(lambda text: bool(text.strip()))


@limits(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(parts=st.fixed_dictionaries(dict.fromkeys(("headline", "description", "instruction", "short"), TEXT)),
       exercise=st.booleans(), colour=st.sampled_from(["red", "orange", "yellow", "blue"]))  # fmt: skip
def test_whatever_is_written_goes_out_valid_or_not_at_all(
    people: People, parts: dict[str, str], exercise: bool, colour: str
) -> None:
    """Any text either is refused with errors, or makes a message that reads back as it was written."""
    alert = actions.draft(people.author, written(texts={"zh-Hans": parts}, colour=colour), exercise=exercise)
    if errors(findings(alert)):
        with pytest.raises(NotReadyError):
            actions.emergency(people.approver, alert, revision=1, reason="now")
        return
    alert = actions.emergency(people.approver, alert, revision=1, reason="now")
    parsed = parse_alert(bytes(alert.cap or b""))
    assert parsed.alert is not None
    assert not [one for one in validate(parsed) if one.severity == "error"]
    headline = parsed.alert.infos[0].headline or ""
    assert headline.endswith(parts["headline"].strip())
    assert headline.startswith("【演练】") == exercise or parts["headline"].startswith("【演练】")


def test_a_city_package_that_cannot_be_read_is_said_so(settings: Settings, tmp_path: Path) -> None:
    """The area is refused with the reason."""
    settings.ANLAN_CITY = str(tmp_path)
    wrong: list[FieldFinding] = []
    assert make_area({"codes": ["320703"]}, wrong) == ({}, "")
    assert tmp_path.name in wrong[0].reason
    assert CITY.is_dir()


def test_an_upload_needs_a_city(settings: Settings) -> None:
    """Its cells are those of the city."""
    settings.ANLAN_CITY = ""
    with pytest.raises(RefusedError):
        uploaded_area("east.geojson", b"{}")


def test_what_no_author_can_enter_is_not_recommended_to_one(people: People) -> None:
    """Codes of events have no field in the composer; colours that are offered are named in the reader's language."""
    alert = actions.draft(people.author, written(event_type="hail", colour="blue"), exercise=False)
    with translation.override("zh-hans"):
        found = {one.code: one for one in findings(alert)}
    assert "profile-eventCode" not in found
    assert "orange" not in found["no-such-level"].remedy
    assert "橙色" in found["no-such-level"].remedy
