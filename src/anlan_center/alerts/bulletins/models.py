"""What the public reads: warnings that were published, and a page for each event."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.release.models import Alert
from anlan_center.outbox.models import Leased


class Publication(models.Model):
    """A warning that stands on the public pages: proof for everybody that it is genuine."""

    alert = models.OneToOneField(Alert, models.PROTECT, related_name="publication")
    slug = models.SlugField(max_length=120, unique=True)
    exercise = models.BooleanField()
    jurisdiction = models.CharField(max_length=12, db_index=True)
    published = models.DateTimeField(db_index=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the signed message")
    certificate = models.CharField(max_length=64, blank=True, help_text="SHA-256 of the certificate that signed it")

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-published", "-id"]

    def __str__(self) -> str:
        return self.slug


class EventPage(models.Model):
    """What happened, what to do, where to go and what was asked; written by people, published by a second step.

    `draft` and `alerts` are what is being written, `published` and `published_alerts` what everybody reads; the texts
    as `document.Document` has them.
    """

    slug = models.SlugField(_("short name in the address"), max_length=60, unique=True)
    jurisdiction = models.CharField(_("area"), max_length=12, db_index=True)
    exercise = models.BooleanField(_("exercise"))
    alerts = models.ManyToManyField(Alert, blank=True, related_name="event_pages")
    published_alerts = models.ManyToManyField(Alert, blank=True, related_name="public_event_pages")
    draft: Any = models.JSONField(default=dict)
    revision = models.PositiveIntegerField(default=1)
    published: Any = models.JSONField(null=True)
    published_revision = models.PositiveIntegerField(null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    edited_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    edited_at = models.DateTimeField()

    class Meta:
        """Newest first; published all together or not at all."""

        ordering: ClassVar = ["-id"]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(published=None, published_revision=None, published_at=None, published_by=None)
                | models.Q(
                    published__isnull=False,
                    published_revision__isnull=False,
                    published_at__isnull=False,
                    published_by__isnull=False,
                ),
                name="event_page_published_as_a_whole",
            ),
            models.CheckConstraint(condition=~models.Q(jurisdiction=""), name="event_page_has_an_area"),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def changed(self) -> bool:
        """Whether the draft holds what is not published yet."""
        return self.published_revision != self.revision


class Ping(Leased):
    """A feed that changed, of which a WebSub hub has to be told, once."""

    feed = models.CharField(max_length=300)

    class Meta:
        """Found by what is due first."""

        indexes: ClassVar = [models.Index(fields=["state", "priority", "due", "id"], name="ping_due_first")]

    def __str__(self) -> str:
        return self.feed
