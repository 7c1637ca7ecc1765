"""Triggers by which the database itself refuses to change what was released, or to take back that it was."""

from collections.abc import Iterator

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "alerts_alert"
FROZEN = (
    "identifier", "sender", "sent", "organisation_id", "jurisdiction", "exercise", "status", "msg_type", "scope",
    "restriction", "addresses", "source", "note", "event_type", "colour", "severity", "urgency", "certainty", "texts",
    "languages", "area", "onset", "expires", "release_at", "revision", "correction", "short_path", "previous_id",
    "root_id", "author_id", "reviewer_id", "approver_id", "created", "approved_at", "released_at", "cap",
)  # fmt: skip
"""Columns of a released warning that never change; its state may go on, to the states below."""

AFTER = ("released", "updated", "cancelled", "expired")
"""States that a released warning may have."""

SAID = "a released warning cannot be changed"


def lay(database: BaseDatabaseWrapper) -> None:
    """Lay the trigger.

    Parameters
    ----------
    database
        The connection.
    """
    with database.cursor() as cursor:
        for order in _laying(database.vendor):
            cursor.execute(order)


def lift(database: BaseDatabaseWrapper) -> None:
    """Lift the trigger.

    Parameters
    ----------
    database
        The connection.
    """
    with database.cursor() as cursor:
        on = f" ON {TABLE}" if database.vendor == "postgresql" else ""
        cursor.execute(f"DROP TRIGGER {TABLE}_frozen{on}")


def _laying(vendor: str) -> Iterator[str]:
    distinct = "IS DISTINCT FROM" if vendor == "postgresql" else "IS NOT"
    changed = " OR ".join(f"NEW.{column} {distinct} OLD.{column}" for column in FROZEN)
    states = ", ".join(f"'{state}'" for state in AFTER)
    when = f"OLD.released_at IS NOT NULL AND ({changed} OR NEW.state NOT IN ({states}))"
    if vendor == "postgresql":
        yield (
            "CREATE OR REPLACE FUNCTION anlan_released() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN RAISE EXCEPTION '{SAID}'; END $$"
        )
        yield (
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} "
            f"FOR EACH ROW WHEN ({when}) EXECUTE FUNCTION anlan_released()"
        )
    else:
        yield (
            f"CREATE TRIGGER {TABLE}_frozen BEFORE UPDATE ON {TABLE} FOR EACH ROW WHEN {when} "
            f"BEGIN SELECT RAISE(ABORT, '{SAID}'); END"
        )
