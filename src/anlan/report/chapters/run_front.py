"""What happens: the scenario in sentences, its moment, how often, and its key figures."""

from collections.abc import Iterator
from math import isfinite

import numpy as np

from anlan.city.tables.ground import ASSET_TARGETS
from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.run_parts import (
    CONSEQUENCE_OF,
    WITHOUT,
    RunStory,
    followed_rows,
    people_without,
    services_of,
    span,
    texts,
)
from anlan.report.choices import chance_within
from anlan.report.document import KeyFigure
from anlan.report.quantity import Quantity, Said
from anlan.report.risks import unit_of
from anlan.report.words import CONSEQUENCES, counted, hazard_name
from anlan.risk import MONEY
from anlan.scenarios.cascade import RESTORED
from anlan.scenarios.run import WHOLE
from anlan.scenarios.saved import ORIGINS, TIDES, Moment

MONTHS = (
    mark("January"), mark("February"), mark("March"), mark("April"), mark("May"), mark("June"), mark("July"),
    mark("August"), mark("September"), mark("October"), mark("November"), mark("December"),
)  # fmt: skip
"""Names of the months."""

LISTED = ("killed", "severely_injured", "lightly_injured", "displaced", "isolated", MONEY)
"""Consequences that the summary names."""


def front_chapter(story: RunStory) -> Chapter:
    """Tell what happens.

    Parameters
    ----------
    story
        The run.
    """
    return Chapter(
        key="happens",
        title=Message(mark("What happens")),
        sentences=tuple(_sentences(story)),
        figures=tuple(_figures(story)),
    )


def _sentences(story: RunStory) -> Iterator[Message]:
    run = story.run
    if any(run.scenario.story.values()):
        yield Message("{story}", story=texts(run.scenario.story))
    for one in run.scenario.footprints:
        pattern = mark("From hour {hour}: {hazard}, over {cells} cells of the city.")
        inside = int(np.isin(one.cells, story.city.cells.h3).sum())
        yield Message(pattern, hour=round(one.onset_hour), hazard=hazard_name(one.kind),
                      cells=Quantity(inside, "", None))  # fmt: skip
    yield _harm(story)
    yield from _services(story)
    yield moment_said(run.scenario.moment)
    yield from _often(story)
    if run.scenario.synthetic:
        yield Message(
            mark(
                "Synthetic: parts of the city or of the scenario are invented by stated methods. The figures show what "
                "the method tells; they are no basis for decisions about a real city."
            )
        )


def _harm(story: RunStory) -> Message:
    totals = all_totals(story)
    # Where networks are followed, they say who is cut off; impacts would tell another number of the same people.
    by_networks = {CONSEQUENCE_OF.get(service) for service in services_of(story.run)}
    told = tuple(
        counted(name, totals[name], unit_of(name, str(story.city.info["currency"])))
        for name in LISTED
        if totals.get(name, 0.0) >= 0.5 and name not in by_networks
    )
    if not told:
        return Message(mark("Nobody is harmed and nothing is lost at once."))
    return Message(mark("It brings {consequences}."), consequences=told)


def all_totals(story: RunStory) -> dict[str, float]:
    """Return the consequences for the whole city by name, with direct loss summed over the classes of assets.

    Services are those of the networks where these are followed: see `followed_rows`.

    Parameters
    ----------
    story
        The run.
    """
    totals = dict(story.run.totals)
    totals.update((name, float(rows.sum())) for name, rows in followed_rows(story).items())
    money = [value for name, value in totals.items() if name in ASSET_TARGETS]
    if MONEY not in totals and money:
        totals[MONEY] = float(sum(money))
    return totals


def _services(story: RunStory) -> Iterator[Message]:
    run = story.run
    worst: list[Said] = []
    for service in services_of(run):
        people = people_without(run, service)
        if people.max(initial=0.0) >= 0.5:
            pattern = mark("{what}: {people} in hour {hour}")
            most = Quantity(float(people.max()), "persons")
            worst.append(Message(pattern, what=Message(WITHOUT[service]), people=most, hour=int(people.argmax())))
    if worst:
        yield Message(mark("At the worst, in the mean of the samples: {services}."), services=tuple(worst))
    if run.quality is None:
        return
    low, back = run.quality.robustness[WHOLE], run.quality.rapidity[WHOLE]
    yield Message(
        mark(
            "The service level of the city, the mean of lifelines, health care, shelter and access as far as they are "
            "known, falls to {low} of what it was."
        ),
        low=span(low, "%"),
    )
    if low[0] >= RESTORED and back[0] == 0.0:
        yield Message(mark("In the mean of the samples it never falls below 95 %."))
    elif isfinite(back[0]):
        yield Message(mark("It is back at 95 % after {hours} hours."), hours=span(back, ""))
    elif isfinite(back[2]):
        pattern = mark("Half of the samples are back at 95 % after {middle} hours, some not within {hours} hours.")
        yield Message(pattern, middle=Quantity(back[2], "", None), hours=run.hours)
    else:
        pattern = mark("More than half of the samples are not back at 95 % within {hours} hours.")
        yield Message(pattern, hours=run.hours)


def moment_said(moment: Moment) -> Message:
    """Say when a scenario happens.

    Parameters
    ----------
    moment
        When it happens.
    """
    parts: list[Said] = []
    if moment.month is not None:
        parts.append(Message(MONTHS[moment.month - 1]))
    if moment.workday is not None:
        parts.append(Message(mark("a working day") if moment.workday else mark("a day off")))
    if moment.hour is not None:
        parts.append(Message(mark("start at {hour}:00"), hour=moment.hour))
    if moment.tide is not None:
        parts.append(Message(TIDES[moment.tide]))
    parts.append(Message(mark("people where they are on a working day") if moment.by_day else mark("people at home")))
    return Message(mark("When: {moment}."), moment=tuple(parts))


def _often(story: RunStory) -> Iterator[Message]:
    scenario = story.run.scenario
    if scenario.frequency:
        years = story.city.settings["planning_years"]
        yield Message(
            mark("One at least as severe happens once in {often} years; over {years} years the chance is {chance}."),
            often=Quantity(1.0 / scenario.frequency, "", 2),
            years=years,
            chance=Quantity(chance_within(scenario.frequency, years), "%"),
        )
    else:
        yield Message(mark("How often it happens is not known."))
    yield Message(mark("Where it comes from: {origin}."), origin=Message(ORIGINS[scenario.origin]))


def _figures(story: RunStory) -> Iterator[KeyFigure]:
    run, totals = story.run, all_totals(story)
    currency = str(story.city.info["currency"])
    for name in ("killed", "severely_injured", "displaced", MONEY):
        if name in totals:
            yield KeyFigure(name, Message(CONSEQUENCES[name]), Quantity(totals[name], unit_of(name, currency)))
    for service in services_of(run):
        if people_without(run, service).max(initial=0.0) >= 0.5:
            yield _most_without(story, service)
    care = run.care
    if care.waiting.max(initial=0.0) >= 0.5:
        note = Message(mark("Patients without a staffed bed in hour {hour}."), hour=int(care.waiting.argmax()))
        waiting = Quantity(float(care.waiting.max()), "persons")
        yield KeyFigure("waiting", Message(mark("Patients waiting for a bed")), waiting, note=note)
    if run.quality is not None:
        mean, low, _, high = run.quality.loss[WHOLE]
        yield KeyFigure(
            "loss",
            Message(mark("Loss of resilience")),
            Quantity(mean, "h"),
            Quantity(low, "h"),
            Quantity(high, "h"),
            Message(mark("Hours of full service that are lost: the area above the curve of the whole.")),
        )


def _most_without(story: RunStory, service: str) -> KeyFigure:
    cascade = story.run.cascade
    if cascade is None:
        raise ValueError("a run without a cascade has no services")
    place = cascade.model.service_names.index(service)
    people = float(cascade.model.served[:, place].sum())
    most = cascade.without[:, place].max(axis=1).astype(np.float64) * people
    low, high = np.quantile(most, (0.05, 0.95)).tolist()
    return KeyFigure(
        f"without-{service}",
        Message(WITHOUT[service]),
        Quantity(float(most.mean()), "persons"),
        Quantity(low, "persons"),
        Quantity(high, "persons"),
        Message(mark("In the worst hour of each sample.")),
    )
