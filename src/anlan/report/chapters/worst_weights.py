"""How far the choice rests on the weights of the dimensions."""

from collections.abc import Iterator
from typing import Any

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.worst_tables import described, event_record, frame, kind_colour, kind_name
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.report.specs import PLAIN_AXIS, SMALL_ON_NARROW, framed, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES
from anlan.scenarios import Accepted, Weighing, Worst

LISTED = 12
"""Most events in the table, those that most weights choose; the files have all."""

NAMED = 3
"""Dimensions that are named as those that speak for an event."""


def weights_chapter(worst: Worst, weighing: Weighing) -> Chapter:
    """Show which events other weights would choose.

    Parameters
    ----------
    worst
        The search, with at least one choice.
    weighing
        What other weights would choose.
    """
    records = [
        event_record(
            worst,
            one.kind,
            one.event,
            share_of_weights=one.share,
            **{f"central_weight_{name}": weight for name, weight in one.central.items()},
        )
        for one in weighing.accepted
    ]
    return Chapter(
        key="weights",
        title=Message(mark("How far the choice rests on the weights")),
        sentences=tuple(_sentences(worst, weighing)),
        chart_note=Message(
            mark(
                "Mean weight that each dimension has in the sets that choose an event of a hazard; the broken line is "
                "where all weigh the same. A dimension far to the right speaks for that hazard."
            )
        ),
        charts=(_chart(worst, weighing),),
        grids={"weights": _grid(worst, weighing)},
        limits=(
            Message(
                mark(
                    "Every set of weights counts as likely as any other; whoever knows which of two dimensions weighs "
                    "more should give the weights to the search."
                )
            ),
        ),
        tables={"worst_by_weights": frame(records)},
    )


def _sentences(worst: Worst, weighing: Weighing) -> Iterator[Message]:
    best = worst.choices[0]
    same = next((one.share for one in weighing.accepted if (one.kind, one.event) == (best.kind, best.event)), 0.0)
    yield Message(
        mark(
            "Of {samples} sets of weights drawn alike, {event} choose the same event as the worst of all, and {hazard} "
            "one of the same hazard ({name})."
        ),
        samples=Quantity(weighing.samples, "", None),
        event=Quantity(same, "%", 2),
        hazard=Quantity(weighing.share_of(best.kind), "%", 2),
        name=kind_name(worst, best.kind),
    )
    others = [kind for kind in _kinds(worst, weighing) if kind != best.kind]
    for kind in others[:NAMED]:
        dimensions = _speaking(_central(weighing, kind))
        yield Message(
            mark("{share} choose {hazard}: those that weigh {dimensions} most."),
            share=Quantity(weighing.share_of(kind), "%", 2),
            hazard=kind_name(worst, kind),
            dimensions=tuple(Message(CONSEQUENCES[name]) for name in dimensions),
        )


def _kinds(worst: Worst, weighing: Weighing) -> list[str]:
    """Return the hazards that any weights choose, the one of the largest share first."""
    kinds = [kind for kind in worst.candidates if weighing.share_of(kind) > 0.0]
    return sorted(kinds, key=lambda kind: -weighing.share_of(kind))


def _central(weighing: Weighing, kind: str) -> dict[str, float]:
    """Return the mean weights of all sets that choose an event of a hazard."""
    several, whole = [one for one in weighing.accepted if one.kind == kind], weighing.share_of(kind)
    return {name: sum(one.share * one.central[name] for one in several) / whole for name in several[0].central}


def _speaking(central: dict[str, float]) -> list[str]:
    """Return the dimensions that weigh more than all would alike, the heaviest first."""
    alike = 1.0 / len(central)
    return sorted((name for name in central if central[name] > alike), key=lambda name: -central[name])[:NAMED]


def _chart(worst: Worst, weighing: Weighing) -> Chart:
    kinds = _kinds(worst, weighing)
    rows = [(kind, name, weight) for kind in kinds for name, weight in _central(weighing, kind).items()]
    data: dict[str, list[Any]] = {
        "kind": [kind for kind, _, _ in rows],
        "dimension": [name for _, name, _ in rows],
        "weight": [weight for _, _, weight in rows],
        "share": [weighing.share_of(kind) for kind, _, _ in rows],
    }
    legend = tuple(KeyEntry(kind_colour(worst, kind), kind_name(worst, kind)) for kind in kinds)

    def draw(voice: Voice) -> Spec:
        return _draw(voice, worst, kinds, len({name for _, name, _ in rows}))

    return Chart("weights", Message(mark("Weights that speak for each hazard")), draw, data, "tall", legend)


def _draw(voice: Voice, worst: Worst, kinds: list[str], dimensions: int) -> Spec:
    names = {name: voice.say(Message(CONSEQUENCES[name])) for name in worst.levels}
    hazards = {kind: voice.say(kind_name(worst, kind)) for kind in kinds}
    title = voice.say(Message(mark("mean weight")))
    x: Spec = {"field": "weight", "type": "quantitative", "title": title, "scale": {"zero": True}}
    x["axis"] = {"format": "%", "tickCount": 5}
    y: Spec = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": list(names.values()),
        "axis": {**PLAIN_AXIS, "grid": True, "labelLimit": 150, "labelFontSize": SMALL_ON_NARROW},
    }
    colour: Spec = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": kinds, "range": [kind_colour(worst, kind) for kind in kinds]},
        "legend": None,
    }
    tips: list[Spec] = [
        {"field": "hazard", "title": ""},
        {"field": "name", "title": voice.say(Message(mark("Dimension")))},
        {"field": "weight", "title": title, "type": "quantitative", "format": ".1%"},
        {
            "field": "share",
            "title": voice.say(Message(mark("Share of the weights"))),
            "type": "quantitative",
            "format": ".1%",
        },
    ]
    rule: Spec = {"mark": {"type": "rule", "strokeDash": [4, 3]}, "encoding": {"x": {"datum": 1.0 / dimensions}}}
    points: Spec = {
        "mark": {"type": "point", "filled": True, "size": 110, "opacity": 0.85},
        "encoding": {"x": x, "y": y, "color": colour, "tooltip": tips},
    }
    return framed(voice, "weights", [rule, points], [named(names, "dimension"), named(hazards, "kind", "hazard")])


def _grid(worst: Worst, weighing: Weighing) -> Grid:
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("event", Message(mark("What it is"))),
        Column("share", Message(mark("Share of the weights")), bar=True),
        Column("weights", Message(mark("Chosen by those that weigh most"))),
    )
    rows = tuple(Row(f"{one.kind}-{one.event}", _cells(worst, one)) for one in weighing.accepted[:LISTED])
    note = mark(
        "The weights of the dimensions are drawn so that every set that adds up to one is as likely as any other; the "
        "search is made again with each. What is credible changes with the weights, too."
    )
    return Grid(Message(mark("The worst of all under other weights")), columns, rows, Message(note))


def _cells(worst: Worst, one: Accepted) -> tuple[Said, ...]:
    dimensions = tuple(Message(CONSEQUENCES[name]) for name in _speaking(dict(one.central)))
    several = Message(mark("{dimensions}"), dimensions=dimensions) if dimensions else Message(mark("any"))
    return (
        kind_name(worst, one.kind),
        described(worst, one.kind, one.event),
        Quantity(one.share, "%", 2),
        several,
    )
