"""Where targets are: addresses are looked up when a message is sent, and kept nowhere."""

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from django.utils import timezone
from django.utils.translation import gettext_noop

from anlan_center.alerts.deliveries.models import Recipient
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.alerts.subscriptions.models import State, Subscriber
from anlan_center.alerts.subscriptions.queries import Recipient as Subscribed
from anlan_center.vault.sealing import SealError

SINK = "sink"
"""The target that is the sink itself."""

SHORTEST = 5
"""Characters of an address that is taken out of what a sink says; a shorter one, of a device, is no person's."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a target is.

    Parameters
    ----------
    address
        Its address; empty where the sink itself is the target.
    headers, footer
        See `Parcel`.
    fault
        Why there is no address; empty where there is one.
    """

    address: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    footer: str = ""
    fault: str = ""

    def left_out_of(self, said: str) -> str:
        """Return what a sink said without this address: attempts are kept for good, an address must not be.

        Parameters
        ----------
        said
            What it said, such as that of a mail server which repeats to whom it does not deliver.
        """
        forms = [re.escape(form) for form in _forms(self.address) if len(form) >= SHORTEST]
        return re.sub("|".join(forms), "…", said, flags=re.IGNORECASE) if said and forms else said


def _forms(address: str) -> list[str]:
    """Return how an address may be written, the longest form first."""
    if address.startswith("{"):  # the subscription of a browser; its endpoint tells who it is
        return re.findall(r'https://[^"]+', address)
    bare = address.removeprefix("+")
    return [address, bare, bare.removeprefix("86")] if bare != address else [address]


def places(targets: Collection[str]) -> dict[str, Place]:
    """Look targets up.

    Parameters
    ----------
    targets
        As rows of deliveries keep them.

    Returns
    -------
    A place for each; one with a fault where the recipient has gone.
    """
    found = {SINK: Place()} if SINK in targets else {}
    numbers = {int(target[10:]): target for target in targets if target.startswith("recipient:")}
    if numbers:
        rows = Recipient.objects.filter(pk__in=numbers, active=True).values_list("pk", "address")
        unseal = VAULT.unsealing()
        found |= {numbers[number]: _opened(sealed, unseal) for number, sealed in rows}
    members = {int(target[11:]): target for target in targets if target.startswith("subscriber:")}
    if members:
        living = Subscriber.objects.filter(pk__in=members, state=State.CONFIRMED, expires__gt=timezone.now())
        found |= {members[row.pk]: _subscribed(row) for row in living}
    gone = Place(fault=gettext_noop("the recipient has gone"))
    return {target: found.get(target, gone) for target in targets}


def _subscribed(row: Subscriber) -> Place:
    who = Subscribed(row)
    try:
        return Place(who.address, who.headers, who.footer)
    except SealError as fault:
        return Place(fault=str(fault))


def _opened(sealed: bytes | memoryview, unseal: Callable[[bytes | memoryview], str]) -> Place:
    try:
        return Place(unseal(sealed))
    except SealError as fault:
        return Place(fault=str(fault))
