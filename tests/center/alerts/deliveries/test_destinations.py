"""No sink may be used to reach into the house."""

import asyncio
import ipaddress

import pytest

from anlan_center.alerts.deliveries.channels.cellbroadcast import CellBroadcast
from anlan_center.alerts.deliveries.channels.destinations import (
    DestinationError,
    GuardedResolver,
    Policy,
    check_url,
    reachable,
)
from anlan_center.alerts.deliveries.channels.loudspeaker import Loudspeaker
from anlan_center.alerts.deliveries.channels.protocol import Channel, Configuration, Parcel, UnreachableError
from anlan_center.alerts.deliveries.channels.smsgateway import SmsGateway
from anlan_center.alerts.deliveries.channels.social import Social
from anlan_center.alerts.deliveries.channels.webhook import Webhook
from tests.center.alerts.deliveries.written import cleared

INSIDE = [
    "127.0.0.1", "169.254.169.254", "10.0.0.1", "192.168.1.1", "172.16.0.1", "0.0.0.0", "100.64.0.1", "[::1]",  # noqa: S104
    "[fe80::1]", "[fd00::1]", "[::ffff:169.254.169.254]", "224.0.0.1", "255.255.255.255",
]  # fmt: skip
HIDDEN = [
    "[::127.0.0.1]", "[64:ff9b::127.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a00:1::1]", "[fec0::1]",
    "[2001:0:4136:e378:8000:63bf:5601:5601]", "2130706433", "127.1", "127.0.0.1.", "017700000001", "１２７.０.０.１",
    "[::1", "[fe80::1%25eth0]", "good.example\\@127.0.0.1", "good.example\\@2130706433",
]  # fmt: skip
"""Spellings and tunnels that lead inside, or that different readers take for different places."""


@pytest.mark.parametrize("host", HIDDEN)
def test_no_spelling_and_no_tunnel_leads_inside(host: str) -> None:
    """What makes connections takes numbers for addresses and looks no name up; they are refused before."""
    with pytest.raises(DestinationError):
        check_url(f"https://{host}/", Policy())


@pytest.mark.parametrize("address", ["::7f00:1", "64:ff9b::a00:1", "2002:a9fe:a9fe::", "fec0::1", "::"])
def test_a_name_may_not_lead_inside_by_a_tunnel(address: str) -> None:
    """Names are judged by what they lead to, with the address within."""
    assert not Policy().admits_address("good.example", ipaddress.ip_address(address))
    assert Policy().admits_address("good.example", ipaddress.ip_address("64:ff9b::808:808"))
    assert Policy().admits_address("good.example", ipaddress.ip_address("2606:4700::1111"))


@pytest.mark.parametrize("host", INSIDE)
def test_addresses_inside_are_refused_unless_the_installation_allows_them(host: str) -> None:
    """Loopback, link-local, cloud metadata, private, multicast: closed, in every spelling."""
    with pytest.raises(DestinationError):
        check_url(f"https://{host}/", Policy())
    if "ffff" not in host:
        check_url(f"https://{host}/", Policy((host.strip("[]"),)))


@pytest.mark.parametrize(
    "url",
    ["http://example.org/", "ftp://example.org/", "file:///etc/passwd", "https://user:secret@example.org/", "https://",
     "//example.org"],
)  # fmt: skip
def test_only_encrypted_addresses_of_the_web_without_passwords_are_taken(url: str) -> None:
    """Plain HTTP is for allowed hosts alone."""
    with pytest.raises(DestinationError):
        check_url(url, Policy())


@pytest.mark.parametrize("host", ["hooks.example", "10.0.0.1", "me@hooks.example"])
def test_a_refusal_never_repeats_an_address_that_may_be_secret(host: str) -> None:
    """A platform's webhook holds its key in the address; what is refused is shown and kept."""
    with pytest.raises(DestinationError) as told:
        check_url(f"http://{host}/T0/secret-key", Policy())
    assert "secret-key" not in str(told.value) + told.value.words


def test_plain_http_is_for_allowed_hosts() -> None:
    """The installation names them."""
    check_url("http://gateway.city.example/", Policy(("gateway.city.example",)))
    check_url("http://10.1.2.3/", Policy(("10.1.0.0/16",)))


def test_a_name_that_leads_inside_is_refused_when_the_connection_is_made() -> None:
    """A name may change its address after it was checked."""

    async def scene() -> None:
        with pytest.raises(OSError, match="inside the house"):
            await GuardedResolver(Policy()).resolve("localhost", 80)
        assert await GuardedResolver(Policy(("localhost",))).resolve("localhost", 80)
        with pytest.raises(DestinationError):
            await reachable("localhost", 25, Policy())

    asyncio.run(scene())


def test_a_webhook_at_a_name_that_leads_inside_posts_nothing() -> None:
    """The guard stands at the connection itself."""

    async def scene() -> None:
        configuration = Configuration("s", {"url": "https://localhost:1/", "secret": "s"}, Policy())
        async with Webhook().connect(configuration) as connection:
            with pytest.raises(UnreachableError, match="inside the house"):
                await connection.send([Parcel("k", "", cleared())])

    asyncio.run(scene())


@pytest.mark.parametrize("channel", [Webhook(), SmsGateway(), Social(), CellBroadcast(), Loudspeaker()])
def test_what_the_installation_forbids_makes_no_dead_letters(channel: Channel) -> None:
    """A worker that was started without the list of inner hosts must not end every message for good."""

    async def scene() -> None:
        settings = {"url": "http://10.0.0.1/", "secret": "s", "token": "t"}
        async with channel.connect(Configuration("s", settings, Policy())) as connection:
            with pytest.raises(UnreachableError, match="inside the house"):
                await connection.send([Parcel("k", "", cleared())])

    asyncio.run(scene())


def test_in_a_demonstration_nothing_leaves_the_machine() -> None:
    """Whatever is allowed."""
    policy = Policy(("203.0.113.7", "example.org"), machine_only=True)
    assert not policy.admits_address("example.org", ipaddress.ip_address("203.0.113.7"))
    assert policy.admits_address("localhost", ipaddress.ip_address("127.0.0.1"))
