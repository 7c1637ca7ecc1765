"""Capability targets that stand beside the list: teams, specialists and equipment that tasks call for at their peak."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.city import City
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.capabilities import CapabilityTarget, capability_targets
from anlan.supplies.needs.by_area import area_needs
from anlan.supplies.needs.list import SuppliesList, supplies_list
from anlan.supplies.needs.settings import NeedsSettings


@dataclass(frozen=True, eq=False)
class TaskCapability:
    """What must be done for how many by when, and with which teams and specialists.

    Parameters
    ----------
    tasks
        Of each task the target of the scenario that asks most, with that scenario's identifier.
    teams
        Teams and specialists by standards of need (items of the group ``teams``), as a list over all scenarios.
    """

    tasks: tuple[tuple[CapabilityTarget, str], ...]
    teams: SuppliesList


def task_capability(
    city: City, runs: Sequence[ScenarioRun], *, level: str = "district", settings: NeedsSettings | None = None
) -> TaskCapability:
    """Derive capability targets from several scenarios.

    Relief items are left out of the tasks: they are lines of the supplies list.

    Parameters
    ----------
    city
        The city.
    runs
        The scenarios hour by hour, the worst first; one at least.
    level
        Level of the areas, a value of ``areas.level``.
    settings
        The rules; None for the defaults.
    """
    most: dict[str, tuple[CapabilityTarget, str]] = {}
    for run in runs:
        for one in capability_targets(city, run, None):
            if one.key not in most or one.quantity > most[one.key][0].quantity:
                most[one.key] = (one, run.scenario.id)
    teams = [area_needs(city, run, level=level, settings=settings, teams=True) for run in runs]
    return TaskCapability(tuple(most.values()), supplies_list(teams))
