"""The worst credible scenario of each hazard, kept with its whole footprint."""

from collections.abc import Mapping

from anlan.scenarios.choice import Choice
from anlan.scenarios.made.details import Details
from anlan.scenarios.made.event import saved_from_event
from anlan.scenarios.saved import SavedScenario
from anlan.scenarios.worst import Worst

WORST = "worst"
"""Name of the worst scenario of all hazards."""


def saved_choices(worst: Worst) -> Mapping[str, SavedScenario]:
    """Return the choice of each hazard, and the worst of all once more under the name `WORST`.

    Parameters
    ----------
    worst
        The search.

    Returns
    -------
    Scenarios by kind of hazard, in the order of the choices, then `WORST`; empty where nothing was chosen.
    """
    saved = {choice.kind: _saved(worst, choice, choice.kind) for choice in worst.choices}
    return saved | ({WORST: _saved(worst, worst.choices[0], WORST)} if worst.choices else {})


def _saved(worst: Worst, choice: Choice, name: str) -> SavedScenario:
    city = worst.assessment.city
    return saved_from_event(
        city,
        worst.assessment.impacts[choice.kind].events,
        choice.event,
        details=Details(id=f"{city.info['id']}-{name}"),
        frequency=choice.frequency,
        origin_detail={"credibility_floor_per_year": choice.floor, "severity": choice.severity},
    )
