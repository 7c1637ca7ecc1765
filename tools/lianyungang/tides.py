"""The tide in front of the city: harmonic constants of its tide gauge."""

from pathlib import Path

from tools.lianyungang.table_files import Row, Source, write_table

TICON: Source = {
    "id": "ticon-4",
    "kind": "published",
    "title": "TICON-4: tidal constants from GESLA-4 sea level records, SEANOE, doi:10.17882/109129; station "
    "Lianyungang (UHSLC 639a), hourly levels of 1979-05-22 to 1997-12-31",
    "licence": "CC-BY-4.0",
    "attribution": "Tidal constants: TICON-4 (Deutsches Geodaetisches Forschungsinstitut, TU Muenchen).",
    "attribution_required": True,
    "note": (
        "The 17 constituents of 3.5 cm and more that the program knows; T2 (4 cm) is left out. The gauge's mean level "
        "of 2.92 m and its mean high and low water agree to 8 cm with the gazetteer's port gauge."
    ),
}

COAST: Source = {
    "id": "surge-assumption",
    "kind": "assumption",
    "title": "Calibration of storm surge and sea dykes, judged",
    "licence": "CC-BY-4.0",
    "note": (
        "Stress of the wind times 0.7: fitted to the highest tides of the port in 1972-1989 (method page of storm "
        "surge). Sea dykes of 6.0 m with waves that run up 1.5 m: stated by judgement, no record of their crests is at "
        "hand; to be replaced by a survey."
    ),
}

SOURCES = (TICON, COAST)

STATION = "连云港"

CONSTANTS = (
    ("M2", 1.6393, 305.71),
    ("S2", 0.4956, 343.75),
    ("N2", 0.3186, 282.83),
    ("K2", 0.1428, 339.73),
    ("NU2", 0.0807, 291.00),
    ("L2", 0.0692, 336.48),
    ("MU2", 0.0602, 97.35),
    ("2N2", 0.0419, 258.58),
    ("K1", 0.2965, 254.90),
    ("O1", 0.2296, 201.47),
    ("P1", 0.0859, 244.17),
    ("Q1", 0.0408, 170.34),
    ("M4", 0.1150, 166.19),
    ("MS4", 0.0785, 209.20),
    ("MN4", 0.0440, 143.94),
    ("SA", 0.2200, 134.48),
    ("SSA", 0.0377, 335.87),
)
"""Constituent, amplitude in m and phase lag at Greenwich in degrees."""

PARAMETERS = (("stress_factor", 0.7, "1"), ("dyke_crest_m", 6.0, "m"), ("dyke_freeboard_m", 1.5, "m"))
"""Parameters of storm surge in which the city differs from the defaults: name, value and unit."""


def parameters() -> list[Row]:
    """Return the parameters of storm surge."""
    own = {"synthetic": False, "source": COAST["id"]}
    return [
        {"hazard": "storm_surge", "parameter": name, "value": value, "unit": unit, **own}
        for name, value, unit in PARAMETERS
    ]


def rows() -> list[Row]:
    """Return the harmonic constants."""
    return [
        {
            "station": STATION,
            "constituent": name,
            "amplitude_m": amplitude,
            "phase_deg": phase,
            "synthetic": False,
            "source": TICON["id"],
        }
        for name, amplitude, phase in CONSTANTS
    ]


def build(shared: Path, out: Path) -> None:
    """Write the harmonic constants."""
    write_table(out, "tide_constituents", rows(), {"amplitude_m": 4, "phase_deg": 2})
