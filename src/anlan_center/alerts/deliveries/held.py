"""Why a warning may not leave, in words for people."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
