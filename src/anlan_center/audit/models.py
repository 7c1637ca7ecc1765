"""The record: one row an action, and the seals that chain the rows."""

from typing import Any, ClassVar, NoReturn

from django.db import models


class AppendOnlyError(RuntimeError):
    """A row of the record was to be changed or removed."""


class AppendOnly(models.Model):
    """A row that can be written once; the database refuses changes too, by triggers."""

    class Meta:
        """Fields only; no table of its own."""

        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write the row for the first time."""
        if not self._state.adding:
            raise AppendOnlyError(f"{self._meta.label} {self.pk} is part of the record and cannot be changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise AppendOnlyError(f"{self._meta.label} {self.pk} is part of the record and cannot be removed")


class Record(AppendOnly):
    """What was done: who, what, when, to which row, before and after, in an exercise or for real."""

    at = models.DateTimeField(db_index=True)
    actor = models.ForeignKey("accounts.User", models.PROTECT, null=True, related_name="+")
    actor_name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80, db_index=True)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=80)
    jurisdiction = models.CharField(max_length=12, db_index=True, blank=True)
    exercise = models.BooleanField()
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    address = models.CharField(max_length=45, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        """In the order of writing; found by object."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["object_type", "object_id"], name="record_of_an_object")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.actor_name} {self.action} {self.object_type} {self.object_id}"


class Seal(AppendOnly):
    """A link of the chain: a digest over rows and over the seal before it."""

    at = models.DateTimeField()
    first = models.BigIntegerField()
    last = models.BigIntegerField(unique=True)
    count = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        """In the order of writing."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.first}-{self.last} {self.digest[:12]}"
