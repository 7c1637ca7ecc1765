"""What the database itself refuses is there after the migrations, and is missed where it is not."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client

from anlan_center.accounts.models import Area
from anlan_center.config.wiring import TRIGGERS
from anlan_center.triggers import Trigger, lay, lift, missing


def test_each_trigger_has_a_name_of_its_own() -> None:
    """And says something that can stand in an order to the database."""
    assert len({one.name for one in TRIGGERS}) == len(TRIGGERS)
    assert all(one.said and "'" not in one.said for one in TRIGGERS)
    assert all(len(f"{one.name}_all") <= 63 for one in TRIGGERS)  # longest name of PostgreSQL


def test_whoever_lifts_a_trigger_is_seen(client: Client, areas: dict[str, Area], triggers: None) -> None:
    """The page of the centre's health names it until it is laid again."""
    assert missing(connection, TRIGGERS) == []
    assert "triggers" not in client.get("/health/ready").json()["degraded"]
    lift(connection, TRIGGERS[:1])
    assert TRIGGERS[0].name in client.get("/health/ready").json()["degraded"]["triggers"]
    lift(connection, TRIGGERS[:1])
    lay(connection, missing(connection, TRIGGERS))
    assert missing(connection, TRIGGERS) == []


@pytest.mark.parametrize("table", sorted({one.table for one in TRIGGERS if one.event == "DELETE"}))
def test_tables_of_evidence_are_not_emptied(table: str, triggers: None) -> None:
    """PostgreSQL can empty a table without removing a row, and refuses it here; SQLite has no such order."""
    with connection.cursor() as cursor, pytest.raises(DatabaseError), transaction.atomic():
        cursor.execute(f"TRUNCATE {table} CASCADE")


def test_a_condition_compares_what_may_be_missing(areas: dict[str, Area]) -> None:
    """An area that gets a parent is a change, one that stays without is none."""
    changed = "NEW.parent_id {differs} OLD.parent_id"
    lay(connection, [Trigger("test_moved", "accounts_area", "UPDATE", "areas stay where they are", changed)])
    city = Area.objects.filter(code="320700")
    city.update(population=1)
    with pytest.raises(DatabaseError, match="areas stay"), transaction.atomic():
        city.update(parent=areas["320703"])
    lift(connection, [Trigger("test_moved", "accounts_area", "UPDATE", "")])
    city.update(parent=areas["320703"])
