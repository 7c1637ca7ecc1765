"""Templates of texts: proposed by one, put in force by another, offered by the composer, and how their pages read."""

from collections.abc import Callable
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from anlan.alerts.texts import EVENTS, Kind
from anlan_center.accounts.models import Organisation, User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.actions import Case
from anlan_center.alerts.release.errors import ConflictError, NoReasonError, NotReadyError, SamePersonError
from anlan_center.alerts.release.message.wording import PARTS, Facts, fill, programs_words, propose
from anlan_center.alerts.release.models import TextTemplate
from anlan_center.alerts.release.wordings import board
from anlan_center.audit.models import Record
from tests.center.alerts.release.conftest import People

SignIn = Callable[..., Client]
TEXTS = {
    "headline": "{source}: {hazard} in {place}",
    "description": "{Colour} level {period}. {detail}",
    "instruction": "Stay inside.",
    "short": "{Hazard}, {place}",
}
CITY = Case(event_type="typhoon", language="en", jurisdiction="3207")
PAGE = "/alerts/texts/3207/typhoon/orange/Alert/en/"


@pytest.fixture
def manager(person: Callable[..., User]) -> User:
    """Somebody who keeps the templates of the city."""
    return person("manager", administrator="3207")


def facts(organisation: Organisation, **changes: object) -> Facts:
    """Return what is known of a typhoon warning."""
    known = {
        "event_type": "typhoon", "colour": "orange", "organisation": organisation, "jurisdiction": "320703001",
        "places": {"en": "Xugou", "zh-Hans": "墟沟街道"},
    }  # fmt: skip
    return Facts(**{**known, **changes})  # type: ignore[arg-type]


def case(jurisdiction: str = "3207", colour: str = "", **changes: str) -> Case:
    """Return a case of typhoons in English."""
    fields = {"event_type": "typhoon", "language": "en", "jurisdiction": jurisdiction, "colour": colour}
    return Case(**{**fields, **changes})


def store(people: People, manager: User, of: Case = CITY, **texts: str) -> TextTemplate:
    """Have words proposed and approved."""
    last = board.versions(of).first()
    made = actions.propose_template(manager, of, {**TEXTS, **texts}, seen=last.number if last else 0)
    return actions.approve_template(people.approver, made)


def test_the_template_of_the_nearest_area_is_proposed_filled(
    people: People, manager: User, organisation: Organisation
) -> None:
    """One for the colour before one for all; times are said in words."""
    assert "range typhoon warning" in propose(facts(organisation), "en")["headline"]
    store(people, manager)
    store(people, manager, case("320703"), headline="district: {place}")
    assert propose(facts(organisation), "en")["headline"] == "district: Xugou"
    store(people, manager, case("320703", "orange"), headline="orange: {place}")
    assert propose(facts(organisation), "en")["headline"] == "orange: Xugou"
    elsewhere = propose(facts(organisation, jurisdiction="320706"), "en")
    assert elsewhere["headline"] == "Emergency Command: typhoon in Xugou"
    assert elsewhere["description"] == "Orange level now."


def test_nothing_is_offered_before_a_second_person_has_approved_it(
    people: People,
    manager: User,
    organisation: Organisation,
    person: Callable[..., User],
    confirmed: Callable[..., User],
) -> None:
    """Whoever wrote in it, also in a version that gave way, cannot approve; one without a second factor neither."""
    both = confirmed(person("both", approver="3207", administrator="3207"))
    first = actions.propose_template(both, CITY, TEXTS, seen=0)
    made = actions.propose_template(manager, CITY, {**TEXTS, "headline": "{hazard}"}, seen=first.number)
    assert TextTemplate.objects.get(pk=first.pk).state == "withdrawn"
    with pytest.raises(SamePersonError):
        actions.approve_template(both, made)
    with pytest.raises(PermissionDenied):
        actions.approve_template(people.reviewer, made)
    weak = User.objects.get(pk=people.deputy.pk)
    with pytest.raises(PermissionDenied):
        actions.approve_template(weak, made)
    assert "range typhoon warning" in propose(facts(organisation), "en")["headline"]
    actions.approve_template(people.deputy, made)
    assert propose(facts(organisation), "en")["headline"] == "typhoon"
    with pytest.raises(ConflictError):
        actions.approve_template(people.deputy, made)


def test_the_database_itself_wants_a_second_person(manager: User, people: People) -> None:
    """No row is in force whose author decided, or that nobody decided; and none is removed."""
    made = actions.propose_template(manager, CITY, TEXTS, seen=0)
    for values in ({"state": "in_force"}, {"state": "in_force", "decider": manager, "decided": timezone.now()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            TextTemplate.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(RuntimeError):
        made.delete()


def test_each_language_is_approved_by_itself(people: People, manager: User, organisation: Organisation) -> None:
    """The English words in force leave the Chinese ones as they were."""
    store(people, manager)
    actions.propose_template(manager, case(language="zh-Hans"), TEXTS, seen=0)
    assert propose(facts(organisation), "en")["headline"] == "Emergency Command: typhoon in Xugou"
    assert "台风橙色预警" in propose(facts(organisation), "zh-Hans")["headline"]


def test_a_template_that_cannot_be_filled_is_refused_with_everything_that_is_wrong(manager: User) -> None:
    """Unknown blanks with the list of known ones, empty parts, lone braces, characters of no message."""
    words = {"headline": "{who} warns", "description": "{place", "instruction": "a\x00b", "short": " "}
    with pytest.raises(NotReadyError) as refusal:
        actions.propose_template(manager, CITY, words, seen=0)
    assert {(one.field, one.code) for one in refusal.value.findings} == {
        ("headline", "no-such-blank"), ("description", "lone-brace"), ("instruction", "no-xml-character"),
        ("short", "empty"),
    }  # fmt: skip
    assert "{place}" in next(one.remedy for one in refusal.value.findings if one.code == "no-such-blank")
    with pytest.raises(NotReadyError) as refusal:
        actions.propose_template(manager, case(event_type="flu", language="?"), TEXTS, seen=0)
    assert {one.field for one in refusal.value.findings} == {"event_type", "language"}
    assert not TextTemplate.objects.exists()


def test_of_two_who_write_at_once_the_second_is_told_and_loses_nothing(
    manager: User, people: People, signed_in: SignIn
) -> None:
    """The words of the second stay in the fields; pressed again, having seen the first, they are proposed."""
    actions.propose_template(manager, case(colour="orange"), TEXTS, seen=0)
    browser = signed_in(manager)
    browser.cookies["django_language"] = "en"
    answer = browser.post(PAGE, {**TEXTS, "headline": "second {place}", "seen": 0, "do": "propose"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "second {place}" in page
    assert "Version 1, written by manager" in page
    assert TextTemplate.objects.count() == 1
    browser.post(PAGE, {**TEXTS, "headline": "second {place}", "seen": 1, "do": "propose"})
    assert TextTemplate.objects.get(state="proposed").headline == "second {place}"


def test_only_who_keeps_templates_proposes_and_every_step_is_recorded(manager: User, people: People) -> None:
    """Proposed, sent back with a reason, proposed anew, approved with what was in force before."""
    with pytest.raises(PermissionDenied):
        actions.propose_template(people.author, CITY, TEXTS, seen=0)
    first = actions.propose_template(manager, CITY, TEXTS, seen=0)
    with pytest.raises(NoReasonError):
        actions.refuse_template(people.approver, first, reason=" ")
    actions.refuse_template(people.approver, first, reason="too bare")
    store(people, manager)
    store(people, manager, headline="{place}: {hazard}")
    told = Record.objects.filter(action__startswith="template.").order_by("id")
    assert [one.action.partition(".")[2] for one in told] == ["propose", "refuse", *["propose", "approve"] * 2]
    last = told.last()
    assert last is not None
    assert last.before is not None
    assert last.after is not None
    assert (last.before["headline"], last.after["headline"]) == (TEXTS["headline"], "{place}: {hazard}")
    assert [one.state for one in board.versions(CITY)] == ["in_force", "replaced", "refused"]


def test_back_to_the_programs_wording_needs_a_second_person_too(
    people: People, manager: User, organisation: Organisation
) -> None:
    """Of a district it leads back to the words of the city, of the city to the program's."""
    store(people, manager, headline="city {place}")
    store(people, manager, case("320703"), headline="district {place}")
    back = actions.propose_template(manager, case("320703"), None, seen=1)
    assert propose(facts(organisation), "en")["headline"] == "district Xugou"
    actions.approve_template(people.approver, back)
    assert propose(facts(organisation), "en")["headline"] == "city Xugou"
    actions.approve_template(people.approver, actions.propose_template(manager, CITY, None, seen=1))
    assert "range typhoon warning" in propose(facts(organisation), "en")["headline"]


@pytest.mark.parametrize("kind", [Kind.CORRECTION, Kind.MISTAKE])
def test_what_was_wrong_is_always_said_in_the_programs_words(
    kind: Kind, people: People, manager: User, organisation: Organisation
) -> None:
    """The city's words for an update or a lifting do not tell that an earlier message was wrong."""
    for msg_type in ("Update", "Cancel"):
        store(people, manager, case(msg_type=msg_type), headline="own words")
    assert propose(facts(organisation), "en", kind=kind)["headline"] != "own words"
    assert propose(facts(organisation), "en", kind=Kind.UPDATE)["headline"] == "own words"


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
def test_the_programs_words_as_a_template_read_as_the_program_says_them(
    organisation: Organisation, language: str
) -> None:
    """Whoever begins from them and changes nothing changes nothing."""
    now = timezone.localtime()
    for event in EVENTS.values():
        for colour in event.colours:
            known = facts(organisation, event_type=event.code, colour=colour.value)
            words = programs_words(event.code, colour.value, "Alert", language)
            assert fill(words, known, language, now) == propose(known, language, now=now)


def test_the_board_says_whose_words_hold_and_what_waits(
    people: People, manager: User, signed_in: SignIn, organisation: Organisation
) -> None:
    """The city's words are marked on the board of the city and of its districts; a proposal where it was made."""
    store(people, manager, case(colour="orange"))
    actions.propose_template(manager, case("320703", "red"), TEXTS, seen=0)
    rows = dict(board.board("320703", "Alert"))
    cells = {one.case.colour: one for one in rows["typhoon"][1]}
    assert (cells["orange"].holder, cells["red"].waits, cells["blue"].holder) == ("3207", True, "")
    browser = signed_in(people.approver, second_factor=True)
    browser.cookies["django_language"] = "en"
    page = browser.get("/alerts/texts/?area=320703").content.decode()
    assert 'class="badge badge-busy">waits' in page
    assert "/alerts/texts/320703/typhoon/red/Alert/en/" in page
    nobody = User.objects.create_user("nobody", password="correct horse battery")
    assert signed_in(nobody).get("/alerts/texts/").status_code == 403
    assert signed_in(nobody).get(PAGE).status_code == 404


def test_the_page_begins_with_the_programs_wording_and_shows_how_it_would_read(
    manager: User, signed_in: SignIn
) -> None:
    """Fields hold blanks, the preview an example; lengths are metered; unknown blanks are named beside their field."""
    browser = signed_in(manager)
    browser.cookies["django_language"] = "en"
    page = browser.get(PAGE).content.decode()
    assert "{Period}, a typhoon is expected to hit {place} hard" in page.replace("&#x27;", "'")
    assert "Sea City" in page
    assert "<meter" in page
    sent = {**TEXTS, "headline": "{who}: typhoon", "instruction": "Hm.", "seen": 0, "do": "check"}
    found = browser.post(PAGE + "preview/", sent).content.decode()
    assert "There is no blank {who}." in found
    assert "{source}, {place}" in found
    assert "it does not say what to do" in found
    assert not TextTemplate.objects.exists()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_two_people_change_a_text_by_forms_alone(
    people: People, manager: User, signed_in: SignIn, organisation: Organisation, language: str
) -> None:
    """Proposed by one; read, sent back or approved by another; the author has no button to approve."""
    author, approver = signed_in(manager), signed_in(people.approver, second_factor=True)
    for browser in (author, approver):
        browser.cookies["django_language"] = language
    author.post(PAGE, {**TEXTS, "seen": 0, "do": "propose"})
    decision: dict[str, Any] = {"version": 1, "reason": "", "do": "approve"}
    assert 'value="approve"' not in author.get(PAGE).content.decode()
    author.post(PAGE, decision)
    assert not TextTemplate.objects.filter(state="in_force").exists()
    page = approver.get(PAGE).content.decode()
    assert 'value="approve"' in page
    assert "<ins>" in page
    approver.post(PAGE, {**decision, "version": 7})
    approver.post(PAGE, decision)
    assert propose(facts(organisation), "en")["headline"] == "Emergency Command: typhoon in Xugou"
    author.post(PAGE, {**TEXTS, "seen": 1, "do": "program"})
    assert TextTemplate.objects.get(state="proposed").own is False
    approver.post(PAGE, {"version": 2, "reason": "keep it", "do": "refuse"})
    assert "keep it" in author.get(PAGE).content.decode()
    assert set(programs_words("typhoon", "", "Alert", "ko").values()) == {""}
    assert set(PARTS) == set(TEXTS)
