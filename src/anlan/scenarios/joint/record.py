"""What the record says about storms and high water: how often the highest stage of a year follows a storm."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.hazards.cyclone.storms import Storms

LEAST_YEARS = 20
"""Fewest years from which a share is taken."""

AFTER_D = 4
"""Days after a storm was nearest within which a high stage is laid to it; assumption."""

HOURS_MS = 3_600_000


@dataclass(frozen=True)
class StormShare:
    """Share of years whose highest stage of a river followed a storm.

    Parameters
    ----------
    hits, years
        Years in which it did, and all years.
    """

    hits: int
    years: int

    @property
    def share(self) -> float:
        """The share, 1."""
        return self.hits / self.years

    @property
    def error(self) -> float:
        """Its standard error, of a binomial count, 1."""
        return float(np.sqrt(self.share * (1.0 - self.share) / self.years))


def storm_share(city: City, storms: Storms) -> StormShare | None:
    """Count the years whose highest stage came within `AFTER_D` days after a recorded storm was nearest to the city.

    Parameters
    ----------
    city
        City; annual maxima of the river station with the most dated years in `water_levels`.
    storms
        Its storms; only their record is read.

    Returns
    -------
    The count; None where fewer than `LEAST_YEARS` years are dated and covered by the record of storms.
    """
    tracks = storms.tracks
    rows = city.table("water_levels").filter(
        (pl.col("water") == "river")
        & (pl.col("statistic") == "annual maximum")
        & (pl.col("year") >= int(tracks.year.min()))
        & (pl.col("year") <= int(tracks.year.max()))
        & pl.col("day").is_not_null()
    )
    stations = rows.partition_by("station", maintain_order=True)
    longest = max(stations, key=len, default=rows)
    if longest.height < LEAST_YEARS:
        return None
    dates = [f"{year}-{day}" for year, day in longest.select("year", "day").iter_rows()]
    highest = np.array(dates, dtype="datetime64[D]")
    since = (highest[:, None] - nearest(storms).astype("datetime64[D]")).astype(np.int64)
    hits = ((since >= 0) & (since <= AFTER_D)).any(axis=1)
    return StormShare(int(hits.sum()), int(highest.size))


def nearest(storms: Storms) -> NDArray[np.datetime64]:
    """Return when each recorded storm was nearest to the city, universal time, datetime64[ms] (s,)."""
    tracks = storms.tracks
    hours = np.array(
        [tracks.step[first + 1 : near + 1].sum() for first, near in zip(tracks.first[:-1], tracks.closest, strict=True)]
    )
    return np.asarray(tracks.start + (hours * HOURS_MS).astype("timedelta64[ms]"))
