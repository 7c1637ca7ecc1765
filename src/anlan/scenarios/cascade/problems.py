"""What is wrong with networks, users and fragility functions."""

from collections.abc import Iterator, Mapping

import numpy as np
import polars as pl

from anlan.city import City
from anlan.errors import PackageError, Problem
from anlan.language import Message

HEADER_LINES = 2
"""Line of the first row of a table: the header is line 1."""

AMOUNTS = (
    ("nodes", "backup_hours"), ("nodes", "capacity"), ("dependencies", "backup_hours"), ("dependencies", "share"),
    ("links", "length_km"),
)  # fmt: skip
"""Numbers that must not be negative."""


def refuse_wrong(city: City, units: Mapping[str, str]) -> None:
    """Refuse what the cascade cannot be computed with.

    A package from disk has been checked; one that was changed in memory may hold anything.

    Parameters
    ----------
    city
        The city.
    units
        Unit of the intensity of each hazard.

    Raises
    ------
    PackageError
        With every problem.
    """
    problems = [*_negative(city), *_dangling(city), *_fragile(city, units), *_strange(city)]
    if problems:
        raise PackageError(problems)


def _rows(frame: pl.DataFrame) -> Iterator[tuple[int, dict[str, object]]]:
    return enumerate(frame.iter_rows(named=True), HEADER_LINES)


def _negative(city: City) -> Iterator[Problem]:
    for table, column in AMOUNTS:
        for line, row in _rows(city.table(table)):
            value = row[column]
            if isinstance(value, float) and not (value >= 0.0 and np.isfinite(value)):
                yield Problem(
                    f"{table}.csv",
                    Message("{column} is {value}", column=column, value=value),
                    Message("give a number that is not negative"),
                    line=line,
                    code="negative",
                )


def _dangling(city: City) -> Iterator[Problem]:
    network = dict(city.table("nodes").select("id", "network").iter_rows())
    for line, row in _rows(city.table("links")):
        ends = (str(row["from_node"]), str(row["to_node"]))
        for name in ends:
            if name not in network:
                yield _unknown("links.csv", line, name)
        if all(name in network for name in ends) and network[ends[0]] != network[ends[1]]:
            yield Problem(
                "links.csv",
                Message("link '{link}' joins two networks", link=str(row["id"])),
                Message("correct an end; use dependencies.csv where one network needs another"),
                line=line,
                code="link-across-networks",
            )
    for line, row in _rows(city.table("dependencies")):
        if row["node"] not in network:
            yield _unknown("dependencies.csv", line, str(row["node"]))
        elif row["user"] == row["node"]:
            yield Problem(
                "dependencies.csv",
                Message("node '{node}' depends on itself", node=str(row["node"])),
                Message("remove the row"),
                line=line,
                code="depends-on-itself",
            )


def _unknown(file: str, line: int, name: str) -> Problem:
    what = Message("'{name}' is not in nodes.csv", name=name)
    return Problem(file, what, Message("add the node, or correct the name"), line=line, code="unknown-node")


def _fragile(city: City, units: Mapping[str, str]) -> Iterator[Problem]:
    functions = {str(row["id"]): row for row in city.table("vulnerability_functions").iter_rows(named=True)}
    points = set(city.table("vulnerability_points")["function"].to_list())
    for table, column in (("nodes", "fragility"), ("links", "fragility"), ("fragilities", "function")):
        for line, row in _rows(city.table(table)):
            name = row[column]
            if name is None:
                continue
            function = functions.get(str(name))
            if function is None or function["target"] != "component" or name not in points:
                yield Problem(
                    f"{table}.csv",
                    Message("'{function}' is no function of target component with points", function=str(name)),
                    Message("correct {column}, or add the function", column=column),
                    line=line,
                    code="no-fragility",
                )
            elif function["intensity_unit"] != (unit := units.get(function["hazard"], function["intensity_unit"])):
                yield Problem(
                    f"{table}.csv",
                    Message(
                        "function '{id}' is in {found}, but the hazard is computed in {unit}",
                        id=str(name),
                        found=function["intensity_unit"],
                        unit=unit,
                    ),
                    Message("convert its points and write intensity_unit {unit}", unit=unit),
                    line=line,
                    code="unit-mismatch",
                )


def _strange(city: City) -> Iterator[Problem]:
    """Yield rows of `fragilities` whose component does not exist."""
    known = {*city.table("nodes")["id"].to_list(), *city.table("links")["id"].to_list()}
    for line, row in _rows(city.table("fragilities")):
        if row["component"] not in known:
            yield Problem(
                "fragilities.csv",
                Message("'{name}' is neither in nodes.csv nor in links.csv", name=str(row["component"])),
                Message("add the node or link, or correct the name"),
                line=line,
                code="unknown-component",
            )
