"""What a package says of hazards is held against them before any work begins."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.errors import PackageError
from anlan.hazards import HAZARDS
from anlan.risk import assess_city
from anlan.risk.fitness import misfits
from tests.rehearsal.test_tinytown import Silent


@pytest.fixture(scope="module")
def city(cities: Path) -> City:
    """Tinytown with functions of two hazards in a wrong unit and a parameter out of range."""
    good = City.load(cities / "tinytown")
    functions = good.table("vulnerability_functions")
    storm = functions.head(1).with_columns(
        id=pl.lit("wind"), hazard=pl.lit("typhoon_wind"), intensity_unit=pl.lit("kn")
    )
    wrong = functions.with_columns(
        intensity_unit=pl.when(pl.col("target") == "residential").then(pl.lit("cm")).otherwise("intensity_unit")
    )
    parameters = good.table("hazard_parameters").with_columns(
        value=pl.when(pl.col("parameter") == "drainage_mm").then(-1.0).otherwise("value")
    )
    tables = {
        **good.tables,
        "vulnerability_functions": pl.concat([wrong, storm]),
        "hazard_parameters": parameters,
    }
    return replace(good, tables=tables)


def test_all_problems_of_all_hazards_come_at_once(city: City) -> None:
    """Units of two hazards and a parameter, each with place, value and remedy; nothing was simulated."""
    with pytest.raises(PackageError) as caught:
        assess_city(city, 10, 1, Serial(), Silent())
    assert [str(problem) for problem in caught.value.problems] == [
        "vulnerability_functions.csv#wind: function 'wind' is in kn, but the hazard is computed in m/s; convert its "
        "points and write intensity_unit m/s",
        "hazard_parameters.csv#rain_flood/drainage_mm: 'drainage_mm' is -1.0; give a value from 0.0 to 1000.0",
        "vulnerability_functions.csv#flood-residential: function 'flood-residential' is in cm, but the hazard is "
        "computed in m; convert its points and write intensity_unit m",
    ]
    assert str(caught.value).startswith("3 problems in the input")


def test_only_hazards_that_are_wanted_count(city: City) -> None:
    """A problem of another hazard does not stop this one."""
    assert len(misfits(city, [hazard for hazard in HAZARDS if hazard.kind == "typhoon_wind"])) == 1


@pytest.mark.parametrize("name", ["tinytown", "lianyungang"])
def test_the_packages_that_come_along_fit(cities: Path, name: str) -> None:
    """Both can be assessed as they are."""
    assert misfits(City.load(cities / name), HAZARDS) == ()
