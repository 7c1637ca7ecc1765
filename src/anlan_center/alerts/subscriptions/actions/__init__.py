"""What changes subscriptions; the only writers.

Nothing here tells a stranger whether an address is known, and nothing of what is personal reaches the record.
"""

from anlan_center.alerts.subscriptions.actions.asking import ask_again, subscribe
from anlan_center.alerts.subscriptions.actions.holding import CodeError, change, confirm, prove, send_test, unsubscribe
from anlan_center.alerts.subscriptions.actions.keeping import drop_dead, seal_anew, tidy
from anlan_center.alerts.subscriptions.actions.limits import TooManyError
from anlan_center.alerts.subscriptions.actions.wishes import Wish

__all__ = [
    "CodeError",
    "TooManyError",
    "Wish",
    "ask_again",
    "change",
    "confirm",
    "drop_dead",
    "prove",
    "seal_anew",
    "send_test",
    "subscribe",
    "tidy",
    "unsubscribe",
]
