"""What of the measures these impacts do not show, and where its worth shows instead."""

from collections.abc import Collection, Iterable, Iterator, Mapping

from anlan.city import City
from anlan.language import Message, mark
from anlan.report.quantity import Name
from anlan.report.words import hazard_name
from anlan.risk.treatment import Measure
from anlan.risk.warning_time import unstated

PLACES: Mapping[str, str] = {
    "capability": mark("the rehearsal"),
    "cascade": mark("the simulation of cascades"),
    "supply": mark("the supply balance"),
}
"""What values the levers that change no impact."""


def valued_elsewhere(measures: Iterable[Measure], wholly: str, partly: str) -> Iterator[Message]:
    """Name the measures that change no impact, and those that change more than impacts, by where they are valued.

    Parameters
    ----------
    measures
        Measures of a city.
    wholly, partly
        Marked sentences with the places ``{place}`` and ``{measures}``.
    """
    listed = tuple(measures)
    for sentence, some in (
        (wholly, [measure for measure in listed if not measure.on_impacts]),
        (partly, [measure for measure in listed if measure.on_impacts]),
    ):
        for kind, place in PLACES.items():
            found = [measure for measure in some if kind in measure.valued_elsewhere]
            if found:
                yield Message(sentence, place=Message(place), measures=named(found))


def named(measures: Iterable[Measure]) -> tuple[Name, ...]:
    """Return the names of measures.

    Parameters
    ----------
    measures
        The measures.
    """
    return tuple(Name(measure.name_zh, measure.name_en) for measure in measures)


def unstated_warnings(city: City, kinds: Collection[str]) -> Iterator[Message]:
    """Say of which hazards people are taken not to be warned today, where measures warn them earlier.

    Parameters
    ----------
    city
        The city.
    kinds
        Kinds of hazard that were assessed.
    """
    hazards = unstated(city, kinds)
    if hazards:
        yield Message(
            mark(
                "Measures that warn people earlier count from no warning at all where the package does not say how "
                "early they are warned today, which is an assumption and may overstate them: {hazards}."
            ),
            hazards=tuple(hazard_name(kind) for kind in hazards),
        )
