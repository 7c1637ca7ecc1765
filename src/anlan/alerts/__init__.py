"""Public warnings: messages of the Common Alerting Protocol, read, checked and written."""

from anlan.alerts.findings import Finding
from anlan.alerts.message import Alert, Area, Info, Kept, Reference, Resource
from anlan.alerts.parsing import Parsed, parse_alert
from anlan.alerts.writing import write_alert

__all__ = ["Alert", "Area", "Finding", "Info", "Kept", "Parsed", "Reference", "Resource", "parse_alert", "write_alert"]
