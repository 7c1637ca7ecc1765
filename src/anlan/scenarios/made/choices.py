"""The worst credible scenario of each hazard, kept with its whole footprint."""

from collections.abc import Mapping, Sequence

from anlan.scenarios.choice import Choice
from anlan.scenarios.joint import JointChoice
from anlan.scenarios.made.compound import saved_from_joint
from anlan.scenarios.made.details import Details
from anlan.scenarios.made.event import saved_from_event
from anlan.scenarios.saved import SavedScenario
from anlan.scenarios.worst import Worst

WORST = "worst"
"""Name of the worst scenario of all hazards."""


def saved_choices(worst: Worst, families: Sequence[JointChoice] = ()) -> Mapping[str, SavedScenario]:
    """Return the choice of each hazard and family, and the worst of all once more under the name `WORST`.

    Parameters
    ----------
    worst
        The search.
    families
        What was chosen of each family of compound events that entered the search. Of a family the worst compound
        event is kept; where it has none, nothing is, since the single hazards keep theirs.

    Returns
    -------
    Scenarios by kind of hazard or family, in the order of the choices, then `WORST`; empty where nothing was chosen.
    """
    judged = {one.family.joint.kind: one for one in families}
    saved = dict[str, SavedScenario]()
    for choice in worst.choices:
        kept = judged[choice.kind].compound if choice.kind in judged else choice
        if kept is not None:
            saved[choice.kind] = _saved(worst, judged, kept, choice.kind)
    return saved | ({WORST: _saved(worst, judged, worst.choices[0], WORST)} if worst.choices else {})


def _saved(worst: Worst, judged: Mapping[str, JointChoice], choice: Choice, name: str) -> SavedScenario:
    city = worst.assessment.city
    identifier = f"{city.info['id']}-{name}"
    if choice.kind in judged:
        return saved_from_joint(city, judged[choice.kind], choice.event, identifier, choice.frequency)
    return saved_from_event(
        city,
        worst.assessment.impacts[choice.kind].events,
        choice.event,
        details=Details(id=identifier),
        frequency=choice.frequency,
        origin_detail={"credibility_floor_per_year": choice.floor, "severity": choice.severity},
        moment=worst.candidates[choice.kind].teller.moment(choice.event),
    )
