"""Layers beside ground and hazards: organisations, needs, supplies, places, networks, sensors and measures."""

from tools.lianyungang import (
    catalogue,
    consequences,
    duties,
    further_supplies,
    logistics,
    measures,
    needs,
    networks,
    organisations,
    places,
    plans,
    sensors,
    stocks,
    teams,
    time_profiles,
)

FACILITY_LAYERS = (
    organisations,
    duties,
    plans,
    consequences,
    measures,
    catalogue,
    needs,
    time_profiles,
    places,
    networks,
    teams,
    sensors,
    stocks,
    further_supplies,
    logistics,
)
"""Layers in the order in which they are built."""
