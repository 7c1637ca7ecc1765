"""What the figures rest on: vulnerability functions, standards of need, supplies, settings, sources."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from anlan.city import City
from anlan.city.tables import TABLE
from anlan.city.tables.general import SOURCES
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.city.tables.supplies import NEED_DRIVERS, TRAUMA
from anlan.language import Message, mark
from anlan.rehearsal import CycleRun
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Name, Quantity, Said, Unit
from anlan.report.words import CONSEQUENCES, hazard_name


def evidence_grids(run: CycleRun) -> Mapping[str, Grid]:
    """Tabulate the assumptions and sources of a run; a table without rows is left out.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    grids = {
        "settings": _settings(run),
        "parameters": _parameters(run),
        "vulnerability": _vulnerability(run),
        "standards": _standards(run.city),
        "profiles": _profiles(run),
        "supplies": _supplies(run.city),
        "sources": _sources(run.city),
    }
    return {name: grid for name, grid in grids.items() if grid.rows}


def _settings(run: CycleRun) -> Grid:
    settings = run.settings
    said: dict[str, tuple[Message, Said]] = {
        "events": (Message(mark("Events simulated for each hazard")), Quantity(settings.events, "events", None)),
        "floor": (
            Message(mark("Credibility floor: rarer events are not planned for")),
            Quantity(settings.floor, "1/year"),
        ),
        "hours": (Message(mark("Length of the scenario")), Quantity(settings.hours, "h", None)),
        "planning_years": (
            Message(mark("Horizon over which chances are stated")),
            Quantity(settings.planning_years, "years", None),
        ),
        "seed": (Message(mark("Seed of all random numbers")), str(settings.seed)),
    }
    columns = (Column("setting", Message(mark("Setting"))), Column("value", Message(mark("Value"))))
    return Grid(Message(mark("Settings of the run")), columns, tuple(Row(key, row) for key, row in said.items()))


def _parameters(run: CycleRun) -> Grid:
    """Tabulate every parameter of the hazards that ran, with the city's own values where it sets any."""
    own = {(row["hazard"], row["parameter"]): row for row in run.city.table("hazard_parameters").iter_rows(named=True)}
    rows = []
    for hazard in run.hazards:
        kind = hazard.hazard.kind
        group = Message(
            mark("{hazard}; method: {page}"),
            hazard=hazard_name(kind),
            page=f"docs/methods/{kind.replace('_', '-')}.md",
        )
        for parameter in hazard.hazard.parameters:
            row = own.get((kind, parameter.name))
            cells: tuple[Said, ...] = (
                parameter.name,
                Message(parameter.meaning),
                Quantity(parameter.default if row is None else row["value"], parameter.unit, 6),
                Message(mark("default of the method")) if row is None else Message(mark("set by the city package")),
            )
            rows.append(Row(f"{kind}/{parameter.name}", cells, group, bool(row and row["synthetic"])))
    columns = (
        Column("name", Message(mark("Parameter"))),
        Column("meaning", Message(mark("Meaning"))),
        Column("value", Message(mark("Value"))),
        Column("origin", Message(mark("Origin"))),
    )
    return Grid(Message(mark("Hazards: parameters")), columns, tuple(rows))


def _vulnerability(run: CycleRun) -> Grid:
    kinds = [hazard.hazard.kind for hazard in run.hazards]
    table = run.city.table("vulnerability_functions").filter(
        pl.col("hazard").is_in(kinds) & (pl.col("target") != "component")
    )
    points = run.city.table("vulnerability_points").sort("intensity")
    rows = []
    for row in table.iter_rows(named=True):
        own = points.filter(pl.col("function") == row["id"])
        if own.is_empty():
            continue
        low, high = own.row(0, named=True), own.row(-1, named=True)
        cells: tuple[Said, ...] = (
            Message(CONSEQUENCES[row["target"]]),
            Message(
                mark("{low} at {from_} to {high} at {to}"),
                low=Quantity(low["mean"], "%"),
                high=Quantity(high["mean"], "%"),
                from_=Quantity(low["intensity"], row["intensity_unit"]),
                to=Quantity(high["intensity"], row["intensity_unit"]),
            ),
            _confidence("vulnerability_functions", row),
            row["note"],
            _source(run.city, row),
        )
        rows.append(Row(row["id"], cells, Message(HAZARD_KINDS[row["hazard"]]), row["synthetic"]))
    columns = (
        Column("target", Message(mark("Who or what"))),
        Column("range", Message(mark("Mean share lost"))),
        Column("confidence", Message(mark("Basis"))),
        Column("note", Message(mark("Assumption"))),
        Column("source", Message(mark("Source"))),
    )
    return Grid(Message(mark("Vulnerability functions")), columns, tuple(rows))


def _standards(city: City) -> Grid:
    names = _item_names(city)
    units = dict(city.table("items").select("id", "unit").iter_rows())
    rows = [
        Row(
            row["id"],
            (
                names[row["item"]],
                _whom(row),
                Message(
                    mark("{rate} per person and day") if row["per"] == "day" else mark("{rate} per person, once"),
                    rate=Quantity(row["rate"], units[row["item"]]),
                ),
                _span(row),
                _confidence("needs", row),
                _source(city, row),
            ),
            None,
            row["synthetic"],
        )
        for row in city.table("needs").iter_rows(named=True)
    ]
    columns = (
        Column("item", Message(mark("Item"))),
        Column("driver", Message(mark("For whom"))),
        Column("rate", Message(mark("Standard"))),
        Column("span", Message(mark("Hours"))),
        Column("confidence", Message(mark("Basis"))),
        Column("source", Message(mark("Source"))),
    )
    return Grid(Message(mark("Standards of need")), columns, tuple(rows))


def _whom(row: Mapping[str, Any]) -> Message:
    """Say whom a standard is for: the driver, and the hazard where it is not for any."""
    who = Message(NEED_DRIVERS[row["driver"]])
    if row["hazard"] in (None, "any"):
        return who
    hazard = (
        Message(mark("Any hazard that injures by force")) if row["hazard"] == TRAUMA else hazard_name(row["hazard"])
    )
    return Message(mark("{hazard}: {event}"), hazard=hazard, event=who)


def _span(row: Mapping[str, Any]) -> Message:
    if row["to_h"] is None:
        return Message(mark("from hour {first:g}"), first=row["from_h"])
    return Message(mark("hours {first:g} to {last:g}"), first=row["from_h"], last=row["to_h"])


def _profiles(run: CycleRun) -> Grid:
    kinds = ["any", *(hazard.hazard.kind for hazard in run.hazards)]
    table = run.city.table("time_profiles").filter(pl.col("hazard").is_in(kinds)).sort("hour")
    rows = []
    for (kind, driver), group in table.group_by("hazard", "driver", maintain_order=True):
        course = tuple(
            Message(mark("hour {hour:g}: {share}"), hour=hour, share=Quantity(share, "%"))
            for hour, share in group.select("hour", "share").iter_rows()
        )
        cells: tuple[Said, ...] = (
            Message(mark("Any hazard")) if kind == "any" else hazard_name(str(kind)),
            Message(NEED_DRIVERS[str(driver)]),
            course,
            _source(run.city, group.row(0, named=True)),
        )
        rows.append(Row(f"{kind}/{driver}", cells, None, bool(group["synthetic"].any())))
    columns = (
        Column("hazard", Message(mark("Hazard"))),
        Column("driver", Message(mark("Who"))),
        Column("course", Message(mark("Share in need"))),
        Column("source", Message(mark("Source"))),
    )
    return Grid(Message(mark("How many are still in need, by the hour")), columns, tuple(sorted(rows, key=_key)))


def _key(row: Row) -> str:
    return row.key


def _supplies(city: City) -> Grid:
    """Tabulate what is counted of each item: own stock, agreements at their expected value, production at full rate."""
    units = dict(city.table("items").select("id", "unit").iter_rows())
    rows = []
    for item, name in _item_names(city).items():
        own = {table: city.table(table).filter(pl.col("item") == item) for table in ("stock", "agreements", "capacity")}
        if all(frame.is_empty() for frame in own.values()):
            continue
        unit = units[item]
        agreed, lines = own["agreements"], own["capacity"]
        cells: tuple[Said, ...] = (
            name,
            Unit(unit),
            Quantity(float(own["stock"]["quantity"].sum()), unit),
            _first(own["stock"]["dispatch_h"]),
            Quantity(float((agreed["quantity"] * (1.0 - agreed["default_probability"])).sum()), unit),
            _first(agreed["call_off_h"]),
            Quantity(float((lines["max_rate"] * lines["yield_share"] * lines["hours_a_day"] / 24.0).sum()), unit),
            _first(lines["conversion_h"] + lines["delivery_h"]),
            tuple(sorted({str(_source(city, row)) for frame in own.values() for row in frame.iter_rows(named=True)})),
        )
        rows.append(Row(item, cells, None, any(bool(frame["synthetic"].any()) for frame in own.values())))
    columns = (
        Column("item", Message(mark("Item"))),
        Column("unit", Message(mark("Unit"))),
        Column("stock", Message(mark("Stock")), bare=True),
        Column("stock_h", Message(mark("First after")), "h"),
        Column("agreements", Message(mark("Agreements, less expected default")), bare=True),
        Column("agreements_h", Message(mark("First after")), "h"),
        Column("capacity", Message(mark("Production an hour, at the full rate")), bare=True),
        Column("capacity_h", Message(mark("First after")), "h"),
        Column("source", Message(mark("Source"))),
    )
    return Grid(Message(mark("Supplies that are counted")), columns, tuple(rows))


def _first(hours: pl.Series) -> Quantity:
    earliest = hours.min()
    return Quantity(earliest if isinstance(earliest, float) else None, "h")


def _sources(city: City) -> Grid:
    kinds = SOURCES.columns[1].choices
    rows = [
        Row(
            row["id"],
            (row["title"], Message(kinds[row["kind"]]), row["licence"], tuple(_notes(row)) or None),
            None,
            row["kind"] == "synthetic",
        )
        for row in city.sources.sort("id").iter_rows(named=True)
    ]
    columns = (
        Column("title", Message(mark("Source"))),
        Column("kind", Message(mark("Kind"))),
        Column("licence", Message(mark("Licence"))),
        Column("notes", Message(mark("Attribution, method and notes"))),
    )
    return Grid(Message(mark("Sources")), columns, tuple(rows))


def _notes(row: Mapping[str, Any]) -> Iterator[Said]:
    if row["attribution"]:
        yield row["attribution"]
    if row["method"]:
        yield Message(mark("Method: {method}"), method=row["method"])
        yield Message(mark("Seed: {seed}"), seed=row["seed"])
    if row["constraint"]:
        yield Message(mark("Constraint: {constraint}"), constraint=row["constraint"])
    if row["note"]:
        yield row["note"]


def _item_names(city: City) -> Mapping[str, Name]:
    return {row["id"]: Name.of(row) for row in city.table("items").iter_rows(named=True)}


def _confidence(table: str, row: Mapping[str, Any]) -> Said:
    value = row["confidence"]
    return Message(TABLE[table].column("confidence").choices[value]) if value else None


def _source(city: City, row: Mapping[str, Any]) -> str | None:
    """Return the title of a row's source."""
    if row["source"] is None:
        return None
    titles = dict(city.sources.select("id", "title").iter_rows())
    return str(titles[row["source"]])
