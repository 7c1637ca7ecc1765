"""Quality of the city and of its parts over time, and what is lost of it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.risk.slots import slots_of
from anlan.scenarios.cascade import RESTORED, Cascade
from anlan.scenarios.cascade.layers import ROAD
from anlan.scenarios.run.care import Care
from anlan.scenarios.run.result import LEVELS, PARTS, WHOLE, CityQuality, Spread
from anlan.scenarios.run.settings import RunSettings
from anlan.scenarios.run.union import Union

FloatArray = NDArray[np.float64]

BY_TARGET = {"power": "without_power", "water": "without_water", ROAD: "isolated"}
"""Consequence that tells the people without a service where no cascade was followed."""


@dataclass(frozen=True, eq=False)
class _Known:
    """Quality of something in every sample, (r, hours), and its mean in each district, (d, hours)."""

    samples: FloatArray
    districts: FloatArray


def quality_of(
    city: City, union: Union, cascade: Cascade | None, care: Care, settings: RunSettings
) -> CityQuality | None:
    """Measure the quality of the city by hour.

    Parameters
    ----------
    city
        The city.
    union
        Impacts of the scenario.
    cascade
        Services in every sample; None where none was followed, then services are read from the consequences.
    care
        Hospital care in every sample.
    settings
        The rules.

    Returns
    -------
    The quality; None where no part with a weight is known.
    """
    districts = _Districts.of(city)
    services = _services(districts, union, cascade)
    parts = _parts(city, districts, union, care, services, settings)
    weights = _scaled({name: settings.parts.get(name, 0.0) for name in parts})
    if not weights:
        return None
    whole = _mean({name: parts[name] for name in weights}, weights)
    known = {**parts, **services, WHOLE: whole}
    measures = {name: measures_of(one.samples) for name, one in known.items()}
    return CityQuality(
        parts={name: band_of(one.samples) for name, one in parts.items()},
        services={name: band_of(one.samples) for name, one in services.items()},
        whole=band_of(whole.samples),
        weights=weights,
        districts=districts.codes,
        by_district=whole.districts,
        loss={name: one[0] for name, one in measures.items()},
        robustness={name: one[1] for name, one in measures.items()},
        rapidity={name: one[2] for name, one in measures.items()},
    )


def band_of(samples: FloatArray) -> FloatArray:
    """Return mean and quantiles (`LEVELS`) over the samples, (4, hours), of values (r, hours)."""
    return np.vstack([samples.mean(axis=0), np.quantile(samples, LEVELS, axis=0)])


def measures_of(samples: FloatArray) -> tuple[Spread, Spread, Spread]:
    """Return loss of resilience (h), robustness (1) and rapidity (h) of a quality (r, hours); see `CityQuality`."""
    hours = samples.shape[1]
    below = samples < RESTORED - 1e-6
    last = np.where(below.any(axis=1), hours - np.argmax(below[:, ::-1], axis=1), 0).astype(np.float64)
    rapid = np.where(last == hours, np.inf, last)
    return spread_of((1.0 - samples).sum(axis=1)), spread_of(samples.min(axis=1)), spread_of(rapid)


def spread_of(values: FloatArray) -> Spread:
    """Return mean and quantiles (`LEVELS`) of values (r,); a quantile is one of the values, so it may be infinite."""
    low, middle, high = np.quantile(values, LEVELS, method="inverted_cdf").tolist()
    return float(values.mean()), low, middle, high


@dataclass(frozen=True, eq=False)
class _Districts:
    """Top districts: their codes, the district of each row of the cells table, and their residents."""

    codes: tuple[str, ...]
    of_row: NDArray[np.int64]
    residents: FloatArray

    @classmethod
    def of(cls, city: City) -> "_Districts":
        slots = slots_of(city)
        of_row = slots.district[slots.of_row].astype(np.int64)
        residents = np.bincount(of_row, weights=city.cells.population, minlength=len(slots.codes))
        return cls(slots.codes, of_row, residents.astype(np.float64))

    def share(self, union: Union, target: str) -> tuple[FloatArray, FloatArray]:
        """Return the share of the residents who are in need, of the city (hours,) and of each district (d, hours)."""
        course = union.course[target]
        people = np.bincount(self.of_row, weights=union.by_row[:, union.targets.index(target)],
                             minlength=len(self.codes))  # fmt: skip
        in_need = people[:, None] * (course / max(union.totals[target], 1e-9))
        city = course / max(self.residents.sum(), 1e-9)
        own = in_need / np.maximum(self.residents, 1e-9)[:, None]
        return np.clip(city, 0.0, 1.0), np.clip(own, 0.0, 1.0)


def _services(districts: _Districts, union: Union, cascade: Cascade | None) -> dict[str, _Known]:
    """Return the quality of each service that is known."""
    if cascade is None:
        found = {}
        for name, target in BY_TARGET.items():
            if target in union.course:
                city, own = districts.share(union, target)
                found[name] = _Known(1.0 - city[None, :], 1.0 - own)
        return found
    many = len(districts.codes)
    found = {}
    for place, name in enumerate(cascade.model.service_names):
        samples = cascade.quality(name)
        mean = samples.mean(axis=0)
        own = np.tile(mean, (many, 1))
        if cascade.by_district is not None:
            own = 1.0 - cascade.by_district[:, :, place].mean(axis=0, dtype=np.float64)
        found[name] = _Known(samples, own)
    return found


def _parts(
    city: City, districts: _Districts, union: Union, care: Care, services: Mapping[str, _Known], settings: RunSettings
) -> dict[str, _Known]:
    """Return the quality of each part that is known, in the order of `PARTS`."""
    many = len(districts.codes)
    found: dict[str, _Known] = {}
    lines = {name: one for name, one in services.items() if name != ROAD}
    weights = _scaled({name: settings.services.get(name, 1.0) for name in lines})
    if weights:
        found["lifelines"] = _mean({name: lines[name] for name in weights}, weights)
    if care.load.beds.max(initial=0.0) > 0.0:
        found["health"] = _Known(care.quality, np.tile(care.quality.mean(axis=0), (many, 1)))
    if "displaced" in union.course:
        found["shelter"] = _shelter(city, districts, union)
    if ROAD in services:
        found["access"] = services[ROAD]
    return {name: found[name] for name in PARTS if name in found}


def _shelter(city: City, districts: _Districts, union: Union) -> _Known:
    """Return the share of people who have a home or a place in a shelter; shelters are shared by the whole city."""
    displaced = union.course["displaced"]
    without = np.maximum(displaced - shelter_places(city), 0.0)
    unsheltered = np.divide(without, displaced, out=np.zeros_like(displaced), where=displaced > 0.0)
    whole, own = districts.share(union, "displaced")
    return _Known(1.0 - (whole * unsheltered)[None, :], 1.0 - own * unsheltered)


def shelter_places(city: City) -> float:
    """Return the people for whom the city's shelters have room."""
    rows = city.table("places").filter(pl.col("kind") == "shelter")
    return float(rows["persons"].cast(pl.Float64).fill_null(0.0).sum())


def _scaled(weights: Mapping[str, float]) -> dict[str, float]:
    """Return the weights above zero, adding up to 1."""
    total = sum(weights.values())
    return {name: value / total for name, value in weights.items() if value > 0.0}


def _mean(parts: Mapping[str, _Known], weights: Mapping[str, float]) -> _Known:
    """Return the weighted mean of qualities; what is known in one sample only holds in all."""
    rows = max(len(one.samples) for one in parts.values())
    first = next(iter(parts.values()))
    samples, districts = np.zeros((rows, first.samples.shape[1])), np.zeros(first.districts.shape)
    for name, one in parts.items():
        samples += weights[name] * one.samples
        districts += weights[name] * one.districts
    return _Known(samples, districts)
