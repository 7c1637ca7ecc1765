"""A map that is played hour by hour: what it shows, in few bytes, and the hours at which it stops."""

from base64 import b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from anlan.language import Message
from anlan.report.colours import class_colours
from anlan.report.document import CellMap, Ground
from anlan.report.map_specs import legend, scale_km, unit_word
from anlan.report.page_data import SYMBOLS, short
from anlan.report.quantity import Name
from anlan.report.voice import Voice

MOST_STEPS = 36
"""Most hours at which a map stops."""

STILLS = 4
"""Hours that are printed."""

EVEN = 0.5
"""Weight of hours spread evenly over the logarithm of time, against 1 for hours at which something changes."""


@dataclass(frozen=True, eq=False)
class PlayerLayer:
    """One thing that a played map can show.

    Parameters
    ----------
    look
        Title, unit, bounds and palette; its classes are empty.
    classes
        int8 (steps, c): class of each cell at each step, -1 where there is nothing.
    totals
        One number for the whole city at each step; empty where none makes sense.
    total_title
        What that number is.
    """

    look: CellMap
    classes: NDArray[np.int8]
    totals: tuple[float, ...] = ()
    total_title: Message | None = None


@dataclass(frozen=True, eq=False)
class Player:
    """A map that is played.

    Parameters
    ----------
    key
        Name, unique in the book.
    title
        Heading.
    hours
        Hours at which it stops, ascending.
    layers
        What it can show; the first is shown first.
    stills
        Places in `hours` that are printed.
    """

    key: str
    title: Message
    hours: tuple[int, ...]
    layers: tuple[PlayerLayer, ...]
    stills: tuple[int, ...]


def chosen_hours(change: NDArray[np.float64], fixed: Sequence[int] = (), most: int = MOST_STEPS) -> tuple[int, ...]:
    """Choose the hours at which a map stops: close together where much changes.

    Parameters
    ----------
    change
        How much changes from the hour before to each hour, any unit, not negative, shape (hours,).
    fixed
        Hours that must be among them, such as the onset of a hazard.
    most
        Most hours, fixed ones, the first and the last left out of the count.

    Returns
    -------
    Ascending; always the first and the last hour.
    """
    hours = change.size
    even = np.diff(np.log1p(np.arange(hours + 1)))
    weight = EVEN * even / even.sum()
    if change.sum() > 0.0:
        weight = weight + change / change.sum()
    sums = np.cumsum(weight)
    wanted = np.searchsorted(sums, np.linspace(0.0, sums[-1], most, endpoint=False))
    inside = [hour for hour in fixed if 0 <= hour < hours]
    return tuple(sorted({0, hours - 1, *inside, *np.minimum(wanted, hours - 1).tolist()}))


def stills_of(hours: Sequence[int], moments: Sequence[int]) -> tuple[int, ...]:
    """Return the places of the hours that are printed: those next to the wanted moments.

    Parameters
    ----------
    hours
        Hours at which the map stops, ascending.
    moments
        Wanted hours.
    """
    places = (min(range(len(hours)), key=lambda place: abs(hours[place] - moment)) for moment in moments)
    return tuple(sorted(set(places)))[:STILLS]


def player_data(player: Player) -> dict[str, Any]:
    """Return what the script plays: cells with the same course share one series of classes.

    Parameters
    ----------
    player
        The map.
    """
    return {
        "hours": list(player.hours),
        "layers": {layer.look.key: _layer(layer) for layer in player.layers},
    }


def _layer(layer: PlayerLayer) -> dict[str, Any]:
    series, member = np.unique(layer.classes.T, axis=0, return_inverse=True)
    return {
        "series": ["".join(SYMBOLS[one + 1] for one in course) for course in series.tolist()],
        "member": b64encode(member.reshape(-1).astype("<u2").tobytes()).decode("ascii"),
        "colours": list(class_colours(layer.look.palette, len(layer.look.bounds) + 1)),
        "totals": short(list(layer.totals)),
    }


def player_words(player: Player, voice: Voice) -> dict[str, Any]:
    """Return the texts around a played map in one language.

    Parameters
    ----------
    player
        The map.
    voice
        Language of the texts.
    """
    return {
        "key": player.key,
        "title": voice.say(player.title),
        "last": len(player.hours) - 1,
        "hours": player.hours,
        "stills": player.stills,
        "layers": [
            {
                "key": layer.look.key,
                "title": voice.say(layer.look.title),
                "unit": "" if layer.look.unit == "%" else unit_word(layer.look, voice),
                "legend": legend(layer.look, voice),
                "total": "" if layer.total_title is None else voice.say(layer.total_title),
            }
            for layer in player.layers
        ],
    }


def place_names(ground: Ground, names: Mapping[str, Name], voice: Voice) -> list[tuple[str, int, int]]:
    """Return the names of the districts and where they stand, steps on the map's plane.

    Parameters
    ----------
    ground
        What all maps share.
    names
        Names of the areas by code.
    voice
        Language of the names.
    """
    return [(voice.say(names[code]), x, y) for code, (x, y) in ground.areas.middles.items()]


def played_ground(ground: Ground) -> dict[str, Any]:
    """Return what a played map needs beside the geometry: the length of its scale bar, km."""
    return {"km": scale_km(ground.mesh)}
