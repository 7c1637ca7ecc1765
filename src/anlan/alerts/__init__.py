"""Public warnings: messages of the Common Alerting Protocol, read and checked."""

from anlan.alerts.message import Alert, Area, Circle, Info
from anlan.alerts.reading import read_alert

__all__ = ["Alert", "Area", "Circle", "Info", "read_alert"]
