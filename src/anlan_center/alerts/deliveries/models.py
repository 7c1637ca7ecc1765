"""Sinks, their fixed recipients, deliveries and every attempt at them."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.models import Named
from anlan_center.outbox.models import Leased, State


class Sink(Named):
    """A configured channel: one mail server, one gateway, one endpoint. It is live, or declared for exercises."""

    key = models.SlugField(_("key"), max_length=60, unique=True)
    channel = models.CharField(_("channel"), max_length=30)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=12, db_index=True, help_text=_("Prefix of the area's code"))
    active = models.BooleanField(_("in use"), default=True)
    exercise = models.BooleanField(_("for exercises only"), default=True)
    public = models.BooleanField(_("reaches the public"), default=True)
    subscribers = models.BooleanField(_("carries to subscribers"), default=False)
    settings: Any = models.JSONField(default=dict)
    secrets = models.BinaryField(default=bytes, blank=True, help_text=_("Encrypted"))
    revision = models.PositiveIntegerField(default=1)
    open_until = models.DateTimeField(null=True, help_text=_("The breaker lets nothing through before"))
    last_success = models.DateTimeField(null=True)
    last_failure = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True, default="")

    class Meta:
        """By key."""

        ordering: ClassVar = ["key"]


class Recipient(models.Model):
    """A fixed recipient of a sink: a duty phone, an operator's cell broadcast centre, a loudspeaker, a topic."""

    sink = models.ForeignKey(Sink, models.CASCADE, related_name="recipients")
    name = models.CharField(_("name"), max_length=120)
    address = models.BinaryField(help_text=_("Encrypted"))
    group = models.CharField(_("group"), max_length=60, blank=True)
    language = models.CharField(_("language"), max_length=12, default="zh-CN")
    jurisdiction = models.CharField(max_length=12, help_text=_("Prefix of the area's code"))
    active = models.BooleanField(_("in use"), default=True)

    class Meta:
        """By name; a name once in a sink."""

        ordering: ClassVar = ["sink", "name"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["sink", "name"], name="recipient_once_in_a_sink")]

    def __str__(self) -> str:
        return self.name


class Delivery(Leased):
    """One warning for one target of one sink.

    `state` is that of the lease: waiting, leased, done (the sink acknowledged), dead (failed for good), dropped
    (expired, superseded, cancelled or not allowed to leave). `target` names the recipient (``recipient:7``), the
    subscriber (``subscriber:7``) or the sink itself (``sink``); its address is looked up when it is sent.
    """

    alert = models.ForeignKey("alerts.Alert", models.PROTECT, related_name="deliveries", db_index=False)
    sink = models.ForeignKey(Sink, models.PROTECT, related_name="deliveries", db_index=False)
    target = models.CharField(max_length=60)
    group = models.CharField(max_length=60, blank=True, default="")
    language = models.CharField(max_length=12, default="zh-CN")
    exercise = models.BooleanField()
    jurisdiction = models.CharField(max_length=12, blank=True)
    expires = models.DateTimeField()
    round = models.PositiveSmallIntegerField(default=0, help_text="Counts what a person sent again")
    taken = models.DateTimeField(null=True, help_text="When a worker last took it on")
    sent = models.DateTimeField(null=True)
    confirmed = models.DateTimeField(null=True)
    receipt = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        """One a target; found by what is due first in a sink, by a lease that ended, and by the sink's receipt."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "sink", "target"], name="delivery_once_a_target"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["sink", "priority", "due", "id"],
                condition=models.Q(state=State.WAITING),
                name="delivery_due_first",
            ),
            models.Index(fields=["leased_until"], condition=models.Q(state=State.LEASED), name="delivery_leased"),
            models.Index(fields=["sink", "receipt"], condition=~models.Q(receipt=""), name="delivery_by_receipt"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.sink_id} {self.target}"


class Result(models.TextChoices):
    """What came of an attempt."""

    SENT = "sent", _("sent")
    CONFIRMED = "confirmed", _("confirmed")
    FAILED = "failed", _("failed")
    UNREACHABLE = "unreachable", _("sink unreachable")
    REFUSED = "refused", _("refused for good")
    DROPPED = "dropped", _("not sent")
    UNKNOWN = "unknown", _("broken off; outcome unknown")


class Attempt(models.Model):
    """One attempt at a delivery; never changed, never removed."""

    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="tries")
    began = models.DateTimeField()
    ended = models.DateTimeField()
    result = models.CharField(max_length=11, choices=Result.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    worker = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        """In the order of writing."""

        ordering: ClassVar = ["id"]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.began:%H:%M:%S} {self.result}"


class Part(models.Model):
    """A part of a long text message that its sink has accepted, in one round of its delivery."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="parts")
    sink = models.ForeignKey(Sink, models.CASCADE, related_name="+", db_index=False)
    round = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=16, help_text="Digest of the whole text")
    total = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    confirmed = models.BooleanField(default=False)

    class Meta:
        """One of a number; found by the sink's name for it."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["delivery", "round", "number"], name="part_once_in_a_round"),
        ]
        indexes: ClassVar = [models.Index(fields=["sink", "name"], name="part_by_name")]

    def __str__(self) -> str:
        return f"{self.delivery_id} {self.number}/{self.total}"


class Unmatched(models.Model):
    """What a sink told of a message that is not (yet) known by this name; it may come before the answer is written."""

    sink = models.ForeignKey(Sink, models.CASCADE, related_name="+", db_index=False)
    name = models.CharField(max_length=200, blank=True, default="")
    key = models.CharField(max_length=64, blank=True, default="")
    result = models.CharField(max_length=11, choices=Result.choices)
    reason = models.CharField(max_length=500, blank=True, default="")
    area: Any = models.JSONField(null=True)
    at = models.DateTimeField()
    came = models.DateTimeField(auto_now_add=True)

    class Meta:
        """Found by the sink's name."""

        indexes: ClassVar = [models.Index(fields=["sink", "name"], name="unmatched_by_name")]

    def __str__(self) -> str:
        return f"{self.sink_id} {self.name or self.key}"
