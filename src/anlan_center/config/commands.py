"""The centre's commands: ``anlan up`` and ``anlan center ...``; Django is loaded when one of them runs, not before."""

import os
from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import typer

from anlan.cli.console import Terminal
from anlan.errors import MissingPartError, SettingError
from anlan.language import Message, mark
from anlan_center.config.installation import installation

HOST, PORT = "127.0.0.1", 8000


def add_center(app: typer.Typer, screen: Terminal) -> None:
    """Add the commands ``up`` and ``center``.

    Parameters
    ----------
    app
        Command to add them to.
    screen
        Where they write.
    """
    say = screen.translate
    group = typer.Typer(no_args_is_help=True, help=say(mark("Run the parts of the operations centre by themselves.")))
    record = typer.Typer(no_args_is_help=True, help=say(mark("Verify the record of what was done.")))
    _add_up(app, screen)
    _add_parts(group, screen)
    _add_record(record, screen)
    group.add_typer(record, name="audit")
    app.add_typer(group, name="center")


def running(environment: Mapping[str, str], *, new: bool = False) -> Any:
    """Load Django with an environment and return the module that does the work.

    Parameters
    ----------
    environment
        Variables to set; empty ones are left as they are.
    new
        Whether the data folder is made where it is missing.

    Raises
    ------
    MissingPartError
        If the centre's packages are not installed.
    SettingError
        If the environment asks for something that cannot be.
    """
    if find_spec("django") is None or find_spec("uvicorn") is None:
        raise MissingPartError(
            Message(mark("the operations centre is not installed; run: pip install '{name}'"), name="anlan[center]")
        )
    for name, value in environment.items():
        if value:
            os.environ[name] = value
    installation(os.environ).claim(new=new)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anlan_center.config.settings")
    import_module("django").setup()
    return import_module("anlan_center.config.running")


def _data_option(screen: Terminal) -> Any:
    return typer.Option(help=screen.translate(mark("Folder of the database, keys and uploads")))


def _demand_port(port: int) -> None:
    if not 0 < port < 65536:
        raise SettingError(Message(mark("the port is {port}; give one from 1 to 65535"), port=port))


def _origin(host: str, port: int) -> str:
    """Return the address of pages that are listened for there, where the environment names none; else nothing."""
    if os.environ.get("ANLAN_ORIGIN"):
        return ""
    name = "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 - not bound
    return f"http://{name}:{port}"


def _add_up(app: typer.Typer, screen: Terminal) -> None:
    say = screen.translate
    whole = say(mark("Start the whole operations centre on this machine: pages, deliveries and record."))

    @app.command(name="up", help=whole)
    def up(
        city: Annotated[Path | None, typer.Argument(help=say(mark("City package; the last one if not given")))] = None,
        data: Annotated[Path | None, _data_option(screen)] = None,
        host: Annotated[str, typer.Option(help=say(mark("Address to listen on")))] = HOST,
        port: Annotated[int, typer.Option(help=say(mark("Port to listen on")))] = PORT,
        demo: Annotated[
            bool, typer.Option("--demo", help=say(mark("Make demo accounts and print their passwords")))
        ] = False,
    ) -> None:
        _demand_port(port)
        environment = {
            "ANLAN_DATA": str(data) if data else "",
            "ANLAN_CITY": str(city.absolute()) if city else "",
            "ANLAN_DEMO": "1" if demo else "",
            "ANLAN_ORIGIN": _origin(host, port),
        }
        running(environment, new=True).up(screen, host, port)


def _add_parts(group: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    @group.command(name="migrate", help=say(mark("Bring the tables up to date and load the city package.")))
    def migrate(
        city: Annotated[Path | None, typer.Argument(help=say(mark("City package; the last one if not given")))] = None,
        data: Annotated[Path | None, _data_option(screen)] = None,
    ) -> None:
        environment = {"ANLAN_DATA": str(data) if data else "", "ANLAN_CITY": str(city.absolute()) if city else ""}
        running(environment, new=True).prepare(screen)

    @group.command(name="administrators", help=say(mark("Open accounts of administrators, as at the start.")))
    def administrators(
        count: Annotated[int, typer.Argument(help=say(mark("How many; a city needs two at least")))] = 2,
        data: Annotated[Path | None, _data_option(screen)] = None,
    ) -> None:
        running({"ANLAN_DATA": str(data) if data else ""}).administrators(screen, count)

    @group.command(name="serve", help=say(mark("Serve the pages and the programming interface.")))
    def serve(
        data: Annotated[Path | None, _data_option(screen)] = None,
        host: Annotated[str, typer.Option(help=say(mark("Address to listen on")))] = HOST,
        port: Annotated[int, typer.Option(help=say(mark("Port to listen on")))] = PORT,
    ) -> None:
        _demand_port(port)
        environment = {"ANLAN_DATA": str(data) if data else "", "ANLAN_ORIGIN": _origin(host, port)}
        running(environment).serve(screen, host, port)

    @group.command(name="deliver", help=say(mark("Handle events, deliver warnings and do what comes round.")))
    def deliver(data: Annotated[Path | None, _data_option(screen)] = None) -> None:
        running({"ANLAN_DATA": str(data) if data else ""}).deliver(screen)

    @group.command(name="export", help=say(mark("Write the public pages as plain files that any web server can show.")))
    def export(
        folder: Annotated[Path, typer.Argument(help=say(mark("Folder to write to; made where it is missing")))],
        data: Annotated[Path | None, _data_option(screen)] = None,
    ) -> None:
        running({"ANLAN_DATA": str(data) if data else ""}).export(screen, folder)

    @group.command(name="new-keys", help=say(mark("Seal secrets and subscribers' data with new keys.")))
    def new_keys(data: Annotated[Path | None, _data_option(screen)] = None) -> None:
        running({"ANLAN_DATA": str(data) if data else ""}).exchange_keys(screen)


def _add_record(record: typer.Typer, screen: Terminal) -> None:
    say = screen.translate

    @record.command(name="verify", help=say(mark("Look for rows that were changed, removed or slipped in.")))
    def verify(
        seal: Annotated[str, typer.Option(help=say(mark("Digest of a seal that was written down elsewhere")))] = "",
        data: Annotated[Path | None, _data_option(screen)] = None,
    ) -> None:
        if running({"ANLAN_DATA": str(data) if data else ""}).verify(screen, seal):
            raise typer.Exit(1)

    @record.command(name="seal", help=say(mark("Seal the record now and print the digest to be written down.")))
    def seal_now(data: Annotated[Path | None, _data_option(screen)] = None) -> None:
        running({"ANLAN_DATA": str(data) if data else ""}).seal_now(screen)
