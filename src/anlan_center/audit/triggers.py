"""Triggers by which the database itself refuses to change or remove a row of the record."""

from django.db.backends.base.schema import BaseDatabaseSchemaEditor

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


def lay(editor: BaseDatabaseSchemaEditor) -> None:
    """Lay the triggers.

    Parameters
    ----------
    editor
        Of the database.
    """
    if editor.connection.vendor == "postgresql":
        editor.execute(FUNCTION)
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(POSTGRESQL.format(table=table))
            continue
        for event in EVENTS:
            editor.execute(SQLITE.format(table=table, event=event))


def lift(editor: BaseDatabaseSchemaEditor) -> None:
    """Lift the triggers, as tests do that empty the tables between them.

    Parameters
    ----------
    editor
        Of the database.
    """
    for table in TABLES:
        if editor.connection.vendor == "postgresql":
            editor.execute(f"DROP TRIGGER {table}_append_only ON {table}")
            continue
        for event in EVENTS:
            editor.execute(f"DROP TRIGGER {table}_no_{event}")
