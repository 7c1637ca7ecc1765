"""Service by hour after sampled events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.compute import Executor
from anlan.errors import SettingError
from anlan.hazards import EventSet
from anlan.language import Message
from anlan.scenarios.cascade.block import UNITS, follow_block
from anlan.scenarios.cascade.damage import Rows, drawn, rows_of
from anlan.scenarios.cascade.model import CascadeModel, model_of
from anlan.scenarios.cascade.parts import Events, hazards_of, parts_of
from anlan.scenarios.cascade.settings import CascadeSettings

FloatArray = NDArray[np.float64]

RESTORED = 0.95
"""Level of service at which it counts as back, 1."""


@dataclass(frozen=True, eq=False)
class Cascade:
    """What became of every service in every sample; a row is one sample of one event, r = events x samples.

    Parameters
    ----------
    model
        The networks and the rules.
    rows
        Which sample of which event each row is.
    without
        float32[r, s, hours], share of the city's people without each service; hour i lasts from i to i + 1. Service
        ``road`` is a way to a refuge, so its share is that of people who are cut off.
    by_district
        float32[r, d, s, hours], the same by district; None where it was not asked for.
    share_lost
        float32[q, hours], mean over the samples of the share of each of the people's needs that is not met;
        ``model.need_of_row`` tells the rows of the cells table that have the need.
    beds
        float32[r, hours], hospital beds in places that work.
    person_hours
        float64[r, s], people times hours without each service.
    place_hours
        float64[p], mean hours in which each place does not work.
    failed
        int64[r], components that failed.
    failures
        float64[n + m], share of the samples in which each component failed, 1.
    provenance
        Version, seed and checksum of the city package, with those of the event set.
    """

    model: CascadeModel
    rows: Rows
    without: NDArray[np.float32]
    by_district: NDArray[np.float32] | None
    share_lost: NDArray[np.float32]
    beds: NDArray[np.float32]
    person_hours: FloatArray
    place_hours: FloatArray
    failed: NDArray[np.int64]
    failures: FloatArray
    provenance: Mapping[str, str | int]

    def quality(self, service: str) -> FloatArray:
        """Return the level of a service, Q(t), of every sample: the share of people who have it, (r, hours)."""
        return 1.0 - self.without[:, self._place(service)].astype(np.float64)

    def band(self, service: str, levels: Sequence[float] = (0.05, 0.5, 0.95)) -> FloatArray:
        """Return the mean of Q(t) over the samples and its quantiles, (1 + levels, hours)."""
        quality = self.quality(service)
        return np.vstack([quality.mean(axis=0), np.quantile(quality, levels, axis=0)])

    def loss(self, service: str) -> FloatArray:
        """Return the loss of resilience of every sample, h.

        The integral of 1 - Q(t) over the hours, Bruneau et al. (2003), eq. 1, with Q as a share.
        """
        return np.asarray(self.without[:, self._place(service)].sum(axis=1, dtype=np.float64))

    def robustness(self, service: str) -> FloatArray:
        """Return the lowest level of a service in every sample, 1."""
        return np.asarray(self.quality(service).min(axis=1))

    def rapidity(self, service: str, level: float = RESTORED) -> FloatArray:
        """Return the hours until a service stays at a level or above; infinite where it does not within the hours."""
        below = self.quality(service) < level - 1e-6
        last = np.where(below.any(axis=1), below.shape[1] - np.argmax(below[:, ::-1], axis=1), 0).astype(np.float64)
        return np.where(last == below.shape[1], np.inf, last)

    def by_cell(self, service: str) -> NDArray[np.float32]:
        """Return the mean share of the residents of each row of the cells table without a service, (hours, rows).

        Where nobody lives, or the service reaches nobody even without damage, it is 0: nothing is lost there.
        """
        need = self.model.need_of_row[self._place(service)]
        nobody = np.zeros((1, self.share_lost.shape[1]), dtype=np.float32)
        return np.ascontiguousarray(np.concatenate([self.share_lost, nobody])[need].T)

    def _place(self, service: str) -> int:
        names = self.model.service_names
        if service not in names:
            raise SettingError(
                Message("no people are served by '{service}'; give one of {names}", service=service,
                        names=", ".join(names))
            )  # fmt: skip
        return names.index(service)


def cascade_of(
    city: City, events: Events, chosen: Sequence[int] | NDArray[np.int64], *, samples: int, seed: int,
    executor: Executor, settings: CascadeSettings | None = None, model: CascadeModel | None = None,
) -> Cascade:  # fmt: skip
    """Follow sampled damage of some events through all dependent services, hour by hour.

    Parameters
    ----------
    city
        The city.
    events
        Events of one hazard; or several sets of equal length, whose events of one index are parts of one compound
        event that all happen at hour 0, the leading hazard first.
    chosen
        Indices of events.
    samples
        Samples of damage and repair of each event.
    seed
        Seed of the run.
    executor
        Where blocks run; the result does not depend on it.
    settings
        The rules; None for the defaults. Not used where `model` is given.
    model
        Made before by `model_of` for the same city and hazards.

    Raises
    ------
    SettingError
        If the city has no networks, there is nothing to sample, or the model is not one of these hazards.
    PackageError
        With everything that is wrong in the tables.
    """
    parts = parts_of(events)
    units = hazards_of(parts)
    model = model or model_of(city, tuple(units), tuple(units.values()), settings or CascadeSettings())
    _refuse_others(model, units)
    rows = rows_of(events, chosen, samples, seed)
    result = _empty(model, rows)

    def run(block: slice) -> _Part:
        return _follow(model, events, rows, block)

    blocks = rows.blocks()
    for block, part in zip(blocks, executor.map(run, blocks), strict=True):
        result.take(block, part)
    provenance = {**_provenance(parts), "cascade_seed": seed, "samples": samples}
    return Cascade(
        model=model, rows=rows, without=result.without, by_district=result.by_district,
        share_lost=(np.cumsum(result.change, axis=1) / (UNITS * len(rows))).astype(np.float32),
        beds=result.beds, person_hours=result.person_hours, place_hours=result.down / len(rows), failed=result.failed,
        failures=result.failures / len(rows), provenance=provenance,
    )  # fmt: skip


def _refuse_others(model: CascadeModel, units: Mapping[str, str]) -> None:
    known = dict(zip(model.kinds, model.units, strict=True))
    for kind, unit in units.items():
        if known.get(kind) != unit:
            raise SettingError(
                Message("the model is not one of {kind} in {unit}; it knows {known}", kind=kind, unit=unit,
                        known=", ".join(f"{name} ({of})" for name, of in known.items()))
            )  # fmt: skip


def _provenance(parts: Sequence[EventSet]) -> dict[str, str | int]:
    """Return what the sets say of themselves; where one differs from the first, under the name of its hazard."""
    found: dict[str, str | int] = {}
    for part in parts:
        for name, value in part.provenance.items():
            found[name if found.get(name, value) == value else f"{part.kind} {name}"] = value
    return found


@dataclass(frozen=True, eq=False)
class _Part:
    """Results of a block of samples, summed over samples where memory would grow; arrays as in `Cascade`."""

    without: NDArray[np.float32]
    by_district: NDArray[np.float32] | None
    change: NDArray[np.int64]
    beds: NDArray[np.float32]
    person_hours: FloatArray
    down: FloatArray
    failed: NDArray[np.int64]
    failures: FloatArray

    def take(self, block: slice, part: "_Part") -> None:
        """Write the results of a block into these, and add the sums."""
        for name in ("without", "beds", "person_hours", "failed"):
            getattr(self, name)[block] = getattr(part, name)
        if self.by_district is not None:
            self.by_district[block] = part.by_district
        self.change.__iadd__(part.change)
        self.down.__iadd__(part.down)
        self.failures.__iadd__(part.failures)


def _empty(model: CascadeModel, rows: Rows) -> _Part:
    count, services, hours = len(rows), model.services.size, model.settings.hours
    return _Part(
        without=np.empty((count, services, hours), dtype=np.float32),
        by_district=(
            np.empty((count, len(model.districts), services, hours), dtype=np.float32)
            if model.settings.districts
            else None
        ),
        change=np.zeros((model.plan.persons.size, hours), dtype=np.int64),
        beds=np.empty((count, hours), dtype=np.float32),
        person_hours=np.empty((count, services)),
        down=np.zeros(len(model.places)),
        failed=np.empty(count, dtype=np.int64),
        failures=np.zeros(len(model.components)),
    )


def _follow(model: CascadeModel, events: Events, rows: Rows, block: slice) -> _Part:
    broken, duration = drawn(model, events, rows, block)
    rules, many = model.settings, len(model.districts)
    found, beds, down, change = follow_block(
        model.plan, broken, duration, rules.hours, rules.delay, rules.access, many, True
    )
    found = found[:, :, model.services]
    people, served = found.sum(axis=1), model.served
    return _Part(
        without=(people / _above_zero(served.sum(axis=0))[:, None]).astype(np.float32),
        by_district=(found / _above_zero(served)[..., None]).astype(np.float32) if rules.districts else None,
        change=change,
        beds=beds.astype(np.float32),
        person_hours=people.sum(axis=2),
        down=down.sum(axis=0),
        failed=broken.sum(axis=1),
        failures=broken.sum(axis=0).astype(np.float64),
    )


def _above_zero(people: FloatArray) -> FloatArray:
    return np.where(people > 0.0, people, 1.0)
