"""What failed and what waits for a second person, across the slices: deliveries, sinks, sources, letters, roles."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import ngettext

from anlan_center.accounts.models import User
from anlan_center.accounts.proposing import State as Asked
from anlan_center.alerts.deliveries import queries as deliveries
from anlan_center.alerts.ingest.queries import Wish, messages, sources
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.wordings.board import waiting_templates
from anlan_center.directory.administering import MANAGE
from anlan_center.directory.proposals.queries import proposals
from anlan_center.outbox.board import counts
from anlan_center.outbox.models import State


@dataclass(frozen=True)
class Trouble:
    """Something that failed, or that waits for the reader.

    Parameters
    ----------
    count
        How often.
    words
        What it is, with the number.
    address
        Page where a person can mend it.
    """

    count: int
    words: str
    address: str


def troubles(user: User, holding: Iterable[Alert]) -> list[Trouble]:
    """List what failed within the reader's jurisdiction and was not mended; what is well is left out.

    Parameters
    ----------
    user
        The reader.
    holding
        Warnings in force: deliveries of others that failed are history.
    """
    now = [alert.pk for alert in holding]
    board, held = reverse("deliveries:board"), reverse("ingest:list")
    rows = deliveries.deliveries(user).filter(alert__in=now).order_by()
    broken = deliveries.sinks(user).filter(active=True, last_failure__isnull=False)
    broken = broken.filter(Q(last_success=None) | Q(last_success__lt=F("last_failure")))
    found = (
        (rows.filter(deliveries.STAGES["failed"]).count(), _failed, f"{board}?stage=failed"),
        (rows.filter(state=State.WAITING, attempts__gt=0).count(), _tried, f"{board}?stage=queued"),
        (broken.count(), _sinks, reverse("deliveries:sinks")),
        (sources(user).filter(active=True).exclude(error="").count(), _sources, reverse("ingest:sources")),
        (messages(user, Wish(state="held")).count(), _held, f"{held}?state=held"),
        (counts(user)[State.DEAD], _dead, f"{reverse('outbox:list')}?state={State.DEAD}"),
    )
    return [Trouble(count, say(count), address) for count, say, address in found if count]


def errands(user: User) -> list[Trouble]:
    """List what, besides warnings, others asked for and a second person has to look at, if it is the reader.

    Parameters
    ----------
    user
        The reader.
    """
    roles = proposals(user, MANAGE).filter(state=Asked.WAITING).exclude(asked_by=user).exclude(user=user)
    found = (
        (roles.count(), _roles, reverse("directory:proposals")),
        (waiting_templates(user).count(), _wordings, reverse("alerts:texts")),
    )
    return [Trouble(count, say(count), address) for count, say, address in found if count]


def _roles(number: int) -> str:
    words = ngettext(
        "%(number)s strong role waits for a second administrator",
        "%(number)s strong roles wait for a second administrator",
        number,
    )
    return words % {"number": number}


def _wordings(number: int) -> str:
    words = ngettext(
        "%(number)s wording of the templates waits for approval",
        "%(number)s wordings of the templates wait for approval",
        number,
    )
    return words % {"number": number}


def _failed(number: int) -> str:
    words = ngettext(
        "%(number)s delivery of a warning in force failed", "%(number)s deliveries of warnings in force failed", number
    )
    return words % {"number": number}


def _tried(number: int) -> str:
    words = ngettext(
        "%(number)s delivery has not got through yet", "%(number)s deliveries have not got through yet", number
    )
    return words % {"number": number}


def _sinks(number: int) -> str:
    words = ngettext("%(number)s sink failed last time", "%(number)s sinks failed last time", number)
    return words % {"number": number}


def _sources(number: int) -> str:
    words = ngettext("%(number)s source cannot be read", "%(number)s sources cannot be read", number)
    return words % {"number": number}


def _held(number: int) -> str:
    words = ngettext(
        "%(number)s message of others is held and needs a look",
        "%(number)s messages of others are held and need a look",
        number,
    )
    return words % {"number": number}


def _dead(number: int) -> str:
    words = ngettext(
        "%(number)s event of the outbox failed for good", "%(number)s events of the outbox failed for good", number
    )
    return words % {"number": number}
