"""Quantified risk: impacts of every event, and how often they are exceeded."""

from anlan.risk.assessment import Assessment, Skipped, Watcher, assess_city
from anlan.risk.curves import ExceedanceCurve, exceedance
from anlan.risk.effects import Effects
from anlan.risk.groups import Groups
from anlan.risk.impact import MONEY, EventImpacts, assess, assess_each, impact_by_row
from anlan.risk.shares import ShareTable
from anlan.risk.slots import Slots, slots_of
from anlan.risk.vulnerability import Vulnerability, vulnerability_of

__all__ = [
    "MONEY",
    "Assessment",
    "Effects",
    "EventImpacts",
    "ExceedanceCurve",
    "Groups",
    "ShareTable",
    "Skipped",
    "Slots",
    "Vulnerability",
    "Watcher",
    "assess",
    "assess_city",
    "assess_each",
    "exceedance",
    "impact_by_row",
    "slots_of",
    "vulnerability_of",
]
