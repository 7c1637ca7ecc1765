"""A role that can release warnings or change accounts takes two administrators, whatever is tried."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.test import Client
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anlan_center.accounts.installing import install
from anlan_center.accounts.models import STRONG_ROLES, Area, Grant, Organisation, Proposal, User
from anlan_center.accounts.proposing import STEPS, State
from anlan_center.accounts.scope import SecondFactorRequiredError, granted
from anlan_center.audit.models import Record
from anlan_center.directory.people import actions as people
from anlan_center.directory.people import granting
from anlan_center.directory.proposals import actions, queries
from tests.center.directory.conftest import Person, asked, with_app


@pytest.mark.parametrize("role", STRONG_ROLES)
def test_a_strong_role_holds_only_once_a_second_administrator_confirmed_it(
    admin: User, second: User, officer: User, role: str
) -> None:
    """Asking gives nothing; the confirmation gives exactly what was asked for, and the record has both names."""
    proposal = asked(admin, officer, role, "320703")
    assert not officer.grants.exists()
    given = actions.confirm(second, proposal)
    assert (given.role, given.jurisdiction, given.granted_by) == (role, "320703", admin)
    assert granted(officer, "alert.view") == (() if role == "administrator" else ("320703",))
    told = Record.objects.filter(action__in=["account.ask", "account.confirm", "account.grant"]).order_by("id")
    assert [(row.action, row.actor) for row in told] == [
        ("account.ask", admin), ("account.confirm", second), ("account.grant", second),
    ]  # fmt: skip


def test_one_administrator_with_two_accounts_of_his_own_releases_nothing(
    admin: User, organisation: Organisation, confirmed: Callable[[User], User]
) -> None:
    """The author yes, the approver no: neither account, nor any further one of that administrator, can confirm it."""
    author, _password = people.add_person(admin, username="a", organisation=organisation)
    approver, _password = people.add_person(admin, username="b", organisation=organisation)
    helper, _password = people.add_person(admin, username="c", organisation=organisation)
    for one in (author, approver, helper):
        User.objects.filter(pk=one.pk).update(must_change_password=False)
        one.must_change_password = False
        with_app(confirmed(one))
    assert isinstance(granting.grant(admin, author, "author", "3207"), Grant)
    proposal = asked(admin, approver)
    wanted = asked(admin, helper, "administrator")
    for who, what in ((admin, proposal), (admin, wanted), (helper, proposal), (approver, proposal), (author, proposal)):
        with pytest.raises(PermissionDenied):
            actions.confirm(who, what)
    assert not Grant.objects.filter(role__in=STRONG_ROLES, user__in=[author, approver, helper]).exists()


def test_an_account_that_an_administrator_opened_never_confirms_for_that_administrator(
    admin: User, second: User, organisation: Organisation, officer: User, confirmed: Callable[[User], User]
) -> None:
    """Not even once a second one made it an administrator, nor an account opened from it; nor the other way round."""
    chain = [admin]
    for name in ("first-of-mine", "second-of-mine"):
        made, _password = people.add_person(chain[-1], username=name, organisation=organisation)
        User.objects.filter(pk=made.pk).update(must_change_password=False)
        actions.confirm(second, asked(admin, with_app(made), "administrator"))
        chain.append(confirmed(User.objects.get(pk=made.pk)))
    for asker in chain:
        proposal = asked(asker, officer)
        for other in chain:
            with pytest.raises(PermissionDenied):
                actions.confirm(other, proposal)
        actions.refuse(second, proposal, "who is that?")
    assert not officer.grants.exists()


def test_an_account_of_who_gains_confirms_nothing_for_that_person(
    admin: User, person: Person, organisation: Organisation, confirmed: Callable[[User], User]
) -> None:
    """Somebody who was an administrator and opened an account does not get a role by it."""
    gainer = confirmed(with_app(person("gainer", administrator="3207")))
    puppet, _password = people.add_person(gainer, username="puppet", organisation=organisation)
    install(puppet, "administrator", "3207", operator="tests")
    puppet = confirmed(User.objects.get(pk=puppet.pk))
    puppet.must_change_password = False
    Grant.objects.filter(user=gainer).delete()
    with pytest.raises(PermissionDenied):
        actions.confirm(puppet, asked(admin, gainer))


def test_only_an_administrator_of_the_area_with_a_second_factor_confirms(
    admin: User, second: User, person: Person, officer: User, confirmed: Callable[[User], User]
) -> None:
    """Neither one of a district, nor one by password alone, nor an auditor."""
    proposal = asked(admin, officer)
    second.second_factor_at = None
    with pytest.raises(SecondFactorRequiredError):
        actions.confirm(second, proposal)
    for role, where in (("administrator", "320703"), ("auditor", "3207"), ("approver", "3207")):
        with pytest.raises(PermissionDenied):
            actions.confirm(confirmed(person(f"{role}-{where}", **{role: where})), proposal)
    assert Proposal.objects.get(pk=proposal.pk).state == State.WAITING


def test_nobody_is_confirmed_whose_account_others_can_still_use(admin: User, second: User, person: Person) -> None:
    """Who opened it knows the first password, and could set up the second factor; every reason is given at once."""
    newcomer = person("newcomer")
    User.objects.filter(pk=newcomer.pk).update(must_change_password=True)
    proposal = asked(admin, newcomer)
    with pytest.raises(ValidationError) as refusal:
        actions.confirm(second, proposal)
    assert len(refusal.value.messages) == 2
    assert queries.to_do_first(proposal)
    User.objects.filter(pk=newcomer.pk).update(must_change_password=False)
    with_app(newcomer)
    actions.confirm(second, Proposal.objects.get(pk=proposal.pk))
    assert granted(newcomer, "alert.approve") == ("3207",)


def test_what_a_dismissed_administrator_asked_for_is_void(admin: User, second: User, officer: User) -> None:
    """Withdrawing the role of who asked takes effect on what still waits."""
    proposal = asked(admin, officer)
    granting.withdraw(second, admin.grants.get())
    with pytest.raises(ValidationError, match=r"manages accounts|管理"):
        actions.confirm(second, proposal)


@pytest.mark.parametrize("step", ["confirm", "refuse", "withdraw"])
def test_a_decision_is_made_once(admin: User, second: User, officer: User, step: str) -> None:
    """Whoever comes second is told so, and nothing changes."""
    proposal = asked(admin, officer)
    steps: dict[str, Callable[[], object]] = {
        "confirm": lambda: actions.confirm(second, proposal),
        "refuse": lambda: actions.refuse(second, proposal, "why"),
        "withdraw": lambda: actions.withdraw(admin, proposal),
    }
    steps[step]()
    before = list(Proposal.objects.values()), list(Grant.objects.values())
    for again in steps.values():
        with pytest.raises(actions.DecidedError):
            again()
    assert (list(Proposal.objects.values()), list(Grant.objects.values())) == before


def test_a_refusal_says_why_and_only_who_asked_takes_back(admin: User, second: User, officer: User) -> None:
    """The reason stays with the row and in the record."""
    proposal = asked(admin, officer)
    with pytest.raises(ValidationError):
        actions.refuse(second, proposal, "  ")
    with pytest.raises(PermissionDenied):
        actions.withdraw(second, proposal)
    with pytest.raises(ValidationError):
        granting.grant(admin, officer, "approver", "3207")
    refused = actions.refuse(second, proposal, "unknown person")
    assert (refused.state, refused.reason) == (State.REFUSED, "unknown person")
    assert (Record.objects.get(action="account.refuse").after or {})["reason"] == "unknown person"
    asked(admin, officer)


def test_what_nobody_decides_about_lapses(admin: User, second: User, officer: User) -> None:
    """After a week; what is younger waits on."""
    proposal = asked(admin, officer)
    assert actions.lapse(timezone.now() + timedelta(days=actions.KEPT_DAYS, seconds=-60)) == 0
    assert actions.lapse(timezone.now() + timedelta(days=actions.KEPT_DAYS, seconds=60)) == 1
    with pytest.raises(actions.DecidedError):
        actions.confirm(second, proposal)


def slip(order: Callable[[], object]) -> None:
    """Try something that a shell or a mistake could do, and expect the database to refuse it."""
    with pytest.raises(DatabaseError), transaction.atomic():
        order()


def test_the_database_refuses_a_strong_role_by_any_other_way(admin: User, second: User, officer: User) -> None:
    """Rows of grants written or changed by hand, with no proposal, somebody else's, or one that is not confirmed."""
    waiting = asked(admin, officer)
    for role in STRONG_ROLES:
        slip(partial(Grant.objects.create, user=officer, role=role, jurisdiction="3207"))
    common: dict[str, Any] = {"user": officer, "role": "approver", "jurisdiction": "3207"}
    slip(lambda: Grant.objects.create(**common, proposal=waiting))
    slip(lambda: Grant.objects.create(**common, proposal=admin.grants.get().proposal))
    Grant.objects.create(user=officer, role="observer", jurisdiction="3207")
    slip(lambda: officer.grants.update(role="approver"))
    slip(lambda: officer.grants.update(role="approver", proposal=waiting))
    given = actions.confirm(second, waiting)
    slip(lambda: Grant.objects.filter(pk=given.pk).update(jurisdiction="32"))
    slip(lambda: Grant.objects.filter(pk=given.pk).update(user=second))
    slip(lambda: Grant.objects.filter(pk=given.pk).update(proposal=None))
    granting.withdraw(admin, given)
    slip(lambda: Grant.objects.create(**common, proposal=Proposal.objects.get(pk=waiting.pk)))


def test_an_end_that_was_confirmed_is_not_put_off(admin: User, second: User, officer: User) -> None:
    """A strong role can be cut short by hand, never made longer."""
    until = timezone.now() + timedelta(days=1)
    proposal = granting.grant(admin, officer, "approver", "3207", until=until)
    assert isinstance(proposal, Proposal)
    given = Grant.objects.filter(pk=actions.confirm(second, proposal).pk)
    slip(lambda: given.update(until=until + timedelta(microseconds=1)))
    slip(lambda: given.update(until=None))
    given.update(until=until - timedelta(hours=1))


def test_the_database_refuses_a_proposal_decided_by_any_other_way(
    admin: User, second: User, officer: User, person: Person
) -> None:
    """Rows that begin as confirmed, or are confirmed by who asks, who gains, who is nobody, or was opened by them."""
    auditor, own = person("auditor", auditor="3207"), person("own", administrator="3207")
    own.entrusted_by.add(admin)
    own.entrusted_by.add(person("later"))
    now = timezone.now()
    fields: dict[str, Any] = {"user": officer, "role": "operator", "jurisdiction": "3207", "asked_at": now}
    slip(
        lambda: Proposal.objects.create(
            **fields, asked_by=admin, decided_by=second, decided_at=now, state=State.CONFIRMED
        )
    )
    slip(lambda: Proposal.objects.create(**fields, decided_at=now, state=State.CONFIRMED))
    slip(lambda: Proposal.objects.create(**fields, asked_by=officer))
    row = Proposal.objects.filter(pk=asked(admin, officer).pk)
    for one in (admin, officer, auditor, own, None):
        slip(partial(row.update, state=State.CONFIRMED, decided_by=one, decided_at=now))
    slip(lambda: row.update(operator="root"))
    slip(lambda: row.update(role="administrator"))
    slip(lambda: row.update(user=auditor))
    actions.refuse(second, row.get(), "no")
    slip(lambda: row.update(state=State.CONFIRMED))
    slip(lambda: row.update(reason="yes"))


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(before=st.sampled_from(list(State)), after=st.sampled_from(list(State)))
def test_the_database_knows_the_same_table_of_steps(
    admin: User, second: User, officer: User, before: State, after: State
) -> None:
    """A state follows another exactly where a step leads there."""
    with transaction.atomic():
        row = Proposal.objects.filter(pk=asked(admin, officer).pk)
        decided: dict[str, Any] = {"decided_by": second, "decided_at": timezone.now()}
        if before == State.ENDED:
            row.update(state=State.CONFIRMED, **decided)
            row.update(state=before)
        elif before != State.WAITING:
            row.update(state=before, **decided)
        known = (before, after) in STEPS.values()
        try:
            with transaction.atomic():
                row.update(state=after, **(decided if before == State.WAITING and known else {}))
        except DatabaseError:
            assert not known
            assert before != after
        else:
            assert known or before == after
        transaction.set_rollback(True)


def test_the_pages_of_two_administrators(
    admin: User, second: User, officer: User, areas: dict[str, Area], person: Person,
    signed_in_with_second_factor: Callable[[User], Client],
) -> None:  # fmt: skip
    """One asks and sees that it waits, the other sees whose hands the account was in, and confirms."""
    one, other = signed_in_with_second_factor(admin), signed_in_with_second_factor(second)
    role = {"role": "approver", "area": areas["320703"].pk, "until": ""}
    assert one.post(f"/accounts/people/{officer.pk}/grant/", role).status_code == 302
    proposal = Proposal.objects.get(user=officer)
    place = f"/accounts/proposals/{proposal.pk}/"
    assert place in one.get(f"/accounts/people/{officer.pk}/").content.decode()
    assert "confirm/" not in one.get(place).content.decode()
    assert one.post(f"{place}confirm/").status_code == 403
    assert f"{place}confirm/" in other.get(place).content.decode()
    assert other.post(f"{place}refuse/", {"reason": ""}).status_code == 422
    assert other.post(f"{place}confirm/").status_code == 302
    assert other.post(f"{place}confirm/").status_code == 422
    assert granted(officer, "alert.approve") == ("320703",)
    assert other.get("/accounts/proposals/").status_code == 200
    assert signed_in_with_second_factor(person("x", author="3207")).get("/accounts/proposals/").status_code == 403


def test_a_page_offers_no_decision_that_would_be_refused(
    admin: User, person: Person, officer: User, confirmed: Callable[[User], User],
    signed_in_with_second_factor: Callable[[User], Client],
) -> None:  # fmt: skip
    """A district reads why a person of the city is not theirs; whose role ran out is not asked for a second factor."""
    district = person("district", administrator="320703")
    place = f"/accounts/proposals/{asked(admin, officer, 'approver', '320703').pk}/"
    browser = signed_in_with_second_factor(district)
    browser.cookies["django_language"] = "en"
    page = browser.get(place).content.decode()
    assert "You lack the permission" in page
    assert "confirm/" not in page
    both = person("both", auditor="3207")
    install(both, "administrator", "3207", operator="tests")
    Grant.objects.filter(user=both, role="administrator").update(until=timezone.now())
    assert "security/confirm/" not in signed_in_with_second_factor(both).get(place).content.decode()


def test_programs_ask_and_people_decide_by_the_interface(
    admin: User, second: User, officer: User, signed_in_with_second_factor: Callable[[User], Client]
) -> None:
    """202 where the role waits, 403 for who asked, 200 for the second, 409 for who comes too late."""
    one, other = signed_in_with_second_factor(admin), signed_in_with_second_factor(second)
    wanted = {"user_id": officer.pk, "role": "operator", "jurisdiction": "3207"}
    answer = one.post("/api/accounts/grants", wanted, content_type="application/json")
    assert (answer.status_code, answer.json()["state"]) == (202, "waiting")
    place = f"/api/accounts/proposals/{answer.json()['id']}"
    assert one.post(f"{place}/confirm").status_code == 403
    assert [row["id"] for row in other.get("/api/accounts/proposals?limit=1").json()["items"]] == [answer.json()["id"]]
    assert other.post(f"{place}/confirm").status_code == 200
    late = other.post(f"{place}/refuse", {"reason": "late"}, content_type="application/json")
    assert late.status_code == 409
    assert one.post(f"{place}/withdraw").status_code == 409
