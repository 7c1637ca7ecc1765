"""How each figure of the report is computed: unit, assumption and where it is written down."""

from anlan.language import Message, mark
from anlan.rehearsal import CycleRun
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Unit

IMPACTS = "docs/methods/impacts-and-curves.md"
CHOICE = "docs/methods/worst-credible-scenario.md"
NEEDS = "docs/methods/needs-and-supplies.md"
RESILIENCE = "docs/methods/resilience.md"

FIGURES = (
    (
        "impact",
        mark("Deaths, injured, displaced"),
        "persons",
        mark(
            "Sum over cells of the people present times the mean share of the vulnerability function at the intensity"
        ),
        mark("People present: residents by night, or those of a working day where the event strikes by day"),
        IMPACTS,
    ),
    (
        "loss",
        mark("Direct loss"),
        "",
        mark("Sum over cells and classes of the value times the mean share lost at the intensity"),
        mark("Replacement value; loss of production and later effects are not in it"),
        IMPACTS,
    ),
    (
        "frequency",
        mark("Exceedance frequency, 1 in N years"),
        "1/year",
        mark("Summed frequency of all simulated events with at least that impact"),
        mark("Events are independent in time (Poisson); Cornell 1968"),
        IMPACTS,
    ),
    (
        "severity",
        mark("Severity"),
        "1",
        mark("Mean over four consequences of the event's value over the value at the floor, all hazards together"),
        mark("The four consequences weigh the same"),
        CHOICE,
    ),
    (
        "course",
        mark("People in need by the hour"),
        "persons",
        mark("People affected times the share still in need at the hour"),
        mark("Share by hour from the city package; everybody from beginning to end where it has none"),
        CHOICE,
    ),
    (
        "need",
        mark("Needs"),
        mark("unit of the item"),
        mark("People in need times the standard of need for one person"),
        mark("Standards from the city package"),
        NEEDS,
    ),
    (
        "supply",
        mark("Supplies"),
        mark("unit of the item"),
        mark("Stock first, then agreements, then production, each from the hour at which it can be handed out"),
        mark("Everything survives; what is not needed is kept for later hours"),
        NEEDS,
    ),
    (
        "unmet",
        mark("Unmet need"),
        "person-hours",
        mark("Sum over hours of the people in need times the share of the need that nothing covered"),
        mark("Food and water missed in an hour are not made good later"),
        NEEDS,
    ),
    (
        "level",
        mark("Service level and loss of resilience"),
        "h",
        mark("Mean over supply groups of the share of needs met; the loss is the area above the line"),
        mark("Groups weigh the same; Bruneau et al. 2003, equation 1"),
        RESILIENCE,
    ),
    (
        "band",
        mark("Band"),
        mark("unit of its figure"),
        mark("10 % and 90 % quantiles over the events whose frequency is within a factor of two of the floor"),
        mark("Doubts about models and data are not in it"),
        RESILIENCE,
    ),
)
"""Key, name, unit (empty: the currency), computation, assumption and page of each figure."""


def figure_grid(run: CycleRun) -> Grid:
    """Tabulate how the figures are computed; empty when no hazard was assessed.

    Parameters
    ----------
    run
        A run of the cycle.
    """
    currency = run.city.info["currency"]
    rows = [
        Row(
            key,
            (
                Message(name),
                Unit(unit or currency),
                Message(how),
                Message(assumption),
                page,
            ),
        )
        for key, name, unit, how, assumption, page in FIGURES
    ]
    columns = (
        Column("figure", Message(mark("Figure"))),
        Column("unit", Message(mark("Unit"))),
        Column("how", Message(mark("How it is computed"))),
        Column("assumption", Message(mark("Assumption"))),
        Column("page", Message(mark("Method"))),
    )
    return Grid(Message(mark("How each figure is computed")), columns, tuple(rows) if run.hazards else ())
