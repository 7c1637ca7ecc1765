"""Records from which hazards are computed, restated from the reference data."""

from collections import Counter
from pathlib import Path

from tools.lianyungang.events_of_the_past import PAST
from tools.lianyungang.reference import number, read_rows, whole
from tools.lianyungang.sources_hazards import GAZETTEER, HYDROLOGY, ISC_GEM, JMA, NOAA, PRESS
from tools.lianyungang.table_files import Row, Source, write_table

SOURCES = (JMA, NOAA, ISC_GEM, GAZETTEER, PRESS, HYDROLOGY)

KNOT_MS = 0.514444
"""Metres per second in one knot (1,852 m in 3,600 s)."""

DATE_LINE = 180.0
"""Longitude beyond which a position is left out, degrees east: a track must not jump to the west."""

CATALOGUES = {
    "NOAA": ("noaa", "NOAA NCEI", NOAA),
    "ISC-GEM": ("isc-gem", "ISC-GEM", ISC_GEM),
    "Lianyungang": ("gazetteer", "Gazetteer of Lianyungang", GAZETTEER),
    "CENC": ("cenc", "CENC", PRESS),
}
"""How a catalogue begins in the reference data: prefix of the identifier, name and source."""

DURATION_H = {"h": 1.0, "d": 24.0}

RECORD_YEARS = {1990: 40, 2012: 62}
"""Length of the rain records by their last year, both taken to begin in 1951 (1990: by assumption)."""

STATIONS_OF_RECORD = {"墟沟": 10}
"""Stations, by how their names begin, whose record is the largest of many: the highest rain known in the city."""

NORMAL_YEARS = 31
"""Length of the record of monthly weather, 1960 to 1990."""

WATERS = {"临洪闸": "river", "大浦 临洪河": "river", "石梁河水库": "reservoir"}
"""Stations that do not stand by the sea."""

SHORT_RAIN_YEARS = 10
"""The record of short rain is that of 1981 to 1990."""

STATIONS = {
    "市区(临洪)": ("市区(临洪)", "市区(临洪)"),
    "东海": ("石梁河水库", "东海(牛山)"),
    "赣榆": ("赣榆(青口)", "赣榆(青口)"),
    "灌云": ("灌云(伊山)", "灌云(伊山)"),
    "连云港市区": ("连云港市区", "连云港市区"),
    "墟沟": ("墟沟/西连岛", "墟沟/西连岛"),
    "连云港站": ("连云港站", "连云港站"),
}
"""How a station begins in the reference data: its name for hours and for days."""

OLD_YELLOW_RIVER = "old Yellow River zero"
PORT_GAUGE = "port gauge zero"
OWN_ZERO = "gauge's own zero"

PORT, YANWEIGANG = "连云港", "燕尾港"

TIDE_STATISTICS = {
    "mean sea level": ("mean sea level", 0),
    "mean tidal range": ("mean tidal range", 0),
    "mean high water": ("mean high water", 0),
    "mean low water": ("mean low water", 0),
    "mean spring high water": ("mean spring high water", 0),
    "mean spring low water": ("mean spring low water", 0),
    "mean neap high water": ("mean neap high water", 0),
    "mean neap low water": ("mean neap low water", 0),
    "observed highest (1971-1990)": ("highest of 1971-1990", 0),
    "observed lowest (1971-1990)": ("lowest of 1971-1990", 0),
    "1939-08-17 storm surge high water": ("storm surge", 1939),
    "1956-09-05 typhoon high water": ("storm surge", 1956),
    "highest 1939-08-30 (surveyed)": ("surveyed storm surge", 1939),
    "highest 1930-1990 observed, 1981": ("highest of 1930-1990", 1981),
    "lowest": ("lowest", 0),
    "highest 1985": ("highest of 1963-1990", 1985),
    "lowest 1963": ("lowest of 1963-1990", 1963),
    "max rising-tide range 1985": ("largest rise of a tide", 1985),
    "highest 1897-08": ("highest known", 1897),
}
"""Statements on tides in the reference data: statistic and year."""

RESERVOIR_LEVELS = {
    "design_flood_level_m": "design flood level",
    "check_flood_level_m": "check flood level",
    "flood_limit_level_m": "flood limit level",
    "normal_level_m": "normal level",
    "dead_level_m": "dead level",
}
RESERVOIR = "石梁河水库"
RECENT_LEVELS = ((2023, "07-12", 23.17), (2024, "07-08", 24.32))
"""Levels of the reservoir in two recent floods, press: year, day, m."""


def build(shared: Path, out: Path) -> None:
    """Write the tables of records."""
    write_table(out, "typhoon_tracks", storms(shared), {"lon": 1, "lat": 1})
    write_table(out, "earthquakes", earthquakes(shared), {"lon": 3, "lat": 3, "magnitude": 2})
    write_table(out, "rainfall_records", rainfall(shared), {"duration_h": 4})
    write_table(out, "water_levels", [*tides(shared), *rivers(shared)], {"level_m": 2})
    write_table(out, "climate_normals", normals(shared), {})
    write_table(out, "hazard_history", history(shared), {})


def real(source: Source) -> Row:
    """Return the last two columns of a row that is restated."""
    return {"synthetic": False, "source": source["id"]}


def storms(shared: Path) -> list[Row]:
    """Return the positions of all storms west of the 180th meridian, beyond which none comes near the city."""
    rows: list[Row] = []
    for row in read_rows(shared, "hazard/typhoon_tracks_jma_500km.csv"):
        if float(row["lon"]) > DATE_LINE:
            continue
        knots = number(row["wind_kt_10min"])
        rows.append(
            {
                "storm": row["storm_id"],
                "name": row["name"],
                "time": row["time_utc"],
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
                "pressure_hpa": float(row["pressure_hpa"]),
                "wind_ms": None if knots is None else knots * KNOT_MS,
                "grade": row["grade"],
                **real(JMA),
            }
        )
    return rows


def earthquakes(shared: Path) -> list[Row]:
    """Return the entries of all catalogues; the same event may stand in two."""
    rows: list[Row] = []
    seen: Counter[str] = Counter()
    for row in read_rows(shared, "hazard/earthquakes.csv"):
        prefix, catalogue, source = next(CATALOGUES[name] for name in CATALOGUES if row["source"].startswith(name))
        year, month, day = int(row["year"]), whole(row["month"]), whole(row["day"])
        stated = [f"{part:02d}" for part in (month, day) if part]
        name = "-".join([prefix, f"{year:04d}" if year > 0 else f"bc{-year:04d}", *stated])
        seen[name] += 1
        rows.append(
            {
                "id": name if seen[name] == 1 else f"{name}-{seen[name]}",
                "catalogue": catalogue,
                "year": year,
                "month": month,
                "day": day,
                "lon": float(row["lon"]),
                "lat": float(row["lat"]),
                "depth_km": number(row["depth_km"]),
                "magnitude": number(row["mag"]),
                "magnitude_type": row["mag_type"],
                "intensity_max": number(row["mmi"]),
                "deaths": whole(row["deaths"]),
                "place": place_name(row["place"]),
                "accuracy": row["coord_quality"],
                **real(source),
            }
        )
    return rows


def place_name(text: str) -> str:
    """Return a place of a catalogue without the country and without capitals."""
    if not text.isupper():
        return text
    parts = [part.strip().title() for part in text.removeprefix("CHINA:").replace(",", ":").split(":")]
    return ", ".join(part for part in parts if part) or "China"


def rainfall(shared: Path) -> list[Row]:
    """Return the largest rain of every duration at every station.

    Where a station has both, the larger of 24 hours and an observing day stands for 24 hours: no day can hold more
    than the largest 24 hours, so the smaller of the two comes from a shorter record.
    """
    found: dict[tuple[str, float, int], Row] = {}
    for row in [*long_rain(shared), *short_rain(shared)]:
        key = (str(row["station"]), float(str(row["duration_h"])), int(str(row["until_year"])))
        if key not in found or float(str(row["depth_mm"])) > float(str(found[key]["depth_mm"])):
            found[key] = row
    return list(found.values())


def long_rain(shared: Path) -> list[Row]:
    """Return the records of an hour to a month."""
    rows: list[Row] = []
    for row in read_rows(shared, "hazard/storm_rainfall_records.csv"):
        names = next(STATIONS[name] for name in STATIONS if row["station"].startswith(name))
        until = 2012 if row["note"].startswith("2012") else 1990
        rows.append(
            {
                "station": names[row["duration"].endswith("d")],
                "duration_h": float(row["duration"][:-1]) * DURATION_H[row["duration"][-1]],
                "depth_mm": float(row["max_mm"]),
                "record_years": RECORD_YEARS[until],
                "until_year": until,
                "stations": next((n for name, n in STATIONS_OF_RECORD.items() if row["station"].startswith(name)), 1),
                **real(PRESS if until == 2012 else GAZETTEER),
            }
        )
    return rows


def short_rain(shared: Path) -> list[Row]:
    """Return the records of five minutes to a day of 1981 to 1990."""
    return [
        {
            "station": "连云港站",
            "duration_h": float(row["minutes"]) / 60.0,
            "depth_mm": float(row["max_mm"]),
            "record_years": SHORT_RAIN_YEARS,
            "until_year": 1990,
            "stations": 1,
            **real(GAZETTEER),
        }
        for row in read_rows(shared, "hazard/short_duration_rain_max_1981_1990.csv")
    ]


def level(station: str, statistic: str, year: int, value: str, datum: str, day: str = "") -> Row:
    """Return one row of levels."""
    return {
        "station": station,
        "statistic": statistic,
        "year": year,
        "level_m": float(value),
        "datum": datum,
        "water": WATERS.get(station, "sea"),
        "day": day,
        **real(GAZETTEER),
    }


def tides(shared: Path) -> list[Row]:
    """Return the annual extremes and the statistics of the tide; every station keeps its own zero."""
    rows: list[Row] = []
    for row in read_rows(shared, "hazard/tide_annual_extremes_1972_1990.csv"):
        port = row["station"].startswith(PORT)
        station, datum = (PORT, PORT_GAUGE) if port else (YANWEIGANG, OLD_YELLOW_RIVER)
        for statistic, column in (("annual maximum", "high"), ("annual minimum", "low")):
            if row[f"{column}_m"]:
                rows.append(
                    level(station, statistic, int(row["year"]), row[f"{column}_m"], datum, row[f"{column}_date"])
                )
    for row in read_rows(shared, "hazard/tide_statistics.csv"):
        statistic, year = TIDE_STATISTICS[row["item"]]
        station, _, rest = row["station"].partition(" ")
        datum = OLD_YELLOW_RIVER if "废黄河" in rest else PORT_GAUGE if station == PORT else OWN_ZERO
        if statistic.startswith("highest of 1963") or statistic.startswith("lowest of 1963"):
            statistic += ", " + OLD_YELLOW_RIVER
        rows.append(level(row["station"] if datum == OWN_ZERO else station, statistic, year, row["value_m"], datum))
    return rows


def rivers(shared: Path) -> list[Row]:
    """Return the levels of the Linhong gate and of Shilianghe reservoir."""
    rows = [
        level("临洪闸", "annual maximum", int(row["year"]), row["max_stage_m"], OWN_ZERO, row["date"])
        for row in read_rows(shared, "hazard/linhong_gate_annual_max_stage_1962_1990.csv")
    ]
    for row in read_rows(shared, "hazard/shilianghe_reservoir_levels_1961_1990.csv"):
        year = int(row["year"])
        rows.append(level(RESERVOIR, "annual maximum", year, row["max_level_m"], OWN_ZERO, row["max_date"]))
        rows.append(level(RESERVOIR, "annual minimum", year, row["min_level_m"], OWN_ZERO, row["min_date"]))
    reservoir = next(row for row in read_rows(shared, "water/reservoirs.csv") if row["name_zh"] == RESERVOIR)
    for column, statistic in RESERVOIR_LEVELS.items():
        rows.append({**level(RESERVOIR, statistic, 0, reservoir[column], OWN_ZERO), **real(HYDROLOGY)})
    for year, day, metres in RECENT_LEVELS:
        rows.append({**level(RESERVOIR, "highest of a flood", year, str(metres), OWN_ZERO, day), **real(PRESS)})
    return rows


def normals(shared: Path) -> list[Row]:
    """Return the mean weather of every month."""
    return [
        {
            "month": int(row["month"]),
            "temperature_c": float(row["t_mean_c"]),
            "temperature_max_c": float(row["t_record_max_c"]),
            "temperature_min_c": float(row["t_record_min_c"]),
            "rain_mm": float(row["precip_mean_mm_1960_1990"]),
            "rain_days": float(row["rain_days_ge_0p1"]),
            "rain_max_day_mm": float(row["precip_max_day_mm"]),
            "record_years": NORMAL_YEARS,
            "wind_ms": float(row["wind_mean_ms"]),
            "pressure_hpa": float(row["pressure_mean_hpa"]),
            **real(GAZETTEER),
        }
        for row in read_rows(shared, "climate/monthly_normals_lianyungang.csv")
    ]


def history(shared: Path) -> list[Row]:
    """Return the past disasters, earliest first."""
    rows: list[Row] = []
    for row in read_rows(shared, "hazard/hazard_history.csv"):
        hazard, place, text = PAST[row["date"], row["kind"]]
        million = number(row["direct_loss_cny_million"])
        rows.append(
            {
                "id": f"{row['date'].split('/')[0]}-{row['kind'].replace('_', '-')}",
                "day": row["date"],
                "hazard": hazard,
                "place": place,
                "deaths": whole(row["dead"]),
                "missing": whole(row["missing"]),
                "injured": whole(row["injured"]),
                "loss": None if million is None else round(million * 1e6),
                "description": text,
                **real(GAZETTEER if "市志" in row["source"] else PRESS),
            }
        )
    return sorted(rows, key=lambda row: str(row["day"]))
