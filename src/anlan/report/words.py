"""Short words for the things that the report speaks of; the city package's own lists give the long ones."""

from collections.abc import Mapping

from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.language import Message, mark
from anlan.report.exposure import ALL
from anlan.report.quantity import WHOLE, Bare, Quantity
from anlan.risk import MONEY
from anlan.scenarios import PEAK

CONSEQUENCES: Mapping[str, str] = {
    "killed": mark("Deaths"),
    "severely_injured": mark("Severe injuries"),
    "lightly_injured": mark("Light injuries"),
    "displaced": mark("Displaced people"),
    "isolated": mark("People cut off"),
    "without_water": mark("Without drinking water"),
    "without_power": mark("Without electricity"),
    MONEY: mark("Direct loss"),
    PEAK: mark("Needs in the worst hour"),
    "residential": mark("Dwellings"),
    "commercial": mark("Commerce and public buildings"),
    "industrial": mark("Industry"),
    "infrastructure": mark("Infrastructure"),
    "agriculture": mark("Agriculture"),
}
"""Consequences in a word or two."""

COUNTED: Mapping[str, str] = {
    "killed": mark("{number} deaths"),
    "severely_injured": mark("{number} severely injured"),
    "lightly_injured": mark("{number} lightly injured"),
    "displaced": mark("{number} displaced"),
    "isolated": mark("{number} cut off"),
    "without_water": mark("{number} without drinking water"),
    "without_power": mark("{number} without electricity"),
    MONEY: mark("direct loss of {number}"),
    PEAK: mark("{number} needs of people in the worst hour"),
}
"""A number of people, or an amount of money, inside a sentence."""

INTENSITIES: Mapping[str, str] = {
    "typhoon_wind": mark("Largest 10-minute mean wind"),
    **dict.fromkeys(("storm_surge", "rain_flood", "river_flood", "dam_failure"), mark("Largest water depth")),
    "earthquake": mark("Macroseismic intensity"),
    "heat_wave": mark("Excess heat, summed over its days"),
    "cold_wave": mark("Cold, summed over its days"),
    "toxic_release": mark("Probit of the share of people killed"),
    "explosion": mark("Blast overpressure"),
    "urban_fire": mark("Share of buildings burnt"),
    "epidemic": mark("Deaths among residents"),
    "crowd_crush": mark("Crowd density"),
    "service_outage": mark("Time without electricity"),
}
"""What the intensity of a hazard is."""

STAGES: Mapping[str, str] = {
    "risk": mark("Impacts and curves"),
    "needs": mark("Needs"),
    "supplies": mark("Supplies"),
}
"""Stages of a run that can be skipped for want of tables."""

SOURCES: Mapping[str, str] = {
    "stock": mark("Own stock"),
    "agreement": mark("Agreements"),
    "capacity": mark("Production"),
    "unmet": mark("Not covered"),
}
"""Where supplies come from, in the order in which they are used."""


def counted(consequence: str, value: float, unit: str) -> Message:
    """Say how many people or how much money, as a part of a sentence.

    Parameters
    ----------
    consequence
        Key of `COUNTED`.
    value
        People or money.
    unit
        Unit of the value.
    """
    quantity = Quantity(value, unit)
    if consequence == "killed" and unit in WHOLE and 0.0 < value < 1.5:
        return Message(mark("{number} death"), number=Bare(quantity))
    return Message(COUNTED[consequence], number=quantity if consequence == MONEY else Bare(quantity))


def hazard_name(kind: str) -> Message:
    """Return the name of a kind of hazard, or of all of them."""
    return Message(mark("All hazards")) if kind == ALL else Message(HAZARD_KINDS[kind])


def intensity_name(kind: str) -> Message:
    """Return what the intensity of a kind of hazard is."""
    return Message(INTENSITIES.get(kind, mark("Intensity")))


def skipped_name(what: str) -> Message:
    """Return the name of a hazard or stage that was skipped."""
    return Message(STAGES[what]) if what in STAGES else hazard_name(what)
