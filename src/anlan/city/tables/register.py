"""The risk register: what people report, and by which criteria risks are rated."""

from collections.abc import Mapping

from anlan.city.declare import Table, choice, date, integer, key, names, number, reference, text
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.hazards import EVENT_CLASSES, HAZARD_KINDS
from anlan.language import mark

RISK_COLOURS: Mapping[str, str] = {
    "red": mark("Red: major risk"),
    "orange": mark("Orange: considerable risk"),
    "yellow": mark("Yellow: moderate risk"),
    "blue": mark("Blue: low risk"),
}
"""Levels of risk, the highest first."""

RATED: Mapping[str, str] = {**PEOPLE_TARGETS, "direct_loss": mark("Direct loss of all assets")}
"""Consequences by which a risk can be rated."""

RISK_ENTRIES = Table(
    name="risk_entries",
    group="consequences",
    meaning=mark("A risk that somebody has found and entered: a risk point or a source of hazard"),
    without=mark("the register holds computed risks only"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the entry"), example="entry-0012"),
        *names(mark("What the risk is, in a few words")),
        choice(
            "kind",
            mark("Kind of entry"),
            {
                "risk_point": mark("A place or activity at which harm may come about"),
                "hazard_source": mark("A source of danger, such as a tank, a slope or an old wall"),
                "concern": mark("A worry that has not been looked into yet"),
            },
        ),
        choice("hazard", mark("Kind of hazard"), HAZARD_KINDS, example="rain_flood"),
        reference("area", "areas.code", mark("Area in which it lies"), required=True, example="320706001000"),
        reference("place", "places.id", mark("Place it belongs to"), example="hospital-012"),
        integer("likelihood", mark("Class of likelihood, 1 the lowest"), required=True, example="3", low=1, high=5),
        integer("consequence", mark("Class of consequence, 1 the lowest"), required=True, example="4", low=1, high=5),
        choice(
            "controllable",
            mark("Whether source, exposure or vulnerability can be lowered to a tolerable level at reasonable cost"),
            {"yes": mark("Yes"), "partly": mark("In part"), "no": mark("No")},
            required=False,
        ),
        reference("owner", "organisations.id", mark("Organisation that answers for it"), example="water-bureau"),
        date("found", mark("Day on which it was found")),
        text("note", mark("What was seen, and what was done")),
    ),
)

RISK_CLASSES = Table(
    name="risk_classes",
    group="consequences",
    meaning=mark("The lower bound of a class of likelihood or consequence"),
    without=mark("the classes that come with the program are used"),
    key=("scale", "class", "consequence"),
    columns=(
        choice(
            "scale",
            mark("What is classed"),
            {"likelihood": mark("Frequency of an event"), "consequence": mark("Impact of an event")},
        ),
        integer("class", mark("Class, 1 the lowest"), required=True, example="4", low=1, high=5),
        choice(
            "consequence",
            mark("Consequence that is measured; empty for likelihood"),
            RATED,
            required=False,
            example="killed",
        ),
        number(
            "from",
            mark("Least frequency, 1/year, or least impact, people or money, of the class"),
            "",
            required=True,
            example="10",
        ),
    ),
)

RISK_MATRIX = Table(
    name="risk_matrix",
    group="consequences",
    meaning=mark("The level of risk of a pair of classes"),
    without=mark("the matrix that comes with the program is used"),
    key=("likelihood", "consequence"),
    columns=(
        integer("likelihood", mark("Class of likelihood"), required=True, example="3", low=1, high=5),
        integer("consequence", mark("Class of consequence"), required=True, example="4", low=1, high=5),
        choice("level", mark("Level of risk"), RISK_COLOURS, example="orange"),
    ),
)

TOLERANCE_LINES = Table(
    name="tolerance_lines",
    group="consequences",
    meaning=mark(
        "A point of a line on the chart of frequency against deaths; between points it is straight in logarithms"
    ),
    without=mark("the lines that come with the program are drawn"),
    key=("line", "deaths"),
    columns=(
        choice(
            "line",
            mark("Which line the point belongs to"),
            {
                "intolerable": mark("Above this line a risk must be lowered whatever it costs"),
                "acceptable": mark("Below this line nothing more is demanded"),
            },
        ),
        number("deaths", mark("Deaths in one event"), "persons", required=True, example="10", low=1.0),
        number("frequency", mark("Frequency of so many deaths or more"), "1/year", required=True, example="0.0001"),
    ),
)

CREDIBILITY_FLOORS = Table(
    name="credibility_floors",
    group="consequences",
    meaning=mark("How rare the events of a class or of a hazard may be and still be planned for"),
    without=mark("every hazard has the credibility_floor of city.toml"),
    key=("applies_to",),
    columns=(
        choice(
            "applies_to",
            mark("Class of events, or hazard; the floor of a hazard goes before that of its class"),
            {**EVENT_CLASSES, **HAZARD_KINDS},
            example="accident",
        ),
        number(
            "floor",
            mark("Annual frequency below which a scenario is not planned for"),
            "1/year",
            required=True,
            example="0.00001",
            low=1e-9,
            high=1.0,
        ),
        text("reason", mark("Why it differs from the city's")),
    ),
)
