"""OpenQuake's ground-motion fields: a CSV table of intensities by event and site, and one of sites.

Columns (OpenQuake engine manual, "Event based risk from ground-motion fields"; both the tables it takes in and those
it exports): ``eid`` or ``event_id``; ``sid``, ``site_id`` or ``custom_site_id``; ``rlz_id`` in older ones; one
``gmv_IMT`` for each intensity measure type. Sites: ``site_id`` or ``custom_site_id``, ``lon``, ``lat``.
"""

from collections.abc import Mapping
from pathlib import Path

import numpy as np
import polars as pl

from anlan.errors import Problem, SettingError
from anlan.hazards.exchange.assembling import rows_of
from anlan.hazards.exchange.delimited import Sheet, places_among, read_sheet
from anlan.hazards.exchange.footprints import Footprints, raise_errors
from anlan.hazards.exchange.quantities import to_kept_unit
from anlan.language import Message

FORMAT = "openquake-gmf-csv"

_EVENT = ("event_id", "eid", "id")
_SITE = ("custom_site_id", "site_id", "sid")
_MOTION = "gmv_"

UNITS: Mapping[str, str] = {"PGA": "g", "SA": "g", "AvgSA": "g", "PGV": "cm/s", "MMI": "1"}
"""Units of intensity measure types (OpenQuake ``hazardlib/imt.py``), by the name before a bracket."""


def read_openquake(
    motions: Path,
    sites: Path,
    *,
    imt: str | None = None,
    years: float | None = None,
    frequency: float | None = None,
    events: Path | None = None,
    kind: str = "earthquake",
    unit: str | None = None,
) -> Footprints:
    """Read ground-motion fields.

    Parameters
    ----------
    motions
        Table of ground motions.
    sites
        Table of sites.
    imt
        Intensity measure type to take, for example ``SA(0.3)``; None takes the only one there is.
    years
        Years that the events stand for: ``investigation_time`` x ``ses_per_logic_tree_path`` x number of
        realizations (which must have equal weights). Each event then happens once in that time.
    frequency
        Occurrences a year of each event, in place of `years`; for the n fields of one scenario, its rate / n.
    events
        Table of all events, so that those that shake no site stay in the set; None takes the events of `motions`.
    kind
        Hazard; ground motions of other perils have the same form.
    unit
        Unit of the intensity; None takes OpenQuake's for the measure.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    SettingError
        If not exactly one of `years` and `frequency` is given, or it is not above zero.
    """
    rate = _rate(years, frequency)
    problems: list[Problem] = []
    table, places = _sheet(motions, problems), _sheet(sites, problems)
    every = None if events is None else _sheet(events, problems)
    raise_errors(problems)
    measure = _measure(table, imt)
    event, site, key = _column(table, _EVENT), _column(table, _SITE), _column(places, _SITE)
    _ = places.require("lon", "lat")
    raise_errors(problems)
    by_realization = table.has("rlz_id") and table.columns["rlz_id"].n_unique() > 1
    tags = _tags(table, event, by_realization)
    listed = _tags(every, _column(every, _EVENT), by_realization).to_list() if every is not None else []
    ids = list(dict.fromkeys([*listed, *sorted(tags.unique().to_list(), key=_order)]))
    indptr, indices, values = rows_of(
        places_among(tags, pl.Series(ids, dtype=pl.String)).to_numpy(),
        table.places(site, places.keys(key), places.file),
        table.numbers(f"{_MOTION}{measure}"),
        len(ids),
        table.file,
        problems,
    )
    given = UNITS.get(measure.split("(")[0], "") if unit is None else unit
    kept, data = to_kept_unit(kind, given, values, table.file, problems)
    lon, lat = places.numbers("lon"), places.numbers("lat")
    raise_errors(problems)
    return Footprints(
        kind=kind,
        unit=kept,
        ids=tuple(ids),
        names=tuple(ids),
        frequency=np.full(len(ids), rate),
        historical=np.zeros(len(ids), dtype=bool),
        lon=lon,
        lat=lat,
        indptr=indptr,
        indices=indices,
        data=data,
        provenance={"file": motions.name, "format": FORMAT, "measure": measure},
        notices=tuple(problems),
    )


def _sheet(path: Path, problems: list[Problem]) -> Sheet:
    """Read a table; an empty one, with a problem, where it cannot be read."""
    sheet = read_sheet(path, problems)
    return Sheet(path.name, pl.DataFrame(), 1, problems) if sheet is None else sheet


def _rate(years: float | None, frequency: float | None) -> float:
    if (years is None) == (frequency is None):
        raise SettingError(
            Message(
                "give either the years that the events stand for (investigation time x stochastic event sets x "
                "realizations) or the frequency of one event"
            )
        )
    value = frequency if years is None else years
    if value is None or not 0.0 < value < np.inf:
        raise SettingError(Message("years or frequency is {value}; give a number above zero", value=value))
    return value if years is None else 1.0 / value


def _measure(table: Sheet, imt: str | None) -> str:
    """Return the measure to take; the first, with a problem, where that is not clear."""
    found = [name.removeprefix(_MOTION) for name in table.columns.columns if name.startswith(_MOTION)]
    if imt in found or (imt is None and len(found) == 1):
        return imt or found[0]
    wish = Message("'{imt}' is not among the intensity measures", imt=imt) if imt else None
    what = wish or Message("there are {count} intensity measures", count=len(found))
    remedy = Message("choose one of: {names}", names=", ".join(found))
    table.problems.append(Problem(table.file, what, remedy, feature="imt", code="measure"))
    return found[0] if found else ""


def _column(table: Sheet, names: tuple[str, ...]) -> str:
    """Return which of the spellings of a column the table has; a problem where it has none."""
    found = next((name for name in names if table.has(name)), None)
    if found is None:
        table.require(names[0])
    return found or names[0]


def _tags(table: Sheet, event: str, by_realization: bool) -> pl.Series:
    """Return the name of the event of each row: its number, after that of the realization where numbers repeat."""
    text = table.texts(event).str.strip_chars()
    number = text.cast(pl.Int64, strict=False).cast(pl.String).fill_null(text)
    if not by_realization or not table.require("rlz_id"):
        return number
    return table.texts("rlz_id").str.strip_chars() + "-" + number


def _order(tag: str) -> list[tuple[int, str]]:
    """Sort numbers as numbers."""
    return [(int(part) if part.isdecimal() else 0, part) for part in tag.split("-")]


def write_openquake(footprints: Footprints, motions: Path, sites: Path, *, imt: str, events: Path) -> None:
    """Write ground-motion fields and sites for an ``event_based_risk`` calculation from fields.

    Frequencies have no place in these tables: state ``investigation_time`` in the job file.

    Parameters
    ----------
    footprints
        The events; numbers 0 to n - 1 stand for them.
    motions, sites, events
        Files to make or replace; `events` lists those too that shake no site and so have no row in `motions`.
    imt
        Name of the intensity measure, for example ``PGA``.
    """
    steps = np.diff(footprints.indptr)
    pl.DataFrame(
        {
            "event_id": np.repeat(np.arange(len(footprints)), steps),
            "site_id": footprints.indices,
            f"{_MOTION}{imt}": footprints.data,
        }
    ).write_csv(motions)
    pl.DataFrame({"site_id": np.arange(footprints.lon.size), "lon": footprints.lon, "lat": footprints.lat}).write_csv(
        sites
    )
    pl.DataFrame({"event_id": np.arange(len(footprints)), "name": footprints.ids}).write_csv(events)
