"""The only writer of sinks, recipients and what is to be delivered."""

from anlan_center.alerts.deliveries.actions.fanout import fan_out, spread
from anlan_center.alerts.deliveries.actions.receipts import take_receipts
from anlan_center.alerts.deliveries.actions.resending import resend
from anlan_center.alerts.deliveries.actions.sinks import Wanted, change_sink, new_sink, remove_recipient, set_recipient

__all__ = [
    "Wanted", "change_sink", "fan_out", "new_sink", "remove_recipient", "resend", "set_recipient", "spread",
    "take_receipts",
]  # fmt: skip
