"""Patients against the beds and the staff that are left, hour by hour."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.scenarios.cascade import Cascade
from anlan.scenarios.cascade.layers import ROAD
from anlan.scenarios.run.result import LEVELS, CareLoad
from anlan.scenarios.run.settings import RunSettings

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Care:
    """Hospital care in every sample.

    Parameters
    ----------
    load
        Patients against beds and staff.
    quality
        Share of the patients who lie in a bed that works and is staffed, 1, (r, hours); 1 while there are none.
    """

    load: CareLoad
    quality: FloatArray


def arrivals_at_hospital(course: Mapping[str, FloatArray], admitted: float, hours: int) -> FloatArray:
    """Return the patients who reach a hospital by the beginning of each hour, persons, (hours,).

    The profile by which the injured come to be in need (``time_profiles.csv``) is taken for their arrival: what the
    course of the injured rises above all it has been before. Its later fall, by those who are cured, is not an arrival.

    Parameters
    ----------
    course
        People in need by consequence and hour.
    admitted
        Share of the lightly injured who need a bed, 1.
    hours
        Length of the run, h.
    """
    found = np.zeros(hours)
    for target, share in (("severely_injured", 1.0), ("lightly_injured", admitted)):
        if target in course:
            found += share * np.diff(np.maximum.accumulate(course[target]), prepend=0.0)
    return found


def care_of(city: City, course: Mapping[str, FloatArray], cascade: Cascade | None, settings: RunSettings) -> Care:
    """Follow patients through hospital.

    A bed needs `staff_per_bed` people of the staff, or as few as there are for each bed before the scenario: what the
    city does with every day is no loss. As large a share of the staff comes to work as people are not cut off.

    Parameters
    ----------
    city
        The city.
    course
        People in need by consequence and hour.
    cascade
        Services in every sample; None for all beds at work.
    settings
        The rules.
    """
    hours = settings.hours
    all_beds, staff = beds_and_staff(city)
    beds = np.full((1, hours), all_beds) if cascade is None else cascade.beds.astype(np.float64)
    staffed = None
    if staff is not None:
        staffed = max(staff / settings.staff_per_bed, all_beds) * _coming(cascade, hours)
    usable = beds if staffed is None else np.minimum(beds, staffed)
    arriving = arrivals_at_hospital(course, settings.lightly_admitted, hours)
    everyday = settings.occupied * all_beds
    patients = _patients(arriving, usable, everyday, 24.0 * settings.stay_days)
    in_care = np.minimum(patients, usable)
    quality = np.divide(in_care, patients, out=np.ones_like(patients), where=patients > 0.0)
    load = CareLoad(
        arriving=arriving,
        in_care=in_care.mean(axis=0),
        waiting=(patients - in_care).mean(axis=0),
        beds=beds.mean(axis=0),
        beds_low=np.quantile(beds, LEVELS[0], axis=0),
        staffed=None if staffed is None else staffed.mean(axis=0),
    )
    return Care(load, quality)


def beds_and_staff(city: City) -> tuple[float, float | None]:
    """Return the beds of the city and the staff of the places that have them; None where any of it is unknown."""
    rows = city.table("places").filter(pl.col("beds").cast(pl.Float64).fill_null(0.0) > 0.0)
    beds = float(rows["beds"].cast(pl.Float64).sum())
    if rows.is_empty() or rows["staff"].null_count():
        return beds, None
    return beds, float(rows["staff"].cast(pl.Float64).sum())


def _coming(cascade: Cascade | None, hours: int) -> FloatArray:
    """Return the share of the staff who can come to work: as many as people are not cut off, (r or 1, hours)."""
    if cascade is None or ROAD not in cascade.model.service_names:
        return np.ones((1, hours))
    return cascade.quality(ROAD)


def _patients(arriving: FloatArray, usable: FloatArray, everyday: float, stay_h: float) -> FloatArray:
    """Return all patients at each hour, (r, hours).

    Those of every day are as many at every hour. Those of the scenario leave at the rate 1 / stay while they are in
    care; beds are shared by all alike, so the share in care is the same among both.
    """
    found = np.empty((len(usable), arriving.size))
    own = np.zeros(len(usable))
    for hour in range(arriving.size):
        own = own + arriving[hour]
        found[:, hour] = everyday + own
        cared = np.minimum(1.0, usable[:, hour] / np.maximum(found[:, hour], 1e-9))
        own = own * (1.0 - cared / max(stay_h, 1.0))
    return found
