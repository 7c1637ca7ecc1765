"""Whoever takes an account in hand, such as by a new password, gets none of its strong roles."""

from collections.abc import Callable

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, transaction
from django.utils import timezone

from anlan_center.accounts.models import STRONG_ROLES, Area, Grant, Organisation, Proposal, User
from anlan_center.accounts.proposing import State
from anlan_center.accounts.scope import granted
from anlan_center.directory.machine import make_administrators
from anlan_center.directory.people import actions as people
from anlan_center.directory.proposals import actions
from anlan_center.directory.proposals.queries import in_hand
from tests.center.directory.conftest import Person, asked, with_app


def account_reopened(actor: User, one: User) -> None:
    """Close an account, and open it again."""
    people.set_active(actor, one, False)
    people.set_active(actor, one, True)


def organisation_reopened(actor: User, one: User) -> None:
    """Take an organisation out of service, and into service again."""
    assert one.organisation is not None
    for active in (False, True):
        people.change_organisation(actor, one.organisation, active=active)


def moved_out_of_a_closed_organisation(actor: User, one: User) -> None:
    """Take an organisation out of service, and move its person to another."""
    assert one.organisation is not None
    people.change_organisation(actor, one.organisation, active=False)
    people.change_person(actor, User.objects.get(pk=one.pk), organisation=actor.organisation)


TAKE_OVERS: dict[str, Callable[[User, User], object]] = {
    "a new password": people.reset_password,
    "no second factor any more": people.reset_second_factor,
    "another address for forgotten passwords": lambda actor, one: people.change_person(actor, one, email="x@y.example"),
    "closed and opened again": account_reopened,
    "the organisation closed and opened again": organisation_reopened,
    "the organisation closed and left": moved_out_of_a_closed_organisation,
}


@pytest.mark.parametrize("way", TAKE_OVERS)
@pytest.mark.parametrize("role", STRONG_ROLES)
def test_who_takes_an_account_in_hand_does_not_get_its_strong_roles(
    admin: User, second: User, person: Person, areas: dict[str, Area], way: str, role: str
) -> None:
    """They are gone at once and wait for somebody else; so does what waited for the account before."""
    east = Organisation.objects.create(
        key="east", name_zh="东区", name_en="East", kind="district", jurisdiction="320703"
    )
    victim = with_app(person("victim", **{role: "3207"}))
    Grant.objects.create(user=victim, role="observer", jurisdiction="320703")
    User.objects.filter(pk=victim.pk).update(organisation=east)
    victim = User.objects.get(pk=victim.pk)
    earlier = asked(admin, victim, role, "320703")
    TAKE_OVERS[way](admin, victim)
    assert [one.role for one in victim.grants.all()] == ["observer"]
    assert Proposal.objects.get(pk=earlier.pk).state == State.WITHDRAWN
    waiting = victim.proposals.filter(state=State.WAITING)
    assert {(one.role, one.jurisdiction) for one in waiting} == {(role, "3207"), (role, "320703")}
    for one in waiting:
        with pytest.raises(PermissionDenied):
            actions.confirm(admin, one)
    assert victim.proposals.filter(state=State.ENDED).count() == 1


def test_who_lost_password_and_telephone_has_every_role_asked_for_anew(
    admin: User, second: User, person: Person
) -> None:
    """Both given back by one hand, the role waits once, for the other; by two, nobody asks unknowingly."""
    officer = with_app(person("officer", approver="3207"))
    people.reset_password(admin, officer)
    people.reset_second_factor(admin, User.objects.get(pk=officer.pk))
    (waiting,) = officer.proposals.filter(state=State.WAITING)
    assert (waiting.role, waiting.jurisdiction, waiting.asked_by) == ("approver", "3207", admin)
    people.reset_password(second, User.objects.get(pk=officer.pk))
    assert not officer.proposals.filter(state=State.WAITING).exists()
    proposal = asked(second, officer)
    User.objects.filter(pk=officer.pk).update(must_change_password=False)
    with_app(officer)
    actions.confirm(admin, proposal)
    assert granted(officer, "alert.approve") == ("3207",)


def test_of_two_administrators_one_who_lost_the_second_factor_comes_back_by_the_machine(
    admin: User, second: User, confirmed: Callable[[User], User]
) -> None:
    """Nobody of the two can confirm it; an administrator opened at the machine can, once they have signed in."""
    people.reset_second_factor(admin, second)
    with_app(second)
    (waiting,) = second.proposals.filter(state=State.WAITING)
    for one in (admin, second):
        with pytest.raises(PermissionDenied):
            actions.confirm(one, waiting)
    (made,) = make_administrators(1)
    third = User.objects.get(username=made.username)
    third.must_change_password = False
    actions.confirm(confirmed(with_app(third)), waiting)
    assert granted(second, "account.manage") == ("3207",)


def test_whoever_gave_an_account_its_password_depends_on_it(
    admin: User, second: User, person: Person, officer: User, confirmed: Callable[[User], User]
) -> None:
    """An administrator whose password another one reset confirms nothing for that one, even once confirmed anew."""
    third = with_app(person("third", administrator="3207"))
    people.reset_password(admin, third)
    User.objects.filter(pk=third.pk).update(must_change_password=False)
    (waiting,) = third.proposals.filter(state=State.WAITING)
    actions.confirm(second, waiting)
    third = confirmed(User.objects.get(pk=third.pk))
    proposal = asked(admin, officer)
    with pytest.raises(PermissionDenied):
        actions.confirm(third, proposal)
    actions.refuse(second, proposal, "to ask anew")
    actions.confirm(third, asked(second, officer))


@pytest.mark.parametrize("way", ["a new password", "another address for forgotten passwords"])
def test_who_once_had_an_account_in_hand_is_not_forgotten_for_those_who_had_it_later(
    admin: User, second: User, officer: User, confirmed: Callable[[User], User], way: str
) -> None:
    """One who opened an account for an invented person lets another one reset it, which would wash it clean."""
    assert admin.organisation is not None
    puppet, _password = people.add_person(admin, username="puppet", organisation=admin.organisation)
    TAKE_OVERS[way](second, puppet)
    puppet = with_app(User.objects.get(pk=puppet.pk))
    User.objects.filter(pk=puppet.pk).update(must_change_password=False)
    actions.confirm(admin, asked(second, puppet, "administrator"))
    puppet = confirmed(User.objects.get(pk=puppet.pk))
    for asker in (admin, second):
        proposal = asked(asker, officer)
        with pytest.raises(PermissionDenied):
            actions.confirm(puppet, proposal)
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.filter(pk=proposal.pk).update(
                state=State.CONFIRMED, decided_by=puppet, decided_at=timezone.now()
            )
        actions.withdraw(asker, proposal)


def test_the_second_administrator_reads_of_every_hand(admin: User, second: User) -> None:
    """Six new passwords since hide neither who opened the account nor who turned its letters elsewhere."""
    assert admin.organisation is not None
    puppet, _password = people.add_person(admin, username="puppet", organisation=admin.organisation)
    people.change_person(admin, puppet, email="x@y.example")
    people.change_person(admin, puppet, display_name="Pan")
    for _time in range(6):
        people.reset_password(second, puppet)
    told = [(one.action, one.by) for one in in_hand(puppet)]
    assert told[6:] == [("account.readdress", "admin"), ("account.open", "admin")]


def test_whose_hands_an_account_went_through_cannot_be_taken_back(admin: User, triggers: None) -> None:
    """Whoever reaches the tables by another way is stopped by a trigger."""
    assert admin.organisation is not None
    puppet, _password = people.add_person(admin, username="puppet", organisation=admin.organisation)
    hands = User.entrusted_by.through.objects.all()
    for step in (hands.delete, lambda: hands.update(to_user=puppet)):
        with pytest.raises(DatabaseError, match="not forgotten"), transaction.atomic():
            step()
