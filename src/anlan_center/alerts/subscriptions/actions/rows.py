"""What the actions on subscriptions share: letters, districts, an end, and what the record is told."""

from datetime import datetime

from anlan_center.alerts.subscriptions.actions.wishes import Wish
from anlan_center.alerts.subscriptions.models import RENEWAL, Change, Followed, Letter, State, Subscriber
from anlan_center.alerts.subscriptions.private.codes import CODE_TERM, CODED
from anlan_center.audit import recording

NOTE_PRIORITY = 60
"""Letters on subscriptions; a test message that somebody waits for goes like all others."""


def send(row: Subscriber, purpose: str, at: datetime) -> None:
    """Ask for a letter to a subscriber; where the way takes codes, a new one makes the earlier ones void.

    The caller saves the row.
    """
    code = 0
    if row.way in CODED and purpose != "test":
        row.code += 1
        row.code_until, row.code_tries = at + (RENEWAL if purpose == "renew" else CODE_TERM), 0
        code = row.code
    Letter.objects.create(
        subscriber=row.pk, way=row.way, purpose=purpose, generation=row.generation, code=code, due=at,
        priority=NOTE_PRIORITY,
    )  # fmt: skip


def follow(row: Subscriber, at: datetime) -> None:
    """Write which districts a subscriber follows, and that every index must take the subscriber up anew."""
    content = row.content
    point = tuple(content["point"]) if content["point"] else None
    wish = Wish(row.way, "", row.language, row.threshold, point, content["areas"], 0)
    Followed.objects.filter(subscriber=row).delete()
    Followed.objects.bulk_create(Followed(subscriber=row, jurisdiction=code) for code in wish.districts)
    Change.objects.create(subscriber=row.pk, at=at)


def remove(row: Subscriber, action: str, at: datetime) -> None:
    """Remove a subscriber and all that is known of them."""
    told(action, row)
    Change.objects.create(subscriber=row.pk, at=at)
    row.delete()


def end(row: Subscriber, at: datetime) -> str:
    """Remove a subscriber whose time is over; says whether it was ``unconfirmed`` or has ``expired``."""
    name = "unconfirmed" if row.state == State.PENDING else "expired"
    remove(row, f"subscription.{name}", at)
    return name


def told(action: str, row: Subscriber) -> None:
    """Write to the record without what is personal: neither the address nor the network address it came from."""
    token = recording.ADDRESS.set("")
    try:
        after = {"way": row.way, "language": row.language, "state": row.state}
        recording.record(None, action, row, exercise=False, after=after)
    finally:
        recording.ADDRESS.reset(token)
