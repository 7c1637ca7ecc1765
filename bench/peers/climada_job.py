"""Runs a case in CLIMADA; the job is ``metrics``, ``matrix`` or ``maps``."""

import geopandas as gpd
import numpy as np
from climada.engine import ImpactCalc
from climada.entity import Exposures, ImpactFunc, ImpactFuncSet
from climada.hazard import Centroids, Hazard
from harness import PERIODS, impact_arrays, main, matrix
from scipy import sparse


def hazard_of(case, lat, lon):
    """Return the events."""
    events = case["frequency"].size
    return Hazard(
        "TC",
        units="m/s",
        centroids=Centroids(lat=lat, lon=lon, crs="EPSG:4326"),
        event_id=np.arange(1, events + 1),
        frequency=case["frequency"],
        frequency_unit="1/year",
        event_name=[str(number) for number in range(events)],
        date=np.full(events, 730000),
        orig=np.ones(events, bool),
        intensity=matrix(case),
        fraction=sparse.csr_matrix((events, int(case["points"]))),
    )


def exposures_of(case, lat, lon):
    """Return the assets, already assigned to their points."""
    point = case["point"].astype(int)
    columns = {"value": case["value"], "impf_TC": np.ones(point.size, int), "centr_TC": point}
    return Exposures(gpd.GeoDataFrame(columns, geometry=gpd.points_from_xy(lon[point], lat[point]), crs="EPSG:4326"))


def prepare(case, job):
    """Return the call that is timed and what makes arrays of its result."""
    count = int(case["points"])
    lat, lon = np.divmod(np.arange(count), int(np.ceil(np.sqrt(count))))
    lat, lon = lat * 0.01 - 60.0, lon * 0.01
    hazard = hazard_of(case, lat, lon)
    if job == "maps":
        names = [str(period) for period in PERIODS]
        return (
            lambda: hazard.local_exceedance_intensity(PERIODS, method="extrapolate_constant"),
            lambda found: {"maps": found[0][names].to_numpy()},
        )
    function = ImpactFunc(
        haz_type="TC", id=1, intensity=case["intensity"], mdd=case["damage"], paa=case["affected"], intensity_unit="m/s"
    )
    calc = ImpactCalc(exposures_of(case, lat, lon), ImpactFuncSet([function]), hazard)
    return lambda: calc.impact(save_mat=job == "matrix", assign_centroids=False), impact_arrays


if __name__ == "__main__":
    main(prepare)
