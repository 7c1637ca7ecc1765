"""Values with their units, and names in two languages, before they are put into words."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.language import Message, mark

UNITS: Mapping[str, str] = {
    "1": mark("ratio"),
    "1/year": mark("per year"),
    "persons": mark("people"),
    "persons/year": mark("people a year"),
    "person-hours": mark("person-hours"),
    "h": mark("hours"),
    "years": mark("years"),
    "km2": mark("km²"),
    "events": mark("events"),
    "rows": mark("rows"),
    "CNY": mark("CNY"),
    "CNY/year": mark("CNY a year"),
    "CNY/km2/year": mark("CNY per km² a year"),
    "persons/km2": mark("people per km²"),
    "piece": mark("pieces"),
    "set": mark("sets"),
    "box": mark("boxes"),
    "kg": mark("kg"),
    "t": mark("t"),
    "L": mark("L"),
    "m": mark("m"),
    "m2": mark("m²"),
    "m3": mark("m³"),
    "m/s": mark("m/s"),
    "mm": mark("mm"),
    "unit": mark("units"),
    "bed": mark("beds"),
    "component": mark("components"),
    "dose": mark("doses"),
    "bottle": mark("bottles"),
    "vehicle": mark("vehicles"),
    "team": mark("teams"),
    "person": mark("people"),
    "ration": mark("rations"),
    "seat": mark("seats"),
    "place": mark("places"),
    "pair": mark("pairs"),
    "kWh": mark("kWh"),
    "kW": mark("kW"),
    "kPa": mark("kPa"),
    "1/m2": mark("people per m²"),
    "1/1000": mark("per 1,000 people"),
    "degC d": mark("°C × days"),
}
"""Words for units, as a column's heading. A unit that is not listed is shown as it is written in the package."""

WITH_UNIT: Mapping[str, str] = {
    "1/year": mark("{number} a year"),
    "persons": mark("{number} people"),
    "persons/year": mark("{number} people a year"),
    "person-hours": mark("{number} person-hours"),
    "h": mark("{number} hours"),
    "years": mark("{number} years"),
    "km2": mark("{number} km²"),
    "events": mark("{number} events"),
    "component": mark("{number} components"),
    "CNY": mark("CNY {number}"),
    "CNY/year": mark("CNY {number} a year"),
}
"""How a number and its unit stand in a sentence; other units follow their number after a space."""

ONE_WITH_UNIT: Mapping[str, str] = {
    "persons": mark("{number} person"),
    "persons/year": mark("{number} person a year"),
    "h": mark("{number} hour"),
    "years": mark("{number} year"),
    "events": mark("{number} event"),
    "component": mark("{number} component"),
}
"""The same for one, or for less than one, where English differs."""

WHOLE = frozenset({"persons", "events", "rows", "component"})
"""Units of what can only be counted: no decimals are shown."""


@dataclass(frozen=True)
class Quantity:
    """A number with its unit.

    Parameters
    ----------
    value
        The number in full; None where it is not known.
    unit
        Key of `UNITS`, ``%`` for a share shown in percent, or a unit as the city package writes it.
    digits
        Significant digits that are shown; None shows all (a count that is known exactly).
    """

    value: float | None
    unit: str
    digits: int | None = 3


@dataclass(frozen=True)
class Name:
    """A proper name in Chinese and English.

    Parameters
    ----------
    zh
        Chinese name.
    en
        English name; the Chinese one stands in where there is none.
    """

    zh: str
    en: str | None

    @classmethod
    def of(cls, row: Mapping[str, object]) -> "Name":
        """Take the pair of names from a row of a table.

        Parameters
        ----------
        row
            Has ``name_zh`` and ``name_en``.
        """
        english = row.get("name_en")
        return cls(str(row["name_zh"]), str(english) if english else None)


@dataclass(frozen=True)
class Unit:
    """The bare word for a unit.

    Parameters
    ----------
    unit
        As in `Quantity`.
    """

    unit: str


@dataclass(frozen=True)
class Bare:
    """A quantity of which only the number is said, where the sentence names the unit.

    Parameters
    ----------
    quantity
        The quantity.
    """

    quantity: Quantity


Said = str | Message | Quantity | Bare | Unit | Name | tuple["Said", ...] | None
"""Whatever a `Voice` can put into words; a tuple becomes an enumeration."""


def money(currency: str, per: str = "") -> str:
    """Return the unit of an amount of money.

    Parameters
    ----------
    currency
        ISO 4217 code.
    per
        What it is divided by, for example ``year``.
    """
    return f"{currency}/{per}" if per else currency
