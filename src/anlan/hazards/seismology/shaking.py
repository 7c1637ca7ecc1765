"""Shaking of a city's cells by chosen earthquakes: models, ground and residuals put together, compiled."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from anlan.compute.compiled import compiled
from anlan.hazards.seismology import boore_2014, intensity, models
from anlan.hazards.seismology.correlation import Residuals
from anlan.hazards.seismology.models import Events

FloatArray = NDArray[np.float64]


class Lines(NamedTuple):
    """Rupture lines on the plane, each float64 (n,): middle (km), sine and cosine of the strike, half length (km)."""

    x: FloatArray
    y: FloatArray
    sine: FloatArray
    cosine: FloatArray
    half: FloatArray


class Ground(NamedTuple):
    """Cells, each float64 (c,).

    Parameters
    ----------
    x, y
        Centre on the plane, km.
    linear_pga, linear_pgv
        Linear site term, degrees.
    soft_pga, soft_pgv
        What the nonlinear site term has for each unit of `models.SOFTENING`, degrees.
    less_pga, less_pgv
        What the standard deviation within an event is smaller by in Boore et al. (2014), degrees.
    """

    x: FloatArray
    y: FloatArray
    linear_pga: FloatArray
    linear_pgv: FloatArray
    soft_pga: FloatArray
    soft_pgv: FloatArray
    less_pga: FloatArray
    less_pgv: FloatArray

    @classmethod
    def of(cls, x: FloatArray, y: FloatArray, vs30: FloatArray) -> "Ground":
        """Compute the site terms of cells from their Vs30, m/s; all arrays (c,)."""
        pga, pgv = boore_2014.PGA, boore_2014.PGV
        per_pga, per_pgv = intensity.PER_LN_PGA, intensity.PER_LN_PGV
        return cls(
            x, y,
            per_pga * boore_2014.linear_site(pga, vs30), per_pgv * boore_2014.linear_site(pgv, vs30),
            per_pga * boore_2014.nonlinear_site(pga, vs30), per_pgv * boore_2014.nonlinear_site(pgv, vs30),
            per_pga * boore_2014.within_less(pga, vs30), per_pgv * boore_2014.within_less(pgv, vs30),
        )  # fmt: skip


class Noise(NamedTuple):
    """Within-event residuals of k events: see `anlan.hazards.seismology.correlation.Residuals`."""

    drawn: FloatArray
    place: NDArray[np.int64]
    block: NDArray[np.int32]
    root: FloatArray
    rest: FloatArray
    pool: NDArray[np.float32]
    limit: float


class Shaking:
    """Footprints of chosen events.

    Parameters
    ----------
    x, y, vs30
        Cells: centre on the plane (km) and Vs30 (m/s), each float64 (c,).
    lines
        Ruptures of the n events.
    events
        What the models need of them, (n,).
    residuals
        Within-event residuals.
    values
        Parameters of the hazard.
    """

    def __init__(
        self,
        cells: tuple[FloatArray, FloatArray, FloatArray],
        lines: Lines,
        events: Events,
        residuals: Residuals,
        values: Mapping[str, float],
    ) -> None:
        self._ground = Ground.of(*cells)
        self._lines, self._events, self._residuals, self._values = lines, events, residuals, values
        points = np.zeros(len(models.NAMES))
        references = Ground.of(points, points, models.reference_vs30(values))
        self._references = np.stack(references[2:6])
        linear, soft = self._references[:2], self._references[2:]
        most = max(float(self._ground.linear_pga.max()), float(self._ground.linear_pgv.max()))
        self._best = most - float(linear.min()) + values["site_increment"]
        self._relief = -min(float(soft.min()), 0.0)

    def __call__(self, events: NDArray[np.int64]) -> NDArray[np.float32]:
        """Return the intensity of events (k,) at the cells, (k, c), degrees; 0 below the threshold."""
        return self._computed(events, by_pga_alone=False)

    def acceleration(self, events: NDArray[np.int64]) -> FloatArray:
        """Return the peak ground acceleration of events (k,) at the cells, (k, c), g.

        It is 0 where the degree of the acceleration alone is below the threshold; the branch that gives intensity
        directly gives that degree.
        """
        degree = self._computed(events, by_pga_alone=True)
        return np.where(degree > 0.0, intensity.pga_of(degree), 0.0)

    def _computed(self, events: NDArray[np.int64], *, by_pga_alone: bool) -> NDArray[np.float32]:
        chosen = self._events.taken(events)
        tables = models.tables_of(chosen, self._values)
        residuals, values = self._residuals, self._values
        limit, threshold = values["spread_limit"], values["threshold"]
        noise = Noise(
            residuals.drawn(events), residuals.place[events], residuals.block, residuals.root, residuals.rest,
            residuals.pool, limit,
        )  # fmt: skip
        settings = np.array([threshold, values["site_increment"], float(by_pga_alone)])
        return shake(
            Lines(*(column[events] for column in self._lines)), tables, chosen.model,
            reaches(tables, self._best, self._relief, limit, threshold),
            self._references, self._ground, noise, settings,
        )  # fmt: skip


def reaches(tables: FloatArray, best: float, relief: float, limit: float, threshold: float) -> NDArray[np.int64]:
    """Return the node beyond which no cell can meet the threshold, for each event, (k,).

    Parameters
    ----------
    tables
        Of the events, (k, NODES, 7).
    best
        Most that the linear site terms add, degrees.
    relief
        Most that the nonlinear terms add, degrees for each unit of `models.SOFTENING`.
    limit
        Standard deviations at which residuals are cut off.
    threshold
        Least intensity.
    """
    degree = tables[..., : models.BY_PGV_SHORT + 1].max(axis=2)
    spread = tables[..., models.WITHIN_PGA : models.WITHIN_PGV + 1].max(axis=2)
    met = degree + best + relief * tables[..., models.SOFTENING] + limit * spread >= threshold
    last = models.NODES - 1 - np.argmax(met[:, ::-1], axis=1)
    return np.where(met.any(axis=1), np.minimum(last + 1, models.NODES - 1), 0)


@compiled
def shake(
    lines: Lines,
    tables: FloatArray,
    model: NDArray[np.int64],
    reach: NDArray[np.int64],
    references: FloatArray,
    ground: Ground,
    noise: Noise,
    settings: FloatArray,
) -> NDArray[np.float32]:
    """Intensity of each event at each cell.

    Parameters
    ----------
    lines, tables, model, reach
        The k events.
    references
        Site terms of the ground for which each branch holds: rows as in `Ground` from `linear_pga`, (4, branches).
    ground
        Cells.
    noise
        Residuals.
    settings
        Threshold, degrees that are added everywhere, and whether the degree of acceleration alone is wanted.

    Returns
    -------
    float32 (k, c).
    """
    cells = ground.x.size
    out = np.zeros((model.size, cells), dtype=np.float32)
    place, turn, residual = np.empty(cells), np.zeros(cells), np.empty(cells)
    for row in range(model.size):
        if reach[row] == 0:
            continue
        table = tables[row]
        if model[row] == models.YU:
            on_ellipses(row, lines, ground, table[:, models.SHORT].copy(), place, turn)
        else:
            at_distances(row, lines, ground, place)
        scatter(row, noise, residual)
        reference = references[:, model[row]]
        less = 1.0 if model[row] == models.BOORE else 0.0
        _degrees(table, place, turn, residual, float(reach[row]), reference, less, ground, settings, out[row])
    return out


@compiled
def at_distances(row: int, lines: Lines, ground: Ground, place: FloatArray) -> None:
    """Put into `place` (c,) where each cell lies among the nodes, by its distance from the rupture line."""
    x, y, sine, cosine, half = lines.x[row], lines.y[row], lines.sine[row], lines.cosine[row], lines.half[row]
    for cell in range(place.size):
        east, north = ground.x[cell] - x, ground.y[cell] - y
        beyond = max(abs(east * sine + north * cosine) - half, 0.0)
        beside = east * cosine - north * sine
        place[cell] = math.sqrt(math.sqrt(beyond * beyond + beside * beside)) / models.ROOT_STEP


@compiled
def on_ellipses(row: int, lines: Lines, ground: Ground, short: FloatArray, place: FloatArray, turn: FloatArray) -> None:
    """Find the ellipse of the longer and shorter axis of the nodes that passes through each cell.

    Parameters
    ----------
    row, lines, ground
        Event and cells.
    short
        1 over the square of the shorter axis of each node, 1/km2; the longer one is the node's distance.
    place, turn
        float64[c], filled: where each cell lies among the nodes (the last of them where it lies beyond), and how far
        it is turned toward the shorter axis: the square of the sine of the ellipse's parameter.
    """
    x, y, sine, cosine = lines.x[row], lines.y[row], lines.sine[row], lines.cosine[row]
    long = models.LONG
    node = 0  # cells next to each other in the list are neighbours: the search starts where the last one ended
    for cell in range(place.size):
        east, north = ground.x[cell] - x, ground.y[cell] - y
        along, beside = (east * sine + north * cosine) ** 2, (east * cosine - north * sine) ** 2
        while node > 0 and along * long[node] + beside * short[node] < 1.0:
            node -= 1
        after = along * long[node + 1] + beside * short[node + 1]
        while after >= 1.0 and node < models.NODES - 2:
            node += 1
            after = along * long[node + 1] + beside * short[node + 1]
        before = along * long[node] + beside * short[node]
        part = min((before - 1.0) / (before - after), 1.0) if node > 0 else math.sqrt(math.sqrt(after))
        place[cell] = node + part
        turn[cell] = beside * short[node + 1] / max(after, 1e-12)


@compiled
def scatter(row: int, noise: Noise, residual: FloatArray) -> None:
    """Put into `residual` (c,) the within-event residuals of an event, in standard deviations."""
    field = correlated(noise.drawn[row], noise.root)
    start, limit = noise.place[row], noise.limit
    for cell in range(residual.size):
        block = noise.block[cell]
        value = field[block] + noise.rest[block] * noise.pool[start + cell]
        residual[cell] = min(max(value, -limit), limit)


@compiled
def correlated(drawn: FloatArray, root: FloatArray) -> FloatArray:
    """Lower triangular matrix (m, m) times a vector (m,), always in the same order of operations."""
    field = np.zeros(drawn.size)
    for one in range(drawn.size):
        total = 0.0
        for other in range(one + 1):
            total += root[one, other] * drawn[other]
        field[one] = total
    return field


@compiled
def _degrees(
    table: FloatArray,
    place: FloatArray,
    turn: FloatArray,
    residual: FloatArray,
    reach: float,
    reference: FloatArray,
    less: float,
    ground: Ground,
    settings: FloatArray,
    out: NDArray[np.float32],
) -> None:
    """Fill the row of one event; see `shake`."""
    threshold, added, alone = settings[0], settings[1], settings[2] > 0.0
    pga_there, pgv_there, soft_pga_there, soft_pgv_there = reference[0], reference[1], reference[2], reference[3]
    for cell in range(place.size):
        if place[cell] >= reach:
            continue
        node = int(place[cell])
        part = place[cell] - node
        soft = _between(table, node, part, models.SOFTENING)
        by_pga = _between(table, node, part, models.BY_PGA) + added + ground.linear_pga[cell] - pga_there
        by_pga += (ground.soft_pga[cell] - soft_pga_there) * soft
        spread = _between(table, node, part, models.WITHIN_PGA) - less * ground.less_pga[cell]
        by_pga += spread * residual[cell]
        long_side = _between(table, node, part, models.BY_PGV)
        short_side = _between(table, node, part, models.BY_PGV_SHORT)
        by_pgv = long_side + turn[cell] * (short_side - long_side) + added + ground.linear_pgv[cell] - pgv_there
        by_pgv += (ground.soft_pgv[cell] - soft_pgv_there) * soft
        spread = _between(table, node, part, models.WITHIN_PGV) - less * ground.less_pgv[cell]
        by_pgv += spread * residual[cell]
        degree = by_pga if alone else intensity.degree_of(by_pga, by_pgv)
        if degree >= threshold:
            out[cell] = degree


@compiled
def _between(table: FloatArray, node: int, part: float, column: int) -> float:
    """Value of a column a part of the way from a node to the next."""
    low = table[node, column]
    return low + part * (table[node + 1, column] - low)  # type: ignore[no-any-return]
