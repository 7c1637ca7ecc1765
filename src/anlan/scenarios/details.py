"""What is looked at once the worst credible scenario is found: other moments, other weights, peaks of needs."""

from collections.abc import Mapping
from dataclasses import dataclass

from anlan.scenarios.item_peaks import ItemPeak, item_peaks
from anlan.scenarios.other_moments import Elsewhen, other_moments
from anlan.scenarios.weighing import Weighing, weigh
from anlan.scenarios.worst import Worst


@dataclass(frozen=True)
class Details:
    """What stands beside a search.

    Parameters
    ----------
    moments
        The choice of each hazard as it is and at other moments, by kind; left out where they make no difference.
    items
        Peak demand on each item of supply and each capability.
    weighing
        What other weights would choose.
    """

    moments: Mapping[str, tuple[Elsewhen, ...]]
    items: tuple[ItemPeak, ...]
    weighing: Weighing


def details_of(worst: Worst) -> Details:
    """Look at what stands beside a search.

    Parameters
    ----------
    worst
        The search.
    """
    return Details(moments=_moments(worst), items=item_peaks(worst), weighing=weigh(worst))


def _moments(worst: Worst) -> dict[str, tuple[Elsewhen, ...]]:
    city = worst.assessment.city
    hours = int(city.settings["horizon_hours"])
    found = {}
    for choice in worst.choices:
        if choice.kind in worst.assessment.impacts:
            several = other_moments(city, worst.assessment.impacts[choice.kind], choice.event, hours)
            if several:
                found[choice.kind] = several
    return found
