"""What a public warning means for the hazards: which one it warns of, and how strong it is at each level."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from anlan.alerts import Info
from anlan.city.units import split_quantity
from anlan.hazards.exchange.quantities import QUANTITIES

EVENTS: tuple[tuple[str, str], ...] = (
    ("台风", "typhoon_wind"), ("颱風", "typhoon_wind"), ("热带气旋", "typhoon_wind"), ("热带风暴", "typhoon_wind"),
    ("typhoon", "typhoon_wind"), ("tropical cyclone", "typhoon_wind"), ("hurricane", "typhoon_wind"),
    ("风暴潮", "storm_surge"), ("storm surge", "storm_surge"),
    ("海啸", "tsunami"), ("tsunami", "tsunami"),
    ("地震", "earthquake"), ("earthquake", "earthquake"),
    ("山洪", "rain_flood"), ("暴雨", "rain_flood"), ("豪雨", "rain_flood"), ("内涝", "rain_flood"),
    ("flash flood", "rain_flood"), ("rainstorm", "rain_flood"), ("heavy rain", "rain_flood"),
    ("溃坝", "dam_failure"), ("dam failure", "dam_failure"),
    ("洪水", "river_flood"), ("flood", "river_flood"),
    ("滑坡", "landslide"), ("泥石流", "landslide"), ("地质灾害", "landslide"), ("landslide", "landslide"),
    ("高温", "heat_wave"), ("热浪", "heat_wave"), ("heat", "heat_wave"),
    ("寒潮", "cold_wave"), ("低温", "cold_wave"), ("暴雪", "cold_wave"), ("道路结冰", "cold_wave"),
    ("霜冻", "cold_wave"), ("cold", "cold_wave"), ("snow", "cold_wave"), ("blizzard", "cold_wave"),
    ("龙卷", "wind_hail"), ("冰雹", "wind_hail"), ("雷", "wind_hail"), ("大风", "wind_hail"), ("强风", "wind_hail"),
    ("強風", "wind_hail"), ("tornado", "wind_hail"), ("hail", "wind_hail"), ("thunderstorm", "wind_hail"),
    ("wind", "wind_hail"),
    ("干旱", "drought"), ("drought", "drought"),
    ("森林火", "wildfire"), ("草原火", "wildfire"), ("wildfire", "wildfire"), ("bushfire", "wildfire"),
    ("有毒", "toxic_release"), ("毒气", "toxic_release"), ("泄漏", "toxic_release"), ("toxic", "toxic_release"),
    ("爆炸", "explosion"), ("explosion", "explosion"),
    ("火灾", "urban_fire"), ("疫情", "epidemic"), ("epidemic", "epidemic"),
    ("停电", "service_outage"), ("power outage", "service_outage"),
)  # fmt: skip
"""Words of the name of an event and the hazard that they mean; the first that occurs decides. An assumption."""

COLOURS: Mapping[str, str] = {
    "红": "red", "紅": "red", "red": "red", "橙": "orange", "orange": "orange", "黄": "yellow", "黃": "yellow",
    "yellow": "yellow", "蓝": "blue", "藍": "blue", "blue": "blue",
}  # fmt: skip
"""How levels are written. In Chinese 色 follows, or nothing else stands there: places are called 黄山, 红安."""

SEVERITIES: Mapping[str, str] = {"Extreme": "red", "Severe": "orange", "Moderate": "yellow", "Minor": "blue"}
"""Level of a severity where no colour is given: the four of each in order. An assumption."""

SIGNALS = "China Meteorological Administration, order 16 (2007), annex: warning signals"
"""Source of `WINDS` and `RAINS`."""

WINDS: Mapping[str, float] = {"blue": 10.8, "yellow": 17.2, "orange": 24.5, "red": 32.7}
"""Mean wind from which a level of warning is given, m/s: forces 6, 8, 10 and 12 (`SIGNALS`), whose least winds are
those of GB/T 28591-2012."""

RAINS: Mapping[str, tuple[float, float]] = {
    "blue": (50.0, 12.0),
    "yellow": (50.0, 6.0),
    "orange": (50.0, 3.0),
    "red": (100.0, 3.0),
}
"""Rain from which a level of warning is given, mm, and the hours in which it falls (`SIGNALS`)."""

WIND_HAZARDS = ("typhoon_wind", "wind_hail")

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "typhoon_wind": ("intensity", "maxsustainedwind", "windspeed", "最大风速"),
    "wind_hail": ("intensity", "maxwindgust", "windgust", "windspeed", "最大风速"),
}
"""Names of parameters that give the intensity, in lower case without spaces, '-' and '_'; `OWN` for other hazards."""

OWN = ("intensity",)

_SEPARATORS = re.compile(r"[\s_\-]")


@dataclass(frozen=True)
class Stated:
    """An intensity that a warning states.

    Parameters
    ----------
    name, text
        Name of the parameter and its value as it stands there.
    value, unit
        Number and unit; the unit is empty where none is written.
    """

    name: str
    text: str
    value: float
    unit: str


def hazard_of(info: Info) -> str | None:
    """Return the hazard that a warning names, None where none of `EVENTS` occurs in the name of its event.

    Parameters
    ----------
    info
        What the warning says.
    """
    return next((kind for word, kind in EVENTS if _occurs(word, info.event)), None)


def level_of(info: Info) -> str | None:
    """Return the level of a warning: its colour where one is written, else that of its severity; None for neither.

    A colour is looked for in parameters whose name speaks of a level or colour, then in the name of the event, then
    in the headline.

    Parameters
    ----------
    info
        What the warning says.
    """
    told = [value for name, value in info.parameters if re.search("level|colou?r|颜色|级别", name, re.IGNORECASE)]
    for text in (*told, info.event, info.headline or ""):
        found = next((level for word, level in COLOURS.items() if _coloured(word, text)), None)
        if found is not None:
            return found
    return SEVERITIES.get(info.severity)


def stated_intensity(info: Info, hazard: str) -> Stated | None:
    """Return the intensity that a warning's parameters state; None where none does.

    Parameters
    ----------
    info
        What the warning says.
    hazard
        Kind of hazard.
    """
    wanted = PARAMETERS.get(hazard, OWN)
    for name, written in info.parameters:
        text = written.strip()
        if _SEPARATORS.sub("", name).lower() in wanted:
            number = split_quantity(text) or _bare(text)
            if number is not None:
                return Stated(name, text, number[0], _spelt(hazard, number[1]))
    return None


def number_of(info: Info, name: str) -> float | None:
    """Return the number with which the value of a parameter begins, None where there is none.

    Parameters
    ----------
    info
        What the warning says.
    name
        Name of the parameter, in lower case.
    """
    text = next((value for key, value in info.parameters if key.strip().lower() == name), "")
    found = re.match(r"\s*(\d+(?:\.\d+)?)", text)
    return None if found is None else float(found[1])


def _occurs(word: str, text: str) -> bool:
    """Say whether a word begins somewhere in a text; Chinese is written without spaces."""
    return bool(re.search(rf"\b{word}" if word.isascii() else word, text, re.IGNORECASE))


def _coloured(word: str, text: str) -> bool:
    """Say whether a text names a colour, and not a word or a place that begins with it."""
    if word.isascii():
        return bool(re.search(rf"\b{word}\b", text, re.IGNORECASE))
    return f"{word}色" in text or text.strip() == word


def _bare(text: str) -> tuple[float, str] | None:
    try:
        return float(text), ""
    except ValueError:
        return None


def _spelt(hazard: str, unit: str) -> str:
    """Return a unit in lower case where the hazard knows only that spelling."""
    known = QUANTITIES.get(hazard, ())
    return unit if any(one.factor(unit) for one in known) else unit.lower()
