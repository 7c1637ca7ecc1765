"""Where connections may go: no sink may be used to reach into the house.

A person who may change channels could otherwise point one at the centre's own network, at the machine itself, or at the
address from which clouds hand out their keys. What the installation does not allow by name stays closed.
"""

import asyncio
import errno
import ipaddress
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from django.utils.translation import gettext, gettext_noop
from yarl import URL

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


_UNUSED = ipaddress.ip_network("fec0::/10")
"""Addresses of a site, as IPv6 once had them; networks that still have them are inside (RFC 3879)."""

_TRANSLATED = ipaddress.ip_network("64:ff9b::/96")
"""What a gateway translates to the address of IPv4 at its end (RFC 6052, 2.1)."""


class DestinationError(ValueError):
    """A connection was to go where none may; says where, why and what to do.

    Parameters
    ----------
    told, named
        The sentence and what fills its blanks. An address that reads as one is never among them: it may be
        secret.
    """

    def __init__(self, told: str, **named: str) -> None:
        super().__init__(told % named)
        self._told, self._named = told, named

    @property
    def words(self) -> str:
        """The same in the reader's language; records keep the English one."""
        return gettext(self._told) % self._named


@dataclass(frozen=True)
class Policy:
    """What the installation allows.

    Parameters
    ----------
    allowed
        Hosts (``mail.city.example``) and networks (``10.1.0.0/16``) inside the house that channels may reach.
    machine_only
        Whether nothing may leave this machine, as in a demonstration.
    """

    allowed: tuple[str, ...] = ()
    machine_only: bool = False

    def networks(self) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
        """List those allowed that are networks or addresses."""
        found = []
        for entry in self.allowed:
            try:
                found.append(ipaddress.ip_network(entry, strict=False))
            except ValueError:
                continue
        return found

    def admits_name(self, host: str) -> bool:
        """Say whether a host is allowed by name."""
        return host.lower().rstrip(".") in {entry.lower() for entry in self.allowed}

    def admits_address(self, host: str, address: Address) -> bool:
        """Say whether a connection to a host may go to this address of it."""
        plain = _within(address)
        if self.machine_only:
            return bool(plain.is_loopback)
        if self.admits_name(host) or any(plain.version == net.version and plain in net for net in self.networks()):
            return True
        return plain.is_global and not (plain.is_multicast or plain.is_reserved or plain in _UNUSED)


def _within(address: Address) -> Address:
    """Return the address of IPv4 that an address of IPv6 leads to, by whatever way; else the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _TRANSLATED or int(address) >> 32 == 0:  # also ::a.b.c.d of RFC 4291, 2.5.5.1
        return ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF) if int(address) > 1 else address
    return address.ipv4_mapped or address.sixtofour or (address.teredo or [address])[-1]


def refusal(host: str) -> DestinationError:
    """Return the error for a host that may not be reached."""
    told = gettext_noop(
        "'%(host)s' lies inside the house, on this machine or at a reserved address; a channel may reach it only if "
        "the installation allows it (ANLAN_INNER_HOSTS)"
    )
    return DestinationError(told, host=host)


def address_of(host: str) -> Address | None:
    """Return the address that a host's name is; None where it is a name."""
    try:
        return ipaddress.ip_address(host.strip("[]").split("%")[0])
    except ValueError:
        return None


def check_url(url: str, policy: Policy) -> None:
    """Refuse an address of the web that no channel may post to.

    Parameters
    ----------
    url
        The address.
    policy
        What is allowed.

    Raises
    ------
    DestinationError
        If it is not https (http is for allowed hosts alone), holds a password, or names an address inside the house.
        Names are looked up when the connection is made; see `GuardedResolver`.
    """
    try:
        parts = URL(url)  # what makes the connection reads it like this, too
        host = parts.host or ""
    except ValueError:
        host = ""
    if not host or parts.scheme not in {"http", "https"} or not url.isprintable():
        raise DestinationError(gettext_noop("'%(url)s' is no address of the web; write https://HOST/PATH"), url=url)
    if parts.user or parts.password:
        told = gettext_noop("the address at '%(host)s' holds a name or password; put them into the secret settings")
        raise DestinationError(told, host=host)
    address = address_of(host)
    if address is None and (":" in host or host.replace(".", "").isdigit()):
        told = gettext_noop("'%(host)s' is an address in a spelling that is not taken; write it like 192.0.2.1")
        raise DestinationError(told, host=host)
    if address is not None and not policy.admits_address(host, address):
        raise refusal(host)
    inside = policy.machine_only or policy.admits_name(host)
    inside = inside or (address is not None and any(address in net for net in policy.networks()))
    if parts.scheme != "https" and not inside:
        told = gettext_noop(
            "the address at '%(host)s' is not encrypted; use https://, or let the installation allow this host "
            "(ANLAN_INNER_HOSTS)"
        )
        raise DestinationError(told, host=host)


class GuardedResolver(AbstractResolver):
    """Looks names up and keeps the addresses that may be reached, at each connection: a name can change its address.

    Parameters
    ----------
    policy
        What is allowed.
    """

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._inner = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Look a name up; raises `OSError` where nothing of it may be reached."""
        found = await self._inner.resolve(host, port, family)
        kept = [entry for entry in found if self._policy.admits_address(host, ipaddress.ip_address(entry["host"]))]
        if not kept:
            raise OSError(errno.EACCES, str(refusal(host)))
        return kept

    async def close(self) -> None:
        """Close what looks names up."""
        await self._inner.close()


async def reachable(host: str, port: int, policy: Policy) -> str:
    """Return the address to connect to, for channels that do not speak HTTP.

    Parameters
    ----------
    host, port
        Where to.
    policy
        What is allowed.

    Raises
    ------
    DestinationError
        If nothing of it may be reached.
    OSError
        If the name is not known.
    """
    loop = asyncio.get_running_loop()
    found: Sequence[tuple[object, ...]] = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for *_rest, where in found:
        place = str(where[0])  # type: ignore[index]
        if policy.admits_address(host, ipaddress.ip_address(place.split("%", maxsplit=1)[0])):
            return place
    raise refusal(host)
