"""Hazards: from the city package to events with frequencies and footprints.

A hazard is one class that follows `Hazard`, one page under ``docs/methods`` and one entry of `HAZARDS`.
"""

from anlan.hazards.cold_wave import ColdWave
from anlan.hazards.crowd_crush import CrowdCrush
from anlan.hazards.dam_failure import DamFailure
from anlan.hazards.earthquake import Earthquake
from anlan.hazards.epidemic import Epidemic
from anlan.hazards.event_set import EventSet, StoredFootprints
from anlan.hazards.explosion import Explosion
from anlan.hazards.heat_wave import HeatWave
from anlan.hazards.parameters import Parameter
from anlan.hazards.protocol import Hazard
from anlan.hazards.rain_flood import RainFlood
from anlan.hazards.river_flood import RiverFlood
from anlan.hazards.service_outage import ServiceOutage
from anlan.hazards.storm_surge import StormSurge
from anlan.hazards.toxic_release import ToxicRelease
from anlan.hazards.typhoon_wind import TyphoonWind
from anlan.hazards.urban_fire import UrbanFire

HAZARDS: tuple[Hazard, ...] = (
    TyphoonWind(),
    StormSurge(),
    RainFlood(),
    RiverFlood(),
    DamFailure(),
    Earthquake(),
    HeatWave(),
    ColdWave(),
    ToxicRelease(),
    Explosion(),
    UrbanFire(),
    Epidemic(),
    CrowdCrush(),
    ServiceOutage(),
)
"""Every hazard that can be assessed, in the order of reports."""

__all__ = [
    "HAZARDS",
    "ColdWave",
    "CrowdCrush",
    "DamFailure",
    "Earthquake",
    "Epidemic",
    "EventSet",
    "Explosion",
    "Hazard",
    "HeatWave",
    "Parameter",
    "RainFlood",
    "RiverFlood",
    "ServiceOutage",
    "StoredFootprints",
    "StormSurge",
    "ToxicRelease",
    "TyphoonWind",
    "UrbanFire",
]
