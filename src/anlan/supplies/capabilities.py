"""What must be done for how many by when: capability targets of a scenario.

A target has the form that the United States use: within so many hours of the event, do this for so many people
(Department of Homeland Security, Threat and Hazard Identification and Risk Assessment and Stakeholder Preparedness
Review Guide, Comprehensive Preparedness Guide 201, 3rd edition, 2018, step 3, "Establish capability targets"). The
numbers are those of the scenario's own run; the time limits are stated in `LIMITS`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import ceil

import numpy as np
from numpy.typing import NDArray

from anlan.city import City
from anlan.language import Message, mark
from anlan.scenarios.run import ScenarioRun
from anlan.supplies.duties import Duty, duty_for
from anlan.supplies.needs import Needs

FloatArray = NDArray[np.float64]

GROUPS: Mapping[str, str] = {
    "people": mark("People to be reached"),
    "care": mark("The injured and the dead"),
    "lifelines": mark("Services to be restored"),
    "secondary": mark("What may follow"),
    "supplies": mark("Relief supplies to be handed out"),
}
"""Groups of targets, in order."""

ASSUMPTION = "assumption"

PLAN = mark("National plan for comprehensive disaster prevention and reduction 2021-2025 (2022), aim of 10 hours")
PRESS = mark("General Office of the State Council, No. 80 of 2016, 5 hours for authoritative information")
RULES = (PLAN, PRESS)
"""Sources of time limits that are laws, plans or orders."""


@dataclass(frozen=True)
class Limit:
    """How soon something must be done.

    Parameters
    ----------
    hours
        Hours after the onset of the hazard.
    source
        Where the limit comes from; ``assumption`` where nothing supports it.
    """

    hours: int
    source: str


LIMITS: Mapping[str, Limit] = {
    "inform": Limit(5, PRESS),
    "rescue": Limit(72, ASSUMPTION),
    "relocate": Limit(10, ASSUMPTION),
    "shelter": Limit(10, PLAN),
    "reach": Limit(24, ASSUMPTION),
    "communicate": Limit(12, ASSUMPTION),
    "treat": Limit(6, ASSUMPTION),
    "first-aid": Limit(24, ASSUMPTION),
    "dead": Limit(72, ASSUMPTION),
    "secondary": Limit(1, ASSUMPTION),
    "supplies": Limit(10, PLAN),
}
"""Time limits. 72 hours is the time after which few are found alive; a day or less is what medicine and relief strive
for. What is not law or plan is an assumption that a city should replace by its own aim."""

WORDS: Mapping[str, tuple[str, ...]] = {
    "inform": ("inform the public", "inform", "信息发布", "宣传"),
    "rescue": ("search and rescue", "water rescue", "rescue from", "rescue teams", "rescue", "搜救", "救援"),
    "relocate": ("rescue and relocation", "move people", "evacuat", "relocat", "转移"),
    "shelter": ("open shelters", "shelter", "relief of affected", "care for people in need", "避难", "安置"),
    "reach": ("keep roads open", "roads", "water rescue", "reinforce rescue", "道路", "交通"),
    "communicate": ("restore communication", "coordinate communication", "mobile stations", "communication", "通信"),
    "treat": ("treat the injured", "open beds", "ambulance", "医疗", "救治"),
    "first-aid": ("first aid", "treat the injured", "急救"),
    "dead": ("dead", "funeral", "care for people in need", "遗体", "殡葬"),
    "supplies": ("send out relief supplies", "relief supplies", "markets supplied", "物资"),
    "power": ("restore power", "protect and restore power", "generators", "供电", "电力"),
    "water": ("restore water", "tankers", "供水"),
    "telecom": ("restore communication", "communication", "通信"),
    "road": ("keep roads open", "roads", "道路"),
    "rail": ("trains", "rail", "铁路"),
    "gas": ("check gas", "gas", "燃气"),
    "fire": ("fight fires", "fires", "灭火", "消防"),
    "gas_release": ("stop leaks", "chemical", "leak", "危化", "泄漏"),
    "epidemic": ("epidemic control", "epidemic", "disinfect", "防疫", "疾控"),
}
"""Words by which the duty behind a task is found in ``duties.csv``; networks and secondary events by their key."""


@dataclass(frozen=True)
class CapabilityTarget:
    """Something that must be done for a quantity by an hour.

    Parameters
    ----------
    key
        Stable name, unique among the targets of a run.
    group
        Key of `GROUPS`.
    name
        What must be done.
    quantity
        How much of it.
    unit
        Unit of the quantity.
    by_hour
        By when, hours after the start of the scenario.
    lead
        Organisation that leads it; None where ``duties.csv`` names none.
    duty
        The duty as ``duties.csv`` says it; empty where none was found.
    basis
        What the quantity is taken from.
    source
        Where the time limit or the rate comes from.
    assumed
        Whether the time limit or the rate is an assumption.
    item
        Identifier of a relief item; empty for everything else.
    """

    key: str
    group: str
    name: Message
    quantity: float
    unit: str
    by_hour: int
    lead: str | None
    duty: str
    basis: Message
    source: str
    assumed: bool
    item: str = ""


def capability_targets(city: City, run: ScenarioRun, needs: Needs | None) -> tuple[CapabilityTarget, ...]:
    """Derive what must be done for how many by when.

    Quantities of less than one are left out.

    Parameters
    ----------
    city
        The city.
    run
        The scenario hour by hour.
    needs
        Relief supplies that the people in need call for; None where the city has no standards.

    Returns
    -------
    Targets, group by group in the order of `GROUPS`.
    """
    maker = _Maker(city, run)
    found = [*_people(maker), *_care(maker), *_lifelines(maker), *_secondary(maker)]
    if needs is not None:
        found += _supplies(maker, needs)
    return tuple(one for one in found if one.quantity >= 1.0 or one.group == "secondary")


class _Maker:
    """Knows the scenario and makes its targets."""

    def __init__(self, city: City, run: ScenarioRun) -> None:
        self.city, self.run = city, run
        self.hazards = [one.kind for one in run.scenario.footprints]
        if run.cascade is not None and "service_outage" not in self.hazards:
            self.hazards.append("service_outage")
        self.onset = ceil(min(one.onset_hour for one in run.scenario.footprints))

    def peak(self, target: str) -> float:
        """Return the most people in need of one kind at a time."""
        return float(np.max(self.run.course.get(target, np.zeros(1)), initial=0.0))

    def most_without(self, service: str) -> tuple[float, str]:
        """Return the most people without a service, and whether the networks or the impacts say so."""
        cascade = self.run.cascade
        if cascade is not None and service in cascade.model.service_names:
            place = cascade.model.service_names.index(service)
            people = float(cascade.model.served[:, place].sum())
            return float(cascade.without[:, place].mean(axis=0).max()) * people, "networks"
        target = {"road": "isolated", "power": "without_power", "water": "without_water"}.get(service, service)
        return self.peak(target), "impacts"

    def target(
        self, key: str, group: str, name: str, quantity: float, unit: str, basis: Message, *,
        task: str = "", by_hour: int | None = None, source: str | None = None, item: str = "",
        hazards: tuple[str, ...] = (),
    ) -> CapabilityTarget:  # fmt: skip
        """Make a target with the limit and the duty of its task."""
        task = task or key
        limit = LIMITS.get(task)
        hour = by_hour if by_hour is not None else self.onset + (limit.hours if limit else 0)
        said = source or (limit.source if limit else ASSUMPTION)
        duty: Duty | None = duty_for(self.city, WORDS.get(task, ()), (*self.hazards, *hazards))
        return CapabilityTarget(
            key=key, group=group, name=Message(name), quantity=float(quantity), unit=unit,
            by_hour=max(hour, 0), lead=duty.organisation if duty else None,
            duty=duty.duty if duty else "", basis=basis, source=said, assumed=said == ASSUMPTION, item=item,
        )  # fmt: skip


def _people(maker: _Maker) -> Iterator[CapabilityTarget]:
    run, peak = maker.run, maker.peak
    exposed = _exposed(maker.city, run)
    yield maker.target("inform", "people", mark("Inform the people in the area hit"), exposed, "persons",
                       Message(mark("people in cells where a hazard acts")))  # fmt: skip
    yield maker.target("rescue", "people", mark("Find and rescue people"),
                       run.totals.get("killed", 0.0) + run.totals.get("severely_injured", 0.0), "persons",
                       Message(mark("deaths and severe injuries: all of them have to be looked for")))  # fmt: skip
    displaced = Message(mark("displaced people in the worst hour"))
    yield maker.target("relocate", "people", mark("Bring people to safety"), peak("displaced"), "persons", displaced)
    yield maker.target("shelter", "people", mark("Shelter people"), peak("displaced"), "persons", displaced)
    cut_off, source = maker.most_without("road")
    basis = mark("people without a way to a refuge in the worst hour, mean of the samples")
    if source == "impacts":
        basis = mark("people cut off in the worst hour")
    yield maker.target("reach", "people", mark("Reach people who are cut off, by water, air or cleared roads"),
                       cut_off, "persons", Message(basis))  # fmt: skip
    silent, _ = maker.most_without("telecom")
    yield maker.target("communicate", "people", mark("Give emergency communication to people without a network"),
                       silent, "persons",
                       Message(mark("people without telecom in the worst hour, mean of the samples")))  # fmt: skip


def _exposed(city: City, run: ScenarioRun) -> float:
    """Return the people in cells where any hazard acts, by day or at home as the scenario says."""
    cells = city.cells
    people = cells.population_day if run.scenario.moment.by_day else cells.population
    hit = np.zeros(len(cells), dtype=np.bool_)
    for one in run.scenario.footprints:
        hit |= np.isin(cells.h3, one.cells)
    return float(people[hit[cells.row_cell]].sum())


def _care(maker: _Maker) -> Iterator[CapabilityTarget]:
    run, care = maker.run, maker.run.care
    patients: FloatArray = np.asarray(care.in_care + care.waiting)
    worst = int(patients.argmax()) if patients.size else 0
    yield maker.target("treat", "care", mark("Treat the severely injured in hospital"),
                       run.totals.get("severely_injured", 0.0), "persons",
                       Message(mark("severe injuries in all")))  # fmt: skip
    if patients.size:
        yield maker.target("beds", "care", mark("Have staffed beds for all patients"),
                           float(patients[worst]), "bed",
                           Message(mark("patients in care and waiting in hour {hour}, those of every day too"),
                                   hour=worst),
                           task="treat", by_hour=max(worst, maker.onset))  # fmt: skip
        short = float(care.waiting.max(initial=0.0))
        yield maker.target("transfer", "care", mark("Add beds, or take patients to other cities"), short, "bed",
                           Message(mark("patients waiting in hour {hour}: beds that the hospitals lack"),
                                   hour=int(care.waiting.argmax())),
                           task="treat", by_hour=int(care.waiting.argmax()))  # fmt: skip
    yield maker.target("first-aid", "care", mark("Give first aid to the lightly injured"),
                       run.totals.get("lightly_injured", 0.0), "persons",
                       Message(mark("light injuries in all")))  # fmt: skip
    yield maker.target("dead", "care", mark("Recover and identify the dead"), run.totals.get("killed", 0.0),
                       "persons", Message(mark("deaths in all")))  # fmt: skip


def _lifelines(maker: _Maker) -> Iterator[CapabilityTarget]:
    cascade = maker.run.cascade
    if cascade is None:
        return
    model = cascade.model
    layer = model.plan.layer.tolist()
    for place, network in enumerate(model.networks):
        failed = float(sum(share for share, own in zip(cascade.failures.tolist(), layer, strict=True) if own == place))
        crews = model.settings.crews.get(network, model.settings.other_crews)
        basis = Message(
            mark("components that fail, mean of the samples; the run sets {crews} crews to work from hour {hour}"),
            crews=crews, hour=maker.onset + model.settings.delay,
        )  # fmt: skip
        yield maker.target(f"repair-{network}", "lifelines", REPAIRS.get(network, REPAIR), failed, "component", basis,
                           task=network, by_hour=_restored(maker, network))  # fmt: skip


REPAIR = mark("Repair broken components of the network")
REPAIRS: Mapping[str, str] = {
    "power": mark("Repair the electricity network"),
    "water": mark("Repair the water supply"),
    "telecom": mark("Repair the telecom network"),
    "road": mark("Clear and repair roads"),
    "rail": mark("Repair railways"),
    "gas": mark("Repair the gas network"),
}
"""What a repair of each network is called."""


def _restored(maker: _Maker, network: str) -> int:
    """Return the hour by which the service is back, mean of the samples; the last one where it hardly falls at all."""
    cascade = maker.run.cascade
    if cascade is None or network not in cascade.model.service_names:
        return maker.run.hours
    hours = cascade.rapidity(network)
    back = ceil(float(np.minimum(hours, maker.run.hours).mean()))
    return back if back > maker.onset else maker.run.hours


def _secondary(maker: _Maker) -> Iterator[CapabilityTarget]:
    chances: dict[str, float] = {}
    for one in maker.run.secondary:
        chances[one.kind] = chances.get(one.kind, 0.0) + one.chance
    for kind, expected in chances.items():
        yield maker.target(f"secondary-{kind}", "secondary", SECONDARY.get(kind, STAND_READY), expected, "events",
                           Message(mark("sum of the chances of all such events that the run found")),
                           task=kind, by_hour=maker.onset + LIMITS["secondary"].hours,
                           hazards=IMPLIED.get(kind, ()))  # fmt: skip


STAND_READY = mark("Stand ready for events that may follow")
SECONDARY: Mapping[str, str] = {
    "fire": mark("Stand ready to fight fires that may follow"),
    "gas_release": mark("Stand ready to stop releases of dangerous substances"),
    "epidemic": mark("Watch for and contain infectious diseases"),
}
"""What has to be ready for each kind of secondary event."""

IMPLIED: Mapping[str, tuple[str, ...]] = {
    "fire": ("urban_fire",),
    "gas_release": ("toxic_release", "explosion"),
    "epidemic": ("epidemic",),
}
"""Hazards whose duties hold when a secondary event happens."""


def _supplies(maker: _Maker, needs: Needs) -> Iterator[CapabilityTarget]:
    catalogue = {row["id"]: row for row in maker.city.table("items").iter_rows(named=True)}
    standards = _sources(maker.city)
    for place, item in enumerate(needs.items):
        amount = needs.amount[place]
        if needs.once[place]:
            name, quantity = mark("Hand out, in all"), float(ceil(amount.sum() - 1e-9))
            basis = Message(mark("standards of need times the people who need it, once each"))
        else:
            name, quantity = mark("Supply, on the day of greatest need"), most_in_a_day(amount)
            basis = Message(mark("standards of need times the people in need, largest sum of 24 hours"))
        source, assumed = standards.get(item, (ASSUMPTION, True))
        made = maker.target(f"item-{item}", "supplies", name, quantity, catalogue[item]["unit"], basis,
                            task="supplies", source=source, item=item,
                            by_hour=_needed_by(maker, amount))  # fmt: skip
        yield CapabilityTarget(**{**vars(made), "assumed": assumed})


def most_in_a_day(amount: FloatArray) -> float:
    """Return the largest sum of 24 hours that follow each other; of all hours where there are fewer.

    Parameters
    ----------
    amount
        Amount of each hour, shape (hours,).
    """
    if amount.size <= 24:
        return float(amount.sum())
    sums = np.concatenate([[0.0], np.cumsum(amount)])
    return float((sums[24:] - sums[:-24]).max())


def _needed_by(maker: _Maker, amount: FloatArray) -> int:
    """Return when an item must reach people: its time limit after it is first needed."""
    first = int(np.argmax(amount > 0.0)) if amount.size else 0
    return max(first, maker.onset) + LIMITS["supplies"].hours


def _sources(city: City) -> Mapping[str, tuple[str, bool]]:
    """Return the sources of the standards of each item, and whether any is an assumption."""
    found: dict[str, tuple[str, bool]] = {}
    for row in city.table("needs").iter_rows(named=True):
        before, assumed = found.get(row["item"], ("", False))
        names = [name for name in before.split(", ") if name]
        if row["source"] not in names:
            names.append(row["source"])
        found[row["item"]] = (", ".join(names), assumed or row["confidence"] == ASSUMPTION)
    return found
