"""Warnings: their content, who wrote and who approved them, every step they took, and templates of their texts."""

from typing import Any, ClassVar, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.release.workflow import State


class FrozenError(RuntimeError):
    """A warning that is approved, or a step that was taken, was to be changed or removed."""


class Status(models.TextChoices):
    """Status of CAP; nothing but Actual is a real warning."""

    ACTUAL = "Actual", _("Real warning")
    EXERCISE = "Exercise", _("Exercise")
    TEST = "Test", _("Technical test")


class MsgType(models.TextChoices):
    """What a message is in its chain."""

    ALERT = "Alert", _("First message")
    UPDATE = "Update", _("Update")
    CANCEL = "Cancel", _("Cancellation")


class Scope(models.TextChoices):
    """For whom a message is."""

    PUBLIC = "Public", _("Everybody")
    RESTRICTED = "Restricted", _("Those under the restriction")
    PRIVATE = "Private", _("The addresses given")


class Colour(models.TextChoices):
    """Level of a warning, from the highest (Emergency Response Law 2024, Art. 63)."""

    RED = "red", _("Red")
    ORANGE = "orange", _("Orange")
    YELLOW = "yellow", _("Yellow")
    BLUE = "blue", _("Blue")


class Severity(models.TextChoices):
    """Severity of CAP."""

    EXTREME = "Extreme", _("Extreme")
    SEVERE = "Severe", _("Severe")
    MODERATE = "Moderate", _("Moderate")
    MINOR = "Minor", _("Minor")
    UNKNOWN = "Unknown", _("Unknown")


class Urgency(models.TextChoices):
    """Urgency of CAP."""

    IMMEDIATE = "Immediate", _("At once")
    EXPECTED = "Expected", _("Within the hour")
    FUTURE = "Future", _("In the near future")
    PAST = "Past", _("No longer")
    UNKNOWN = "Unknown", _("Unknown")


class Certainty(models.TextChoices):
    """Certainty of CAP."""

    OBSERVED = "Observed", _("Observed")
    LIKELY = "Likely", _("Likely (over 50 %)")
    POSSIBLE = "Possible", _("Possible (up to 50 %)")
    UNLIKELY = "Unlikely", _("Unlikely")
    UNKNOWN = "Unknown", _("Unknown")


STATE_NAMES = {
    State.DRAFT.value: _("Draft"),
    State.SUBMITTED.value: _("Waits for review"),
    State.REVIEWED.value: _("Waits for approval"),
    State.APPROVED.value: _("Approved, waits for its time"),
    State.RELEASED.value: _("Released"),
    State.UPDATED.value: _("Updated"),
    State.CANCELLED.value: _("Cancelled"),
    State.EXPIRED.value: _("Expired"),
    State.DISCARDED.value: _("Discarded"),
}
"""States in words."""

_STATES = list(STATE_NAMES.items())
_BEFORE_APPROVAL = ["draft", "submitted", "reviewed", "discarded"]
_GONE_OUT = ["released", "updated", "cancelled"]


CASE = ["event_type", "colour", "msg_type", "language", "jurisdiction"]
"""Columns by which versions of a template belong together."""


class Alert(models.Model):
    """A warning: one message of a chain.

    `texts` is ``{language: {"headline", "description", "instruction", "short"}}``. `area` is
    ``{"geometry": GeoJSON, "codes": [...], "circles": [[longitude, latitude, km], ...], "description": {language:
    text}, "estimate": {...}, "findings": [...]}``. `languages` are those that were approved and stand in `cap`.
    """

    identifier = models.CharField(max_length=120, unique=True)
    sender = models.CharField(max_length=120)
    sent = models.DateTimeField(null=True)
    organisation = models.ForeignKey("accounts.Organisation", models.PROTECT, related_name="+")
    jurisdiction = models.CharField(max_length=12, db_index=True)
    exercise = models.BooleanField()
    status = models.CharField(max_length=8, choices=Status)
    msg_type = models.CharField(max_length=8, choices=MsgType, default=MsgType.ALERT)
    scope = models.CharField(max_length=10, choices=Scope, default=Scope.PUBLIC)
    restriction = models.CharField(max_length=300, blank=True, default="")
    addresses = models.CharField(max_length=2000, blank=True, default="")
    source = models.CharField(max_length=300, blank=True, default="")
    note = models.TextField(blank=True, default="")
    event_type = models.CharField(max_length=60)
    colour = models.CharField(max_length=8, choices=Colour)
    severity = models.CharField(max_length=10, choices=Severity)
    urgency = models.CharField(max_length=10, choices=Urgency)
    certainty = models.CharField(max_length=10, choices=Certainty)
    texts = models.JSONField(default=dict)
    languages = models.JSONField(default=list)
    area = models.JSONField(default=dict)
    onset = models.DateTimeField(null=True)
    expires = models.DateTimeField(null=True)
    release_at = models.DateTimeField(null=True, help_text="Not before; at approval where empty")
    state = models.CharField(max_length=10, choices=_STATES, default=State.DRAFT.value)
    revision = models.PositiveIntegerField(default=1)
    correction = models.BooleanField(default=False, help_text="Corrects what an earlier message said")
    short_path = models.BooleanField(default=False, help_text="Approved in an emergency without a review")
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="followers")
    root = models.ForeignKey("self", models.PROTECT, null=True, related_name="chain")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    reviewer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    approved_at = models.DateTimeField(null=True)
    released_at = models.DateTimeField(null=True, db_index=True)
    cap = models.BinaryField(null=True)
    request_key = models.CharField(max_length=120, blank=True, default="")
    request_digest = models.CharField(max_length=64, blank=True, default="")

    class Meta:
        """Two people for every warning; real or exercise and never both; approved before it goes out."""

        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [models.Index(fields=["state", "expires"], name="alert_by_state_and_end")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(approver=None) | ~Q(approver=F("author")), name="approver_is_not_author"
            ),
            models.CheckConstraint(
                condition=Q(reviewer=None) | ~Q(reviewer=F("author")), name="reviewer_is_not_author"
            ),
            models.CheckConstraint(
                condition=Q(exercise=False, status="Actual") | Q(exercise=True, status__in=["Exercise", "Test"]),
                name="actual_is_no_exercise",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_BEFORE_APPROVAL, approver=None, approved_at=None, cap=None, sent=None)
                | Q(
                    state__in=["approved", "expired", *_GONE_OUT],
                    approver__isnull=False,
                    approved_at__isnull=False,
                    cap__isnull=False,
                    sent__isnull=False,
                ),
                name="approved_means_signed",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[*_BEFORE_APPROVAL, "approved"], released_at=None)
                | Q(state__in=_GONE_OUT, released_at__isnull=False)
                | Q(state="expired"),
                name="released_means_gone_out",
            ),
            models.CheckConstraint(
                condition=Q(msg_type="Alert", previous=None, root=None)
                | Q(msg_type__in=["Update", "Cancel"], previous__isnull=False, root__isnull=False),
                name="followers_have_a_predecessor",
            ),
            models.CheckConstraint(condition=~Q(jurisdiction=""), name="alert_has_a_jurisdiction"),
            models.UniqueConstraint(fields=["sender", "identifier", "sent"], name="one_message_by_its_names"),
            models.UniqueConstraint(
                fields=["previous"], condition=Q(released_at__isnull=False), name="one_successor_that_went_out"
            ),
            models.UniqueConstraint(
                fields=["author", "request_key"], condition=~Q(request_key=""), name="one_draft_of_a_request"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.identifier} ({self.state})"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: drafts are discarded and stay on record."""
        raise FrozenError(f"warning {self.identifier} cannot be removed; discard it while it is a draft")


class Hand(models.Model):
    """Who had a hand in a warning: wrote in it, or approved it. The database lets nobody do both."""

    class Kind(models.TextChoices):
        """What a person did."""

        WROTE = "wrote"
        APPROVED = "approved"

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="hands")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind)
    revision = models.PositiveIntegerField(help_text="The last revision that the person wrote, or the one approved")

    class Meta:
        """One part a person."""

        constraints: ClassVar = [models.UniqueConstraint(fields=["alert", "user"], name="one_part_a_person")]

    def __str__(self) -> str:
        return f"{self.user} {self.kind} {self.alert_id}"


class LanguageApproval(models.Model):
    """Somebody who did not write it has read the text in one language, and it is right."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="language_approvals")
    language = models.CharField(max_length=35)
    revision = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        """One for each language of a revision."""

        constraints: ClassVar = [
            models.UniqueConstraint(fields=["alert", "language", "revision"], name="one_approval_a_language"),
        ]

    def __str__(self) -> str:
        return f"{self.alert_id} {self.language} r{self.revision}"


class Step(models.Model):
    """A step that a warning took: what was done, when, by whom, and why."""

    alert = models.ForeignKey(Alert, models.PROTECT, related_name="steps")
    action = models.CharField(max_length=20)
    state = models.CharField(max_length=10, choices=_STATES)
    revision = models.PositiveIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(blank=True, default="")

    class Meta:
        """In the order in which they were taken."""

        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["alert", "action"], name="step_of_an_alert")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.action} {self.alert_id}"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse."""
        raise FrozenError(f"step {self.pk} was taken and cannot be removed")


class TextTemplate(models.Model):
    """A version of the words with blanks for a case; never changed once written, and offered once somebody else agreed.

    A case is a kind of event at a level, for a kind of message, in a language, in an area.
    """

    class State(models.TextChoices):
        """How far a version has come."""

        PROPOSED = "proposed", _("Waits for approval")
        IN_FORCE = "in_force", _("In force")
        REPLACED = "replaced", _("Replaced")
        REFUSED = "refused", _("Sent back")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    event_type = models.CharField(max_length=60)
    colour = models.CharField(max_length=8, choices=Colour, blank=True, default="", help_text="Empty for every level")
    msg_type = models.CharField(max_length=8, choices=MsgType, default=MsgType.ALERT)
    language = models.CharField(max_length=35)
    jurisdiction = models.CharField(max_length=12, db_index=True, help_text="Prefix of the area where it is used")
    number = models.PositiveIntegerField(help_text="Of the versions of a case, from 1")
    own = models.BooleanField(default=True, help_text="Without words of its own, what holds above the area holds again")
    headline = models.TextField(blank=True)
    description = models.TextField(blank=True)
    instruction = models.TextField(blank=True)
    short = models.TextField(blank=True)
    state = models.CharField(max_length=9, choices=State, default=State.PROPOSED)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    written = models.DateTimeField()
    decider = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided = models.DateTimeField(null=True)
    reason = models.TextField(blank=True, default="")

    class Meta:
        """Of each case one version in force and one proposed at most; the first agreed to by a second person."""

        ordering: ClassVar = ["event_type", "msg_type", "colour", "language", "jurisdiction", "-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=[*CASE, "number"], name="one_number_a_version"),
            models.UniqueConstraint(fields=CASE, condition=Q(state="in_force"), name="one_template_in_force"),
            models.UniqueConstraint(fields=CASE, condition=Q(state="proposed"), name="one_template_proposed"),
            models.CheckConstraint(
                condition=Q(decider=None) | ~Q(decider=F("author")), name="template_decider_is_not_author"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "withdrawn"], decider=None)
                | Q(state__in=["in_force", "replaced", "refused"], decider__isnull=False, decided__isnull=False),
                name="template_in_force_is_agreed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_type} {self.colour} {self.msg_type} {self.language} v{self.number} ({self.state})"

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        """Refuse: versions are replaced and stay as history."""
        raise FrozenError(f"version {self.number} of a template cannot be removed; propose another one")
