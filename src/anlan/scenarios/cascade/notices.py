"""What is notable about a city's networks: nothing of it stops the work, all of it is told with file and line."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from anlan.city import City
from anlan.errors import Problem, Severity
from anlan.language import Message
from anlan.scenarios.cascade.exposure import Exposure
from anlan.scenarios.cascade.layers import ROAD, Layers, nearest_road
from anlan.scenarios.cascade.needs import People
from anlan.scenarios.cascade.problems import HEADER_LINES
from anlan.scenarios.cascade.settings import CascadeSettings

SHOWN = 5
"""Names that a notice tells."""

DEPOTS = ("hospital", "shelter", "warehouse", "factory", "market", "fuel_station", "fire_station")
"""Kinds of place that people or supplies must reach by road."""


@dataclass(frozen=True, eq=False)
class Found:
    """What the building of a model has found.

    Parameters
    ----------
    city, layers, settings
        The city, its networks, and the rules.
    served
        bool[n], nodes that a source reaches without damage.
    people
        Needs of people, those that nothing serves too.
    exposed
        Where components lie and how they fail, by hazard, and those that lie outside.
    """

    city: City
    layers: Layers
    settings: CascadeSettings
    served: NDArray[np.bool_]
    people: People
    exposed: Sequence[tuple[Exposure, NDArray[np.int64]]]

    def lines(self, table: str, column: str = "id") -> dict[str, int]:
        """Return the line of each name in a table, of the first row that has it."""
        names = self.city.table(table)[column].to_list()
        return {name: HEADER_LINES + row for row, name in reversed(list(enumerate(names)))}

    def fed(self, layer: int) -> bool:
        """Say whether a layer has a source."""
        first, last = self.layers.layer_first[layer : layer + 2].tolist()
        return bool(self.layers.source[first:last].any())


def notices_of(found: Found) -> tuple[Problem, ...]:
    """Return everything notable, in the order of the files."""
    every = [
        *_sourceless(found), *_lonely(found), *_orphans(found), *_unfed(found), *_circles(found), *_unserved(found),
        *_sure(found), *_outside(found), *_unreachable(found), *_uncounted(found), *_mixed(found),
    ]  # fmt: skip
    return tuple(every)


def notice(file: str, line: int | None, what: Message, remedy: Message, code: str) -> Problem:
    """Return something notable that stops nothing."""
    return Problem(file, what, remedy, line=line, severity=Severity.NOTICE, code=code)


MOST_RANGES = 8
"""Ranges of lines that a notice tells."""


def some(names: Iterable[str]) -> str:
    """Tell the first names, and that there are more."""
    every = list(names)
    return ", ".join(every[:SHOWN]) + (", ..." if len(every) > SHOWN else "")


def ranges(lines: Iterable[int]) -> str:
    """Tell line numbers, those that follow each other as a range: 3, 5-9; of many the first, and that more follow."""
    ordered = np.unique(np.fromiter(lines, dtype=np.int64))
    runs = np.split(ordered, np.flatnonzero(np.diff(ordered) > 1) + 1)
    told = ", ".join(str(run[0]) if run.size == 1 else f"{run[0]}-{run[-1]}" for run in runs[:MOST_RANGES])
    return told + (", ..." if len(runs) > MOST_RANGES else "")


def _sourceless(found: Found) -> Iterator[Problem]:
    lines = found.lines("nodes", "network")
    for layer, name in enumerate(found.layers.names):
        if not found.fed(layer):
            what = Message("network '{name}' has no source; nobody is served by it", name=name)
            yield notice("nodes.csv", lines[name], what, Message("mark the nodes that feed it as source"), "no-source")


def _isolated(found: Found) -> list[str]:
    """Return nodes without a link and without a user."""
    used = {*found.city.table("dependencies")["node"].to_list()}
    served = {node for need in found.people.needs for node in need.nodes}
    degree = np.bincount(found.layers.ends.reshape(-1), minlength=found.served.size)
    return [
        name
        for name, node in found.layers.place.items()
        if not degree[node] and name not in used and node not in served
    ]


def _lonely(found: Found) -> Iterator[Problem]:
    lines = found.lines("nodes")
    for name in _isolated(found):
        what = Message("node '{name}' has no link and no user", name=name)
        yield notice("nodes.csv", lines[name], what, Message("link it, or remove the row"), "isolated")


def _orphans(found: Found) -> Iterator[Problem]:
    lines, isolated = found.lines("nodes"), set(_isolated(found))
    for name, node in found.layers.place.items():
        if not found.served[node] and found.fed(int(found.layers.layer[node])) and name not in isolated:
            what = Message("no source reaches node '{name}', even without damage", name=name)
            yield notice("nodes.csv", lines[name], what, Message("link it to the network"), "orphan")


def _unfed(found: Found) -> Iterator[Problem]:
    """Yield users of nothing: needs whose nodes no source reaches."""
    names = list(found.layers.place)
    table = found.city.table("dependencies").select("user", "node")
    lines = {row: line for line, row in reversed(list(enumerate(table.iter_rows(), HEADER_LINES)))}
    users = {*names, *found.city.table("places")["id"].to_list()}
    lost = {names[node] for node in np.flatnonzero(~found.served).tolist()}
    for (user, layer), rows in _by_need(found, (row for row in lines if row[0] in users)).items():
        if all(node in lost for _, node in rows):
            what = Message(
                "'{user}' uses {network} of nodes that no source reaches ({nodes}); it is taken not to need it",
                user=user,
                network=found.layers.names[layer],
                nodes=some(node for _, node in rows),
            )
            line = min(lines[row] for row in rows)
            yield notice("dependencies.csv", line, what, Message("link the nodes, or name others"), "unfed")


def _by_need(found: Found, rows: Iterable[tuple[str, str]]) -> dict[tuple[str, int], list[tuple[str, str]]]:
    sorted_rows: dict[tuple[str, int], list[tuple[str, str]]] = {}
    for user, node in rows:
        sorted_rows.setdefault((user, int(found.layers.layer[found.layers.place[node]])), []).append((user, node))
    return sorted_rows


def _circles(found: Found) -> Iterator[Problem]:
    """Yield the circles of nodes that depend on each other, directly or through what feeds them."""
    names, piece = list(found.layers.place), found.layers.pieces
    rows = [
        (line, found.layers.place[user], found.layers.place[node])
        for line, (user, node) in enumerate(
            found.city.table("dependencies").select("user", "node").iter_rows(), HEADER_LINES
        )
        if user in found.layers.place
    ]
    line, user, node = np.array(rows, dtype=np.int64).reshape(-1, 3).T
    size = int(piece.max(initial=-1)) + 1
    graph = coo_array((np.ones(user.size), (piece[user], piece[node])), shape=(size, size))
    _, label = connected_components(graph, directed=True, connection="strong")
    inside = label[piece[user]] == label[piece[node]]
    for circle in np.unique(label[piece[user[inside]]]).tolist():
        mine = inside & (label[piece[user]] == circle)
        members = [names[place] for place in np.unique(user[mine]).tolist()]
        what = Message(
            "{count} nodes depend on each other in a circle, in lines {lines}: {names}",
            count=len(members),
            lines=ranges(line[mine].tolist()),
            names=some(members),
        )
        remedy = Message("what can work is taken to work; a start from black is not modelled")
        yield notice("dependencies.csv", int(line[mine].min()), what, remedy, "circle")


def _unserved(found: Found) -> Iterator[Problem]:
    """Yield, for each network that serves people, those out of its reach before anything happens."""
    kept = found.people.kept(found.served)
    population = found.city.cells.population
    for layer, name in enumerate(found.layers.names):
        lost = np.flatnonzero((found.people.of_row[layer] >= 0) & (kept.of_row[layer] < 0) & (population > 0.0))
        if lost.size:
            what = Message(
                "{count} people are out of reach of {network} before anything happens; they are not counted for it",
                count=round(float(population[lost].sum())),
                network=name,
            )
            line = HEADER_LINES + int(lost[0])
            yield notice("cells.csv", line, what, Message("link the nodes that serve them"), "unserved")


def _sure(found: Found) -> Iterator[Problem]:
    """Yield, for each table, the components without a function of these hazards."""
    may = {part for exposure, out in found.exposed for part in [*exposure.breakable.tolist(), *out.tolist()]}
    size = found.served.size
    names = {"nodes": list(found.layers.place), "links": found.layers.links["id"].to_list()}
    for table, first in (("nodes", 0), ("links", size)):
        lines = found.lines(table)
        sure = [name for at, name in enumerate(names[table]) if first + at not in may]
        if sure:
            what = Message(
                "{count} components have no function for this hazard and never fail, in lines {lines}: {names}",
                count=len(sure),
                lines=ranges(lines[name] for name in sure),
                names=some(sure),
            )
            remedy = Message("name a function of this hazard in fragility, or in fragilities.csv")
            yield notice(f"{table}.csv", min(lines[name] for name in sure), what, remedy, "no-fragility")


def _outside(found: Found) -> Iterator[Problem]:
    size = found.served.size
    names = [*found.layers.place, *found.layers.links["id"].to_list()]
    for part in np.unique(np.concatenate([out for _, out in found.exposed])).tolist():
        table = "nodes" if part < size else "links"
        what = Message("'{name}' lies outside the cells and never fails", name=names[part])
        line = found.lines(table)[names[part]]
        yield notice(f"{table}.csv", line, what, Message("correct its position, or widen the cells"), "outside")


def _unreachable(found: Found) -> Iterator[Problem]:
    """Yield places that people or supplies must reach, but whose road leads to no other part of the city."""
    if ROAD not in found.layers.names:
        return
    roads = np.flatnonzero(found.layers.layer[: found.served.size] == found.layers.names.index(ROAD))
    pieces = found.layers.pieces
    main = np.bincount(pieces[roads]).argmax()
    rows = found.city.table("places").with_row_index("row", HEADER_LINES).filter(pl.col("kind").is_in(DEPOTS))
    if rows.is_empty():
        return
    near = nearest_road(found.city, found.layers.nodes, rows["lon"].to_numpy(), rows["lat"].to_numpy())
    names = list(found.layers.place)
    for row in np.flatnonzero(pieces[near] != main).tolist():
        what = Message(
            "no road leads from {kind} '{name}' to most of the city: its nearest road node is '{node}'",
            kind=rows["kind"][row],
            name=rows["id"][row],
            node=names[near[row]],
        )
        remedy = Message("link the node in links.csv, or correct the position")
        yield notice("places.csv", int(rows["row"][row]), what, remedy, "unreachable")


def _uncounted(found: Found) -> Iterator[Problem]:
    """Yield networks that have a margin, but sources without a capacity."""
    nodes = found.city.table("nodes").with_row_index("line", HEADER_LINES).filter(pl.col("role") == "source")
    for name in found.settings.margin:
        unknown = nodes.filter(
            (pl.col("network") == name) & ~(pl.col("capacity").cast(pl.Float64).fill_null(0.0) > 0.0)
        )
        if not unknown.is_empty():
            what = Message(
                "shortage of {network} is not followed: sources in lines {lines} have no capacity",
                network=name,
                lines=ranges(unknown["line"].to_list()),
            )
            remedy = Message("give each source of the network a capacity")
            yield notice("nodes.csv", int(unknown["line"][0]), what, remedy, "no-capacity")


def _mixed(found: Found) -> Iterator[Problem]:
    """Yield capacities of a network with a margin that are added up or compared, but differ in unit."""
    nodes = found.city.table("nodes").filter(pl.col("role").is_in(["source", "supply"])).select("id", "network")
    network = dict(nodes.iter_rows())
    ends = {name: found.layers.names[found.layers.layer[node]] for name, node in found.layers.place.items()}
    tables = [("nodes", "id", network)] + [("links", "from_node", ends)] * (found.settings.flow == "dc")
    units: dict[str, str] = {}
    for table, column, of in tables:
        for line, row in enumerate(found.city.table(table).iter_rows(named=True), HEADER_LINES):
            name, unit = of.get(row[column]), row["capacity_unit"]
            if name not in found.settings.margin or unit is None or row["capacity"] is None:
                continue
            if units.setdefault(name, unit) != unit:
                what = Message(
                    "capacity of '{id}' is in {unit}, others of {network} are in {other}; they are counted alike",
                    id=row["id"],
                    unit=unit,
                    network=name,
                    other=units[name],
                )
                yield notice(f"{table}.csv", line, what, Message("convert it, and write {other}", other=units[name]),
                             "capacity-unit")  # fmt: skip
