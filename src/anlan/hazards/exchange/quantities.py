"""Units of intensity by hazard: which are known, how they convert, and what maximum can be believed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from anlan.city.units import factor
from anlan.errors import Problem, Severity
from anlan.language import Message

Values = NDArray[np.float32] | NDArray[np.float64]


@dataclass(frozen=True)
class Quantity:
    """A quantity in which a hazard is measured.

    Parameters
    ----------
    unit
        Unit in which intensities are kept.
    most
        Largest value that can be believed, in `unit`.
    others
        Units in which a file may be by mistake, asked about where the maximum cannot be believed.
    spellings
        Factors to `unit` of other spellings.
    convertible
        Whether ``anlan.city.units`` knows the unit and may be asked too.
    """

    unit: str
    most: float
    others: tuple[str, ...] = ()
    spellings: Mapping[str, float] = field(default_factory=dict)
    convertible: bool = True

    def factor(self, given: str) -> float | None:
        """Return what values in `given` are multiplied by; None where the units do not compare.

        Parameters
        ----------
        given
            How the file or the caller spells the unit.
        """
        own = {self.unit: 1.0, **self.spellings}
        if given in own or not self.convertible:
            return own.get(given)
        return factor(given, self.unit)


_MORE_SPEEDS = {"m s-1": 1.0, "m s**-1": 1.0, "ms-1": 1.0, "mph": 0.44704, "mi/h": 0.44704}

WIND = Quantity("m/s", 120.0, ("kn", "km/h"), _MORE_SPEEDS)
"""Largest gust ever measured: 113.2 m/s, Barrow Island, 1996 (WMO archive of extremes)."""

STORM = Quantity("m/s", 150.0, ("kn", "km/h"), _MORE_SPEEDS)
"""Winds of tornadoes reach about 135 m/s (Bridge Creek, 1999, by radar: Wurman et al. 2007)."""

DEPTH = Quantity("m", 100.0, ("cm", "mm"))
"""Water over ground. Deepest believed: floods behind failed dams in gorges and the largest tsunami stay below 100 m
where people live."""

_SURFACE = Quantity("m", 30.0, ("cm", "mm"))
"""Water of rain, rivers and storms over inhabited ground; the highest storm surge on record, Bathurst Bay 1899, is put
at 10 to 13 m, the highest river stage over a city's ground at less than 20 m."""

DEGREE = Quantity("1", 12.0, (), {"MMI": 1.0, "degree": 1.0}, convertible=False)
"""Macroseismic scales end at XII (GB/T 17742-2020)."""

ACCELERATION = Quantity(
    "g", 10.0, ("m/s2", "cm/s2"),
    {"m/s2": 1 / 9.80665, "m/s^2": 1 / 9.80665, "cm/s2": 0.01 / 9.80665, "gal": 0.01 / 9.80665, "%g": 0.01},
    convertible=False,
)  # fmt: skip
"""Ground acceleration; g = 9.80665 m/s2 (CGPM 1901). The largest record is about 4 g (Iwate-Miyagi 2008: Aoi et al.
2008, *Science* 322)."""

VELOCITY = Quantity("cm/s", 1000.0, ("mm/s",), {"m/s": 100.0, "mm/s": 0.1}, convertible=False)
"""Ground velocity; the largest record is about 320 cm/s (Chi-Chi 1999)."""

QUANTITIES: Mapping[str, tuple[Quantity, ...]] = {
    "typhoon_wind": (WIND,),
    "wind_hail": (STORM,),
    "storm_surge": (_SURFACE,),
    "rain_flood": (_SURFACE,),
    "river_flood": (_SURFACE,),
    "dam_failure": (DEPTH,),
    "tsunami": (DEPTH,),
    "earthquake": (DEGREE, ACCELERATION, VELOCITY),
}
"""Quantities by hazard, the usual one first; a hazard that is not here may be in any unit."""


def to_kept_unit(kind: str, unit: str, values: Values, file: str, problems: list[Problem]) -> tuple[str, Values]:
    """Bring intensities to the unit in which the hazard is kept.

    Parameters
    ----------
    kind
        Hazard.
    unit
        Unit as the file or the caller spells it.
    values
        Intensities; a new array is made where they change.
    file
        Name of the file, for messages.
    problems
        A notice is appended where values were converted.

    Returns
    -------
    Unit and intensities; as given where the unit is unknown, which `unit_problems` then says.
    """
    spelt = unit.strip()
    for quantity in QUANTITIES.get(kind, ()):
        times = quantity.factor(spelt)
        if times is None:
            continue
        if times == 1.0:
            return quantity.unit, values
        what = Message(
            "intensities in {given} were multiplied by {times:.6g} to be in {kept}",
            given=spelt,
            times=times,
            kept=quantity.unit,
        )
        remedy = Message("nothing need be done if the unit is right")
        problems.append(
            Problem(file, what, remedy, feature="intensity", severity=Severity.NOTICE, code="unit-converted")
        )
        return quantity.unit, np.multiply(values, values.dtype.type(times))
    return spelt, values


def unit_problems(kind: str, unit: str, values: Values, file: str) -> Iterator[Problem]:
    """Yield what is wrong with a unit, or what makes it doubtful.

    Parameters
    ----------
    kind
        Hazard.
    unit
        Unit of the intensities.
    values
        Finite intensities.
    file
        Name of the file, for messages.
    """
    known = QUANTITIES.get(kind, ())
    quantity = next((one for one in known if one.unit == unit), None)
    if known and quantity is None:
        what = Message("'{unit}' is not a known unit of {kind}", unit=unit, kind=kind)
        remedy = Message("state the unit: {units}, or one that converts", units=", ".join(one.unit for one in known))
        yield Problem(file, what, remedy, feature="unit", code="unknown-unit")
    elif not known and not unit:
        what = Message("the unit of the intensity is not stated")
        yield Problem(file, what, Message("state it"), feature="unit", code="unknown-unit")
    if quantity is None or values.size == 0:
        return
    largest = float(values.max())
    if largest <= quantity.most:
        return
    what = Message(
        "the largest intensity is {value:.4g} {unit}; more than {most:g} {unit} has not been seen",
        value=largest,
        unit=unit,
        most=quantity.most,
    )
    yield Problem(file, what, _question(quantity, largest), feature="intensity", code="implausible-unit")


def _question(quantity: Quantity, largest: float) -> Message:
    """Ask for the unit that the file may be in, with what the maximum would then be."""
    guesses = [(other, largest * (quantity.factor(other) or 0.0)) for other in quantity.others]
    fitting = [(other, value) for other, value in guesses if value <= quantity.most]
    if not fitting:
        return Message("correct the values, or state the unit they are in")
    other, value = fitting[0]
    return Message(
        "are the values in {other}? the largest would then be {value:.4g} {unit}; state the unit, or correct them",
        other=other,
        value=value,
        unit=quantity.unit,
    )
