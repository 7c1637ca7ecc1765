"""Charts over the hours of a scenario: bands of quality, the load of hospitals, times to hospital."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message, mark
from anlan.report.book import Chart, KeyEntry, Spec
from anlan.report.chapters.run_parts import FloatArray, hourly
from anlan.report.charts import hour_axis, number_format
from anlan.report.colours import SERVICE
from anlan.report.quantity import Unit
from anlan.report.specs import FLAT_TITLE, framed, named
from anlan.report.voice import Voice

BAND_KEY = (
    KeyEntry(SERVICE, Message(mark("Mean of the samples")), "1 0"),
    KeyEntry("#cce3f0", Message(mark("5 to 95 % of the samples"))),
)
"""Key of the charts of quality."""


def band_chart(
    key: str, title: Message, band: FloatArray, bottom: float, size: str = "short", legend: tuple[KeyEntry, ...] = ()
) -> Chart:
    """Draw a quality Q(t) with its band.

    Parameters
    ----------
    key
        Name of the chart.
    title
        Heading.
    band
        Mean and 5, 50 and 95 % quantiles, shape (4, hours), 1.
    bottom
        Quality at which the axis begins, 1.
    size
        Height of the chart.
    legend
        Key of the chart, where it is not given before.
    """
    hours = band.shape[1]
    data = hourly(level=band[0].tolist(), low=band[1].tolist(), high=band[3].tolist())

    def draw(voice: Voice) -> Spec:
        return _band(voice, key, hours, bottom)

    return Chart(key, title, draw, data, size, legend)


def _band(voice: Voice, key: str, hours: int, bottom: float) -> Spec:
    x = hour_axis(voice, hours, 8)
    mean = voice.say(Message(mark("mean")))
    y: Spec = {
        "type": "quantitative",
        "title": voice.say(Message(mark("service level Q(t)"))),
        "scale": {"domain": [bottom, 1]},
        "axis": {"format": ".0%", "tickCount": 5, **FLAT_TITLE},
    }
    tips: list[Spec] = [{"field": "hour", "title": voice.say(Message(mark("hour")))}]
    low, high = voice.say(Message(mark("band, low"))), voice.say(Message(mark("band, high")))
    for field, text in (("level", mean), ("low", low), ("high", high)):
        tips.append({"field": field, "title": text, "type": "quantitative", "format": ".1%"})
    layers: list[Spec] = [
        {
            "mark": {"type": "area", "interpolate": "step-after", "color": SERVICE, "opacity": 0.2},
            "encoding": {"x": x, "y": {**y, "field": "low"}, "y2": {"field": "high"}},
        },
        {
            "mark": {"type": "line", "interpolate": "step-after", "color": SERVICE, "strokeWidth": 2},
            "encoding": {"x": x, "y": {**y, "field": "level"}},
        },
        found_by_pointer(x, tips),
    ]
    return framed(voice, key, layers)


def found_by_pointer(x: Spec, tips: Sequence[Spec]) -> Spec:
    """Return a line at each hour that is not seen but that the pointer finds.

    Parameters
    ----------
    x
        Axis of the hours.
    tips
        What the pointer shows.
    """
    return {
        "mark": {"type": "rule", "opacity": 0, "strokeWidth": 5},
        "encoding": {"x": x, "tooltip": list(tips)},
    }


def lines_chart(
    key: str, title: Message, lines: Mapping[str, Sequence[float]], looks: Mapping[str, tuple[str, str, Message]],
    unit: str, size: str = "tall",
) -> Chart:  # fmt: skip
    """Draw amounts by hour, a stepped line each.

    Parameters
    ----------
    key
        Name of the chart.
    title
        Heading.
    lines
        Values by hour of each line.
    looks
        Colour, dashes as SVG writes them and name of each line.
    unit
        Unit of the values.
    size
        Height of the chart.
    """
    hours = len(next(iter(lines.values())))

    def draw(voice: Voice) -> Spec:
        return _lines(voice, key, hours, looks, unit)

    legend = tuple(KeyEntry(*looks[name][:1], looks[name][2], looks[name][1]) for name in lines)
    return Chart(key, title, draw, hourly(**lines), size, legend)


def _lines(voice: Voice, key: str, hours: int, looks: Mapping[str, tuple[str, str, Message]], unit: str) -> Spec:
    x = hour_axis(voice, hours, 8)
    y: Spec = {
        "type": "quantitative",
        "title": voice.say(Unit(unit)),
        "axis": {**number_format(voice), "tickCount": 5, **FLAT_TITLE},
    }
    tips: list[Spec] = [{"field": "hour", "title": voice.say(Message(mark("hour")))}]
    layers: list[Spec] = []
    for name, (colour, dashes, said) in looks.items():
        tip = {"field": name, "title": voice.say(said), "type": "quantitative", **number_format(voice)}
        tips.append(tip)
        mark_of = {"type": "line", "interpolate": "step-after", "color": colour, "strokeWidth": 2,
                   "strokeDash": [int(part) for part in dashes.split()]}  # fmt: skip
        layers.append({"mark": mark_of, "encoding": {"x": x, "y": {**y, "field": name}}})
    return framed(voice, key, [*layers, found_by_pointer(x, tips)])


def travel_chart(
    key: str, title: Message, hours: NDArray[np.int64], values: Mapping[str, FloatArray],
    looks: Mapping[str, tuple[str, Message]], last: int, axis: str, share: bool,
) -> Chart:  # fmt: skip
    """Draw values at some hours, a line with points for each district.

    Parameters
    ----------
    key
        Name of the chart.
    title
        Heading.
    hours
        Hours that were looked at, shape (k,).
    values
        Values at these hours by line, shape (k,) each; NaN is left out.
    looks
        Colour and name of each line.
    last
        Last hour of the axis.
    axis
        Title of the upright axis.
    share
        Whether values are shares.
    """
    cells = [
        (line, int(hour), float(value))
        for line, row in values.items()
        for hour, value in zip(hours.tolist(), row.tolist(), strict=True)
        if np.isfinite(value)
    ]
    data: dict[str, list[Any]] = {
        "line": [line for line, _, _ in cells],
        "hour": [hour for _, hour, _ in cells],
        "value": [value for _, _, value in cells],
    }

    def draw(voice: Voice) -> Spec:
        return _travel(voice, key, looks, last, axis, share)

    legend = tuple(KeyEntry(colour, said, "1 0") for colour, said in looks.values())
    return Chart(key, title, draw, data, "tall", legend)


def _travel(
    voice: Voice, key: str, looks: Mapping[str, tuple[str, Message]], last: int, axis: str, share: bool
) -> Spec:
    names = {line: voice.say(said) for line, (_, said) in looks.items()}
    title = voice.say(Message(axis))
    numbers: Spec = {"format": ".0%"} if share else number_format(voice)
    colours = {"domain": list(looks), "range": [colour for colour, _ in looks.values()]}
    shared: Spec = {
        "x": hour_axis(voice, last, 8),
        "y": {"field": "value", "type": "quantitative", "title": title, "scale": {"zero": True},
              "axis": {**numbers, "tickCount": 5, **FLAT_TITLE}},
        "color": {"field": "line", "type": "nominal", "scale": colours, "legend": None},
    }  # fmt: skip
    tips: list[Spec] = [
        {"field": "name", "title": ""},
        {"field": "hour", "title": voice.say(Message(mark("hour")))},
        {"field": "value", "title": title, "type": "quantitative", **numbers},
    ]
    layers: list[Spec] = [
        {"mark": {"type": "line", "strokeWidth": 1.8}, "encoding": shared},
        {"mark": {"type": "point", "filled": True, "size": 34}, "encoding": {**shared, "tooltip": tips}},
    ]
    return framed(voice, key, layers, [named(names, "line")])
