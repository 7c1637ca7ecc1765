"""The record, for programs."""

from datetime import datetime
from typing import Annotated, Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from ninja.pagination import paginate
from pydantic import Field

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.audit.models import Record
from anlan_center.audit.queries import Wish, records

router = Router(tags=["record"])


class RecordOut(Schema):
    """A row of the record."""

    id: int
    at: datetime
    actor_name: str
    organisation: str
    action: str
    object_type: str
    object_id: str
    jurisdiction: str
    exercise: bool
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    digest: str


class WishIn(Schema):
    """What to look for."""

    action: Annotated[str, Field(max_length=80)] = ""
    actor: Annotated[str, Field(max_length=80)] = ""
    row: Annotated[str, Field(max_length=161)] = ""
    exercise: bool | None = None


@router.get("/records", response={200: list[RecordOut]}, summary="Rows of the record, the newest first")
@paginate
def list_records(request: HttpRequest, wish: Query[WishIn]) -> QuerySet[Record]:
    """List what the caller may read."""
    person = request.user
    if not isinstance(person, User) or not jurisdictions(person, "audit.view"):
        raise PermissionDenied(_("You lack the permission to read the record; ask an administrator for it."))
    return records(person, Wish(**wish.dict()))
