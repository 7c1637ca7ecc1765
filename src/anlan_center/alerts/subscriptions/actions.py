"""What changes subscriptions; the only writer.

Nothing here tells a stranger whether an address is known, and nothing of what is personal reaches the record.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan_center.accounts.models import area_prefix
from anlan_center.alerts.subscriptions.audience import district_of
from anlan_center.alerts.subscriptions.models import (
    RENEWAL,
    TERM,
    UNCONFIRMED,
    Change,
    Followed,
    Knock,
    Letter,
    State,
    Subscriber,
)
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.private.sealing import BLIND, VAULT
from anlan_center.audit import recording

MOST_KNOCKS = 20
"""Requests from one network address in an hour (assumption: a library or an office shares one)."""

MOST_ASKS = 3
"""Notes that one address can be made to get in a day by whoever types it in (assumption)."""

TEST_PAUSE = timedelta(minutes=10)
"""Between two test messages to one subscriber (assumption)."""

NOTE_PRIORITY = 60
"""Letters on subscriptions; a test message that somebody waits for goes like all others."""

CHANGES_KEPT = timedelta(days=2)
"""For how long an index that was not asked can still be brought up to date instead of being built anew."""

LETTERS_KEPT = timedelta(days=30)
"""How long it is kept that a letter was written; it holds no address."""


class TooManyError(ValueError):
    """Something is asked for too often; its text says when it is possible again."""


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    Parameters
    ----------
    way, address
        Channel, and the address on it in its normal form.
    language, threshold
        See `choices`.
    point
        Longitude and latitude, degrees; None where only areas are followed.
    areas
        Administrative codes.
    needs
        Bits of `choices.Need`.
    """

    way: str
    address: str
    language: str
    threshold: int
    point: tuple[float, float] | None
    areas: Sequence[str]
    needs: int

    @property
    def sealed(self) -> bytes:
        """What of it is personal, encrypted; a point is kept to about 10 m."""
        content = {name: value for name, value in asdict(self).items() if name in {"address", "areas", "needs"}}
        point = None if self.point is None else [round(value, 4) for value in self.point]
        return VAULT.seal_all({**content, "areas": list(self.areas), "point": point})

    @property
    def districts(self) -> tuple[str, ...]:
        """Prefixes of the districts that it touches, coarse on purpose."""
        found = {area_prefix(code)[:6] for code in self.areas}
        if self.point is not None and (district := district_of(*self.point)):
            found.add(area_prefix(district)[:6])
        return tuple(sorted(found))


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
        If too many requests come from the same network address.
    """
    at = now or timezone.now()
    with transaction.atomic():
        _knock(source, at)
        index = BLIND.index(wish.way, wish.address)
        fresh = {
            "way": wish.way, "sealed": wish.sealed, "language": wish.language, "threshold": wish.threshold,
            "created": at, "expires": at + UNCONFIRMED,
        }  # fmt: skip
        row, made = Subscriber.objects.select_for_update().get_or_create(address_index=index, defaults=fresh)
        if not _may_ask(row, at):  # nor is the link of the last letter made void by whoever asks on
            row.save(update_fields=["asked", "asks"])
            return
        if not made and row.state == State.PENDING:
            row.generation += 1
            for name, value in fresh.items():
                setattr(row, name, value)
        _send(row, "manage" if row.state == State.CONFIRMED else "confirm", at)
        row.save()
        _record("subscription.ask", row)


def confirm(token: str, *, now: datetime | None = None) -> Subscriber:
    """Confirm by the link that was sent; also renews a confirmed subscription for another term.

    Raises
    ------
    LinkError
        If the link is too old, was used, or its subscription is gone.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"confirm", "renew"})
        row.state, row.confirmed, row.expires = State.CONFIRMED, at, at + TERM
        row.generation += 1
        row.renewal_asked = None
        row.save()
        _follow(row, at)
        _record("subscription.confirm", row)
    return row


def change(token: str, wish: Wish, *, now: datetime | None = None) -> Subscriber:
    """Change what a confirmed subscriber wants; the address stays as it is, whatever the wish says.

    Raises
    ------
    LinkError
        If the link is void.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"manage"})
        kept = Wish(row.way, row.content["address"], wish.language, wish.threshold, wish.point, wish.areas, wish.needs)
        row.sealed, row.language, row.threshold = kept.sealed, kept.language, kept.threshold
        del row.content
        row.save(update_fields=["sealed", "language", "threshold"])
        _follow(row, at)
        _record("subscription.change", row)
    return row


def unsubscribe(token: str, *, now: datetime | None = None) -> bool:
    """Remove a subscriber and all that is known of them.

    Returns
    -------
    bool
        Whether there was one; a second click on the link finds none and is no error.

    Raises
    ------
    LinkError
        If the link was not made here.
    """
    link = links.read(token, {"unsubscribe", "manage"})
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(pk=link.subscriber).first()
        if row is not None:
            _remove(row, "subscription.end", now or timezone.now())
    return row is not None


def send_test(token: str, *, now: datetime | None = None) -> None:
    """Send a subscriber the test message they asked for.

    Raises
    ------
    TooManyError
        If the last one was asked for less than ten minutes ago.
    LinkError
        If the link is void.
    """
    at = now or timezone.now()
    with transaction.atomic():
        row = _holder(token, {"manage"})
        if row.tested is not None and at < row.tested + TEST_PAUSE:
            minutes = -(-(row.tested + TEST_PAUSE - at) // timedelta(minutes=1))
            raise TooManyError(
                _("A test message is already on its way; you can ask for another in %(minutes)s minutes.")
                % {"minutes": minutes}
            )
        row.tested = at
        row.save(update_fields=["tested"])
        _send(row, "test", at)
        _record("subscription.test", row)


def drop_dead(number: int, *, now: datetime | None = None) -> bool:
    """Remove a subscriber whose address no longer exists, as its provider says for good; says whether there was one.

    Parameters
    ----------
    number
        Number of the subscriber.
    now
        The time; None takes the clock's.
    """
    with transaction.atomic():
        row = Subscriber.objects.select_for_update().filter(pk=number).first()
        if row is not None:
            _remove(row, "subscription.dead", now or timezone.now())
    return row is not None


def tidy(*, now: datetime | None = None) -> dict[str, int]:
    """Remove what was not confirmed or has expired, and ask for renewal in time.

    Returns
    -------
    dict
        How many were ``unconfirmed``, ``expired`` and ``asked``.
    """
    at = now or timezone.now()
    counts = {"unconfirmed": 0, "expired": 0, "asked": 0}
    with transaction.atomic():
        for row in Subscriber.objects.select_for_update().filter(expires__lte=at):
            name = "unconfirmed" if row.state == State.PENDING else "expired"
            _remove(row, f"subscription.{name}", at)
            counts[name] += 1
        soon = Subscriber.objects.filter(state=State.CONFIRMED, renewal_asked=None, expires__lte=at + RENEWAL)
        for row in soon.select_for_update():
            row.renewal_asked = at
            row.save(update_fields=["renewal_asked"])
            _send(row, "renew", at)
            counts["asked"] += 1
        Change.objects.filter(at__lt=at - CHANGES_KEPT).delete()
        Knock.objects.filter(at__lt=at - timedelta(hours=1)).delete()
        Letter.objects.filter(due__lt=at - LETTERS_KEPT).delete()
    return counts


def _holder(token: str, purposes: set[str]) -> Subscriber:
    """Return the subscriber whose link this is, locked."""
    return links.holder(token, purposes, Subscriber.objects.select_for_update())


def _follow(row: Subscriber, at: datetime) -> None:
    """Write which districts a subscriber follows, and that every index must take the subscriber up anew."""
    content = row.content
    point = tuple(content["point"]) if content["point"] else None
    wish = Wish(row.way, "", row.language, row.threshold, point, content["areas"], 0)
    Followed.objects.filter(subscriber=row).delete()
    Followed.objects.bulk_create(Followed(subscriber=row, jurisdiction=code) for code in wish.districts)
    Change.objects.create(subscriber=row.pk, at=at)


def _remove(row: Subscriber, action: str, at: datetime) -> None:
    _record(action, row)
    Change.objects.create(subscriber=row.pk, at=at)
    row.delete()


def _may_ask(row: Subscriber, at: datetime) -> bool:
    """Count a note that a stranger may have asked for; False where this address has had enough for a day."""
    if row.asked is None or at >= row.asked + timedelta(days=1):
        row.asked, row.asks = at, 0
    row.asks += 1
    return row.asks <= MOST_ASKS


def _send(row: Subscriber, purpose: str, at: datetime) -> None:
    Letter.objects.create(
        subscriber=row.pk, way=row.way, purpose=purpose, generation=row.generation, due=at, priority=NOTE_PRIORITY
    )


def _knock(source: str, at: datetime) -> None:
    if not source:
        return
    index = BLIND.index("source", source)
    if Knock.objects.filter(source=index, at__gt=at - timedelta(hours=1)).count() >= MOST_KNOCKS:
        raise TooManyError(_("Too many subscriptions were asked for from this network; try again in an hour."))
    Knock.objects.create(source=index, at=at)


def _record(action: str, row: Subscriber) -> None:
    """Write to the record without what is personal: neither the address nor the network address it came from."""
    token = recording.ADDRESS.set("")
    try:
        after = {"way": row.way, "language": row.language, "state": row.state}
        recording.record(None, action, row, exercise=False, after=after)
    finally:
        recording.ADDRESS.reset(token)
