"""How storms weaken over land: by hand, and against the best tracks."""

import csv
import math
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.cyclone.decay import StormArrays, after_land, deficits
from anlan.hazards.cyclone.land import land_mask, on_land
from anlan.hazards.cyclone.storms import STORM_PARAMETERS

DEFAULT = {one.name: one.default for one in STORM_PARAMETERS}
RATE, LEFT = DEFAULT["inland_decay_per_h"], DEFAULT["inland_deficit_hpa"]


def test_ten_hours_over_land_by_hand() -> None:
    """36 hPa with 9 hPa left and 0.1 an hour: root 6 falls to 3 + 3 / e = 4.1036, deficit 16.84 hPa."""
    assert after_land(36.0, 10.0, 0.1, 9.0) == pytest.approx((3.0 + 3.0 / math.e) ** 2)


@given(
    deficit=st.floats(1.0, 110.0), hours=st.floats(0.0, 100.0), more=st.floats(0.0, 50.0), rate=st.floats(0.001, 0.2)
)
def test_decay_can_be_taken_in_steps_and_back(deficit: float, hours: float, more: float, rate: float) -> None:
    """Hours add up, fewer hours undo more, and nothing falls below what is left in the end."""
    once = after_land(deficit, hours + more, rate, 6.5)
    assert after_land(after_land(deficit, hours, rate, 6.5), more, rate, 6.5) == pytest.approx(once, rel=1e-6)
    assert min(deficit, 6.5) - 1e-9 <= once <= deficit + 1e-9
    if once > 6.6:
        assert after_land(once, -(hours + more), rate, 6.5) == pytest.approx(deficit, rel=1e-3)


def storm(mask: np.ndarray, east: float, deficit: list[float], land: list[float], sea: list[float]) -> StormArrays:
    """Return one storm that moves west by one degree an hour from 122 E at 30 N, displaced east by some degrees."""
    count = len(deficit)
    rows = [
        [(2.0 - place) * 100.0 for place in range(count)], [0.0] * count, [30.0] * count, deficit,
        [0.0] * count, [0.0] * count, [0.0] + [1.0] * (count - 1), land, sea,
    ]  # fmt: skip
    return StormArrays(
        storm=np.array([0]),
        change=np.array([[100.0 * east], [0.0], [1.0], [1.0]]),
        first=np.array([0, count]),
        track=np.array(rows),
        frame=np.array([120.0, 30.0, 100.0, 111.0]),
        mask=mask,
        limits=np.array([1.0, 110.0, 0.1, 9.0]),
    )


@pytest.fixture
def west_is_land() -> np.ndarray:
    """Return a world that is land west of 120 E."""
    mask = np.zeros((720, 1440), dtype=np.uint8)
    mask[:, : (180 + 120) * 4] = 1
    return mask


RECORDED = [36.0, 36.0, 36.0, 30.0, 25.0]
LAND = [0.0, 0.0, 0.0, 1.0, 2.0]
SEA = [36.0, 36.0, 36.0, 36.0, 36.0]


def test_a_storm_in_its_place_is_the_recorded_one(west_is_land: np.ndarray) -> None:
    """Where the event is as long over land as the record nothing changes."""
    out = np.empty(5)
    assert deficits(storm(west_is_land, 0.0, RECORDED, LAND, SEA), 0, out) == 5
    assert out == pytest.approx(RECORDED)


def test_a_storm_displaced_to_sea_keeps_its_strength(west_is_land: np.ndarray) -> None:
    """Two hours less over land undo the decay, but never beyond the deficit that the storm had at sea."""
    out = np.empty(5)
    deficits(storm(west_is_land, 5.0, RECORDED, LAND, SEA), 0, out)
    assert out[:3] == pytest.approx(RECORDED[:3])
    assert out[3] == pytest.approx(min(36.0, after_land(30.0, -1.0, 0.1, 9.0)))
    assert (out <= 36.0 + 1e-9).all()
    assert out[4] > RECORDED[4]


def test_a_storm_displaced_inland_is_weaker(west_is_land: np.ndarray) -> None:
    """Three hours more over land weaken it by three hours of decay."""
    out = np.empty(5)
    deficits(storm(west_is_land, -3.0, RECORDED, LAND, SEA), 0, out)
    assert out[4] == pytest.approx(after_land(25.0, 4.0 - 2.0, 0.1, 9.0))
    assert (out <= np.array(RECORDED) + 1e-9).all()


def landfalls(shared: Path) -> list[tuple[float, float, float]]:
    """Return (hours since landfall, deficit at landfall, deficit) at the positions over land of all recorded storms."""
    with (shared / "lianyungang/hazard/typhoon_tracks_jma_500km.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    found: list[tuple[float, float, float]] = []
    since, first = None, 0.0
    for before, row in pairwise(rows):
        at = np.datetime64(row["time_utc"].rstrip("Z"), "m")
        over = on_land(land_mask(), float(row["lon"]), float(row["lat"])) and 22.0 <= float(row["lat"]) <= 42.0
        if before["storm_id"] != row["storm_id"] or not over or float(row["lon"]) > 126.0:
            since = None
            continue
        if since is None and not on_land(land_mask(), float(before["lon"]), float(before["lat"])):
            last = np.datetime64(before["time_utc"].rstrip("Z"), "m")
            since, first = last + np.timedelta64((at - last) // 2, "m"), 1010.0 - float(before["pressure_hpa"])
        if since is not None and first >= 15.0:
            found.append((float((at - since) / np.timedelta64(1, "h")), first, 1010.0 - float(row["pressure_hpa"])))
    return found


def test_default_decay_is_that_of_the_record(shared_data: Path) -> None:
    """Over China storms of 15 hPa and more decay as the default says, to 15 %; twice the rate is far too fast."""
    hours, first, later = (np.array(part) for part in zip(*landfalls(shared_data), strict=True))
    assert hours.size > 300
    for low, high in ((6.0, 12.0), (12.0, 24.0), (24.0, 48.0)):
        some = (hours > low) & (hours <= high)
        computed = [after_land(d, h, RATE, LEFT) for d, h in zip(first[some], hours[some], strict=True)]
        assert np.mean(computed) == pytest.approx(np.mean(later[some]), rel=0.15), (low, high)
    fast = [after_land(d, h, 2.0 * RATE, LEFT) for d, h in zip(first, hours, strict=True)]
    assert np.mean(fast) < 0.85 * np.mean(later)
