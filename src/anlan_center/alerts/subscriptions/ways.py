"""By which ways the city can warn somebody now: a letter must get there, and a live sink must carry warnings.

Sinks belong to deliveries, which stand above subscriptions; so `ANLAN_CARRIERS` of the settings names the function that
lists them, and `config.wiring` has it.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import cast

from django.conf import settings
from django.utils.module_loading import import_string

from anlan_center.alerts.subscriptions.choices import Way


@dataclass(frozen=True)
class Carrier:
    """A live sink that carries warnings to subscribers.

    Parameters
    ----------
    way
        Which subscribers.
    jurisdiction
        Prefix of the area for which it is used.
    key
        Public key by which browsers know the sender of messages (VAPID); empty for other ways.
    hosts
        Push services that it sends to; see `private.addresses.PUSH_HOSTS`. Empty for other ways.
    """

    way: str
    jurisdiction: str
    key: str = ""
    hosts: tuple[str, ...] = ()

    def serves(self, prefix: str) -> bool:
        """Say whether it carries warnings for an area, or for a part of it.

        Parameters
        ----------
        prefix
            Of the area's code.
        """
        return prefix.startswith(self.jurisdiction) or self.jurisdiction.startswith(prefix)


def carriers(way: str = "") -> Sequence[Carrier]:
    """Return the live sinks for subscribers, as deliveries know them.

    Parameters
    ----------
    way
        Only of this way; empty for all.
    """
    listed = cast(Callable[[], Sequence[Carrier]], import_string(settings.ANLAN_CARRIERS))
    return [carrier for carrier in listed() if not way or carrier.way == way]


def postable() -> tuple[str, ...]:
    """Return the ways by which a letter about a subscription gets there now.

    Letters of e-mail go through the mail server of the settings, if there is one; the others through the sinks that
    carry the warnings.
    """
    carried = {carrier.way for carrier in carriers()}
    mail = (Way.EMAIL,) if settings.ANLAN_LETTERS_BY_MAIL else ()
    return tuple(way.value for way in Way if way in mail or (way != Way.EMAIL and way in carried))


def offered() -> tuple[str, ...]:
    """Return the ways by which somebody can subscribe now.

    Nobody is to wait for a link that never comes, nor to confirm and get nothing: a letter can be sent, and a live sink
    carries warnings.
    """
    carried = {carrier.way for carrier in carriers()}
    return tuple(way for way in postable() if way in carried)


def unserved(way: str, prefixes: Collection[str]) -> list[str]:
    """Return those of some areas for which no live sink carries warnings on a way.

    Parameters
    ----------
    way
        The way.
    prefixes
        Of the areas' codes.
    """
    found = carriers(way)
    return [prefix for prefix in prefixes if not any(carrier.serves(prefix) for carrier in found)]


def push_key() -> str:
    """Return the public key with which browsers subscribe; empty where no live sink has one."""
    return next((carrier.key for carrier in carriers(Way.WEBPUSH) if carrier.key), "")
