"""Strong permissions are in force only after a second factor."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client, RequestFactory

from anlan_center.accounts.models import Narrowed, User
from anlan_center.accounts.scope import SecondFactorRequiredError, allowed, demand, granted, holders
from anlan_center.accounts.signing_in.factors import inform


def test_who_may_approve_approves_only_after_a_second_factor(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """The grant alone is not enough, and the refusal says what is missing."""
    approver = person("zhao", approver="3207")
    assert granted(approver, "alert.approve") == ("3207",)
    with pytest.raises(SecondFactorRequiredError):
        demand(approver, "alert.approve", "320703")
    demand(approver, "alert.review", "320703")
    demand(confirmed(approver), "alert.approve", "320703")


def test_a_second_factor_adds_no_permission(person: Callable[..., User], confirmed: Callable[[User], User]) -> None:
    """Who was granted nothing is refused for that, not for the factor."""
    with pytest.raises(PermissionDenied) as refusal:
        demand(person("li", author="3207"), "alert.approve", "3207")
    assert not isinstance(refusal.value, SecondFactorRequiredError)
    assert not allowed(confirmed(person("wu", author="3207")), "alert.approve", "3207")


def test_the_second_factor_ends_when_the_row_is_read_again(
    person: Callable[..., User], confirmed: Callable[[User], User]
) -> None:
    """A copy of a user acts without it: what belongs to the sign-in is not stored."""
    approver = confirmed(person("zhao", approver="3207"))
    assert approver.second_factor
    assert not User.objects.get(pk=approver.pk).second_factor


def test_the_request_tells_how_its_user_came_in(
    person: Callable[..., User], signed_in: Callable[..., Client], rf: RequestFactory
) -> None:
    """The session's records say whether there was a second factor, and those of another person do not count."""
    approver, other = person("zhao", approver="3207"), person("qian", approver="3207")
    for user, second_factor in ((approver, True), (approver, False), (other, True)):
        request = rf.get("/")
        request.session = signed_in(user, second_factor=second_factor).session

        async def later(user: User = user) -> User:
            return user

        request.user, request.auser = approver, later
        inform(request)
        assert request.user.second_factor is (user is approver and second_factor)


def test_a_token_narrows_its_owner(person: Callable[..., User]) -> None:
    """It covers no more than what it names and what its owner has."""
    officer = person("li", author="3207")
    officer.narrowed = Narrowed(frozenset({"alert.view"}), "320703")
    assert allowed(officer, "alert.view", "320703001")
    assert not allowed(officer, "alert.view", "3207")
    assert not allowed(officer, "alert.draft", "320703")
    officer.narrowed = Narrowed(frozenset({"alert.view", "alert.approve"}), "32")
    assert allowed(officer, "alert.view", "3207")
    assert not allowed(officer, "alert.view", "32")
    assert not allowed(officer, "alert.approve", "3207")


def test_who_has_still_to_choose_a_password_may_do_nothing(person: Callable[..., User]) -> None:
    """A password that someone else has seen opens nothing."""
    officer = person("li", author="3207")
    officer.must_change_password = True
    assert not allowed(officer, "alert.view", "3207")


def test_those_who_may_are_found_by_their_grants(person: Callable[..., User]) -> None:
    """Grants of the area and of those above it count; people who left do not."""
    city, east = person("a", approver="3207"), person("b", approver="320703")
    person("c", approver="320706"), person("d", author="3207")
    gone = person("e", approver="3207")
    gone.is_active = False
    gone.save()
    assert list(holders("alert.approve", "320703")) == [city, east]
