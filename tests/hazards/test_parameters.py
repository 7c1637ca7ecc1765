"""Parameters that a city sets itself."""

from pathlib import Path

import pytest

from anlan.city import City
from anlan.errors import PackageError
from anlan.hazards.parameters import Parameter, values_of
from tests.hazards.towns import disk, town

DECLARED = (
    Parameter("curve_number", 80.0, "1", 30.0, 100.0, "Curve number"),
    Parameter("drainage_mm", 100.0, "mm", 0.0, 1000.0, "Drainage"),
)

HEAD = "hazard,parameter,value,unit,source\n"


def town_with(folder: Path, rows: str) -> City:
    """Write a town with some rows of hazard_parameters."""
    return town(folder, {"hazard_parameters": HEAD + rows}, [1.0], disk(0))


def test_a_city_overrides_a_default(tmp_path: Path) -> None:
    """The value of the city is taken; what it does not set keeps its default; other hazards do not matter."""
    city = town_with(tmp_path, "rain_flood,drainage_mm,60,mm,hand\nearthquake,curve_number,1,m,hand\n")
    assert values_of(city, "rain_flood", DECLARED) == {"curve_number": 80.0, "drainage_mm": 60.0}


def test_every_wrong_row_is_reported(tmp_path: Path) -> None:
    """An unknown name, a wrong unit and a value out of range are reported together, with what to do."""
    city = town_with(
        tmp_path,
        "rain_flood,curve_nummer,70,1,hand\nrain_flood,drainage_mm,0.06,m,hand\nrain_flood,curve_number,20,1,hand\n",
    )
    with pytest.raises(PackageError) as caught:
        values_of(city, "rain_flood", DECLARED)
    assert [str(problem) for problem in caught.value.problems] == [
        "hazard_parameters.csv#rain_flood/curve_nummer: parameter 'curve_nummer' does not exist; "
        "use one of curve_number, drainage_mm",
        "hazard_parameters.csv#rain_flood/drainage_mm: the unit of 'drainage_mm' is 'm'; give the value in 'mm'",
        "hazard_parameters.csv#rain_flood/curve_number: 'curve_number' is 20.0; give a value from 30.0 to 100.0",
    ]
