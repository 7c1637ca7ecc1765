"""Recognise the keys of programs."""

import hashlib

from django.db.models import QuerySet
from django.utils import timezone

from anlan_center.accounts.models import ApiToken, Narrowed, User
from anlan_center.accounts.roles import BY_HAND

MARK = "anlan_"
"""Begins every key, so that one that leaked is recognised."""
USE_NOTED_S = 60.0
"""The time of the last use is noted at most this often, s."""


def digest_of(key: str) -> str:
    """Return the SHA-256 of a key; a key of 256 random bits needs no salt."""
    return hashlib.sha256(key.encode()).hexdigest()


def in_force(user: User) -> QuerySet[ApiToken]:
    """List the keys of a person that hold now."""
    return user.tokens.filter(withdrawn=None, until__gt=timezone.now())


def owner_of(key: str) -> User | None:
    """Recognise a key: return its owner, narrowed to what it allows; None where it does not hold.

    Parameters
    ----------
    key
        Its text.
    """
    if not key.startswith(MARK):
        return None
    now = timezone.now()
    tokens = ApiToken.objects.select_related("user__organisation")
    token = tokens.filter(digest=digest_of(key), withdrawn=None, until__gt=now, user__is_active=True).first()
    if token is None:
        return None
    if token.used is None or (now - token.used).total_seconds() > USE_NOTED_S:
        ApiToken.objects.filter(pk=token.pk).update(used=now)
    user = token.user
    user.narrowed = Narrowed(frozenset(token.permissions) - BY_HAND, token.jurisdiction)
    user.second_factor_at = token.created if token.second_factor else None
    return user
