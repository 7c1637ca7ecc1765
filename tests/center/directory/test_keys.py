"""Keys of programs: narrower than their owners, shown once, gone at once."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import ApiToken, Organisation, User
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS, ROLES
from anlan_center.accounts.scope import SecondFactorRequiredError, allowed
from anlan_center.accounts.tokens.keys import MARK, digest_of, owner_of
from anlan_center.audit.models import Record
from anlan_center.directory.keys import actions
from anlan_center.directory.people.actions import reset_password, set_active

ME = "/api/accounts/me"


def issued(user: User, *permissions: str, jurisdiction: str = "320703", days: int = 30) -> str:
    """Issue a key and return its text."""
    _token, key = actions.issue(user, name="screen", permissions=permissions, jurisdiction=jurisdiction, days=days)
    return key


def ask(key: str, address: str = ME) -> tuple[int, object]:
    """Ask the interface with a key; return status and content."""
    answer = Client().get(address, headers={"Authorization": f"Bearer {key}"})
    return answer.status_code, answer.json()


def test_a_key_acts_for_its_owner_in_less(person: Callable[..., User]) -> None:
    """It has the one permission in the one district, although its owner has more in the city."""
    key = issued(person("li", author="3207"), "alert.view")
    status, me = ask(key)
    assert status == 200
    assert isinstance(me, dict)
    assert (me["username"], me["by_key"], me["second_factor"]) == ("li", True, False)
    assert [(one["permission"], one["areas"]) for one in me["permissions"]] == [("alert.view", ["320703"])]


def test_the_text_of_a_key_is_kept_nowhere(person: Callable[..., User]) -> None:
    """Neither in the row nor in the record; who reads the database cannot use it."""
    key = issued(person("li", author="3207"), "alert.view")
    assert key.startswith(MARK)
    assert len(key) > 40
    token = ApiToken.objects.get()
    rows = [str(list(ApiToken.objects.values())), str(list(Record.objects.values()))]
    assert not any(key in row or key.removeprefix(MARK) in row for row in rows)
    assert token.digest not in rows[1]


@pytest.mark.parametrize(
    "wrong", ["", "anlan_", "anlan_wrong", "Bearer", "x" * 5000, "anlan_\u5b89\u6f9c", "' OR 1=1 --"]
)
def test_what_is_no_key_opens_nothing(db: None, wrong: str) -> None:
    """The answer is 401, whatever is sent."""
    answer = Client().get(ME, headers={"Authorization": f"Bearer {wrong}".encode().decode("latin-1")})
    assert answer.status_code == 401


def test_a_key_holds_until_its_end_and_no_longer(person: Callable[..., User]) -> None:
    """A key that ran out, or was withdrawn, or whose owner left, is no key."""
    li, wang, zhao = person("li", author="3207"), person("wang", author="3207"), person("zhao", author="3207")
    keys = [issued(one, "alert.view") for one in (li, wang, zhao)]
    assert [ask(key)[0] for key in keys] == [200, 200, 200]
    ApiToken.objects.filter(user=li).update(until=timezone.now())
    actions.withdraw(wang, wang.tokens.get())
    zhao.is_active = False
    zhao.save()
    assert [ask(key)[0] for key in keys] == [401, 401, 401]


def test_a_key_loses_what_its_owner_loses(person: Callable[..., User]) -> None:
    """With the grant goes the permission, also of a key that was issued before."""
    li = person("li", author="3207")
    key = issued(li, "alert.draft")
    li.grants.all().delete()
    owner = owner_of(key)
    assert owner is not None
    assert not allowed(owner, "alert.draft", "320703")


def test_closing_and_resetting_an_account_end_its_keys(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """They do not come back when the account is opened again."""
    admin, li = confirmed(person("admin", administrator="3207")), person("li", author="3207")
    first = issued(li, "alert.view")
    set_active(admin, li, False)
    set_active(admin, li, True)
    assert owner_of(first) is None
    second = issued(li, "alert.view")
    reset_password(admin, li)
    assert owner_of(second) is None


def test_a_key_is_no_wider_than_its_owner(person: Callable[..., User]) -> None:
    """Neither in permissions nor in area."""
    li = person("li", author="320703")
    for permissions, jurisdiction in (
        (["alert.review"], "320703"),
        (["alert.view"], "3207"),
        (["alert.view"], "320706"),
    ):
        with pytest.raises(PermissionDenied):
            issued(li, *permissions, jurisdiction=jurisdiction)
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("permission", sorted(BY_HAND))
def test_no_key_approves_warnings_or_manages_accounts(
    person: Callable[..., User], confirmed: Callable[[User], User], permission: str
) -> None:
    """Not even after a second factor, and not if a row of the table said so."""
    boss = confirmed(
        person("boss", approver="3207") if permission == "alert.approve" else person("b", administrator="3207")
    )
    with pytest.raises(ValidationError):
        issued(boss, permission)
    key = issued(boss, "alert.view" if permission == "alert.approve" else "account.view")
    ApiToken.objects.update(permissions=[permission], second_factor=True)
    owner = owner_of(key)
    assert owner is not None
    assert not allowed(owner, permission, "320703")


def test_strong_permissions_need_a_second_factor_at_the_issue_and_hold_a_month(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """A key that manages channels is issued by a person who confirmed, for thirty days at most."""
    operator = person("zhao", operator="3207")
    with pytest.raises(SecondFactorRequiredError):
        issued(operator, "channel.manage")
    with pytest.raises(ValidationError):
        issued(confirmed(operator), "channel.manage", days=31)
    owner = owner_of(issued(operator, "channel.manage", days=30))
    assert owner is not None
    assert allowed(owner, "channel.manage", "320703")


@pytest.mark.parametrize("days", [-1, 0, 367, 10**12])
def test_a_key_has_an_end(person: Callable[..., User], days: int) -> None:
    """Between a day and a year."""
    with pytest.raises(ValidationError):
        issued(person("li", author="3207"), "alert.view", days=days)


def test_unknown_permissions_and_areas_and_empty_names_are_refused(person: Callable[..., User]) -> None:
    """Each with a reason at its field."""
    li = person("li", author="3207")
    for wish, field in (
        ({"permissions": ["alert.everything"]}, "permissions"),
        ({"permissions": []}, "permissions"),
        ({"name": "  "}, "name"),
        ({"jurisdiction": "320799"}, "jurisdiction"),
    ):
        full = {"name": "x", "permissions": ["alert.view"], "jurisdiction": "320703", "days": 3, **wish}
        with pytest.raises(ValidationError) as refusal:
            actions.issue(li, **full)  # type: ignore[arg-type]
        assert set(refusal.value.message_dict) == {field}


def test_a_key_issues_no_keys_and_withdraws_none(person: Callable[..., User]) -> None:
    """A key that leaked cannot make itself at home."""
    li = person("li", author="3207")
    owner = owner_of(issued(li, "alert.view"))
    assert owner is not None
    with pytest.raises(PermissionDenied):
        issued(owner, "alert.view")
    with pytest.raises(PermissionDenied):
        actions.withdraw(owner, li.tokens.get())


def test_keys_of_others_are_withdrawn_by_their_administrator_alone(
    person: Callable[..., User], confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """Neither a colleague nor the administrator of a district."""
    li = person("li", author="3207")
    issued(li, "alert.view")
    token = li.tokens.get()
    for other in (person("wang", author="3207"), confirmed(person("local", administrator="320703"))):
        with pytest.raises(PermissionDenied):
            actions.withdraw(other, token)
    actions.withdraw(confirmed(person("admin", administrator="3207")), token)
    assert ApiToken.objects.get().withdrawn is not None


def test_a_person_has_a_limited_number_of_keys(person: Callable[..., User]) -> None:
    """Withdrawn ones do not count."""
    li = person("li", author="3207")
    for _number in range(actions.MOST):
        issued(li, "alert.view")
    with pytest.raises(ValidationError):
        issued(li, "alert.view")
    actions.withdraw(li, li.tokens.all()[0])
    issued(li, "alert.view")


def test_the_last_use_is_noted_now_and_then(person: Callable[..., User]) -> None:
    """The first use is; one a moment later writes nothing; one an hour later does."""
    key = issued(person("li", author="3207"), "alert.view")
    ask(key)
    first = ApiToken.objects.get().used
    assert first is not None
    ask(key)
    assert ApiToken.objects.get().used == first
    ApiToken.objects.update(used=first - timedelta(hours=1))
    ask(key)
    assert ApiToken.objects.get().used >= first  # type: ignore[operator]


def test_a_bad_key_is_not_helped_by_a_session(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """Who sends a key is judged by the key."""
    browser = signed_in(person("li", author="3207"))
    assert browser.get(ME).status_code == 200
    assert browser.get(ME, headers={"Authorization": "Bearer anlan_wrong"}).status_code == 401


def test_a_session_needs_the_token_against_forged_requests(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """A page of another site cannot let a signed-in person act; a key needs no such token."""
    li = person("li", author="3207")
    key = issued(li, "alert.view")
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(li, backend="allauth.account.auth_backends.AuthenticationBackend")
    address = f"/api/accounts/keys/{li.tokens.get().pk}"
    assert browser.delete(address).status_code == 403
    assert li.tokens.get().withdrawn is None
    by_key = Client(enforce_csrf_checks=True).delete(address, headers={"Authorization": f"Bearer {key}"})
    assert by_key.status_code == 403
    assert "本人" in by_key.json()["detail"]


def test_the_page_shows_a_key_once(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """The answer to the form has the text, and the page afterwards does not."""
    li = person("li", author="320703")
    browser = signed_in(li)
    assert browser.get("/accounts/keys/").status_code == 200
    area = {"name": "screen", "permissions": ["alert.view"], "days": "30"}
    for number in browser.get("/accounts/keys/").context["form"].fields["area"].queryset.values_list("pk", flat=True):
        area["area"] = number
    page = browser.post("/accounts/keys/", area).content.decode()
    key = page.partition('<p class="figure"><code>')[2].partition("</code>")[0]
    assert owner_of(key) == li
    assert key not in browser.get("/accounts/keys/").content.decode()
    assert browser.post(f"/accounts/keys/{li.tokens.get().pk}/withdraw/").status_code == 302
    assert owner_of(key) is None


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    role=st.sampled_from(sorted(ROLES)),
    held=st.sampled_from(["3207", "320703"]),
    named=st.sets(st.sampled_from(sorted(PERMISSIONS)), max_size=4),
    where=st.sampled_from(["32", "3207", "320703", "320703001", "320706"]),
    asked=st.sampled_from(["32", "3207", "320703", "320703001", "320706"]),
)
def test_whatever_a_row_says_a_key_never_exceeds_its_owner(
    person: Callable[..., User], role: str, held: str, named: set[str], where: str, asked: str
) -> None:
    """Rows written by hand or left behind by a change of roles included: a key has what both it and its owner have."""
    owner = User.objects.filter(username="owner").first() or person("owner")
    owner.grants.all().delete()
    install(owner, role, held, operator="tests")
    key = f"{MARK}row"
    ApiToken.objects.all().delete()
    ApiToken.objects.create(
        user=owner, name="row", digest=digest_of(key), permissions=sorted(named), jurisdiction=where,
        second_factor=True, until=timezone.now() + timedelta(days=1),
    )  # fmt: skip
    by_key = owner_of(key)
    assert by_key is not None
    owner.second_factor_at = timezone.now()
    for permission in PERMISSIONS:
        expected = (
            allowed(owner, permission, asked)
            and permission in named - BY_HAND
            and asked.startswith(where)
        )  # fmt: skip
        assert allowed(by_key, permission, asked) is expected
