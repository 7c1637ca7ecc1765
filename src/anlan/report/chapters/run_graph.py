"""The graph of a cascade: components in columns by network, and the ways along which failure passed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from anlan.city.tables.networks import NETWORK_KINDS
from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.chapters.run_parts import RunNames
from anlan.report.charts import number_format
from anlan.report.colours import INK
from anlan.report.quantity import Said
from anlan.report.specs import NARROW, framed, named
from anlan.report.voice import Voice
from anlan.scenarios.run import CAUSES, FailurePath

DRAWN = 14
"""Most chains that are drawn."""

USER = "user"
PLACE = "place"

COLUMNS: Mapping[str, str] = {
    **NETWORK_KINDS,
    PLACE: mark("Places"),
    USER: mark("Who is without"),
}
"""Columns of the graph, from left to right."""

COLOURS: Mapping[str, str] = {
    "damage": "#d55e00",
    "dependence": "#0072b2",
    "no_source": "#7b3294",
    "shortage": "#e6ab02",
    USER: INK,
}
"""Colour of a component by why it fails."""

FEW_ROWS = 3
"""Rows of the chart of who must talk up to which it is low."""

CURVE = 15
"""Points of a curve."""

BEND = 0.38
"""How far a curve between two components of one column swings to the right, columns."""


@dataclass(frozen=True)
class Spot:
    """A component of the graph.

    Parameters
    ----------
    key
        Identifier.
    column
        Key of `COLUMNS`.
    cause
        Key of `COLOURS`.
    number
        Number under which the table names it.
    """

    key: str
    column: str
    cause: str
    number: int


@dataclass(frozen=True)
class CascadeGraph:
    """Components and the ways between them.

    Parameters
    ----------
    spots
        Components by key, in the order of their numbers.
    edges
        Person-hours that pass from one component to the next, by both keys.
    """

    spots: Mapping[str, Spot]
    edges: Mapping[tuple[str, str], float]


def graph_of(paths: Sequence[FailurePath]) -> CascadeGraph:
    """Put chains together: components that several of them share are one.

    Parameters
    ----------
    paths
        Chains of failures, the most important first.
    """
    spots: dict[str, Spot] = {}
    edges: dict[tuple[str, str], float] = {}
    for path in paths[:DRAWN]:
        keys = []
        for step in path.steps:
            keys.append(step.component)
            if step.component not in spots:
                spots[step.component] = Spot(step.component, step.network or PLACE, step.cause, len(spots) + 1)
        user = f"{USER}/{path.user}"
        keys.append(user)
        if user not in spots:
            spots[user] = Spot(user, USER, USER, len(spots) + 1)
        for pair in pairwise(keys):
            edges[pair] = edges.get(pair, 0.0) + path.person_hours
    return CascadeGraph(spots, edges)


def places_of(graph: CascadeGraph) -> Mapping[str, tuple[float, float]]:
    """Return where each component stands: column from 0, and height from 0 at the top to 1.

    Parameters
    ----------
    graph
        The graph.
    """
    used = [column for column in COLUMNS if any(spot.column == column for spot in graph.spots.values())]
    found: dict[str, tuple[float, float]] = {}
    for at, column in enumerate(used):
        members = [spot.key for spot in graph.spots.values() if spot.column == column]
        for place, key in enumerate(members):
            found[key] = (float(at), (place + 0.5) / len(members))
    return found


def cascade_chart(paths: Sequence[FailurePath], names: RunNames) -> Chart:
    """Draw the chains of failures.

    Parameters
    ----------
    paths
        Chains of failures, the most important first.
    names
        Names of the city.
    """
    graph = graph_of(paths)
    places = places_of(graph)
    used = [column for column in COLUMNS if any(spot.column == column for spot in graph.spots.values())]
    data = _columns([*_points(graph, places), *_curves(graph, places)])
    said = {key: names.say(key.removeprefix(f"{USER}/")) for key in graph.spots}

    def draw(voice: Voice) -> Spec:
        return _draw(voice, used, {key: voice.say(one) for key, one in said.items()})

    causes = dict.fromkeys(spot.cause for spot in graph.spots.values())
    legend = tuple(
        KeyEntry(COLOURS[cause], Message(CAUSES[cause] if cause in CAUSES else mark("Who is without a service")))
        for cause in causes
    )
    title = Message(mark("How failure passes from network to network"))
    return Chart("cascade", title, draw, data, "graph", legend)


def _points(graph: CascadeGraph, places: Mapping[str, tuple[float, float]]) -> Iterator[dict[str, Any]]:
    for spot in graph.spots.values():
        x, y = places[spot.key]
        yield {"part": "spot", "key": spot.key, "x": x, "y": y, "cause": spot.cause, "number": str(spot.number),
               "size": 0.0, "order": 0, "hours": 0.0}  # fmt: skip


def _curves(graph: CascadeGraph, places: Mapping[str, tuple[float, float]]) -> Iterator[dict[str, Any]]:
    """Yield the points of each way, thick where failure comes from and thin where it arrives."""
    most = max(graph.edges.values(), default=1.0) or 1.0
    for (first, second), hours in graph.edges.items():
        (x0, y0), (x1, y1) = places[first], places[second]
        bend = BEND if x0 == x1 else 0.0
        for place in range(CURVE):
            t = place / (CURVE - 1)
            eased = t * t * (3.0 - 2.0 * t)
            width = (1.5 + 6.0 * hours / most) * (1.0 - t) + 0.6
            yield {
                "part": "way", "key": f"{first}>{second}", "x": x0 + (x1 - x0) * t + bend * 4.0 * t * (1.0 - t),
                "y": y0 + (y1 - y0) * (t if bend else eased), "cause": graph.spots[first].cause, "number": "",
                "size": width, "order": place, "hours": hours,
            }  # fmt: skip


def _columns(rows: Sequence[Mapping[str, Any]]) -> dict[str, list[Any]]:
    return {name: [row[name] for row in rows] for name in rows[0]} if rows else {}


def _draw(voice: Voice, used: Sequence[str], said: Mapping[str, str]) -> Spec:
    last = len(used) - 1
    axes = _axes([voice.say(Message(COLUMNS[column])) for column in used])
    scale = {"domain": list(COLOURS), "range": list(COLOURS.values())}
    axes["color"] = {"field": "cause", "type": "nominal", "legend": None, "scale": scale}
    why = {key: voice.say(Message(text)) for key, text in CAUSES.items()} | {USER: "–"}
    tips = [{"field": "name", "title": ""}, {"field": "why", "title": voice.say(Message(mark("Why")))}]
    layers = [_ways(axes), *_spots(axes, tips, last)]
    return framed(voice, "cascade", layers, [named(said, "key"), named(why, "cause", "why")])


def _axes(titles: Sequence[str]) -> Spec:
    """Return the axes: a column with its title for each network."""
    last = len(titles) - 1
    labels = "[" + ",".join(f"'{title}'" for title in (text.replace("'", "’") for text in titles)) + "][datum.value]"
    axis: Spec = {
        "orient": "top",
        "values": list(range(last + 1)),
        "labelExpr": labels,
        "grid": False,
        "ticks": False,
        "domain": False,
        "labelFontWeight": 600,
        "labelFontSize": {"expr": f"{NARROW} ? 9 : 12"},
        "labelLimit": {"expr": f"containerSize()[0] / {last + 1.1:.1f} - 4"},
        "labelOverlap": False,
    }
    scale = {"domain": [-0.35, last + 0.75], "nice": False, "zero": False}
    return {
        "x": {"field": "x", "type": "quantitative", "title": None, "scale": scale, "axis": axis},
        "y": {"field": "y", "type": "quantitative", "scale": {"domain": [1, 0], "nice": False}, "axis": None},
    }


def _ways(axes: Spec) -> Spec:
    width = {"domain": [0, 8], "range": [0, 8]}
    return {
        "transform": [{"filter": "datum.part === 'way'"}],
        "mark": {"type": "trail", "opacity": 0.4},
        "encoding": {
            **axes,
            "detail": {"field": "key"},
            "order": {"field": "order", "type": "quantitative"},
            "size": {"field": "size", "type": "quantitative", "legend": None, "scale": width},
        },
    }


def _spots(axes: Spec, tips: Sequence[Spec], last: int) -> list[Spec]:
    """Return discs, their numbers and their names; names are left out on a narrow screen."""
    spots = {"transform": [{"filter": "datum.part === 'spot'"}]}
    place = {"x": axes["x"], "y": axes["y"]}
    width = f"max(40, (containerSize()[0] - 40) / {last + 1.1:.1f} - 30)"
    name: Spec = {"type": "text", "align": "left", "dx": 12, "fontSize": 10.5, "limit": {"expr": width}}
    halo: Spec = {**name, "stroke": "white", "strokeWidth": 3, "opacity": {"expr": f"{NARROW} ? 0 : 0.9"}}
    number: Spec = {"type": "text", "color": "white", "fontSize": {"expr": f"{NARROW} ? 8 : 10"}, "fontWeight": 600}
    text = {**place, "text": {"field": "name"}}
    return [
        {
            **spots,
            "mark": {"type": "circle", "opacity": 1, "size": {"expr": f"{NARROW} ? 170 : 260"}},
            "encoding": {**axes, "tooltip": list(tips)},
        },
        {**spots, "mark": number, "encoding": {**place, "text": {"field": "number"}}},
        {**spots, "mark": halo, "encoding": text},
        {
            **spots,
            "mark": {**name, "color": INK, "opacity": {"expr": f"{NARROW} ? 0 : 1"}},
            "encoding": text,
        },
    ]


def talks_chart(pairs: Sequence[tuple[str, str, float, int]], names: Mapping[str, Said]) -> Chart:
    """Draw who must talk to whom: a row for who fails first, a column for whom it reaches.

    Parameters
    ----------
    pairs
        First and second organisation, person-hours lost, and dependencies between them.
    names
        Names of the organisations.
    """
    data: dict[str, list[Any]] = {
        "first": [first for first, _, _, _ in pairs],
        "second": [second for _, second, _, _ in pairs],
        "hours": [hours for _, _, hours, _ in pairs],
        "links": [links for _, _, _, links in pairs],
    }

    def draw(voice: Voice) -> Spec:
        return _talks(voice, {key: voice.say(name) for key, name in names.items()})

    rows = len(dict.fromkeys(data["first"]))
    return Chart("talks", Message(mark("Who must talk to whom")), draw, data, "short" if rows <= FEW_ROWS else "tall")


def _talks(voice: Voice, said: Mapping[str, str]) -> Spec:
    first, second = voice.say(Message(mark("fails first"))), voice.say(Message(mark("is reached")))
    hours = voice.say(Message(mark("person-hours lost")))
    side: Spec = {"type": "nominal", "sort": list(said.values()), "scale": {"paddingInner": 0.08}}
    label = {"labelLimit": {"expr": f"{NARROW} ? 110 : 220"}, "ticks": False, "domain": False, "labelFontSize": 11}
    x: Spec = {**side, "field": "to", "title": second, "axis": {**label, "labelAngle": -28, "orient": "bottom",
               "labelLimit": {"expr": f"{NARROW} ? 80 : 160"}, "labelOverlap": False}}  # fmt: skip
    y: Spec = {**side, "field": "from", "title": first, "axis": {**label, "titleAngle": 0, "titleAlign": "left",
               "titleX": 0, "titleY": -10, "titleBaseline": "bottom"}}  # fmt: skip
    tips: list[Spec] = [
        {"field": "from", "title": first},
        {"field": "to", "title": second},
        {"field": "hours", "title": hours, "type": "quantitative", **number_format(voice)},
        {"field": "links", "title": voice.say(Message(mark("dependencies"))), "type": "quantitative"},
    ]
    ramp = {"type": "sqrt", "range": ["#deebf7", "#08519c"]}
    cells: Spec = {
        "mark": {"type": "rect"},
        "encoding": {
            "x": x, "y": y, "tooltip": tips,
            "color": {"field": "hours", "type": "quantitative", "legend": None, "scale": ramp},
        },
    }  # fmt: skip
    return framed(voice, "talks", [cells], [named(said, "first", "from"), named(said, "second", "to")])
