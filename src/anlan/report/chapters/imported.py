"""What is assumed of events that were imported."""

from collections.abc import Iterator

from anlan.language import Message, mark
from anlan.report.quantity import Quantity
from anlan.report.words import hazard_name
from anlan.risk import Assessment


def imported_limits(assessment: Assessment) -> Iterator[Message]:
    """Say of each hazard with imported events where they come from and what was assumed to bring them to the city.

    Parameters
    ----------
    assessment
        Risk of a city.
    """
    for kind, impacts in assessment.impacts.items():
        origin = impacts.events.provenance
        if "max_distance_km" not in origin:
            continue
        yield Message(
            mark(
                "{hazard}: the events were imported from {file}, not simulated. Each cell takes the nearest of their "
                "points within {distance} km; {count} of {all} cells have none and count as unharmed."
            ),
            hazard=hazard_name(kind),
            file=str(origin.get("file", "?")),
            distance=str(origin["max_distance_km"]),
            count=Quantity(float(origin.get("cells_without_point", 0)), "", None),
            all=Quantity(float(len(impacts.events.cells)), "", None),
        )
        if origin.get("people") == "by night":
            yield Message(
                mark("{hazard}: the source does not say at what hour events happen; people are taken to be at home."),
                hazard=hazard_name(kind),
            )
