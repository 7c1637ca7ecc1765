"""The worst credible scenario, chosen from the tail of the quantified risk."""

from anlan.scenarios.choice import DIMENSIONS, Choice, choose, severity
from anlan.scenarios.scenario import Scenario, course_of, scenario_of

__all__ = ["DIMENSIONS", "Choice", "Scenario", "choose", "course_of", "scenario_of", "severity"]
