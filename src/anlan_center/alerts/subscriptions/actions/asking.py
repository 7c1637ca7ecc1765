"""What a stranger can ask for by typing an address in."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from anlan_center.alerts.subscriptions.actions.limits import knock, may_ask
from anlan_center.alerts.subscriptions.actions.rows import end, send, told
from anlan_center.alerts.subscriptions.actions.wishes import Wish
from anlan_center.alerts.subscriptions.models import UNCONFIRMED, State, Subscriber
from anlan_center.alerts.subscriptions.private.sealing import BLIND


def subscribe(wish: Wish, *, source: str = "", now: datetime | None = None) -> None:
    """Take a wish down and ask its address to confirm it; says nothing of whether the address was known.

    An address that is confirmed already gets a link to change its subscription; the wish itself is not taken.

    Parameters
    ----------
    wish
        What is asked for.
    source
        Network address of the request, of which only a blind index is kept, for an hour.
    now
        The time; None takes the clock's.

    Raises
    ------
    TooManyError
        If too many requests come from the same network.
    """
    at = now or timezone.now()
    with transaction.atomic():
        knock(source, at)
        index = BLIND.index(wish.way, wish.address)
        fresh = {
            "way": wish.way, "sealed": wish.sealed, "language": wish.language, "threshold": wish.threshold,
            "created": at, "expires": at + UNCONFIRMED,
        }  # fmt: skip
        _end(Subscriber.objects.filter(address_index=index), at)
        row, made = Subscriber.objects.select_for_update().get_or_create(address_index=index, defaults=fresh)
        if not may_ask(row, at):  # nor is the link of the last letter made void by whoever asks on
            row.save(update_fields=["asked", "asks"])
            return
        if not made and row.state == State.PENDING:
            row.generation += 1
            for name, value in fresh.items():
                setattr(row, name, value)
        _write(row, at)


def ask_again(way: str, address: str, *, source: str = "", now: datetime | None = None) -> None:
    """Ask for the link or the code by which whoever has an address changes or ends its subscription.

    Says nothing of whether the address was known; to one that is not known nothing is sent.

    Parameters
    ----------
    way, address
        The way, and the address in its normal form.
    source, now
        See `subscribe`.

    Raises
    ------
    TooManyError
        If too many requests come from the same network.
    """
    at = now or timezone.now()
    with transaction.atomic():
        knock(source, at)
        known = Subscriber.objects.select_for_update().filter(address_index=BLIND.index(way, address))
        row = known.filter(expires__gt=at).first()
        if row is None:
            return
        if may_ask(row, at):
            if row.state == State.PENDING:
                row.expires = at + UNCONFIRMED  # as the letter says
            _write(row, at)
        else:
            row.save(update_fields=["asked", "asks"])


def _end(rows: QuerySet[Subscriber], at: datetime) -> None:
    """Remove what is over and not tidied away yet: nothing is written to it, so who asks anew would wait in vain."""
    for row in rows.select_for_update().filter(expires__lte=at):
        end(row, at)


def _write(row: Subscriber, at: datetime) -> None:
    send(row, "manage" if row.state == State.CONFIRMED else "confirm", at)
    row.save()
    told("subscription.ask", row)
