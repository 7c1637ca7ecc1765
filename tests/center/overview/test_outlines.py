"""Outlines of the city's areas for maps."""

import zipfile
from pathlib import Path

import pytest
import shapely
from django.test import Client
from pytest_django.fixtures import Settings

from anlan_center.accounts.models import Area
from tools.project import ROOT


@pytest.fixture
def city(settings: Settings) -> None:
    """Let the installation have the demo city."""
    settings.ANLAN_CITY = str(ROOT / "cities" / "lianyungang")


def test_districts_have_an_outline_a_name_and_a_point_within(city: None, areas: dict[str, Area]) -> None:
    """Each feature says which area it is, in the reader's language."""
    client = Client()
    client.cookies["django_language"] = "en"
    found = client.get("/areas.geojson").json()["features"]
    assert {one["properties"]["code"] for one in found} == {"320703", "320706"}
    for one in found:
        inside = shapely.Point(one["properties"]["seat"])
        assert shapely.from_geojson(shapely.to_geojson(shapely.geometry.shape(one["geometry"]))).contains(inside)
    assert {one["properties"]["name"] for one in found} == {"East District", "West District"}


def test_a_city_in_an_archive_has_the_same_outlines(
    city: None, areas: dict[str, Area], settings: Settings, tmp_path: Path
) -> None:
    """A package may be a folder or an archive, at its top or in one folder."""
    drawn = Client().get("/areas.geojson").json()["features"]
    archive = tmp_path / "town.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(Path(settings.ANLAN_CITY) / "areas.geojson", "town/areas.geojson")
    settings.ANLAN_CITY = str(archive)
    assert len(drawn) == 2
    assert Client().get("/areas.geojson").json()["features"] == drawn


def test_without_a_city_there_is_nothing_to_draw(settings: Settings, areas: dict[str, Area]) -> None:
    """The map stays empty; lists and texts say the same."""
    settings.ANLAN_CITY = ""
    assert Client().get("/areas.geojson").json()["features"] == []


@pytest.mark.django_db
def test_an_unknown_level_is_taken_for_districts(city: None, areas: dict[str, Area]) -> None:
    """Nothing that is asked for makes the page fail."""
    assert len(Client().get("/areas.geojson", {"level": "'; DROP"}).json()["features"]) == 2
