"""Parameters of the hazards: declared once, overridden by the city in ``hazard_parameters``."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from anlan.city import City
from anlan.errors import PackageError, Problem
from anlan.language import Message, mark

FILE = "hazard_parameters.csv"


@dataclass(frozen=True)
class Parameter:
    """A number that a hazard's method needs.

    Parameters
    ----------
    name
        Name in ``hazard_parameters``.
    default
        Value where the city sets none.
    unit
        Unit of the value.
    low, high
        Allowed range, both ends included.
    meaning
        English sentence, translated through the catalogue.
    deviation
        Standard deviation of what is not known about the value, in its unit; 0 where it is not sampled.
    """

    name: str
    default: float
    unit: str
    low: float
    high: float
    meaning: str
    deviation: float = 0.0


def values_of(city: City, kind: str, declared: Sequence[Parameter]) -> Mapping[str, float]:
    """Return the value of every declared parameter for a city.

    Parameters
    ----------
    city
        City whose ``hazard_parameters`` override the defaults.
    kind
        Hazard.
    declared
        Its parameters.

    Raises
    ------
    PackageError
        With every row that names an unknown parameter, another unit or a value out of range.
    """
    rows = city.table("hazard_parameters").filter(pl.col("hazard") == kind)
    known = {parameter.name: parameter for parameter in declared}
    problems = [problem for row in rows.iter_rows(named=True) for problem in _problems(row, known)]
    if problems:
        raise PackageError(problems)
    given = dict(zip(rows["parameter"], rows["value"], strict=True))
    return {parameter.name: float(given.get(parameter.name, parameter.default)) for parameter in declared}


def _problems(row: Mapping[str, object], known: Mapping[str, Parameter]) -> Iterator[Problem]:
    name, value, unit = str(row["parameter"]), row["value"], row["unit"]
    feature = f"{row['hazard']}/{name}"
    parameter = known.get(name)
    if parameter is None:
        yield Problem(
            FILE,
            Message(mark("parameter '{name}' does not exist"), name=name),
            Message(mark("use one of {names}"), names=", ".join(sorted(known))),
            feature=feature,
            code="unknown-parameter",
        )
        return
    if unit != parameter.unit:
        yield Problem(
            FILE,
            Message(mark("the unit of '{name}' is '{unit}'"), name=name, unit=unit),
            Message(mark("give the value in '{wanted}'"), wanted=parameter.unit),
            feature=feature,
            code="wrong-unit",
        )
    if not isinstance(value, float) or not parameter.low <= value <= parameter.high:
        yield Problem(
            FILE,
            Message(mark("'{name}' is {value}"), name=name, value=value),
            Message(mark("give a value from {low} to {high}"), low=parameter.low, high=parameter.high),
            feature=feature,
            code="out-of-range",
        )
