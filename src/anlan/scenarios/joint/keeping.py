"""A chosen compound event as a scenario that can be kept."""

import math

import numpy as np

from anlan.city import City
from anlan.city.tables.hazards import HAZARD_KINDS
from anlan.hazards import EventSet
from anlan.language import LANGUAGES, Message, mark, translator
from anlan.scenarios.joint.copulas import COPULAS
from anlan.scenarios.joint.events import BASES, Dependence, together
from anlan.scenarios.joint.families import JointChoice, parts_at_work
from anlan.scenarios.joint.typhoon import RAIN
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
    return SavedScenario(
        id=identifier,
        version=1,
        name=_said(_named([one.events.kind for _, one, _ in parts])),
        story=_said(together([one.events.describe(event) for _, one, event in parts])),
        origin="worst",
        origin_detail={"family": joint.kind, "row": row, "events": " + ".join(joint.ids(row))},
        city=city.info["id"],
        city_checksum=city.checksum,
        moment=moment,
        footprints=tuple(_footprint(one.events, event, moment.month) for _, one, event in parts),
        frequency=frequency,
        assumptions=(*(_assumption(one) for one in joint.dependence), _at_once()),
        synthetic=True,
        provenance={**joint.provenance, "family": joint.kind, "row": row},
    )


def _named(kinds: list[str]) -> Message:
    """Name the hazards that are part of the event: a family may hold more than strike in it."""
    said = Message(HAZARD_KINDS[kinds[0]])
    for kind in kinds[1:]:
        said = Message(mark("{first} + {second}"), first=said, second=Message(HAZARD_KINDS[kind]))
    return said


def _footprint(events: EventSet, event: int, month: int | None) -> Footprint:
    values = events.intensity([event])[0]
    cells = events.cells[values > 0.0]
    order = np.argsort(cells)
    row = events.parameters.row(event, named=True)
    if events.kind == RAIN and month is not None:
        row["month"] = month  # the rain is the storm's; its own month was drawn and changes nothing in it
    return Footprint(
        kind=events.kind,
        unit=events.unit,
        onset_hour=0.0,
        cells=cells[order],
        intensity=values[values > 0.0][order],
        event=events.ids[event],
        parameters={name: _plain(value) for name, value in row.items()},
    )


def _plain(value: object) -> float | int | str | None:
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value if value is None or isinstance(value, float | int | str) else str(value)


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
    return Assumption(_said(text), BASES[one.basis])


def _at_once() -> Assumption:
    return Assumption(_said(Message(mark("All parts begin in the same hour."))), BASES["assumption"])


def _said(message: Message) -> dict[str, str]:
    return {language: message.render(translator(language)) for language in LANGUAGES}
