"""How a reserve plan is judged and how long it is searched for."""

from dataclasses import dataclass

from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.programs.two_stage import EXPECTED, RiskMeasure


@dataclass(frozen=True)
class ReserveSettings:
    """How a reserve plan is judged.

    Parameters
    ----------
    measure
        How the unmet needs of the scenarios become one number: mean, tail, worst.
    hour_worth
        What an unmet person-hour counts in money, currency; an assumption of the user, stated in the report.
    events_a_year
        How often one of the scenarios comes true, 1/year; 1 plans as if one were certain each year.
    years, discount
        Years over which what is paid once is spread, and the yearly discount rate, 1.
    equity
        How much more the first part of an area's need counts than the last, 0 (not at all) to below 1.
    parts
        Parts into which a need is divided for `equity`.
    keep_stock
        Whether today's stock stays where it lies; otherwise less may be kept, and sold for nothing.
    gap
        Relative gap between both bounds at which the search may stop, 1.
    method
        ``auto``, ``extensive`` (one programme), ``lshaped`` (cuts) or ``robust`` (the worst scenarios
        join the first stage).
    """

    measure: RiskMeasure = EXPECTED
    hour_worth: float = 1.0
    events_a_year: float = 1.0
    years: float = 20.0
    discount: float = 0.03
    equity: float = 0.0
    parts: int = 3
    keep_stock: bool = True
    gap: float = 0.01
    method: str = "auto"

    def __post_init__(self) -> None:
        wrong = (
            ("hour_worth", self.hour_worth, self.hour_worth > 0.0, mark("above 0")),
            ("events_a_year", self.events_a_year, self.events_a_year > 0.0, mark("above 0")),
            ("years", self.years, self.years > 0.0, mark("above 0")),
            ("discount", self.discount, 0.0 <= self.discount < 1.0, mark("from 0 to below 1")),
            ("equity", self.equity, 0.0 <= self.equity < 1.0, mark("from 0 to below 1")),
            ("parts", self.parts, self.parts >= 1, mark("1 or more")),
            ("gap", self.gap, 0.0 < self.gap < 1.0, mark("above 0 and below 1")),
        )
        for name, value, fine, allowed in wrong:
            if not fine:
                what = mark("{name} is {value}; give a value {allowed}")
                raise SettingError(Message(what, name=name, value=f"{value:g}", allowed=Message(allowed)))

    @property
    def yearly_share(self) -> float:
        """What one unit of money paid once costs each year: the annuity ``d / (1 - (1 + d)**-years)``, 1/year."""
        if self.discount == 0.0:
            return 1.0 / self.years
        return float(self.discount / (1.0 - (1.0 + self.discount) ** -self.years))
