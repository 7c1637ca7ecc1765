"""Work that waits: rows with a lease, and the events that open pages are told of."""

from typing import Any, ClassVar

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.sql.compiler import SQLCompiler


class State(models.TextChoices):
    """How far a piece of work has come."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"
    DROPPED = "dropped"


class Leased(models.Model):
    """Work that one worker at a time takes on, for a while; what a dead worker held comes back when its lease ends."""

    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    priority = models.PositiveSmallIntegerField(default=50, help_text="0 goes first")
    due = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_by = models.CharField(max_length=64, blank=True, default="")
    leased_until = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")
    created = models.DateTimeField(auto_now_add=True)
    finished = models.DateTimeField(null=True)

    class Meta:
        """Fields only; no table of its own."""

        abstract = True


class Entry(Leased):
    """An event that the outbox carries to its handlers."""

    topic = models.CharField(max_length=80)
    key = models.CharField(max_length=200, unique=True)
    payload = models.JSONField()
    exercise = models.BooleanField()
    jurisdiction = models.CharField(max_length=12, blank=True, db_index=True)

    class Meta:
        """Found by what is due first."""

        indexes: ClassVar = [models.Index(fields=["state", "priority", "due", "id"], name="entry_due_first")]

    def __str__(self) -> str:
        return f"{self.topic} {self.key}"


class CurrentTransaction(models.Func):
    """Number of the transaction that writes; zero where there is one writer at a time, as in SQLite."""

    output_field = models.BigIntegerField()
    template = "0"

    def as_postgresql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> tuple[str, Any]:
        """Return the number, which does not wrap around (PostgreSQL 13 and later)."""
        return self.as_sql(compiler, connection, template="(pg_current_xact_id()::text::bigint)")


class Event(models.Model):
    """Something that open pages are told of.

    PostgreSQL gives a row its number before its transaction ends, so a lower number may come to be seen later than a
    higher. Pages are told in the order of transaction and number, and only of transactions before all that still run.
    """

    at = models.DateTimeField(auto_now_add=True)
    xact = models.BigIntegerField(db_default=CurrentTransaction(), editable=False)
    topic = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=12, blank=True, db_index=True)
    payload = models.JSONField()

    class Meta:
        """Found in the order in which pages are told."""

        indexes: ClassVar = [models.Index(fields=["xact", "id"], name="event_in_order")]

    def __str__(self) -> str:
        return f"{self.id} {self.topic}"


class Clock(models.Model):
    """When a tick is due again, and how its last run went."""

    name = models.CharField(max_length=80, primary_key=True)
    due = models.DateTimeField()
    started = models.DateTimeField(null=True)
    finished = models.DateTimeField(null=True)
    error = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return self.name
