"""Two administrators of a city, and somebody whom they may give a role."""

from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from anlan_center.accounts.models import Proposal, User
from anlan_center.directory.people import granting

Person = Callable[..., User]


@pytest.fixture
def admin(person: Person, confirmed: Callable[[User], User]) -> User:
    """An administrator of the city, after a second factor."""
    return confirmed(person("admin", administrator="3207"))


@pytest.fixture
def second(person: Person, confirmed: Callable[[User], User]) -> User:
    """Another one."""
    return confirmed(person("second", administrator="3207"))


@pytest.fixture
def officer(person: Person) -> User:
    """Somebody with a password of their own and a second factor, and no role."""
    return with_app(person("officer"))


def with_app(person: User) -> User:
    """Let somebody set up an authenticator app."""
    TOTP.activate(person, generate_totp_secret())
    return person


def asked(actor: User, person: User, role: str = "approver", where: str = "3207") -> Proposal:
    """Ask for a strong role."""
    found = granting.grant(actor, person, role, where)
    assert isinstance(found, Proposal)
    return found
