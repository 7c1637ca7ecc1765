"""Scenarios from public warnings: hazard, strength and area follow from the message or are refused."""

from pathlib import Path

import numpy as np
import pytest
import shapely

from anlan.alerts import Circle, read_alert
from anlan.city import City
from anlan.errors import ImportDataError, SettingError
from anlan.scenarios.made import Details, from_alert
from anlan.scenarios.made.alert import polygon_in
from anlan.scenarios.made.alert_hazards import hazard_of, level_of
from anlan.scenarios.made.physics import rained
from tests.alerts.test_reading import MESSAGE

AREA = "34.59,119.19 34.59,119.25 34.61,119.25 34.61,119.19 34.59,119.19"
SMALL = MESSAGE.replace("34,119 34,120 35,120 35,119 34,119", AREA).replace(
    "      <circle>34.5,119.5 10.5</circle>\n", ""
)


def message(path: Path, *changes: tuple[str, str], text: str = SMALL) -> Path:
    """Write a message with changes."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    return path


def with_parameter(name: str, value: str) -> tuple[str, str]:
    """Return the change that adds a parameter."""
    return "    <area>", f"    <parameter><valueName>{name}</valueName><value>{value}</value></parameter>\n    <area>"


def test_a_rain_warning_is_the_rain_of_its_level_inside_its_area(coast: City, tmp_path: Path) -> None:
    """Red is 100 mm in 3 hours; outside the area nothing happens."""
    made = from_alert(coast, message(tmp_path / "a.xml", ("Rainstorm", "暴雨红色预警")))
    (footprint,) = made.footprints
    everywhere = rained(coast, 100.0, 3.0)
    place = np.searchsorted(coast.cells.h3, footprint.cells)
    np.testing.assert_array_equal(footprint.intensity, everywhere[place])
    assert 0 < footprint.cells.size < np.count_nonzero(everywhere)
    box = shapely.box(119.18, 34.58, 119.26, 34.62)
    assert shapely.contains_xy(box, coast.cells.lon[place], coast.cells.lat[place]).all()
    assert made.id == "cap-A-1"
    assert made.origin_detail["sent_utc"] == "2026-07-01T00:30Z"
    assert made.moment.month == 7
    assert any("order 16 (2007)" in one.source for one in made.assumptions)


def test_a_wind_warning_has_the_least_wind_of_its_colour(coast: City, tmp_path: Path) -> None:
    """A colour in the headline goes before the severity; a stated wind goes before both."""
    change = (("Rainstorm", "台风"), ("    <area>", "    <headline>台风红色预警信号</headline>\n    <area>"))
    red = from_alert(coast, message(tmp_path / "a.xml", *change)).footprints[0]
    assert (red.kind, red.unit, set(red.intensity.tolist())) == ("typhoon_wind", "m/s", {np.float32(32.7).item()})
    stated = ("Rainstorm", "Typhoon"), with_parameter("windSpeed", "60 MPH")
    wind = from_alert(coast, message(tmp_path / "b.xml", *stated)).footprints[0]
    assert wind.intensity == pytest.approx(60 * 0.44704, rel=1e-5)
    maker = from_alert(coast, message(tmp_path / "c.xml", *stated), intensity=40.0).footprints[0]
    assert set(maker.intensity.tolist()) == {40.0}


@pytest.mark.parametrize(
    ("headline", "level"),
    [
        ("黄山市发布暴雨蓝色预警", "blue"),
        ("红安县发布暴雨橙色预警", "orange"),
        ("Redmond: blue warning of rain", "blue"),
        ("黄河水位上涨", "orange"),
    ],
)
def test_the_name_of_a_place_is_no_colour(tmp_path: Path, headline: str, level: str) -> None:
    """Of a colour the sign 色 or the whole word is needed; without one the severity decides, here Severe."""
    told = ("    <area>", f"    <headline>{headline}</headline>\n    <area>")
    info = read_alert(message(tmp_path / "a.xml", told)).infos[0]
    assert level_of(info) == level


def test_an_earthquake_with_magnitude_shakes_from_its_circle(coast: City, tmp_path: Path) -> None:
    """A circle of radius 0 is an epicentre; without a magnitude it is refused."""
    point = (f"<polygon>{AREA}</polygon>", "<circle>34.7,119.2 0</circle>")
    made = from_alert(
        coast, message(tmp_path / "a.xml", ("Rainstorm", "Earthquake"), point, with_parameter("Magnitude", "6.4 Ms"))
    )
    assert made.footprints[0].kind == "earthquake"
    assert made.footprints[0].parameters["magnitude"] == 6.4
    giant = ("Rainstorm", "Earthquake"), point, with_parameter("Magnitude", "64")
    with pytest.raises(SettingError, match="magnitude of the message is 64"):
        from_alert(coast, message(tmp_path / "g.xml", *giant))
    with pytest.raises(SettingError, match="radius 0"):
        from_alert(coast, message(tmp_path / "b.xml", ("Rainstorm", "Earthquake"), point))


@pytest.mark.parametrize(
    ("changes", "error", "said"),
    [
        ((("Rainstorm", "Parade"),), SettingError, "no hazard is known for the event 'Parade'"),
        ((("Rainstorm", "Tsunami Warning"),), SettingError, "does not say how strong it is"),
        ((("Rainstorm", "Rainstorm"), ("Severe", "Unknown")), SettingError, "state it with --intensity"),
        ((("<msgType>Alert", "<msgType>Cancel"),), ImportDataError, "warns of nothing"),
        (((f"<polygon>{AREA}</polygon>", ""),), ImportDataError, "none of its areas has a polygon"),
        ((("Rainstorm", "Typhoon"), with_parameter("windSpeed", "900 m/s")), SettingError, "which is no intensity"),
        (((AREA, "0,0 0,1 1,1 1,0 0,0"), ("Rainstorm", "Typhoon")), SettingError, "does nothing in town"),
    ],
)
def test_what_does_not_follow_from_the_message_is_refused(
    coast: City, tmp_path: Path, changes: tuple[tuple[str, str], ...], error: type[Exception], said: str
) -> None:
    """Nothing is guessed: neither hazard nor strength nor place."""
    with pytest.raises(error) as refused:
        from_alert(coast, message(tmp_path / "a.xml", *changes))
    assert said in str(refused.value)


@pytest.mark.parametrize("intensity", [float("inf"), float("nan"), -1.0, 0.0, 900.0])
def test_what_no_wind_can_be_is_refused(coast: City, tmp_path: Path, intensity: float) -> None:
    """Also where the maker states it."""
    path = message(tmp_path / "a.xml", ("Rainstorm", "Typhoon"))
    with pytest.raises(SettingError, match="is no intensity of typhoon_wind"):
        from_alert(coast, path, intensity=intensity)


def test_a_hazard_that_is_not_known_is_refused_whatever_the_message_states(coast: City, tmp_path: Path) -> None:
    """With a parameter that has a unit of its own, too."""
    path = message(tmp_path / "a.xml", with_parameter("intensity", "60 MPH"))
    with pytest.raises(SettingError, match="there is no hazard 'meteor'"):
        from_alert(coast, path, hazard="meteor")


def test_the_maker_may_say_hazard_strength_and_moment(coast: City, tmp_path: Path) -> None:
    """Of an event that is not known."""
    path = message(tmp_path / "a.xml", ("Rainstorm", "Parade"), ("<status>Actual", "<status>Exercise"))
    made = from_alert(coast, path, Details(hour=23), hazard="tsunami", intensity=2.0)
    assert (made.footprints[0].kind, made.footprints[0].unit) == ("tsunami", "m")
    assert made.moment.hour == 23
    assert made.synthetic
    assert made.origin_detail["status"] == "Exercise"


def test_the_polygon_of_a_circle_lies_inside_it() -> None:
    """It is never wider, and less than 0.2 % smaller."""
    circle = Circle(119.2, 34.6, 10.0)
    shape = polygon_in(circle)
    east, north = 111.195 * np.cos(np.radians(34.6)), 111.195
    away = np.hypot(*((shapely.get_coordinates(shape) - [119.2, 34.6]) * [east, north]).T)
    assert away == pytest.approx(10.0, rel=1e-4)
    assert shape.area * east * north == pytest.approx(np.pi * 100.0, rel=2e-3)


@pytest.mark.parametrize(
    ("name", "hazard", "level"),
    [
        ("gb-ea-wainfleet-severe-flood.xml", "river_flood", "orange"),
        ("gdacs-tc-1001150.xml", "typhoon_wind", "yellow"),
        ("oasis-cap12-a3-earthquake-update.xml", "earthquake", "blue"),
        ("tw-cwa-strong-wind-update.xml", "wind_hail", "yellow"),
        ("mo-smg-monsoon-update.xml", None, "yellow"),
        ("us-wcatwc-tsunami-warning.cap.xml", "tsunami", "red"),
    ],
)
def test_real_messages_mean_their_hazards(messages: Path, name: str, hazard: str | None, level: str) -> None:
    """By the name of the event; the level by colour or severity."""
    info = read_alert(messages / name).infos[0]
    assert (hazard_of(info), level_of(info)) == (hazard, level)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("tw-cwa-strong-wind-update.xml", "2 codes of areas"),
        ("gb-ea-wainfleet-severe-flood.xml", "does not say how strong"),
        ("oasis-cap12-a3-earthquake-update.xml", "does nothing in town"),
        ("us-ipaws-5e6dd9de-cancel.xml", "warns of nothing"),
    ],
)
def test_real_messages_that_say_nothing_here_are_refused(coast: City, messages: Path, name: str, said: str) -> None:
    """No shape, no strength, another place, a cancellation."""
    with pytest.raises((ImportDataError, SettingError)) as refused:
        from_alert(coast, messages / name)
    assert said in str(refused.value)
