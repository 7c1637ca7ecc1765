"""The record: complete, unchangeable, sealed; any change of it is found."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan_center.accounts.models import Organisation, User
from anlan_center.audit.models import AppendOnlyError, Record, Seal
from anlan_center.audit.recording import NoTransactionError, record
from anlan_center.audit.sealing import SETTLED_S, faults, horizon, seal


@pytest.fixture
def rows(organisation: Organisation) -> list[Record]:
    """Six rows, written over six hours."""
    then = timezone.now() - timedelta(hours=7)
    with transaction.atomic():
        return [
            record(None, "area.change", organisation, exercise=False, after={"n": n}, at=then + timedelta(hours=n))
            for n in range(6)
        ]


def told() -> list[str]:
    """List the faults in words."""
    return [str(fault.what) for fault in faults()]


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction(organisation: Organisation) -> None:
    """A row stands or falls with what it tells of."""
    with pytest.raises(NoTransactionError):
        record(None, "area.change", organisation, exercise=False)


@pytest.mark.django_db
def test_a_row_says_who_did_what_to_which_row_where(person: Callable[..., User], organisation: Organisation) -> None:
    """The jurisdiction is that of the row; values are kept as JSON has them."""
    officer = person("li")
    written = record(officer, "area.change", organisation, exercise=True, before={"at": timezone.now()}, after=None)
    assert (written.actor, written.actor_name, written.organisation) == (officer, "li", "command")
    assert (written.object_type, written.object_id) == ("accounts.organisation", str(organisation.pk))
    assert (written.jurisdiction, written.exercise) == ("3207", True)
    assert isinstance((Record.objects.get().before or {})["at"], str)


@pytest.mark.django_db
def test_the_program_refuses_to_change_or_remove_a_row(rows: list[Record]) -> None:
    """There is no such action."""
    with pytest.raises(AppendOnlyError):
        rows[0].save()
    with pytest.raises(AppendOnlyError):
        rows[0].delete()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "order", ["UPDATE audit_record SET action = 'x'", "DELETE FROM audit_record", "DELETE FROM audit_seal"]
)
def test_the_database_refuses_it_too(rows: list[Record], triggers: None, order: str) -> None:
    """Whoever reaches the tables by another way is stopped by a trigger."""
    assert seal() == 1
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute(order)
    assert Record.objects.count() == len(rows)


@pytest.mark.django_db
def test_a_whole_record_has_no_fault(rows: list[Record]) -> None:
    """Sealed in two parts, and again when nothing is new."""
    assert seal(rows[2].at + timedelta(minutes=2)) == 1
    assert seal() == 1
    assert seal() == 0
    assert list(Seal.objects.values_list("count", flat=True)) == [3, 3]
    assert told() == []


@pytest.mark.django_db
def test_a_changed_row_is_found(rows: list[Record]) -> None:
    """Sealed or not."""
    Record.objects.filter(pk=rows[5].pk).update(actor_name="somebody else")
    assert told() == [f"row {rows[5].pk} was changed"]
    seal()
    assert told() == [f"row {rows[5].pk} was changed"]


@pytest.mark.django_db
def test_a_row_that_was_changed_with_its_digest_breaks_the_seal(rows: list[Record]) -> None:
    """A forger who computes the digest anew is caught by the seal."""
    seal()
    Record.objects.filter(pk=rows[1].pk).update(digest="0" * 64)
    assert f"row {rows[1].pk} was changed" in told()
    assert any("does not fit" in one for one in told())


@pytest.mark.django_db
@settings(max_examples=10, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(gone=st.integers(0, 5), parts=st.integers(1, 3))
def test_a_removed_row_is_found_wherever_it_was(rows: list[Record], gone: int, parts: int) -> None:
    """In the first, a middle or the last place of a seal."""
    with transaction.atomic():
        for part in range(parts):
            seal(rows[0].at + timedelta(hours=7 * (part + 1) / parts))
        Record.objects.filter(pk=rows[gone].pk)._raw_delete(using="default")
        assert told() != []
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_a_row_slipped_in_before_the_first_is_found(rows: list[Record]) -> None:
    """With a number below those that are given, and a digest that is right, it lies before every seal."""
    seal()
    forged = Record.objects.get(pk=rows[3].pk)
    forged.pk = -1
    Record.objects.bulk_create([forged])
    assert told() == ["1 rows were slipped in before the first"]


@pytest.mark.django_db
def test_a_cut_off_end_is_found_by_the_exported_seal(rows: list[Record]) -> None:
    """The chain alone cannot know; the seal that was written down does."""
    seal(rows[2].at + timedelta(minutes=2))
    seal()
    exported = Seal.objects.order_by("-id")[0]
    assert list(faults(exported.digest)) == []
    Record.objects.filter(pk__gte=exported.first)._raw_delete(using="default")
    Seal.objects.filter(pk=exported.pk)._raw_delete(using="default")
    assert told() == []
    assert [str(fault.what) for fault in faults(exported.digest)] == [
        f"the chain does not contain the exported seal {exported.digest}; its end was cut off or made anew"
    ]


@pytest.mark.django_db
def test_a_row_that_says_it_is_older_than_the_one_before_is_sealed_with_it(organisation: Organisation) -> None:
    """An action that waited for a lock writes a time that is past: no seal reaches beyond a row that has to wait."""
    now = timezone.now()
    for age in (300, 30, 200):
        record(None, "area.change", organisation, exercise=False, at=now - timedelta(seconds=age))
    assert seal(now) == 1
    assert Seal.objects.get().count == 1
    assert seal(now + timedelta(minutes=2)) == 1
    assert list(Seal.objects.values_list("count", flat=True)) == [1, 2]
    assert told() == []


@pytest.mark.django_db
def test_a_row_dated_ahead_stops_no_seal(organisation: Organisation) -> None:
    """A clock that ran a year ahead for a while was set right; its rows are sealed with the next that has settled."""
    now = timezone.now()
    for age in (300, -365 * 86400, -365 * 86400 - 5, 200, -7200, 30):
        record(None, "area.change", organisation, exercise=False, at=now - timedelta(seconds=age))
    assert seal(now) == 1
    assert Seal.objects.get().count == 4
    assert seal(now + timedelta(minutes=2)) == 1
    assert list(Seal.objects.values_list("count", flat=True)) == [4, 2]
    assert told() == []


@pytest.mark.django_db(transaction=True)
def test_a_transaction_that_lasts_longer_makes_no_false_fault(organisation: Organisation) -> None:
    """What it writes under lower numbers comes under a seal once it is there; nothing later is sealed before."""
    past, now = timezone.now() - timedelta(hours=1), timezone.now()
    if connection.vendor != "postgresql":
        assert horizon(now) == now - timedelta(seconds=SETTLED_S)  # SQLite has one writer at a time
        return
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with transaction.atomic():
            early = record(None, "area.change", organisation, exercise=False, at=past)
        fields = [str(field.column) for field in Record._meta.concrete_fields if not field.primary_key]
        with transaction.atomic(), other.cursor() as cursor:
            again = f"({', '.join(fields)}) SELECT {', '.join(fields)} FROM audit_record WHERE id = {early.pk}"  # noqa: S608
            cursor.execute(f"INSERT INTO audit_record {again}")
            late = record(None, "area.change", organisation, exercise=False)
        assert late.pk == early.pk + 2
        soon = timezone.now() + timedelta(seconds=SETTLED_S * 2)
        seal(soon)
        assert list(Seal.objects.values_list("last", flat=True)) == [early.pk]
        other.commit()
        assert seal(soon) == 1
        assert told() == []
        assert Seal.objects.order_by("id").last() == Seal.objects.get(last=late.pk, count=2)
    finally:
        other.close()
