"""Public warnings: messages of the Common Alerting Protocol, read, checked and written."""

from anlan.alerts.documents.feeds import Entry, Feed, parse_feed, read_feed
from anlan.alerts.documents.findings import Finding
from anlan.alerts.documents.parsing import Parsed, parse_alert
from anlan.alerts.documents.writing import write_alert
from anlan.alerts.messages.message import Alert, Area, Info, Kept, Reference, Resource
from anlan.alerts.reading import read_alert
from anlan.alerts.shapes.outlines import Circle, NoShape, circle_of, circles_of, polygon_of, polygons_of
from anlan.alerts.validation import PROFILES, Profile, validate

__all__ = [
    "PROFILES",
    "Alert",
    "Area",
    "Circle",
    "Entry",
    "Feed",
    "Finding",
    "Info",
    "Kept",
    "NoShape",
    "Parsed",
    "Profile",
    "Reference",
    "Resource",
    "circle_of",
    "circles_of",
    "parse_alert",
    "parse_feed",
    "polygon_of",
    "polygons_of",
    "read_alert",
    "read_feed",
    "validate",
    "write_alert",
]
