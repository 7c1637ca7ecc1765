"""Triggers by which the database itself refuses to change or remove a row of the record."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLES = ("audit_record", "audit_seal")
SQLITE = """
CREATE TRIGGER {table}_no_{event} BEFORE {event} ON {table}
BEGIN SELECT RAISE(ABORT, 'the record is append-only'); END
"""
FUNCTION = """
CREATE OR REPLACE FUNCTION anlan_append_only() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the record is append-only'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION anlan_append_only()
"""
EVENTS = ("UPDATE", "DELETE")


def lay(database: BaseDatabaseWrapper) -> None:
    """Lay the triggers.

    Parameters
    ----------
    database
        The connection.
    """
    with database.cursor() as cursor:
        for order in _laying(database.vendor):
            cursor.execute(order)


def lift(database: BaseDatabaseWrapper) -> None:
    """Lift the triggers, as tests do that empty the tables between them.

    Parameters
    ----------
    database
        The connection.
    """
    with database.cursor() as cursor:
        for table in TABLES:
            if database.vendor == "postgresql":
                cursor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
                continue
            for event in EVENTS:
                cursor.execute(f"DROP TRIGGER {table}_no_{event}")


def _laying(vendor: str) -> Iterator[str]:
    if vendor == "postgresql":
        yield FUNCTION
        yield from (POSTGRESQL.format(table=table) for table in TABLES)
    else:
        yield from (SQLITE.format(table=table, event=event) for table in TABLES for event in EVENTS)
