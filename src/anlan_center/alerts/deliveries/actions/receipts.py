"""Note what a sink tells of messages that it has taken."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.db import transaction
from django.utils import timezone

from anlan_center.alerts.deliveries.channels.protocol import Late
from anlan_center.alerts.deliveries.deliverer.ledger import tell
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.deliveries.receipts.receiving import KEPT, Receipt, receive

TOLD: Final = "receipts"
"""Who has written an attempt that a sink told of."""


def take_receipts(sink: Sink, told: Sequence[tuple[Late, datetime | None]]) -> None:
    """Note receipts of a sink; each that is new stays on record as an attempt, like what its own answers say.

    Parameters
    ----------
    sink
        The sink, which has proved that it tells them.
    told
        What it tells, and when it says that this was; a time to come, or one long past, counts as now.
    """
    now = timezone.now()
    receipts = [Receipt(sink.pk, late, at if at and now - KEPT <= at <= now else now) for late, at in told]
    with transaction.atomic():
        tell(receive(receipts, TOLD))
