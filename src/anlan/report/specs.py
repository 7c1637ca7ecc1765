"""What the Vega-Lite specifications of chapters have in common."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from anlan.report.charts import number_format
from anlan.report.voice import Voice

Spec = dict[str, Any]

FLAT_TITLE: Spec = {"titleAngle": 0, "titleAlign": "left", "titleX": 0, "titleY": -10, "titleBaseline": "bottom"}
"""Titles of upright axes lie flat above the axis: easier to read, and Chinese cannot be turned."""

NARROW = "containerSize()[0] < 420"
"""Test, in the drawing library's words, whether a chart stands on a narrow screen."""

SMALL_ON_NARROW: Spec = {"expr": f"{NARROW} ? 10 : 12"}
"""Size of letters that must leave room for the drawing, pixels."""

PLAIN_AXIS: Spec = {"ticks": False, "domain": False, "labelAngle": 0}
"""An axis of names rather than numbers."""


def framed(voice: Voice, key: str, layers: Sequence[Spec], transform: Sequence[Spec] = ()) -> Spec:
    """Return a chart that fills its place on the page.

    Parameters
    ----------
    voice
        Language of the texts.
    key
        Name of the chart and of its data.
    layers
        Its layers, from the back to the front.
    transform
        What is done to the data first.
    """
    return {
        "data": {"name": key},
        "width": "container",
        "height": "container",
        "autosize": {"type": "fit", "contains": "padding"},
        "transform": list(transform),
        "layer": list(layers),
        "usermeta": {"language": voice.language},
    }


def named(texts: Mapping[str, str], field: str, name: str = "name") -> Spec:
    """Return the transform that turns keys into texts.

    Parameters
    ----------
    texts
        Text of each key.
    field
        Field with the keys.
    name
        Field for the texts.
    """
    return {"calculate": f"({json.dumps(texts, ensure_ascii=False)})[datum.{field}]", "as": name}


def log_axis(voice: Voice, field: str, title: str, values: Sequence[float], *, upright: bool = False) -> Spec:
    """Return a logarithmic axis from the first to the last of its labelled values.

    Parameters
    ----------
    voice
        Language of the numbers.
    field
        Field that is drawn.
    title
        What it is, with its unit.
    values
        Powers of ten that are labelled.
    upright
        Whether the axis is upright, so that its title lies above it.
    """
    return {
        "field": field,
        "type": "quantitative",
        "title": title,
        "scale": {"type": "log", "domain": [values[0], values[-1]]},
        "axis": {**number_format(voice), "values": list(values), **(FLAT_TITLE if upright else {})},
    }


def lines_and_tips(
    x: Spec, y: Spec, looks: Mapping[str, tuple[str, list[int]]], tips: Sequence[Spec], transform: Sequence[Spec] = ()
) -> list[Spec]:
    """Return a line for each series, and points that are not seen but that the pointer finds.

    Parameters
    ----------
    x, y
        Axes.
    looks
        Colour and dashes of each series.
    tips
        What the pointer shows.
    transform
        What is done to the data of these layers first.
    """
    colours = {"domain": list(looks), "range": [colour for colour, _ in looks.values()]}
    dashes = {"domain": list(looks), "range": [dash for _, dash in looks.values()]}
    series = {"field": "series", "type": "nominal", "legend": None}
    return [
        {
            "transform": list(transform),
            "mark": {"type": "line", "strokeWidth": 2, "interpolate": "monotone", "clip": True},
            "encoding": {
                "x": x,
                "y": y,
                "color": {**series, "scale": colours},
                "strokeDash": {**series, "scale": dashes},
            },
        },
        {
            "transform": list(transform),
            "mark": {"type": "point", "size": 60, "opacity": 0, "clip": True},
            "encoding": {"x": x, "y": y, "tooltip": list(tips)},
        },
    ]
