"""What people may do: permissions, and the roles that bundle them."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

PERMISSIONS: Mapping[str, str | Promise] = {
    "account.view": _("See organisations, people and roles"),
    "account.manage": _("Change organisations, people and roles"),
    "audit.view": _("Read the record of what was done"),
    "outbox.view": _("See what waits and what failed"),
    "outbox.retry": _("Let failed work run again"),
    "alert.view": _("See warnings that are not released"),
    "alert.draft": _("Draft warnings"),
    "alert.review": _("Review warnings"),
    "alert.approve": _("Approve and release warnings"),
    "template.manage": _("Change templates of warnings"),
    "delivery.view": _("See deliveries"),
    "delivery.retry": _("Send to a target again"),
    "channel.manage": _("Change channels"),
    "subscription.view": _("See figures on subscribers"),
    "ingest.view": _("See warnings of others"),
    "ingest.manage": _("Change sources of warnings of others"),
    "ingest.push": _("Hand in warnings of others"),
    "bulletin.edit": _("Write what the public reads after an event"),
}
"""Every permission, and what it allows, in words."""

STRONG = frozenset({"alert.approve", "account.manage", "channel.manage", "ingest.manage"})
"""Permissions that are in force only after a sign-in with a second factor."""


BY_HAND = frozenset({"alert.approve", "account.manage"})
"""Permissions that no token carries: a person stands behind each use of them."""


@dataclass(frozen=True)
class Role:
    """A bundle of permissions.

    Parameters
    ----------
    name
        Its name in words.
    permissions
        Keys of `PERMISSIONS`.
    """

    name: str | Promise
    permissions: frozenset[str]


_SEE = frozenset({"alert.view", "delivery.view", "ingest.view", "subscription.view"})

ROLES: Mapping[str, Role] = {
    "observer": Role(_("Observer"), _SEE),
    "author": Role(_("Duty officer"), _SEE | {"alert.draft", "bulletin.edit"}),
    "reviewer": Role(_("Reviewer"), _SEE | {"alert.review"}),
    "approver": Role(_("Approver"), _SEE | {"alert.review", "alert.approve"}),
    "operator": Role(
        _("Operator of channels"),
        _SEE | {"delivery.retry", "outbox.view", "outbox.retry", "channel.manage", "ingest.manage", "ingest.push"},
    ),
    "auditor": Role(_("Auditor"), frozenset({"audit.view", "alert.view", "delivery.view", "account.view"})),
    "administrator": Role(
        _("Administrator"),
        frozenset({"account.view", "account.manage", "audit.view", "outbox.view", "template.manage"}),
    ),
}
"""Every role. An administrator of accounts can neither draft nor approve."""

APART: Mapping[str, frozenset[str]] = {
    "administrator": frozenset({"author", "reviewer", "approver", "operator"}),
    "auditor": frozenset({"author", "reviewer", "approver", "operator", "administrator"}),
}
"""Roles that one person never holds together with those on the right: who hands out roles issues no warnings, and who
checks the record does not write it."""


def apart(first: str, second: str) -> bool:
    """Say whether one person may not hold two roles at the same time."""
    return second in APART.get(first, ()) or first in APART.get(second, ())


def is_strong(role: str) -> bool:
    """Say whether a role has a permission that needs a second factor."""
    return bool(ROLES[role].permissions & STRONG)


def roles_with(permission: str) -> list[str]:
    """Name the roles that have a permission."""
    return [name for name, role in ROLES.items() if permission in role.permissions]
