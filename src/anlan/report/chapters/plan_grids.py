"""Tables of the chapter on measures."""

from collections.abc import Mapping

from anlan.language import Message, mark
from anlan.report.chapters.plan_names import CHECKPOINTS, PURPOSES, Names, budget_steps, saved_quantity, yearly_unit
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Bare, Quantity, Said, money
from anlan.report.words import CONSEQUENCES, hazard_name
from anlan.risk import MONEY
from anlan.risk.treatment import CONSEQUENCES as COUNTED
from anlan.risk.treatment import Benefit, Measure, Outcome, PlanRun

PAIRS = 20
"""Most pairs of measures that are shown, those that interfere most first; the files hold all."""


def plan_grids(run: PlanRun, names: Names) -> dict[str, Grid]:
    """Return the tables of the chapter by name; those without rows are left out.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    grids = {
        "plan-measures": measure_grid(run, names),
        "plan-steps": step_grid(run, names),
        "plan-districts": district_grid(run, names),
        "plan-compared": compared_grid(run),
        "plan-budgets": budget_grid(run),
        "plan-pairs": pair_grid(run, names),
        "plan-unvalued": unvalued_grid(run, names),
        "plan-settings": settings_grid(run),
    }
    return {name: grid for name, grid in grids.items() if grid.rows}


def measure_grid(run: PlanRun, names: Names) -> Grid:
    """Tabulate every measure: owner, years, cost, and what it saves alone; the chosen ones first.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    currency = run.city.info["currency"]
    columns = (
        Column("measure", Message(mark("Measure"))),
        Column("purpose", Message(mark("Purpose"))),
        Column("hazard", Message(mark("Hazard"))),
        Column("owner", Message(mark("In charge"))),
        Column("start", Message(mark("Begins in year"))),
        Column("works", Message(mark("Works from year"))),
        Column("cost", Message(mark("Investment")), currency),
        Column("upkeep", Message(mark("Upkeep")), money(currency, "year")),
        *(
            Column(f"alone-{name}", Message(mark("Avoids alone: {what}"), what=Message(CONSEQUENCES[name])),
                   yearly_unit(name, currency), bar=name in ("killed", MONEY))
            for name in COUNTED
        ),
        Column("ratio", Message(mark("Saved per billion spent")), bare=True),
    )  # fmt: skip
    benefits = {each.measure: each for each in run.benefits}
    starts = {} if run.plan.outcome is None else run.plan.outcome.starts
    chosen = sorted(run.plan.treatment.measures, key=lambda each: starts.get(each.id, run.plan.settings.horizon))
    rows = [_measure_row(run, names, measure, benefits[measure.id], starts) for measure in chosen]
    note = Message(
        mark(
            "What a measure avoids alone, at today's risk once it works. The figures do not add up: measures on the "
            "same hazard do part of each other's work."
        )
    )
    return Grid(Message(mark("Measures")), columns, tuple(rows), note)


def _measure_row(run: PlanRun, names: Names, measure: Measure, benefit: Benefit, starts: Mapping[str, int]) -> Row:
    currency = run.city.info["currency"]
    start = starts.get(measure.id)
    ratio = None
    if benefit.ratio is not None and measure.id not in run.plan.treatment.unvalued:
        ratio = saved_quantity(run.plan, currency, benefit.ratio * 1e9)
    valued = measure.id not in run.plan.treatment.unvalued
    cells: list[Said] = [
        names.measures[measure.id],
        Message(PURPOSES[measure.purpose]),
        tuple(hazard_name(kind) for kind in dict.fromkeys(lever.hazard for lever in measure.levers)),
        names.owner(measure.owner),
        Quantity(start, "", None) if start is not None else None,
        Quantity(measure.works_from(start), "", None) if start is not None else None,
        Quantity(measure.cost, currency),
        Quantity(measure.upkeep, money(currency, "year")),
        *(
            Quantity(float(value) if valued else None, currency if name == MONEY else "1")
            for name, value in zip(COUNTED, benefit.annual, strict=True)
        ),
        ratio,
    ]
    group = Message(mark("In the programme")) if start is not None else Message(mark("Not in the programme"))
    return Row(measure.id, tuple(cells), group, measure.synthetic)


def step_grid(run: PlanRun, names: Names) -> Grid:
    """Tabulate who has to do what in which year: the checklist of the programme.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    columns = (
        Column("years", Message(mark("Year"))),
        Column("what", Message(mark("What"))),
        Column("measure", Message(mark("Measure"))),
        Column("owner", Message(mark("In charge"))),
    )
    rows = []
    for step in run.checkpoints:
        years = (
            Message("{year}", year=step.first)
            if step.first == step.last
            else Message(mark("{first} to {last}"), first=step.first, last=step.last)
        )
        cells = (years, Message(CHECKPOINTS[step.kind]), names.measures[step.measure], names.owner(step.owner))
        rows.append(Row(f"{step.measure}/{step.kind}/{step.first}", cells))
    note = Message(mark("Years count from the first of the programme. Tick off, and report what is late or dearer."))
    return Grid(Message(mark("Action checklist")), columns, tuple(rows), note)


def district_grid(run: PlanRun, names: Names) -> Grid:
    """Tabulate what remains in each district after the programme.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    treatment, outcome, currency = run.plan.treatment, run.plan.outcome, run.city.info["currency"]
    columns = [Column("district", Message(mark("District"))), Column("people", Message(mark("People")), "persons")]
    for name in ("killed", MONEY):
        what, unit = Message(CONSEQUENCES[name]), yearly_unit(name, currency)
        columns += [
            Column(f"{name}-today", Message(mark("{what} without the programme"), what=what), unit),
            Column(f"{name}-after", Message(mark("{what} after it"), what=what), unit),
            Column(f"{name}-share", Message(mark("Avoided")), bar=True),
        ]
    rows = []
    today = treatment.annual(())
    growth = (1.0 + run.plan.settings.growth) ** run.plan.settings.years
    for place, code in enumerate(treatment.areas if outcome is not None else ()):
        cells: list[Said] = [names.areas[code], Quantity(float(treatment.people[place]), "persons")]
        for name in ("killed", MONEY):
            column = COUNTED.index(name)
            before = float(today[place, column]) * growth
            after = float(outcome.after[place, column]) if outcome is not None else 0.0
            unit = currency if name == MONEY else "1"
            share = Quantity((before - after) / before if before > 0.0 else 0.0, "%")
            cells += [Quantity(before, unit), Quantity(after, unit), share]
        rows.append(Row(code, tuple(cells)))
    return Grid(Message(mark("What the programme changes in each district")), tuple(columns), tuple(rows))


def compared_grid(run: PlanRun) -> Grid:
    """Compare the programme with the usual rule of thumb.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    currency = run.city.info["currency"]
    columns = (
        Column("how", Message(mark("How measures are chosen"))),
        Column("measures", Message(mark("Measures"))),
        Column("spent", Message(mark("Spent in the programme")), currency),
        Column("saved", Message(mark("Saved"))),
        *(
            Column(name, Message(CONSEQUENCES[name]), yearly_unit(name, currency))
            for name in COUNTED
        ),
    )  # fmt: skip
    best = run.plan.outcome
    found = [("greedy", Message(mark("By benefit for cost, one after another")), run.greedy)]
    if best is not None:
        found.insert(0, ("best", Message(mark("Together, at the best time")), best))
    rows = [Row(key, _compared(run, title, outcome)) for key, title, outcome in found]
    note = Message(
        mark("People and money are what is avoided a year after the programme, all measures acting together.")
    )
    return Grid(Message(mark("Against the usual rule of thumb")), columns, tuple(rows), note)


def _compared(run: PlanRun, title: Message, outcome: Outcome) -> tuple[Said, ...]:
    currency = run.city.info["currency"]
    treatment = run.plan.treatment
    growth = (1.0 + run.plan.settings.growth) ** run.plan.settings.years
    avoided = (treatment.annual(()) * growth - outcome.after).sum(axis=0)
    return (
        title,
        Quantity(len(outcome.starts), "", None),
        Quantity(float(outcome.spending.sum()), currency),
        saved_quantity(run.plan, currency, outcome.saved),
        *(
            Quantity(float(value), currency if name == MONEY else "1")
            for name, value in zip(COUNTED, avoided, strict=True)
        ),
    )


def budget_grid(run: PlanRun) -> Grid:
    """Tabulate what each budget buys, and each million beyond the budget before.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    currency = run.city.info["currency"]
    columns = (
        Column("budget", Message(mark("Budget")), currency),
        Column("measures", Message(mark("Measures"))),
        Column("saved", Message(mark("Saved"))),
        *(
            Column(
                f"million-{name}",
                Message(mark("Each million more avoids: {what}"), what=Message(CONSEQUENCES[name])),
                currency if name == MONEY else "persons",
            )
            for name in ("killed", MONEY)
        ),
    )
    rows = []
    for step in budget_steps(run):
        cells: list[Said] = [
            Quantity(step.budget, currency),
            Quantity(len(step.outcome.starts), "", None),
            saved_quantity(run.plan, currency, step.outcome.saved),
        ]
        for name in ("killed", MONEY):
            value = None if step.per_million is None else float(step.per_million[COUNTED.index(name)])
            cells.append(Quantity(value, currency if name == MONEY else "1"))
        rows.append(Row(f"{step.budget:.0f}", tuple(cells)))
    note = Message(mark("People and money for each million more than the budget above, over the horizon, discounted."))
    return Grid(Message(mark("What each budget buys")), columns, tuple(rows), note)


def pair_grid(run: PlanRun, names: Names) -> Grid:
    """Tabulate the pairs of measures that interfere most.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    currency = run.city.info["currency"]
    columns = [Column("measure", Message(mark("Measure"))), Column("other", Message(mark("Other measure")))]
    for name in ("killed", MONEY):
        what, unit = Message(CONSEQUENCES[name]), yearly_unit(name, currency)
        columns += [
            Column(f"{name}-apart", Message(mark("{what}: sum of each alone"), what=what), unit),
            Column(f"{name}-joint", Message(mark("{what}: both together"), what=what), unit),
            Column(f"{name}-gain", Message(mark("Difference")), unit),
        ]
    money_place = COUNTED.index(MONEY)
    worst = sorted(run.interactions, key=lambda pair: (-abs(float(pair.gain[money_place])), pair.measure, pair.other))
    rows = []
    for pair in worst[:PAIRS]:
        cells: list[Said] = [names.measures[pair.measure], names.measures[pair.other]]
        for name in ("killed", MONEY):
            place, unit = COUNTED.index(name), currency if name == MONEY else "1"
            cells += [Quantity(float(part[place]), unit) for part in (pair.apart, pair.joint, pair.gain)]
        rows.append(Row(f"{pair.measure}/{pair.other}", tuple(cells)))
    note = Message(
        mark(
            "A difference below zero: the two do part of each other's work, so adding their benefits would overstate. "
            "Above zero: they help each other, as two lead times that only together are long enough."
        )
    )
    return Grid(Message(mark("Measures that change each other's worth")), tuple(columns), tuple(rows), note)


def unvalued_grid(run: PlanRun, names: Names) -> Grid:
    """Tabulate the measures whose worth, or a part of it, cannot be seen here, and why.

    Parameters
    ----------
    run
        The plan and what explains it.
    names
        Names of the city.
    """
    columns = (Column("measure", Message(mark("Measure"))), Column("why", Message(mark("Why"))))
    unvalued = run.plan.treatment.unvalued
    rows = [Row(name, (names.measures[name], reason)) for name, reason in unvalued.items()]
    rows += [
        Row(each.id, (names.measures[each.id], Message(mark("in part: {reason}"), reason=each.why_elsewhere)))
        for each in run.plan.treatment.measures
        if each.id not in unvalued and each.valued_elsewhere
    ]
    return Grid(Message(mark("Measures that are not valued here")), columns, tuple(rows))


def settings_grid(run: PlanRun) -> Grid:
    """Tabulate the settings on which the plan rests.

    Parameters
    ----------
    run
        The plan and what explains it.
    """
    settings, currency = run.plan.settings, run.city.info["currency"]
    worths = settings.values if settings.monetised else settings.weights
    given: list[tuple[str, Message, Said]] = [
        ("years", Message(mark("Years of the programme")), Quantity(settings.years, "years", None)),
        ("horizon", Message(mark("Years over which benefits count")), Quantity(settings.horizon, "years", None)),
        ("budget", Message(mark("Budget")), Quantity(settings.budget, currency)),
        ("yearly", Message(mark("Budget of each year")), Quantity(settings.yearly, currency)),
        ("rate", Message(mark("Discount rate a year")), Quantity(settings.rate, "%")),
        ("growth", Message(mark("Growth of the risk a year")), Quantity(settings.growth, "%")),
        ("fairness", Message(mark("Least benefit per head against the mean")), Quantity(settings.fairness, "%")),
        ("tail", Message(mark("Weight of the worst futures")), Quantity(settings.tail, "%")),
        ("futures", Message(mark("Possible futures")), Quantity(run.plan.treatment.futures, "", None)),
    ]
    title = mark("Value of one person: {what}") if settings.monetised else mark("Weight: {what}")
    for name, value in worths.items():
        unit = currency if settings.monetised else "1"
        given.append((f"worth-{name}", Message(title, what=Message(CONSEQUENCES[name])), Bare(Quantity(value, unit))))
    columns = (Column("setting", Message(mark("Setting"))), Column("value", Message(mark("Value"))))
    rows = [Row(key, (name, value)) for key, name, value in given]
    return Grid(Message(mark("Settings of the plan")), columns, tuple(rows))
