"""What templates of warnings need: names of things in the reader's language."""

import json
from collections.abc import Mapping
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.models import Area
from anlan_center.alerts.release.message.wording import event_name, place_name
from anlan_center.alerts.release.models import Alert, MsgType
from anlan_center.alerts.release.pages.forms import LABELS, OWN_NAMES, spoken_language
from anlan_center.alerts.release.workflow import State

register = template.Library()

STEPS: Mapping[str, str | Promise] = {
    "draft": _("Written by"),
    "edit": _("Changed by"),
    "submit": _("Handed in by"),
    "review": _("Reviewed by"),
    "approve_language": _("A text approved by"),
    "give_back": _("Given back by"),
    "approve": _("Approved and signed by"),
    "emergency": _("Approved in an emergency by"),
    "release": _("Released by"),
    "update": _("Followed by an update of"),
    "cancel": _("Lifted by"),
    "expire": _("Ended by"),
    "discard": _("Given up by"),
    "prepare_update": _("Update prepared by"),
    "prepare_cancel": _("Lifting prepared by"),
}
"""What each step is called before the name of who took it."""

WAY: tuple[tuple[str, str | Promise, frozenset[str]], ...] = (
    ("draft", _("Draft"), frozenset({State.DRAFT})),
    ("submitted", _("In review"), frozenset({State.SUBMITTED})),
    ("reviewed", _("Reviewed"), frozenset({State.REVIEWED})),
    ("approved", _("Approved and signed"), frozenset({State.APPROVED})),
    ("released", _("Released"), frozenset({State.RELEASED, State.UPDATED, State.CANCELLED, State.EXPIRED})),
)
"""The stations of a warning, in order."""


@register.filter
def headline(alert: Alert) -> str:
    """Return the headline in the reader's language, or another one, or the kind of event where there is no text."""
    own = spoken_language()
    texts = [alert.texts.get(own, {}), *alert.texts.values()]
    found = next((parts["headline"] for parts in texts if parts.get("headline")), "")
    if found:
        return str(found)
    name = event_name(alert.event_type, own) if alert.event_type else ""
    return f"{name.capitalize()} · {place(alert)}" if place(alert) else name.capitalize()


@register.filter
def shown_state(alert: Alert) -> str:
    """Return the state that a badge shows: a cancellation that went out is "out", as nothing of it is in force."""
    lifted = alert.msg_type == MsgType.CANCEL and alert.state == State.RELEASED
    return "out" if lifted else alert.state


@register.filter
def place(alert: Alert) -> str:
    """Return the area in words, in the reader's language."""
    places = alert.area.get("description") or {}
    return place_name(places, spoken_language()) if places else ""


@register.filter
def named(row: Mapping[str, Any]) -> str:
    """Return the name of a row with ``name_zh`` and ``name_en``."""
    return str(row["name_zh"] if (get_language() or "").startswith("zh") else row["name_en"])


@register.filter
def percent(share: float) -> str:
    """Write a share of one in per cent."""
    return "100%" if share >= 0.9995 else f"{share:.1%}" if share < 0.1 else f"{share:.0%}"


@register.filter
def people(count: float) -> str:
    """Write a number of people to three digits, as more would promise what no census holds: 130万, 1,300,000."""
    whole = round(count)
    whole = round(whole, -max(0, len(str(whole)) - 3))
    if whole >= 10_000 and (get_language() or "").startswith("zh"):
        return f"{whole / 10_000:g}万"
    return f"{whole:,}"


@register.filter
def as_json(value: Any) -> str:
    """Write a value as JSON, for an attribute that a script reads."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@register.filter
def step_name(action: str) -> str | Promise:
    """Return what a step is called."""
    return STEPS.get(action, action)


@register.filter
def part_name(part: str) -> str | Promise:
    """Return what a part of a text is called."""
    return LABELS.get(part, part)


@register.filter
def with_alert(address: str, key: int) -> str:
    """Return the address of the outline of one warning."""
    return f"{address}?alert={key}"


@register.inclusion_tag("alerts/_way.html")
def way(alert: Alert) -> dict[str, Any]:
    """Show the stations of a warning, and where it is."""
    at = next((number for number, (_name, _label, states) in enumerate(WAY) if alert.state in states), -1)
    stations = [
        {"label": label, "done": number < at, "here": number == at} for number, (_name, label, _s) in enumerate(WAY)
    ]
    return {"stations": stations if at >= 0 else [], "alert": alert}


@register.inclusion_tag("alerts/_area_choice.html")
def area_choice(bound: Any) -> dict[str, Any]:
    """Show the choice of areas: districts openly, sub-districts folded below theirs."""
    chosen = {str(one) for one in bound.value() or ()}
    groups: list[dict[str, Any]] = []
    for code, name in bound.field.choices:
        row = {"code": code, "name": name, "chosen": str(code) in chosen, "id": f"{bound.auto_id}-{code}"}
        if len(str(code)) <= 6 or not groups:
            groups.append({**row, "parts": [], "open": False})
        else:
            groups[-1]["parts"].append(row)
            groups[-1]["open"] |= row["chosen"]
    return {"groups": groups, "name": bound.html_name, "label": bound.label, "bound": bound}


@register.simple_tag
def own_name(language: str) -> str:
    """Return the name of a language in that language."""
    return OWN_NAMES.get(language, language)


@register.simple_tag
def holder_name(prefix: str, areas: Mapping[str, Area]) -> str:
    """Return the name of the area whose words hold."""
    return areas[prefix].name if prefix in areas else prefix


@register.simple_tag
def blank(name: str) -> str:
    """Write a blank as a template has it."""
    return f"{{{name}}}"
