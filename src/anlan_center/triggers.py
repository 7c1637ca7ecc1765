"""Triggers: what the database itself refuses, whoever asks for it and by whatever way.

Each part of the centre lists its own as data; here they are laid and lifted, on SQLite and PostgreSQL alike.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations import RunPython
from django.db.migrations.state import StateApps

DIFFERS = {"postgresql": "IS DISTINCT FROM", "sqlite": "IS NOT"}
"""How a database compares values of which either may be missing."""


@dataclass(frozen=True)
class Trigger:
    """Something that the database refuses.

    Parameters
    ----------
    name
        Its name; unique among all.
    table
        Table that it guards.
    event
        ``INSERT``, ``UPDATE``, ``UPDATE OF column, ...`` or ``DELETE``.
    said
        What is said to who tries; no apostrophe.
    when
        Condition over ``NEW`` and ``OLD`` in which it refuses, with ``{differs}`` for "is not, where either may be
        missing"; empty for always.
    """

    name: str
    table: str
    event: str
    said: str
    when: str = ""


def unchangeable(table: str, said: str, *, when: str = "") -> tuple[Trigger, Trigger]:
    """Return the triggers that refuse to change or remove a row.

    Parameters
    ----------
    table, said, when
        See `Trigger`; the condition is over ``OLD`` alone.
    """
    return (
        Trigger(f"{table}_no_update", table, "UPDATE", said, when),
        Trigger(f"{table}_no_delete", table, "DELETE", said, when),
    )


def changed(columns: Iterable[str]) -> str:
    """Return the condition that one of some columns changes.

    Parameters
    ----------
    columns
        Names of columns.
    """
    return " OR ".join(f"NEW.{column} {{differs}} OLD.{column}" for column in columns)


def lay(database: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Lay triggers.

    Parameters
    ----------
    database
        The connection.
    triggers
        Which; none of them is there.
    """
    with database.cursor() as cursor:
        for trigger in triggers:
            for order in _laying(trigger, database.vendor):
                cursor.execute(order)


def lift(database: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> None:
    """Lift triggers, as when a migration is taken back, or where tests empty the tables between them.

    Parameters
    ----------
    database
        The connection.
    triggers
        Which; those that are not there are passed over.
    """
    with database.cursor() as cursor:
        for trigger in triggers:
            for order in _lifting(trigger, database.vendor):
                cursor.execute(order)


def missing(database: BaseDatabaseWrapper, triggers: Iterable[Trigger]) -> list[Trigger]:
    """List the triggers that are not there: lifted by somebody, or lost with a table that was made anew.

    Parameters
    ----------
    database
        The connection.
    triggers
        Which should be.
    """
    asked = {
        "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'D'",
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    }[database.vendor]
    with database.cursor() as cursor:
        cursor.execute(asked)
        there = {name for (name,) in cursor.fetchall()}
    return [trigger for trigger in triggers if trigger.name not in there]


def laying(triggers: Sequence[Trigger]) -> RunPython:
    """Return the step of a migration that lays triggers, and lifts them when it is taken back.

    Parameters
    ----------
    triggers
        Which.
    """

    def forward(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        lay(editor.connection, triggers)

    def backward(_apps: StateApps, editor: BaseDatabaseSchemaEditor) -> None:
        lift(editor.connection, triggers)

    return RunPython(forward, backward)


def _laying(trigger: Trigger, vendor: str) -> Iterator[str]:
    when = trigger.when.format(differs=DIFFERS[vendor])
    head = f"CREATE TRIGGER {trigger.name} BEFORE {trigger.event} ON {trigger.table}"
    if vendor == "sqlite":
        yield f"{head} {f'WHEN {when} ' if when else ''}BEGIN SELECT RAISE(ABORT, '{trigger.said}'); END"
        return
    refuse = f"RAISE EXCEPTION '{trigger.said}';"
    kept = "OLD" if trigger.event == "DELETE" else "NEW"
    body = (
        f"IF {when} THEN {refuse} END IF; RETURN {kept};" if when else refuse
    )  # a WHEN of PostgreSQL looks nowhere up
    yield f"CREATE OR REPLACE FUNCTION {trigger.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$"
    yield f"{head} FOR EACH ROW EXECUTE FUNCTION {trigger.name}()"
    if trigger.event == "DELETE":
        yield (
            f"CREATE OR REPLACE FUNCTION {trigger.name}_all() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {refuse} END $$"
        )
        yield (
            f"CREATE TRIGGER {trigger.name}_all BEFORE TRUNCATE ON {trigger.table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger.name}_all()"
        )


def _lifting(trigger: Trigger, vendor: str) -> Iterator[str]:
    names = [trigger.name, f"{trigger.name}_all"] if vendor == "postgresql" else [trigger.name]
    for name in names:
        if vendor == "sqlite":
            yield f"DROP TRIGGER IF EXISTS {name}"
            continue
        yield f"DROP TRIGGER IF EXISTS {name} ON {trigger.table}"
        yield f"DROP FUNCTION IF EXISTS {name}()"
