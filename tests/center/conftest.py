"""People and areas of a small city for the centre's tests."""

from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import record_authentication
from django.db import connection
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone
from pytest_django.plugin import DjangoDbBlocker

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import Area, Organisation, User, area_prefix
from anlan_center.audit.triggers import TRIGGERS as OF_THE_RECORD
from anlan_center.config.wiring import TRIGGERS
from anlan_center.triggers import lay, lift, missing

AREAS = (
    ("320700", "海城市", "Sea City", "city", "", 300_000),
    ("320703", "东区", "East District", "district", "320700", 100_000),
    ("320706", "西区", "West District", "district", "320700", 200_000),
    ("320703001", "港口街道", "Harbour Sub-district", "township", "320703", 40_000),
)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> None:
    """Let tests empty tables between them, and tamper with the record; what lays the triggers is tested by itself."""
    with django_db_blocker.unblock():
        lift(connection, [one for one in TRIGGERS if one.event == "DELETE" or one in OF_THE_RECORD])


@pytest.fixture
def triggers(db: None) -> None:
    """Lay what was lifted above, for one test: both databases take it back with the test's transaction."""
    lay(connection, missing(connection, TRIGGERS))


@pytest.fixture
def areas(db: None) -> dict[str, Area]:
    """A city with two districts and a sub-district, by code."""
    made: dict[str, Area] = {}
    for code, name_zh, name_en, level, parent, population in AREAS:
        made[code] = Area.objects.create(
            code=code, prefix=area_prefix(code), name_zh=name_zh, name_en=name_en, level=level,
            parent=made.get(parent), population=population,
        )  # fmt: skip
    return made


@pytest.fixture
def organisation(areas: dict[str, Area]) -> Organisation:
    """The city's emergency command."""
    return Organisation.objects.create(
        key="command", name_zh="应急指挥部", name_en="Emergency Command", kind="government", jurisdiction="3207",
        sender="command@sea-city.example",
    )  # fmt: skip


@pytest.fixture
def person(organisation: Organisation) -> Callable[..., User]:
    """Make people: `person("li", author="3207")` has the role of an author in the city."""

    def make(username: str, **roles: str) -> User:
        user = User.objects.create_user(username, password="correct horse battery", organisation=organisation)
        for role, jurisdiction in roles.items():
            install(user, role, jurisdiction, operator="tests")
        return user

    return make


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    """Sign people in by password: `signed_in(user)` is a browser; `second_factor=True` confirms it as well."""

    def sign_in(user: User, *, second_factor: bool = False) -> Client:
        browser = Client()
        browser.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        request = HttpRequest()
        request.session = browser.session
        record_authentication(request, user, method="password")
        if second_factor:
            record_authentication(request, user, method="mfa", type="totp")
        request.session.save()
        return browser

    return sign_in


@pytest.fixture
def signed_in_with_second_factor(signed_in: Callable[..., Client]) -> Callable[[User], Client]:
    """Sign people in by password and second factor: `signed_in_with_second_factor(user)` is a browser."""
    return lambda user: signed_in(user, second_factor=True)


@pytest.fixture
def confirmed() -> Callable[[User], User]:
    """Let people act as after a second factor, without a browser: `confirmed(user)` is the same user."""

    def confirm(user: User) -> User:
        user.second_factor_at = timezone.now()
        return user

    return confirm
