"""The only writer of warnings of others: each action checks permission, writes rows, record and events together."""

from anlan_center.alerts.ingest.actions.errors import IngestError
from anlan_center.alerts.ingest.actions.fetching import fetch_due, fetch_until
from anlan_center.alerts.ingest.actions.receiving import expire, hand_in, receive
from anlan_center.alerts.ingest.actions.relaying import merge, relay, separate
from anlan_center.alerts.ingest.actions.sources import SourceContent, add_source, change_source, pin, withdraw

__all__ = [
    "IngestError",
    "SourceContent",
    "add_source",
    "change_source",
    "expire",
    "fetch_due",
    "fetch_until",
    "hand_in",
    "merge",
    "pin",
    "receive",
    "relay",
    "separate",
    "withdraw",
]
