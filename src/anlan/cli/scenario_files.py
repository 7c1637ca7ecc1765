"""The commands on scenario files: ``anlan scenario new`` and ``diff``; ``list`` stands beside."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from anlan.city import City
from anlan.cli.console import Terminal
from anlan.cli.replacing import FOLDER
from anlan.cli.scenario_diff import add_diff
from anlan.cli.scenario_list import add_list
from anlan.errors import ImportDataError, SettingError
from anlan.language import Message, mark
from anlan.report import Voice
from anlan.report.quantity import Quantity
from anlan.scenarios.made import (
    Details,
    Move,
    from_alert,
    from_drawing,
    from_other_city,
    from_past,
    from_signal,
)
from anlan.scenarios.saved import SUFFIX, SavedScenario, read_scenario, write_scenario


@dataclass(frozen=True)
class _Source:
    """What a scenario is made from; exactly one of the first five is given."""

    past: str | None
    footprint: Path | None
    other: Path | None
    cap: Path | None
    signal: Path | None
    hazard: str | None
    unit: str | None
    intensity: float | None
    shift_lon: float
    shift_lat: float
    onto: str | None


def add_scenario_files(group: typer.Typer, screen: Terminal) -> None:
    """Add the commands on scenario files.

    Parameters
    ----------
    group
        Group to add them to.
    screen
        Where the commands write.
    """
    for add in (_add_new, add_diff, add_list):
        add(group, screen)


def write_scenarios(saved: Mapping[str, SavedScenario], folder: Path) -> tuple[Path, ...]:
    """Write scenarios into the folder of a report.

    Parameters
    ----------
    saved
        Scenarios by the name of their file, without its ending.
    folder
        Folder of the report.
    """
    return tuple(write_scenario(one, folder / FOLDER / f"{name}{SUFFIX}") for name, one in saved.items())


def _add_new(group: typer.Typer, screen: Terminal) -> None:
    def told(text: str, *names: str) -> Any:
        return typer.Option(*names, help=screen.translate(text))

    whole = screen.translate(mark("Make a scenario file from exactly one source."))
    package = typer.Argument(help=screen.translate(mark("City package: a folder or a zip archive")))

    @group.command(name="new", help=whole)
    def run(
        path: Annotated[Path, package],
        out: Annotated[Path, told(mark("File to write, NAME.scenario.json"))],
        past: Annotated[str | None, told(mark("Past event of the city, an id of past_events.csv"))] = None,
        footprint: Annotated[Path | None, told(mark("Drawn footprint: GeoJSON with the property intensity"))] = None,
        other: Annotated[Path | None, told(mark("Scenario file of another city"), "--from-scenario")] = None,
        cap: Annotated[Path | None, told(mark("Public warning: a CAP 1.2 message"))] = None,
        signal: Annotated[Path | None, told(mark("Live signal: a JSON file"))] = None,
        hazard: Annotated[str | None, told(mark("Kind of hazard of a drawing or warning"))] = None,
        unit: Annotated[str | None, told(mark("Unit of a drawing's intensities"))] = None,
        intensity: Annotated[float | None, told(mark("Intensity in the area of a warning"))] = None,
        shift_lon: Annotated[float, told(mark("Move another city's scenario east, degrees"))] = 0.0,
        shift_lat: Annotated[float, told(mark("Move another city's scenario north, degrees"))] = 0.0,
        onto: Annotated[str | None, told(mark("Move its middle onto LON,LAT"))] = None,
        name: Annotated[str | None, told(mark("Short name of the scenario"), "--id")] = None,
        name_zh: Annotated[str | None, told(mark("What it is called, in Chinese"))] = None,
        name_en: Annotated[str | None, told(mark("What it is called, in English"))] = None,
        month: Annotated[int | None, told(mark("Month in which it happens, 1 to 12"))] = None,
        workday: Annotated[bool | None, told(mark("On a working day or not"), "--workday/--day-off")] = None,
        hour: Annotated[int | None, told(mark("Hour at which it begins, 0 to 23"))] = None,
        tide: Annotated[str | None, told(mark("Tide: low, mean or high"))] = None,
        force: Annotated[bool, told(mark("Replace the file if it exists"))] = False,
    ) -> None:
        source = _Source(past, footprint, other, cap, signal, hazard, unit, intensity, shift_lon, shift_lat, onto)
        details = Details(name, name_zh, name_en, month, workday, hour, tide)
        _write(path, out, source, details, screen, force=force)


def _write(package: Path, out: Path, source: _Source, details: Details, screen: Terminal, *, force: bool) -> None:
    _refuse(source)
    city = City.load(package)
    screen.problems(city.notices)
    scenario = _versioned(_made(city, source, details, screen), out)
    write_scenario(scenario, out, force=force)
    _show(scenario, out, screen)


def _refuse(source: _Source) -> None:
    given = [one for one in (source.past, source.footprint, source.other, source.cap, source.signal) if one is not None]
    if len(given) != 1:
        text = mark(
            "{count} sources were given; give exactly one of --past, --footprint, --from-scenario, --cap and --signal"
        )
        raise SettingError(Message(text, count=len(given)))
    if source.footprint is not None and source.hazard is None:
        raise SettingError(Message(mark("say of which hazard the drawing is with --hazard")))
    if source.onto is not None and (source.shift_lon or source.shift_lat):
        raise SettingError(Message(mark("give --onto or a shift, not both")))


def _made(city: City, source: _Source, details: Details, screen: Terminal) -> SavedScenario:
    if source.past is not None:
        return from_past(city, source.past, details)
    if source.footprint is not None:
        scenario, notices = from_drawing(city, source.footprint, source.hazard or "", details, unit=source.unit)
        screen.problems(notices)
        return scenario
    if source.other is not None:
        move = Move(source.shift_lon, source.shift_lat, None if source.onto is None else _place(source.onto))
        return from_other_city(city, read_scenario(source.other), move, details)
    if source.cap is not None:
        return from_alert(city, source.cap, details, hazard=source.hazard, intensity=source.intensity)
    return from_signal(city, source.signal or Path(), details)


def _place(text: str) -> tuple[float, float]:
    try:
        lon, lat = (float(part) for part in text.split(","))
    except ValueError:
        pattern = mark("--onto is '{value}'; give longitude and latitude as 119.2,34.6")
        raise SettingError(Message(pattern, value=text)) from None
    return lon, lat


def _versioned(scenario: SavedScenario, out: Path) -> SavedScenario:
    """Return the next version of a scenario of which the file holds one already."""
    try:
        former = read_scenario(out)
    except ImportDataError:
        return scenario
    return replace(scenario, version=former.version + 1) if former.id == scenario.id else scenario


def _show(scenario: SavedScenario, out: Path, screen: Terminal) -> None:
    voice = Voice.of(screen.language)
    for assumption in scenario.assumptions:
        said = assumption.text.get(screen.language) or next(iter(assumption.text.values()))
        screen.out.print(escape(voice.say(Message(mark("Assumed: {text}"), text=said))), highlight=False)
    pattern = mark("{path}: {name}; version {version}, {cells} cells, {people} people in them")
    name = scenario.name.get(screen.language) or next(iter(scenario.name.values()))
    cells = sum(one.cells.size for one in scenario.footprints)
    people = float(scenario.origin_detail["people_in_footprint"] or 0.0)
    told = Message(
        pattern, path=str(out), name=name, version=scenario.version, cells=Quantity(float(cells), "", None),
        people=Quantity(people, "", None),
    )  # fmt: skip
    screen.out.print(escape(voice.say(told)), style="bold green", highlight=False, soft_wrap=True)
