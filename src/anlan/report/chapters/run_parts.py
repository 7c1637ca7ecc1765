"""What the chapters of a scenario's run share: the run, and the names of everything it speaks of."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.city.tables.networks import NETWORK_KINDS
from anlan.language import Message, mark
from anlan.report.quantity import Name, Quantity, Said
from anlan.scenarios import Worst
from anlan.scenarios.run import PARTS as QUALITY_PARTS
from anlan.scenarios.run import WHOLE, ScenarioRun
from anlan.scenarios.run.result import Spread
from anlan.supplies.capabilities import CapabilityTarget
from anlan.supplies.needs import Needs

FloatArray = NDArray[np.float64]

WITHOUT: Mapping[str, str] = {
    "power": mark("Without electricity"),
    "water": mark("Without drinking water"),
    "gas": mark("Without gas"),
    "heat": mark("Without district heating"),
    "telecom": mark("Without telecommunications"),
    "road": mark("Without a way to a refuge"),
    "rail": mark("Without railways"),
    "sewage": mark("Without sewage and drainage"),
}
"""What people are without whom a network does not serve."""

CONSEQUENCE_OF: Mapping[str, str] = {"power": "without_power", "water": "without_water", "road": "isolated"}
"""Consequence of the impacts that says the same as the loss of a network's service."""


@dataclass(frozen=True, eq=False)
class RunStory:
    """A run of a scenario, ready to be told.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    needs
        Relief supplies by item and hour; None where the city has no standards of need.
    targets
        What must be done for how many by when.
    worst
        The search that the scenario was taken from; None where it comes from a file.
    """

    city: City
    run: ScenarioRun
    needs: Needs | None
    targets: tuple[CapabilityTarget, ...]
    worst: Worst | None = None


@dataclass(frozen=True)
class RunNames:
    """Names of a city's areas, organisations, components, places and items.

    Parameters
    ----------
    known
        Name by identifier, of every area, node, link and place that has one.
    organisations, items
        Names by identifier.
    ends
        First and second node of each link.
    """

    known: Mapping[str, Name]
    organisations: Mapping[str, Name]
    items: Mapping[str, Name]
    ends: Mapping[str, tuple[str, str]]

    @classmethod
    def of(cls, city: City) -> "RunNames":
        """Read the names of a city.

        Parameters
        ----------
        city
            The city.
        """
        known = {row["code"]: Name.of(row) for row in city.table("areas").iter_rows(named=True)}
        for table in ("nodes", "links", "places"):
            for row in city.table(table).iter_rows(named=True):
                if row["name_zh"] and row["id"] not in known:
                    known[row["id"]] = Name.of(row)
        organisations, items = (
            {row["id"]: Name.of(row) for row in city.table(table).iter_rows(named=True)}
            for table in ("organisations", "items")
        )
        links = city.table("links").iter_rows(named=True)
        return cls(
            known,
            organisations,
            items,
            {row["id"]: (row["from_node"], row["to_node"]) for row in links},
        )

    def say(self, identifier: str | None) -> Said:
        """Return the name of an area, node, link or place, or its identifier where it has none.

        Parameters
        ----------
        identifier
            Code of an area, or identifier of a node, link or place.
        """
        if identifier is None:
            return None
        if identifier in self.known:
            return self.known[identifier]
        if identifier in self.ends:
            first, second = self.ends[identifier]
            pattern = mark("{first} – {second}")
            return Message(pattern, first=self.known.get(first, first), second=self.known.get(second, second))
        return identifier

    def organisation(self, identifier: str | None) -> Said:
        """Return the name of an organisation, or its identifier where it has none.

        Parameters
        ----------
        identifier
            Identifier of an organisation.
        """
        return None if identifier is None else self.organisations.get(identifier, identifier)

    def item(self, identifier: str) -> Said:
        """Return the name of a relief item, or its identifier where it has none.

        Parameters
        ----------
        identifier
            Identifier of an item.
        """
        return self.items.get(identifier, identifier)


def texts(by_language: Mapping[str, str]) -> Name:
    """Return a text that a file holds in several languages.

    Parameters
    ----------
    by_language
        Text by language: ``en``, ``zh-Hans``.
    """
    english = by_language.get("en")
    return Name(by_language.get("zh-Hans") or english or "", english)


def network_name(network: str | None) -> Said:
    """Return the name of a network; None where there is none."""
    return None if network is None else Message(NETWORK_KINDS[network])


def quality_name(part: str) -> Message:
    """Return the name of a part of the city's service level, of a service or of the whole."""
    if part == WHOLE:
        return Message(mark("The whole city"))
    return Message(QUALITY_PARTS[part] if part in QUALITY_PARTS else NETWORK_KINDS[part])


def services_of(run: ScenarioRun) -> tuple[str, ...]:
    """Return the networks whose service reaches people in a run."""
    return () if run.cascade is None else run.cascade.model.service_names


def people_without(run: ScenarioRun, service: str) -> FloatArray:
    """Return the people without a service in each hour, mean of the samples, shape (hours,).

    Parameters
    ----------
    run
        The scenario hour by hour; it has a cascade.
    service
        Network whose service reaches people.
    """
    cascade = run.cascade
    if cascade is None:
        raise ValueError("a run without a cascade has no services")
    place = cascade.model.service_names.index(service)
    people = float(cascade.model.served[:, place].sum())
    return np.asarray(cascade.without[:, place].mean(axis=0), dtype=np.float64) * people


def followed_rows(story: RunStory) -> Mapping[str, FloatArray]:
    """Return the people of each row of the cells table without a service when most of the city are, (m,) each.

    Where networks are followed they say who is without a service; functions of the impacts would tell another number
    of the same people.

    Parameters
    ----------
    story
        The run.

    Returns
    -------
    By name of consequence, those that a followed network tells.
    """
    run, persons = story.run, np.asarray(story.city.cells.population, dtype=np.float64)
    if run.cascade is None:
        return {}
    found = {}
    for service in services_of(run):
        if service in CONSEQUENCE_OF:
            hour = int(people_without(run, service).argmax())
            found[CONSEQUENCE_OF[service]] = run.cascade.by_cell(service)[hour] * persons
    return found


def span(values: Spread, unit: str) -> Said:
    """Say a mean with its 5 and 95 % quantiles.

    Parameters
    ----------
    values
        Mean and 5, 50 and 95 % quantiles.
    unit
        Unit of the values.
    """
    mean, low, _, high = (Quantity(value, unit) for value in values)
    return Message(mark("{mean} ({low} to {high})"), mean=mean, low=low, high=high)


def stepped(values: Sequence[float]) -> list[float]:
    """Return values by hour with the last said again at the end of the last hour, where its step ends."""
    found = [float(value) for value in values]
    return [*found, *found[-1:]]


def hourly(**columns: Sequence[float]) -> dict[str, list[Any]]:
    """Return columns of a chart by hour; see `stepped`."""
    count = len(next(iter(columns.values()))) + 1
    return {"hour": list(range(count)), **{name: stepped(values) for name, values in columns.items()}}
