"""Earthquake: rates, branches, and the hazard against closed forms and direct integration."""

import math
from pathlib import Path

import numpy as np
import polars as pl
import pytest
import shapely
from scipy.stats import norm

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards import Earthquake, EventSet
from anlan.hazards.seismology.models import XIAO, Events
from anlan.hazards.seismology.scaling import moment_magnitude
from anlan.hazards.seismology.shaking import Lines, Shaking
from anlan.hazards.seismology.sources import Source, magnitudes
from tests.hazards.seismology.test_shaking import VALUES, silent
from tests.hazards.towns import SOURCES, disk, town

INTENSITY_ALONE = """hazard,parameter,value,unit,source
earthquake,weight_yu_2013,0,1,hand
earthquake,weight_boore_2014,0,1,hand
earthquake,spread_limit,6,1,hand
"""


def exceeded(frequency: np.ndarray, intensity: np.ndarray, wanted: float) -> float:
    """Return the intensity that is exceeded with an annual frequency."""
    order = np.argsort(-intensity)
    return float(np.interp(wanted, np.cumsum(frequency[order]), intensity[order]))


def with_parameter(city: City, name: str, value: float) -> City:
    """Return a city with another value of a parameter whose unit is 1."""
    table = city.table("hazard_parameters")
    row = {"hazard": "earthquake", "parameter": name, "value": value, "unit": "1", "synthetic": False, "source": "hand"}
    return city.with_table("hazard_parameters", pl.DataFrame([row], schema=table.schema))


def test_rates_of_all_sources_add_up(small_town: City) -> None:
    """0.05 and 0.2 a year make 0.25, for any number of events."""
    for events in (2, 101):
        assert Earthquake().event_set(small_town, events, 1).frequency.sum() == pytest.approx(0.25)


def test_a_factor_of_the_rates_multiplies_them(small_town: City) -> None:
    """Rates that are twice as high make every event twice as frequent and nothing else."""
    plain = Earthquake().event_set(small_town, 50, 1)
    twice = Earthquake().event_set(with_parameter(small_town, "rate_factor", 2.0), 50, 1)
    assert twice.frequency == pytest.approx(2.0 * plain.frequency)
    assert twice.parameters.equals(plain.parameters)


def test_every_source_needs_an_event(small_town: City) -> None:
    """Two sources cannot share one event."""
    with pytest.raises(SettingError, match="1 events asked for; give 2 or more"):
        Earthquake().event_set(small_town, 1, 1)


def test_no_model_at_all_is_refused(tmp_path: Path) -> None:
    """Weights that are all zero leave no ground motion."""
    zero = "".join(f"earthquake,weight_{name},0,1,hand\n" for name in ("yu_2013", "boore_2014", "xiao_2011"))
    tables = {"seismic_sources": SOURCES, "hazard_parameters": f"hazard,parameter,value,unit,source\n{zero}"}
    with pytest.raises(SettingError, match="every model of ground motion has the weight 0"):
        Earthquake().event_set(town(tmp_path, tables, [1.0], disk(0)), 10, 1)


def test_ten_hours_of_24_are_working_hours(small_town: City) -> None:
    """Of 5,000 events about ten in 24 strike by day."""
    assert Earthquake().event_set(small_town, 5000, 1).by_day.mean() == pytest.approx(10.0 / 24.0, abs=0.02)


def test_branches_have_their_weights_at_every_magnitude(small_town: City) -> None:
    """0.4, 0.3 and 0.3 of the events of a source, in its lower and in its upper half alike, to 1 %."""
    frame = Earthquake().event_set(small_town, 4000, 1).parameters.filter(pl.col("source") == "near")
    for half in (frame[:1000], frame[1000:]):
        counts = dict(half.group_by("model").len().iter_rows())
        shares = [counts[name] / 1000 for name in ("yu-2013", "boore-2014", "xiao-2011")]
        assert shares == pytest.approx([0.4, 0.3, 0.3], abs=0.01)


def test_a_line_is_a_fault(tmp_path: Path) -> None:
    """The ruptures of a source drawn as a line lie on it, strike with it and are as long as it allows."""
    city = town(tmp_path, {"seismic_sources": SOURCES}, [1.0], disk(0))
    line = shapely.LineString([(118.8, 33.0), (118.8, 36.0)])
    faulted = City.load(redrawn(tmp_path, line))
    frame = Earthquake().event_set(faulted, 200, 1).parameters.filter(pl.col("source") == "near")
    assert frame["lon"].to_numpy() == pytest.approx(118.8)
    assert frame["strike_deg"].to_numpy() == pytest.approx(0.0, abs=1e-6)
    assert (frame["length_km"].to_numpy() < 3.0 * 111.2).all()
    assert Earthquake().event_set(city, 200, 1).parameters["lon"].n_unique() == 200


def redrawn(folder: Path, line: shapely.LineString) -> Path:
    """Draw the source near by as a line."""
    file = folder / "seismic_sources.geojson"
    before, after = file.read_text(encoding="utf-8").split('"geometry": ', 1)
    polygon, rest = after.split("}}", 1)
    file.write_text(f'{before}"geometry": {shapely.to_geojson(line)}}}{rest}', encoding="utf-8")
    assert polygon
    return folder


def test_neighbouring_cells_differ_but_follow_each_other(small_town: City) -> None:
    """Within one event cells differ by residuals of their own, and are higher or lower together."""
    events = Earthquake().event_set(small_town, 400, 1)
    rows = events.intensity(range(400))
    felt = rows[(rows > 5.0).all(axis=1)].astype(np.float64)
    inside = felt - felt.mean(axis=0)
    assert (felt.std(axis=1) > 0.05).all()
    assert np.corrcoef(inside.T)[0, 1:].min() > 0.5


def test_hazard_equals_direct_integration(tmp_path: Path) -> None:
    """For one source the intensity of a place equals the integral over the residuals of all events to 0.03 degree."""
    tables = {
        "seismic_sources": SOURCES.splitlines()[0] + "\nnear,近,0.05,0.9,5,7.5,15,20,hand\n",
        "hazard_parameters": INTENSITY_ALONE,
    }
    city = town(tmp_path, tables, [1.0], disk(0))
    events = Earthquake().event_set(city, 40_000, 1)
    intensity = events.intensity(range(40_000))[:, 0]
    assert exceeded(events.frequency, intensity, integral(events, 6.0)) == pytest.approx(6.0, abs=0.03)


def integral(events: EventSet, intensity: float) -> float:
    """Return the frequency of an intensity when each event keeps its place but its residuals are integrated."""
    frame = events.parameters
    east = np.radians(119.2 - frame["lon"].to_numpy()) * 6371.0088 * math.cos(math.radians(34.6))
    north = np.radians(34.6 - frame["lat"].to_numpy()) * 6371.0088
    strike = np.radians(frame["strike_deg"].to_numpy())
    along = np.abs(east * np.sin(strike) + north * np.cos(strike))
    beyond = np.maximum(along - frame["length_km"].to_numpy() / 2.0, 0.0)
    distance = np.hypot(beyond, east * np.cos(strike) - north * np.sin(strike))
    mean = 3.6588 + 1.3626 * frame["magnitude"].to_numpy() - 3.5406 * np.log10(distance + 13.0)
    return float((events.frequency * norm.sf((intensity - mean) / 0.5826)).sum())


@pytest.mark.slow
def test_hazard_of_a_disc_equals_the_closed_form() -> None:
    """Cornell's disc around a place, point sources, no residual: the yearly frequency of VI to 2 %.

    With p = exp(-beta (m - 5)) and I = a + b m - c lg(r + 13), an event at r meets I when p is at most
    q (r + 13)^-g, g = beta c / (b ln 10); the share of events is that bound freed of the truncation at 8 and averaged
    over 2 r dr / R^2 by hand.
    """
    rate, radius, events = 0.04, 150.0, 200_000
    zone = Source("disc", shapely.Point(0.0, 0.0).buffer(1.0), rate, 0.9, 5.0, 8.0, 15.0, None)
    rng = np.random.default_rng(1)
    magnitude, frequency = magnitudes(zone, events, rng)
    x = radius * np.sqrt(rng.random(events))
    zeros = np.zeros(events)
    branch = np.full(events, XIAO, dtype=np.int64)
    field = Shaking(
        (np.zeros(1), np.zeros(1), np.full(1, 300.0)),
        Lines(x, zeros, zeros, zeros + 1.0, zeros),
        Events(magnitude, moment_magnitude(magnitude), zeros, branch, zeros),
        silent(1, events),
        VALUES,
    )
    met = np.concatenate([field(part)[:, 0] >= 6.0 for part in np.split(np.arange(events), 100)])
    assert frequency[met].sum() == pytest.approx(closed_form(6.0, rate, radius), rel=0.02)


def closed_form(intensity: float, rate: float, radius: float) -> float:
    """Return the frequency of an intensity at the middle of a disc; see the test."""
    beta = 0.9 * math.log(10.0)
    power = beta * 3.5406 / (1.3626 * math.log(10.0))
    level = math.exp(-beta * ((intensity - 3.6588) / 1.3626 - 5.0))
    top = math.exp(-3.0 * beta)
    near = max(level ** (1.0 / power) - 13.0, 0.0)  # up to here every event from M 5 meets it
    far = min((level / top) ** (1.0 / power) - 13.0, radius)  # beyond here not even M 8 does

    def primitive(r: float) -> float:
        z = r + 13.0
        return float(level * (z ** (2.0 - power) / (2.0 - power) - 13.0 * z ** (1.0 - power) / (1.0 - power)))

    some = primitive(far) - primitive(near) - top * (far**2 - near**2) / 2.0
    return float(rate * 2.0 / radius**2 * (near**2 / 2.0 + some / (1.0 - top)))
