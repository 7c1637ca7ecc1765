"""Cold wave: the worst run of cold days of a simulated winter; see ``docs/methods/cold-wave.md``."""

from anlan.city import City
from anlan.hazards.event_set import EventSet
from anlan.hazards.parameters import Parameter, values_of
from anlan.hazards.protocol import require
from anlan.hazards.weather.seasons import UNIT, WaveKind, missing_normals, wave_events
from anlan.language import Message, mark

KIND = "cold_wave"

PARAMETERS = (
    Parameter("centile", 0.95, "1", 0.8, 0.999, mark("Share of the days of a year warmer than those of a wave"), 0.01),
    Parameter("least_days", 4.0, "days", 1.0, 30.0, mark("Fewest days of a wave")),
    Parameter("persistence", 0.7, "1", 0.0, 0.95, mark("Correlation of a day's temperature with the next"), 0.05),
    Parameter("half_range", 5.0, "degC", 0.0, 15.0, mark("Mean less lowest temperature of the coldest days"), 1.0),
    Parameter("record_years", 40.0, "years", 1.0, 300.0, mark("Length of the record of lowest temperatures")),
    Parameter("deviation", 3.5, "degC", 0.5, 12.0, mark("Standard deviation of daily means where there is no record")),
    Parameter("island", 0.6, "degC", 0.0, 3.0, mark("Warming of the mean by a tenfold density of residents"), 0.3),
)  # fmt: skip

WAVE = WaveKind(
    KIND,
    -1.0,
    mark(
        "Cold wave of {days} days, {degree_days:.0f} °C days below the season's normal; coldest day {extreme_c:.1f} °C"
    ),
)


class ColdWave:
    """Degree-days below the normal of the season in the worst cold wave of a winter, degC d."""

    kind = KIND
    unit = UNIT
    parameters = PARAMETERS

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks: mean temperatures of the months."""
        return missing_normals(city)

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Simulate `events` winters; see `anlan.hazards.Hazard.event_set`."""
        require(self.missing(city), events)
        return wave_events(city, WAVE, values_of(city, self.kind, self.parameters), events, seed)
