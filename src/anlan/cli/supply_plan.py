"""``anlan supply plan``: what to lay in where, with whom to agree, which lines to reserve, which bases to build."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf, isfinite
from pathlib import Path
from typing import Annotated

import typer

from anlan.cli.asking import Asking
from anlan.cli.choosing import SAMPLES, Wish, read_wish
from anlan.cli.console import Terminal
from anlan.cli.stages import Stages, finished, load_city, write_folder
from anlan.cli.supply_scenes import SupplyScenes, refuse_scenes, scenes_of
from anlan.compute import Executor, local
from anlan.compute.cluster import cluster
from anlan.errors import SettingError
from anlan.language import LANGUAGES, Message, mark
from anlan.report import write_book
from anlan.report.book import Book
from anlan.report.chapters.supply_plan import supply_plan_chapter
from anlan.report.chapters.supply_plan_coverage import supply_coverage_chapter
from anlan.report.chapters.supply_plan_prices import supply_prices_chapter
from anlan.report.chapters.supply_plan_register import supply_register_chapter
from anlan.report.chapters.supply_plan_tables import plan_sheets
from anlan.report.page import PREFIX
from anlan.report.quantity import Quantity
from anlan.report.supply_book import supply_book
from anlan.report.supply_plan_numbers import FILE, plan_numbers
from anlan.report.voice import Voice
from anlan.risk import assess_city
from anlan.risk.register import make_register
from anlan.supplies.exchange.tables import write_xlsx
from anlan.supplies.needs import area_needs
from anlan.supplies.reserve.build_up import build_up
from anlan.supplies.reserve.comparison import compare
from anlan.supplies.reserve.decision import Decision, Judge
from anlan.supplies.reserve.from_city import CityReserve, reserve_of
from anlan.supplies.reserve.options import Cover, PlanOptions
from anlan.supplies.reserve.outcome import PlanOutcome, unmet_items
from anlan.supplies.reserve.pricing import CoverPrice, budget_steps, cover_prices, sensitivities
from anlan.supplies.reserve.register import against_register
from anlan.supplies.reserve.rules import ReserveRules
from anlan.supplies.reserve.solve import solve_reserve
from anlan.supplies.sources import conditions_of

WHOLE = mark("Plan the reserve: bases, stock, agreements, production, with proven bounds; write its book and tables.")
"""What the command does."""

CHANCE = mark("Scenarios reckoned with a year; once in the planning years if not given")
"""What the option ``--chance`` is."""

DEMAND = mark("Demand ITEM:HOUR=SHARE in every scenario, or ITEM@AREA:HOUR=SHARE; a group or 'all' for ITEM")
"""What the option ``--cover`` is."""

DAY = mark("Day of the plan: lots and agreements that ended before are left out; none is if not given")
"""What the option ``--on`` is."""

PRICED_H = (12.0, 24.0, 72.0)
"""Hours by which coverage is priced."""

PRICED, TRIED = 3, 8
"""Items of which coverage is priced, and how many are tried: of some no share can be had everywhere in time."""

STATUSES = {
    "optimal": mark("solved to the wanted gap"),
    "limit": mark("stopped at a limit"),
    "infeasible": mark("not every demand can be kept"),
}
"""Words for how the search ended."""


@dataclass(frozen=True)
class _Search:
    """How scenarios are searched and followed; None stands for the city's own settings."""

    samples: int
    events: int | None
    floors: list[str] | None
    seed: int | None
    workers: int | None
    cluster: str | None


@dataclass(frozen=True)
class _Order:
    """What was asked for."""

    options: PlanOptions
    rules: ReserveRules
    explain: bool
    search: _Search


def add_plan(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``anlan supply plan``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    ask = Asking(screen)
    told = ask.option

    @group.command(name="plan", help=screen.translate(WHOLE))
    def run(
        path: Annotated[Path, ask.package],
        scenario: Annotated[list[str], ask.scenarios],
        out: Annotated[Path, ask.out],
        budget: Annotated[float, told(mark("Most to spend once, on bases and goods, in the city's currency"))] = inf,
        yearly: Annotated[float, told(mark("Most to spend each year beyond keeping today's stock"))] = inf,
        each_year: Annotated[float, told(mark("Most to invest in each year of building up"))] = inf,
        cover: Annotated[list[str] | None, told(DEMAND)] = None,
        equity: Annotated[float, told(mark("How much more the first part of a need counts, 0 to 1"))] = 0.0,
        cvar: Annotated[float, told(mark("Weight of the worst scenarios, 0 to 1"))] = 0.0,
        tail: Annotated[float, told(mark("Share of the scenarios that are the worst, for --cvar"))] = 0.2,
        robust: Annotated[bool, told(mark("Let only the worst scenario count, however seldom it is"))] = False,
        weights: Annotated[str, told(mark("How scenarios are weighed: frequency or equal"))] = "frequency",
        hour_worth: Annotated[float, told(mark("What an hour counts in which somebody goes without, in money"))] = 10.0,
        chance: Annotated[float | None, told(CHANCE)] = None,
        windows: Annotated[str, told(mark("Ends of the windows, hours, with commas between them"))] = "1,3,12,24,72",
        gap: Annotated[float, told(mark("Relative gap between both bounds at which the search stops"))] = 0.01,
        bases: Annotated[int | None, told(mark("Most new bases; as many as are worth it if not given"))] = None,
        dual_use: Annotated[bool, told(mark("Sell or use stock before its last day"))] = True,
        on: Annotated[datetime | None, typer.Option(help=screen.translate(DAY), formats=["%Y-%m-%d"])] = None,
        explain: Annotated[bool, told(mark("Compare, order, price and try the plan; takes longer"))] = True,
        samples: Annotated[int, ask.samples] = SAMPLES,
        events: Annotated[int | None, ask.events] = None,
        floor: Annotated[list[str] | None, ask.floor] = None,
        seed: Annotated[int | None, ask.seed] = None,
        workers: Annotated[int | None, ask.workers] = None,
        cluster: Annotated[str | None, told(mark("Address of a Dask scheduler that does the work"))] = None,
        force: Annotated[bool, ask.force] = False,
    ) -> None:
        refuse_scenes(scenario, out, force=force)
        options = PlanOptions(
            budget=budget, yearly=yearly, each_year=each_year, covers=tuple(map(Cover.read, cover or ())),
            edges=_edges(windows), weighing=weights, chance=chance, hour_worth=hour_worth, equity=equity, cvar=cvar,
            tail=tail, robust=robust, gap=gap, bases=bases, on=None if on is None else on.date())  # fmt: skip
        search, rules = _Search(samples, events, floor, seed, workers, cluster), ReserveRules(dual_use=dual_use)
        _plan(screen, path, scenario, out, _Order(options, rules, explain, search))


def _plan(screen: Terminal, path: Path, scenario: list[str], out: Path, order: _Order) -> None:
    """Do what was asked for and write it."""
    stages, search = Stages(screen), order.search
    try:
        city = load_city(path, screen, stages)
        wish = read_wish(
            city, samples=search.samples, seed=search.seed, workers=search.workers, floors=search.floors,
            events=search.events,
        )  # fmt: skip
        with _executor(wish.workers, search.cluster) as executor:
            scenes = scenes_of(city, scenario, wish, executor, stages)
            outcome = _planned(scenes, order, executor, stages)
            if order.explain:
                outcome = _registered(scenes, outcome, wish, executor, stages)
        screen.problems(outcome.reserve.notices)
        book = _book(scenes, outcome)
        write_folder(out, stages, lambda fresh: (*write_book(book, fresh), *_files(outcome, fresh)))
    finally:
        stages.stop()
    said = (*book.chapters[0].sentences, *book.chapters[1].sentences[:3])
    finished(screen, stages, said, out, (FILE, *(f"plan-{PREFIX[language]}.xlsx" for language in LANGUAGES)))


def _executor(workers: int | None, address: str | None) -> AbstractContextManager[Executor]:
    """Open what the work runs on."""
    return local(workers) if address is None else cluster(address)


def _edges(text: str) -> tuple[float, ...]:
    try:
        return tuple(float(part) for part in text.split(","))
    except ValueError:
        pattern = mark("'{text}' is not a list of hours; write for example 1,3,12,24,72")
        raise SettingError(Message(pattern, text=text)) from None


def _planned(scenes: SupplyScenes, order: _Order, executor: Executor, stages: Stages) -> PlanOutcome:
    reserve = _stated(scenes, order, executor, stages)
    problem = reserve.problem
    stages.begin(Message(mark("Search the plan")))
    answer = solve_reserve(problem, reserve.settings, executor)
    yearly = f"{scenes.city.info['currency']}/year"
    stages.end(
        Message(
            mark("{status}; cost {objective}, no plan below {bound}, gap {gap}"),
            status=Message(STATUSES.get(answer.status, answer.status)),
            objective=Quantity(answer.objective, yearly, 4),
            bound=Quantity(answer.bound if isfinite(answer.bound) else None, yearly, 4),
            gap=Quantity(max(answer.gap, 0.0) if isfinite(answer.gap) else None, "%"),
        )
    )
    judge = Judge(reserve, executor)
    outcome = PlanOutcome(reserve, answer, judge.of(Decision.of(answer)), judge.of(Decision.today(problem)))
    return _explained(outcome, judge, executor, stages) if order.explain else outcome


def _stated(scenes: SupplyScenes, order: _Order, executor: Executor, stages: Stages) -> CityReserve:
    """State the problem out of the scenarios."""
    stages.begin(Message(mark("Look at needs, stores and roads")))
    needs, conditions = [], []
    for done, run in enumerate(scenes.runs, start=1):
        needs.append(area_needs(scenes.city, run, level=order.options.level))
        conditions.append(conditions_of(scenes.city, run, level=order.options.level, executor=executor))
        stages.advance(done, len(scenes.runs))
    reserve = reserve_of(scenes.city, needs, conditions, order.options, order.rules)
    count = reserve.problem.sizes_of
    stages.end(
        Message(
            mark("{scenarios} scenarios, {sites} sites, {items} items, {areas} areas"),
            scenarios=count["w"],
            sites=count["s"],
            items=count["i"],
            areas=count["a"],
        )
    )
    return reserve


def _explained(outcome: PlanOutcome, judge: Judge, executor: Executor, stages: Stages) -> PlanOutcome:
    """Add comparison, order, prices and sensitivity."""
    reserve, answer = outcome.reserve, outcome.answer
    stages.begin(Message(mark("Compare with other ways to lay in")))
    ways = compare(reserve, answer, judge, executor)
    stages.end(Message(mark("{count} ways"), count=len(ways)))
    stages.begin(Message(mark("Order the building up")))
    steps = build_up(reserve, answer, judge, reserve.options.each_year, stages.advance)
    stages.end(Message(mark("{count} steps"), count=len(steps)))
    stages.begin(Message(mark("Try other budgets")))
    budgets = budget_steps(reserve, answer, judge, executor, stages.advance)
    stages.end(Message(mark("{count} budgets"), count=len(budgets)))
    stages.begin(Message(mark("Price hours and percents")))
    prices = _priced(outcome, executor, stages)
    stages.end(Message(mark("{count} demands"), count=len(prices)))
    stages.begin(Message(mark("Try other assumptions")))
    views = sensitivities(reserve, answer, executor, stages.advance)
    stages.end(Message(mark("{count} views"), count=len(views)))
    return replace(outcome, ways=ways, steps=steps, budgets=budgets, prices=prices, views=views)


def _priced(outcome: PlanOutcome, executor: Executor, stages: Stages) -> tuple[CoverPrice, ...]:
    """Price coverage of the items that most go without and of which a share can be had everywhere by the last hour.

    Of the item that most go without it is told that none can be had, where that is so.
    """
    hours = [hour for hour in PRICED_H if hour in outcome.reserve.problem.edges]
    found: list[CoverPrice] = []
    useful = 0
    for one in unmet_items(outcome)[:TRIED] if hours else ():
        latest = cover_prices(outcome.reserve, [one.item], hours[-1:], executor, stages.advance)
        if any(isfinite(price.cost) for price in latest):
            earlier = cover_prices(outcome.reserve, [one.item], hours[:-1], executor, stages.advance)
            found.extend((*earlier, *latest))
            useful += 1
        elif not found:
            found.extend(latest[:1])
        if useful == PRICED:
            break
    return tuple(found)


def _registered(
    scenes: SupplyScenes, outcome: PlanOutcome, wish: Wish, executor: Executor, stages: Stages
) -> PlanOutcome:
    """Set the plan against the register; the city is assessed for it where the search for scenarios has not done so."""
    city = scenes.city
    if scenes.worst is not None:
        assessment = scenes.worst.assessment
    else:
        assessment = assess_city(city, wish.events, wish.seed, executor, stages)
    stages.begin(Message(mark("Rate the risks")))
    items = make_register(assessment, executor, stages.advance).items
    hazards = {run.scenario.id: [one.kind for one in run.scenario.footprints] for run in scenes.runs}
    covers = against_register(
        outcome.reserve.problem, outcome.judged.coverage, outcome.today.coverage, items, hazards,
        city.areas.codes[city.areas.root],
    )  # fmt: skip
    stages.end(Message(mark("{count} risks"), count=len(covers)))
    return replace(outcome, register=covers)


def _book(scenes: SupplyScenes, outcome: PlanOutcome) -> Book:
    chapters = [supply_plan_chapter(outcome), supply_coverage_chapter(outcome)]
    if outcome.ways:
        chapters.append(supply_prices_chapter(outcome))
    if outcome.register:
        chapters.append(supply_register_chapter(outcome))
    options = outcome.reserve.options
    return supply_book(
        scenes.city,
        scenes.runs,
        Message(mark("Reserve plan")),
        Message(mark("What to lay in where, with whom to agree, which lines to reserve, which bases to build when")),
        chapters,
        {"budget": options.budget, "yearly": options.yearly, "covers": [one.name for one in options.covers],
         "hour_worth": options.hour_worth, "weighing": options.weighing, "gap": options.gap},
    )  # fmt: skip


def _files(outcome: PlanOutcome, folder: Path) -> tuple[Path, ...]:
    """Write the numbers and a workbook in each language."""
    numbers = folder / FILE
    numbers.write_text(plan_numbers(outcome), encoding="utf-8")
    books = []
    for language in LANGUAGES:
        sheets = plan_sheets(outcome, Voice.of(language))
        books.append(write_xlsx(folder / f"plan-{PREFIX[language]}.xlsx", sheets))
    return (numbers, *books)
