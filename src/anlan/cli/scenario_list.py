"""``anlan scenario list``: the scenarios of a folder, those of a report and those in files."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from anlan.cli.console import Terminal
from anlan.cli.replacing import FOLDER
from anlan.errors import ImportDataError, Problem, SettingError
from anlan.language import Message, mark
from anlan.report import NUMBERS, Voice, is_report
from anlan.report.quantity import Quantity
from anlan.report.words import hazard_name
from anlan.scenarios.saved import ORIGINS, SUFFIX, TIDES, Moment, SavedScenario, read_scenario


def add_list(group: typer.Typer, screen: Terminal) -> None:
    """Add the command ``list``.

    Parameters
    ----------
    group
        Group to add it to.
    screen
        Where the command writes.
    """
    say = screen.translate
    what = typer.Argument(help=say(mark("Folder of a report or of scenario files")))

    @group.command(name="list", help=say(mark("List the scenarios of a folder: of a report, and in files.")))
    def run(folder: Annotated[Path, what]) -> None:
        if not folder.is_dir():
            raise SettingError(Message(mark("there is no folder {path}; correct the path"), path=folder))
        voice = Voice.of(screen.language)
        files, chapters = _files(folder), _chapters(folder)
        worst = _data(chapters, "scenarios")
        if worst is None and not files:
            raise _without_scenarios(folder)
        if worst is not None:
            _show_report(chapters, worst, screen, voice)
        _show_files(folder, files, screen, voice)


def _show_report(
    chapters: Sequence[Mapping[str, Any]], worst: Sequence[Mapping[str, Any]], screen: Terminal, voice: Voice
) -> None:
    shown = ("severity", "exceedance_per_year")
    screen.out.print(_table(mark("Worst credible scenario of each hazard"), worst, shown, voice))
    planned = _data(chapters, "planning_set")
    if planned:
        screen.out.print(_table(mark("Scenarios for planning"), planned, ("frequency_per_year",), voice))


def _files(folder: Path) -> list[Path]:
    return sorted(path for place in (folder, folder / FOLDER) for path in place.glob(f"*{SUFFIX}"))


def _show_files(folder: Path, files: Sequence[Path], screen: Terminal, voice: Voice) -> None:
    """Show the scenarios in files; what cannot be read is refused after the others were shown."""
    if not files:
        return
    table = Table(title=escape(voice.say(Message(mark("Scenario files")))), title_justify="left", box=None)
    table.title_style = "bold"
    for heading in FILE_HEADINGS:
        table.add_column(escape(voice.say(Message(heading))), overflow="fold")
    problems: list[Problem] = []
    for path in files:
        try:
            scenario = read_scenario(path)
        except ImportDataError as error:
            problems += error.problems
            continue
        table.add_row(*(escape(text) for text in (str(path.relative_to(folder)), *_told(scenario, voice))))
    screen.out.print(table)
    if problems:
        raise ImportDataError(problems)


def _told(scenario: SavedScenario, voice: Voice) -> tuple[str, ...]:
    people = scenario.origin_detail.get("people_in_footprint")
    kinds = dict.fromkeys(one.kind for one in scenario.footprints)
    return (
        scenario.id,
        str(scenario.version),
        voice.say(tuple(hazard_name(kind) for kind in kinds)),
        voice.say(Message(ORIGINS[scenario.origin])),
        when(scenario, voice),
        voice.say(Quantity(float(people), "persons")) if isinstance(people, int | float) else voice.say(None),
        voice.say(Message(mark("yes") if scenario.synthetic else mark("no"))),
    )


def when(scenario: SavedScenario, voice: Voice) -> str:
    """Say when a scenario happens: the time it was told for, else what its moment fixes.

    Parameters
    ----------
    scenario
        The scenario.
    voice
        Language.
    """
    for name in ("time_utc", "sent_utc", "day"):
        if scenario.origin_detail.get(name):
            return str(scenario.origin_detail[name])
    return voice.say(tuple(moment_words(scenario.moment)))


def moment_words(moment: Moment) -> list[Message]:
    """Say what a moment fixes, a piece each.

    Parameters
    ----------
    moment
        The moment.
    """
    said = []
    if moment.month is not None:
        said.append(Message(mark("month {month}"), month=moment.month))
    if moment.workday is not None:
        said.append(Message(mark("working day") if moment.workday else mark("day off")))
    if moment.hour is not None:
        said.append(Message(mark("{hour}:00"), hour=moment.hour))
    if moment.tide is not None:
        said.append(Message(TIDES[moment.tide]))
    said.append(Message(mark("people at work") if moment.by_day else mark("people at home")))
    return said


def _chapters(folder: Path) -> Sequence[Mapping[str, Any]]:
    if not is_report(folder):
        return ()
    content = json.loads((folder / NUMBERS).read_text(encoding="utf-8"))
    found: Sequence[Mapping[str, Any]] = content.get("chapters", [])
    return found


def _without_scenarios(folder: Path) -> SettingError:
    return SettingError(Message(mark("{path} holds no scenarios; make them with 'anlan scenario worst'"), path=folder))


def _data(chapters: Sequence[Mapping[str, Any]], name: str) -> Sequence[Mapping[str, Any]] | None:
    return next((chapter["data"][name] for chapter in chapters if name in chapter.get("data", {})), None)


FILE_HEADINGS = (
    mark("File"),
    mark("Short name"),
    mark("Version"),
    mark("Hazard"),
    mark("Where it comes from"),
    mark("When"),
    mark("People in the footprint"),
    mark("Synthetic"),
)

HEADINGS: Mapping[str, str] = {
    "severity": mark("Severity"),
    "exceedance_per_year": mark("How often, at least as severe"),
    "frequency_per_year": mark("Frequency"),
}


def _table(title: str, records: Sequence[Mapping[str, Any]], columns: Sequence[str], voice: Voice) -> Table:
    table = Table(title=escape(voice.say(Message(title))), title_justify="left", title_style="bold", box=None)
    for heading in (mark("Hazard"), mark("Event"), mark("What it is")):
        table.add_column(escape(voice.say(Message(heading))), overflow="fold")
    for name in columns:
        table.add_column(escape(voice.say(Message(HEADINGS[name]))), justify="right")
    for record in records:
        numbers = (Quantity(record[name], "1" if name == "severity" else "1/year") for name in columns)
        named = record.get("hazard_name")  # reports of older versions have the kind alone
        hazard = named[voice.language] if named else voice.say(hazard_name(record["hazard"]))
        told = (hazard, record["event"], record["description"][voice.language])
        table.add_row(*(escape(text) for text in (*told, *(voice.say(number) for number in numbers))))
    return table
