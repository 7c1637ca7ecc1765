"""What a hazard does to people and assets: vulnerability functions and their points."""

from collections.abc import Mapping
from pathlib import Path

from tools.lianyungang import (
    consequence_tables,
    vulnerability_components,
    vulnerability_everyday,
    vulnerability_industry,
    vulnerability_public_health,
    vulnerability_surge,
    vulnerability_water,
)
from tools.lianyungang.consequence_tables import FLOOD_DEPTHS, JRC_ASIA, STATED
from tools.lianyungang.described import Function, described
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row
from tools.lianyungang.vulnerability_formulas import (
    GRADE_HOMELESS,
    GRADE_LOSS,
    Point,
    capped,
    flood_death_rate,
    pager_rate,
    quake_points,
    sampled,
    steps,
    wind_points,
)

__all__ = ["SOURCES", "build", "functions"]

SOURCES: tuple[Source, ...] = (
    *consequence_tables.SOURCES,
    *vulnerability_public_health.SOURCES,
    *vulnerability_everyday.SOURCES,
    *vulnerability_industry.SOURCES,
)

FLOOD_EXPOSED = 0.1
"""Share of residents who are neither sheltered upstairs nor evacuated in a rain flood; stated by judgement."""

QUAKE_INDEX = {"residential": 0.58, "commercial": 0.54, "industrial": 0.54, "infrastructure": 0.50}
"""Vulnerability index V by asset class; stated by judgement between the index of masonry and of concrete frames."""

LIGHT_FLOOR = {5.0: 0.0, 5.5: 2e-6, 6.0: 1e-5, 6.5: 5e-5, 7.0: 2e-4, 7.5: 7e-4, 8.0: 2e-3, 8.5: 5e-3, 9.0: 1e-2}
"""Least share of lightly injured by intensity; stated by judgement."""


def wind() -> list[Function]:
    """Return the functions of typhoon wind that follow the published curve."""
    note = (
        "Emanuel 2011 eq. 1 with Eberenz et al. 2021 (WP3, RMSF); 1-minute marine wind restated as 10-minute wind over "
        "land by 0.8 * 0.93"
    )
    found = [
        described(f"wind-{target}", "typhoon_wind", target, "wind-damage", note, wind_points())
        for target in ("residential", "commercial", "industrial")
    ]
    half = "Half of the function for buildings"
    homes = "Equal to the share of residential value lost: a lost share of dwellings is a share of homes"
    assumed = "vulnerability-assumption"
    found.append(described("wind-infrastructure", "typhoon_wind", "infrastructure", assumed, half, wind_points(0.5)))
    found.append(described("wind-displaced", "typhoon_wind", "displaced", assumed, homes, wind_points()))
    return found


def flood() -> list[Function]:
    """Return the functions of rain flood that follow published curves."""
    found = []
    for target, (means, spreads, lowest) in JRC_ASIA.items():
        note = f"Huizinga et al. 2017, Asia, {target}"
        points: list[Point] = [(0.0, 0.0, 0.0)]
        if lowest < 1:
            note += f"; times {lowest} (assumption: share of value on the lowest floor); none below 0.15 m (door sill)"
            points.append((0.15, 0.0, 0.0))
        for depth, mean, spread in zip(FLOOD_DEPTHS, means, spreads, strict=True):
            points.append((depth, mean * lowest, capped(mean * lowest, spread * lowest)))
        found.append(described(f"flood-{target}", "rain_flood", target, "huizinga-2017", note, points))
    return found + flood_people()


def flood_people() -> list[Function]:
    """Return the functions of rain flood for killed and injured people."""
    depths = steps(0.3, 2.0, 0.1) + steps(2.25, 6.0, 0.25)
    note = (
        "Jonkman et al. 2008, remaining zone, for exposed people; times 0.1 (assumption: share neither upstairs nor "
        "evacuated); none below 0.25 m (assumption)"
    )
    found = []
    for target, factor, source, text in (
        ("killed", 1.0, "jonkman-2008", note),
        ("severely_injured", 1.0, "vulnerability-assumption", "Equal to the killed"),
        ("lightly_injured", 5.0, "vulnerability-assumption", "Five times the killed"),
    ):
        points = [(depth, flood_death_rate(depth) * FLOOD_EXPOSED * factor, 0.0) for depth in depths]
        name = f"flood-{target.replace('_', '-')}"
        found.append(described(name, "rain_flood", target, source, text, [(0.25, 0.0, 0.0), *points]))
    return found


def earthquake() -> list[Function]:
    """Return the functions of earthquake that follow published curves."""
    found = []
    for target, index in QUAKE_INDEX.items():
        note = (
            f"Lagomarsino and Giovinazzi 2006, mean damage grade with V = {index} (assumption), binomial grades; "
            "loss by grade 0.005, 0.1, 0.4, 0.8, 1 (assumption); spread: V +- 0.12 (assumption)"
        )
        points = quake_points(index, GRADE_LOSS)
        found.append(described(f"quake-{target}", "earthquake", target, "lagomarsino-2006", note, points))
    note = "Grades as for residential; homes that cannot be lived in: 0.4 D3 + D4 + D5 (form of Bramerini et al. 1995)"
    points = quake_points(QUAKE_INDEX["residential"], GRADE_HOMELESS)
    found.append(described("quake-displaced", "earthquake", "displaced", "lagomarsino-2006", note, points))
    return found + earthquake_people()


def earthquake_people() -> list[Function]:
    """Return the functions of earthquake for killed and injured people."""
    at = steps(5.1, 9.0, 0.1)
    start: Point = (5.0, 0.0, 0.0)
    killed = (
        "Jaiswal and Wald 2010, PAGER lognormal rate for China, theta 10.328811, beta 0.100058 (model 2.2); constant "
        "above IX. Fitted to 1973-2008 earthquakes: an upper bound for newer buildings"
    )
    severe = "0.7 times the killed, as in Tangshan 1976 (164,851 severely injured, 242,769 killed)"
    light = (
        "4.7 times the killed (with the severely injured, Wenchuan 2008: 374,643 injured, 69,227 killed), and at least "
        "1e-5 at VI, 2e-4 at VII and 2e-3 at VIII"
    )
    assumed = "vulnerability-assumption"
    return [
        described(
            "quake-killed", "earthquake", "killed", "jaiswal-wald-2010", killed, [start, *sampled(pager_rate, at)]
        ),
        described(
            "quake-severely-injured", "earthquake", "severely_injured", assumed, severe,
            [start, *sampled(lambda value: 0.7 * pager_rate(value), at)],
        ),
        described(
            "quake-lightly-injured", "earthquake", "lightly_injured", assumed, light,
            [start, *sampled(lambda value: max(4.7 * pager_rate(value), between(LIGHT_FLOOR, value)), at)],
        ),
    ]  # fmt: skip


def between(table: Mapping[float, float], value: float) -> float:
    """Interpolate a table linearly at a value inside its range."""
    low = max(known for known in table if known <= value)
    high = min(known for known in table if known >= value)
    if high == low:
        return table[low]
    return table[low] + (table[high] - table[low]) * (value - low) / (high - low)


def stated() -> list[Function]:
    """Return the functions that are stated point by point by judgement."""
    found = []
    for name, hazard, target, note, text in STATED:
        points = [part.split(":") for part in text.split()]
        triples = [(float(part[0]), float(part[1]), float(part[2]) if len(part) > 2 else 0.0) for part in points]
        found.append(described(name, hazard, target, "vulnerability-assumption", note, triples))
    return found


def functions() -> list[Function]:
    """Return every function with its points."""
    own = wind() + flood() + earthquake() + stated()
    water = vulnerability_water.functions() + vulnerability_surge.functions()
    people = vulnerability_public_health.functions() + vulnerability_everyday.functions()
    return own + water + people + vulnerability_industry.functions() + vulnerability_components.functions()


def build(shared: Path, out: Path) -> None:
    """Write vulnerability functions and their points."""
    rows: list[Row] = []
    points: list[Row] = []
    for row, triples in functions():
        rows.append(row)
        for intensity, mean, spread in triples:
            point = {"intensity": intensity, "mean": f"{mean:.4g}", "spread": f"{spread:.3g}"}
            points.append({"function": row["id"], **point, "source": row["source"]})
    write_table(out, "vulnerability_functions", rows)
    write_table(out, "vulnerability_points", points)
