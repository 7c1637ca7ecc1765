"""Letters on subscriptions through the channels that carry the warnings: text messages and messages in browsers."""

import base64
import json
import re
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import http_ece
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from anlan_center.alerts.deliveries import letters
from anlan_center.alerts.deliveries.carriers import carriers
from anlan_center.alerts.deliveries.channels.webpush import new_key, public_key
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.deliveries.separation import HeldError, Letter, Outlet, clear_letter
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.letters.posting import Courier
from anlan_center.alerts.subscriptions.letters.words import written
from anlan_center.alerts.subscriptions.models import Letter as Row
from anlan_center.alerts.subscriptions.models import State, Subscriber
from anlan_center.alerts.subscriptions.private.links import token_for
from anlan_center.alerts.subscriptions.ways import offered
from anlan_center.config.wiring import POSTS
from tests.center.alerts.deliveries.centre_of_messages import MessageCentre
from tests.center.alerts.deliveries.conftest import HERE, Web, acted, settled
from tests.center.alerts.subscriptions.conftest import keys, row_of, wish
from tests.center.alerts.subscriptions.test_letters import Mailbox, mailbox

__all__ = ["keys", "mailbox"]

pytestmark = pytest.mark.django_db

PHONE = "+8613812345678"


def courier() -> Courier:
    """Somebody who sends letters through the sinks of this machine."""
    post = partial(letters.post, policy=HERE)
    return Courier({"email": post, "sms": post, "webpush": post}, "courier", open_ways=lambda: {"sms", "webpush"})


async def carried() -> int:
    """Let the courier go once, beside the servers of the scene; returns how many letters were taken on."""
    return await settled(courier().once)


class Browser:
    """A browser with an address at a push service, and its own keys."""

    def __init__(self, service: str) -> None:
        self._key, self._auth = ec.generate_private_key(ec.SECP256R1()), b"0123456789abcdef"
        point = self._key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        told = {"p256dh": self._plain(point), "auth": self._plain(self._auth)}
        self.address = json.dumps({"endpoint": service, "keys": told})

    @staticmethod
    def _plain(raw: bytes) -> str:
        return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()

    def shows(self, body: bytes) -> dict[str, str]:
        """Open what the service hands on."""
        raw = http_ece.decrypt(body, private_key=self._key, auth_secret=self._auth, version="aes128gcm")
        return dict(json.loads(raw))


def test_a_code_reaches_the_phone_over_smpp_and_confirms(sink: Callable[..., Sink]) -> None:
    """From the wish to a real message centre, and back by the code that the phone shows."""

    async def scene() -> str:
        async with MessageCentre() as centre:
            settings = {
                "host": "127.0.0.1",
                "port": centre.port,
                "security": "none",
                "system_id": "anlan",
                "source": "95",
            }
            await settled(lambda: sink("smpp", settings, {"password": "secret"}, subscribers=True))
            await settled(lambda: actions.subscribe(wish(way="sms", address=PHONE)))
            assert await carried() == 1
            (got,) = centre.messages
            assert got.destination_addr == PHONE[1:].encode()
            return str(got.short_message.decode("utf-16-be"))

    (code,) = re.findall(r"\d{8}", acted(scene))
    assert Row.objects.get().state == "done"
    assert actions.prove("sms", PHONE, code).state == State.CONFIRMED


def test_a_code_goes_through_a_gateway_and_stays_the_same_when_it_is_sent_again(sink: Callable[..., Sink]) -> None:
    """A gateway that does not answer for it gets it once more, with the same key and the same code."""
    states = ["unknown", "accepted"]

    async def answer(_request: web.Request, body: bytes) -> web.StreamResponse:
        (message,) = json.loads(body)["messages"]
        return web.json_response({"messages": [{"key": message["key"], "state": states.pop(0)}]})

    async def scene() -> list[bytes]:
        async with Web(answer) as server:
            await settled(lambda: sink("sms-gateway", {"url": server.url}, {"token": "t"}, subscribers=True))
            await settled(lambda: actions.subscribe(wish(way="sms", address=PHONE, language="en")))
            await carried()
            assert await settled(lambda: Row.objects.get().state) == "waiting"
            await settled(lambda: Row.objects.update(due=timezone.now()))
            await carried()
            return [body for _headers, body in server.posts]

    first, second = acted(scene)
    assert json.loads(first) == json.loads(second)
    assert json.loads(first)["messages"][0]["to"] == PHONE
    assert Row.objects.get().state == "done"


def test_the_message_in_the_browser_is_the_proof_and_its_link_confirms(sink: Callable[..., Sink]) -> None:
    """Encrypted for this browser alone (RFC 8291), signed with the key with which it subscribed (RFC 8292)."""
    sender = new_key()

    async def scene() -> tuple[dict[str, str], str]:
        async with Web(lambda _request, _body: created()) as server:
            browser = Browser(server.url)
            settings = {"contact": "duty@sea-city.example", "services": "127.0.0.1"}
            await settled(lambda: sink("webpush", settings, {"private_key": sender}, subscribers=True))
            await settled(lambda: actions.subscribe(wish(way="webpush", address=browser.address, language="en")))
            await carried()
            ((headers, body),) = server.posts
            return browser.shows(body), headers["Authorization"]

    shown, signed = acted(scene)
    assert signed.endswith(f"k={public_key(sender)}")
    assert (shown["status"], shown["lang"]) == ("System", "en")
    assert shown["url"].startswith("https://warn.example.org/subscriptions/confirm/")
    row = actions.confirm(shown["url"].rstrip("/").rsplit("/", 1)[1])
    assert row.state == State.CONFIRMED
    assert actions.unsubscribe(token_for(row, "unsubscribe")) == "webpush"


async def created() -> web.StreamResponse:
    """Answer as a push service that takes a message."""
    return web.Response(status=201)


def test_a_browser_that_has_ended_its_address_is_forgotten(sink: Callable[..., Sink]) -> None:
    """The service answers 410; nothing of the subscription stays, and the letter is not tried again."""

    async def gone(_request: web.Request, _body: bytes) -> web.StreamResponse:
        return web.Response(status=410)

    async def scene() -> None:
        async with Web(gone) as server:
            settings = {"contact": "duty@sea-city.example", "services": "127.0.0.1"}
            await settled(lambda: sink("webpush", settings, {"private_key": new_key()}, subscribers=True))
            address = Browser(server.url).address
            await settled(lambda: actions.subscribe(wish(way="webpush", address=address)))
            await carried()

    acted(scene)
    assert not Subscriber.objects.exists()
    assert Row.objects.get().state == "dead"


def test_another_sink_takes_a_letter_where_the_first_is_not_there(sink: Callable[..., Sink]) -> None:
    """And where none is there it waits, with no address in its fault."""

    async def scene() -> None:
        await settled(
            lambda: sink("sms-gateway", {"url": "http://127.0.0.1:1/"}, {"token": "t"}, subscribers=True, key="a")
        )
        await settled(lambda: actions.subscribe(wish(way="sms", address=PHONE)))
        await carried()
        assert await settled(lambda: Row.objects.get().error) == "UnsentError"
        async with Web() as server:
            await settled(lambda: sink("sms-gateway", {"url": server.url}, {"token": "t"}, subscribers=True, key="b"))
            await settled(lambda: Row.objects.update(due=timezone.now()))
            await carried()
            assert len(server.posts) == 1

    acted(scene)


@pytest.mark.parametrize(
    ("more", "live"),
    [({}, True), ({"exercise": True}, False), ({"active": False}, False), ({"subscribers": False}, False)],
)
def test_letters_leave_and_ways_are_offered_through_live_sinks_for_subscribers_alone(
    sink: Callable[..., Sink], more: dict[str, bool], live: bool
) -> None:
    """Not through those for exercises, those out of use, or those that carry to duty phones only."""

    async def scene() -> int:
        async with Web() as server:
            made = {"subscribers": True, **more}
            await settled(lambda: sink("sms-gateway", {"url": server.url}, {"token": "t"}, **made))
            await settled(lambda: actions.subscribe(wish(way="sms", address=PHONE)))
            await carried()
            return len(server.posts)

    assert acted(scene) == int(live)


def test_what_is_set_up_decides_what_the_public_is_offered(sink: Callable[..., Sink], settings: Settings) -> None:
    """By the wiring of the centre: the key of browsers comes with the sink; settings that do not hold are no sink."""
    assert offered() == ()
    key = new_key()
    mail = {"host": "mail.example.org", "port": 587, "security": "tls", "sender": "a@example.org"}
    sink("email", mail, subscribers=True, jurisdiction="320703")
    push = sink("webpush", {"contact": "duty@sea-city.example"}, {"private_key": key}, subscribers=True)
    sink("sms-gateway", {"url": "http://10.0.0.1/"}, {"token": "t"}, subscribers=True)
    found = {carrier.way: carrier for carrier in carriers()}
    assert set(found) == {"email", "webpush"}
    assert (found["email"].jurisdiction, found["email"].serves("320706")) == ("320703", False)
    assert found["webpush"].key == public_key(key)
    assert offered() == ("email", "webpush")
    settings.ANLAN_LETTERS_BY_MAIL = False
    assert offered() == ("webpush",)
    push.secrets = b"broken"
    push.save()
    assert offered() == ()


def test_a_test_by_mail_takes_the_way_of_the_warnings(
    sink: Callable[..., Sink], mailbox: Mailbox, settings: Settings
) -> None:
    """Else it would prove that the server of letters works, which carries no warning."""
    assert POSTS["email"] is letters.post_mail
    assert set(POSTS) == {"email", "sms", "webpush"}
    server = {"host": "127.0.0.1", "port": settings.EMAIL_PORT, "security": "none", "sender": "w@example.org"}
    sink("email", server, subscribers=True)
    actions.subscribe(wish(language="en"))
    row = actions.confirm(token_for(row_of("wang@example.org"), "confirm"))
    letters.post(written(row, "test", "letter-1"), policy=HERE)
    ((to, message),) = mailbox.got
    assert to == ["wang@example.org"]
    assert message["Subject"].startswith("[TEST]")
    assert len(message.get_all("Auto-Submitted") or ()) == 1
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "There is no danger" in message.get_content()  # type: ignore[attr-defined]


LETTER = Letter("key", "en", "Confirm", "Words", "https://example.org/", timezone.now() + timedelta(days=1))


@given(exercise=st.booleans(), public=st.booleans(), active=st.booleans(), late=st.booleans())
def test_a_letter_warns_of_nothing_and_never_meets_an_exercise(
    exercise: bool, public: bool, active: bool, late: bool
) -> None:
    """It has no event, colour, severity, area or signed message; an exercise's sink or an idle one gets none."""
    outlet = Outlet(exercise, public, active)
    now = LETTER.expires + timedelta(seconds=1) if late else timezone.now()
    if exercise or not active or late:
        with pytest.raises(HeldError):
            clear_letter(LETTER, outlet, now)
        return
    said = clear_letter(LETTER, outlet, now).content
    assert (said.status, said.cap_status, said.msg_type) == ("System", "System", "")
    assert (said.event, said.colour, said.severity, said.area, said.geometry, said.cap) == ("", "", "", "", None, b"")
