"""How many die: frequency of pandemics by severity, and the share of the infected who die by age."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

PATTERNS = ("old", "young", "mixed")
"""Names of the rows of `RELATIVE_FATALITY`."""

RELATIVE_FATALITY = np.array([[0.016, 1.0, 19.5], [0.35, 1.0, 0.2], [0.3, 1.0, 9.0]])
"""Infection fatality by age relative to the age of 15 to 59.

``old``: COVID-19 in 2020, 0.0033 %, 0.20 % and 4.0 %: Ferguson et al. (2020), Imperial College report 9, table 1,
after Verity et al. (2020), by ten years of age, weighted with the residents of China in 2020. ``young``: influenza
of 1918, Copenhagen, where 84 % of the excess respiratory deaths were 15 to 64 years old and none measurable were
older (Saglanmak et al. 2011, Vaccine 29S, B42-B48), for about 33 %, 60 % and 7 % of residents. ``mixed``: influenza of
1968, United States, where half of the deaths were below 65 (Simonsen et al. 1998, Journal of Infectious Diseases 178,
53-60), for about 90 % of residents; that of children is an assumption."""

HIGHEST_FATALITY = 0.95
"""No age group loses a larger share of its infected; an assumption."""


class Tail(NamedTuple):
    """How often a pandemic of some severity occurs.

    Parameters
    ----------
    exponent
        Exponent of the power law.
    least, most
        Range of severities, deaths per 1,000 residents.
    reference
        A severity, deaths per 1,000 residents.
    rate
        How often it is reached or exceeded, 1/year.
    """

    exponent: float
    least: float
    most: float
    reference: float
    rate: float

    def frequency(self, severity: FloatArray) -> FloatArray:
        """Return how often a severity is reached or exceeded, 1/year: a power law cut off at its upper end.

        R (s^-a - m^-a) / (r^-a - m^-a), the upper-truncated Pareto law, with the rate R at the reference r, the
        exponent a and the upper end m (Aban, Meerschaert and Panorska 2006, Journal of the American Statistical
        Association 101, 270-277).

        Parameters
        ----------
        severity
            Deaths per 1,000 residents, from `least` to `most`.
        """
        end = self.most**-self.exponent
        frequency: FloatArray = self.rate * (severity**-self.exponent - end) / (self.reference**-self.exponent - end)
        return frequency

    def drawn(self, count: int, rng: np.random.Generator) -> tuple[FloatArray, FloatArray]:
        """Draw severities, one in each of `count` strata of equal width in the logarithm.

        Parameters
        ----------
        count
            Number of events.
        rng
            Random stream.

        Returns
        -------
        severity
            Deaths per 1,000 residents, ascending, shape (count,).
        frequency
            What each stands for, 1/year; they add up to the frequency of `least`.
        """
        edges = np.geomspace(self.least, self.most, count + 1)
        place = rng.random(count)
        severity = edges[:-1] * (edges[1:] / edges[:-1]) ** place
        return severity, -np.diff(self.frequency(edges))
