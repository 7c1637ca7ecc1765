"""What may be wrong with a bill of materials and with those who make and supply, all of it at once."""

from collections.abc import Iterator, Mapping, Sequence

from anlan.city import City
from anlan.city.checks.bills import BillRows, bill_problems
from anlan.errors import PackageError, Problem


def refuse_wrong_bill(city: City) -> None:
    """Refuse a bill of materials from which nothing can be computed.

    A package that was loaded from files has been checked; rows given by `City.with_table` have not, and are counted
    from line 2.

    Parameters
    ----------
    city
        The city.

    Raises
    ------
    PackageError
        With every problem: circles, units that differ, unknown products, impossible quantities.
    """
    tables = ("bill_of_materials", "component_sources", "capacity", "items")
    problems = list(_problems(city, tables))
    if problems:
        raise PackageError(problems)


def _problems(city: City, tables: Sequence[str]) -> Iterator[Problem]:
    frames = {name: city.table(name) for name in tables}
    lines: Mapping[str, list[int]] = {name: list(range(2, frame.height + 2)) for name, frame in frames.items()}
    yield from bill_problems(BillRows(frames, lines))
