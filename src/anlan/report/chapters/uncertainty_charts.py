"""Charts of intervals and of what makes them wide."""

from collections.abc import Iterator, Mapping, Sequence

from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.charts import decades, number_format
from anlan.report.colours import INK
from anlan.report.quantity import Unit
from anlan.report.risks import unit_of
from anlan.report.specs import PLAIN_AXIS, framed, log_axis, named
from anlan.report.voice import Voice
from anlan.report.words import CONSEQUENCES
from anlan.risk.uncertainty import Factor, Headline, Influence, Interval, Measure, Uncertainty

BAND = "#0072b2"
ALONE = "#0b4f7d"
TOGETHER = "#9cc7e6"

SHOWN = 8
"""Most causes in a chart."""

DECADES = 6
"""Most powers of ten in a chart."""


MEASURES: Mapping[Measure, str] = {
    Measure.MEAN: mark("Mean a year"),
    Measure.LEVEL: mark("1 in {years:,g} years"),
    Measure.TAIL: mark("Worst 1 in {years:,g}"),
}
"""Name of a figure in a chart."""


def interval_charts(uncertainty: Uncertainty, currency: str) -> Iterator[Chart]:
    """Draw the intervals of people and of money, a chart for each consequence.

    Parameters
    ----------
    uncertainty
        The uncertainty.
    currency
        ISO 4217 code.
    """
    legend = (
        KeyEntry(BAND, Message(mark("90 % of the samples, and their middle"))),
        KeyEntry(INK, Message(mark("In this report"))),
    )
    for target in dict.fromkeys(one.headline.target for one in uncertainty.intervals):
        shown = [
            one
            for one in uncertainty.intervals
            if one.headline.target == target and one.headline.measure is not Measure.CHANCE and one.high > 0.0
        ]
        if not shown:
            continue
        key, floor = f"interval-{target}", max(one.high for one in shown) / 10.0**DECADES
        said = {one.headline.key: _short(one.headline) for one in shown}

        def draw(
            voice: Voice, key: str = key, said: Mapping[str, Message] = said, shown: list[Interval] = shown
        ) -> Spec:
            return _intervals(voice, key, said, shown, unit_of(shown[0].headline.target, currency))

        data: dict[str, list[float | str]] = {
            "key": [one.headline.key for one in shown],
            "order": [float(place) for place in range(len(shown))],
            "low": [max(one.low, floor) for one in shown],
            "median": [max(one.median, floor) for one in shown],
            "high": [one.high for one in shown],
            "best": [max(one.best, floor) for one in shown],
        }
        yield Chart(key, Message(CONSEQUENCES[target]), draw, data, "short", legend)


def _short(headline: Headline) -> Message:
    return Message(MEASURES[headline.measure], years=headline.at)


def influence_charts(uncertainty: Uncertainty, names: Mapping[Factor, Message]) -> Iterator[Chart]:
    """Draw which causes make the doubt about each mean, the largest first.

    Parameters
    ----------
    uncertainty
        The uncertainty.
    names
        Name of each cause.
    """
    legend = (
        KeyEntry(ALONE, Message(mark("The cause alone"))),
        KeyEntry(TOGETHER, Message(mark("Together with others"))),
    )
    for headline, influences in uncertainty.influences.items():
        shown = influences[:SHOWN]
        if headline.measure is not Measure.MEAN or not any(one.total > 0.0 for one in shown):
            continue
        key = f"doubt-{headline.target}"
        said = {one.factor.key: names[one.factor] for one in shown}

        def draw(voice: Voice, key: str = key, said: Mapping[str, Message] = said) -> Spec:
            return _influences(voice, key, said)

        title = Message(mark("{what}: what makes the doubt"), what=Message(CONSEQUENCES[headline.target]))
        yield Chart(key, title, draw, _shares(shown), "tall", legend)


def _shares(shown: Sequence[Influence]) -> dict[str, list[float | str]]:
    def inside(value: float) -> float:
        return min(max(value, 0.0), 1.0)

    return {
        "key": [one.factor.key for one in shown],
        "order": [float(place) for place in range(len(shown))],
        "alone": [min(inside(one.first), inside(one.total)) for one in shown],
        "total": [inside(one.total) for one in shown],
        "low": [inside(one.total_low) for one in shown],
        "high": [inside(one.total_high) for one in shown],
    }


def _named(voice: Voice, said: Mapping[str, Message]) -> list[Spec]:
    return [named({key: voice.say(name) for key, name in said.items()}, "key")]


def _rows(limit: int) -> Spec:
    return {
        "field": "name",
        "type": "nominal",
        "sort": {"field": "order", "order": "ascending"},
        "title": None,
        "axis": {**PLAIN_AXIS, "labelLimit": limit, "labelFontSize": 12},
    }


def _intervals(voice: Voice, key: str, said: Mapping[str, Message], shown: Sequence[Interval], unit: str) -> Spec:
    values = [value for one in shown for value in (one.low, one.high, one.best) if value > 0.0]
    ticks = decades(values, DECADES)
    x = log_axis(voice, "low", voice.say(Unit(unit)), ticks)
    number = {"type": "quantitative", **number_format(voice)}
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "best", "title": voice.say(Message(mark("In this report"))), **number},
        {"field": "low", "title": voice.say(Message(mark("Low, 5 %"))), **number},
        {"field": "median", "title": voice.say(Message(mark("Middle, 50 %"))), **number},
        {"field": "high", "title": voice.say(Message(mark("High, 95 %"))), **number},
    ]
    y = _rows(130)
    layer: list[Spec] = [
        {
            "mark": {"type": "rule", "strokeWidth": 5, "color": BAND, "opacity": 0.35, "clip": True},
            "encoding": {"x": x, "x2": {"field": "high"}, "y": y, "tooltip": tips},
        },
        {
            "mark": {"type": "point", "filled": True, "size": 70, "color": BAND, "clip": True},
            "encoding": {"x": {**x, "field": "median"}, "y": y, "tooltip": tips},
        },
        {
            "mark": {"type": "point", "shape": "cross", "filled": True, "size": 80, "color": INK, "clip": True},
            "encoding": {"x": {**x, "field": "best"}, "y": y, "tooltip": tips},
        },
    ]
    return framed(voice, key, layer, _named(voice, said))


def _influences(voice: Voice, key: str, said: Mapping[str, Message]) -> Spec:
    x: Spec = {
        "type": "quantitative",
        "title": voice.say(Message(mark("share of the doubt"))),
        "scale": {"domain": [0, 1]},
        "axis": {"format": ".0%", "tickCount": 5},
    }
    share = {"type": "quantitative", "format": ".0%"}
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "alone", "title": voice.say(Message(mark("The cause alone"))), **share},
        {"field": "total", "title": voice.say(Message(mark("Together with others"))), **share},
        {"field": "low", "title": voice.say(Message(mark("band, low"))), **share},
        {"field": "high", "title": voice.say(Message(mark("band, high"))), **share},
    ]
    y = _rows(170)
    layer: list[Spec] = [
        {
            "mark": {"type": "bar", "color": TOGETHER},
            "encoding": {"x": {**x, "field": "total"}, "y": y, "tooltip": tips},
        },
        {
            "mark": {"type": "bar", "color": ALONE},
            "encoding": {"x": {**x, "field": "alone"}, "y": y, "tooltip": tips},
        },
        {
            "mark": {"type": "rule", "color": INK, "clip": True},
            "encoding": {"x": {**x, "field": "low"}, "x2": {"field": "high"}, "y": y},
        },
    ]
    return framed(voice, key, layer, _named(voice, said))
