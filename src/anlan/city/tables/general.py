"""The sections of ``city.toml``."""

from anlan.city.declare import Column, Kind, Section, choice, flag, integer, key, names, number, text
from anlan.language import mark

CITY = Section(
    name="city",
    meaning=mark("What the city is called and how its data are written"),
    required=True,
    columns=(
        key("id", mark("Short name of the package"), example="lianyungang"),
        *names(mark("Name of the city")),
        text("adcode", mark("Administrative division code, GB/T 2260"), example="320700"),
        text("country", mark("Country, ISO 3166-1 alpha-2"), default="CN", example="CN"),
        text(
            "timezone",
            mark("Time zone, IANA name; times are stored in UTC and shown in it"),
            required=True,
            example="Asia/Shanghai",
        ),
        Column(
            "languages",
            Kind.TEXTS,
            mark("Languages of the city's public, BCP 47"),
            default="zh-Hans,en",
            example="zh-Hans,en",
        ),
        text("currency", mark("Currency of every money column, ISO 4217"), default="CNY", example="CNY"),
        integer("h3_resolution", mark("Resolution of the H3 grid"), required=True, example="8", low=5, high=11),
        integer(
            "population", mark("Total population that areas and cells must add up to"), "persons", example="4599360"
        ),
        text("version", mark("Version of the package"), default="1", example="2026.1"),
        text("note", mark("What a reader must know before using the package")),
    ),
)

CYCLE = Section(
    name="cycle",
    meaning=mark("Settings of the cycle for this city"),
    columns=(
        integer(
            "events", mark("Events simulated for each hazard"), default="10000", example="10000", low=1, high=1_000_000
        ),
        number(
            "credibility_floor",
            mark("Annual frequency below which a scenario is not planned for"),
            "1/year",
            default="0.0001",
            example="0.0001",
            low=1e-9,
            high=1.0,
        ),
        number(
            "cycle_floor",
            mark("The same for the cycle, whose few events place no rarer ones"),
            "1/year",
            default="0.001",
            example="0.001",
            low=1e-9,
            high=1.0,
        ),
        integer("horizon_hours", mark("Length of the scenario"), "h", default="168", example="168", low=1, high=8760),
        integer(
            "planning_years",
            mark("Planning horizon over which chances are stated"),
            "years",
            default="30",
            example="30",
            low=1,
            high=1000,
        ),
        integer("seed", mark("Seed of all random numbers"), default="1", example="1"),
    ),
)

SOURCES = Section(
    name="sources",
    meaning=mark("Where rows come from; every row may name one of these"),
    many=True,
    columns=(
        key("id", mark("Name that rows use in their column source"), example="census-2020"),
        choice(
            "kind",
            mark("How the rows came about"),
            {
                "published": mark("Restated from a publication or an open data set"),
                "derived": mark("Computed from published data without invention"),
                "assumption": mark("Stated by judgement; to be replaced by local knowledge"),
                "synthetic": mark("Invented by a stated method under stated constraints"),
            },
        ),
        text(
            "title",
            mark("Author, title, year; table or equation where one is used"),
            required=True,
            example="Seventh national population census, 2020",
        ),
        text("licence", mark("Licence, SPDX identifier where one exists"), required=True, example="CC-BY-4.0"),
        text("attribution", mark("Sentence that the licence asks for")),
        text("method", mark("Method by which synthetic rows were made; required when kind is synthetic")),
        Column("seed", Kind.INTEGER, mark("Seed of the method; required when kind is synthetic"), example="320700"),
        text("constraint", mark("What the synthetic rows are forced to agree with; required when kind is synthetic")),
        text("note", mark("Accuracy and warnings")),
        flag("attribution_required", mark("Whether the attribution must be shown on every map and report")),
    ),
)

SECTIONS: tuple[Section, ...] = (CITY, CYCLE, SOURCES)
"""All sections of ``city.toml``."""
