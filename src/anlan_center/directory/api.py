"""Accounts for programs: who one is, and the organisations, people, grants and keys of one's areas."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema, Status
from ninja.pagination import paginate
from pydantic import AwareDatetime, Field

from anlan_center.accounts.bounds import Id, Prefix
from anlan_center.accounts.models import ApiToken, Proposal, User
from anlan_center.accounts.roles import PERMISSIONS, ROLES
from anlan_center.accounts.scope import demand, jurisdictions
from anlan_center.accounts.signing_in.requests import user_of
from anlan_center.directory.keys import actions as tokens
from anlan_center.directory.people import granting, queries
from anlan_center.directory.proposals import actions as proposing
from anlan_center.directory.proposals.queries import proposals

router = Router(tags=["accounts"])


class Refusal(Schema):
    """Why a request was refused."""

    detail: Any


DECIDING = {403: Refusal, 404: Refusal, 409: Refusal, 422: Refusal}
"""How a decision is refused."""


class Standing(Schema):
    """A permission, and the prefixes of the areas in which it is in force."""

    permission: str
    meaning: str
    areas: list[str]


class Me(Schema):
    """Who sends the request, and what that person may do, as the request came in."""

    username: str
    name: str
    organisation: str | None
    second_factor: bool
    by_key: bool
    permissions: list[Standing]


class OrganisationOut(Schema):
    """An organisation."""

    id: int
    key: str
    name_zh: str
    name_en: str
    kind: str
    jurisdiction: str
    active: bool


class PersonOut(Schema):
    """A person; no address and no password."""

    id: int
    username: str
    display_name: str
    organisation_id: int | None
    is_active: bool


class GrantOut(Schema):
    """A role that a person has in an area."""

    id: int
    user_id: int
    role: str
    jurisdiction: str
    until: datetime | None


class GrantIn(Schema):
    """A role to give."""

    user_id: Id
    role: Annotated[str, Field(max_length=40)]
    jurisdiction: Prefix
    until: AwareDatetime | None = None


class ProposalOut(Schema):
    """A strong role that was asked for."""

    id: int
    user_id: int
    role: str
    jurisdiction: str
    until: datetime | None
    state: Literal["waiting", "confirmed", "refused", "withdrawn", "lapsed", "ended"]
    asked_by_id: int | None
    asked_at: datetime
    decided_by_id: int | None
    decided_at: datetime | None
    reason: str


class Why(Schema):
    """A reason."""

    reason: Annotated[str, Field(min_length=1, max_length=500)]


class TokenOut(Schema):
    """A key, without its text."""

    id: int
    name: str
    permissions: list[str]
    jurisdiction: str
    until: datetime
    used: datetime | None
    withdrawn: datetime | None


@router.get("/me", response=Me, summary="Who I am and what I may do")
def me(request: HttpRequest) -> Me:
    """Say who sends the request and what that person may do now, as the request came in."""
    user = user_of(request)
    standing = queries.standing(user)
    return Me(
        username=user.username,
        name=str(user),
        organisation=user.organisation.key if user.organisation else None,
        second_factor=user.second_factor,
        by_key=user.narrowed is not None,
        permissions=[
            Standing(permission=name, meaning=str(PERMISSIONS[name]), areas=list(areas))
            for name, areas in standing.items()
        ],
    )


@router.get("/organisations", response=list[OrganisationOut], summary="Organisations of my areas")
@paginate
def organisations(request: HttpRequest) -> Any:
    """List the organisations of the areas in which one may see accounts."""
    return queries.organisations(_seeing(request)).order_by("key")


@router.get("/people", response=list[PersonOut], summary="People of my areas")
@paginate
def people(request: HttpRequest) -> Any:
    """List the people whose organisation lies in the areas in which one may see accounts."""
    return queries.people(_seeing(request))


@router.get("/grants", response=list[GrantOut], summary="Roles given in my areas")
@paginate
def grants(request: HttpRequest) -> Any:
    """List the roles that people have in the areas in which one may see accounts."""
    return queries.grants(_seeing(request))


@router.post(
    "/grants",
    response={201: GrantOut, 202: ProposalOut, 403: Refusal, 404: Refusal, 422: Refusal},
    summary="Give a role, or ask for a strong one",
)
def give(request: HttpRequest, wanted: GrantIn) -> Any:
    """Give a person a role; takes a person who signed in with a second factor.

    A role that needs a second factor is only asked for (202): it holds once another administrator has confirmed it.
    """
    user = user_of(request)
    person = get_object_or_404(queries.people(user, queries.MANAGE), pk=wanted.user_id)
    given = granting.grant(user, person, wanted.role, wanted.jurisdiction, until=wanted.until)
    return Status(202 if isinstance(given, Proposal) else 201, given)


@router.delete("/grants/{grant_id}", response={204: None, 403: Refusal, 404: Refusal}, summary="Take a role away")
def withdraw(request: HttpRequest, grant_id: Id) -> Any:
    """Take a role away; takes a person who signed in with a second factor."""
    user = user_of(request)
    granting.withdraw(user, get_object_or_404(queries.grants(user, queries.MANAGE), pk=grant_id))
    return Status(204, None)


@router.get("/proposals", response=list[ProposalOut], summary="Strong roles that were asked for in my areas")
@paginate
def asked(request: HttpRequest) -> Any:
    """List what was asked for in the areas in which one may see accounts, and what was decided, the newest first."""
    return proposals(_seeing(request))


@router.post("/proposals/{proposal_id}/confirm", response={200: GrantOut, **DECIDING}, summary="Confirm a strong role")
def confirm(request: HttpRequest, proposal_id: Id) -> Any:
    """Confirm what another administrator asked for; takes a person who signed in with a second factor."""
    user = user_of(request)
    return proposing.confirm(user, get_object_or_404(proposals(user, queries.MANAGE), pk=proposal_id))


@router.post("/proposals/{proposal_id}/refuse", response={200: ProposalOut, **DECIDING}, summary="Refuse a strong role")
def refuse(request: HttpRequest, proposal_id: Id, why: Why) -> Any:
    """Refuse what another administrator asked for; takes a person who signed in with a second factor."""
    user = user_of(request)
    return proposing.refuse(user, get_object_or_404(proposals(user, queries.MANAGE), pk=proposal_id), why.reason)


@router.post(
    "/proposals/{proposal_id}/withdraw", response={200: ProposalOut, **DECIDING}, summary="Take back what I asked for"
)
def take_back(request: HttpRequest, proposal_id: Id) -> Any:
    """Take back what one asked for oneself; takes a person who signed in with a second factor."""
    user = user_of(request)
    return proposing.withdraw(user, get_object_or_404(proposals(user, queries.MANAGE), pk=proposal_id))


@router.get("/roles", response=dict[str, list[str]], summary="Roles and their permissions")
def roles(request: HttpRequest) -> dict[str, list[str]]:
    """List every role with its permissions."""
    return {name: sorted(role.permissions) for name, role in ROLES.items()}


@router.get("/keys", response=list[TokenOut], summary="My keys")
@paginate
def keys(request: HttpRequest) -> Any:
    """List one's own keys, the newest first; their text is shown nowhere."""
    return user_of(request).tokens.all()


@router.delete("/keys/{key_id}", response={204: None, 403: Refusal, 404: Refusal}, summary="Withdraw a key of mine")
def withdraw_key(request: HttpRequest, key_id: Id) -> Any:
    """Withdraw one of one's own keys at once; takes a person who signed in by hand."""
    user = user_of(request)
    tokens.withdraw(user, get_object_or_404(ApiToken, pk=key_id, user=user))
    return Status(204, None)


def _seeing(request: HttpRequest) -> User:
    """Return who sends the request, who may see accounts somewhere."""
    user = user_of(request)
    if not jurisdictions(user, queries.SEE):
        demand(user, queries.SEE, "")
    return user
