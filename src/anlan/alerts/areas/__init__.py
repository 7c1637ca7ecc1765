"""Target areas of warnings: drawn, named by code, given as cells or uploaded; refused where wrong, never widened."""

from anlan.alerts.areas.estimate import DistrictShare, Estimate, estimate
from anlan.alerts.areas.limits import LIMITS, Limits
from anlan.alerts.areas.making import (
    area_from_cells,
    area_from_circles,
    area_from_codes,
    area_from_polygons,
    area_from_upload,
    join_areas,
)
from anlan.alerts.areas.target import TargetArea, Wider

__all__ = [
    "LIMITS",
    "DistrictShare",
    "Estimate",
    "Limits",
    "TargetArea",
    "Wider",
    "area_from_cells",
    "area_from_circles",
    "area_from_codes",
    "area_from_polygons",
    "area_from_upload",
    "estimate",
    "join_areas",
]
