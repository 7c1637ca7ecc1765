"""Reads the reference cases that were computed with CLIMADA."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.hazards import StoredFootprints
from anlan.risk.portfolio import DamageFunctions, Portfolio


@dataclass(frozen=True)
class Case:
    """A hazard, assets and functions as CLIMADA was given them."""

    folder: Path
    footprints: StoredFootprints
    frequency: NDArray[np.float64]
    days: NDArray[np.int64]
    portfolio: Portfolio
    functions: DamageFunctions

    def column(self, name: str, column: str) -> NDArray[np.float64]:
        """Return a column of one of CLIMADA's results."""
        return pl.read_csv(self.folder / name, infer_schema_length=None)[column].cast(pl.Float64).to_numpy()


def read_case(folder: Path) -> Case:
    """Read a case whose terms of insurance, if any, are in ``insured_terms.csv``."""
    hazard = np.load(folder / "hazard.npz")
    assert (hazard["fraction_data"] == 1.0).all()
    assets = pl.read_csv(folder / "exposure.csv", infer_schema_length=None)
    points = pl.read_csv(folder / "impact_functions.csv", infer_schema_length=None)
    numbers = points["impf_id"].unique(maintain_order=True).to_list()
    curves = [points.filter(pl.col("impf_id") == number) for number in numbers]
    terms = folder / "insured_terms.csv"
    insured = pl.read_csv(terms, infer_schema_length=None) if terms.is_file() else None
    portfolio = Portfolio(
        value=assets["value"].cast(pl.Float64).to_numpy(),
        cell=assets["centroid_index"].to_numpy(),
        function=np.array([numbers.index(number) for number in assets["impf_id"].to_list()]),
        deductible=None if insured is None else insured["deductible"].cast(pl.Float64).to_numpy(),
        cover=None if insured is None else insured["cover"].cast(pl.Float64).to_numpy(),
    )
    return Case(
        folder,
        StoredFootprints(hazard["indptr"].astype(np.int64), hazard["indices"], hazard["data"]),
        hazard["frequency"],
        hazard["date_ordinal"],
        portfolio,
        DamageFunctions.of(
            [(points_of(curve, "intensity"), points_of(curve, "mdd"), points_of(curve, "paa")) for curve in curves]
        ),
    )


def points_of(curve: pl.DataFrame, column: str) -> NDArray[np.float64]:
    """Return a column of a function's points."""
    values: NDArray[np.float64] = curve[column].cast(pl.Float64).to_numpy()
    return values
