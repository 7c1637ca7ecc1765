"""How rare an event may be and still be planned for: the credibility floor of each hazard, and where it is stated."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.city import City
from anlan.city.tables.hazards import CLASS_OF, HAZARD_KINDS
from anlan.language import mark
from anlan.scenarios.candidates import Candidates

ORIGINS: Mapping[str, str] = {
    "command": mark("this run"),
    "hazard": mark("the city, for this hazard"),
    "class": mark("the city, for this class of events"),
    "city": mark("the city"),
}
"""Where a floor is stated; the first one that states it wins."""


@dataclass(frozen=True)
class Floor:
    """A credibility floor.

    Parameters
    ----------
    frequency
        Annual exceedance frequency below which an event is not planned for, 1/year.
    origin
        Where it is stated, a key of `ORIGINS`.
    """

    frequency: float
    origin: str


@dataclass(frozen=True)
class Floors:
    """The credibility floors of a search.

    Parameters
    ----------
    general
        The floor of every hazard without one of its own; the levels by which severity is measured are taken at it.
    own
        Floors of single hazards, by kind.
    """

    general: Floor
    own: Mapping[str, Floor]

    @classmethod
    def alike(cls, frequency: float) -> "Floors":
        """Return one floor for every hazard.

        Parameters
        ----------
        frequency
            1/year.
        """
        return cls(Floor(frequency, "command"), {})

    @classmethod
    def of(cls, city: City, general: float | None = None, own: Mapping[str, float] | None = None) -> "Floors":
        """Take the floors that a city states, each replaced where the run gives one.

        For one hazard, the first of these holds: the run's floor of the hazard, of its class, of everything; the row
        of the hazard in ``credibility_floors``, that of its class; ``credibility_floor`` of ``city.toml``, which is
        1e-4 where the city says nothing.

        Parameters
        ----------
        city
            The city.
        general
            The run's floor of everything, 1/year; None for none.
        own
            The run's floors of hazards and classes, keys of ``HAZARD_KINDS`` and ``EVENT_CLASSES``, 1/year.
        """
        given = own or {}
        stated = dict(city.table("credibility_floors").select("applies_to", "floor").iter_rows()) if not general else {}
        found = {}
        for kind in HAZARD_KINDS:
            event_class = CLASS_OF[kind]
            ways = ((given, kind, "command"), (given, event_class, "command"), (stated, kind, "hazard"),
                    (stated, event_class, "class"))  # fmt: skip
            first = next((Floor(float(place[key]), origin) for place, key, origin in ways if key in place), None)
            if first is not None:
                found[kind] = first
        whole = Floor(general, "command") if general else Floor(float(city.settings["credibility_floor"]), "city")
        return cls(whole, found)

    def for_kind(self, kind: str, leading: str) -> Floor:
        """Return the floor of a hazard, or of compound events: their own or that of the hazard that leads.

        Parameters
        ----------
        kind
            Kind of candidates.
        leading
            The hazard that leads.
        """
        return self.own.get(kind, self.own.get(leading, self.general))

    def by_kind(self, candidates: Mapping[str, Candidates]) -> Mapping[str, Floor]:
        """Return the floor of every kind of candidates.

        Parameters
        ----------
        candidates
            Candidates by kind.
        """
        return {kind: self.for_kind(kind, one.hazards[0]) for kind, one in candidates.items()}
