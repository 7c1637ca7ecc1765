"""How the delivery board says stages, targets, groups and reasons."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.actions.fanout import SUBSCRIBERS
from anlan_center.alerts.deliveries.deliverer.directory import SINK

register = template.Library()

STAGES: Mapping[str, tuple[str, str | Promise]] = {
    "queued": ("quiet", _("queued")),
    "sending": ("busy", _("being sent")),
    "sent": ("good", _("sent")),
    "confirmed": ("good", _("confirmed")),
    "failed": ("bad", _("failed")),
    "dropped": ("quiet", _("not sent")),
}

REASONS: Mapping[str, str | Promise] = {
    "superseded": _("An update has taken its place."),
    "cancelled": _("The warning was lifted."),
    "expired": _("Its time was over."),
    "crossed": _("An exercise and a live sink, or the reverse: it may never leave."),
    "status": _("Its status in the signed message is at odds with its record; it may never leave."),
    "scope": _("It is not meant for the public."),
    "not released": _("It was not released."),
    "idle": _("The sink is not in use."),
}
"""Words of `separation.why_held` for people."""


@register.simple_tag
def stage_word(stage: str) -> str:
    """Say a stage."""
    return str(STAGES[stage][1])


@register.inclusion_tag("overview/_badge.html")
def stage_badge(stage: str) -> dict[str, Any]:
    """Show a stage."""
    look, label = STAGES[stage]
    return {"kind": look, "label": label}


@register.simple_tag
def group_word(group: str) -> str:
    """Say a recipient group."""
    return _now("Subscribers") if group == SUBSCRIBERS else group or "–"


@register.simple_tag
def target_word(name: str) -> str:
    """Say a target: nobody's address."""
    if name == SINK:
        return _now("The sink itself")
    if name.startswith("subscriber:"):
        return _now("Subscriber %(number)s") % {"number": name.removeprefix("subscriber:")}
    if name.startswith("recipient:"):
        return _now("A recipient that was removed")
    return name


@register.simple_tag
def reason_word(reason: str) -> str:
    """Say why something was not sent."""
    return str(REASONS.get(reason, reason))
