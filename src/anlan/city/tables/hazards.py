"""Records and parameters from which hazards are computed."""

from anlan.city.declare import (
    Table,
    choice,
    date,
    integer,
    key,
    latitude,
    longitude,
    names,
    number,
    reference,
    text,
    time,
)
from anlan.language import mark

HAZARD_KINDS = {
    "typhoon_wind": mark("Typhoon wind"),
    "storm_surge": mark("Storm surge"),
    "rain_flood": mark("Rain flood"),
    "river_flood": mark("River flood"),
    "dam_failure": mark("Reservoir release or dam failure"),
    "earthquake": mark("Earthquake"),
    "tsunami": mark("Tsunami"),
    "landslide": mark("Landslide or debris flow"),
    "drought": mark("Drought"),
    "heat_wave": mark("Heat wave"),
    "cold_wave": mark("Cold wave, snow or ice"),
    "wind_hail": mark("Thunderstorm, hail or tornado"),
    "wildfire": mark("Wildfire"),
    "toxic_release": mark("Toxic release"),
    "explosion": mark("Explosion"),
    "urban_fire": mark("Urban fire"),
    "nuclear_accident": mark("Nuclear accident"),
    "epidemic": mark("Epidemic"),
    "crowd_crush": mark("Crowd crush"),
    "service_outage": mark("Outage of a critical service"),
}
"""Kinds of hazard and the meaning of each."""

EVENT_CLASSES = {
    "natural": mark("Natural disasters"),
    "accident": mark("Accidents"),
    "health": mark("Public health events"),
    "society": mark("Public security events"),
}
"""The four classes of events of the Emergency Response Law of China (2024), Art. 2."""

CLASS_OF = {
    **dict.fromkeys(HAZARD_KINDS, "natural"),
    **dict.fromkeys(("toxic_release", "explosion", "urban_fire", "nuclear_accident", "service_outage"), "accident"),
    "epidemic": "health",
    "crowd_crush": "society",
}
"""Class of each kind of hazard, by judgement; a crush counts as society's, because gatherings are licensed there."""

TYPHOON_TRACKS = Table(
    name="typhoon_tracks",
    group="hazards",
    meaning=mark("One position of the centre of a storm in a best-track record"),
    without=mark("typhoon wind cannot be assessed"),
    key=("storm", "time"),
    columns=(
        text("storm", mark("Identifier of the storm"), required=True, example="1210"),
        text("name", mark("Name of the storm"), example="DAMREY"),
        time("time", mark("Time of the position"), required=True),
        longitude(required=True),
        latitude(required=True),
        number("pressure_hpa", mark("Central pressure"), "hPa", required=True, example="970", low=850.0, high=1030.0),
        number("wind_ms", mark("Largest 10-minute mean wind"), "m/s", example="33.4", high=120.0),
        text("grade", mark("Grade in the record's own words"), example="Extra-tropical Cyclone"),
    ),
)

EARTHQUAKES = Table(
    name="earthquakes",
    group="hazards",
    meaning=mark("One entry of an earthquake catalogue; the same event may appear once per catalogue"),
    without=mark("earthquake rates cannot be compared with the record"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the entry"), example="noaa-1668-07-25"),
        text("catalogue", mark("Catalogue it is taken from"), required=True, example="NOAA NCEI"),
        integer(
            "year",
            mark("Year, negative before the common era"),
            "year",
            required=True,
            example="1668",
            low=-3000,
            high=2200,
        ),
        integer("month", mark("Month"), example="7", low=1, high=12),
        integer("day", mark("Day"), example="25", low=1, high=31),
        longitude(required=True),
        latitude(required=True),
        number("depth_km", mark("Depth of the hypocentre"), "km", example="20", high=700.0),
        number("magnitude", mark("Magnitude"), "1", example="8.5", low=-2.0, high=10.0),
        text("magnitude_type", mark("Magnitude scale"), example="Ms"),
        number("intensity_max", mark("Largest intensity, modified Mercalli"), "1", example="12", high=12.0),
        integer("deaths", mark("Deaths"), "persons", example="42578"),
        text("place", mark("Place name in the catalogue"), example="Tancheng"),
        text("accuracy", mark("How good the position is"), example="macroseismic"),
    ),
)

SEISMIC_SOURCES = Table(
    name="seismic_sources",
    group="hazards",
    meaning=mark("A zone of equal seismicity, or a fault, with truncated Gutenberg-Richter recurrence"),
    without=mark("earthquake cannot be assessed"),
    key=("id",),
    shapes="seismic_sources.geojson",
    lines=True,
    columns=(
        key("id", mark("Identifier of the source"), example="tanlu-middle"),
        *names(mark("Name of the source")),
        number("rate", mark("Events a year at or above magnitude_min"), "1/year", required=True, example="0.08"),
        number("b_value", mark("Gutenberg-Richter b value"), "1", required=True, example="0.9", low=0.3, high=2.0),
        number(
            "magnitude_min",
            mark("Smallest magnitude that is simulated, surface-wave scale"),
            "1",
            required=True,
            example="5",
            low=3.0,
            high=8.0,
        ),
        number(
            "magnitude_max",
            mark("Largest possible magnitude, surface-wave scale"),
            "1",
            required=True,
            example="8.5",
            low=4.0,
            high=10.0,
        ),
        number("depth_km", mark("Depth of the hypocentres"), "km", default="10", example="15", high=100.0),
        number(
            "strike_deg",
            mark("Strike of the ruptures of a zone from north, clockwise"),
            "deg",
            example="20",
            high=360.0,
        ),
    ),
)

RAINFALL_RECORDS = Table(
    name="rainfall_records",
    group="hazards",
    meaning=mark("The largest rainfall of a duration in a station's record"),
    without=mark("rain flood needs rainfall_frequency instead"),
    key=("station", "duration_h", "until_year"),
    columns=(
        text("station", mark("Station"), required=True, example="灌云"),
        number("duration_h", mark("Duration"), "h", required=True, example="24", low=0.01),
        number("depth_mm", mark("Largest depth in the record"), "mm", required=True, example="257.8"),
        integer("record_years", mark("Length of the record"), "years", required=True, example="40", low=1),
        integer(
            "until_year", mark("Last year of the record"), "year", required=True, example="1990", low=1700, high=2200
        ),
        integer(
            "stations",
            mark("Independent stations of all of which it is the largest; 1 for a station's own record"),
            "stations",
            default="1",
            example="10",
            low=1,
        ),
    ),
)

RAINFALL_MAXIMA = Table(
    name="rainfall_maxima",
    group="hazards",
    meaning=mark("The largest rainfall of a duration in one year at a station"),
    without=mark("rainfall is known from its records alone"),
    key=("station", "duration_h", "year"),
    columns=(
        text("station", mark("Station"), required=True, example="灌云"),
        number("duration_h", mark("Duration"), "h", required=True, example="24", low=0.01),
        integer("year", mark("Year"), "year", required=True, example="1985", low=1700, high=2200),
        number("depth_mm", mark("Largest depth in the year"), "mm", required=True, example="112.4"),
    ),
)

RAINFALL_FREQUENCY = Table(
    name="rainfall_frequency",
    group="hazards",
    meaning=mark("Distribution of the largest rainfall of a year: generalised extreme value"),
    without=mark("it is fitted to rainfall_maxima or rainfall_records"),
    key=("duration_h",),
    columns=(
        number("duration_h", mark("Duration"), "h", required=True, example="24", low=0.01),
        number("location_mm", mark("Location parameter"), "mm", required=True, example="92"),
        number("scale_mm", mark("Scale parameter"), "mm", required=True, example="31", low=0.001),
        number(
            "shape",
            mark("Shape parameter; positive for a heavy tail"),
            "1",
            default="0",
            example="0.11",
            low=-0.5,
            high=0.5,
        ),
    ),
)

WATERS = {
    "sea": mark("Sea or tidal mouth"),
    "river": mark("River"),
    "reservoir": mark("Lake or reservoir"),
}

WATER_LEVELS = Table(
    name="water_levels",
    group="hazards",
    meaning=mark("A tide or river level, in the local zero of its station"),
    without=mark("levels cannot be compared with the record"),
    key=("station", "statistic", "year"),
    columns=(
        text("station", mark("Station"), required=True, example="连云港"),
        text("statistic", mark("What the level is"), required=True, example="annual maximum"),
        integer(
            "year", mark("Year; 0 for a statistic over the record"), "year", default="0", example="1981", high=2200
        ),
        number("level_m", mark("Level above the datum"), "m", required=True, example="6.5", low=-100.0, high=9000.0),
        text("datum", mark("Zero of the level"), required=True, example="gauge zero"),
        choice("water", mark("Kind of water"), WATERS, required=False, example="river"),
        text("day", mark("Day of the year, as recorded"), example="09-01"),
    ),
)

TIDE_CONSTITUENTS = Table(
    name="tide_constituents",
    group="hazards",
    meaning=mark("A harmonic constant of the tide at a station"),
    without=mark("the tide in front of the coast is known from mean levels alone, without its dates"),
    key=("station", "constituent"),
    columns=(
        text("station", mark("Station"), required=True, example="连云港"),
        text("constituent", mark("Name of the constituent"), required=True, example="M2"),
        number("amplitude_m", mark("Amplitude"), "m", required=True, example="1.639", high=20.0),
        number(
            "phase_deg", mark("Phase lag behind the equilibrium tide at Greenwich"), "deg", required=True, example="306"
        ),
    ),
)

CLIMATE_NORMALS = Table(
    name="climate_normals",
    group="hazards",
    meaning=mark("Mean weather of a month"),
    without=mark("the season of a scenario has no weather"),
    key=("month",),
    columns=(
        integer("month", mark("Month"), required=True, example="7", low=1, high=12),
        number("temperature_c", mark("Mean temperature"), "degC", example="26.7", low=-80.0, high=60.0),
        number("temperature_max_c", mark("Highest recorded temperature"), "degC", example="39.4", low=-80.0, high=60.0),
        number("temperature_min_c", mark("Lowest recorded temperature"), "degC", example="15.8", low=-80.0, high=60.0),
        number("rain_mm", mark("Mean rainfall of the month"), "mm", example="251.2"),
        number("rain_days", mark("Mean number of days with rain in the month"), "days", example="15.2", high=31.0),
        number("rain_max_day_mm", mark("Largest rainfall of a day in the month's record"), "mm", example="133.3"),
        integer("record_years", mark("Length of the record"), "years", example="31", low=1),
        number("wind_ms", mark("Mean wind"), "m/s", example="2.8", high=60.0),
        number("pressure_hpa", mark("Mean pressure"), "hPa", example="1003.6", low=500.0, high=1100.0),
    ),
)

HAZARD_HISTORY = Table(
    name="hazard_history",
    group="hazards",
    meaning=mark("A disaster of the past"),
    without=mark("the past cannot be shown beside the assessment"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the entry"), example="1939-surge"),
        text("day", mark("Date or period as far as it is known"), required=True, example="1939-08-30"),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS),
        text("place", mark("Where"), example="coast"),
        integer("deaths", mark("Deaths"), "persons", example="1630"),
        integer("missing", mark("People missing"), "persons", example="3"),
        integer("injured", mark("Injured"), "persons", example="278"),
        number("loss", mark("Direct loss in the money of the time"), "currency", example="411000000"),
        text("description", mark("What happened"), example="Sea level about 7.5 m at the port gauge"),
    ),
)

PAST_EVENTS = Table(
    name="past_events",
    group="hazards",
    meaning=mark("Numbers of a disaster of the past with which it can be laid on the city of today"),
    without=mark("past disasters cannot be rehearsed on the city of today"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the event"), example="1668-earthquake"),
        reference(
            "history",
            "hazard_history.id",
            mark("Entry of the record"),
            example="1668-07-25-earthquake",
        ),
        choice("hazard", mark("Kind of hazard that leads"), HAZARD_KINDS, example="earthquake"),
        *names(mark("What the event is called")),
        date("day", mark("Day on which it began"), example="1668-07-25"),
        time("time", mark("When it began, where it is known"), example="2017-12-08T18:20Z"),
        text("storm", mark("Storm of typhoon_tracks; empty for none"), example="1210"),
        longitude(),
        latitude(),
        number("magnitude", mark("Surface-wave magnitude"), "1", example="8.5", high=9.5),
        number("depth_km", mark("Depth"), "km", example="15", high=700.0),
        number("strike_deg", mark("Direction of the rupture"), "deg", example="15", high=360.0),
        number("length_km", mark("Length of the rupture; empty for that of the magnitude"), "km", example="130"),
        number("tnt_t", mark("Mass of TNT with the same blast"), "t", example="260"),
        number("rain_mm", mark("Rain over the whole city"), "mm", example="375"),
        number("rain_h", mark("Time in which it fell"), "h", example="24", high=240.0),
        number("water_level_m", mark("Highest sea level above the zero of the heights"), "m", example="4.6", low=-10.0),
        text("assumption_zh", mark("What of these numbers is assumed, in Chinese"), example="深度未知"),
        text("assumption_en", mark("The same in English"), example="The depth is not known."),
    ),
)

HAZARD_PARAMETERS = Table(
    name="hazard_parameters",
    group="hazards",
    meaning=mark("A parameter of a hazard that this city sets itself"),
    without=mark("every hazard uses its own defaults"),
    key=("hazard", "parameter"),
    columns=(
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS),
        text(
            "parameter", mark("Name of the parameter, as on the method's page"), required=True, example="curve_number"
        ),
        number("value", mark("Value"), "unit", required=True, example="80", low=None),
        text("unit", mark("Unit of the value"), default="1", example="1"),
    ),
)
