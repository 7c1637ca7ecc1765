"""How often somebody may ask, so that nobody can flood a stranger with letters or try codes out."""

import ipaddress
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from anlan_center.alerts.subscriptions.models import Knock, Subscriber
from anlan_center.alerts.subscriptions.private.sealing import BLIND

MOST_KNOCKS = 20
"""Requests from one network in an hour (assumption: a library or an office shares one address)."""

MOST_GUESSES = 10
"""Codes that may be entered from one network in an hour (assumption)."""

MOST_ASKS = 3
"""Letters that one address can be made to get in a day by whoever types it in (assumption)."""

HOME_BITS = 64
"""Bits of an address of IPv6 that name a home or an office; the rest changes from hour to hour (RFC 6177, RFC 8981)."""


class TooManyError(ValueError):
    """Something is asked for too often; its text says when it is possible again."""


def network_of(source: str) -> str:
    """Return the network of an address: of IPv6 the part that a household cannot change, else the address itself.

    Parameters
    ----------
    source
        Address of a request.
    """
    try:
        address = ipaddress.ip_address(source.partition("%")[0])
    except ValueError:
        return source
    if isinstance(address, ipaddress.IPv4Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(ipaddress.ip_network((int(address), HOME_BITS), strict=False).network_address)


def knock(source: str, at: datetime) -> None:
    """Count a request from a network, of which only a blind index is kept, for an hour.

    Raises
    ------
    TooManyError
        If there were too many in the last hour.
    """
    if not _counted("source", source, at, MOST_KNOCKS):
        raise TooManyError(_("Too many subscriptions were asked for from this network; try again in an hour."))


def may_guess(source: str, at: datetime) -> bool:
    """Count a code that was entered from a network; False where there were too many in the last hour."""
    return _counted("guess", source, at, MOST_GUESSES)


def may_ask(row: Subscriber, at: datetime) -> bool:
    """Count a letter that a stranger may have asked for; False where this address has had enough for a day."""
    if row.asked is None or at >= row.asked + timedelta(days=1):
        row.asked, row.asks = at, 0
    row.asks = min(row.asks + 1, MOST_ASKS + 1)
    return row.asks <= MOST_ASKS


def _counted(kind: str, source: str, at: datetime, most: int) -> bool:
    if not source:
        return True
    index = BLIND.index(kind, network_of(source))
    if Knock.objects.filter(source=index, at__gt=at - timedelta(hours=1)).count() >= most:
        return False
    Knock.objects.create(source=index, at=at)
    return True
