"""When stock, agreements and production reach the people."""

from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from anlan.city import City
from anlan.supplies import arrivals_of
from tools.tinytown.build import build


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """A copy of tinytown that a test may change."""
    build(tmp_path)
    return tmp_path


def line(town: Path, **settings: float | str) -> NDArray[np.float64]:
    """Return the hourly deliveries over 48 hours of the only production line."""
    values = {"id": "line", "item": "water", "conversion_h": 4, "max_rate": 100, "delivery_h": 0, **settings}
    (town / "capacity.csv").write_text(
        ",".join(values) + "\n" + ",".join(str(value) for value in values.values()) + "\n"
    )
    hourly: NDArray[np.float64] = arrivals_of(City.load(town), ("water",), 48).capacity[0]
    return hourly


def test_stock_arrives_in_the_first_hour_that_begins_after_its_delay(town: Path) -> None:
    """A delay of 5.2 hours means hour 6; a delay beyond the scenario means never."""
    (town / "stock.csv").write_text("id,item,quantity,dispatch_h\na,water,10,5.2\nb,water,20,0\nc,water,40,48\n")
    stock = arrivals_of(City.load(town), ("water",), 48).stock[0]
    assert stock[0] == 20.0
    assert stock[6] == 10.0
    assert stock.sum() == 30.0


def test_agreements_arrive_at_their_expected_value(town: Path) -> None:
    """Of 1,000 with a chance of 0.2 to get nothing, 800 are counted on."""
    (town / "agreements.csv").write_text("id,item,quantity,call_off_h,default_probability\na,water,1000,12,0.2\n")
    agreement = arrivals_of(City.load(town), ("water",), 48).agreement[0]
    assert agreement[12] == pytest.approx(800.0)
    assert agreement.sum() == pytest.approx(800.0)


def test_a_line_without_ramp_runs_at_once_at_its_full_rate(town: Path) -> None:
    """Nothing for 4 hours of conversion, then 100 an hour."""
    hourly = line(town)
    assert hourly[:4].sum() == 0.0
    assert hourly[4:] == pytest.approx(np.full(44, 100.0))


def test_a_ramp_rises_linearly(town: Path) -> None:
    """Over a ramp of 10 hours half of the full rate's output is made: 5 hours' worth."""
    hourly = line(town, ramp_h=10)
    assert hourly[4:14] == pytest.approx(np.arange(5.0, 105.0, 10.0))
    assert hourly[14:] == pytest.approx(np.full(34, 100.0))


def test_shifts_yield_and_delivery(town: Path) -> None:
    """12 hours a day at a yield of 0.9 are 45 an hour, 2 hours later."""
    hourly = line(town, hours_a_day=12, yield_share=0.9, delivery_h=2)
    assert hourly[:6].sum() == 0.0
    assert hourly[6:] == pytest.approx(np.full(42, 45.0))


def test_a_line_stops_when_its_material_is_used_up(town: Path) -> None:
    """Material for 10 full hours makes 1,000 units, whatever the ramp."""
    assert line(town, material_h=10, ramp_h=5).sum() == pytest.approx(1000.0)
    assert line(town, material_h=10)[14:].sum() == 0.0


def test_an_item_that_nobody_supplies_gets_nothing(town: Path) -> None:
    """Absent tables and unknown items are zeros, not errors."""
    (town / "stock.csv").unlink()
    arrivals = arrivals_of(City.load(town), ("bed",), 48)
    assert arrivals.stock.sum() + arrivals.agreement.sum() + arrivals.capacity.sum() == 0.0
