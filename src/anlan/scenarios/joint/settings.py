"""What compound events rest on beyond the hazards themselves; every value says where it comes from."""

from dataclasses import dataclass

from anlan.errors import SettingError
from anlan.hazards.fire.following import UNFOUGHT_MINUTES
from anlan.language import Message, mark
from anlan.scenarios.joint.copulas import GUMBEL, Copula


@dataclass(frozen=True)
class JointSettings:
    """Numbers of the dependence.

    Parameters
    ----------
    rain_scatter
        Standard deviation of the logarithm of a storm's rain around its climatology, 1; assumption.
    releases
        Releases that are drawn for each natural cause.
    fire_minutes
        Time in which nobody fights the fires after an earthquake, minutes; assumption.
    dam_share
        Share of the failures of embankment dams that earthquakes cause, 1: Foster, Fell and Spannagle (2000), The
        statistics of embankment dam failures and accidents, Canadian Geotechnical Journal 37, 1000-1024, 1.7 %.
    dam_median_g, dam_spread
        Median acceleration (g) and standard deviation of its logarithm, by which the shakings that can break a dam
        are weighed against each other; assumption.
    heat_family, heat_tau
        Copula and Kendall's tau between the severity of a heat wave and that of a power failure in it; assumption.
    heat_factor
        Power failures on the days of a heat wave over those of other days, 1; assumption.
    drought_tau
        Kendall's tau between the severity of a heat wave and the dryness of its summer (normal copula); assumption.
    epidemic_days, flood_days
        How long an epidemic wave and the displacement by a flood last, d; assumptions.
    """

    rain_scatter: float = 0.6
    releases: int = 1000
    fire_minutes: float = UNFOUGHT_MINUTES
    dam_share: float = 0.017
    dam_median_g: float = 0.5
    dam_spread: float = 0.6
    heat_family: str = GUMBEL
    heat_tau: float = 0.3
    heat_factor: float = 2.0
    drought_tau: float = 0.3
    epidemic_days: float = 120.0
    flood_days: float = 10.0

    def __post_init__(self) -> None:
        positive = ("rain_scatter", "releases", "dam_median_g", "dam_spread", "heat_factor")
        wrong = [name for name in positive if not getattr(self, name) > 0.0]
        wrong += [name for name in ("fire_minutes", "epidemic_days", "flood_days") if not getattr(self, name) >= 0.0]
        if not 0.0 <= self.dam_share <= 1.0:
            wrong.append("dam_share")
        if wrong:
            raise SettingError(
                Message(
                    mark("settings of compound events out of range: {names}; see JointSettings"), names=", ".join(wrong)
                )
            )
        Copula(self.heat_family, self.heat_tau)
