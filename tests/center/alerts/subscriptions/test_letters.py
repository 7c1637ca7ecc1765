"""What the centre writes to subscribers, and how it gets there."""

import socket
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesParser
from email.policy import default
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.utils import timezone
from pytest_django.fixtures import Settings

from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.letters.posting import MOST_ATTEMPTS, Courier, RefusedError, by_mail
from anlan_center.alerts.subscriptions.letters.words import WORDS, Note, note_of, written
from anlan_center.alerts.subscriptions.models import Letter, Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from tests.center.alerts.subscriptions.conftest import row_of, wish

pytestmark = pytest.mark.django_db

MAIL = {"email": by_mail}
"""How letters leave where there is a mail server alone."""


class Mailbox:
    """A server of e-mail that keeps what it gets, and refuses as often as it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[list[str], Message]] = []
        self.refusals = 0

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a message."""
        if self.refusals:
            self.refusals -= 1
            return "451 try again later"
        self.got.append((envelope.rcpt_tos, BytesParser(policy=default).parsebytes(envelope.content)))
        return "250 OK"


@pytest.fixture
def mailbox(settings: Settings) -> Iterator[Mailbox]:
    """Let the settings name a real server of e-mail."""
    box = Mailbox()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    yield box
    server.stop()


def test_the_link_in_the_mailbox_confirms(mailbox: Mailbox) -> None:
    """From the form to the mailbox over a real server, and back by the link that stands in the letter."""
    actions.subscribe(wish(language="en"))
    assert Courier(MAIL, "courier").once() == 1
    ((to, message),) = mailbox.got
    assert to == ["wang@example.org"]
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()  # type: ignore[attr-defined]
    assert "48 hours" in body
    (link,) = [word for word in body.split() if word.startswith("https://warn.example.org/")]
    row = actions.confirm(link.rstrip("/").rsplit("/", 1)[1])
    assert row.state == "confirmed"
    assert Letter.objects.get().state == "done"


def test_a_letter_is_tried_again_and_its_fault_names_no_address(mailbox: Mailbox) -> None:
    """A server that refuses for now gets it again later."""
    mailbox.refusals = 1
    actions.subscribe(wish())
    courier = Courier(MAIL, "courier")
    courier.once()
    letter = Letter.objects.get()
    assert letter.state == "waiting"
    assert letter.error
    assert "wang" not in letter.error
    Letter.objects.update(due=timezone.now())
    courier.once()
    assert len(mailbox.got) == 1
    assert courier.once() == 0


def test_letters_that_nobody_wants_any_more_are_not_sent(mailbox: Mailbox) -> None:
    """Who has left meanwhile, or asked anew, gets no letter with a void link."""
    actions.subscribe(wish())
    actions.subscribe(wish())
    actions.subscribe(wish(address="gone@example.org"))
    actions.unsubscribe(token_for(row_of("gone@example.org"), "unsubscribe"))
    Courier(MAIL, "courier").once()
    assert [to for to, _ in mailbox.got] == [["wang@example.org"]]
    assert set(Letter.objects.values_list("state", flat=True)) == {"done"}


def test_ways_that_nobody_serves_wait(mailbox: Mailbox) -> None:
    """A text message stays until somebody can send it; then it goes out through what the wiring gives."""
    actions.subscribe(wish(way="sms", address="+8613812345678"))
    assert Courier(MAIL, "courier").once() == 0
    sent: list[Note] = []
    assert Courier({**MAIL, "sms": sent.append}, "courier").once() == 1
    (note,) = sent
    assert (note.way, note.address, note.subject) == ("sms", "+8613812345678", "")
    assert not mailbox.got


@pytest.mark.parametrize("language", ["zh-Hans", "en"])
@pytest.mark.parametrize("purpose", sorted(WORDS))
@pytest.mark.parametrize("way", ["email", "sms", "webpush"])
def test_every_letter_speaks_the_subscribers_language(
    confirmed_subscriber: Callable[..., Subscriber], purpose: str, language: str, way: str
) -> None:
    """Chinese where Chinese was chosen; a test says so first; every blank is filled."""
    note = written(confirmed_subscriber(way=way, language=language), purpose, "key")
    chinese = any("\u4e00" <= letter <= "\u9fff" for letter in note.text)
    assert chinese is (language == "zh-Hans")
    assert "%(" not in note.text + note.subject
    assert note.text.startswith(("[TEST]", "【测试】")) is (purpose == "test")
    assert (note.subject == "") is (way == "sms")
    assert ("List-Unsubscribe" in note.headers) is (way == "email" and purpose != "confirm")


def test_a_letter_that_is_refused_for_good_is_not_tried_again_and_a_dead_address_is_forgotten() -> None:
    """A number that the operator refuses keeps its row until it runs out; one that does not exist goes at once."""

    def refuse(note: Note) -> None:
        raise RefusedError(gone=note.address.endswith("9"))

    for last in "89":
        actions.subscribe(wish(way="sms", address=f"+861381234567{last}"))
    Courier({"sms": refuse}, "courier").once()
    assert set(Letter.objects.values_list("state", flat=True)) == {"dead"}
    assert [row.content["address"] for row in Subscriber.objects.all()] == ["+8613812345678"]


def test_a_text_message_is_a_single_one_in_either_language(confirmed_subscriber: Callable[..., Subscriber]) -> None:
    """Seventy characters of UCS-2, 160 of GSM: it costs one, and no phone puts it together wrongly."""
    for language, most in (("zh-Hans", 70), ("en", 160)):
        row = confirmed_subscriber(way="sms", address="+8613812345678", language=language)
        for purpose in ("confirm", "manage", "test"):
            assert len(written(row, purpose, "key", code=1).text) <= most
        actions.unsubscribe(token_for(row, "unsubscribe"))


def test_a_letter_without_its_subscriber_is_nothing() -> None:
    """The row is gone; there is no address to write to."""
    letter = Letter(subscriber=99, way="email", purpose="test", generation=1, due=timezone.now())
    assert note_of(letter) is None


def test_a_letter_that_cannot_be_written_keeps_no_other_away_and_lets_none_leave_twice() -> None:
    """Its subscriber's seal is of a key that is gone; the letters beside it are done, and it ends as a dead letter."""
    addresses = ["+8613812345671", "+8613812345672", "+8613812345673"]
    for address in addresses:
        actions.subscribe(wish(way="sms", address=address))
    Subscriber.objects.filter(pk=row_of(addresses[1], "sms").pk).update(sealed=b"sealed with a key that is gone")
    sent: list[Note] = []
    courier = Courier({"sms": sent.append}, "courier")
    for _turn in range(MOST_ATTEMPTS):
        courier.once()
        Letter.objects.filter(state="waiting").update(due=timezone.now())
    assert [note.address for note in sent] == [addresses[0], addresses[2]]
    assert list(Letter.objects.order_by("id").values_list("state", "error")) == [
        ("done", ""), ("dead", "SealError"), ("done", ""),
    ]  # fmt: skip


def test_the_lease_of_a_letter_begins_when_it_is_sent() -> None:
    """However long those before it took: while one is sent, the next is held by nobody."""
    for last in "12":
        actions.subscribe(wish(way="sms", address=f"+861381234567{last}"))
    held: list[int] = []
    Courier({"sms": lambda _note: held.append(Letter.objects.filter(state="leased").count())}, "courier").once()
    assert held == [1, 1]
