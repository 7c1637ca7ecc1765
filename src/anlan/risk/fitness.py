"""Whether what a package says of hazards fits the hazards, all of it before any of them is simulated."""

from collections.abc import Iterator, Sequence

from anlan.city import City
from anlan.errors import PackageError, Problem
from anlan.hazards import Hazard
from anlan.hazards.parameters import values_of
from anlan.risk.vulnerability import vulnerability_of


def misfits(city: City, hazards: Sequence[Hazard]) -> tuple[Problem, ...]:
    """Return every problem of the package that would stop the assessment of one of some hazards.

    Parameters
    ----------
    city
        The city.
    hazards
        Hazards to be assessed.

    Returns
    -------
    Parameters that do not exist, are out of range or in another unit; vulnerability functions in another unit, or two
    for one target.
    """
    return tuple(problem for hazard in hazards for problem in _of_hazard(city, hazard))


def _of_hazard(city: City, hazard: Hazard) -> Iterator[Problem]:
    try:
        values_of(city, hazard.kind, hazard.parameters)
    except PackageError as error:
        yield from error.problems
    if hazard.kind not in city.table("vulnerability_functions")["hazard"]:
        return
    try:
        vulnerability_of(city, hazard.kind, hazard.unit)
    except PackageError as error:
        yield from error.problems
