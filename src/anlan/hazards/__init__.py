"""Hazards: from the city package to events with frequencies and footprints.

A hazard is one class that follows `Hazard`, one page under ``docs/methods`` and one entry of `HAZARDS`.
"""

from anlan.hazards.earthquake import Earthquake
from anlan.hazards.event_set import EventSet, StoredFootprints
from anlan.hazards.parameters import Parameter
from anlan.hazards.protocol import Hazard
from anlan.hazards.rain_flood import RainFlood
from anlan.hazards.typhoon_wind import TyphoonWind

HAZARDS: tuple[Hazard, ...] = (TyphoonWind(), RainFlood(), Earthquake())
"""Every hazard that can be assessed, in the order of reports."""

__all__ = ["HAZARDS", "Earthquake", "EventSet", "Hazard", "Parameter", "RainFlood", "StoredFootprints", "TyphoonWind"]
