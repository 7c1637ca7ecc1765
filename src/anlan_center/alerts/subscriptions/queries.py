"""Who is to be warned, and how many that are."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import jurisdictions, visible, within_or_around
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.subscriptions.audience import HELD
from anlan_center.alerts.subscriptions.choices import WAY_BITS, Need, Way
from anlan_center.alerts.subscriptions.models import Followed, State, Subscriber
from anlan_center.alerts.subscriptions.private import links
from anlan_center.alerts.subscriptions.ways import carriers, unserved

CHUNK = 500
"""Subscribers read at once."""


@dataclass(frozen=True)
class Recipient:
    """A subscriber to whom a warning goes.

    Parameters
    ----------
    row
        The subscriber; what is personal in it is opened when it is asked for, as late as possible.
    """

    row: Subscriber

    @property
    def id(self) -> int:
        """Number of the subscriber; all that a delivery keeps."""
        return self.row.pk

    @property
    def language(self) -> str:
        """BCP-47 tag of the language of the message."""
        return self.row.language

    @property
    def address(self) -> str:
        """Address of e-mail, number in international form, or the browser's subscription as JSON."""
        return str(self.row.content["address"])

    @property
    def needs(self) -> int:
        """Bits of `choices.Need`."""
        return int(self.row.content["needs"])

    @property
    def headers(self) -> dict[str, str]:
        """Headers of an e-mail by which a mail program unsubscribes with one click (RFC 2369, RFC 8058)."""
        if self.row.way != Way.EMAIL:
            return {}
        return {
            "List-Unsubscribe": f"<{links.address_of(self.row, 'unsubscribe')}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }

    @property
    def footer(self) -> str:
        """Lines below a message, in the recipient's language: why it comes, and how to stop it."""
        return footer_of(self.language, links.address_of(self.row, "unsubscribe")) if self.row.way == Way.EMAIL else ""


def footer_of(language: str, link: str) -> str:
    """Return the lines below a warning that came by e-mail.

    Parameters
    ----------
    language
        Of the message.
    link
        Where its reader unsubscribes.
    """
    with override(language):
        return _("You get this message because you subscribed to warnings.\nUnsubscribe: %(link)s") % {"link": link}


def numbers_of(alert: Alert, ways: Iterable[str]) -> list[int]:
    """Return the numbers of the subscribers whom a warning addresses, ascending; nobody for an exercise.

    Parameters
    ----------
    alert
        The warning; one that is not for everybody addresses nobody here.
    ways
        Channels.
    """
    if alert.exercise or alert.status != "Actual" or alert.scope != "Public":
        return []
    bits = sum(WAY_BITS[way] for way in set(ways) & set(WAY_BITS))
    if not bits or not alert.area.get("geometry"):
        return []
    found: list[int] = HELD.current().addressed(alert.area, alert.severity, bits).tolist()
    return found


def _living() -> QuerySet[Subscriber]:
    return Subscriber.objects.filter(state=State.CONFIRMED, expires__gt=timezone.now())


def _in_chunks(numbers: list[int]) -> Iterator[Subscriber]:
    for start in range(0, len(numbers), CHUNK):
        yield from _living().filter(pk__in=numbers[start : start + CHUNK]).order_by("pk")


def recipients(alert: Alert, channel: str) -> Iterator[Recipient]:
    """List the confirmed subscribers whom a warning addresses on a channel; nobody for an exercise.

    Parameters
    ----------
    alert
        The warning; its area and its severity decide.
    channel
        ``email``, ``sms`` or ``webpush``; there are no subscribers to any other.
    """
    return (Recipient(row) for row in _in_chunks(numbers_of(alert, [channel])))


def recipient(number: int) -> Recipient | None:
    """Return one subscriber by number, as when a delivery is tried again; None where there is none any more.

    Parameters
    ----------
    number
        Number of the subscriber.
    """
    row = _living().filter(pk=number).first()
    return None if row is None else Recipient(row)


@dataclass(frozen=True)
class Reach:
    """How many subscribers a warning addresses.

    Parameters
    ----------
    total
        All of them.
    by_channel, by_language
        Subscribers by channel and by language.
    by_need
        Subscribers by need; one may count in several.
    """

    total: int
    by_channel: Mapping[str, int]
    by_language: Mapping[str, int]
    by_need: Mapping[str, int]


def reach(alert: Alert) -> Reach:
    """Say how many subscribers a warning addresses, before it is released. An exercise is counted as if it were real.

    Parameters
    ----------
    alert
        The warning, in any state.
    """
    if not alert.area.get("geometry"):
        return Reach(0, dict.fromkeys(WAY_BITS, 0), {}, {})
    index = HELD.current()
    by_channel = {way: len(index.addressed(alert.area, alert.severity, bit)) for way, bit in WAY_BITS.items()}
    languages: dict[str, int] = {}
    needs = {need.name.lower(): 0 for need in Need}
    for row in _in_chunks(index.addressed(alert.area, alert.severity).tolist()):
        languages[row.language] = languages.get(row.language, 0) + 1
        for need in Need:
            needs[need.name.lower()] += bool(int(row.content["needs"]) & need)
    return Reach(sum(by_channel.values()), by_channel, languages, needs)


def figures(user: User) -> list[dict[str, Any]]:
    """Count confirmed subscribers by district and channel, within a person's jurisdiction.

    Parameters
    ----------
    user
        Who asks; sees the districts for which they have ``subscription.view``.

    Returns
    -------
    list of dict
        A row for each district: ``area``, ``total``, ``per_1000`` residents, and the count of each channel.
        Whoever follows several districts counts in each.
    """
    counts = {way: Count("pk", filter=Q(subscriber__way=way)) for way in Way.values}
    rows = visible(Followed.objects.filter(subscriber__state=State.CONFIRMED), user, "subscription.view")
    names = {area.prefix: area for area in Area.objects.filter(level__in=("city", "district"))}
    found = []
    for row in rows.values("jurisdiction").annotate(total=Count("pk"), **counts).order_by("jurisdiction"):
        area = names.get(row["jurisdiction"])
        per_1000 = 1000 * row["total"] / area.population if area is not None and area.population else None
        found.append({**row, "area": area, "per_1000": per_1000})
    return found


def totals(user: User) -> dict[str, int] | None:
    """Count all confirmed subscribers by channel, for those who may see the whole city; None for everybody else.

    Parameters
    ----------
    user
        Who asks.
    """
    whole = Area.objects.filter(level="city").values_list("prefix", flat=True)
    if not any(prefix.startswith(held) for prefix in whole for held in jurisdictions(user, "subscription.view")):
        return None
    counted = Subscriber.objects.filter(state=State.CONFIRMED).values_list("way").annotate(count=Count("pk"))
    return dict.fromkeys(Way.values, 0) | dict(counted)


def without_sink() -> dict[str, int]:
    """Count the confirmed subscribers for whose places no live sink carries warnings, by way; only ways with some."""
    live, lost = carriers(), Q(pk__in=[])
    followed = Followed.objects.filter(subscriber=OuterRef("pk"))
    for way in Way.values:
        prefixes = [carrier.jurisdiction for carrier in live if carrier.way == way]
        missed = Exists(followed) & ~Exists(followed.filter(within_or_around(prefixes))) if prefixes else Q()
        lost |= Q(way=way) & Q(missed)
    counted = dict(_living().filter(lost).values_list("way").annotate(count=Count("pk")))
    return {way: counted[way] for way in Way.values if way in counted}


def unserved_areas(row: Subscriber) -> list[str]:
    """Name the districts of a subscriber for which no live sink carries warnings on the subscriber's way now.

    Parameters
    ----------
    row
        The subscriber, confirmed.
    """
    prefixes = list(row.followed.values_list("jurisdiction", flat=True))
    if not prefixes:
        return [] if carriers(row.way) else [str(_("all places"))]
    missing = unserved(row.way, prefixes)
    names = {area.prefix: area.name for area in Area.objects.filter(prefix__in=missing)}
    return [names.get(prefix, prefix) for prefix in missing]
