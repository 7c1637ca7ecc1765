"""What stands on each H3 cell, as arrays."""

from dataclasses import dataclass

import h3.api.basic_int as h3
import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city.areas import Areas
from anlan.city.tables.ground import ASSET_CLASSES

AGE_GROUPS = ("age_0_14", "age_15_59", "age_60_plus")
"""Columns of `Cells.ages`."""


@dataclass(frozen=True)
class Cells:
    """People, assets and ground by H3 cell.

    A cell has as many rows as areas share it. Arrays of n values are per cell, arrays of m values per row.

    Parameters
    ----------
    h3
        int64 (n,): cells, ascending, unique.
    lon, lat
        float64 (n,): centre, degrees, WGS 84.
    area_km2
        float64 (n,): exact area of the cell on the sphere, square kilometres.
    height_m, slope_deg, coast_km, river_km
        float64 (n,): mean of the cell's rows weighted by their shares; NaN where unknown.
    land_share
        float64 (n,): share of the cell's surface within the city that is land.
    row_cell
        int32 (m,): index into the cells.
    row_area
        int32 (m,): index into `Areas.codes`.
    share
        float64 (m,): share of the cell's surface that lies in the area.
    population, population_day
        float64 (m,): persons at night and on a working day.
    assets
        float64 (m, 5): value by class in the order of `ASSET_CLASSES`, in the city's currency.
    ages
        float64 (m, 3): residents by age group in the order of `AGE_GROUPS`; None where any is missing.
    """

    h3: NDArray[np.int64]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    area_km2: NDArray[np.float64]
    height_m: NDArray[np.float64]
    land_share: NDArray[np.float64]
    coast_km: NDArray[np.float64]
    river_km: NDArray[np.float64]
    slope_deg: NDArray[np.float64]
    row_cell: NDArray[np.int32]
    row_area: NDArray[np.int32]
    share: NDArray[np.float64]
    population: NDArray[np.float64]
    population_day: NDArray[np.float64]
    assets: NDArray[np.float64]
    ages: NDArray[np.float64] | None

    def __post_init__(self) -> None:
        for value in vars(self).values():
            if isinstance(value, np.ndarray):
                value.flags.writeable = False

    def __setstate__(self, state: dict[str, object]) -> None:
        vars(self).update(state)
        self.__post_init__()

    def __len__(self) -> int:
        return len(self.h3)

    @classmethod
    def of(cls, table: pl.DataFrame, areas: Areas) -> "Cells":
        """Build the arrays from the table `cells`."""
        unique, row_cell = np.unique(table["h3"].to_numpy(), return_inverse=True)
        centres = np.array([h3.cell_to_latlng(cell) for cell in unique.tolist()]).reshape(-1, 2)
        population = _floats(table["population"])
        ages = np.column_stack([_floats(table[name]) for name in AGE_GROUPS])
        share = _floats(table["share"])

        def mean(name: str) -> NDArray[np.float64]:
            return _weighted_mean(_floats(table[name]), share, row_cell, len(unique))

        return cls(
            h3=unique.astype(np.int64),
            lon=np.ascontiguousarray(centres[:, 1]),
            lat=np.ascontiguousarray(centres[:, 0]),
            area_km2=np.array([h3.cell_area(cell, unit="km^2") for cell in unique.tolist()], dtype=np.float64),
            height_m=mean("height_m"),
            land_share=mean("land_share"),
            coast_km=mean("coast_km"),
            river_km=mean("river_km"),
            slope_deg=mean("slope_deg"),
            row_cell=row_cell.astype(np.int32),
            row_area=areas.indices(table["area"]),
            share=share,
            population=population,
            population_day=_floats(table["population_day"].fill_null(table["population"])),
            assets=np.column_stack([_floats(table[f"assets_{name}"]) for name in ASSET_CLASSES]),
            ages=None if np.isnan(ages).any() or not len(ages) else ages,
        )


def _floats(column: pl.Series) -> NDArray[np.float64]:
    return np.array(column.cast(pl.Float64).fill_null(float("nan")).to_numpy(), dtype=np.float64)


def _weighted_mean(
    values: NDArray[np.float64], weight: NDArray[np.float64], row_cell: NDArray[np.intp], cells: int
) -> NDArray[np.float64]:
    """Return the mean of the known values of each cell; NaN where none is known or all known ones have no share."""
    known = np.isfinite(values) & (weight > 0)
    sums = np.bincount(row_cell[known], weights=(values * weight)[known], minlength=cells)
    weights = np.bincount(row_cell[known], weights=weight[known], minlength=cells)
    mean = np.full(cells, np.nan)
    np.divide(sums, weights, out=mean, where=weights > 0)
    return mean
