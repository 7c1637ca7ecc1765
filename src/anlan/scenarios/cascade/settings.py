"""What a run of the cascade may be told, with the defaults and where they come from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from anlan.city.tables.networks import NETWORK_KINDS
from anlan.errors import SettingError
from anlan.language import Message

PRIORITIES = ("people", "listed")
"""Orders of repair: the component whose loss alone leaves most people without a service first, or the tables' order."""

FLOWS = ("balance", "dc")
"""How capacity counts: each island shares what its sources give; or power flows by the DC model too, so that links with
a capacity bound what passes."""

PARTS = ("node", "link")

ANY = "any"
"""Hazard of a repair time that holds where no row is meant for the hazard itself."""

HAZUS = "HAZUS-MH technical manual, restoration functions after ATC-13 (1985)"


@dataclass(frozen=True)
class RepairTime:
    """Hours of work of one crew on one broken component, lognormal.

    Parameters
    ----------
    network, part
        A key of ``NETWORK_KINDS``, and ``node`` or ``link``.
    mean, spread
        Mean and standard deviation, h.
    hazard
        Hazard it holds for; ``any`` for all that have no row of their own.
    source
        Where the values come from.
    """

    network: str
    part: str
    mean: float
    spread: float
    hazard: str = ANY
    source: str = "assumption"


def _days(network: str, part: str, mean: float, spread: float, hazard: str = ANY, source: str = HAZUS) -> RepairTime:
    return RepairTime(network, part, 24.0 * mean, 24.0 * spread, hazard, source)


REPAIR_TIMES = (
    # Moderate damage; after earthquakes extensive damage.
    _days("power", "node", 3.0, 1.5),
    _days("power", "node", 7.0, 3.5, "earthquake"),
    _days("power", "link", 1.0, 0.5),
    _days("power", "link", 3.0, 1.5, "earthquake"),
    _days("water", "node", 1.9, 1.2),
    _days("water", "node", 32.0, 31.0, "earthquake"),
    _days("telecom", "node", 1.0, 1.0),
    _days("telecom", "node", 7.0, 7.0, "earthquake"),
    _days("road", "link", 2.5, 2.7),
    _days("road", "link", 75.0, 42.0, "earthquake"),
    _days("rail", "link", 2.5, 2.7),
    _days("rail", "link", 75.0, 42.0, "earthquake"),
    # Water runs off and mud is cleared.
    _days("road", "link", 1.0, 1.0, "rain_flood", "assumption"),
    _days("road", "link", 1.0, 1.0, "river_flood", "assumption"),
)
"""Repair times; see the page of the method. Days in the manual, hours here."""

OTHER_REPAIR = (48.0, 48.0)
"""Mean and standard deviation of components without a row, h; assumption."""

MARGINS: Mapping[str, float] = MappingProxyType({"water": 1.3, "power": 1.15})
"""Capacity of all sources over the demand of the whole layer, 1. Waterworks are laid out for the day of largest demand,
1.1 to 1.5 times the mean day (GB 50013-2018, 4.0.9); 1.3 is the middle. Power has 15 % over its peak, the reference
margin of mainly thermal systems in NERC's long-term reliability assessments. Layers that are not named have no limit.
"""


@dataclass(frozen=True)
class Spares:
    """Spare parts of a network: large equipment without which a broken component cannot be repaired.

    Every repair of the network takes one. One for each component that lacks one is ordered at hour 0.

    Parameters
    ----------
    nodes, links
        Parts in stock, for nodes (transformers, pumps, exchanges) and for links (towers, cables, pipes); None for as
        many as are wanted.
    lead_hours
        Hours from the event until the parts that were ordered arrive, all at once; infinite for never.
    source
        Where the values come from.
    """

    nodes: int | None = None
    links: int | None = None
    lead_hours: float = math.inf
    source: str = "assumption"

    @property
    def stock(self) -> tuple[int | None, int | None]:
        """Parts in stock by ``PARTS``."""
        return self.nodes, self.links


SPARES: Mapping[str, Spares] = MappingProxyType({"power": Spares(nodes=20, lead_hours=168.0)})
"""Spare parts by network; those that are not named have as many as are wanted, since nothing is known of them.

Power: one substation's equipment for each of the 20 crews, and a week until more comes from other cities; assumption.
Up to 20 broken nodes are repaired as if there were no limit. A large transformer that must be built takes many months
(U.S. Department of Energy 2014): where no other city can lend one, `lead_hours` is beyond the hours followed.
"""

ANY_OF = ("telecom",)
"""Networks whose nodes cover for each other: the areas of radio masts overlap; assumption."""


@dataclass(frozen=True)
class CascadeSettings:
    """Rules of the cascade.

    Parameters
    ----------
    hours
        Hours that are followed; 336 is 14 days.
    crews
        Repair crews by network; networks that are not named have `other_crews`.
    other_crews
        Crews of every other network; assumption.
    delay
        Hours until crews begin, for search, safety and assessment; assumption.
    access
        Whether a component waits while no road leads to it; roads and railways never wait.
    priority
        One of ``PRIORITIES``.
    enough
        Share of a service that keeps a plant or a place at work, 1; assumption.
    spared
        Services without which places go on working; nodes need all they name. Assumption: hospitals treat without
        telephone.
    margin
        Source capacity over demand by network, 1; see ``MARGINS``. An empty mapping knows no shortage.
    any_of
        Networks of which any one working node serves a user in full who names several; of others shares add up.
    flow
        One of ``FLOWS``. ``dc`` is for runs of few samples in large networks; it counts where power has a margin and
        the capacity of every source is known.
    refuge
        Kind of place that ends isolation: people are cut off when no road leads to one, nor to a road source.
    districts
        Whether the course of every event is kept by district too.
    repairs
        Repair times.
    spares
        Spare parts by network; networks that are not named have as many as are wanted. See ``SPARES``.
    """

    hours: int = 336
    crews: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({"power": 20, "road": 20}))
    other_crews: int = 10
    delay: int = 6
    access: bool = False
    priority: str = "people"
    enough: float = 0.5
    spared: tuple[str, ...] = ("telecom",)
    margin: Mapping[str, float] = field(default_factory=lambda: MARGINS)
    any_of: tuple[str, ...] = ANY_OF
    flow: str = "balance"
    refuge: str = "hospital"
    districts: bool = True
    repairs: tuple[RepairTime, ...] = REPAIR_TIMES
    spares: Mapping[str, Spares] = field(default_factory=lambda: SPARES)

    def __post_init__(self) -> None:
        for wrong, message in (*self._problems(), *self._of_repair()):
            if wrong:
                raise SettingError(message)

    def _problems(self) -> tuple[tuple[bool, Message], ...]:
        crews = {**self.crews, "other_crews": self.other_crews}
        few = {name: count for name, count in crews.items() if count < 1}
        low = {name: value for name, value in self.margin.items() if not value >= 1.0}
        named = {*self.crews, *self.margin, *self.spared, *self.any_of, *self.spares}
        named = named.union(row.network for row in self.repairs) - {*NETWORK_KINDS}
        return (
            (self.hours < 1, Message("the cascade covers {hours} hours; give 1 or more", hours=self.hours)),
            (self.delay < 0, Message("crews begin after {hours} hours; give 0 or more", hours=self.delay)),
            (bool(few), Message("crews: {crews}; give each network 1 or more", crews=str(few))),
            (bool(low), Message("margin of capacity: {margins}; give 1 or more", margins=str(low))),
            (bool(named), Message("no network is called {names}; see network in nodes.csv", names=str(sorted(named)))),
            (
                not 0.0 < self.enough <= 1.0,
                Message("the share of a service that is enough is {share}; give above 0, up to 1", share=self.enough),
            ),
            (
                self.flow not in FLOWS,
                Message("the flow of power is '{flow}'; give one of {flows}", flow=self.flow, flows=", ".join(FLOWS)),
            ),
            (
                self.priority not in PRIORITIES,
                Message(
                    "the order of repair is '{order}'; give one of {orders}",
                    order=self.priority,
                    orders=", ".join(PRIORITIES),
                ),
            ),
        )

    def _of_repair(self) -> tuple[tuple[bool, Message], ...]:
        times = [row for row in self.repairs if not (row.mean > 0.0 and row.spread >= 0.0 and row.part in PARTS)]
        spares = {
            name: row
            for name, row in self.spares.items()
            if not row.lead_hours >= 0.0 or any(count is not None and count < 0 for count in row.stock)
        }
        return (
            (bool(times), Message("repair times that cannot be: {rows}", rows=str(times))),
            (
                bool(spares),
                Message("spare parts: {spares}; give 0 or more parts, and 0 or more hours", spares=str(spares)),
            ),
        )

    def spares_of(self, network: str) -> Spares:
        """Return the spare parts of a network."""
        return self.spares.get(network, Spares())

    def crews_of(self, network: str) -> int:
        """Return the crews of a network."""
        return self.crews.get(network, self.other_crews)

    def repair_of(self, network: str, part: str, hazard: str) -> tuple[float, float]:
        """Return mean and standard deviation of the repair time of a component, h."""
        for kind in (hazard, ANY):
            for row in self.repairs:
                if (row.network, row.part, row.hazard) == (network, part, kind):
                    return row.mean, row.spread
        return OTHER_REPAIR
