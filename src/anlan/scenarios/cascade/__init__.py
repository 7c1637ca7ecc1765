"""Cascades: what an event breaks, what stops because of it, and when it is back, hour by hour."""

from anlan.scenarios.cascade.course import RESTORED, Cascade, cascade_of
from anlan.scenarios.cascade.model import CascadeModel, model_of
from anlan.scenarios.cascade.parts import Events
from anlan.scenarios.cascade.ranking import OPTIONS, Hardening, rank_hardening
from anlan.scenarios.cascade.settings import (
    ANY_OF,
    FLOWS,
    MARGINS,
    PRIORITIES,
    REPAIR_TIMES,
    SPARES,
    CascadeSettings,
    RepairTime,
    Spares,
)
from anlan.scenarios.cascade.spares import SpareValue, value_of_spares

__all__ = [
    "ANY_OF",
    "FLOWS",
    "MARGINS",
    "OPTIONS",
    "PRIORITIES",
    "REPAIR_TIMES",
    "RESTORED",
    "SPARES",
    "Cascade",
    "CascadeModel",
    "CascadeSettings",
    "Events",
    "Hardening",
    "RepairTime",
    "SpareValue",
    "Spares",
    "cascade_of",
    "model_of",
    "rank_hardening",
    "value_of_spares",
]
