"""Every table of the city package, declared once."""

from anlan.city.declare import Section, Table
from anlan.city.tables.consequences import (
    MEASURE_EFFECTS,
    MEASURE_RULES,
    MEASURES,
    VULNERABILITY_FUNCTIONS,
    VULNERABILITY_POINTS,
    WARNING_TIMES,
)
from anlan.city.tables.general import SECTIONS
from anlan.city.tables.ground import AREAS, CELLS, PLACES
from anlan.city.tables.hazards import (
    CLIMATE_NORMALS,
    EARTHQUAKES,
    HAZARD_HISTORY,
    HAZARD_PARAMETERS,
    PAST_EVENTS,
    RAINFALL_FREQUENCY,
    RAINFALL_MAXIMA,
    RAINFALL_RECORDS,
    SEISMIC_SOURCES,
    TIDE_CONSTITUENTS,
    TYPHOON_TRACKS,
    WATER_LEVELS,
)
from anlan.city.tables.networks import DEPENDENCIES, FRAGILITIES, LINKS, NODES
from anlan.city.tables.organisations import DUTIES, ORGANISATIONS, PLAN_TASKS, PLANS, TEAMS
from anlan.city.tables.register import CREDIBILITY_FLOORS, RISK_CLASSES, RISK_ENTRIES, RISK_MATRIX, TOLERANCE_LINES
from anlan.city.tables.sensors import SENSOR_RULES, SENSORS
from anlan.city.tables.sources import (
    AGREEMENTS,
    BILL_OF_MATERIALS,
    CANDIDATE_SITES,
    CAPACITY,
    COMPONENT_SOURCES,
    FURTHER_SUPPLIES,
    STOCK,
    VEHICLES,
)
from anlan.city.tables.supplies import ITEMS, KITS, NEEDS, SUBSTITUTES, TIME_PROFILES

TABLES: tuple[Table, ...] = (
    AREAS,
    CELLS,
    PLACES,
    NODES,
    LINKS,
    DEPENDENCIES,
    FRAGILITIES,
    TYPHOON_TRACKS,
    EARTHQUAKES,
    SEISMIC_SOURCES,
    RAINFALL_RECORDS,
    RAINFALL_MAXIMA,
    RAINFALL_FREQUENCY,
    WATER_LEVELS,
    TIDE_CONSTITUENTS,
    CLIMATE_NORMALS,
    HAZARD_HISTORY,
    PAST_EVENTS,
    HAZARD_PARAMETERS,
    VULNERABILITY_FUNCTIONS,
    VULNERABILITY_POINTS,
    MEASURES,
    MEASURE_EFFECTS,
    MEASURE_RULES,
    WARNING_TIMES,
    RISK_ENTRIES,
    RISK_CLASSES,
    RISK_MATRIX,
    TOLERANCE_LINES,
    CREDIBILITY_FLOORS,
    ORGANISATIONS,
    DUTIES,
    TEAMS,
    PLANS,
    PLAN_TASKS,
    SENSORS,
    SENSOR_RULES,
    ITEMS,
    KITS,
    SUBSTITUTES,
    NEEDS,
    TIME_PROFILES,
    STOCK,
    AGREEMENTS,
    FURTHER_SUPPLIES,
    CAPACITY,
    BILL_OF_MATERIALS,
    COMPONENT_SOURCES,
    CANDIDATE_SITES,
    VEHICLES,
)
"""All tables, in the order in which a planner would fill them."""

TABLE: dict[str, Table] = {table.name: table for table in TABLES}
"""The same, by name."""

__all__ = ["SECTIONS", "TABLE", "TABLES", "Section", "Table"]
