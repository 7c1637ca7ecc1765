"""Who there is, who does what, and what is written down for the day."""

from anlan.city.declare import Table, choice, date, integer, key, names, number, reference, text
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.language import mark

ORGANISATION_KINDS = {
    "government": mark("Government or command"),
    "department": mark("Government department"),
    "district": mark("District or county government"),
    "township": mark("Township government or sub-district office"),
    "community": mark("Community or village committee"),
    "utility": mark("Power, water, gas or telecom company"),
    "enterprise": mark("Enterprise"),
    "social": mark("Social organisation"),
    "volunteers": mark("Volunteer team"),
    "property_manager": mark("Property manager"),
    "military": mark("Military or armed police"),
    "media": mark("Media"),
}

PHASES = {
    "prevention": mark("Prevention"),
    "preparedness": mark("Preparedness"),
    "warning": mark("Monitoring and warning"),
    "response": mark("Response"),
    "recovery": mark("Recovery"),
}

ORGANISATIONS = Table(
    name="organisations",
    group="organisations",
    meaning=mark("An organisation with a part in emergencies"),
    without=mark("nobody can be named as responsible"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the organisation"), example="emergency-bureau"),
        *names(mark("Name of the organisation")),
        choice("kind", mark("Kind of organisation"), ORGANISATION_KINDS, example="department"),
        reference("parent", "organisations.id", mark("Organisation it reports to"), example="city-government"),
        reference("area", "areas.code", mark("Area it is responsible for"), example="320700"),
        text("function", mark("Field it works in"), example="emergency management"),
        integer("staff", mark("Staff that can be called on"), "persons", example="60"),
        text(
            "duty_channel",
            mark("Channel by which its duty desk is reached; never a person's own number"),
            example="duty desk",
        ),
    ),
)

DUTIES = Table(
    name="duties",
    group="organisations",
    meaning=mark("A duty of an organisation in a hazard and phase"),
    without=mark("the duty matrix is empty"),
    key=("organisation", "duty", "hazard", "phase"),
    columns=(
        reference("organisation", "organisations.id", mark("Organisation"), required=True, example="emergency-bureau"),
        text("duty", mark("Duty, in a few words"), required=True, example="coordinate rescue"),
        choice("hazard", mark("Kind of hazard, or 'any'"), {"any": mark("Any hazard"), **HAZARD_KINDS}),
        choice("phase", mark("Phase of the cycle"), PHASES, example="response"),
        choice(
            "role",
            mark("Role in the duty"),
            {
                "lead": mark("Leads"),
                "support": mark("Supports"),
                "inform": mark("Is informed"),
            },
        ),
        text("basis", mark("Law, regulation or plan it follows from"), example="Emergency Response Law 2024, Art. 23"),
    ),
)

TEAMS = Table(
    name="teams",
    group="organisations",
    meaning=mark("A team that can be sent"),
    without=mark("capabilities cannot be compared with tasks"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the team"), example="rescue-fire-03"),
        *names(mark("Name of the team")),
        reference(
            "organisation", "organisations.id", mark("Organisation it belongs to"), required=True, example="fire-rescue"
        ),
        reference("place", "places.id", mark("Place it starts from"), example="fire-003"),
        text("capability", mark("What it can do"), required=True, example="water rescue"),
        integer("persons", mark("Members ready on call"), "persons", required=True, example="24"),
        number("ready_minutes", mark("Time from call to departure"), "min", default="60", example="15"),
    ),
)

PLANS = Table(
    name="plans",
    group="organisations",
    meaning=mark("An emergency plan"),
    without=mark("no plan can be turned into tasks"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the plan"), example="flood-plan"),
        *names(mark("Name of the plan")),
        choice("hazard", mark("Kind of hazard, or 'any'"), {"any": mark("Any hazard"), **HAZARD_KINDS}),
        reference(
            "organisation",
            "organisations.id",
            mark("Organisation that issued it"),
            required=True,
            example="city-government",
        ),
        reference("area", "areas.code", mark("Area it applies to"), example="320700"),
        text("version", mark("Version"), default="1", example="2025"),
        date("issued", mark("Date of issue")),
    ),
)

PLAN_TASKS = Table(
    name="plan_tasks",
    group="organisations",
    meaning=mark("A task of an emergency plan"),
    without=mark("no plan can be turned into tasks"),
    key=("plan", "task"),
    columns=(
        reference("plan", "plans.id", mark("Plan"), required=True, example="flood-plan"),
        text("task", mark("Identifier of the task within the plan"), required=True, example="T07"),
        *names(mark("What has to be done")),
        reference(
            "organisation", "organisations.id", mark("Organisation in charge"), required=True, example="water-bureau"
        ),
        choice(
            "response_level",
            mark("Response level from which it applies"),
            {
                "I": mark("Level I, the highest"),
                "II": mark("Level II"),
                "III": mark("Level III"),
                "IV": mark("Level IV"),
            },
            example="III",
        ),
        choice(
            "due",
            mark("How its due time is set"),
            {
                "event_offset": mark("Minutes after the event"),
                "activation_offset": mark("Minutes after activation of the plan"),
                "condition_offset": mark("Minutes after the condition holds"),
                "clock": mark("At a time of day, each day"),
                "interval": mark("Every so many minutes"),
                "gate": mark("Before the condition may proceed"),
                "continuous": mark("As long as the plan is active"),
            },
            example="activation_offset",
        ),
        number("minutes", mark("Minutes of an offset or interval"), "min", example="30"),
        text("clock", mark("Time of day of a clock task, hh:mm in the city's zone"), example="08:00"),
        text("condition", mark("Condition of a condition_offset or gate"), example="level above 25.0 m"),
    ),
)
