"""Outage of a critical service that begins in its own network; see ``docs/methods/service-outage.md``."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import generator_of
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet, names_of, provenance_of
from anlan.hazards.outage.modes import SERVICES, Modes, Network, Rates, failure_modes
from anlan.hazards.outage.users import Users, users_of
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.language import Message, mark

KIND = "service_outage"

FloatArray = NDArray[np.float64]

PARAMETERS = (
    Parameter("node_rate", 0.017, "1/year", 1e-6, 10.0, mark("Failures a year of a node as a whole"), 0.006),
    Parameter("line_rate", 0.5, "1/(100 km year)", 0.0, 100.0, mark("Failures a year of 100 km of links"), 0.2),
    Parameter("together", 0.1, "1", 0.0, 1.0, mark("Share of failures that take a neighbouring part with them"), 0.05),
    Parameter("hours_median", 4.0, "h", 0.1, 1000.0, mark("Median duration of an outage"), 1.5),
    Parameter("hours_spread", 1.2, "1", 0.0, 3.0, mark("Standard deviation of the logarithm of the duration"), 0.2),
    Parameter("hours_most", 720.0, "h", 1.0, 8760.0, mark("Longest outage that is considered")),
)  # fmt: skip

PATTERNS = {
    "power": mark("Failure of {part} leaves {persons:.0f} residents without electricity for {hours:.1f} hours"),
    "water": mark("Failure of {part} leaves {persons:.0f} residents without tap water for {hours:.1f} hours"),
    "telecom": mark("Failure of {part} leaves {persons:.0f} residents without telephone for {hours:.1f} hours"),
}


@dataclass(frozen=True)
class ServiceOutage:
    """Hours without a service, h.

    Parameters
    ----------
    service
        Which network fails, one of `SERVICES`. The risk of a city is computed for power, whose hours its
        vulnerability functions of this hazard mean; the others are for scenarios, which give their own meaning to
        the hours.
    """

    service: str = "power"
    kind = KIND
    unit = "h"
    parameters = PARAMETERS

    def __post_init__(self) -> None:
        if self.service not in SERVICES:
            raise SettingError(
                Message(
                    mark("there is no outage of '{service}'; use one of {services}"),
                    service=self.service,
                    services=", ".join(SERVICES),
                )
            )

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: the network, or links from its sources to its supply nodes."""
        network = Network.of(city, self.service)
        if not network.source.any() or not network.supply.any():
            return (
                Message(
                    mark(
                        "the network '{service}' has {sources} sources and {supplies} supply nodes; give both in "
                        "nodes.csv"
                    ),
                    service=self.service,
                    sources=int(network.source.sum()),
                    supplies=int(network.supply.sum()),
                ),
            )
        if not (network.supply & ~network.lost(())).any():
            return (
                Message(
                    mark("no source of the network '{service}' reaches a supply node; give the links in links.csv"),
                    service=self.service,
                ),
            )
        return ()

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` outages of equal frequency; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        values = values_of(city, self.kind, self.parameters)
        network = Network.of(city, self.service)
        rates = Rates(values["node_rate"], values["line_rate"], values["together"])
        modes = failure_modes(network, rates)
        users = users_of(city, network)
        rng = generator_of(seed, self.kind, self.service)
        mode = rng.choice(len(modes), events, p=modes.frequency / modes.frequency.sum())
        hours = _hours(events, values, rng)
        share = users.lost(modes).astype(np.float32)
        return EventSet(
            kind=self.kind,
            unit=self.unit,
            ids=names_of(self.kind, events),
            frequency=np.full(events, float(modes.frequency.sum()) / events),
            by_day=rng.random(events) < 10.0 / 24.0,
            parameters=_frame(city, modes, users, mode, hours, self.service),
            cells=city.cells.h3,
            field=_Field(mode, hours, share, users),
            provenance=provenance_of(city, seed),
            pattern=PATTERNS[self.service],
        )


def _hours(events: int, values: Mapping[str, float], rng: np.random.Generator) -> FloatArray:
    drawn = values["hours_median"] * np.exp(values["hours_spread"] * rng.standard_normal(events))
    return np.asarray(np.minimum(drawn, values["hours_most"]))


def _frame(
    city: City, modes: Modes, users: Users, mode: NDArray[np.int64], hours: FloatArray, service: str
) -> pl.DataFrame:
    cells = city.cells
    residents = np.bincount(users.group[cells.row_cell], weights=cells.population, minlength=len(users.backup))
    persons = users.lost(modes) @ residents
    part = [f"{first} + {other}" if other else first for first, other in zip(modes.part, modes.other, strict=True)]
    return pl.DataFrame(
        {
            "service": [service] * len(mode),
            "part": [part[index] for index in mode.tolist()],
            "persons": persons[mode],
            "hours": hours,
        }
    )


class _Field:
    """Hours without the service, on average over the users of a cell and beyond what they bridge by themselves."""

    def __init__(self, mode: NDArray[np.int64], hours: FloatArray, share: NDArray[np.float32], users: Users) -> None:
        self._mode, self._share, self._group = mode, share, users.group
        self._hours = hours.astype(np.float32)
        self._backup = users.backup.astype(np.float32)

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        beyond = np.maximum(self._hours[events, None] - self._backup, np.float32(0.0))
        return np.ascontiguousarray((beyond * self._share[self._mode[events]])[:, self._group])
