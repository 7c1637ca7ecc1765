"""Members of the public who want to be warned: as little as is needed, and nothing readable that is personal."""

from datetime import timedelta
from functools import cached_property
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.subscriptions.choices import Language, Threshold, Way
from anlan_center.alerts.subscriptions.private.sealing import VAULT
from anlan_center.outbox.models import Leased

UNCONFIRMED = timedelta(hours=48)
"""How long a subscription waits for its confirmation before it is removed."""

TERM = timedelta(days=365)
"""How long a confirmed subscription holds before it must be confirmed again."""

RENEWAL = timedelta(days=30)
"""How long before its end a subscriber is asked to confirm again (assumption)."""


class State(models.TextChoices):
    """How far a subscription has come; what ends is removed."""

    PENDING = "pending", _("not confirmed yet")
    CONFIRMED = "confirmed", _("confirmed")


class Subscriber(models.Model):
    """One address on one channel.

    `sealed` holds the address, the point, the areas and the needs, encrypted. `address_index` finds the row of an
    address without telling it.
    """

    way = models.CharField(max_length=10, choices=Way.choices)
    address_index = models.CharField(max_length=64, unique=True)
    sealed = models.BinaryField()
    language = models.CharField(max_length=12, choices=Language.choices)
    threshold = models.PositiveSmallIntegerField(choices=Threshold.choices, default=Threshold.ALL)
    state = models.CharField(max_length=10, choices=State.choices, default=State.PENDING)
    generation = models.PositiveIntegerField(default=1, help_text="Links of earlier generations are void")
    created = models.DateTimeField()
    confirmed = models.DateTimeField(null=True)
    expires = models.DateTimeField(db_index=True)
    renewal_asked = models.DateTimeField(null=True)
    tested = models.DateTimeField(null=True)
    asked = models.DateTimeField(null=True, help_text="Since when `asks` are counted")
    asks = models.PositiveSmallIntegerField(default=0)
    code = models.PositiveIntegerField(default=0, help_text="Number of the last code; earlier ones are void")
    code_until = models.DateTimeField(null=True, help_text="Until when it holds; none where there is none to enter")
    code_tries = models.PositiveSmallIntegerField(default=0, help_text="How often a wrong code was entered")

    class Meta:
        """A confirmed subscription says since when."""

        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(state=State.PENDING, confirmed=None)
                | models.Q(state=State.CONFIRMED, confirmed__isnull=False),
                name="confirmed_subscription_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.way} {self.pk}"

    @cached_property
    def content(self) -> dict[str, Any]:
        """What is personal, decrypted: ``address``, ``point`` (longitude, latitude) or None, ``areas``, ``needs``."""
        return VAULT.unseal_all(self.sealed)


class Followed(models.Model):
    """A district that a subscriber follows or lives in, coarse on purpose: enough for figures on reach, no address."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="followed")
    jurisdiction = models.CharField(max_length=12, db_index=True)

    class Meta:
        """Each once."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["subscriber", "jurisdiction"], name="district_followed_once")
        ]

    def __str__(self) -> str:
        return f"{self.subscriber_id} {self.jurisdiction}"


class Letter(Leased):
    """Something that the centre has to write to a subscriber about the subscription, once."""

    subscriber = models.BigIntegerField(help_text="Number; the row may be gone")
    way = models.CharField(max_length=10, choices=Way.choices)
    purpose = models.CharField(max_length=12)
    generation = models.PositiveIntegerField(help_text="That of the subscriber when it was asked for")
    code = models.PositiveIntegerField(default=0, help_text="Number of the code that it holds; 0 for none")

    class Meta:
        """Found by what is due first."""

        indexes: ClassVar = [models.Index(fields=["state", "priority", "due", "id"], name="letter_due_first")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subscriber}"


class Change(models.Model):
    """A note that a subscriber has come, changed or gone, by which every process keeps its index fresh."""

    subscriber = models.BigIntegerField(help_text="Number; the row may be gone")
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.id} {self.subscriber}"


class Knock(models.Model):
    """A request from a network, kept blind and for an hour, to stop floods of messages to strangers and guesses."""

    source = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.at} {self.source[:8]}"
