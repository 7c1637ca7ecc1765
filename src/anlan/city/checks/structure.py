"""Tables that must have rows, and tables whose rows only make sense together: networks, vulnerability functions."""

from collections.abc import Iterator

import polars as pl

from anlan.city.draft import Draft
from anlan.city.tables import TABLES
from anlan.errors import Problem
from anlan.language import Message


def required_without_rows(draft: Draft) -> Iterator[Problem]:
    """Yield required tables whose file holds no rows: a city without areas or cells has nothing to compute."""
    for table in TABLES:
        reading = draft.readings[table.name]
        if table.required and table.name in draft.present and reading.complete and not reading.frame.height:
            yield Problem(
                table.file,
                Message("the required table has no rows"),
                Message("fill it in; docs/city-package.md explains its columns"),
                code="no-rows",
            )


def links_across_networks(draft: Draft) -> Iterator[Problem]:
    """Yield links whose ends belong to different networks, or are the same node."""
    if not draft.usable("nodes", "id", "network"):
        return
    network = dict(draft.frame("nodes").select("id", "network").iter_rows())
    ends = draft.frame("links").select("id", "from_node", "to_node")
    for line, (link, first, second) in zip(draft.lines("links"), ends.iter_rows(), strict=True):
        one, other = network.get(first), network.get(second)
        if one is not None and other is not None and one != other:
            yield Problem(
                "links.csv",
                Message(
                    "link {id!r} joins {first!r} of network {one} and {second!r} of network {other}",
                    id=link,
                    first=first,
                    one=one,
                    second=second,
                    other=other,
                ),
                Message("correct an end; use dependencies.csv where one network needs another"),
                line=int(line),
                code="link-across-networks",
            )
        elif first is not None and first == second:
            yield Problem(
                "links.csv",
                Message("link {id!r} begins and ends at {node!r}", id=link, node=first),
                Message("correct an end"),
                line=int(line),
                code="link-to-itself",
            )


def functions_without_points(draft: Draft) -> Iterator[Problem]:
    """Yield vulnerability functions that have no points."""
    if not draft.usable("vulnerability_points", "function"):
        return
    have = set(draft.frame("vulnerability_points")["function"].to_list())
    for line, name in zip(
        draft.lines("vulnerability_functions"), draft.frame("vulnerability_functions")["id"], strict=True
    ):
        if name is not None and name not in have:
            yield Problem(
                "vulnerability_functions.csv",
                Message("function {id!r} has no row in vulnerability_points.csv", id=name),
                Message("add its points or remove it"),
                line=int(line),
                code="function-without-points",
            )


def points_out_of_order(draft: Draft) -> Iterator[Problem]:
    """Yield points whose intensity is not above that of the point before them; equal ones are duplicate keys."""
    frame = draft.frame("vulnerability_points").select("function", "intensity")
    before = frame.select(
        pl.col("function"),
        pl.col("intensity"),
        before=pl.col("intensity").forward_fill().shift(1).over("function"),
        line=pl.Series(draft.lines("vulnerability_points")),
    )
    for name, intensity, last, line in before.filter(pl.col("intensity") < pl.col("before")).iter_rows():
        yield Problem(
            "vulnerability_points.csv",
            Message(
                "intensity {intensity:g} of function {id!r} follows {last:g}", intensity=intensity, id=name, last=last
            ),
            Message("sort the points by rising intensity"),
            line=line,
            code="intensity-not-rising",
        )
