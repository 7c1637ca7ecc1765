"""A number of subscribers in the order of a curve that fills the plane, with boxes around blocks of them.

Each block has the box around its own points, so that a block is known to lie in an area or outside without any
assumption about a grid: cells of H3 do not lie exactly in their parents, and their edges are not straight in longitude
and latitude.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.affinity import translate

from anlan.alerts.audience.edges import Edges
from anlan.alerts.audience.kernels import BLOCK, IN, UNDECIDED, in_order, keep_wanted
from anlan.alerts.audience.subscribers import Subscribers
from anlan.city.grid import cell_polygons

BITS = 24
"""Bits of each coordinate on the curve."""

FEW = 16
"""Where fewer than one in so many are found, their numbers are sorted."""

Floats = NDArray[np.float64]
Marks = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class Wanted:
    """Whom a warning is meant for, beside where they are.

    Parameters
    ----------
    rank
        Severity, 1 to 4.
    channels, needs
        Bits of which a subscriber has one; 0 of `needs` asks for none.
    languages
        Tags; None for all.
    """

    rank: int
    channels: int
    needs: int
    languages: frozenset[str] | None


@dataclass(frozen=True, eq=False)
class Part:
    """Subscribers, sorted once; only `alive` differs between an audience and the one that it was made from.

    Parameters
    ----------
    people
        Those with a point first, along the curve.
    ascending, rank
        int64 (n,), int32 (n,): numbers in ascending order, and the place of each row's number in them. Marking places
        is several times faster than sorting the numbers that were found.
    alive
        uint8 (n,): 0 for those who have left.
    located
        Number of those with a point.
    blocks
        float64 (b, 4): west, south, east, north of each block of points.
    cells
        int64 (c,): cells of interest; one that crosses the 180th meridian stands there twice.
    shift
        float64 (c,): degrees by which the outline of each is moved.
    boxes
        float64 (c, 4): box around each.
    first, member
        int64 (c + 1,), int64 (k,): rows of the subscribers of cell i are ``member[first[i]:first[i + 1]]``.
    at_180
        Rows that lie exactly on the 180th meridian.
    """

    people: Subscribers
    ascending: NDArray[np.int64]
    rank: NDArray[np.int32]
    alive: Marks
    located: int
    blocks: Floats
    cells: NDArray[np.int64]
    shift: Floats
    boxes: Floats
    first: NDArray[np.int64]
    member: NDArray[np.int64]
    at_180: NDArray[np.intp]

    @classmethod
    def of(cls, people: Subscribers) -> "Part":
        """Sort subscribers and put boxes around them."""
        located = np.flatnonzero(~np.isnan(people.lon))
        order = np.argsort(_along_curve(people.lon[located], people.lat[located]))
        rows = np.concatenate([located[order], np.flatnonzero(np.isnan(people.lon))])
        ordered = people.of_rows(rows)
        cells, shift, boxes, first, member = _interests(ordered)
        lon, lat = ordered.lon[: len(located)], ordered.lat[: len(located)]
        by_number = np.argsort(ordered.ids)
        rank = np.empty(len(people), dtype=np.int32)
        rank[by_number] = np.arange(len(people), dtype=np.int32)
        return cls(
            people=ordered,
            ascending=ordered.ids[by_number],
            rank=rank,
            alive=np.ones(len(people), dtype=np.uint8),
            located=len(located),
            blocks=_blocks(lon, lat),
            cells=cells,
            shift=shift,
            boxes=boxes,
            first=first,
            member=member,
            at_180=np.flatnonzero(np.abs(lon) == 180.0),
        )

    def __len__(self) -> int:
        return int(np.count_nonzero(self.alive))

    def living(self) -> Subscribers:
        """Return those who have not left."""
        return self.people if len(self) == len(self.people) else self.people.of_rows(np.flatnonzero(self.alive))

    def rows(self, edges: Edges, wanted: Wanted) -> NDArray[np.intp]:
        """Return the rows whom a warning addresses.

        Parameters
        ----------
        edges
            Where it holds.
        wanted
            Whom it is meant for.
        """
        return np.flatnonzero(self._marks(edges, wanted)[0])

    def numbers(self, edges: Edges, wanted: Wanted) -> NDArray[np.int64]:
        """Return the numbers of those whom a warning addresses, ascending; see `rows`."""
        marks, count = self._marks(edges, wanted)
        if count * FEW < len(marks):
            return np.sort(self.people.ids[np.flatnonzero(marks)])
        found = np.empty(count + 1, dtype=np.int64)
        in_order(marks, self.rank, self.ascending, found)
        return found[:count]

    def _marks(self, edges: Edges, wanted: Wanted) -> tuple[Marks, int]:
        """Return 1 for each row that is addressed, and how many there are."""
        people = self.people
        marks = np.zeros(len(people), dtype=np.uint8)
        lon, lat = people.lon[: self.located], people.lat[: self.located]
        edges.points(lon, lat, self.blocks, marks)
        if self.at_180.size:
            there = [shapely.intersects_xy(edges.geometry, side, lat[self.at_180]) for side in (-180.0, 180.0)]
            marks[self.at_180] = there[0] | there[1]
        self._mark_interests(edges, marks)
        spoken = np.array([wanted.languages is None or tag in wanted.languages for tag in people.languages])
        count = keep_wanted(
            marks, self.alive, people.threshold, wanted.rank, people.channels, wanted.channels, people.needs,
            wanted.needs, people.language, spoken.astype(np.uint8),
        )  # fmt: skip
        return marks, count

    def _mark_interests(self, edges: Edges, marks: Marks) -> None:
        """Mark those who have an area of interest that has a point in common with the area."""
        if not len(self.cells):
            return
        found = edges.boxes(self.boxes)
        unknown = np.flatnonzero(found == UNDECIDED)
        if unknown.size:
            outlines = cell_polygons(self.cells[unknown])
            for place in np.flatnonzero(self.shift[unknown]):
                outlines[place] = translate(outlines[place], xoff=self.shift[unknown[place]])
            found[unknown] = shapely.intersects(edges.geometry, outlines)
        hit = np.repeat(found == IN, np.diff(self.first))
        marks[self.member[hit]] = IN


def _along_curve(lon: Floats, lat: Floats) -> NDArray[np.uint64]:
    """Return the place of each point on the curve of Morton (1966): the bits of both coordinates in turn."""
    if not len(lon):
        return np.empty(0, dtype=np.uint64)
    return np.asarray(_spread(_whole(lon)) | (_spread(_whole(lat)) << np.uint64(1)), dtype=np.uint64)


def _whole(values: Floats) -> NDArray[np.uint64]:
    low, high = values.min(), values.max()
    scale = (2.0**BITS - 1.0) / (high - low) if high > low else 0.0
    return np.asarray((values - low) * scale).astype(np.uint64)


def _spread(bits: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return numbers with a zero before each bit."""
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        bits = np.asarray((bits | (bits << np.uint64(shift))) & np.uint64(mask), dtype=np.uint64)
    return bits


def _blocks(lon: Floats, lat: Floats) -> Floats:
    """Return the box around each block of points, (b, 4)."""
    if not len(lon):
        return np.empty((0, 4))
    begin = np.arange(0, len(lon), BLOCK)
    low, high = np.minimum.reduceat, np.maximum.reduceat
    return np.column_stack([low(lon, begin), low(lat, begin), high(lon, begin), high(lat, begin)])


def _interests(
    people: Subscribers,
) -> tuple[NDArray[np.int64], Floats, Floats, NDArray[np.int64], NDArray[np.int64]]:
    """Return cells of interest with their shifts and boxes, and the rows of each."""
    cells, place = np.unique(people.interest_cell, return_inverse=True)
    boxes = np.asarray(shapely.bounds(cell_polygons(cells)), dtype=np.float64).reshape(-1, 4)
    shift = np.where(boxes[:, 2] > 180.0, -360.0, np.where(boxes[:, 0] < -180.0, 360.0, 0.0))
    again = np.flatnonzero(shift)
    members = [people.interest_row[np.argsort(place, kind="stable")]]
    counts = np.bincount(place, minlength=len(cells))
    first = np.concatenate([[0], np.cumsum(counts)])
    members += [members[0][first[cell] : first[cell + 1]] for cell in again.tolist()]
    moved = boxes[again] + shift[again, None] * np.array([1.0, 0.0, 1.0, 0.0])
    return (
        np.concatenate([cells, cells[again]]),
        np.concatenate([np.zeros(len(cells)), shift[again]]),
        np.concatenate([boxes, moved]),
        np.concatenate([first, first[-1] + np.cumsum(counts[again])]).astype(np.int64),
        np.concatenate(members).astype(np.int64),
    )
