"""Tables of a dispatch: convoy sheets, the allocation with its reasons, what is late; units in the column names."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from anlan.city import City
from anlan.supplies.dispatch.lots import Stores
from anlan.supplies.dispatch.plan import Dispatch


def dispatch_tables(city: City, dispatch: Dispatch, stores: Stores | None = None) -> dict[str, pl.DataFrame]:
    """Return the tables of a dispatch.

    Parameters
    ----------
    city
        The city.
    dispatch
        The dispatch.
    stores
        What there was; that of the dispatch where None.
    """
    return {
        "convoy_sheets": _sheets(city, dispatch, stores or dispatch.stores),
        "allocation": _allocation(dispatch),
        "late": pl.DataFrame([vars(one) for one in dispatch.lateness], infer_schema_length=None),
        "waiting": _waiting(dispatch),
    }


def _sheets(city: City, dispatch: Dispatch, stores: Stores) -> pl.DataFrame:
    """Return one row for each lot at each stop of each vehicle, in the order in which they are made."""
    unit = dict(city.table("items").select("id", "unit").iter_rows())
    contact = {row["id"]: row["duty_channel"] or "" for row in city.table("organisations").iter_rows(named=True)}
    keeper = {lot.id: lot.organisation for lot in stores.lots}
    asked = {one.key: one.who for one in dispatch.requests}
    rows = [
        {
            "vehicle": convoy.id, "vehicle_kind": convoy.carrier.kind, "vehicle_owner": convoy.carrier.organisation,
            "owner_contact": contact.get(convoy.carrier.organisation, ""), "store": convoy.site, "trip": trip,
            "departs_h": haul.departs_h, "trip_kg": haul.kg, "trip_m3": haul.m3, "stop": stop, "place": call.place,
            "arrives_h": call.arrives_h, "leaves_h": call.leaves_h, "way_km": call.km, "load": call.load,
            "lot": content.lot, "lot_keeper": keeper.get(content.lot, ""),
            "keeper_contact": contact.get(keeper.get(content.lot, ""), ""), "item": content.item,
            "quantity": content.quantity, "unit": unit.get(content.item, ""), "request": content.request,
            "asked_by": asked.get(content.request, ""), "returns_h": convoy.returns_h, "received_fit": None,
            "damaged": None, "signed_by": None, "signed_h": None,
        }
        for convoy in dispatch.convoys
        for trip, haul in enumerate(convoy.hauls, start=1)
        for stop, call in enumerate(haul.calls, start=1)
        for content in dispatch.loads[call.load].contents
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides=SIGNED if rows else None, infer_schema_length=None)


SIGNED: Mapping[str, Any] = {
    "received_fit": pl.Float64,
    "damaged": pl.Float64,
    "signed_by": pl.String,
    "signed_h": pl.Float64,
}
"""Columns of a convoy sheet that are filled in by whoever receives."""


def _allocation(dispatch: Dispatch) -> pl.DataFrame:
    rows = [
        {
            "request": one.priority.request.key, "place": one.priority.request.place,
            "district": one.priority.request.district, "item": one.priority.request.item,
            "wanted": one.priority.request.quantity, "granted": one.granted, "short": one.short,
            "needed_by_h": one.priority.request.needed_by_h, "people": one.priority.request.people,
            "triage": one.priority.triage, "score_person_hours": one.priority.score, "reason": one.reason,
            "fair_share": one.fair_share, "price_person_hours": one.price, "why_first": str(one.priority.why()),
            "why_this_much": str(one.why()),
        }
        for one in dispatch.allocation.verdicts
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"fair_share": pl.Float64} if rows else None, infer_schema_length=None)


def _waiting(dispatch: Dispatch) -> pl.DataFrame:
    rows = [
        {"load": name, "store": dispatch.loads[name].site, "place": dispatch.loads[name].place,
         "triage": dispatch.loads[name].triage, "kg": dispatch.loads[name].kg, "m3": dispatch.loads[name].m3,
         "needed_by_h": dispatch.loads[name].needed_by_h, "reason": reason}
        for name, reason in dispatch.left.items()
    ]  # fmt: skip
    return pl.DataFrame(rows, infer_schema_length=None)
