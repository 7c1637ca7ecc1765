"""What the database itself refuses about deliveries: to change or remove what shows what went where."""

from anlan_center.triggers import Trigger, changed, unchangeable

OF_DELIVERY = ("alert_id", "sink_id", "target", "language", "exercise")
"""Columns that say what goes where; they never change. What came of it goes on."""

TRIGGERS: tuple[Trigger, ...] = (
    *unchangeable("deliveries_attempt", "an attempt that was made cannot be changed or removed"),
    Trigger("deliveries_delivery_no_delete", "deliveries_delivery", "DELETE", "a delivery cannot be removed"),
    Trigger(
        "deliveries_delivery_frozen",
        "deliveries_delivery",
        f"UPDATE OF {', '.join(OF_DELIVERY)}",
        "a delivery keeps its warning and its target",
        changed(OF_DELIVERY),
    ),
)
"""Attempts and deliveries stay; neither names a person: subscribers are erased by their own way, and their number is
all that is left of them here."""
