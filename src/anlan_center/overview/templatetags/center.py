"""Parts of pages that templates of every slice use: badges, fields with findings, navigation, built scripts."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from django import template
from django.conf import settings
from django.contrib.staticfiles import finders
from django.forms import BoundField
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.release.models import MsgType, Scope, Severity, Status
from anlan_center.overview.navigation import places

register = template.Library()

COLOURS: Mapping[str, tuple[str, str | Promise]] = {
    "red": ("I", _("Red")),
    "orange": ("II", _("Orange")),
    "yellow": ("III", _("Yellow")),
    "blue": ("IV", _("Blue")),
}
"""Level and name of each colour of a warning; the level is shown as well, so that colour alone never tells."""

STATES: Mapping[str, tuple[str, str | Promise]] = {
    "draft": ("quiet", _("Draft")),
    "submitted": ("busy", _("In review")),
    "reviewed": ("busy", _("Reviewed")),
    "approved": ("busy", _("Approved")),
    "released": ("good", _("In force")),
    "out": ("quiet", _("Released")),
    "updated": ("quiet", _("Updated")),
    "cancelled": ("quiet", _("Lifted")),
    "expired": ("quiet", _("Expired")),
    "active": ("good", _("In force")),
    "held": ("bad", _("Held")),
    "discarded": ("quiet", _("Given up")),
    "queued": ("quiet", _("Queued")),
    "waiting": ("quiet", _("Waiting")),
    "leased": ("busy", _("Under way")),
    "sending": ("busy", _("Being sent")),
    "sent": ("good", _("Sent")),
    "confirmed": ("good", _("Confirmed")),
    "done": ("good", _("Done")),
    "failed": ("bad", _("Failed")),
    "dead": ("bad", _("Failed for good")),
    "dropped": ("quiet", _("Dropped")),
    "stopped": ("quiet", _("Stopped")),
    "unreachable": ("bad", _("Not reachable")),
    "refused": ("bad", _("Refused")),
    "unknown": ("busy", _("Outcome unknown")),
}
"""Look and name of each state that slices show."""


CAP_WORDS: Mapping[str, str | Promise] = {
    value: label for kind in (MsgType, Scope, Severity, Status) for value, label in kind.choices
}
"""Words of the values that CAP 1.2 lists for messages."""


@register.inclusion_tag("overview/_badge.html")
def colour_badge(colour: str) -> dict[str, Any]:
    """Show the colour of a warning with its level and its name: `{% colour_badge alert.colour %}`."""
    level, label = COLOURS.get(colour, ("", colour))
    return {"kind": colour, "level": level, "label": label}


@register.inclusion_tag("overview/_badge.html")
def state_badge(state: str, label: str = "") -> dict[str, Any]:
    """Show a state: `{% state_badge alert.state %}`; a label of one's own may follow."""
    look, name = STATES.get(state, ("quiet", state))
    return {"kind": look, "label": label or name}


@register.inclusion_tag("overview/_badge.html")
def mode_badge(exercise: bool) -> dict[str, Any]:
    """Show whether a row belongs to an exercise: `{% mode_badge row.exercise %}`."""
    return {"kind": "exercise", "label": _("Exercise")} if exercise else {"kind": "live", "label": _("Live")}


@register.simple_tag
def mode_word(exercise: bool) -> str:
    """Put the word of an exercise before what a button or a heading says: `{% mode_word exercise %}`."""
    word = gettext("[EXERCISE]") if exercise else ""
    return word if word.endswith("】") or not word else f"{word} "


@register.inclusion_tag("overview/_field.html")
def field(bound: BoundField, findings: Iterable[Any] = (), label: str = "") -> dict[str, Any]:
    """Show a field of a form with its label, its help and what was found: `{% field form.headline found %}`.

    A `label` of one's own is for forms of others that say theirs in one language.
    """
    rows = list(findings or ())
    wrong = bool(bound.errors) or any(one.severity == "error" for one in rows)
    return {"field": bound, "findings": rows, "wrong": wrong, "label": label or bound.label}


@register.inclusion_tag("overview/_found.html")
def found(bound: BoundField, findings: Iterable[Any] = (), apart: bool = False) -> dict[str, Any]:
    """Show what is wrong with a field, where `aria-describedby` of its widget looks for it.

    `apart` marks it for a page that exists already: htmx puts it in the place of what stood there.
    """
    return {"id": f"{bound.auto_id}_error", "errors": bound.errors, "findings": list(findings or ()), "apart": apart}


@register.filter
def cap_word(value: str) -> str | Promise:
    """Say a value of a message in the reader's language: `{{ row.severity|cap_word }}`; an unknown one as it stands."""
    return CAP_WORDS.get(value, value)


@register.simple_tag
def tiles() -> str:
    """Return the address of raster tiles of this installation; empty where it has none and needs none."""
    return str(getattr(settings, "ANLAN_TILES", ""))


@register.inclusion_tag("overview/_navigation.html", takes_context=True)
def navigation(context: template.Context) -> dict[str, Any]:
    """Show the parts of the centre that the reader may enter."""
    request = context.get("request")
    return {"places": places(request) if request else ()}


@register.inclusion_tag("overview/_demonstration.html")
def demonstration() -> dict[str, Any]:
    """Say that this installation is a demonstration, where it is one."""
    return {"demo": settings.ANLAN_INSTALLATION.demo}


@register.filter
def address_of(name: str) -> str:
    """Return the address of a page without arguments; empty where this installation has no such page."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@lru_cache(maxsize=8)
def _manifest(place: str, changed: int) -> Mapping[str, Any]:
    """Return what the build of `frontend/` wrote, by entry; `changed` makes a new build a new key."""
    found: Mapping[str, Any] = json.loads(Path(place).read_text(encoding="utf-8"))
    return {entry["name"]: entry for entry in found.values() if entry.get("isEntry")}


@register.simple_tag
def built(name: str) -> SafeString:
    """Load a script of `frontend/` and its styles: `{% built "map" %}`; nothing before `python -m tools.frontend`."""
    place = finders.find("anlan/built/manifest.json")
    if not isinstance(place, str):
        return SafeString("")
    entry = _manifest(place, Path(place).stat().st_mtime_ns).get(name)
    if entry is None:
        raise template.TemplateSyntaxError(f"frontend/vite.config.ts has no entry '{name}'")
    styles = format_html_join(
        "", '<link rel="stylesheet" href="{}">', ((static("anlan/built/" + css),) for css in entry.get("css", ()))
    )
    return format_html('{}<script type="module" src="{}"></script>', styles, static("anlan/built/" + entry["file"]))
