"""Colours of charts and maps; told apart by people with any common colour vision.

Lines: Okabe and Ito (2008), Color Universal Design. Classes of maps: Brewer et al. (2003), Cartography and Geographic
Information Science 30(1), schemes YlOrRd and Blues; for intensities BuPu with
its middle classes drawn apart.
"""

from collections.abc import Mapping

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.report.exposure import ALL

INK = "#1c2b3a"
MUTED = "#54626f"
NEED_COLOUR = INK

_DASHES = ([14, 3], [7, 2], [2, 2], [8, 2, 2, 2])

KIND_COLOURS: Mapping[str, str] = {
    ALL: INK,
    "typhoon_wind": "#0072b2",
    "storm_surge": "#56b4e9",
    "rain_flood": "#009e73",
    "river_flood": "#7fcdbb",
    "dam_failure": "#004d40",
    "earthquake": "#d55e00",
    "tsunami": "#1b3a6b",
    "landslide": "#8c564b",
    "drought": "#c49c2e",
    "heat_wave": "#d7263d",
    "cold_wave": "#a6bddb",
    "wind_hail": "#637939",
    "wildfire": "#a63603",
    "toxic_release": "#7b3294",
    "explosion": "#e6ab02",
    "urban_fire": "#fb8072",
    "nuclear_accident": "#4d4d4d",
    "epidemic": "#cc79a7",
    "crowd_crush": "#b8a27d",
    "service_outage": "#999999",
}
"""Colour of each hazard's line or area."""

COMPOUND_COLOURS = ("#2f3e9e", "#a8326e", "#5a5f00", "#00707a")
"""Colours of hazards that strike together, by kind of compound events."""

DASHES: Mapping[str, list[int]] = {
    ALL: [1, 0],
    **{kind: _DASHES[place % len(_DASHES)] for place, kind in enumerate(HAZARD_KINDS)},
}
"""Dashes of each hazard's line, for print without colour; only the line of all hazards is unbroken."""

PERSON_COLOURS: Mapping[str, str] = {
    "severely_injured": "#d55e00",
    "lightly_injured": "#e69f00",
    "displaced": "#0072b2",
    "isolated": "#cc79a7",
    "without_water": "#56b4e9",
    "without_power": "#009e73",
}
"""Colour of each consequence's course."""

SOURCE_COLOURS: Mapping[str, str] = {
    "stock": "#0b4f7d",
    "agreement": "#56a3d9",
    "capacity": "#e6a100",
    "unmet": "#f6d3cb",
}
"""Colour of each source of supplies, and of what none of them covers."""

LEVEL_COLOURS: Mapping[str, str] = {
    "red": "#e5484d",
    "orange": "#f0923b",
    "yellow": "#f3d34a",
    "blue": "#7fb2dd",
}
"""Colour of each level of risk."""

SERVICE = "#0072b2"
"""Colour of the service level."""

SERVICE_SCALE = ("#8c2d04", "#fdae6b", "#eaf1f6")
"""Service level from none through half to full."""

PALETTES: Mapping[str, tuple[str, ...]] = {
    "risk": ("#ffeda0", "#fed976", "#feb24c", "#fd8d3c", "#f03b20", "#bd0026"),
    "people": ("#deebf7", "#c6dbef", "#9ecae1", "#6baed6", "#3182bd", "#08519c"),
    "intensity": ("#d5e3f0", "#a9c6e3", "#7fa3d6", "#8a7fc4", "#8a4fa3", "#5e0a5c"),
}
"""Colours of the classes of maps, from low to high."""

EMPTY = "#eceff2"
"""Cells where there is nothing to show."""


def class_colours(palette: str, classes: int) -> tuple[str, ...]:
    """Return one colour for each class, spread over the whole palette.

    Parameters
    ----------
    palette
        Key of `PALETTES`.
    classes
        Number of classes, at least 1.
    """
    colours = PALETTES[palette]
    if classes == 1:
        return (colours[len(colours) // 2],)
    last = len(colours) - 1
    return tuple(colours[round(index * last / (classes - 1))] for index in range(classes))
