"""Catalogues: duplicates, magnitude scales, fore- and aftershocks."""

import numpy as np
import polars as pl
import pytest

from anlan.hazards.seismology.catalogue import Quakes, windows

COLUMNS = ["id", "year", "month", "day", "lon", "lat", "magnitude", "magnitude_type"]

TABLE_1 = [
    (4.0, 30.0, 42.0),
    (4.5, 35.0, 83.0),
    (5.0, 40.0, 155.0),
    (5.5, 47.0, 290.0),
    (6.0, 54.0, 510.0),
    (6.5, 61.0, 790.0),
    (7.0, 70.0, 915.0),
    (7.5, 81.0, 960.0),
    (8.0, 94.0, 985.0),
]
"""Gardner and Knopoff (1974), table 1: magnitude, km, days."""


def quakes(*rows: tuple[str, int, int | None, int | None, float, float, float, str]) -> Quakes:
    """Return events from rows of a table."""
    schema = dict(zip(COLUMNS, [pl.String, *[pl.Int64] * 3, *[pl.Float64] * 3, pl.String], strict=True))
    return Quakes.of(pl.DataFrame(rows, schema=schema, orient="row"))


def test_windows_fit_the_table() -> None:
    """The fit gives the distances of the table to 3 % and the times to 15 %."""
    magnitude, km, days = np.array(TABLE_1).T
    fitted_days, fitted_km = windows(magnitude)
    assert fitted_km == pytest.approx(km, rel=0.03)
    assert fitted_days == pytest.approx(days, rel=0.15)


def test_windows_by_hand() -> None:
    """M 7: 10^(0.1238 * 7 + 0.983) = 70.7 km and 10^(0.032 * 7 + 2.7389) = 918 days; M 5: 10^2.1575 = 143.7 days."""
    days, km = windows(np.array([7.0, 5.0]))
    assert km[0] == pytest.approx(70.7, abs=0.1)
    assert days == pytest.approx([918.0, 143.7], abs=0.5)


def test_a_moment_magnitude_becomes_a_surface_magnitude() -> None:
    """Mw 5.75 is Ms 6, and Ms stays what it is."""
    found = quakes(("a", 1984, 5, 21, 121.0, 33.0, 5.75, "Mw"), ("b", 1910, 1, 8, 122.0, 35.0, 6.8, "Ms"))
    assert found.magnitude == pytest.approx([6.0, 6.8])
    assert found.measured.tolist() == [True, False]


def test_entries_without_a_magnitude_are_left_out() -> None:
    """An event that is only known to have been felt cannot be counted."""
    rows = [("a", 499, 8, 4, 118.8, 32.1, None, None), ("b", 1668, 7, 25, 118.6, 35.3, 8.5, None)]
    schema = dict(zip(COLUMNS, [pl.String, *[pl.Int64] * 3, *[pl.Float64] * 3, pl.String], strict=True))
    assert Quakes.of(pl.DataFrame(rows, schema=schema, orient="row")).id.tolist() == ["b"]


def test_an_event_of_two_catalogues_counts_once() -> None:
    """Of two entries of a day and 12 km apart the measured one stays, although its magnitude is smaller."""
    found = quakes(("historical", 1937, 7, 31, 115.1, 35.4, 7.6, ""), ("measured", 1937, 7, 31, 115.2, 35.3, 6.9, "Mw"))
    assert found.merged().id.tolist() == ["measured"]


def test_the_larger_of_two_historical_entries_stays() -> None:
    """Without a measured one the largest magnitude stays."""
    found = quakes(("a", 1829, 11, 18, 118.0, 36.0, 5.5, ""), ("b", 1829, 11, 19, 118.1, 36.1, 6.0, ""))
    assert found.merged().id.tolist() == ["b"]


def test_fore_and_aftershocks_are_left_out() -> None:
    """Around M 7.0, 70.7 km and 918 days: what lies inside goes, before and after; what lies outside stays."""
    found = quakes(
        ("main", 1950, 6, 1, 118.0, 35.0, 7.0, ""),
        ("foreshock", 1950, 5, 1, 118.1, 35.1, 5.0, ""),
        ("aftershock", 1952, 6, 1, 118.0, 35.6, 6.0, ""),
        ("far", 1950, 7, 1, 118.0, 35.7, 6.0, ""),
        ("late", 1953, 6, 1, 118.0, 35.0, 6.0, ""),
    )
    assert found.declustered().id.tolist() == ["main", "far", "late"]


def test_an_aftershock_has_no_aftershocks_of_its_own() -> None:
    """What only the window of an aftershock reaches stays: it is an event by itself."""
    found = quakes(
        ("main", 1950, 6, 1, 118.0, 35.0, 7.0, ""),
        ("aftershock", 1950, 7, 1, 118.0, 35.6, 6.5, ""),
        ("beyond", 1950, 8, 1, 118.0, 36.1, 5.0, ""),
    )
    assert found.declustered().id.tolist() == ["main", "beyond"]


def test_distance_on_the_sphere() -> None:
    """One degree of latitude is 111.19 km."""
    assert quakes(("a", 1950, 6, 1, 118.0, 35.0, 7.0, "")).distance_km(118.0, 36.0) == pytest.approx(111.19, abs=0.01)
