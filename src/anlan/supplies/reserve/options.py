"""What a reserve plan is asked for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from math import inf, isfinite
from types import MappingProxyType

from anlan.city import City
from anlan.city.tables.supplies import SUPPLY_GROUPS
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.programs.two_stage import RiskMeasure
from anlan.supplies.reserve.windows import EDGES

EVERYTHING = "all"
"""Stands for every item, or every area, in a demand on coverage."""

ITEM_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {"water": 1.0, "food": 0.7, "shelter": 0.7, "medical": 3.0, "rescue": 3.0, "power": 0.5, "communication": 0.5,
     "flood": 0.5, "transport": 1.0, "protection": 0.3}
)  # fmt: skip
"""Weight of a person-hour without an item, by supply group, 1. Assumptions: what keeps people alive in the first
hours counts most."""

WEIGHINGS: Mapping[str, str] = MappingProxyType(
    {"frequency": mark("in proportion to how often each happens"), "equal": mark("all alike")}
)
"""How scenarios are weighed."""


@dataclass(frozen=True)
class Cover:
    """A demand on coverage: a share of what is needed until an hour is there in time, in every scenario.

    Parameters
    ----------
    what
        An item, a supply group, or `EVERYTHING`.
    until_h
        Hour, h.
    share
        Share, 1.
    area
        Code of an area, or `EVERYTHING`.
    """

    what: str
    until_h: float
    share: float
    area: str = EVERYTHING

    @classmethod
    def read(cls, text: str) -> "Cover":
        """Read a demand such as ``drinking-water:12=0.9`` or ``water@320703:12=0.9``.

        Parameters
        ----------
        text
            The demand.

        Raises
        ------
        SettingError
            If it is not of that form.
        """
        target, colon, rest = text.partition(":")
        hour, equals, share = rest.partition("=")
        what, _, area = target.partition("@")
        try:
            found = cls(what.strip(), float(hour), float(share), area.strip() or EVERYTHING)
        except ValueError:
            equals = ""
        if not (colon and equals and what.strip()):
            raise SettingError(Message(mark("'{text}' is not of the form item:hour=share"), text=text))
        if not (0.0 <= found.share <= 1.0 and found.until_h > 0.0):
            pattern = mark("'{text}' asks for a share outside 0 to 1, or by an hour that is not above 0")
            raise SettingError(Message(pattern, text=text))
        return found

    @property
    def name(self) -> str:
        """The demand as it is written."""
        area = "" if self.area == EVERYTHING else f"@{self.area}"
        return f"{self.what}{area}:{self.until_h:g}={self.share:g}"

    def check(self, city: City, areas: tuple[str, ...]) -> None:
        """Refuse items and areas that the city does not have.

        Parameters
        ----------
        city
            The city.
        areas
            Codes of the areas of the plan.

        Raises
        ------
        SettingError
            If one is not known.
        """
        items = set(city.table("items")["id"].to_list())
        if self.what not in items | set(SUPPLY_GROUPS) | {EVERYTHING}:
            pattern = mark("'{what}' is neither an item of items.csv nor one of the groups {groups}")
            raise SettingError(Message(pattern, what=self.what, groups=", ".join((*SUPPLY_GROUPS, EVERYTHING))))
        if self.area not in {*areas, EVERYTHING}:
            pattern = mark("'{area}' is not an area of the plan; give one of {areas}")
            raise SettingError(Message(pattern, area=self.area, areas=", ".join(areas)))


@dataclass(frozen=True)
class PlanOptions:
    """What a plan is asked for. Every figure is an assumption unless a source is named.

    Parameters
    ----------
    budget
        Most that may be spent once, on bases and first purchases, currency; infinite for no limit.
    yearly
        Most that may be spent each year beyond keeping today's stock: on new stock, agreements, lines and bases,
        currency/year.
    each_year
        Most that may be invested in each year of building up, currency; infinite for all at once.
    bases
        Most new bases; None for no limit.
    covers
        Demands on coverage.
    edges
        Ends of the windows, whole hours; the last window ends with the scenarios.
    level
        Level of the areas.
    weighing
        A key of `WEIGHINGS`.
    chance
        How many times a year the plan reckons with one of the scenarios, 1/year; None for once in the city's planning
        years, as if one were certain to come.
    hour_worth
        What an unmet person-hour counts in money, currency: about what a resident produces in an hour; assumption.
        That being without has a price of its own is the idea of Holguin-Veras and others (2013), On the appropriate
        objective function for post-disaster humanitarian logistics models, Journal of Operations Management 31(5),
        262-280.
    item_weights
        Weight of a person-hour by supply group, 1; groups that are not named weigh 1.
    vulnerable
        How much more an area counts whose residents are more often children or old than the city's, 1: by this times
        the relative difference of that share.
    equity
        How much more the first part of an area's need counts than the last, 0 to below 1.
    cvar, tail
        Weight of the mean of the worst share of the scenarios, and that share, 1.
    robust
        Whether only the worst scenario counts, undiluted by how seldom it is.
    open_share
        Least share of an area's residents with a way for the area to be reached, 1; assumption.
    lorry_hour, lorry_kg, lorry_m3
        Cost of an hour of a lorry, currency/h, and what it takes, kg and m3; assumption.
    on
        Day of the plan: lots and agreements that ended before are left out; None keeps all.
    need_factor
        By what all needs are multiplied, 1; for sensitivity.
    gap
        Relative gap between both bounds at which the search may stop, 1.
    """

    budget: float = inf
    yearly: float = inf
    each_year: float = inf
    bases: int | None = None
    covers: tuple[Cover, ...] = ()
    edges: tuple[float, ...] = EDGES
    level: str = "district"
    weighing: str = "frequency"
    chance: float | None = None
    hour_worth: float = 10.0
    item_weights: Mapping[str, float] = field(default_factory=lambda: ITEM_WEIGHTS)
    vulnerable: float = 1.0
    equity: float = 0.0
    cvar: float = 0.0
    tail: float = 0.2
    robust: bool = False
    open_share: float = 0.5
    lorry_hour: float = 300.0
    lorry_kg: float = 10000.0
    lorry_m3: float = 40.0
    on: date | None = None
    need_factor: float = 1.0
    gap: float = 0.01

    def __post_init__(self) -> None:
        """Refuse what cannot be; raises SettingError."""
        for name in ("budget", "yearly", "each_year"):
            _demand(name, getattr(self, name), fine=getattr(self, name) >= 0.0)
        _demand("bases", -1.0 if self.bases is None else self.bases, fine=self.bases is None or self.bases >= 0)
        for name in ("cvar", "open_share"):
            _demand(name, getattr(self, name), fine=0.0 <= getattr(self, name) <= 1.0)
        for name in ("hour_worth", "lorry_hour", "lorry_kg", "lorry_m3", "need_factor"):
            _demand(name, getattr(self, name), fine=isfinite(getattr(self, name)) and getattr(self, name) > 0.0)
        _demand("tail", self.tail, fine=0.0 < self.tail <= 1.0)
        _demand("vulnerable", self.vulnerable, fine=0.0 <= self.vulnerable < 10.0)
        rising = all(low < high for low, high in zip((0.0, *self.edges), self.edges, strict=False))
        if not (self.edges and rising and all(float(edge).is_integer() for edge in self.edges)):
            pattern = mark("windows end at {edges}; give whole hours above 0 in ascending order")
            raise SettingError(Message(pattern, edges=", ".join(f"{edge:g}" for edge in self.edges)))
        if self.weighing not in WEIGHINGS:
            pattern = mark("weights are '{value}'; give one of {allowed}")
            raise SettingError(Message(pattern, value=self.weighing, allowed=", ".join(WEIGHINGS)))

    @property
    def measure(self) -> RiskMeasure:
        """How the costs of the scenarios become one number."""
        if self.robust:
            return RiskMeasure(mean=0.0, cvar=0.0, worst=1.0)
        return RiskMeasure(mean=1.0 - self.cvar, cvar=self.cvar, level=min(1.0 - self.tail, 0.999), worst=0.0)

    def chance_in(self, city: City) -> float:
        """Return how many times a year the plan reckons with one of the scenarios, 1/year."""
        return 1.0 / float(city.settings["planning_years"]) if self.chance is None else self.chance


def _demand(name: str, value: float, *, fine: bool) -> None:
    if not fine:
        raise SettingError(Message(mark("{name} is {value}, which is outside what is allowed"), name=name, value=value))
