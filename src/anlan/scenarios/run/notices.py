"""What is missing from a run of a scenario, or assumed in it."""

from collections.abc import Iterator, Sequence

import polars as pl

from anlan.city import City
from anlan.city.tables.consequences import LIFE_TARGETS
from anlan.errors import Problem, Severity
from anlan.language import Message
from anlan.scenarios.cascade import Cascade
from anlan.scenarios.cascade.layers import ROAD
from anlan.scenarios.cascade.notices import some
from anlan.scenarios.run.care import beds_and_staff
from anlan.scenarios.run.quality import BY_TARGET, shelter_places
from anlan.scenarios.run.secondary import real_installations
from anlan.scenarios.run.settings import RunSettings
from anlan.scenarios.run.talks import Operators, Talks
from anlan.scenarios.run.union import Union
from anlan.scenarios.saved import SavedScenario


def of_scenario(city: City, scenario: SavedScenario) -> Iterator[Problem]:
    """Yield what is notable about the scenario itself."""
    if scenario.city != city.info["id"]:
        yield _notice(
            "city.toml",
            Message("the scenario was made for '{city}', not for this city", city=scenario.city),
            Message("lay it on this city with 'anlan scenario new --from-scenario'"),
            "other-city",
        )
    elif scenario.city_checksum != city.checksum:
        yield _notice(
            "city.toml",
            Message("the scenario was made for another state of the city"),
            Message("make the scenario again if its footprint depends on what has changed"),
            "other-state",
        )
    late = [footprint.kind for footprint in scenario.footprints if footprint.onset_hour > 0.0]
    if late:
        yield _notice(
            "nodes.csv",
            Message("{names} begin later, but break networks from hour 0: the cascade knows one moment of damage",
                    names=some(late)),
            Message("read the course of services as that of the worst order of events"),
            "onset",
        )  # fmt: skip


def of_impacts(city: City, union: Union, followed: bool) -> Iterator[Problem]:
    """Yield what is missing for impacts, care and shelter.

    Parameters
    ----------
    city
        The city.
    union
        Impacts of the scenario.
    followed
        Whether services were followed through the networks.
    """
    told_twice = [name for name in BY_TARGET.values() if followed and union.totals.get(name, 0.0) > 0.0]
    if told_twice:
        yield _notice(
            "vulnerability_functions.csv",
            Message("{names} are told by functions too; the course of services is that of the networks alone",
                    names=", ".join(told_twice)),
            Message("compare the two, and give components fragility functions where the networks lose less"),
            "two-ways",
        )  # fmt: skip
    missing = [name for name in LIFE_TARGETS if name not in union.targets]
    if missing:
        yield _notice(
            "vulnerability_functions.csv",
            Message("no function tells {names} for the hazards of the scenario; they count as none",
                    names=", ".join(missing)),
            Message("add functions for these targets"),
            "no-casualties",
        )  # fmt: skip
    beds, staff = beds_and_staff(city)
    if beds <= 0.0:
        yield _notice(
            "places.csv", Message("no place has beds; health care is no part of the city's service level"),
            Message("fill beds of hospitals"), "no-beds",
        )  # fmt: skip
    elif staff is None:
        yield _notice(
            "places.csv", Message("the staff of some places with beds is unknown; every bed at work counts as staffed"),
            Message("fill staff of every place with beds"), "no-staff",
        )  # fmt: skip
    if "displaced" not in union.targets:
        yield _notice(
            "vulnerability_functions.csv",
            Message("no function tells who is displaced; shelter is no part of the city's service level"),
            Message("add a function for the target displaced"), "no-displaced",
        )  # fmt: skip
    elif shelter_places(city) <= 0.0:
        yield _notice(
            "places.csv", Message("no shelter has room for anybody; all who are displaced count as unsheltered"),
            Message("fill persons of places of kind shelter"), "no-shelter",
        )  # fmt: skip


def without_cascade() -> Problem:
    """Say why there is no cascade."""
    return _notice(
        "nodes.csv",
        Message("no component has a fragility function for a hazard of the scenario, or there are no networks; "
                "services are read from the consequences alone"),
        Message("add networks, and functions of target component for these hazards"),
        "no-cascade",
    )  # fmt: skip


def of_cascade(city: City, cascade: Cascade, unbreaking: Sequence[str], settings: RunSettings) -> Iterator[Problem]:
    """Yield what is notable about services, ways and groups."""
    yield from cascade.model.notices
    if unbreaking:
        yield _notice(
            "vulnerability_functions.csv",
            Message("{names} break no component: there is no fragility function for them", names=", ".join(unbreaking)),
            Message("add functions of target component for these hazards"),
            "no-fragility-of-hazard",
        )
    if ROAD not in cascade.model.networks:
        yield _notice(
            "nodes.csv", Message("there are no roads; ways to hospital and access are not known"),
            Message("add nodes and links of network road"), "no-roads",
        )  # fmt: skip
    else:
        yield from _speeds(city, settings)
        if city.table("places").filter(pl.col("kind") == settings.cascade.refuge).is_empty():
            yield _notice(
                "places.csv",
                Message("no place is a {kind}; ways to hospital are not known", kind=settings.cascade.refuge),
                Message("add places of this kind"), "no-hospital",
            )  # fmt: skip
    if city.cells.ages is None:
        yield _notice(
            "cells.csv", Message("residents by age are not known; services are not told by group"),
            Message("fill age_0_14, age_15_59 and age_60_plus"), "no-ages",
        )  # fmt: skip


def _speeds(city: City, settings: RunSettings) -> Iterator[Problem]:
    nodes = city.table("nodes").filter(pl.col("network") == ROAD)["id"]
    roads = city.table("links").filter(pl.col("from_node").is_in(nodes.implode()))
    missing = roads["speed_kmh"].null_count()
    if missing:
        yield _notice(
            "links.csv", Message("{count} roads have no speed; {speed} km/h is assumed", count=missing,
                                 speed=settings.road_kmh),
            Message("fill speed_kmh"), "no-speed",
        )  # fmt: skip


def of_installations(city: City) -> Iterator[Problem]:
    """Yield that real installations are given no accident."""
    count = real_installations(city)
    if count:
        yield _notice(
            "places.csv",
            Message("{count} real hazard installations are given no accident; only simulated ones are", count=count),
            Message("examine places of this kind with those who run them"), "real-installations",
        )  # fmt: skip


def of_operators(operators: Operators, talks: Talks) -> Iterator[Problem]:
    """Yield whose operators are presumed or unknown."""
    if operators.presumed:
        told = ", ".join(f"{network} {who}" for network, who in operators.presumed.items())
        yield _notice(
            "nodes.csv",
            Message("operators are taken from the fields and duties of organisations: {names}", names=told),
            Message("fill operator of nodes"), "presumed-operator",
        )  # fmt: skip
    if talks.unknown:
        yield _notice(
            "nodes.csv",
            Message("failures pass through {count} components and places whose operator is not known: {names}",
                    count=len(talks.unknown), names=some(talks.unknown)),
            Message("fill operator of nodes and places"), "unknown-operator",
        )  # fmt: skip


def _notice(file: str, what: Message, remedy: Message, code: str) -> Problem:
    """Return something notable about a whole file."""
    return Problem(file, what, remedy, severity=Severity.NOTICE, code=code)
