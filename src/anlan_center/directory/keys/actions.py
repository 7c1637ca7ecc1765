"""Issue and withdraw the keys of programs."""

import secrets
from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import ApiToken, Area, User
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS, STRONG
from anlan_center.accounts.scope import demand
from anlan_center.accounts.tokens.keys import MARK, digest_of, in_force
from anlan_center.audit.recording import record
from anlan_center.directory.administering import MANAGE

LONGEST_DAYS = 366
LONGEST_STRONG_DAYS = 30
MOST = 20
"""Keys in force that one person may have."""


def issue(user: User, *, name: str, permissions: Iterable[str], jurisdiction: str, days: int) -> tuple[ApiToken, str]:
    """Issue a key with which a program acts for its owner; returns it with its text, which is shown once.

    Parameters
    ----------
    user
        Its owner, who signed in by hand.
    name
        What it is for.
    permissions
        Keys of `roles.PERMISSIONS`; the owner has each of them, as that person came in.
    jurisdiction
        Prefix of the area in which it holds.
    days
        How long it holds.

    Raises
    ------
    PermissionDenied
        If the owner lacks a permission there, or came in with a token.
    ValidationError
        If it asks for what no token may have, or holds too long.
    """
    asked = frozenset(permissions)
    _check(user, name, asked, jurisdiction, days)
    for permission in sorted(asked):
        demand(user, permission, jurisdiction)
    key = MARK + secrets.token_urlsafe(32)
    now = timezone.now()
    with transaction.atomic():
        if in_force(user).count() >= MOST:
            raise ValidationError(_("You have many keys already. Withdraw one that is no longer needed."))
        token = ApiToken.objects.create(
            user=user, name=name, digest=digest_of(key), permissions=sorted(asked), jurisdiction=jurisdiction,
            second_factor=bool(asked & STRONG), until=now + timedelta(days=days),
        )  # fmt: skip
        record(user, "token.issue", token, after=_facts(token), exercise=False)
    return token, key


def _check(user: User, name: str, asked: frozenset[str], jurisdiction: str, days: int) -> None:
    """Refuse what no token may be."""
    if user.narrowed is not None:
        raise PermissionDenied(_("A key cannot issue keys. Sign in by hand."))
    unknown = sorted(asked - set(PERMISSIONS))
    if unknown or not asked:
        raise ValidationError({"permissions": _("Choose one or more of the permissions of the list.")})
    if asked & BY_HAND:
        raise ValidationError(
            {"permissions": _("Approving warnings and managing accounts is done by people, never by a key.")}
        )
    if not name.strip():
        raise ValidationError({"name": _("Say what the key is for.")})
    if not Area.objects.filter(prefix=jurisdiction).exists():
        raise ValidationError({"jurisdiction": _("There is no such area. Choose one of the list.")})
    longest = LONGEST_STRONG_DAYS if asked & STRONG else LONGEST_DAYS
    if not 1 <= days <= longest:
        raise ValidationError(
            {"days": _("Choose between 1 and %(longest)s days for these permissions.") % {"longest": longest}}
        )


def withdraw(user: User, token: ApiToken) -> None:
    """Withdraw a key at once: one's own, or that of a person whose account one manages.

    Parameters
    ----------
    user
        Who acts.
    token
        The key.

    Raises
    ------
    PermissionDenied
        If it is neither.
    """
    if user.narrowed is not None:
        raise PermissionDenied(_("A key cannot withdraw keys. Sign in by hand."))
    if token.user_id != user.pk:
        demand(user, MANAGE, token.user.jurisdiction)
    if token.withdrawn is not None:
        return
    with transaction.atomic():
        token.withdrawn = timezone.now()
        token.save(update_fields=["withdrawn"])
        record(user, "token.withdraw", token, before=_facts(token), exercise=False)


def _facts(token: ApiToken) -> dict[str, object]:
    """Return what the record keeps of a key: neither its text nor its digest."""
    names = ("user_id", "name", "permissions", "jurisdiction", "second_factor", "until")
    return {name: getattr(token, name) for name in names}
