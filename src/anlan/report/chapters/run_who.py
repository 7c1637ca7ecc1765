"""Who and what is hit: totals, districts, groups, and this event beside others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

from anlan.city.tables.ground import ASSET_TARGETS
from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.run_front import all_totals
from anlan.report.chapters.run_parts import WITHOUT, FloatArray, RunStory, followed_rows, texts
from anlan.report.chapters.worst_tables import described, kind_colour, kind_name
from anlan.report.charts import number_format
from anlan.report.colours import KIND_COLOURS
from anlan.report.document import Column, Grid, Row
from anlan.report.exposure import by_area, shown_areas
from anlan.report.quantity import Name, Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.specs import PLAIN_AXIS, framed, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY

SHOWN = ("killed", "severely_injured", "lightly_injured", "displaced", "isolated", "without_power", "without_water",
         MONEY)  # fmt: skip
"""Consequences in the order in which they are shown."""

GROUPS: Mapping[str, str] = {
    "age_0_14": mark("Children, 0 to 14 years"),
    "age_15_59": mark("Adults, 15 to 59 years"),
    "age_60_plus": mark("Older people, 60 years and more"),
}
"""Groups of residents."""

LINES = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#7b3294", "#8c564b", "#637939", "#999999")
"""Colours of districts."""

CHOSEN = "this"


@dataclass(frozen=True)
class Look:
    """How the event of a hazard, or of hazards that strike together, is drawn and called."""

    colour: str
    name: Message


def who_chapter(story: RunStory) -> Chapter:
    """Say who and what is hit.

    Parameters
    ----------
    story
        The run.
    """
    districts = district_values(story)
    grids = {"totals": _totals(story), "hit-districts": _districts(story, districts)}
    if story.run.groups is not None:
        grids["groups"] = _groups(story)
    events = _events(story)
    compared = _event_chart(story, events) if len(events) > 1 else _district_chart(story, districts)
    return Chapter(
        key="who",
        title=Message(mark("Who and what is hit")),
        chart_note=Message(
            mark(
                "Each line is an event; it passes every consequence at its share of the largest of all events shown. "
                "The thick line is this scenario."
            )
            if len(events) > 1
            else mark(
                "Each line is a district; it passes every consequence at its share of the largest of all districts."
            )
        ),
        charts=() if compared is None else (compared,),
        grids=grids,
        tables={"consequences_by_district": _table(story, districts)},
    )


def district_values(story: RunStory) -> Mapping[str, Mapping[str, float]]:
    """Return the consequences of each district by code and name, people or money.

    Services are those of the networks where these are followed, in the hour in which most of the city are without.

    Parameters
    ----------
    story
        The run.
    """
    city, run = story.city, story.run
    rows: dict[str, FloatArray] = {name: run.by_row[:, place] for place, name in enumerate(run.targets)}
    rows.update(followed_rows(story))
    money = [rows[name] for name in rows if name in ASSET_TARGETS]
    if money:
        rows[MONEY] = np.sum(money, axis=0)
    sums = {name: by_area(city, values) for name, values in rows.items() if name in SHOWN}
    return {code: {name: values[code] for name, values in sums.items()} for code in shown_areas(city)}


def _present(story: RunStory) -> list[str]:
    totals = all_totals(story)
    return [name for name in SHOWN if totals.get(name, 0.0) > 0.0]


def _totals(story: RunStory) -> Grid:
    currency = str(story.city.info["currency"])
    totals = all_totals(story)
    people = float(story.city.cells.population.sum())
    columns = (
        Column("what", Message(mark("Consequence"))),
        Column("total", Message(mark("In all"))),
        Column("share", Message(mark("Share of the residents"))),
        Column("peak", Message(mark("Most in need at a time"))),
    )
    rows = []
    for name, value in totals.items():
        unit = unit_of(name, currency)
        course = story.run.course.get(name)
        cells: tuple[Said, ...] = (
            Message(CONSEQUENCES[name]),
            Quantity(value, unit),
            Quantity(value / people, "%") if unit == "persons" and people > 0.0 else None,
            None if course is None else Quantity(float(course.max(initial=0.0)), "persons"),
        )
        rows.append(Row(name, cells))
    note = Message(
        mark(
            "Of all hazards of the scenario together; nobody and nothing is counted twice. Where networks are "
            "followed, services are those of the hour in which most people are without."
        )
    )
    return Grid(Message(mark("Consequences in the whole city")), columns, tuple(rows), note)


def _area_names(story: RunStory) -> dict[str, Name]:
    return {row["code"]: Name.of(row) for row in story.city.table("areas").iter_rows(named=True)}


def _districts(story: RunStory, districts: Mapping[str, Mapping[str, float]]) -> Grid:
    currency, names = str(story.city.info["currency"]), _area_names(story)
    people = by_area(story.city, np.asarray(story.city.cells.population, dtype=np.float64))
    shown = _present(story)
    columns = (
        Column("area", Message(mark("District"))),
        Column("population", Message(mark("People at night")), "persons"),
        *(Column(name, Message(CONSEQUENCES[name]), unit_of(name, currency), bar=True) for name in shown),
    )
    rows = tuple(
        Row(
            code,
            (
                names[code],
                Quantity(people[code], "persons"),
                *(Quantity(values[name], unit_of(name, currency)) for name in shown),
            ),
        )
        for code, values in districts.items()
    )
    return Grid(Message(mark("By district")), columns, rows)


def _groups(story: RunStory) -> Grid:
    groups = story.run.groups
    if groups is None:
        raise ValueError("the run knows no groups")
    columns = (
        Column("group", Message(mark("Group of residents"))),
        Column("persons", Message(mark("People")), "persons"),
        *(Column(service, Message(WITHOUT[service])) for service in groups.services),
        *(Column(f"hours-{service}", Message(mark("{what}, hours"), what=Message(WITHOUT[service])), bare=True)
          for service in groups.services),
    )  # fmt: skip
    rows = tuple(
        Row(
            name,
            (
                Message(GROUPS[name]) if name in GROUPS else name,
                Quantity(float(groups.persons[place]), "persons"),
                *(Quantity(float(one.max(initial=0.0)), "%") for one in groups.share[place]),
                *(Quantity(float(one.sum()), "h") for one in groups.share[place]),
            ),
        )
        for place, name in enumerate(groups.groups)
    )
    note = mark(
        "Largest mean share of the group without each service, then the mean hours without it of a member of the group."
    )
    return Grid(Message(mark("By group of residents")), columns, rows, Message(note))


def _events(story: RunStory) -> dict[str, tuple[Said, Look, dict[str, float]]]:
    """Return this scenario and the worst credible events of the others: words, look and consequences."""
    scenario, worst = story.run.scenario, story.worst
    leading = scenario.footprints[0]
    chosen = scenario.origin_detail.get("family", leading.kind)
    found: dict[str, tuple[Said, Look, dict[str, float]]] = {}
    if worst is not None:
        for choice in worst.choices:
            look = Look(kind_colour(worst, choice.kind), kind_name(worst, choice.kind))
            told = Message(mark("{hazard}: {event}"), hazard=look.name,
                           event=described(worst, choice.kind, choice.event))  # fmt: skip
            if choice.kind != chosen:
                found[choice.kind] = (told, look, dict(worst.consequences(choice.kind, choice.event)))
    own = Look(KIND_COLOURS[leading.kind], hazard_name(leading.kind))
    if worst is not None and chosen in worst.candidates:
        own = Look(kind_colour(worst, str(chosen)), kind_name(worst, str(chosen)))
    found[CHOSEN] = (texts(scenario.name), own, all_totals(story))
    return found


def _event_chart(story: RunStory, events: Mapping[str, tuple[Said, Look, dict[str, float]]]) -> Chart:
    values = {key: consequences for key, (_, _, consequences) in events.items()}
    looks = {key: look.colour for key, (_, look, _) in events.items()}
    said = {key: told for key, (told, _, _) in events.items()}
    shown = {look.colour: look.name for _, look, _ in events.values()}
    legend = tuple(KeyEntry(colour, name, "1 0") for colour, name in shown.items())
    title = Message(mark("This scenario beside the worst credible events of the other hazards"))
    return parallel("events", title, values, looks, said, legend, story)


def _district_chart(story: RunStory, districts: Mapping[str, Mapping[str, float]]) -> Chart | None:
    names = _area_names(story)
    looks = {code: LINES[place % len(LINES)] for place, code in enumerate(districts)}
    legend = tuple(KeyEntry(colour, Message("{name}", name=names[code]), "1 0") for code, colour in looks.items())
    title = Message(mark("Districts by consequence"))
    if len(districts) < 2 or not _present(story):
        return None
    return parallel("districts", title, districts, looks, names, legend, story)


def parallel(
    key: str, title: Message, values: Mapping[str, Mapping[str, float]], looks: Mapping[str, str],
    said: Mapping[str, Said], legend: tuple[KeyEntry, ...], story: RunStory,
) -> Chart:  # fmt: skip
    """Draw a line for each event or district through its consequences.

    Parameters
    ----------
    key
        Name of the chart.
    title
        Heading.
    values
        Consequences by line and name.
    looks
        Colour of each line.
    said
        Words for each line.
    legend
        Key of the chart.
    story
        The run.
    """
    currency = str(story.city.info["currency"])
    most = {name: max((one.get(name, 0.0) for one in values.values()), default=0.0) for name in SHOWN}
    shown = [name for name in SHOWN if most[name] > 0.0]
    cells = [(line, name) for line in values for name in shown]
    data: dict[str, list[Any]] = {
        "line": [line for line, _ in cells],
        "dimension": [name for _, name in cells],
        "place": [shown.index(name) for _, name in cells],
        "share": [values[line].get(name, 0.0) / most[name] for line, name in cells],
        "amount": [values[line].get(name, 0.0) for line, name in cells],
        "chosen": [int(line == CHOSEN) for line, _ in cells],
    }

    def draw(voice: Voice) -> Spec:
        words = {line: voice.say(said[line]) for line in values}
        return _parallel(voice, key, words, looks, shown, currency)

    return Chart(key, title, draw, data, "tall", legend)


def _parallel(
    voice: Voice, key: str, said: Mapping[str, str], looks: Mapping[str, str], shown: Sequence[str], currency: str
) -> Spec:
    names = {name: voice.say(Message(CONSEQUENCES[name])) for name in shown}
    share = voice.say(Message(mark("share of the largest")))
    x: Spec = {
        "field": "share", "type": "quantitative", "title": share, "scale": {"domain": [0, 1]},
        "axis": {"tickCount": 5, "format": ".0%"},
    }  # fmt: skip
    y: Spec = {
        "field": "name",
        "type": "nominal",
        "title": None,
        "sort": list(names.values()),
        "scale": {"type": "point", "padding": 0.3},
        "axis": {**PLAIN_AXIS, "grid": True, "labelLimit": 150, "labelFontSize": 12},
    }
    lines: Spec = {
        "x": x,
        "y": y,
        "order": {"field": "place", "type": "quantitative"},
        "color": {"field": "line", "type": "nominal", "legend": None,
                  "scale": {"domain": list(looks), "range": list(looks.values())}},
        "strokeWidth": {"condition": {"test": "datum.chosen === 1", "value": 4.5}, "value": 1.6},
    }  # fmt: skip
    amount = voice.say(Message(mark("amount")))
    tips: list[Spec] = [
        {"field": "told", "title": ""},
        {"field": "name", "title": voice.say(Message(mark("Consequence")))},
        {"field": "amount", "title": amount, "type": "quantitative", **number_format(voice)},
    ]
    layers: list[Spec] = [
        {"mark": {"type": "line", "interpolate": "linear"}, "encoding": lines},
        {"mark": {"type": "point", "size": 60, "opacity": 0}, "encoding": {"x": x, "y": y, "tooltip": tips}},
    ]
    return framed(voice, key, layers, [named(names, "dimension"), named(said, "line", "told")])


def _table(story: RunStory, districts: Mapping[str, Mapping[str, float]]) -> pl.DataFrame:
    currency = str(story.city.info["currency"])
    rows = [
        (code, name, unit_of(name, currency), value)
        for code, values in districts.items()
        for name, value in values.items()
    ]
    schema = {"area": pl.String, "consequence": pl.String, "unit": pl.String, "value": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")
