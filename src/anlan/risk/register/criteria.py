"""By what a risk is rated: classes, matrix, tolerance, and what a reasonable cost is."""

from collections.abc import Mapping
from dataclasses import dataclass

import polars as pl

from anlan.city import City
from anlan.city.tables.register import RISK_COLOURS
from anlan.errors import PackageError, Problem
from anlan.language import Message, mark
from anlan.risk.impact import MONEY

CLASSES = 5
"""Number of classes of likelihood and of consequence."""

LIKELIHOOD: Mapping[int, float] = {5: 1.0, 4: 0.1, 3: 0.01, 2: 0.001, 1: 0.0}
"""Least frequency of each class, 1/year; stated by judgement: a decade a class, down to once in a thousand years."""

CONSEQUENCE: Mapping[str, Mapping[int, float]] = {
    "killed": {5: 30.0, 4: 10.0, 3: 3.0, 2: 1.0, 1: 0.0},
    "severely_injured": {5: 100.0, 4: 50.0, 3: 10.0, 2: 1.0, 1: 0.0},
    MONEY: {5: 1e8, 4: 5e7, 3: 1e7, 2: 1e6, 1: 0.0},
    "displaced": {5: 1e5, 4: 1e4, 3: 1e3, 2: 1e2, 1: 0.0},
}
"""Least impact of each class, people or yuan. Classes 3 to 5 of the first three are the larger, major and extraordinary
accident of Decree 493 of the State Council (2007), Art. 3; the rest is stated by judgement."""

MATRIX: Mapping[int, str] = {
    5: "yellow orange red red red",
    4: "blue yellow orange red red",
    3: "blue blue yellow orange red",
    2: "blue blue yellow orange orange",
    1: "blue blue blue yellow yellow",
}
"""Level by class of likelihood, for consequence 1 to 5; stated by judgement. What may kill 30 or more is never below
orange once it is as likely as one in a thousand years: a small chance of the worst is not averaged away."""

TOLERANCE: Mapping[str, tuple[tuple[float, float], ...]] = {
    "intolerable": ((1.0, 1e-3), (1000.0, 1e-6)),
    "acceptable": ((1.0, 1e-5), (1000.0, 1e-8)),
}
"""Deaths and frequency (1/year) at the ends of the two lines for the social risk of plants with hazardous chemicals:
State Administration of Work Safety, Notice 13 of 2014, read off its figure. They are drawn for comparison; no such
lines are laid down for natural hazards of a whole city."""

DISPROPORTION = 3.0
"""Cost over benefit up to which a cost is reasonable: Health and Safety Executive (2001), Reducing risks, protecting
people, uses gross disproportion; 3 is its usual lower factor."""

LIFE_VALUE = 1_083_760.0
"""Value of a death avoided when costs are judged, yuan: 20 times the disposable income of a townsperson, the
compensation for a death at work (Regulations on Work-Related Injury Insurance, Art. 39), with 54,188 yuan for 2024
(National Bureau of Statistics). It is a lower bound, used for this test only and never to weigh people against money
elsewhere."""

TOLERABLE = "yellow"
"""Highest level that is tolerable."""


@dataclass(frozen=True)
class Criteria:
    """By what risks are rated.

    Parameters
    ----------
    likelihood
        Least frequency of each class, 1/year.
    consequence
        Least impact of each class by consequence, people or money.
    matrix
        Level of each pair of classes of likelihood and consequence.
    lines
        Tolerance lines: deaths and frequency (1/year) of their points.
    tolerable
        Highest level that is tolerable.
    disproportion
        Cost over benefit up to which a cost is reasonable, 1.
    life_value
        Value of a death avoided when costs are judged, currency.
    own
        Tables in which the city states its own criteria.
    """

    likelihood: Mapping[int, float]
    consequence: Mapping[str, Mapping[int, float]]
    matrix: Mapping[tuple[int, int], str]
    lines: Mapping[str, tuple[tuple[float, float], ...]]
    tolerable: str = TOLERABLE
    disproportion: float = DISPROPORTION
    life_value: float = LIFE_VALUE
    own: tuple[str, ...] = ()

    def likelihood_class(self, frequency: float) -> int:
        """Return the class of a frequency (1/year); sums of frequencies may miss a bound by a part in 1e9."""
        return max(
            (number for number, least in self.likelihood.items() if frequency >= least * (1.0 - 1e-9)), default=1
        )

    def level(self, likelihood: int, consequence: int) -> str:
        """Return the level of a pair of classes."""
        return self.matrix[likelihood, consequence]

    def tolerates(self, level: str) -> bool:
        """Say whether a level is tolerable."""
        return rank(level) >= rank(self.tolerable)


def rank(level: str) -> int:
    """Return the place of a level among `RISK_COLOURS`, 0 for the highest."""
    return list(RISK_COLOURS).index(level)


def criteria_of(city: City) -> Criteria:
    """Return the criteria of a city: its own where it states them, else those of the program.

    Parameters
    ----------
    city
        The city.

    Raises
    ------
    PackageError
        If its classes do not rise, or its matrix has gaps.
    """
    problems = [*_class_problems(city), *_matrix_problems(city)]
    if problems:
        raise PackageError(problems)
    classes = city.table("risk_classes")
    likelihood = _bounds(classes.filter(pl.col("scale") == "likelihood"))
    own = classes.filter(pl.col("scale") == "consequence")
    names = own["consequence"].drop_nulls().unique(maintain_order=True).to_list()
    consequence = {name: _bounds(own.filter(pl.col("consequence") == name)) for name in names}
    given = city.table("risk_matrix")
    matrix = {(row["likelihood"], row["consequence"]): row["level"] for row in given.iter_rows(named=True)}
    lines = city.table("tolerance_lines").sort("deaths")
    return Criteria(
        likelihood=likelihood or LIKELIHOOD,
        consequence=consequence or CONSEQUENCE,
        matrix=matrix
        or {(row, column): level for row, text in MATRIX.items() for column, level in enumerate(text.split(), 1)},
        lines={
            name: tuple(lines.filter(pl.col("line") == name).select("deaths", "frequency").iter_rows())
            for name in lines["line"].unique(maintain_order=True)
        }
        or TOLERANCE,
        own=tuple(name for name in ("risk_classes", "risk_matrix", "tolerance_lines") if city.table(name).height),
    )


def _default_matrix() -> dict[tuple[int, int], str]:
    return {(row, column): level for row, text in MATRIX.items() for column, level in enumerate(text.split(), 1)}


def _bounds(rows: pl.DataFrame) -> dict[int, float]:
    found = dict(rows.sort("class", descending=True).select("class", "from").iter_rows())
    return {**found, 1: 0.0} if found else {}


def _class_problems(city: City) -> list[Problem]:
    problems = []
    for keys, rows in city.table("risk_classes").group_by("scale", "consequence", maintain_order=True):
        scale, consequence = keys
        bounds = rows.sort("class")["from"].to_list()
        if bounds != sorted(set(bounds)):
            problems.append(
                Problem(
                    "risk_classes.csv",
                    Message(
                        mark("the bounds of {scale} {consequence} are {bounds} and do not rise"),
                        scale=scale,
                        consequence=consequence or "",
                        bounds=", ".join(f"{bound:g}" for bound in bounds),
                    ),
                    Message(mark("let each class begin above the one below it")),
                    feature=f"{scale}/{consequence or ''}",
                    code="classes-not-rising",
                )
            )
    return problems


def _matrix_problems(city: City) -> list[Problem]:
    given = city.table("risk_matrix")
    found = set(given.select("likelihood", "consequence").iter_rows())
    pairs = ((row, column) for row in range(1, CLASSES + 1) for column in range(1, CLASSES + 1))
    absent = [f"{row}/{column}" for row, column in pairs if (row, column) not in found]
    if not found or not absent:
        return []
    return [
        Problem(
            "risk_matrix.csv",
            Message(mark("no level for {pairs}"), pairs=", ".join(absent)),
            Message(mark("give a row for each of the 25 pairs of likelihood and consequence, or none at all")),
            code="matrix-with-gaps",
        )
    ]
