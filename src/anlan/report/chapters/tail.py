"""What makes the tail: hazards, districts, classes and single events."""

from collections.abc import Mapping, Sequence

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.charts import number_format
from anlan.report.colours import INK, KIND_COLOURS
from anlan.report.document import Column, Grid, Row
from anlan.report.exposure import shown_areas
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.specs import FLAT_TITLE, PLAIN_AXIS, framed, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY, Assessment
from anlan.risk.tail import Tail, tail_of

TARGETS = ("killed", "severely_injured", "displaced", MONEY)

PERIODS = (10, 100, 1000)
"""Return periods at which the tail begins, years."""

MAIN = 100
"""The one of them that is taken apart by district and event, years."""


NAMED = 5
"""Events that are named for each consequence."""


def tail_chapter(assessment: Assessment) -> Chapter:
    """Take the tail of each consequence apart.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    tails = {
        (target, period): tail
        for target in TARGETS
        for period in PERIODS
        if (tail := tail_of(assessment.impacts, target, 1.0 / period)) is not None
    }
    main = {target: tails[target, MAIN] for target in TARGETS if (target, MAIN) in tails}
    return Chapter(
        key="tail",
        title=Message(mark("What makes the tail")),
        chart_note=Message(
            mark(
                "Of the events that are reached or exceeded once in so many years: which share of their impact each "
                "hazard brings. What dominates the rare end is what to plan for as if it were certain."
            )
        ),
        charts=tuple(_chart(target, tails, assessment) for target in main),
        grids={
            name: grid
            for name, grid in (
                ("tail-districts", _districts(assessment, main)),
                ("tail-classes", _classes(main)),
                ("tail-events", _events(assessment, main)),
            )
            if grid.rows
        },
    )


def _chart(target: str, tails: Mapping[tuple[str, int], Tail], assessment: Assessment) -> Chart:
    rows = [
        (period, kind, share)
        for (name, period), tail in tails.items()
        if name == target
        for kind, share in tail.by_hazard.items()
        if share > 0.0
    ]
    kinds = [kind for kind in assessment.impacts if any(row[1] == kind for row in rows)]
    everywhere = dict.fromkeys(kind for tail in tails.values() for kind, share in tail.by_hazard.items() if share > 0.0)
    legend = tuple(KeyEntry(KIND_COLOURS[kind], hazard_name(kind)) for kind in assessment.impacts if kind in everywhere)
    key = f"tail-{target}"

    def draw(voice: Voice) -> Spec:
        return _spec(voice, key, kinds)

    data: dict[str, list[float | str]] = {
        "period": [float(row[0]) for row in rows],
        "kind": [row[1] for row in rows],
        "share": [row[2] for row in rows],
        "order": [float(kinds.index(row[1])) for row in rows],
    }
    return Chart(key, Message(CONSEQUENCES[target]), draw, data, "short", legend)


def _spec(voice: Voice, key: str, kinds: Sequence[str]) -> Spec:
    title = voice.say(Message(mark("Share")))
    share: Spec = {"field": "share", "type": "quantitative", "format": ".0%", "title": title}
    y: Spec = {
        "field": "period",
        "type": "ordinal",
        "title": voice.say(Message(mark("once in … years"))),
        "axis": {**PLAIN_AXIS, **FLAT_TITLE, **number_format(voice)},
    }
    x: Spec = {
        "field": "share",
        "type": "quantitative",
        "title": None,
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
        "stack": "zero",
    }
    scale = {"domain": list(kinds), "range": [KIND_COLOURS.get(kind, INK) for kind in kinds]}
    bars: Spec = {
        "mark": {"type": "bar", "stroke": "white", "strokeWidth": 1},
        "encoding": {
            "x": x,
            "y": y,
            "order": {"field": "order", "type": "quantitative"},
            "color": {"field": "kind", "type": "nominal", "scale": scale, "legend": None},
            "tooltip": [{"field": "name", "title": ""}, share],
        },
    }
    names = {kind: voice.say(hazard_name(kind)) for kind in kinds}
    return framed(voice, key, [bars], [named(names, "kind")])


def _districts(assessment: Assessment, main: Mapping[str, Tail]) -> Grid:
    names = {row["code"]: Name.of(row) for row in assessment.city.table("areas").iter_rows(named=True)}
    columns = (
        Column("area", Message(mark("Area"))),
        *(Column(target, Message(CONSEQUENCES[target]), bar=True) for target in main),
    )
    rows = []
    for code in shown_areas(assessment.city):
        shares: list[Said] = [Quantity(tail.by_district.get(code, 0.0), "%") for tail in main.values()]
        rows.append(Row(code, (names[code], *shares)))
    return Grid(
        Message(mark("Which districts bear the events of 1 in {years} years and beyond"), years=MAIN),
        columns,
        tuple(rows),
    )


def _classes(main: Mapping[str, Tail]) -> Grid:
    columns = (Column("class", Message(mark("Assets"))), Column("share", Message(mark("Share")), bar=True))
    shares = main[MONEY].by_class if MONEY in main else {}
    rows = tuple(Row(name, (Message(CONSEQUENCES[name]), Quantity(share, "%"))) for name, share in shares.items())
    return Grid(Message(mark("Which assets make the direct loss of that tail")), columns, rows)


def _events(assessment: Assessment, main: Mapping[str, Tail]) -> Grid:
    currency = assessment.city.info["currency"]
    columns = (
        Column("event", Message(mark("Event"))),
        Column("hazard", Message(mark("Hazard"))),
        Column("impact", Message(mark("Impact"))),
        Column("frequency", Message(mark("Frequency"))),
    )
    rows = []
    for target, tail in main.items():
        for one in tail.events[:NAMED]:
            events = assessment.impacts[one.kind].events
            cells: tuple[Said, ...] = (
                events.describe(one.event),
                hazard_name(one.kind),
                Quantity(one.impact, unit_of(target, currency)),
                Quantity(one.frequency, "1/year"),
            )
            rows.append(Row(f"{target}/{events.ids[one.event]}", cells, Message(CONSEQUENCES[target])))
    return Grid(Message(mark("The events that contribute most to that tail")), columns, tuple(rows))
