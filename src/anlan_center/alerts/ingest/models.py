"""Warnings of others: where they come from, whose signatures count, and each message as it came."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from anlan.alerts.chains.chaining import ChainState
from anlan.alerts.signatures.signing import SignatureState


class Way(models.TextChoices):
    """How messages of a source come."""

    FEED = "feed", _("The centre fetches them")
    PUSH = "push", _("The source hands them in")


SIGNATURES = [
    (SignatureState.VALID.value, _("valid")),
    (SignatureState.UNSIGNED.value, _("unsigned")),
    (SignatureState.UNKNOWN_SENDER.value, _("unknown sender")),
    (SignatureState.UNTRUSTED.value, _("untrusted")),
    (SignatureState.TAMPERED.value, _("tampered with")),
    (SignatureState.EXPIRED.value, _("certificate did not hold")),
    (SignatureState.REFUSED.value, _("refused")),
]
"""What became of a signature, in words."""


class Source(models.Model):
    """Somebody whose warnings are read: a feed, a message at an address, or a program that hands them in."""

    name = models.CharField(max_length=120)
    way = models.CharField(max_length=4, choices=Way)
    address = models.URLField(max_length=500, blank=True, default="")
    every_s = models.PositiveIntegerField(default=60)
    jurisdiction = models.CharField(max_length=12, db_index=True, help_text="Prefix of the area's code")
    active = models.BooleanField(default=True)
    takes_unsigned = models.BooleanField(default=False, help_text="Unsigned messages may be passed on")
    names_all = models.BooleanField(default=False, help_text="Updates name every earlier message")
    due = models.DateTimeField(db_index=True)
    etag = models.CharField(max_length=300, blank=True, default="")
    modified = models.CharField(max_length=100, blank=True, default="")
    looked = models.DateTimeField(null=True)
    changed = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    error = models.TextField(blank=True, default="")
    told = models.JSONField(default=dict, help_text="The same error by language")

    class Meta:
        """By name; one of a name in an area; a feed has an address."""

        ordering: ClassVar = ["name", "id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction", "name"], name="one_source_of_a_name_in_an_area"),
            models.CheckConstraint(condition=~Q(jurisdiction=""), name="source_has_an_area"),
            models.CheckConstraint(
                condition=Q(way="feed") & ~Q(address="") | Q(way="push", address=""), name="feed_has_an_address"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Pin(models.Model):
    """A certificate that the operator got on another way and pinned to a sender."""

    sender = models.CharField(max_length=200)
    certificate = models.TextField()
    fingerprint = models.CharField(max_length=64)
    subject = models.CharField(max_length=500)
    since = models.DateTimeField(null=True, blank=True)
    until = models.DateTimeField(null=True, blank=True)
    jurisdiction = models.CharField(max_length=12, db_index=True, help_text="Prefix of the area's code")
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    pinned_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        """By sender; a certificate once for a sender in an area."""

        ordering: ClassVar = ["sender", "-id"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["jurisdiction", "sender", "fingerprint"], name="one_pin_of_a_certificate_in_an_area"
            ),
            models.CheckConstraint(condition=~Q(jurisdiction=""), name="pin_has_an_area"),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.fingerprint[:16]}"


class Received(models.Model):
    """A message of somebody else, as it came, and what is known of it.

    `findings`, `reason` and `held_reason` hold sentences in every language of the centre. `trusted` says whether it is
    what a known sender signed; what is not never changes what is.
    """

    source = models.ForeignKey(Source, models.PROTECT, related_name="messages")
    jurisdiction = models.CharField(max_length=12, db_index=True)
    content = models.BinaryField()
    signed = models.BinaryField(null=True, help_text="What a known sender signed; only this is read then")
    essence = models.CharField(max_length=64, help_text="SHA-256 of what it says")
    received = models.DateTimeField(db_index=True)
    last_seen = models.DateTimeField()
    copies = models.PositiveIntegerField(default=0, help_text="How often it came again")

    sender = models.CharField(max_length=200)
    identifier = models.CharField(max_length=200)
    sent_text = models.CharField(max_length=200)
    sent = models.DateTimeField(null=True)
    status = models.CharField(max_length=20)
    exercise = models.BooleanField()
    msg_type = models.CharField(max_length=20)
    references = models.JSONField(default=list)

    event = models.CharField(max_length=300, blank=True, default="")
    event_type = models.CharField(max_length=60, blank=True, default="")
    colour = models.CharField(max_length=8, blank=True, default="")
    severity = models.CharField(max_length=20, blank=True, default="")
    headlines = models.JSONField(default=dict, help_text="By language")
    place = models.CharField(max_length=500, blank=True, default="")
    expires = models.DateTimeField(null=True, db_index=True)

    signature = models.CharField(max_length=16, choices=SIGNATURES)
    trusted = models.BooleanField()
    reason = models.JSONField(default=dict)
    subject = models.CharField(max_length=500, blank=True, default="")
    findings = models.JSONField(default=list)

    state = models.CharField(max_length=10, choices=[(one.value, one.value) for one in ChainState], db_index=True)
    held_code = models.CharField(max_length=20, blank=True, default="")
    held_reason = models.JSONField(default=dict)
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="chain")
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="reissues")
    relayed = models.ForeignKey("alerts.Alert", models.PROTECT, null=True, related_name="+")

    class Meta:
        """The latest first; a message once in an area; what is meant is no exercise."""

        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["jurisdiction", "sender", "sent"], name="received_of_a_sender")]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["jurisdiction", "essence"], name="one_message_in_an_area"),
            models.CheckConstraint(
                condition=Q(exercise=False, status="Actual") | (Q(exercise=True) & ~Q(status="Actual")),
                name="received_exercise_is_not_meant",
            ),
            models.CheckConstraint(
                condition=Q(trusted=True, signature="valid") | (Q(trusted=False) & ~Q(signature="valid")),
                name="trusted_means_signed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sender} {self.identifier}"

    @property
    def words(self) -> bytes:
        """The bytes from which to read what it says: what was signed, where a known sender signed."""
        return bytes(self.signed if self.signed is not None else self.content)


class Seen(models.Model):
    """A message that a feed pointed to and that was fetched already, so that it is not fetched at every look."""

    source = models.ForeignKey(Source, models.CASCADE, related_name="seen")
    address = models.CharField(max_length=500)
    updated = models.CharField(max_length=100, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        """One for each address of a source."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["source", "address"], name="one_look_at_an_address")]

    def __str__(self) -> str:
        return self.address
