"""Families of places: what a map can still tell apart where the list has thirty kinds."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.language import mark


@dataclass(frozen=True)
class Family:
    """Kinds of place that share a symbol.

    Parameters
    ----------
    name
        English name, translated through the catalogue.
    colour, shape
        Symbol: Okabe and Ito, Color Universal Design, 2008; a shape of Vega, or a path in its unit square.
    kinds
        Kinds of place in it.
    """

    name: str
    colour: str
    shape: str
    kinds: tuple[str, ...]


CROSS = "M-0.35,-1H0.35V-0.35H1V0.35H0.35V1H-0.35V0.35H-1V-0.35H-0.35Z"

PATHS: Mapping[str, str] = {
    "circle": "M-1,0A1,1 0 1 0 1,0A1,1 0 1 0 -1,0Z",
    "square": "M-0.9,-0.9H0.9V0.9H-0.9Z",
    "diamond": "M0,-1.1L1,0L0,1.1L-1,0Z",
    "triangle-up": "M0,-1L1,0.8H-1Z",
    "triangle-down": "M0,1L1,-0.8H-1Z",
    "triangle-right": "M1,0L-0.8,1V-1Z",
    "triangle-left": "M-1,0L0.8,1V-1Z",
}
"""Outlines of Vega's shapes in a square from -1 to 1, for a legend outside the map."""

FAMILIES: tuple[Family, ...] = (
    Family(mark("Medical"), "#d1495b", CROSS, ("hospital", "clinic", "emergency_centre", "blood_bank")),
    Family(mark("Shelters"), "#1b7f5a", "triangle-up", ("shelter", "assembly_point")),
    Family(mark("Rescue and command"), "#d55e00", "diamond", ("fire_station", "police_station", "government")),
    Family(mark("Supplies"), "#8a5a00", "square", ("warehouse", "factory", "market")),
    Family(mark("Dangerous goods"), "#7b2d8b", "triangle-down", ("hazard_source", "fuel_station")),
    Family(mark("Transport"), "#1f4e9c", "triangle-right", ("port", "airport", "rail_station", "bus_station")),
    Family(
        mark("Utilities"),
        "#444444",
        "circle",
        (
            "power_plant", "substation", "water_plant", "sewage_plant", "pump_station", "sluice", "reservoir",
            "telecom_exchange", "data_centre",
        ),
    ),
    Family(mark("Schools and care homes"), "#c77700", "triangle-left", ("school", "care_home", "event_place")),
)  # fmt: skip
"""Families in the order of the legend."""

FAMILY_OF: Mapping[str, Family] = {kind: family for family in FAMILIES for kind in family.kinds}
"""Family of each kind of place."""
