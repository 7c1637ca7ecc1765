"""Events from and for other programs: CLIMADA, OpenQuake, maps by return period, plain tables.

What is read becomes `Footprints`, checked as a whole; `event_set` brings it to the cells of a city. Nothing in a file
is ever carried out: no object is unpickled, no entity expanded, no link followed, and sizes have limits.
"""

from anlan.hazards.exchange.climada_file import read_climada, write_climada
from anlan.hazards.exchange.footprints import Footprints
from anlan.hazards.exchange.maps import read_period_rasters, read_period_table
from anlan.hazards.exchange.nrml import (
    FragilityTables,
    VulnerabilityTables,
    read_fragility,
    read_vulnerability,
    write_vulnerability,
)
from anlan.hazards.exchange.nrml_exposure import ExposureTables, read_exposure
from anlan.hazards.exchange.on_city import event_set
from anlan.hazards.exchange.openquake import read_openquake, write_openquake
from anlan.hazards.exchange.periods import Frequencies, occurrence_frequencies
from anlan.hazards.exchange.tables import Tables, read_folder, write_folder

__all__ = [
    "ExposureTables",
    "Footprints",
    "FragilityTables",
    "Frequencies",
    "Tables",
    "VulnerabilityTables",
    "event_set",
    "occurrence_frequencies",
    "read_climada",
    "read_exposure",
    "read_folder",
    "read_fragility",
    "read_openquake",
    "read_period_rasters",
    "read_period_table",
    "read_vulnerability",
    "write_climada",
    "write_folder",
    "write_openquake",
    "write_vulnerability",
]
