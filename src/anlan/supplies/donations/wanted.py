"""What is wanted as a donation, and what is not, out of the gaps of a dispatch."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from anlan.city import City
from anlan.language import Message, mark
from anlan.supplies.dispatch.allocation import MEASURED
from anlan.supplies.dispatch.lots import Stores
from anlan.supplies.dispatch.plan import Dispatch

GAPS = frozenset({"no_item", "stock", "fairness"})
"""Reasons of `anlan.supplies.dispatch.allocation.REASONS` that more goods would help against."""

NEVER: Mapping[str, str] = {
    "used-clothes": mark("Used clothes and bedding"),
    "opened-food": mark("Opened, home-made or perishable food"),
    "loose-medicine": mark("Medicines that are opened, unlabelled or given without being asked for"),
    "unsorted": mark("Unsorted parcels"),
}
"""What no list asks for: it takes hands and room that are needed elsewhere; assumption."""


@dataclass(frozen=True)
class Wanted:
    """An item that is missing.

    Parameters
    ----------
    item
        Identifier.
    unit
        Its unit.
    quantity
        How much is missing.
    needed_by_h
        When the first of it is needed, hours after the start of the scenario.
    districts
        How much is missing by code of district.
    triage
        Class of triage, 1 first.
    """

    item: str
    unit: str
    quantity: float
    needed_by_h: float
    districts: Mapping[str, float]
    triage: int


@dataclass(frozen=True)
class NotWanted:
    """An item of which there is enough.

    Parameters
    ----------
    item
        Identifier.
    unit
        Its unit.
    spare
        How much is left in the stores after every request.
    """

    item: str
    unit: str
    spare: float


@dataclass(frozen=True)
class DonationLists:
    """The lists that are published.

    Parameters
    ----------
    wanted
        What is missing, the most urgent first.
    not_wanted
        What there is enough of.
    never
        Keys of `NEVER`.
    hour
        Hour of the dispatch that they rest on.
    """

    wanted: tuple[Wanted, ...]
    not_wanted: tuple[NotWanted, ...]
    never: tuple[str, ...]
    hour: float

    def sentences(self, names: Mapping[str, str]) -> tuple[Message, ...]:
        """Say the lists.

        Parameters
        ----------
        names
            Name of each item in the reader's language.
        """
        need = [
            Message(mark("Wanted: {quantity:.0f} {unit} {item}, by hour {hour:.0f}."), quantity=one.quantity,
                    unit=one.unit, item=names.get(one.item, one.item), hour=one.needed_by_h)
            for one in self.wanted
        ]  # fmt: skip
        enough = [
            Message(mark("Not wanted: {item}; there is enough."), item=names.get(one.item, one.item))
            for one in self.not_wanted
        ]
        never = [Message(mark("Please never send: {what}."), what=Message(NEVER[key])) for key in self.never]
        return (*need, *enough, *never)


def donation_lists(city: City, dispatch: Dispatch, stores: Stores | None = None) -> DonationLists:
    """Derive what is wanted and what is not.

    Parameters
    ----------
    city
        The city.
    dispatch
        A dispatch with its allocation.
    stores
        What there was before it; that of the dispatch where None.
    """
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    found: dict[str, Wanted] = {}
    for one in dispatch.allocation.verdicts:
        request = one.priority.request
        if one.reason not in GAPS or one.short <= 0.0:
            continue
        short = one.short if unit.get(request.item) in MEASURED else float(ceil(one.short - 1e-6))
        before = found.get(request.item) or Wanted(request.item, unit.get(request.item, ""), 0.0, request.needed_by_h,
                                                   {}, one.priority.triage)  # fmt: skip
        districts = dict(before.districts)
        districts[request.district] = districts.get(request.district, 0.0) + short
        found[request.item] = Wanted(request.item, before.unit, before.quantity + short,
                                     min(before.needed_by_h, request.needed_by_h), districts,
                                     before.triage)  # fmt: skip
    used: dict[str, float] = {}
    for load in dispatch.loads.values():
        for content in load.contents:
            used[content.item] = used.get(content.item, 0.0) + content.quantity
    held: dict[str, float] = {}
    for lot in (stores or dispatch.stores).lots:
        held[lot.item] = held.get(lot.item, 0.0) + lot.quantity
    asked = {one.priority.request.item for one in dispatch.allocation.verdicts}
    spare = [NotWanted(item, unit.get(item, ""), quantity - used.get(item, 0.0)) for item, quantity in held.items()
             if item in asked and item not in found]  # fmt: skip
    wanted = sorted(found.values(), key=lambda one: (one.triage, one.needed_by_h, one.item))
    return DonationLists(tuple(wanted), tuple(one for one in spare if one.spare > 1e-6), tuple(NEVER), dispatch.now_h)
