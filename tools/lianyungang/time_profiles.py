"""Course over time: the share of the affected people who are in need at an hour."""

from pathlib import Path

from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row

ASSUMED = "profile-assumption"
CASUALTIES = "cdc-casualty-predictor"
FAXAI = "faxai-2019-power"
WAVE = "epidemic-wave-assumption"
TOHOKU_POWER = "tohoku-2011-power"
TOHOKU_WATER = "tohoku-2011-water"

SOURCES: tuple[Source, ...] = (
    {
        "id": ASSUMED,
        "kind": "assumption",
        "title": "Course of need over time, stated by judgement",
        "licence": "facts",
        "note": "Displaced people rise over the first 12-24 h and fall as they return; after an earthquake they are "
        "displaced at once and return slowly; roads reopen within days; power comes back before water.",
    },
    {
        "id": CASUALTIES,
        "kind": "published",
        "title": "United States Centers for Disease Control and Prevention, Mass Casualties Predictor, 2003",
        "licence": "facts",
        "note": "50-80 % of acute casualties reach hospitals within 90 minutes, treatment takes 3-6 hours; 65 % is "
        "used at 1.5 h, the rest of the course is judgement. All casualties are about twice those of the first hour, "
        "so half have arrived by then; casualty_arrivals is the share that has arrived so far.",
    },
    {
        "id": WAVE,
        "kind": "assumption",
        "title": "Course of an epidemic in its busiest fortnight",
        "licence": "facts",
        "note": "Busiest fortnight of a wave by the equations of Kermack and McKendrick (1927) with a reproduction "
        "number of 2.1 and 3.5 days of infectiousness, of which 74 % of all cases fall ill in it; patients stay 8 days "
        "when severely ill and 5 when lightly ill, by judgement. Those of the weeks before are not counted.",
    },
    {
        "id": FAXAI,
        "kind": "published",
        "title": "Tokyo Electric Power Company figures after Typhoon Faxai, 9-20 September 2019, as reported by Kyodo "
        "and Japan Today",
        "licence": "facts",
        "note": "Households without power of the largest 935,000: 740,000 after 13 h, 456,100 after 53 h, 280,000 "
        "after 90 h, 195,000 after 102 h, 45,000 after 12 days; the last two give 168 h by interpolation.",
    },
    {
        "id": TOHOKU_POWER,
        "kind": "published",
        "title": "Tohoku Electric Power Company figures after 11 March 2011: Japan Policy Forum no. 7, 2011; DRRSP, "
        "Restoration of lifeline supply in the Great East Japan Earthquake",
        "licence": "facts",
        "note": "4.86 million households lost power; about 3 million after 2 days, 0.4 million after a week.",
    },
    {
        "id": TOHOKU_WATER,
        "kind": "published",
        "title": "Kuwata and Okamoto 2012, Journal of Disaster Research 7(6); DRRSP, Restoration of lifeline supply in "
        "the Great East Japan Earthquake",
        "licence": "facts",
        "note": "2.2 million households lost water; about 0.7 million of three prefectures still did after a week.",
    },
)

PROFILES: tuple[tuple[str, str, str, str], ...] = (
    ("any", "killed", ASSUMED, "0:0 12:0.5 24:0.8 72:1 168:1"),
    ("any", "severely_injured", ASSUMED, "0:0 6:0.5 12:0.8 24:1 72:0.95 168:0.7"),
    ("any", "lightly_injured", ASSUMED, "0:0 6:0.5 12:0.8 24:1 72:0.5 168:0.2"),
    ("any", "displaced", ASSUMED, "0:0.3 12:0.9 24:1 48:0.9 72:0.7 120:0.5 168:0.35"),
    ("any", "isolated", ASSUMED, "0:0.3 12:1 24:0.9 48:0.6 72:0.3 120:0.1 168:0.05"),
    ("any", "without_water", ASSUMED, "0:0.2 12:1 24:1 48:0.8 72:0.6 120:0.35 168:0.2"),
    ("any", "without_power", ASSUMED, "0:0.5 6:1 24:0.8 48:0.5 72:0.3 120:0.12 168:0.05"),
    ("rain_flood", "killed", ASSUMED, "0:0 12:0.5 24:0.8 72:1 168:1"),
    ("rain_flood", "severely_injured", ASSUMED, "0:0 6:0.5 12:0.8 24:1 72:0.95 168:0.7"),
    ("rain_flood", "lightly_injured", ASSUMED, "0:0 6:0.5 12:0.8 24:1 72:0.5 168:0.2"),
    ("rain_flood", "displaced", ASSUMED, "0:0.1 6:0.5 12:0.85 24:1 48:0.85 72:0.65 120:0.4 168:0.25"),
    ("rain_flood", "isolated", ASSUMED, "0:0.1 6:0.6 12:1 24:0.9 48:0.5 72:0.25 120:0.08 168:0.02"),
    ("rain_flood", "without_water", ASSUMED, "0:0.1 12:0.8 24:1 48:0.8 72:0.6 120:0.3 168:0.15"),
    ("rain_flood", "without_power", ASSUMED, "0:0.2 6:0.7 12:1 24:0.85 48:0.55 72:0.35 120:0.15 168:0.05"),
    ("typhoon_wind", "killed", ASSUMED, "0:0 6:0.6 24:0.9 72:1 168:1"),
    ("typhoon_wind", "severely_injured", ASSUMED, "0:0.1 6:0.7 12:0.9 24:1 72:0.9 168:0.6"),
    ("typhoon_wind", "lightly_injured", ASSUMED, "0:0.1 6:0.6 12:0.9 24:1 72:0.5 168:0.2"),
    ("typhoon_wind", "displaced", ASSUMED, "0:0.6 6:0.9 12:1 24:0.9 48:0.6 72:0.4 120:0.2 168:0.12"),
    ("typhoon_wind", "isolated", ASSUMED, "0:0.3 6:0.9 12:1 24:0.7 48:0.4 72:0.2 120:0.06 168:0.02"),
    ("typhoon_wind", "without_water", ASSUMED, "0:0.2 6:0.8 12:1 24:0.9 48:0.6 72:0.45 120:0.25 168:0.15"),
    ("typhoon_wind", "without_power", FAXAI, "0:1 13:0.791 53:0.488 90:0.299 102:0.209 168:0.151"),
    ("earthquake", "killed", ASSUMED, "0:0 12:0.4 24:0.6 72:0.95 168:1"),
    ("earthquake", "severely_injured", CASUALTIES, "0:0 1.5:0.65 6:0.85 24:1 72:0.95 168:0.8"),
    ("earthquake", "lightly_injured", CASUALTIES, "0:0 1.5:0.65 6:0.9 12:1 24:0.7 72:0.3 168:0.1"),
    ("earthquake", "displaced", ASSUMED, "0:0.8 3:1 24:1 72:0.95 120:0.9 168:0.85"),
    ("earthquake", "isolated", ASSUMED, "0:1 12:1 24:0.9 48:0.7 72:0.5 120:0.25 168:0.15"),
    ("earthquake", "without_water", TOHOKU_WATER, "0:1 168:0.318"),
    ("earthquake", "without_power", TOHOKU_POWER, "0:1 48:0.617 168:0.082"),
    ("earthquake", "casualty_arrivals", CASUALTIES, "0:0 1:0.5 1.5:0.65 6:0.9 24:1 168:1"),
    ("explosion", "casualty_arrivals", CASUALTIES, "0:0 1:0.5 1.5:0.65 6:0.9 24:1 168:1"),
    ("crowd_crush", "casualty_arrivals", CASUALTIES, "0:0 1:0.5 1.5:0.65 6:0.9 24:1 168:1"),
    ("epidemic", "killed", WAVE, "0:0 48:0.07 96:0.18 144:0.31 192:0.45 240:0.57 288:0.66 336:0.74"),
    ("epidemic", "severely_injured", WAVE, "0:0 48:0.07 96:0.15 144:0.23 192:0.3 240:0.34 288:0.35 336:0.33"),
    ("epidemic", "lightly_injured", WAVE, "0:0 48:0.06 96:0.13 144:0.19 192:0.24 240:0.26 288:0.25 336:0.23"),
    ("epidemic", "casualty_arrivals", WAVE, "0:0 48:0.07 96:0.18 144:0.31 192:0.45 240:0.57 288:0.66 336:0.74"),
    ("toxic_release", "casualty_arrivals", CASUALTIES, "0:0 1:0.5 1.5:0.65 6:0.9 24:1 168:1"),
)
"""Hazard, driver, source and points ``hour:share``; hour 0 is the shock, the landfall or the onset of heavy rain."""


def rows() -> list[Row]:
    """Return one row for each point of each profile."""
    found: list[Row] = []
    for hazard, driver, source, points in PROFILES:
        for point in points.split():
            hour, share = point.split(":")
            found.append({"hazard": hazard, "driver": driver, "hour": hour, "share": share, "source": source})
    return found


def build(shared: Path, out: Path) -> None:
    """Write the courses over time."""
    write_table(out, "time_profiles", rows())
