"""Confirming by a code, as those do who get text messages: guessed by nobody, kept nowhere, and soon void."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from anlan_center.accounts.models import Area
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.actions.limits import MOST_GUESSES, network_of
from anlan_center.alerts.subscriptions.letters.words import note_of
from anlan_center.alerts.subscriptions.models import Knock, Letter, State, Subscriber
from anlan_center.alerts.subscriptions.private.codes import MOST_TRIES, code_of, fits, number_on, ticket_for
from anlan_center.audit.models import Record
from tests.center.alerts.subscriptions.conftest import row_of, wish

pytestmark = pytest.mark.django_db

PHONE = "+8613812345678"
FILLED = {"way": "sms", "address": "138 1234 5678", "language": "en", "areas": ["320703"], "threshold": "0"}


def asked(**changes: object) -> Subscriber:
    """Let somebody ask for text messages; returns the row that waits."""
    actions.subscribe(wish(way="sms", address=PHONE, **changes))
    return row_of(PHONE, "sms")


def sent_code() -> str:
    """Return the code in the last text message."""
    note = note_of(Letter.objects.order_by("-pk")[0])
    assert note is not None
    (code,) = re.findall(r"\d{8}", note.text)
    return str(code)


def test_a_code_from_the_phone_confirms_once() -> None:
    """Typed with blanks as people do; the second time it is void, and the subscription stays confirmed."""
    row = asked()
    code = sent_code()
    found = actions.prove("sms", PHONE, f" {code[:4]} {code[4:]} ")
    assert (found.pk, found.state) == (row.pk, State.CONFIRMED)
    assert [one.jurisdiction for one in found.followed.all()] == ["320703"]
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, code)
    assert row_of(PHONE, "sms").state == State.CONFIRMED


def test_a_code_holds_for_an_hour_and_the_last_one_alone() -> None:
    """Who asks anew gets another; a letter with an old code is not sent any more."""
    now = timezone.now()
    asked()
    first, letter = sent_code(), Letter.objects.get()
    asked()
    second = sent_code()
    assert first != second
    assert note_of(letter) is None
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, first, now=now)
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, second, now=now + timedelta(minutes=61))
    assert actions.prove("sms", PHONE, second, now=now + timedelta(minutes=59)).state == State.CONFIRMED


def test_guessing_ends_after_ten_codes_whoever_guesses() -> None:
    """Counted in the database, from wherever the guesses come; after them the right one is void as well."""
    row = asked()
    code = sent_code()
    wrong = f"{(int(code) + 1) % 10**8:08d}"
    for number in range(MOST_TRIES):
        with pytest.raises(actions.CodeError):
            actions.prove("sms", PHONE, wrong, source=f"203.0.113.{number}")
    row.refresh_from_db()
    assert row.code_tries == MOST_TRIES
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, code)
    assert row_of(PHONE, "sms").state == State.PENDING
    asked()
    assert actions.prove("sms", PHONE, sent_code()).state == State.CONFIRMED


def test_a_network_can_enter_ten_codes_an_hour_for_whatever_numbers() -> None:
    """Somebody who asks for a hundred numbers cannot try one code at each; a right one is not told from a wrong one."""
    now = timezone.now()
    asked()
    code = sent_code()
    for number in range(MOST_GUESSES):
        with pytest.raises(actions.CodeError):
            actions.prove("sms", f"+86138123450{number:02d}", "00000000", source="203.0.113.9", now=now)
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, code, source="203.0.113.9", now=now)
    assert actions.prove("sms", PHONE, code, source="198.51.100.1", now=now).state == State.CONFIRMED
    assert not any("203" in source for source in Knock.objects.values_list("source", flat=True))


@given(st.text(max_size=12))
def test_no_text_but_the_code_is_taken(entered: str) -> None:
    """Whatever is typed in: other digits, signs, letters of other alphabets."""
    row = Subscriber(pk=7, code=3, code_until=timezone.now() + timedelta(hours=1))
    code = code_of(row.pk, row.code)
    assert len(code) == 8
    assert fits(row, entered, timezone.now()) is ("".join(entered.split()) == code)


def test_the_database_holds_no_code() -> None:
    """Neither as it is nor as a digest of it: a million digests could be made of all codes in no time."""
    row = asked()
    code = sent_code()
    values = [str(value) for one in (row, Letter.objects.get()) for value in vars(one).values()]
    assert not any(code in value for value in values)
    assert code_of(row.pk, row.code) != code_of(row.pk, row.code + 1) != code_of(row.pk + 1, row.code)


def test_the_record_does_not_tell_the_number(client: Client, areas: dict[str, Area]) -> None:
    """Neither asking, nor guessing, nor confirming writes it down."""
    asked()
    with pytest.raises(actions.CodeError):
        actions.prove("sms", PHONE, "1")
    actions.prove("sms", PHONE, sent_code())
    written = " ".join(f"{vars(one)}" for one in Record.objects.filter(action__startswith="subscription."))
    assert "13812345678" not in written
    assert "subscription.confirm" in written


def test_the_pages_lead_from_the_form_to_the_code_and_on(client: Client, areas: dict[str, Area]) -> None:
    """The page of the code knows the number, its address does not show it; then one's own choices come up."""
    answer = client.post("/subscriptions/", FILLED)
    assert answer.status_code == 302
    assert "1381234" not in answer["Location"]
    page = client.get(answer["Location"])
    assert page.context["form"].initial["number"] == PHONE
    assert "no-store" in page["Cache-Control"]
    wrong = client.post(answer["Location"], {"number": PHONE, "code": "12"})
    assert wrong.status_code == 422
    assert "code" in wrong.context["form"].errors
    right = client.post(answer["Location"], {"number": "13812345678", "code": sent_code()})
    assert right.status_code == 302
    assert client.get(right["Location"]).status_code == 200


@pytest.mark.parametrize("known", ["nobody", "waits", "confirmed", "worn"])
def test_pages_answer_the_same_for_every_number(client: Client, areas: dict[str, Area], known: str) -> None:
    """Who asks for a link, or enters a wrong code, cannot tell whether the number is known."""
    if known != "nobody":
        asked()
    if known == "confirmed":
        actions.prove("sms", PHONE, sent_code())
    if known == "worn":
        Subscriber.objects.update(code_tries=99, asks=9, asked=timezone.now())
    again = client.post("/subscriptions/again/", {"way": "sms", "address": "13812345678"})
    assert again.status_code == 302
    assert len(again["Location"]) == len(f"/subscriptions/code/{ticket_for(PHONE)}/?known")
    wrong = client.post("/subscriptions/code/", {"number": "13812345678", "code": "00000000"})
    assert wrong.status_code == 422
    (told,) = wrong.context["form"].errors["code"]
    with override("zh-hans"), pytest.raises(actions.CodeError, match=re.escape(told)):
        actions.prove("sms", "+8613800000000", "00000000")
    mail = client.post("/subscriptions/again/", {"way": "email", "address": f"{known}@example.org"})
    assert mail["Location"] == "/subscriptions/asked/email/?known"
    for place in (again["Location"], mail["Location"]):
        text = client.get(place, headers={"Accept-Language": "en"}).content.decode()
        assert "gets warnings from us" in text
        assert "no warning is sent to you" not in text


def test_a_code_opens_a_confirmed_subscription_and_renews_one_that_ends(
    confirmed_subscriber: Callable[..., Subscriber],
) -> None:
    """The same page serves those who change or leave, and those who were asked whether they want another year."""
    now = timezone.now()
    row = confirmed_subscriber(way="sms", address=PHONE)
    until = row.expires
    actions.ask_again("sms", PHONE)
    assert actions.prove("sms", PHONE, sent_code()).expires == until
    actions.tidy(now=now + timedelta(days=340))
    letter = Letter.objects.order_by("-pk")[0]
    assert letter.purpose == "renew"
    row.refresh_from_db()
    code = code_of(row.pk, row.code)
    renewed = actions.prove("sms", PHONE, code, now=now + timedelta(days=360))
    assert (renewed.expires, renewed.renewal_asked) == (now + timedelta(days=725), None)


def test_a_ticket_is_of_use_for_an_hour_and_nothing_else_is_one() -> None:
    """A page that was left open on a shared computer does not keep the number."""
    now = timezone.now()
    ticket = ticket_for(PHONE, now)
    assert number_on(ticket, now + timedelta(minutes=59)) == PHONE
    assert number_on(ticket, now + timedelta(minutes=61)) == ""
    for broken in ("", "x", ticket[:-2], ticket[:9] + "A" + ticket[10:], "é" * 40, "A" * 500):
        assert number_on(broken, now) == "" or broken == ticket


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2:aaaa::1", "2001:db8:1:2:bbbb::2", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.5", "203.0.113.5", True),
        ("203.0.113.5", "203.0.113.6", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("unix:", "unix:", True),
    ],
)
def test_a_household_is_one_network(one: str, other: str, same: bool) -> None:
    """IPv6 gives a home so many addresses that each request could come from another."""
    assert (network_of(one) == network_of(other)) is same
