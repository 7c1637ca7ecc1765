"""Networks and failures from the tables of OpenQuake's infrastructure risk.

Columns (OpenQuake engine manual, "Infrastructure risk"; both tables are CSV): exposure ``id``, ``type`` (node or edge),
``start_node`` and ``end_node`` of edges, ``purpose`` of nodes (source, demand, TAZ or both; anything else only passes
service on), optional ``weight`` (cost of an edge) and ``graphtype``; damage ``event_id``, ``id``, ``non_operational``.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import polars as pl

from anlan.errors import Problem
from anlan.hazards.exchange.delimited import Sheet, read_sheet
from anlan.hazards.exchange.footprints import raise_errors
from anlan.language import Message
from anlan.risk.networks.failures import Failures
from anlan.risk.networks.network import Network

ZONE = ("taz", "both")
"""Purposes of nodes that are source and demand at once: traffic analysis zones."""

DIRECTED = ("directed", "multidirected")
"""Graph types whose edges are passed one way."""


def read_network(exposure: Sequence[Path]) -> Network:
    """Read a network.

    Where there are zones, nodes that are only a source or only a demand node are left out of the roles, as in
    OpenQuake.

    Parameters
    ----------
    exposure
        Tables of nodes and of edges, or one of both.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    sheets = [sheet for path in exposure if (sheet := read_sheet(path, problems)) is not None]
    for sheet in sheets:
        sheet.require("id", "type", "start_node", "end_node", "purpose")
    raise_errors(problems)
    file = ", ".join(sheet.file for sheet in sheets)
    rows = pl.concat([_rows(sheet) for sheet in sheets]) if sheets else _rows(Sheet(file, pl.DataFrame(), 1, problems))
    for name, kind in rows.filter(~pl.col("type").is_in(["node", "edge"])).select("id", "type").iter_rows():
        what = Message("the type of '{name}' is '{kind}'", name=name, kind=kind)
        problems.append(Problem(file, what, Message("write node or edge"), feature=name, code="bad-value"))
    raise_errors(problems)
    nodes, edges = rows.filter(pl.col("type") == "node"), rows.filter(pl.col("type") == "edge")
    zones = nodes.filter(pl.col("purpose").is_in(ZONE))["id"].to_list()
    sources = zones or nodes.filter(pl.col("purpose").is_in(["source", "supply"]))["id"].to_list()
    demands = zones or nodes.filter(pl.col("purpose") == "demand")["id"].to_list()
    return Network.of(
        nodes["id"].to_list(),
        edges["id"].to_list(),
        list(zip(edges["start_node"].to_list(), edges["end_node"].to_list(), strict=True)),
        sources=sources,
        demands=demands,
        length=edges["weight"].to_numpy(),
        directed=bool(rows["graphtype"].is_in(DIRECTED).any()),
        file=file,
    )


def read_failures(damage: Path, network: Network) -> Failures:
    """Read which parts fail in each event: those with a ``non_operational`` above zero.

    Parameters
    ----------
    damage
        Table of damage by asset and event. An event stays in the set where nothing fails; a part without a row works.
    network
        The network.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    """
    problems: list[Problem] = []
    sheet = read_sheet(damage, problems)
    raise_errors(problems)
    if sheet is None or not sheet.require("event_id", "id", "non_operational"):
        raise_errors(problems)
        return Failures.of_names(network, [])
    failed = sheet.numbers("non_operational") > 0.0
    raise_errors(problems)
    table = pl.DataFrame({"event": _texts(sheet, "event_id"), "part": _texts(sheet, "id"), "failed": failed})
    events = table["event"].unique(maintain_order=True).to_list()
    parts = dict[str, list[str]]((event, []) for event in events)
    for event, part in table.filter("failed").select("event", "part").iter_rows():
        parts[event].append(part)
    return Failures.of_names(network, list(parts.values()), events)


def _texts(sheet: Sheet, name: str) -> pl.Series:
    return sheet.texts(name).str.strip_chars()


def _rows(sheet: Sheet) -> pl.DataFrame:
    """Return the columns that matter, with 1 for a weight that is not given."""
    if not len(sheet):
        names = ("id", "type", "start_node", "end_node", "purpose", "graphtype")
        return pl.DataFrame(schema=dict.fromkeys(names, pl.String) | {"weight": pl.Float64})
    columns = {name: _texts(sheet, name) for name in ("id", "start_node", "end_node")}
    columns |= {name: _texts(sheet, name).str.to_lowercase() for name in ("type", "purpose")}
    graph = _texts(sheet, "graphtype").str.to_lowercase() if sheet.has("graphtype") else pl.Series([""] * len(sheet))
    weight = sheet.numbers("weight") if sheet.has("weight") else np.ones(len(sheet))
    order = ["id", "type", "start_node", "end_node", "purpose", "graphtype", "weight"]
    return pl.DataFrame({**columns, "graphtype": graph, "weight": weight}).select(order)
