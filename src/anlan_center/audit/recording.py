"""Write what was done, in the transaction in which it is done."""

import hashlib
import json
from collections.abc import Mapping
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.utils import timezone

from anlan_center.accounts.models import User, whole_city
from anlan_center.audit.models import Record

ADDRESS: ContextVar[str] = ContextVar("address", default="")
"""Network address of the request that is being answered."""


class NoTransactionError(RuntimeError):
    """Something was to be recorded outside a transaction, where it could be lost or stand alone."""


def plain(values: Mapping[str, Any] | None) -> Any:
    """Return values as JSON has them, so that what is hashed now is what is read later."""
    return None if values is None else json.loads(json.dumps(values, cls=DjangoJSONEncoder))


def digest_of(record: Record) -> str:
    """Return the SHA-256 of a row's content, as hexadecimal digits."""
    content = [
        record.at.isoformat(), record.actor_id, record.actor_name, record.organisation, record.action,
        record.object_type, record.object_id, record.jurisdiction, record.exercise, record.before, record.after,
        record.address,
    ]  # fmt: skip
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def record(
    actor: User | None,
    action: str,
    row: models.Model,
    *,
    exercise: bool,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> Record:
    """Write one row of the record.

    Parameters
    ----------
    actor
        Who did it; None for the centre itself.
    action
        Such as ``alert.approve``.
    row
        What it was done to; its `jurisdiction` is taken over. What belongs to no area concerns the whole city: a row
        of the record without an area would be shown to nobody.
    exercise
        Whether it belongs to an exercise.
    before, after
        What changed; no secret and no more personal data than is needed.
    at
        When; None for now.

    Raises
    ------
    NoTransactionError
        Outside a transaction.
    """
    if not connections[DEFAULT_DB_ALIAS].in_atomic_block:
        raise NoTransactionError(f"{action} was to be recorded outside a transaction; open one around the action")
    written = Record(
        at=at or timezone.now(),
        actor=actor,
        actor_name=str(actor) if actor else "anlan",
        organisation=actor.organisation.key if actor and actor.organisation else "",
        action=action,
        object_type=row._meta.label_lower,
        object_id=str(row.pk),
        jurisdiction=getattr(row, "jurisdiction", "") or whole_city(),
        exercise=exercise,
        before=plain(before),
        after=plain(after),
        address=ADDRESS.get(),
    )
    written.digest = digest_of(written)
    written.save(force_insert=True)
    return written
