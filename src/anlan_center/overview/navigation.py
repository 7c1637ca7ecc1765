"""Which parts of the centre a reader may enter, in the order of the day's work."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.scope import jurisdictions


@dataclass(frozen=True)
class Place:
    """A part as the navigation shows it.

    Parameters
    ----------
    label
        Its name.
    address
        Its first page.
    current
        Whether the reader is in it.
    """

    label: str | Promise
    address: str
    current: bool


PLACES: tuple[tuple[str | Promise, str, str], ...] = (
    (_("Situation"), "overview:home", ""),
    (_("Warnings"), "alerts:list", "alert.view"),
    (_("Texts of warnings"), "alerts:texts", "template.manage"),
    (_("Deliveries"), "deliveries:board", "delivery.view"),
    (_("Warnings of others"), "ingest:list", "ingest.view"),
    (_("Subscribers"), "subscriptions:figures", "subscription.view"),
    (_("Public pages"), "bulletins:home", ""),
    (_("Pages of events"), "bulletins:events", "bulletin.edit"),
    (_("People and roles"), "directory:people", "account.view"),
    (_("Record"), "audit:list", "audit.view"),
    (_("Outbox"), "outbox:list", "outbox.view"),
)
"""Name, page and the permission without which it is not shown."""

ALSO: Mapping[str, tuple[str, ...]] = {"directory:people": ("directory:organisations", "directory:proposals")}
"""Further pages from which addresses belong to a part, by its first page."""


def places(request: HttpRequest) -> tuple[Place, ...]:
    """List the parts that the reader may enter.

    Parameters
    ----------
    request
        What is being answered; nobody signed in gives none.
    """
    user = request.user
    if not user.is_authenticated:
        return ()
    found = []
    for label, name, permission in PLACES:
        if permission and not jurisdictions(user, permission):
            continue
        try:
            found.append((label, [reverse(one) for one in (name, *ALSO.get(name, ()))]))
        except NoReverseMatch:  # a part that this installation lacks
            continue
    depths = [max(_depth(request.path, one) for one in addresses) for _label, addresses in found]
    deepest = max(depths, default=0)
    return tuple(
        Place(label, addresses[0], 0 < depth == deepest)
        for (label, addresses), depth in zip(found, depths, strict=True)
    )


def _depth(path: str, address: str) -> int:
    """Say how much of a path a part covers: of two parts around a page, the inner one is where the reader is."""
    within = path == address if address == "/" else path.startswith(address)
    return len(address) if within else 0
