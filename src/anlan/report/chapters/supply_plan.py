"""The reserve plan: what to buy where, with whom to agree, which lines to reserve, which bases to build when."""

from collections.abc import Iterator
from math import isfinite

from anlan.language import Message, mark
from anlan.report.book import Chapter
from anlan.report.chapters.supply_plan_charts import bases_chart, building_chart
from anlan.report.chapters.supply_plan_grids import plan_grids
from anlan.report.chapters.supply_plan_parts import PlanNames
from anlan.report.chapters.supply_plan_tables import plan_tables
from anlan.report.document import KeyFigure
from anlan.report.quantity import Quantity
from anlan.supplies.reserve.outcome import PlanOutcome, agreements, lines, openings, purchases, short_lived

NAMED = 6
"""Items, sites or demands that a sentence names."""


def supply_plan_chapter(outcome: PlanOutcome) -> Chapter:
    """Tell the plan.

    Parameters
    ----------
    outcome
        The plan and what explains it.
    """
    names = PlanNames.of(outcome)
    return Chapter(
        key="reserve-plan",
        title=Message(mark("The reserve plan")),
        sentences=tuple(_sentences(outcome, names)),
        figures=tuple(_figures(outcome)),
        chart_note=Message(
            mark(
                "Today's stores are circles, new bases squares; the larger, the more goods they hold by volume. Grey "
                "squares are sites that the plan does not use."
            )
        ),
        charts=(bases_chart(outcome, names), *building_chart(outcome, names)),
        grids=plan_grids(outcome, names),
        limits=tuple(_limits(outcome)),
        tables=plan_tables(outcome),
    )


def _sentences(outcome: PlanOutcome, names: PlanNames) -> Iterator[Message]:
    answer, currency = outcome.answer, str(outcome.reserve.city.info["currency"])
    if answer.status == "infeasible":
        yield from _infeasible(outcome, names)
    yield _headline(outcome, currency)
    yield _proof(outcome, currency)
    opened = openings(outcome)
    if opened:
        yield Message(mark("Bases to open: {bases}."), bases=tuple(names.site(one.site.id) for one in opened))
    elif not outcome.reserve.city.table("candidate_sites").height:
        yield Message(mark("The package names no site for a new base (candidate_sites.csv); none could be opened."))
    elif purchases(outcome):
        yield Message(mark("No new base is worth its cost: the goods fit into today's stores."))
    else:
        yield Message(mark("Nothing is bought, so no new base is needed."))
    yield from _unpriced(outcome, names)
    yield from _outside(outcome, names)
    yield from _against_today(outcome)


def _infeasible(outcome: PlanOutcome, names: PlanNames) -> Iterator[Message]:
    """Name the demands that cannot be kept, and the cheapest way out."""
    yield Message(mark("No reserve within the budgets keeps every demand on coverage. What follows breaks them least."))
    for one in outcome.answer.broken[:NAMED]:
        yield Message(
            mark(
                "The demand {demand} cannot be kept: in {scenario}, {area} lacks {item} at hour {hour}. Everywhere at "
                "once {share} can be covered; with the demand lowered to that there is a plan."
            ),
            demand=one.floor,
            scenario=names.scenario(one.scenario),
            area=names.run.say(one.area),
            item=names.run.item(one.item),
            hour=Quantity(one.hour, "", None),
            share=Quantity(max(one.attainable, 0.0), "%"),
        )
    currency = str(outcome.reserve.city.info["currency"])
    if isfinite(outcome.answer.relaxed_budget):
        yield Message(
            mark("Without a limit on money every demand could be kept for {cost}, all costs spread over years."),
            cost=Quantity(outcome.answer.relaxed_budget, f"{currency}/year"),
        )
    else:
        yield Message(mark("No money keeps every demand: ways, sites or capacity do not allow it."))


def _headline(outcome: PlanOutcome, currency: str) -> Message:
    problem = outcome.reserve.problem
    bought = purchases(outcome)
    return Message(
        mark(
            "For {scenarios} scenarios the plan spends {once} once and {yearly} beyond keeping today's stock: {items} "
            "items bought into {sites} sites, {bases} bases opened, {agreements} agreements kept, {lines} production "
            "lines reserved."
        ),
        scenarios=len(problem.scenarios),
        once=Quantity(outcome.judged.once, currency),
        yearly=Quantity(outcome.judged.yearly, f"{currency}/year"),
        items=len({one.item for one in bought}),
        sites=len({one.site.id for one in bought}),
        bases=len(openings(outcome)),
        agreements=sum(one.share > 0.005 for one in agreements(outcome)),
        lines=sum(one.share > 0.5 for one in lines(outcome)),
    )


def _unpriced(outcome: PlanOutcome, names: PlanNames) -> Iterator[Message]:
    """Name the items that have no price: they could be bought for nothing, or not at all."""
    priced = dict(outcome.reserve.city.table("items").select("id", "price").rows())
    unknown = [item for item in outcome.reserve.problem.items if priced.get(item) is None]
    if unknown:
        yield Message(
            mark("Items without a price in items.csv, which the plan cannot buy: {items}."),
            items=tuple(names.run.item(item) for item in unknown),
        )


def _proof(outcome: PlanOutcome, currency: str) -> Message:
    answer = outcome.answer
    if not isfinite(answer.bound):
        return Message(
            mark("Judged cost: {objective}. No bound is given where demands are broken."),
            objective=Quantity(answer.objective, f"{currency}/year"),
        )
    return Message(
        mark(
            "Judged cost, with what it costs people to go without: {objective}; no plan can be below {bound}. The "
            "gap is {gap}."
        ),
        objective=Quantity(answer.objective, f"{currency}/year", 4),
        bound=Quantity(answer.bound, f"{currency}/year", 4),
        gap=Quantity(max(answer.gap, 0.0), "%"),
    )


def _outside(outcome: PlanOutcome, names: PlanNames) -> Iterator[Message]:
    given_up = [one for one in agreements(outcome) if one.share <= 0.005]
    reserved = [one for one in lines(outcome) if one.share > 0.5]
    if given_up:
        yield Message(
            mark("Agreements that are not worth what they cost: {items}."),
            items=tuple(dict.fromkeys(names.run.item(one.row["item"]) for one in given_up)),
        )
    if reserved:
        yield Message(
            mark("Lines to reserve and to rehearse once a year make {items}."),
            items=tuple(dict.fromkeys(names.run.item(one.row["item"]) for one in reserved)),
        )


def _against_today(outcome: PlanOutcome) -> Iterator[Message]:
    before, after = outcome.today.mean_late, outcome.judged.mean_late
    if before <= 0.0:
        return
    yield Message(
        mark(
            "In the mean of the scenarios people go without for {after}; under today's reserve, with all its "
            "agreements and lines, for {before}."
        ),
        after=Quantity(after, "person-hours"),
        before=Quantity(before, "person-hours"),
    )


def _figures(outcome: PlanOutcome) -> Iterator[KeyFigure]:
    currency = str(outcome.reserve.city.info["currency"])
    judged = outcome.judged
    yield KeyFigure("plan-once", Message(mark("Spent once")), Quantity(judged.once, currency))
    yield KeyFigure("plan-yearly", Message(mark("Spent each year")), Quantity(judged.yearly, f"{currency}/year"))
    yield KeyFigure("plan-gap", Message(mark("Proven gap")), Quantity(max(outcome.answer.gap, 0.0), "%")
                    if isfinite(outcome.answer.gap) else Message(mark("none")))  # fmt: skip
    for hour in (3.0, 12.0, 24.0):
        place = [n for n, edge in enumerate(judged.coverage.hours.tolist()) if edge == hour]
        if place:
            yield KeyFigure(
                f"plan-covered-{hour:g}", Message(mark("Covered by hour {hour}"), hour=round(hour)),
                Quantity(float(judged.coverage.city_mean[place[0]]), "%"),
                note=Message(
                    mark("Mean of the scenarios; {worst} in the worst of them."),
                    worst=Quantity(float(judged.coverage.city_worst[place[0]]), "%"),
                ),
            )  # fmt: skip


def _limits(outcome: PlanOutcome) -> Iterator[Message]:
    reserve, currency = outcome.reserve, str(outcome.reserve.city.info["currency"])
    yield Message(
        mark(
            "An hour in which somebody goes without is counted as {worth}, times the weight of the item; one of the "
            "scenarios is reckoned with once in {years} years. Both are assumptions: they decide how much is worth "
            "buying."
        ),
        worth=Quantity(reserve.settings.hour_worth, currency),
        years=Quantity(1.0 / reserve.settings.events_a_year, "", 3),
    )
    yield Message(
        mark(
            "Costs of keeping stock, its sale or use before expiry, the room that goods fill and the cost of smaller "
            "bases are assumptions named with the method; amounts are those of the model, to be rounded by the buyer."
        )
    )
    names = PlanNames.of(outcome)
    surplus = short_lived(outcome)
    if surplus:
        yield Message(
            mark(
                "Peacetime use that is known from agreements does not take up what has to be renewed of: {items}. Find "
                "more buyers, or reckon with disposal."
            ),
            items=tuple(names.run.item(item) for item, _, _ in surplus[:NAMED]),
        )
    for one in reserve.notices:
        yield Message(mark("{what}; {remedy}."), what=one.what, remedy=one.remedy)
    if any(one.synthetic for one in reserve.needs):
        yield Message(
            mark(
                "Synthetic: stores, stock, agreements and lines are invented by stated methods; decide nothing on them."
            )
        )
