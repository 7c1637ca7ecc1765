"""Sensors and the rules that turn readings into signals."""

from anlan.city.declare import Table, choice, key, latitude, longitude, names, number, reference, text
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.language import mark

SENSORS = Table(
    name="sensors",
    group="sensors",
    meaning=mark("A sensor and the quantity it measures"),
    without=mark("nothing is watched"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the sensor"), example="rain-012"),
        *names(mark("Name of the sensor")),
        text("quantity", mark("What it measures"), required=True, example="rain depth"),
        text("unit", mark("Unit of its readings"), required=True, example="mm"),
        longitude(required=True),
        latitude(required=True),
        reference("area", "areas.code", mark("Area it lies in"), example="320706001000"),
        reference("place", "places.id", mark("Place it is mounted at"), example="pump-004"),
        reference("operator", "organisations.id", mark("Organisation that runs it"), example="meteorology"),
        number("interval_s", mark("Time between readings"), "s", default="300", example="60", low=0.001),
        number("low", mark("Smallest reading it can give"), "unit", low=None, example="0"),
        number("high", mark("Largest reading it can give"), "unit", low=None, example="200"),
    ),
)

SENSOR_RULES = Table(
    name="sensor_rules",
    group="sensors",
    meaning=mark("A rule that raises a signal from readings of a quantity"),
    without=mark("no signal is raised"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the rule"), example="rain-orange"),
        text("quantity", mark("Quantity it watches"), required=True, example="rain depth"),
        reference(
            "sensor", "sensors.id", mark("Sensor it is limited to; empty for all of the quantity"), example="rain-012"
        ),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        choice(
            "comparison",
            mark("Comparison with the threshold"),
            {
                "above": mark("Signal when the value is above the threshold"),
                "below": mark("Signal when the value is below the threshold"),
                "rise": mark("Signal when the value rises faster than the threshold"),
                "silence": mark("Signal when no reading arrives"),
            },
        ),
        number("threshold", mark("Threshold, in unit"), "unit", required=True, low=None, example="50"),
        text("unit", mark("Unit of the threshold"), required=True, example="mm"),
        number("window_s", mark("Time over which the value is formed"), "s", default="0", example="10800"),
        choice(
            "colour",
            mark("Warning colour that is proposed"),
            {
                "red": mark("Red"),
                "orange": mark("Orange"),
                "yellow": mark("Yellow"),
                "blue": mark("Blue"),
            },
            example="orange",
        ),
    ),
)
