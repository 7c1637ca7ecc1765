"""Who may change accounts and roles, and what an administrator tries in vain."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import Area, Grant, Organisation, User
from anlan_center.accounts.roles import APART, PERMISSIONS, ROLES, STRONG, apart
from anlan_center.accounts.scope import SecondFactorRequiredError, allowed, granted, jurisdictions
from anlan_center.audit.models import Record
from anlan_center.directory.people import actions, granting, queries


@pytest.fixture
def east(areas: dict[str, Area]) -> Organisation:
    """The government of a district."""
    return Organisation.objects.create(
        key="east", name_zh="东区政府", name_en="East Government", kind="district", jurisdiction="320703"
    )


@pytest.fixture
def admin(person: Callable[..., User], confirmed: Callable[[User], User]) -> User:
    """An administrator of the city, after a second factor."""
    return confirmed(person("admin", administrator="3207"))


def test_an_account_is_opened_with_a_password_of_one_use(admin: User, organisation: Organisation) -> None:
    """The password works once, is not in the record, and the record tells who opened the account."""
    person, password = actions.add_person(admin, username="li", organisation=organisation, display_name="李")
    assert person.check_password(password)
    assert person.must_change_password
    (row,) = Record.objects.filter(action="account.open")
    assert row.actor == admin
    assert password not in str(row.after)
    with pytest.raises(ValidationError):
        actions.add_person(admin, username="LI", organisation=organisation)


def test_an_administrator_gives_a_role_only_after_a_second_factor(person: Callable[..., User]) -> None:
    """The password of an administrator alone hands out nothing."""
    plain, other = person("plain", administrator="3207"), person("li")
    with pytest.raises(SecondFactorRequiredError):
        granting.grant(plain, other, "author", "3207")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_nobody_gives_a_role_to_oneself(admin: User, role: str) -> None:
    """An administrator cannot become an approver, nor anything else, by the own hand."""
    with pytest.raises(PermissionDenied):
        granting.grant(admin, admin, role, "3207")
    assert admin.grants.count() == 1


def test_nobody_changes_the_own_account(admin: User) -> None:
    """Neither closing, nor a new password, nor the second factor, nor the own organisation, nor withdrawing."""
    for act in (
        lambda: actions.set_active(admin, admin, False),
        lambda: actions.reset_password(admin, admin),
        lambda: actions.reset_second_factor(admin, admin),
        lambda: actions.change_person(admin, admin, display_name="x"),
        lambda: granting.withdraw(admin, admin.grants.get()),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert Record.objects.count() == 0


def test_an_administrator_of_a_district_stays_in_the_district(
    person: Callable[..., User], confirmed: Callable[[User], User], east: Organisation, organisation: Organisation
) -> None:
    """No role for the city or the neighbour, none for people of the city, no account in the city."""
    local = confirmed(person("local", administrator="320703"))
    colleague, official = person("li"), person("wang")
    colleague.organisation = east
    colleague.save()
    granting.grant(local, colleague, "author", "320703001")
    for jurisdiction in ("3207", "320706", "32", ""):
        with pytest.raises(PermissionDenied):
            granting.grant(local, colleague, "author", jurisdiction)
    for act in (
        lambda: granting.grant(local, official, "author", "320703"),
        lambda: actions.add_person(local, username="new", organisation=organisation),
        lambda: actions.change_person(local, colleague, organisation=organisation),
        lambda: actions.reset_password(local, official),
        lambda: actions.change_organisation(local, east, jurisdiction="3207"),
        lambda: actions.add_organisation(
            local, key="x", name_zh="x", name_en="x", kind="social", jurisdiction="320706"
        ),
    ):
        with pytest.raises(PermissionDenied):
            act()
    assert set(Grant.objects.filter(user=colleague).values_list("jurisdiction", flat=True)) == {"320703001"}


def test_who_hands_out_roles_issues_no_warnings(admin: User, person: Callable[..., User]) -> None:
    """Roles that must stay apart are refused in either order, and a role that ran out no longer counts."""
    officer = person("li", approver="3207")
    with pytest.raises(ValidationError):
        granting.grant(admin, officer, "administrator", "320703")
    officer.grants.update(until=timezone.now() - timedelta(seconds=1))
    install(officer, "administrator", "320703", operator="tests")
    with pytest.raises(ValidationError):
        granting.grant(admin, officer, "approver", "3207")


def test_no_two_roles_that_stay_apart_bridge_the_gap() -> None:
    """Whatever one person may hold together, managing accounts and approving never come together."""
    for first, role in ROLES.items():
        for second, other in ROLES.items():
            held = role.permissions | other.permissions
            if first != second and {"account.manage", "alert.approve"} <= held:
                assert apart(first, second)
    assert set(APART) <= set(ROLES)


def test_a_grant_ends_by_itself(admin: User, person: Callable[..., User]) -> None:
    """At its end the permission is gone; before, it is there; renewing makes no second row."""
    officer = person("li")
    soon = timezone.now() + timedelta(hours=1)
    granting.grant(admin, officer, "author", "3207", until=soon)
    assert granted(officer, "alert.draft", at=soon - timedelta(seconds=1)) == ("3207",)
    assert granted(officer, "alert.draft", at=soon) == ()
    granting.grant(admin, officer, "author", "3207", until=soon + timedelta(days=1))
    assert officer.grants.count() == 1
    with pytest.raises(ValidationError):
        granting.grant(admin, officer, "author", "3207", until=timezone.now())


@pytest.mark.parametrize(("role", "jurisdiction"), [("emperor", "3207"), ("author", "32079"), ("author", "320799")])
def test_roles_and_areas_that_are_not_there_are_refused(
    admin: User, person: Callable[..., User], role: str, jurisdiction: str
) -> None:
    """A typing error gives no rights anywhere."""
    with pytest.raises(ValidationError):
        granting.grant(admin, person("li"), role, jurisdiction)


def test_a_lost_second_factor_takes_the_strong_roles_along(admin: User, person: Callable[..., User]) -> None:
    """Who resets password and second factor of an approver does not get the approver's hand as well."""
    approver = person("zhao", approver="3207", observer="3207")
    TOTP.activate(approver, generate_totp_secret())
    actions.reset_second_factor(admin, approver)
    assert not Authenticator.objects.exists()
    assert list(approver.grants.values_list("role", flat=True)) == ["observer"]
    (row,) = Record.objects.filter(action="account.reset_second_factor")
    assert row.before == {"grants": [{"role": "approver", "jurisdiction": "3207"}]}


def test_closing_an_account_ends_everything_at_once(
    admin: User, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """An open browser of that person is out with its next request."""
    officer = person("li", auditor="3207")
    browser = signed_in(officer)
    assert browser.get("/accounts/people/").status_code == 200
    actions.set_active(admin, officer, False)
    assert browser.get("/accounts/people/").status_code == 302
    assert jurisdictions(officer, "account.view") == ()
    actions.set_active(admin, officer, True)
    assert browser.get("/accounts/people/").status_code == 302


def test_who_came_in_without_an_organisation_is_taken_in_by_the_city_alone(
    admin: User, person: Callable[..., User], confirmed: Callable[[User], User], organisation: Organisation,
    signed_in_with_second_factor: Callable[[User], Client],
) -> None:  # fmt: skip
    """As another system lets people in: a city's administrator gives organisation and role, a district's cannot."""
    stranger, district = person("stranger"), confirmed(person("east", administrator="320703"))
    User.objects.filter(pk=stranger.pk).update(organisation=None)
    stranger = User.objects.get(pk=stranger.pk)
    assert stranger not in queries.people(district)
    with pytest.raises(PermissionDenied):
        granting.grant(district, stranger, "author", "320703")
    browser = signed_in_with_second_factor(admin)
    assert stranger.username in browser.get("/accounts/people/").content.decode()
    sent = {"organisation": organisation.pk, "display_name": "Li", "language": "en", "email": ""}
    assert browser.get(f"/accounts/people/{stranger.pk}/").status_code == 200
    assert browser.post(f"/accounts/people/{stranger.pk}/change/", sent).status_code == 302
    stranger = User.objects.get(pk=stranger.pk)
    assert stranger.organisation == organisation
    granting.grant(admin, stranger, "author", "3207")


def test_an_old_copy_of_an_account_ends_sign_ins_that_began_since(
    admin: User, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Who ended the other sign-ins in the moment before is signed out as well."""
    officer = person("officer", author="3207")
    browser, copy = signed_in(officer), User.objects.get(pk=officer.pk)
    assert browser.post("/accounts/security/sign-out-elsewhere/").status_code == 302
    actions.reset_second_factor(admin, copy)
    assert browser.get("/accounts/security/").status_code == 302


def test_a_new_password_by_the_administrator_ends_open_sign_ins(
    admin: User, person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """The person signs in with the new one, and has to change it."""
    officer = person("li", auditor="3207")
    browser = signed_in(officer)
    password = actions.reset_password(admin, officer)
    assert browser.get("/accounts/people/").status_code == 302
    fresh = User.objects.get(pk=officer.pk)
    assert fresh.check_password(password)
    assert fresh.must_change_password


def test_people_of_an_organisation_out_of_service_have_no_permission(
    admin: User, person: Callable[..., User], east: Organisation
) -> None:
    """The grants stay, and are in force again with the organisation."""
    officer = person("li", author="320703")
    officer.organisation = east
    officer.save()
    actions.change_organisation(admin, east, active=False)
    assert not allowed(officer, "alert.draft", "320703")
    actions.change_organisation(admin, east, active=True)
    assert allowed(officer, "alert.draft", "320703")


def test_nobody_closes_the_own_organisation(admin: User, organisation: Organisation) -> None:
    """It would leave nobody to open it again."""
    with pytest.raises(PermissionDenied):
        actions.change_organisation(admin, organisation, active=False)


def test_organisations_report_to_each_other_in_no_circle(
    admin: User, organisation: Organisation, east: Organisation
) -> None:
    """Neither to themselves nor by way of others."""
    actions.change_organisation(admin, east, parent=organisation)
    for parent in (organisation, east):
        fresh = Organisation.objects.get(pk=organisation.pk)
        with pytest.raises(ValidationError):
            actions.change_organisation(admin, fresh, parent=parent)


def test_a_circle_further_up_is_refused_and_not_walked_for_ever(
    admin: User, organisation: Organisation, east: Organisation
) -> None:
    """Two changes at the same moment can make one; whoever meets it is told."""
    Organisation.objects.filter(pk=organisation.pk).update(parent=east)
    Organisation.objects.filter(pk=east.pk).update(parent=organisation)
    fields = {"name_zh": "社", "name_en": "Group", "kind": "social", "jurisdiction": "3207"}
    with pytest.raises(ValidationError):
        actions.add_organisation(admin, key="group", parent=Organisation.objects.get(pk=east.pk), **fields)


def test_what_an_action_does_not_change_it_refuses(admin: User, person: Callable[..., User]) -> None:
    """Nobody slips in a password or a flag by way of the fields of a person."""
    for field in ("password", "is_superuser", "must_change_password", "sign_ins"):
        with pytest.raises(TypeError):
            actions.change_person(admin, person("li-" + field.replace("_", "")), **{field: True})


def test_a_refused_change_leaves_nothing_behind(admin: User, person: Callable[..., User]) -> None:
    """Neither the row nor the record."""
    officer = person("li")
    with pytest.raises(ValidationError):
        actions.change_person(admin, officer, email="not an address")
    assert User.objects.get(pk=officer.pk).email == ""
    assert Record.objects.count() == 0


ROLE = st.sampled_from(sorted(ROLES))
PREFIX = st.sampled_from(["3207", "320703", "320706", "320703001"])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(held=st.dictionaries(ROLE, PREFIX, max_size=3), asked=PREFIX, second_factor=st.booleans())
def test_a_permission_is_in_force_exactly_where_a_role_that_has_it_was_given(
    person: Callable[..., User], held: dict[str, str], asked: str, second_factor: bool
) -> None:
    """Compared with the plain reading of the rule, for every permission and with and without a second factor."""
    somebody = User.objects.filter(username="somebody").first() or person("somebody")
    somebody.grants.all().delete()
    for role, prefix in held.items():
        install(somebody, role, prefix, operator="tests")
    somebody.second_factor_at = timezone.now() if second_factor else None
    for permission in PERMISSIONS:
        expected = any(
            permission in ROLES[role].permissions and asked.startswith(prefix) for role, prefix in held.items()
        ) and (second_factor or permission not in STRONG)
        assert allowed(somebody, permission, asked) is expected


def test_lists_hold_what_lies_within(
    person: Callable[..., User], east: Organisation, organisation: Organisation
) -> None:
    """An auditor of the district sees the district's people and grants, nothing of the city's."""
    auditor = person("auditor", auditor="320703")
    local = person("local", author="320703001")
    local.organisation = east
    local.save()
    person("official", author="3207")
    assert [row.username for row in queries.people(auditor)] == ["local"]
    assert {row.user.username for row in queries.grants(auditor)} == {"auditor", "local"}
    assert [row.key for row in queries.organisations(auditor)] == ["east"]


def test_the_pages_of_an_administrator(
    person: Callable[..., User],
    signed_in_with_second_factor: Callable[[User], Client],
    organisation: Organisation,
    areas: dict[str, Area],
) -> None:
    """Open an account, give it a role, withdraw it, close it: each on a page, each recorded."""
    browser = signed_in_with_second_factor(person("admin", administrator="3207"))
    form: dict[str, Any] = {"username": "li", "display_name": "李", "organisation": organisation.pk, "language": "en"}
    page = browser.post("/accounts/people/add/", form)
    assert page.status_code == 200
    assert "no-store" in page.headers["Cache-Control"]
    li = User.objects.get(username="li")
    role = {"role": "author", "area": areas["320703"].pk, "until": ""}
    assert browser.post(f"/accounts/people/{li.pk}/grant/", role).status_code == 302
    assert granted(li, "alert.draft") == ("320703",)
    clash = browser.post(f"/accounts/people/{li.pk}/grant/", {**role, "role": "administrator"})
    assert clash.status_code == 422
    assert browser.get(f"/accounts/people/{li.pk}/").status_code == 200
    changed = {"display_name": "李四", "organisation": organisation.pk, "language": "en", "email": ""}
    assert browser.post(f"/accounts/people/{li.pk}/change/", changed).status_code == 302
    assert browser.post(f"/accounts/grants/{li.grants.get().pk}/withdraw/").status_code == 302
    assert browser.post(f"/accounts/people/{li.pk}/close/").status_code == 302
    li.refresh_from_db()
    assert (li.is_active, li.display_name, li.grants.count()) == (False, "李四", 0)
    assert browser.get("/accounts/people/?q=li").status_code == 200
    assert browser.get("/accounts/organisations/").status_code == 200
    assert set(Record.objects.values_list("action", flat=True)) >= {
        "account.open", "account.grant", "account.change", "account.withdraw", "account.close",
    }  # fmt: skip


def test_pages_of_accounts_are_closed_to_duty_officers(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Who may not see accounts gets 403 for the list, and 404 for a person, as if that person were not there."""
    officer = person("li", author="3207")
    browser = signed_in(officer)
    assert browser.get("/accounts/people/").status_code == 403
    assert browser.get(f"/accounts/people/{officer.pk}/").status_code == 404
    assert browser.post(f"/accounts/people/{officer.pk}/grant/", {"role": "approver"}).status_code == 404
    assert officer.grants.count() == 1
