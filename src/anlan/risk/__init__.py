"""Quantified risk: impacts of every event, and how often they are exceeded."""

from anlan.risk.curves import ExceedanceCurve, exceedance
from anlan.risk.impact import MONEY, EventImpacts, assess, impact_by_row
from anlan.risk.vulnerability import Vulnerability, vulnerability_of

__all__ = [
    "MONEY",
    "EventImpacts",
    "ExceedanceCurve",
    "Vulnerability",
    "assess",
    "exceedance",
    "impact_by_row",
    "vulnerability_of",
]
