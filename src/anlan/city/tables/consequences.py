"""What a hazard does to people and assets, and what can be done about it."""

from anlan.city.declare import Table, choice, integer, key, names, number, reference, text
from anlan.city.tables.ground import ASSET_TARGETS
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.language import mark

PEOPLE_TARGETS = {
    "killed": mark("People killed"),
    "severely_injured": mark("People severely injured"),
    "lightly_injured": mark("People lightly injured"),
    "displaced": mark("People who lose their home for a while"),
    "isolated": mark("People cut off from help"),
    "without_water": mark("People without drinking water"),
    "without_power": mark("People without electricity"),
}
"""Consequences counted in people."""

LIFE_TARGETS = ("killed", "severely_injured", "lightly_injured")
"""Consequences that people escape who leave in time; they lose their home, power or water all the same."""

LEVERS = {
    "frequency": mark("Frequency of events is multiplied by factor"),
    "intensity": mark("Intensity is multiplied by factor and lowered by offset"),
    "exposure": mark("People and assets exposed are multiplied by factor"),
    "vulnerability": mark("Mean share lost is multiplied by factor"),
    "lead_time": mark("People are warned earlier by offset, in h or min; factor is the share who then act in time"),
    "capability": mark("A capability of response rises by offset, in the measure's unit"),
    "cascade": mark("Failures spread less through networks, by offset in the measure's unit"),
    "supply": mark("Stock, agreements or capacity rise by offset, in the measure's unit"),
}
"""What a measure can change."""

PROTECTED = {
    "people": mark("All consequences counted in people"),
    "assets": mark("All classes of assets"),
    **PEOPLE_TARGETS,
    **ASSET_TARGETS,
}
"""Whom or what a measure can protect."""

WARNING_TIMES = Table(
    name="warning_times",
    group="consequences",
    meaning=mark("How early people are warned of a hazard today"),
    without=mark("the lever lead_time counts from no warning at all"),
    key=("hazard",),
    columns=(
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        number(
            "hours",
            mark("Time from the warning's reaching people to the harm, less the way to safety"),
            "h",
            required=True,
            example="0.5",
        ),
        number(
            "share",
            mark("Share of people who can and do act on a warning in time"),
            "1",
            required=True,
            example="0.4",
            high=1.0,
        ),
    ),
)

VULNERABILITY_FUNCTIONS = Table(
    name="vulnerability_functions",
    group="consequences",
    meaning=mark("A vulnerability function: the share of people or value that is lost at an intensity"),
    without=mark("impacts cannot be computed; no hazard is assessed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the function"), example="flood-residential"),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        choice(
            "target",
            mark("Who or what it applies to; 'component' for parts of networks"),
            {**PEOPLE_TARGETS, **ASSET_TARGETS, "component": mark("Chance that a network component fails")},
            example="residential",
        ),
        text("intensity_unit", mark("Unit of the intensity"), required=True, example="m"),
        choice(
            "confidence",
            mark("How well founded it is"),
            {
                "cited": mark("Restated from a publication"),
                "assumption": mark("Stated by judgement"),
            },
            example="cited",
        ),
        text("note", mark("What else a planner must know")),
    ),
)

VULNERABILITY_POINTS = Table(
    name="vulnerability_points",
    group="consequences",
    meaning=mark("A point of a vulnerability function; between points it is linear, outside it is constant"),
    without=mark("impacts cannot be computed; no hazard is assessed"),
    key=("function", "intensity"),
    columns=(
        reference(
            "function",
            "vulnerability_functions.id",
            mark("Function the point belongs to"),
            required=True,
            example="flood-residential",
        ),
        number(
            "intensity",
            mark("Intensity, in the function's intensity_unit"),
            "intensity_unit",
            required=True,
            example="1.5",
        ),
        number("mean", mark("Mean share that is lost"), "1", required=True, example="0.62", high=1.0),
        number("spread", mark("Standard deviation of that share"), "1", default="0", example="0.15", high=1.0),
    ),
)

MEASURES = Table(
    name="measures",
    group="consequences",
    meaning=mark("Something that can be done to prevent or prepare"),
    without=mark("no action plan can be proposed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the measure"), example="pump-upgrade-xinpu"),
        *names(mark("Name of the measure")),
        choice(
            "purpose",
            mark("What it is for"),
            {
                "prevent": mark("Lowers the hazard, the exposure or the vulnerability"),
                "prepare": mark("Makes response and recovery better"),
                "baseline": mark("Keeps a readiness that is always needed"),
            },
        ),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        reference("area", "areas.code", mark("Area it acts in; empty for the whole city"), example="320706"),
        choice("lever", mark("What it changes"), LEVERS),
        choice("target", mark("Whom or what it protects; empty for all"), PROTECTED, required=False),
        number("factor", mark("Factor of the lever"), "1", default="1", example="0.8"),
        number("offset", mark("Offset of the lever, in offset_unit"), "offset_unit", default="0", example="50"),
        text("offset_unit", mark("Unit of offset"), default="1", example="mm"),
        number("cost", mark("Investment"), "currency", default="0", example="120000000"),
        number("upkeep", mark("Yearly cost"), "currency/year", default="0", example="4000000"),
        integer("build_years", mark("Years until it works"), "years", default="1", example="2"),
        integer("life_years", mark("Years it lasts"), "years", default="30", example="30", low=1),
        reference("owner", "organisations.id", mark("Organisation in charge"), example="water-bureau"),
    ),
)

MEASURE_EFFECTS = Table(
    name="measure_effects",
    group="consequences",
    meaning=mark("A further effect of a measure: on another hazard, in another area or on another target"),
    without=mark("each measure acts on one hazard in one area only"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the effect"), example="sponge-haizhou-heat"),
        reference(
            "measure", "measures.id", mark("Measure that has the effect"), required=True, example="sponge-haizhou"
        ),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        reference("area", "areas.code", mark("Area it acts in; empty for the whole city"), example="320706"),
        choice("lever", mark("What it changes"), LEVERS),
        choice("target", mark("Whom or what it protects; empty for all"), PROTECTED, required=False),
        number("factor", mark("Factor of the lever"), "1", default="1", example="0.8"),
        number("offset", mark("Offset of the lever, in offset_unit"), "offset_unit", default="0", example="50"),
        text("offset_unit", mark("Unit of offset"), default="1", example="mm"),
    ),
)

MEASURE_RULES = Table(
    name="measure_rules",
    group="consequences",
    meaning=mark("What one measure demands of another"),
    without=mark("any measures can be combined in any order"),
    key=("measure", "kind", "other"),
    columns=(
        reference("measure", "measures.id", mark("Measure that the rule is about"), required=True, example="sponge"),
        choice(
            "kind",
            mark("What is demanded"),
            {
                "requires": mark("It begins to work no sooner than the other"),
                "excludes": mark("At most one of the two is carried out"),
            },
        ),
        reference("other", "measures.id", mark("The other measure"), required=True, example="pumps"),
    ),
)
