"""The outbox, for programs."""

from datetime import datetime
from typing import Annotated, Literal

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Path, Router, Schema
from ninja.pagination import paginate

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.outbox.board import entries, retry
from anlan_center.outbox.models import Entry

router = Router(tags=["outbox"])

Known = Literal["", "waiting", "leased", "done", "dead", "dropped"]

Key = Annotated[int, Path(ge=1, le=2**63 - 1)]


class EntryOut(Schema):
    """An event of the outbox."""

    id: int
    topic: str
    key: str
    state: str
    priority: int
    attempts: int
    due: datetime
    error: str
    exercise: bool
    jurisdiction: str


def _person(request: HttpRequest) -> User:
    person = request.user
    if not isinstance(person, User) or not jurisdictions(person, "outbox.view"):
        raise PermissionDenied(_("You lack the permission to see the outbox; ask an administrator for it."))
    return person


@router.get("/entries", response={200: list[EntryOut]}, summary="Events of the outbox, the newest first")
@paginate
def list_entries(request: HttpRequest, state: Known = "") -> QuerySet[Entry]:
    """List what the caller may see."""
    return entries(_person(request), state)


@router.post("/entries/{key}/retry", response={200: EntryOut}, summary="Let a dead letter run again")
def retry_entry(request: HttpRequest, key: Key) -> Entry:
    """Let an event that failed for good run again."""
    return retry(_person(request), key)
