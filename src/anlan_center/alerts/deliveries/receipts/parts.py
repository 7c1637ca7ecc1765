"""Which parts of long messages sinks have accepted: read before an attempt, written after it."""

from collections.abc import Collection, Iterable

from anlan_center.alerts.deliveries.channels.parts import Parts
from anlan_center.alerts.deliveries.models import Part


def read_parts(deliveries: Collection[int]) -> dict[tuple[int, int], Parts]:
    """Read what earlier attempts have brought through.

    Parameters
    ----------
    deliveries
        Their keys.

    Returns
    -------
    Parts by delivery and round.
    """
    found: dict[tuple[int, int], Parts] = {}
    rows = Part.objects.filter(delivery__in=deliveries)
    for row in rows.values_list("delivery", "round", "text", "total", "number", "name"):
        delivery, round_, text, total, number, name = row
        known = found.get((delivery, round_))
        names = known.names if known is not None and known.text == text else {}
        found[delivery, round_] = Parts(text, total, {**names, number: name})
    return found


def write_parts(told: Iterable[tuple[int, int, int, Parts]]) -> None:
    """Keep what an attempt has brought through; a part of another text gives way.

    Parameters
    ----------
    told
        Sink, delivery, round and parts.
    """
    rows = [
        Part(delivery_id=delivery, sink_id=sink, round=round_, text=parts.text, total=parts.total, number=number,
             name=name[:200])
        for sink, delivery, round_, parts in told
        for number, name in parts.names.items()
    ]  # fmt: skip
    Part.objects.bulk_create(
        rows, batch_size=500, update_conflicts=True, unique_fields=["delivery", "round", "number"],
        update_fields=["text", "total", "name", "confirmed"],
    )  # fmt: skip
