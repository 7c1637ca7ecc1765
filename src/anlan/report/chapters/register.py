"""The risk register: matrix, list with strategies, and frequency against deaths."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import polars as pl

from anlan.city.tables.register import RISK_COLOURS
from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart, KeyEntry, Spec
from anlan.report.chapters.chances import threshold_of
from anlan.report.chapters.elsewhere import unstated_warnings, valued_elsewhere
from anlan.report.charts import decades, number_format
from anlan.report.colours import DASHES, INK, KIND_COLOURS, LEVEL_COLOURS
from anlan.report.document import Column, Grid, Row
from anlan.report.exposure import ALL
from anlan.report.quantity import Name, Quantity, Said, money
from anlan.report.risks import unit_of
from anlan.report.specs import FLAT_TITLE, PLAIN_AXIS, framed, lines_and_tips, log_axis, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk.register import Criteria, Register, RegisterItem
from anlan.risk.register.criteria import CLASSES

STRATEGIES: Mapping[str, str] = {
    "prevent": mark("Prevent"),
    "both": mark("Prevent and prepare"),
    "prepare": mark("Prepare"),
    "baseline": mark("Keep baseline readiness"),
    "unrated": mark("Rate how far it can be controlled"),
}

CONTROLS: Mapping[str, str] = {
    "controllable": mark("controllable"),
    "partly": mark("controllable in part"),
    "uncontrollable": mark("not controllable"),
    "unrated": mark("not rated"),
}

LEVERS: Mapping[str, str] = {
    "frequency": mark("source"),
    "intensity": mark("source"),
    "exposure": mark("exposure"),
    "vulnerability": mark("vulnerability"),
    "lead_time": mark("warning"),
}
"""What a lever acts on, in the words of the criteria."""

FN_POINTS = 120


def register_chapter(register: Register) -> Chapter:
    """Show the register of a city.

    Parameters
    ----------
    register
        The register.
    """
    return Chapter(
        key="register",
        title=Message(mark("Risk register")),
        sentences=tuple(_sentences(register)),
        chart_note=Message(
            mark(
                "First how many risks stand where; the colour is the level of the pair of classes. Then how often so "
                "many people or more die in one event, beside two lines that are laid down for plants with hazardous "
                "chemicals and are drawn here for comparison."
            )
        ),
        charts=(_matrix(register), _deaths(register)),
        grids={"register": _grid(register), "criteria": _criteria(register)},
        limits=tuple(_limits(register)),
        tables={"register": _table(register)},
    )


def _limits(register: Register) -> Iterator[Message]:
    city = register.assessment.city
    yield Message(
        mark(
            "A risk is controllable if all its measures together bring it to {tolerable} or below at a cost of at most "
            "{factor:g} times what they avoid, where a death avoided counts {life}; in part if they lower its level or "
            "avoid a tenth of it at such a cost."
        ),
        tolerable=Message(RISK_COLOURS[register.criteria.tolerable]),
        factor=register.criteria.disproportion,
        life=Quantity(register.criteria.life_value, city.info["currency"]),
    )
    yield from valued_elsewhere(
        register.measures.values(),
        mark("Count as preparedness, which lowers no risk here and is valued in {place}: {measures}."),
        mark("Count here in part, and for the rest as preparedness, which is valued in {place}: {measures}."),
    )
    yield from unstated_warnings(city, register.assessment.impacts)


def _sentences(register: Register) -> Iterator[Message]:
    counts = {level: sum(item.rating.level == level for item in register.items) for level in RISK_COLOURS}
    yield Message(
        mark("{count} risks stand in the register: {levels}."),
        count=len(register.items),
        levels=tuple(
            Message(mark("{count} {level}"), count=count, level=Message(LEVEL_WORDS[level]))
            for level, count in counts.items()
            if count
        ),
    )
    root = register.assessment.city.areas.codes[register.assessment.city.areas.root]
    for strategy in ("prevent", "both", "prepare"):
        kinds = [
            hazard_name(item.hazard)
            for item in register.items
            if item.area == root and item.control.strategy == strategy
        ]
        if kinds:
            yield Message(mark("{strategy}: {hazards}."), strategy=Message(STRATEGIES[strategy]), hazards=tuple(kinds))


LEVEL_WORDS: Mapping[str, str] = {
    "red": mark("red"),
    "orange": mark("orange"),
    "yellow": mark("yellow"),
    "blue": mark("blue"),
}


def _matrix(register: Register) -> Chart:
    criteria = register.criteria
    pairs = [(row, column) for row in range(1, CLASSES + 1) for column in range(1, CLASSES + 1)]
    counts = [
        sum((item.rating.likelihood, item.rating.consequence) == pair for item in register.items) for pair in pairs
    ]
    data: dict[str, list[Any]] = {
        "likelihood": [float(row) for row, _ in pairs],
        "consequence": [float(column) for _, column in pairs],
        "level": [criteria.level(*pair) for pair in pairs],
        "risks": ["" if count == 0 else str(count) for count in counts],
    }
    legend = tuple(KeyEntry(LEVEL_COLOURS[level], Message(text)) for level, text in RISK_COLOURS.items())
    return Chart("risk-matrix", Message(mark("Number of risks by class")), _draw_matrix, data, "tall", legend)


def _draw_matrix(voice: Voice) -> Spec:
    axis = {**PLAIN_AXIS, "format": "d"}
    x: Spec = {
        "field": "consequence",
        "type": "ordinal",
        "title": voice.say(Message(mark("class of consequence, 5 is the worst"))),
        "axis": axis,
    }
    y: Spec = {
        "field": "likelihood",
        "type": "ordinal",
        "sort": "descending",
        "title": voice.say(Message(mark("class of likelihood, 5 is the most often"))),
        "axis": {**axis, **FLAT_TITLE},
    }
    scale = {"domain": list(LEVEL_COLOURS), "range": list(LEVEL_COLOURS.values())}
    colour = {"field": "level", "type": "nominal", "scale": scale, "legend": None}
    fields: Spec = {
        "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2, "cornerRadius": 4, "opacity": 0.85},
        "encoding": {"x": x, "y": y, "color": colour},
    }
    numbers: Spec = {
        "mark": {"type": "text", "fontSize": 16, "fontWeight": "bold", "color": INK},
        "encoding": {"x": x, "y": y, "text": {"field": "risks", "type": "nominal"}},
    }
    return framed(voice, "risk-matrix", [fields, numbers])


def _deaths(register: Register) -> Chart:
    assessment = register.assessment
    rows: list[tuple[str, float, float]] = []
    kinds = [kind for kind in assessment.impacts if assessment.curve("killed", kind).frequency_of(1.0) > 0.0]
    for kind in (ALL, *kinds):
        curve = assessment.curve("killed", None if kind == ALL else kind)
        reached = int(np.searchsorted(-curve.impact, -1.0, side="right"))
        if reached:
            places = np.unique(np.geomspace(1, reached, FN_POINTS).astype(np.int64)) - 1
            rows += [(kind, float(curve.impact[place]), float(curve.frequency[place])) for place in places]
    for name, points in register.criteria.lines.items():
        rows += [(name, deaths, frequency) for deaths, frequency in points]
    looks = {kind: (KIND_COLOURS[kind], DASHES[kind]) for kind in (ALL, *kinds)}
    looks |= {"intolerable": ("#7f0000", [16, 4, 2, 4]), "acceptable": ("#00571f", [16, 4, 2, 4])}
    names = {**{kind: hazard_name(kind) for kind in (ALL, *kinds)}, **{name: Message(LINES[name]) for name in LINES}}
    legend = tuple(
        KeyEntry(colour, names[name], " ".join(str(part) for part in dash)) for name, (colour, dash) in looks.items()
    )
    data: dict[str, list[Any]] = {
        "series": [row[0] for row in rows],
        "deaths": [row[1] for row in rows],
        "frequency": [row[2] for row in rows],
    }

    def draw(voice: Voice) -> Spec:
        return _draw_deaths(voice, data, looks, {name: voice.say(text) for name, text in names.items()})

    return Chart("deaths", Message(mark("Frequency against deaths (F-N)")), draw, data, "tall", legend)


LINES: Mapping[str, str] = {
    "intolerable": mark("Intolerable above this line (plants)"),
    "acceptable": mark("Acceptable below this line (plants)"),
}


def _draw_deaths(
    voice: Voice,
    data: Mapping[str, list[Any]],
    looks: Mapping[str, tuple[str, list[int]]],
    names: Mapping[str, str],
) -> Spec:
    deaths = decades([float(value) for value in data["deaths"]] or [1.0], 6)
    rates = decades([float(value) for value in data["frequency"]] or [1.0], 7)
    x = log_axis(voice, "deaths", voice.say(Message(mark("deaths in one event, N"))), deaths)
    y = log_axis(voice, "frequency", voice.say(Message(mark("frequency of N or more, a year"))), rates, upright=True)
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "deaths", "title": x["title"], "type": "quantitative", **number_format(voice)},
        {"field": "frequency", "title": y["title"], "type": "quantitative", **number_format(voice)},
    ]
    return framed(voice, "deaths", lines_and_tips(x, y, looks, tips), [named(names, "series")])


def _names(table: pl.DataFrame, key: str) -> dict[str, Name]:
    return {row[key]: Name.of(row) for row in table.iter_rows(named=True)}


def _grid(register: Register) -> Grid:
    city = register.assessment.city
    currency = city.info["currency"]
    areas, owners = _names(city.table("areas"), "code"), _names(city.table("organisations"), "id")
    measures = {name: Name(one.name_zh, one.name_en) for name, one in register.measures.items()}
    columns = (
        Column("risk", Message(mark("Risk"))),
        Column("area", Message(mark("Area"))),
        Column("why", Message(mark("What decides"))),
        Column("strategy", Message(mark("Strategy"))),
        Column("control", Message(mark("Control"))),
        Column("residual", Message(mark("After all measures"))),
        Column("avoided", Message(mark("Avoided"))),
        Column("cost", Message(mark("Cost")), money(currency, "year")),
        Column("measures", Message(mark("Measures"))),
        Column("owner", Message(mark("Owner"))),
    )
    rows = []
    for item in register.items:
        control = item.control
        cells: tuple[Said, ...] = (
            hazard_name(item.hazard) if item.name_zh is None else Name(item.name_zh, item.name_en),
            areas.get(item.area, item.area),
            _why(item, currency),
            Message(STRATEGIES[control.strategy]),
            _control(item),
            Message(LEVEL_WORDS[control.residual]),
            Quantity(control.avoided, "%") if control.measures else None,
            Quantity(control.cost, money(currency, "year")) if control.measures else None,
            tuple(measures[name] for name in control.measures) or None,
            owners.get(item.owner or "", item.owner),
        )
        rows.append(Row(item.id, cells, Message(RISK_COLOURS[item.rating.level]), item.synthetic))
    return Grid(Message(mark("All risks, the highest level first")), columns, tuple(rows))


def _why(item: RegisterItem, currency: str) -> Said:
    rating = item.rating
    classes = {"likelihood": rating.likelihood, "consequence": rating.consequence}
    if rating.dimension is None:
        return Message(mark("entered by people ({likelihood} × {consequence})"), **classes)
    return Message(
        mark("{threshold} once in {years} years ({likelihood} × {consequence})"),
        **classes,
        threshold=threshold_of(rating.dimension, rating.impact, currency),
        years=Quantity(1.0 / rating.frequency if rating.frequency else None, "", 2),
    )


def _control(item: RegisterItem) -> Said:
    words = tuple(Message(text) for text in dict.fromkeys(LEVERS[lever] for lever in item.control.levers))
    rating = Message(CONTROLS[item.control.rating])
    return Message(mark("{rating} ({levers})"), rating=rating, levers=words) if words else rating


def _criteria(register: Register) -> Grid:
    criteria: Criteria = register.criteria
    currency = register.assessment.city.info["currency"]
    columns = (
        Column("what", Message(mark("Class"))),
        *(Column(f"class-{number}", Message("{number}", number=number)) for number in range(CLASSES, 0, -1)),
    )
    likelihood: tuple[Said, ...] = (
        Message(mark("Likelihood")),
        *(Quantity(criteria.likelihood.get(number), "1/year") for number in range(CLASSES, 0, -1)),
    )
    rows = [Row("likelihood", likelihood)]
    for dimension, bounds in criteria.consequence.items():
        said = tuple(
            Quantity(bounds[number], unit_of(dimension, currency)) if bounds.get(number) else None
            for number in range(CLASSES, 0, -1)
        )
        rows.append(Row(dimension, (Message(CONSEQUENCES[dimension]), *said)))
    note = (
        Message(mark("The city states its own criteria in {tables}."), tables=criteria.own)
        if criteria.own
        else Message(mark("These classes come with the program; a city may state its own."))
    )
    return Grid(Message(mark("Classes, and the least that belongs to each")), columns, tuple(rows), note)


def _table(register: Register) -> pl.DataFrame:
    currency = register.assessment.city.info["currency"].lower()
    rows = [
        {
            "id": item.id,
            "origin": item.origin,
            "hazard": item.hazard,
            "area": item.area,
            "name_zh": item.name_zh,
            "name_en": item.name_en,
            "level": item.rating.level,
            "likelihood_class": item.rating.likelihood,
            "consequence_class": item.rating.consequence,
            "consequence": item.rating.dimension,
            "at_least": item.rating.impact,
            "frequency_per_year": item.rating.frequency,
            "control": item.control.rating,
            "strategy": item.control.strategy,
            "residual_level": item.control.residual,
            "avoided_share": item.control.avoided,
            f"cost_{currency}_per_year": item.control.cost,
            f"benefit_{currency}_per_year": item.control.benefit,
            "measures": " ".join(item.control.measures),
            "owner": item.owner,
            "synthetic": item.synthetic,
        }
        for item in register.items
    ]
    return pl.DataFrame(rows, infer_schema_length=None)
