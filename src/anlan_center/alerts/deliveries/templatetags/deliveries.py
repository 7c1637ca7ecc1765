"""How the delivery board says stages, targets, groups and reasons."""

from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.actions.fanout import SUBSCRIBERS
from anlan_center.alerts.deliveries.channels import BY_KIND
from anlan_center.alerts.deliveries.deliverer.directory import SINK
from anlan_center.alerts.deliveries.held import REASONS

register = template.Library()

STAGES: Mapping[str, tuple[str, str | Promise]] = {
    "queued": ("quiet", _("queued")),
    "sending": ("busy", _("being sent")),
    "sent": ("good", _("sent")),
    "confirmed": ("good", _("confirmed")),
    "failed": ("bad", _("failed")),
    "dropped": ("quiet", _("not sent")),
}

FAULTS: Mapping[str, str | Promise] = {
    "ClientConnectorError": _("The other side cannot be reached"),
    "ClientConnectorDNSError": _("The other side's name is not known"),
    "ConnectionRefusedError": _("The other side takes no connection"),
    "ServerDisconnectedError": _("The other side broke the connection off"),
    "ConnectionResetError": _("The other side broke the connection off"),
    "TimeoutError": _("The other side did not answer in time"),
    "ConnectionTimeoutError": _("The other side did not answer in time"),
    "ClientConnectorCertificateError": _("The other side's certificate is not trusted"),
    "ClientConnectorSSLError": _("The other side's encryption cannot be agreed on"),
}
"""Words for faults of the network, by the name of the fault before the technician's own text."""

STATIONS: Mapping[str, str | Promise] = {
    "drafted": _("Draft begun"),
    "submitted": _("Handed in for review"),
    "reviewed": _("Reviewed"),
    "signed": _("Approved and signed"),
    "approved": _("Approved and signed"),
    "out": _("Released"),
    "released": _("Released"),
    "first": _("First delivery sent"),
    "half": _("Half of the deliveries sent"),
    "last": _("Last delivery sent"),
    "confirmed": _("Last confirmation received"),
}
"""Stations of a warning and its deliveries, as the statistics name them."""


@register.filter
def station(name: str) -> str | Promise:
    """Say a station of a warning."""
    return STATIONS.get(name, name)


@register.filter
def span(seconds: float | None) -> str:
    """Say a span of time in two units at most: 0.4 s, 3 min 20 s, 2 h 5 min; a dash for none."""
    if seconds is None:
        return "–"
    if seconds < 10:
        return gettext("%(s)s s") % {"s": f"{max(0.0, seconds):.1f}"}
    minutes, rest = divmod(round(seconds), 60)
    if not minutes:
        return gettext("%(s)s s") % {"s": rest}
    if minutes < 60:
        return gettext("%(m)s min %(s)s s") % {"m": minutes, "s": rest}
    days, hours = divmod(minutes // 60, 24)
    if not days:
        return gettext("%(h)s h %(m)s min") % {"h": hours, "m": minutes % 60}
    return gettext("%(d)s d %(h)s h") % {"d": days, "h": hours}


@register.filter
def share_of(part: int, whole: int) -> str:
    """Write a part of a whole in per cent; a dash where there is no whole. Not all is never written as all."""
    if not whole:
        return "–"
    return "100%" if part == whole else f"{min(99.9, 100 * part / whole):.1f}%"


@register.filter
def channel_word(kind: str) -> str:
    """Say a kind of channel."""
    return str(BY_KIND[kind].label) if kind in BY_KIND else kind


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
    return gettext("Subscribers") if group == SUBSCRIBERS else group or "–"


@register.simple_tag
def target_word(name: str) -> str:
    """Say a target: nobody's address."""
    if name == SINK:
        return gettext("The sink itself")
    if name.startswith("subscriber:"):
        return gettext("Subscriber %(number)s") % {"number": name.removeprefix("subscriber:")}
    if name.startswith("recipient:"):
        return gettext("A recipient that was removed")
    return name


@register.simple_tag
def reason_word(reason: str) -> str:
    """Say why something was not sent: ours in the reader's language; of a fault of the network its text as well."""
    known = FAULTS.get(reason.partition(":")[0])
    if known:
        return f"{known} ({reason})"
    return str(REASONS[reason]) if reason in REASONS else gettext(reason) if reason else ""
