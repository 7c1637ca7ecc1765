"""Maps of intensity by return period, as rasters or as one table: each map is made an event.

What a return period means must be said, because three readings are in use and give different averages; see
`anlan.hazards.exchange.periods` and ``docs/methods/exchange.md``.
"""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from anlan.city.importing.raster import Pixels, read_pixels
from anlan.errors import ImportDataError, Problem, SettingError, Severity
from anlan.hazards.exchange.delimited import Sheet, read_sheet
from anlan.hazards.exchange.footprints import Footprints, raise_errors
from anlan.hazards.exchange.limits import MOST_POINTS
from anlan.hazards.exchange.periods import Frequencies, occurrence_frequencies
from anlan.hazards.exchange.quantities import to_kept_unit
from anlan.language import Message

RASTERS = "return-period-rasters"
TABLE = "return-period-table"

Bounds = tuple[float, float, float, float]

_PERIOD = re.compile(r"(?:(?:rp|t|q)[_ -]?)?(-?\d+(?:\.\d+)?)(?:[_ ]?(?:a|y|yr|years?|年))?", re.IGNORECASE)


def read_period_rasters(
    maps: Sequence[tuple[float, Path]],
    kind: str,
    unit: str,
    frequencies: Frequencies,
    *,
    bounds: Bounds | None = None,
) -> Footprints:
    """Read rasters of one grid, one for each return period.

    Parameters
    ----------
    maps
        Return period (years) and GeoTIFF of each map; band 1 holds the intensity, 'no data' means 0.
    kind
        Hazard; a key of ``HAZARD_KINDS``.
    unit
        Unit of the intensity.
    frequencies
        What the return periods mean.
    bounds
        West, south, east, north, degrees of WGS 84; pixels outside are not read. None reads all.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    SettingError
        If return periods are missing, equal or not above zero.
    """
    _refuse_periods([period for period, _ in maps], ", ".join(path.name for _, path in maps))
    problems: list[Problem] = []
    ordered = sorted(maps)
    layers = [read_pixels(path, bounds, MOST_POINTS, problems) for _, path in ordered]
    raise_errors(problems)
    read = [layer for layer in layers if layer is not None]
    first = read[0]
    for (_, path), layer in zip(ordered[1:], read[1:], strict=True):
        if not _same_grid(first, layer):
            what = Message("its pixels are not those of {other}", other=ordered[0][1].name)
            remedy = Message("bring all maps to one grid, for example with gdalwarp")
            problems.append(Problem(path.name, what, remedy, code="grid"))
    raise_errors(problems)
    values = np.stack([layer.values for layer in read])
    file = ordered[0][1].name if len(ordered) == 1 else f"{ordered[0][1].name} ... {ordered[-1][1].name}"
    periods = np.array([period for period, _ in ordered])
    return _events(periods, values, first.lon, first.lat, kind, unit, frequencies, (file, RASTERS), problems)


def _same_grid(one: Pixels, other: Pixels) -> bool:
    return one.lon.size == other.lon.size and bool(
        np.allclose(one.lon, other.lon, rtol=0, atol=1e-9) and np.allclose(one.lat, other.lat, rtol=0, atol=1e-9)
    )


def read_period_table(path: Path, kind: str, unit: str, frequencies: Frequencies) -> Footprints:
    """Read a CSV table with columns ``lon``, ``lat`` and one for each return period, such as ``50`` or ``rp50``.

    Parameters
    ----------
    path
        The table; an empty field means 0.
    kind, unit, frequencies
        See `read_period_rasters`.

    Raises
    ------
    ImportDataError
        With everything that is wrong.
    SettingError
        If return periods are missing, equal or not above zero.
    """
    problems: list[Problem] = []
    sheet = read_sheet(path, problems)
    if sheet is None:
        raise ImportDataError(problems)
    _ = sheet.require("lon", "lat")
    raise_errors(problems)
    columns = _period_columns(sheet)
    _refuse_periods([period for period, _ in columns], path.name)
    filled = Sheet(sheet.file, sheet.columns.fill_null("0"), sheet.first_line, problems)
    values = np.stack([filled.numbers(name) for _, name in columns])
    lon, lat = sheet.numbers("lon"), sheet.numbers("lat")
    raise_errors(problems)
    periods = np.array([period for period, _ in columns])
    return _events(periods, values, lon, lat, kind, unit, frequencies, (path.name, TABLE), problems)


def _period_columns(sheet: Sheet) -> list[tuple[float, str]]:
    found = [(match, name) for name in sheet.columns.columns if (match := _PERIOD.fullmatch(name.strip()))]
    return sorted((float(match.group(1)), name) for match, name in found)


def _refuse_periods(periods: Sequence[float], file: str) -> None:
    if not periods or any(not 0.0 < period < np.inf for period in periods) or len(set(periods)) < len(periods):
        listed = ", ".join(f"{period:g}" for period in periods)
        raise SettingError(
            Message(
                "{file}: the return periods are: {periods}; give each map its own, in years, above zero",
                file=file,
                periods=listed,
            )
        )


def _events(
    periods: NDArray[np.float64],
    values: NDArray[np.float64],
    lon: NDArray[np.float64],
    lat: NDArray[np.float64],
    kind: str,
    unit: str,
    frequencies: Frequencies,
    source: tuple[str, str],
    problems: list[Problem],
) -> Footprints:
    """Make an event of each map, in ascending order of the return periods."""
    file, form = source
    _note_falling(values, periods, file, problems)
    kept, values = to_kept_unit(kind, unit, values, file, problems)  # type: ignore[assignment]
    event, point = np.nonzero(values)
    indptr = np.append(0, np.cumsum(np.count_nonzero(values, axis=1)))
    ids = tuple(f"rp-{period:g}" for period in periods)
    return Footprints(
        kind=kind,
        unit=kept,
        ids=ids,
        names=ids,
        frequency=occurrence_frequencies(periods, frequencies),
        historical=np.zeros(periods.size, dtype=bool),
        lon=lon,
        lat=lat,
        indptr=indptr.astype(np.int64),
        indices=point.astype(np.int32),
        data=values[event, point],
        provenance={"file": file, "format": form, "frequencies": str(frequencies)},
        notices=tuple(problems),
    )


def _note_falling(
    values: NDArray[np.float64], periods: NDArray[np.float64], file: str, problems: list[Problem]
) -> None:
    """Note where a rarer map is weaker, which maps of exceedance cannot be."""
    for place in range(1, periods.size):
        falls = int(np.count_nonzero(values[place] < values[place - 1]))
        if falls:
            what = Message(
                "at {count:,} points the map of {rarer:g} years is weaker than that of {often:g} years",
                count=falls,
                rarer=periods[place],
                often=periods[place - 1],
            )
            remedy = Message("check the return periods; the values were kept")
            problems.append(Problem(file, what, remedy, severity=Severity.NOTICE, code="falling"))
