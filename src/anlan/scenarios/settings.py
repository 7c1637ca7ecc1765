"""What a search is asked for: floors and weights as a user writes them, checked all at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anlan.city import City
from anlan.city.tables.hazards import EVENT_CLASSES, HAZARD_KINDS
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.scenarios.dimensions import NAMES
from anlan.scenarios.floors import Floors


@dataclass(frozen=True)
class Search:
    """What a search is asked for.

    Parameters
    ----------
    floors
        Credibility floors.
    weights
        Weight of each dimension, zero or more and not all zero.
    """

    floors: Floors
    weights: Mapping[str, float]


def read_search(
    city: City, floors: Sequence[str] = (), dimensions: Sequence[str] = (), counts: Mapping[str, tuple[int, int]] = {}
) -> Search:
    """Read floors and weights as a user writes them.

    Parameters
    ----------
    city
        The city, whose own floors hold where nothing else is given.
    floors
        ``VALUE`` for all hazards or ``KIND=VALUE`` for one hazard or class of events, 1/year.
    dimensions
        ``NAME=WEIGHT``; a dimension that is not named weighs one.
    counts
        Further numbers by name, each with the least that it may be.

    Raises
    ------
    SettingError
        If anything is not as it should be; names each problem.
    """
    wrong: list[Message] = []
    known = {**EVENT_CLASSES, **HAZARD_KINDS}
    own = _read(floors, ("", *known), "--floor", wrong)
    for key, value in own.items():
        if not 0.0 < value <= 1.0:
            wrong.append(_outside(key, value))
    weights = _read(dimensions, NAMES, "--dimension", wrong)
    wrong += [
        Message(mark("weight of {name} is {value}; give zero or more"), name=name, value=value)
        for name, value in weights.items()
        if not 0.0 <= value < float("inf")
    ]
    weights = {name: weights.get(name, 1.0) for name in NAMES}
    if not any(weights.values()):
        wrong.append(Message(mark("every dimension has weight 0; leave one above zero")))
    for name, (value, least) in counts.items():
        if value < least:
            pattern = mark("{name} is {value}; give {least} or more")
            wrong.append(Message(pattern, name=name, value=value, least=least))
    if wrong:
        raise SettingError.of(wrong)
    general = own.pop("", None)
    return Search(Floors.of(city, general, own), weights)


def _outside(key: str, value: float) -> Message:
    if not key:
        pattern = mark("credibility floor is {value}; give a yearly frequency above 0 and at most 1")
        return Message(pattern, value=value)
    pattern = mark("credibility floor of {kind} is {value}; give a yearly frequency above 0 and at most 1")
    return Message(pattern, kind=key, value=value)


def _read(given: Sequence[str], known: Sequence[str], option: str, wrong: list[Message]) -> dict[str, float]:
    """Read numbers by key; what cannot be read is added to `wrong`."""
    found: dict[str, float] = {}
    for text in given:
        key, _, number = text.rpartition("=")
        try:
            value = float(number)
        except ValueError:
            pattern = mark("{option} {text}: '{number}' is not a number; write NAME=NUMBER")
            wrong.append(Message(pattern, option=option, text=text, number=number))
            continue
        if key not in known:
            pattern = mark("{option} {text}: there is no '{key}'; give one of {names}")
            names = ", ".join(name for name in known if name)
            wrong.append(Message(pattern, option=option, text=text, key=key, names=names))
        elif key in found:
            wrong.append(Message(mark("{option} {text}: it is given twice; give it once"), option=option, text=text))
        else:
            found[key] = value
    return found
