"""How many people an area holds, and which districts."""

from dataclasses import dataclass

from anlan.alerts.areas.target import TargetArea
from anlan.city import City


@dataclass(frozen=True)
class DistrictShare:
    """How much of an administrative area is warned.

    Parameters
    ----------
    code, name_zh, name_en
        The area.
    share
        Share of its residents who are in the target area, 0 to 1.
    people
        The same in persons, by night.
    """

    code: str
    name_zh: str
    name_en: str
    share: float
    people: float


@dataclass(frozen=True)
class Estimate:
    """Who is in a target area, as far as the city's tables say.

    Parameters
    ----------
    people, people_day
        Persons by night and on a working day.
    districts
        Areas of level district with at least somebody or some land in it, most people first.
    townships
        The same of level township.
    outside_km2
        Surface of the target area that no cell of the city covers, km2: people there are not counted.
    """

    people: float
    people_day: float
    districts: tuple[DistrictShare, ...]
    townships: tuple[DistrictShare, ...]
    outside_km2: float


def estimate(area: TargetArea, city: City) -> Estimate:
    """Estimate who is in a target area; people are taken to live evenly within each cell.

    Parameters
    ----------
    area
        The target area, of the city's own resolution.
    city
        The city.
    """
    raise NotImplementedError
