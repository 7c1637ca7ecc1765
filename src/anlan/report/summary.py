"""The report in a paragraph and a few figures."""

from collections.abc import Iterator

from anlan.language import Message, mark
from anlan.rehearsal import CycleRun, Rehearsed
from anlan.report.choices import chance_within, years_between
from anlan.report.document import KeyFigure
from anlan.report.gaps import ItemGap
from anlan.report.quantity import Bare, Name, Quantity, money
from anlan.report.story import worst_need
from anlan.report.words import CONSEQUENCES, counted, hazard_name
from anlan.risk import MONEY

BIGGEST = 3
"""Items named as the biggest gaps."""

Gaps = tuple[ItemGap, ...]


def summary_of(run: CycleRun, gaps: Gaps) -> tuple[Message, ...]:
    """Tell the result in a few sentences.

    Parameters
    ----------
    run
        A run of the cycle.
    gaps
        Gaps of the worst credible scenario, the worst first.
    """
    if not run.hazards:
        return (
            Message(mark("No hazard could be assessed with this package; the last section says what is missing.")),
            Message(mark("The map shows where people live.")),
        )
    return (*_scenario(run, gaps), *_risk(run))


def _risk(run: CycleRun) -> Iterator[Message]:
    loss = run.curves[MONEY].mean_annual
    if loss <= 0.0:
        return
    hazards = sorted(run.hazards, key=lambda hazard: -hazard.curves[MONEY].mean_annual)
    yield Message(
        mark("Over all events direct losses average {loss}; the largest part comes from {hazard}, {share}."),
        loss=Quantity(loss, money(run.city.info["currency"], "year")),
        hazard=hazard_name(hazards[0].hazard.kind),
        share=Quantity(hazards[0].curves[MONEY].mean_annual / loss, "%"),
    )


def _scenario(run: CycleRun, gaps: Gaps) -> Iterator[Message]:
    if not run.rehearsed:
        yield Message(mark("No simulated event does harm as often as the credibility floor, so there is no scenario."))
        return
    worst = run.rehearsed[0]
    years = run.settings.planning_years
    yield Message(
        mark(
            "An event at least as severe is expected once in {often} years; the chance of one within {years} years is "
            "{chance}."
        ),
        often=Quantity(1.0 / worst.choice.frequency, "", 2),
        chance=Quantity(chance_within(worst.choice.frequency, years), "%"),
        years=years,
    )
    consequences = tuple(
        counted(name, value.value, value.unit) for name, value in _consequences(run, worst) if value.value
    )
    if consequences:
        yield Message(mark("It would bring: {consequences}."), consequences=consequences)
    yield from _supply(run, worst, gaps)


def _consequences(run: CycleRun, worst: Rehearsed) -> Iterator[tuple[str, Quantity]]:
    impacts = next(hazard.impacts for hazard in run.hazards if hazard.hazard.kind == worst.choice.kind)
    for name in ("killed", "severely_injured", "displaced"):
        yield name, Quantity(float(impacts.of(name)[worst.choice.event]), "persons")
    yield MONEY, Quantity(float(impacts.of(MONEY)[worst.choice.event]), run.city.info["currency"])


def _supply(run: CycleRun, worst: Rehearsed, gaps: Gaps) -> Iterator[Message]:
    if not gaps:
        yield Message(mark("Needs and supplies could not be computed; the last section says what is missing."))
        return
    short = [gap for gap in gaps if gap.first_short is not None]
    if not short:
        yield Message(mark("Stock, agreements and production cover every need of it."))
        return
    yield Message(
        mark("{short} of {items} items run short. The biggest gaps: {biggest}."),
        short=len(short),
        items=len(gaps),
        biggest=biggest_gaps(gaps),
    )


def biggest_gaps(gaps: Gaps) -> tuple[Name, ...]:
    """Return the names of the items with the most unmet person-hours.

    Parameters
    ----------
    gaps
        Gaps, the worst first.
    """
    return tuple(gap.name for gap in gaps if gap.first_short is not None)[:BIGGEST]


def figures_of(run: CycleRun, gaps: Gaps) -> tuple[KeyFigure, ...]:
    """Choose the key figures.

    Parameters
    ----------
    run
        A run of the cycle.
    gaps
        Gaps of the worst credible scenario, the worst first.
    """
    if not run.rehearsed:
        return ()
    worst = run.rehearsed[0]
    return (_often(run, worst), *_people(run, worst), *_service(worst, gaps))


def _often(run: CycleRun, worst: Rehearsed) -> KeyFigure:
    years = run.settings.planning_years
    return KeyFigure(
        "often",
        Message(mark("How often, at least as severe")),
        years_between(worst.choice.frequency),
        note=Message(
            mark("chance within {years} years: {chance}"),
            years=years,
            chance=Quantity(chance_within(worst.choice.frequency, years), "%"),
        ),
    )


def _people(run: CycleRun, worst: Rehearsed) -> Iterator[KeyFigure]:
    values = dict(_consequences(run, worst))
    injured = Message(mark("severe injuries: {number}"), number=Bare(values["severely_injured"]))
    yield KeyFigure("killed", Message(CONSEQUENCES["killed"]), values["killed"], note=injured)
    need = worst_need(worst)
    most = None
    if need is not None:
        target, people, hour = need
        most = Message(
            mark("most in need at a time: {people} (hour {hour})"), people=counted(target, people, "persons"), hour=hour
        )
    yield KeyFigure("displaced", Message(CONSEQUENCES["displaced"]), values["displaced"], note=most)
    yield KeyFigure(
        "loss",
        Message(CONSEQUENCES[MONEY]),
        values[MONEY],
        note=Message(
            mark("mean over all events: {mean}"),
            mean=Quantity(run.curves[MONEY].mean_annual, money(run.city.info["currency"], "year")),
        ),
    )


def _service(worst: Rehearsed, gaps: Gaps) -> Iterator[KeyFigure]:
    if not gaps:
        return
    resilience, band = worst.resilience, worst.band
    yield KeyFigure(
        "unmet",
        Message(mark("Unmet need, all items")),
        Quantity(resilience.unmet_person_hours, "person-hours"),
        Quantity(band.total_low, "person-hours", 2),
        Quantity(band.total_high, "person-hours", 2),
        Message(mark("biggest gaps: {items}"), items=biggest_gaps(gaps)) if biggest_gaps(gaps) else None,
    )
    yield KeyFigure(
        "resilience",
        Message(mark("Loss of resilience")),
        Quantity(resilience.loss, "h"),
        Quantity(band.loss_low, "h", 2),
        Quantity(band.loss_high, "h", 2),
        Message(mark("hours of full service lost, of {hours}"), hours=resilience.whole.size),
    )
