"""Which organisations must talk: those between whose networks failures pass."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

import polars as pl

from anlan.city import City
from anlan.city.tables.networks import NETWORK_KINDS
from anlan.language import Message, mark
from anlan.scenarios.run.paths import Trace, Traced
from anlan.scenarios.run.result import Talk

FIELDS: Mapping[str, tuple[str, ...]] = {
    "power": ("power supply", "power", "electric"),
    "water": ("water supply", "drinking water", "restore water"),
    "gas": ("gas supply", "gas"),
    "heat": ("heat",),
    "telecom": ("telecommunication", "communication"),
    "road": ("road",),
    "rail": ("rail",),
    "sewage": ("drainage", "sewage"),
}
"""Beginnings of words by which an organisation's field or duty tells that it runs a network, the best first; the tables
are kept in English. Assumption, where the operator of a node is not named."""

RUNNERS = ("utility", "department")
"""Kinds of organisations that run networks, the likelier first."""


@dataclass(frozen=True)
class Operators:
    """Who runs what.

    Parameters
    ----------
    of
        Organisation by component or place; those that are not known are left out.
    presumed
        Networks whose operator was read from fields and duties, with the organisation.
    """

    of: Mapping[str, str]
    presumed: Mapping[str, str]


def operators_of(city: City) -> Operators:
    """Find who runs each node, link and place.

    Of a node its own ``operator`` counts, or else that of the place that houses it, or else the organisation whose
    field or duty names the network; of a link that of the node it begins at, or else at which it ends.

    Parameters
    ----------
    city
        The city.
    """
    known = set(city.table("organisations")["id"].to_list())
    places = city.table("places").select("id", "operator").iter_rows()
    of = {name: operator for name, operator in places if operator in known}
    fields = {network: _by_field(city, network) for network in city.table("nodes")["network"].unique().sort().to_list()}
    presumed: dict[str, str] = {}
    found = dict(of)
    for row in city.table("nodes").iter_rows(named=True):
        operator = row["operator"] or of.get(row["place"] or "")
        if operator is None:
            operator = fields[row["network"]]
            if operator is not None:
                presumed[row["network"]] = operator
        if operator is not None:
            found[row["id"]] = operator
    for name, one, other in city.table("links").select("id", "from_node", "to_node").iter_rows():
        operator = found.get(one) or found.get(other)
        if operator is not None:
            found.setdefault(name, operator)
    return Operators(found, presumed)


def _by_field(city: City, network: str) -> str | None:
    """Return the organisation whose field, or else whose duty, names a network."""
    organisations = city.table("organisations").filter(pl.col("kind").is_in(list(RUNNERS)))
    duties = city.table("duties")
    for word in (rf"(?i)\b{each}" for each in FIELDS.get(network, ())):
        for kind in RUNNERS:
            mine = organisations.filter(pl.col("kind") == kind)
            by_field = mine.filter(pl.col("function").fill_null("").str.contains(word))
            doing = duties.filter(pl.col("duty").str.contains(word))["organisation"].implode()
            by_duty = mine.filter(pl.col("id").is_in(doing))
            for rows in (by_field, by_duty):
                if rows.height:
                    return str(rows["id"][0])
    return None


@dataclass(eq=False)
class _Sums:
    """What passes from one organisation to another."""

    networks: set[str] = field(default_factory=set)
    links: set[tuple[str, str]] = field(default_factory=set)
    person_hours: float = 0.0


@dataclass(frozen=True)
class Talks:
    """Who must talk.

    Parameters
    ----------
    talks
        Pairs of organisations, most person-hours first.
    unknown
        Components and places through which failures pass and whose operator is not known.
    """

    talks: tuple[Talk, ...]
    unknown: tuple[str, ...]


def talks_of(trace: Trace, operators: Operators) -> Talks:
    """Find the organisations between which failures pass in the traced sample.

    Each chain of failures counts with all its person-hours at each step from one organisation to another; bed-hours of
    places count as person-hours of patients. Places without beds count none, but those who run them must talk too.

    Parameters
    ----------
    trace
        Chains of failures.
    operators
        Who runs what.
    """
    sums: dict[tuple[str, str], _Sums] = defaultdict(_Sums)
    unknown: dict[str, None] = {}
    for one in trace.chains:
        for (giver, of_giver), (taker, of_taker) in _passages(trace, one):
            first, second = operators.of.get(giver), operators.of.get(taker)
            unknown |= {name: None for name, who in ((giver, first), (taker, second)) if who is None}
            if first is not None and second is not None and first != second:
                pair = sums[first, second]
                pair.networks |= {name for name in (of_giver, of_taker) if name is not None}
                pair.links.add((giver, taker))
                pair.person_hours += one.person_hours
    found = [_talk(first, second, one) for (first, second), one in sums.items()]
    return Talks(tuple(sorted(found, key=lambda one: (-one.person_hours, one.first, one.second))), tuple(unknown))


Named = tuple[str, str | None]


def _passages(trace: Trace, one: Traced) -> Iterator[tuple[Named, Named]]:
    """Yield the steps of a chain from one component to the next, and to the place at its end, with their networks."""
    model = trace.model
    named: list[Named] = [
        (model.components[component], model.networks[int(model.plan.layer[component])]) for component, _ in one.chain
    ]
    if one.place:
        named.append((one.user, None))
    yield from pairwise(named)


def _talk(first: str, second: str, sums: _Sums) -> Talk:
    order = [name for name in NETWORK_KINDS if name in sums.networks]
    said = (
        mark("{count} dependencies pass failures from {first} to {second}, at {hours:,} person-hours without a service")
        if sums.person_hours > 0.0
        else mark("{count} dependencies pass failures from {first} to {second}, by which places stand still")
    )
    reason = Message(said, count=len(sums.links), first=first, second=second, hours=round(sums.person_hours))
    return Talk(first, second, tuple(order), len(sums.links), sums.person_hours, reason)
