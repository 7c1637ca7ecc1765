"""A chosen compound event as a scenario that can be kept."""

import numpy as np

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.hazards import EventSet
from anlan.language import Message, mark
from anlan.scenarios.joint.copulas import COPULAS
from anlan.scenarios.joint.events import BASES, Dependence, together
from anlan.scenarios.joint.families import JointChoice, parts_at_work
from anlan.scenarios.joint.typhoon import RAIN
from anlan.scenarios.made.details import Details, Origin, assembled, assumed, bilingual, footprint_on
from anlan.scenarios.saved import Assumption, Footprint, SavedScenario


def saved_from_joint(city: City, chosen: JointChoice, row: int, identifier: str, frequency: float) -> SavedScenario:
    """Turn a compound event into a scenario with one footprint for each part that does harm.

    Parameters
    ----------
    city
        The city for which the event was made.
    chosen
        The family with its consequences.
    row
        The compound event, as ``chosen.compound.event``.
    identifier
        Short name of the scenario.
    frequency
        How often something at least as severe happens, 1/year, as ``chosen.compound.frequency``.

    Raises
    ------
    ValueError
        If no part of the event does harm, so that there is no scenario.
    """
    joint = chosen.family.joint
    parts = parts_at_work(chosen.family, row)
    if not parts:
        raise ValueError(f"no part of compound event {row} of '{joint.kind}' does harm; choose another")
    moment = joint.moment(row)
    origin = Origin(
        kind="worst",
        id=identifier,
        name=bilingual(_named([one.events.kind for _, one, _ in parts])),
        story=bilingual(together([one.events.describe(event) for _, one, event in parts])),
        detail={"family": joint.kind, "row": row, "events": " + ".join(joint.ids(row))},
        moment=moment,
        assumptions=(*(_assumption(one) for one in joint.dependence), _at_once()),
        synthetic=True,
    )
    provenance = {key: value for key, value in joint.provenance.items() if key not in {"version", "checksum"}}
    return assembled(
        city,
        origin,
        tuple(_footprint(city, one.events, event, moment.month) for _, one, event in parts),
        Details(id=identifier),
        frequency=frequency,
        provenance={**provenance, "family": joint.kind, "row": row},
    )


def _named(kinds: list[str]) -> Message:
    """Name the hazards that are part of the event: a family may hold more than strike in it."""
    said = Message(HAZARD_KINDS[kinds[0]])
    for kind in kinds[1:]:
        said = Message(mark("{first} + {second}"), first=said, second=Message(HAZARD_KINDS[kind]))
    return said


def _footprint(city: City, events: EventSet, event: int, month: int | None) -> Footprint:
    parameters = events.parameters.row(event, named=True)
    if events.kind == RAIN and month is not None:
        parameters["month"] = month  # the rain is the storm's; its own month was drawn and changes nothing in it
    intensity = events.intensity(np.array([event]))[0]
    return footprint_on(city, events.kind, events.unit, intensity, parameters, events.ids[event])


def _assumption(one: Dependence) -> Assumption:
    if one.copula is None:
        text = one.source
    else:
        text = Message(
            mark("{source} Ranks: {copula}, Kendall's tau {tau}."),
            source=one.source,
            copula=Message(COPULAS[one.copula.family]),
            tau=f"{one.copula.tau:.2f}",
        )
    return assumed(text, BASES[one.basis])


def _at_once() -> Assumption:
    return assumed(Message(mark("All parts begin in the same hour.")), BASES["assumption"])
