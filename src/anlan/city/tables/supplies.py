"""What is needed: catalogue, kits, substitutes, standards of need and their course over time."""

from anlan.city.declare import Table, choice, date, flag, key, names, number, reference, text
from anlan.city.tables.consequences import PEOPLE_TARGETS
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.language import mark

SUPPLY_GROUPS = {
    "water": mark("Water and sanitation"),
    "food": mark("Food"),
    "shelter": mark("Shelter and warmth"),
    "medical": mark("Medical"),
    "rescue": mark("Rescue equipment"),
    "power": mark("Power and light"),
    "communication": mark("Communication"),
    "flood": mark("Flood fighting"),
    "transport": mark("Transport"),
    "protection": mark("Personal protection"),
    "teams": mark("Teams and specialists"),
}
"""Groups under which needs are shown."""

ITEMS = Table(
    name="items",
    group="supplies",
    meaning=mark("An item of the catalogue"),
    without=mark("needs and supplies cannot be computed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the item"), example="tent-12m2"),
        *names(mark("Name of the item")),
        text("code", mark("Classification code, GB/T 38565-2020"), example="2010101"),
        choice("group", mark("Group it is shown under"), SUPPLY_GROUPS, example="shelter"),
        text("unit", mark("Unit in which it is counted"), required=True, example="piece"),
        flag("consumed", mark("Whether it is used up in use (water, food) rather than returned (tents)")),
        number("weight_kg", mark("Weight of one unit"), "kg", example="45"),
        number("volume_m3", mark("Volume of one unit"), "m3", example="0.18"),
        number("price", mark("Price of one unit"), "currency", example="1200"),
        number("shelf_life_days", mark("Days it can be stored"), "days", example="3650"),
        text("storage", mark("Storage class"), default="dry", example="dry"),
    ),
)

KITS = Table(
    name="kits",
    group="supplies",
    meaning=mark("A component of an item that is a kit"),
    without=mark("kits are counted whole"),
    key=("kit", "item"),
    columns=(
        reference("kit", "items.id", mark("Item that is a kit"), required=True, example="family-kit"),
        reference("item", "items.id", mark("Item it contains"), required=True, example="blanket"),
        number("quantity", mark("Units in one kit"), "unit", required=True, example="4"),
    ),
)

SUBSTITUTES = Table(
    name="substitutes",
    group="supplies",
    meaning=mark("An item that can stand in for another"),
    without=mark("no item stands in for another"),
    key=("item", "substitute"),
    columns=(
        reference("item", "items.id", mark("Item that is wanted"), required=True, example="bottled-water"),
        reference("substitute", "items.id", mark("Item that can stand in"), required=True, example="tanker-water"),
        number(
            "ratio",
            mark("Units of the substitute for one unit of the item"),
            "1",
            default="1",
            example="1",
            low=0.000001,
        ),
    ),
)

NEED_DRIVERS = {
    **PEOPLE_TARGETS,
    "casualty_arrivals": mark("Injured people who reach a hospital, each once"),
    "responders": mark("Responders at work"),
}
"""Whom a standard of need is for: people affected, casualties as they arrive, and those who help."""

NEED_GROUPS = {
    "all": mark("Everybody"),
    "age_0_14": mark("Children up to 14 years"),
    "age_15_59": mark("People of 15 to 59 years"),
    "age_60_plus": mark("People of 60 years and above"),
}
"""Whom of the people a standard counts; age groups are the columns of ``cells.csv``."""

TRAUMA = "trauma"
"""Stands in a standard for all hazards but those of `ILLNESS`."""

ILLNESS = ("epidemic", "heat_wave", "cold_wave", "toxic_release", "nuclear_accident")
"""Hazards whose injured are ill or poisoned, not wounded."""

NEEDS = Table(
    name="needs",
    group="supplies",
    meaning=mark("A standard of need: how much of an item a person needs who is affected in a given way"),
    without=mark("needs cannot be computed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the standard"), example="water-displaced"),
        reference("item", "items.id", mark("Item that is needed"), required=True, example="drinking-water"),
        choice("driver", mark("Whom it is needed for"), NEED_DRIVERS, example="displaced"),
        number("rate", mark("Units for one person, in per"), "unit/person", required=True, example="15"),
        choice(
            "per",
            mark("How often the rate is needed"),
            {
                "day": mark("Each day, spread evenly over its hours"),
                "once": mark("Once for each person, for as long as the person is affected"),
            },
        ),
        number("from_h", mark("First hour after the event in which it applies"), "h", default="0", example="0"),
        number(
            "to_h", mark("Hour after the event from which it no longer applies; empty for no end"), "h", example="168"
        ),
        text(
            "phase",
            mark(
                "Name of the phase; standards of one item, driver, group and hazard that name phases replace each "
                "other, one at a time, those without one add up"
            ),
            example="first",
        ),
        choice("group", mark("Whom of these people it counts"), NEED_GROUPS, required=False, default="all"),
        choice(
            "hazard",
            mark("Hazard by which people are affected for whom it holds, or 'any' or 'trauma'"),
            {"any": mark("Any hazard"), TRAUMA: mark("Any hazard that injures by force"), **HAZARD_KINDS},
            required=False,
            default="any",
        ),
        text("unit", mark("Unit in which the rate counts the item; must be the item's own"), example="L"),
        number("rate_low", mark("Least that the standard may mean"), "unit/person", example="7.5"),
        number("rate_high", mark("Most that the standard may mean"), "unit/person", example="20"),
        date("valid_from", mark("Day from which the standard is in force")),
        choice(
            "confidence",
            mark("How well founded it is"),
            {
                "cited": mark("Restated from a standard"),
                "assumption": mark("Stated by judgement"),
            },
        ),
    ),
)

PROFILE_DRIVERS = {name: meaning for name, meaning in NEED_DRIVERS.items() if name != "responders"}
"""Whose course is told by the hour; of casualties it is the share that has arrived so far."""

TIME_PROFILES = Table(
    name="time_profiles",
    group="supplies",
    meaning=mark("Share of the scenario's affected people who are in need at an hour; linear between rows"),
    without=mark("everybody is taken to be in need from hour 0 to the end"),
    key=("hazard", "driver", "hour"),
    columns=(
        choice("hazard", mark("Kind of hazard, or 'any'"), {"any": mark("Any hazard"), **HAZARD_KINDS}),
        choice("driver", mark("Which affected people"), PROFILE_DRIVERS, example="displaced"),
        number("hour", mark("Hours after the event"), "h", required=True, example="12"),
        number("share", mark("Share in need"), "1", required=True, example="0.8", high=1.0),
    ),
)
