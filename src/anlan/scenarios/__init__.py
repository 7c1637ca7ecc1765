"""The worst credible scenario, chosen from the tail of the quantified risk."""

from anlan.scenarios.candidates import DIMENSIONS, Candidates, EventTeller, Teller
from anlan.scenarios.choice import Choice, choose, choose_among, levels_of
from anlan.scenarios.details import Details, details_of
from anlan.scenarios.dimensions import PEAK, SEARCHED, Dimension, consequences_of, peak_need
from anlan.scenarios.floors import Floor, Floors
from anlan.scenarios.item_peaks import ItemPeak, item_peaks
from anlan.scenarios.moment import moment_of
from anlan.scenarios.other_moments import Elsewhen, other_moments
from anlan.scenarios.pareto import pareto_front
from anlan.scenarios.planning import Fidelity, PlanningScenario, PlanningSet, plan_with
from anlan.scenarios.reduction import Reduction, reduce_events
from anlan.scenarios.scenario import Scenario, course_of, scenario_of
from anlan.scenarios.settings import Search, read_search
from anlan.scenarios.weighing import Accepted, Weighing, weigh
from anlan.scenarios.worst import FrontEvent, Resolution, Worst, search_worst

__all__ = [
    "DIMENSIONS",
    "PEAK",
    "SEARCHED",
    "Accepted",
    "Candidates",
    "Choice",
    "Details",
    "Dimension",
    "Elsewhen",
    "EventTeller",
    "Fidelity",
    "Floor",
    "Floors",
    "FrontEvent",
    "ItemPeak",
    "PlanningScenario",
    "PlanningSet",
    "Reduction",
    "Resolution",
    "Scenario",
    "Search",
    "Teller",
    "Weighing",
    "Worst",
    "choose",
    "choose_among",
    "consequences_of",
    "course_of",
    "details_of",
    "item_peaks",
    "levels_of",
    "moment_of",
    "other_moments",
    "pareto_front",
    "peak_need",
    "plan_with",
    "read_search",
    "reduce_events",
    "scenario_of",
    "search_worst",
    "weigh",
]
