"""Scenarios for tests: small, and anything that the format allows."""

from dataclasses import replace
from typing import Any

import h3.api.basic_int as h3
import numpy as np
from hypothesis import strategies as st

from anlan.scenarios.saved import ORIGINS, Assumption, Footprint, Moment, SavedScenario

CELLS = tuple(sorted(h3.grid_disk(h3.latlng_to_cell(34.6, 119.2, 8), 3)))
"""37 neighbouring cells."""


def footprint(intensity: dict[int, float] | None = None, kind: str = "rain_flood", **changes: Any) -> Footprint:
    """Make a footprint; by default half a metre of water in two cells."""
    values = {CELLS[0]: 0.5, CELLS[1]: 0.5} if intensity is None else intensity
    cells = sorted(values)
    single = np.array([values[cell] for cell in cells], dtype=np.float32)
    made = Footprint(kind, "m", 0.0, np.array(cells, dtype=np.int64), single, "", {"mean_mm": 200.5, "storm": "x"})
    return replace(made, **changes)


def scenario(**changes: Any) -> SavedScenario:
    """Make a scenario; fields may be given."""
    made = SavedScenario(
        id="flood-1",
        version=1,
        name={"en": "A flood", "zh-Hans": "一场洪水"},
        story={"en": "It rains."},
        origin="footprint",
        origin_detail={"file": "drawn.geojson", "people": 12, "share": 0.5, "none": None},
        city="tinytown",
        city_checksum="abc",
        moment=Moment(month=7, workday=True, hour=9, tide="high", by_day=True),
        footprints=(footprint(),),
        frequency=0.01,
        assumptions=(Assumption({"en": "It is so."}, "assumption"),),
        synthetic=True,
        provenance={"version": "1", "seed": 3},
    )
    return replace(made, **changes)


def same(one: SavedScenario, other: SavedScenario) -> bool:
    """Say whether two scenarios are equal to the last bit."""
    plain = all(
        getattr(one, name) == getattr(other, name) for name in vars(one) if name not in {"footprints", "moment"}
    )
    pairs = zip(one.footprints, other.footprints, strict=True)
    return plain and one.moment == other.moment and all(_same(left, right) for left, right in pairs)


def _same(one: Footprint, other: Footprint) -> bool:
    plain = ("kind", "unit", "onset_hour", "event", "parameters")
    arrays = ("cells", "intensity")
    return all(getattr(one, name) == getattr(other, name) for name in plain) and all(
        getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in arrays
    )


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)
WORDS = TEXTS.filter(lambda text: bool(text.strip()))
NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.dictionaries(TEXTS, st.one_of(st.none(), NUMBERS, st.integers(-(2**53), 2**53), TEXTS), max_size=4)
TOLD = st.dictionaries(st.sampled_from(["en", "zh-Hans"]), WORDS, min_size=1)
SINGLES = st.floats(width=32, min_value=0.0, exclude_min=True, allow_nan=False, allow_infinity=False)
FOOTPRINTS = st.builds(
    lambda values, kind, onset, event, parameters: footprint(
        values, kind, onset_hour=onset, event=event, parameters=parameters
    ),
    st.dictionaries(st.sampled_from(CELLS), SINGLES, min_size=1),
    st.sampled_from(["rain_flood", "tsunami"]),
    st.floats(0.0, 8760.0),
    TEXTS,
    PLAIN,
)
MOMENTS = st.builds(
    Moment,
    month=st.none() | st.integers(1, 12),
    workday=st.none() | st.booleans(),
    hour=st.none() | st.integers(0, 23),
    tide=st.none() | st.sampled_from(["low", "mean", "high"]),
    by_day=st.booleans(),
)
SCENARIOS = st.builds(
    SavedScenario,
    id=st.from_regex(r"[a-z][a-z0-9_.-]{0,20}", fullmatch=True),
    version=st.integers(1, 1000),
    name=TOLD,
    story=TOLD,
    origin=st.sampled_from(sorted(ORIGINS)),
    origin_detail=PLAIN,
    city=WORDS,
    city_checksum=TEXTS,
    moment=MOMENTS,
    footprints=st.lists(FOOTPRINTS, min_size=1, max_size=3).map(tuple),
    frequency=st.none() | st.floats(0.0, 366.0),
    assumptions=st.lists(st.builds(Assumption, TOLD, WORDS), max_size=2).map(tuple),
    synthetic=st.booleans(),
    provenance=st.dictionaries(TEXTS, st.one_of(st.integers(0, 2**53), TEXTS), max_size=3),
)
"""Any scenario that the format allows."""
