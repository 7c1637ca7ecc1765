"""Why: chains of failures, what to harden or double, and who must talk to whom."""

from collections.abc import Iterator
from dataclasses import asdict

import polars as pl

from anlan.language import Message, mark
from anlan.report.book import Chapter, Chart
from anlan.report.chapters.run_graph import DRAWN, USER, CascadeGraph, cascade_chart, graph_of, talks_chart
from anlan.report.chapters.run_parts import WITHOUT, RunNames, RunStory, network_name
from anlan.report.document import Column, Grid, Row
from anlan.report.quantity import Quantity, Said
from anlan.scenarios.run import CAUSES, FailurePath, PathStep

TALKS = 20
"""Most pairs in the table; the files have all."""

MOST_ORGANISATIONS = 14
"""Most organisations on a side of the chart of who must talk."""

FEWEST = 3
"""Pairs from which a chart says more than the table."""

PASSED_ON = ("dependence", "no_source", "shortage")
"""Causes of a failure that was passed on."""


def why_chapter(story: RunStory) -> Chapter:
    """Say why services fail and what would help.

    Parameters
    ----------
    story
        The run.
    """
    run, names = story.run, RunNames.of(story.city)
    grids: dict[str, Grid] = {}
    if run.paths:
        grids["paths"] = _paths(run.paths, names)
    if run.hardening:
        grids["hardening"] = _hardening(story, names)
    if run.spares:
        grids["spares"] = _spares(story)
    doubled = bottlenecks(run.paths)
    if doubled:
        grids["bottlenecks"] = _bottlenecks(doubled, names)
    if run.talks:
        grids["talks"] = _talks(story, names)
    return Chapter(
        key="why",
        title=Message(mark("Why, and what would help")),
        sentences=tuple(_sentences(story, names)),
        chart_note=_chart_note(story),
        charts=tuple(_charts(story, names)),
        grids=grids,
        tables=_tables(story),
    )


def _sentences(story: RunStory, names: RunNames) -> Iterator[Message]:
    run = story.run
    if not run.paths:
        yield Message(mark("No chain of failures was found in the sample that is told."))
        return
    first = run.paths[0]
    yield Message(
        mark("The chain that costs most, {hours}, begins at {root} and ends with {user}: {service}."),
        hours=Quantity(first.person_hours, "person-hours"),
        root=names.say(first.steps[0].component),
        user=names.say(first.user),
        service=Message(WITHOUT[first.network]),
    )
    if run.hardening and run.hardening[0].saved > 0.0:
        best = run.hardening[0]
        pattern = mark("Most would be saved if {component} did not fail: {hours} without a service.")
        yield Message(pattern, component=names.say(best.component), hours=Quantity(best.saved, "person-hours"))
    if run.talks:
        talk = run.talks[0]
        pattern = mark("Most passes from {first} to {second}: they must talk before it happens.")
        yield Message(pattern, first=names.organisation(talk.first), second=names.organisation(talk.second))


def _chart_note(story: RunStory) -> Message | None:
    if not story.run.paths:
        return None
    return Message(
        mark(
            "The {count} chains that cost most, in the sample nearest the mean. A way is thick where failure comes "
            "from and thin where it arrives; numbers are those of the table."
        ),
        count=min(DRAWN, len(story.run.paths)),
    )


def _charts(story: RunStory, names: RunNames) -> Iterator[Chart]:
    if story.run.paths:
        yield cascade_chart(story.run.paths, names)
    talks = story.run.talks
    if len(talks) >= FEWEST:
        firsts = list(dict.fromkeys(one.first for one in talks))[:MOST_ORGANISATIONS]
        seconds = list(dict.fromkeys(one.second for one in talks))[:MOST_ORGANISATIONS]
        pairs = [
            (one.first, one.second, one.person_hours, one.links)
            for one in talks
            if one.first in firsts and one.second in seconds
        ]
        shown = dict.fromkeys([*firsts, *seconds])
        yield talks_chart(pairs, {key: names.organisation(key) for key in shown})


def _paths(paths: tuple[FailurePath, ...], names: RunNames) -> Grid:
    graph = graph_of(paths)
    columns = (
        Column("steps", Message(mark("Chain: what is damaged, what stops because of it"))),
        Column("user", Message(mark("Who is without"))),
        Column("service", Message(mark("Without what"))),
        Column("persons", Message(mark("People or beds"))),
        Column("hours", Message(mark("Person-hours")), bar=True),
    )
    rows = tuple(
        Row(
            str(place),
            (
                Message("{chain}", chain=_chain(path, graph, names)),
                _numbered(f"{USER}/{path.user}", names.say(path.user), graph),
                Message(WITHOUT[path.network]),
                Quantity(path.persons, ""),
                Quantity(path.person_hours, ""),
            ),
        )
        for place, path in enumerate(paths[:DRAWN])
    )
    note = mark("People times hours; for a place, beds and bed-hours. Hours run from the outage until it is back.")
    return Grid(Message(mark("Chains of failures")), columns, rows, Message(note))


def _chain(path: FailurePath, graph: CascadeGraph, names: RunNames) -> Said:
    said: Said = _step(path.steps[0], graph, names)
    for step in path.steps[1:]:
        said = Message(mark("{before} → {after}"), before=said, after=_step(step, graph, names))
    return said


def _step(step: PathStep, graph: CascadeGraph, names: RunNames) -> Said:
    until: Said = Message(mark("the end")) if step.until is None else Quantity(step.until, "", None)
    return Message(
        mark("{name} ({cause}, hours {since} to {until})"),
        name=_numbered(step.component, names.say(step.component), graph),
        cause=Message(CAUSE_WORDS[step.cause]),
        since=step.since,
        until=until,
    )


CAUSE_WORDS = {
    "damage": mark("damaged"),
    "dependence": mark("lacks a service"),
    "no_source": mark("no source reaches it"),
    "shortage": mark("too little is left"),
}
"""Causes in a few words."""


def _numbered(key: str, name: Said, graph: CascadeGraph) -> Said:
    spot = graph.spots.get(key)
    return name if spot is None else Message("[{number}] {name}", number=spot.number, name=name)


def _hardening(story: RunStory, names: RunNames) -> Grid:
    roots = [path.steps[0].component for path in story.run.paths]
    columns = (
        Column("component", Message(mark("Network component"))),
        Column("failures", Message(mark("Fails in"))),
        Column("saved", Message(mark("Saved if it did not fail")), "person-hours", bar=True),
        Column("error", Message(mark("Standard error")), "person-hours"),
        Column("doubled", Message(mark("Saved if it had a twin")), "person-hours", bar=True),
        Column("chains", Message(mark("Chains that begin here"))),
    )
    rows = tuple(
        Row(
            one.component,
            (
                names.say(one.component),
                Quantity(one.failures, "%"),
                Quantity(one.saved, "person-hours"),
                Quantity(one.error, "person-hours"),
                Quantity(one.doubled, "person-hours"),
                Quantity(roots.count(one.component), "", None),
            ),
        )
        for one in story.run.hardening
        if max(one.saved, one.doubled) >= 1.0
    )
    note = mark(
        "Each alone, on the same random numbers: made unbreakable, or with a twin beside it. Savings do not add up."
    )
    return Grid(Message(mark("What to harden or to double")), columns, rows, Message(note))


def _spares(story: RunStory) -> Grid:
    columns = (
        Column("network", Message(mark("Network"))),
        Column("part", Message(mark("Spare part for"))),
        Column("stock", Message(mark("In stock"))),
        Column("short", Message(mark("Samples that lack some"))),
        Column("saved", Message(mark("One more would save")), bar=True),
        Column("error", Message(mark("Standard error"))),
    )
    rows = tuple(
        Row(
            f"{one.network}/{one.part}",
            (
                network_name(one.network),
                Message(mark("nodes") if one.part == "node" else mark("links")),
                Quantity(one.stock, "", None),
                Quantity(one.short, "%"),
                Quantity(one.saved, "person-hours"),
                Quantity(one.error, "person-hours"),
            ),
        )
        for one in story.run.spares
    )
    return Grid(Message(mark("What one more spare part would save")), columns, rows)


def bottlenecks(paths: tuple[FailurePath, ...]) -> tuple[tuple[PathStep, float, int], ...]:
    """Return components that are whole but stop, and so pass failure on: each needs a second feed or a reserve.

    Parameters
    ----------
    paths
        Chains of failures.

    Returns
    -------
    First such step of each component, the person-hours of the chains through it, and their number; most first.
    """
    found: dict[str, tuple[PathStep, float, int]] = {}
    for path in paths:
        for step in path.steps:
            if step.cause in PASSED_ON:
                first, hours, count = found.get(step.component, (step, 0.0, 0))
                found[step.component] = (first, hours + path.person_hours, count + 1)
    return tuple(sorted(found.values(), key=lambda one: -one[1]))[:10]


def _bottlenecks(found: tuple[tuple[PathStep, float, int], ...], names: RunNames) -> Grid:
    columns = (
        Column("component", Message(mark("Network component"))),
        Column("network", Message(mark("Network"))),
        Column("cause", Message(mark("Why it stops"))),
        Column("advice", Message(mark("What would help"))),
        Column("chains", Message(mark("Chains through it"))),
        Column("hours", Message(mark("Person-hours")), bar=True),
    )
    rows = tuple(
        Row(
            step.component,
            (
                names.say(step.component),
                network_name(step.network) or Message(mark("Place")),
                Message(CAUSES[step.cause]),
                Message(ADVICE[step.cause]),
                Quantity(count, "", None),
                Quantity(hours, ""),
            ),
        )
        for step, hours, count in found
    )
    note = mark("Whole themselves, but stopped: to harden them helps nothing.")
    return Grid(Message(mark("What needs a second way or a reserve")), columns, rows, Message(note))


ADVICE = {
    "dependence": mark("A reserve of its own (generator, tank, battery) that lasts until the service is back"),
    "no_source": mark("A second way from another source"),
    "shortage": mark("More capacity at sources that do not fail together"),
}
"""What helps against each cause that is passed on; the causes are the model's, the advice is engineering judgement."""


def _talks(story: RunStory, names: RunNames) -> Grid:
    columns = (
        Column("first", Message(mark("Fails first"))),
        Column("second", Message(mark("Is reached"))),
        Column("networks", Message(mark("Networks"))),
        Column("links", Message(mark("Dependencies"))),
        Column("hours", Message(mark("Person-hours")), bar=True),
    )
    rows = tuple(
        Row(
            f"{one.first}/{one.second}",
            (
                names.organisation(one.first),
                names.organisation(one.second),
                tuple(network_name(network) for network in one.networks),
                Quantity(one.links, "", None),
                Quantity(one.person_hours, ""),
            ),
        )
        for one in story.run.talks[:TALKS]
    )
    return Grid(Message(mark("Who must talk to whom")), columns, rows)


def _tables(story: RunStory) -> dict[str, pl.DataFrame]:
    run, found = story.run, {}
    if run.paths:
        rows = [
            (chain, place, step.component, step.network, step.cause, step.since, step.until, path.user, path.network,
             path.persons, path.person_hours)
            for chain, path in enumerate(run.paths)
            for place, step in enumerate(path.steps)
        ]  # fmt: skip
        schema = {
            "chain": pl.Int64, "step": pl.Int64, "component": pl.String, "network": pl.String, "cause": pl.String,
            "since_hour": pl.Int64, "until_hour": pl.Int64, "user": pl.String, "service": pl.String,
            "persons": pl.Float64, "person_hours": pl.Float64,
        }  # fmt: skip
        found["failure_paths"] = pl.DataFrame(rows, schema, orient="row")
    if run.spares:
        found["spares"] = pl.DataFrame([asdict(one) for one in run.spares])
    if run.hardening:
        found["hardening"] = pl.DataFrame(
            {"component": [one.component for one in run.hardening],
             "failures_1": [one.failures for one in run.hardening],
             "saved_person_hours": [one.saved for one in run.hardening],
             "error_person_hours": [one.error for one in run.hardening],
             "doubled_person_hours": [one.doubled for one in run.hardening],
             "doubled_error_person_hours": [one.doubled_error for one in run.hardening]}
        )  # fmt: skip
    if run.talks:
        found["talks"] = pl.DataFrame(
            {"first": [one.first for one in run.talks], "second": [one.second for one in run.talks],
             "networks": [", ".join(one.networks) for one in run.talks], "links": [one.links for one in run.talks],
             "person_hours": [one.person_hours for one in run.talks], "reason": [str(one.reason) for one in run.talks]}
        )  # fmt: skip
    return found
