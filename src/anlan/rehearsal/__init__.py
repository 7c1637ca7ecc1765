"""The whole cycle as one run: risk, worst credible scenario, supplies, resilience."""

from anlan.rehearsal.cycle import CycleRun, CycleSettings, HazardRun, run_cycle
from anlan.rehearsal.rehearsed import Band, Rehearsed, rehearse
from anlan.rehearsal.resilience import Resilience, resilience_of

__all__ = [
    "Band",
    "CycleRun",
    "CycleSettings",
    "HazardRun",
    "Rehearsed",
    "Resilience",
    "rehearse",
    "resilience_of",
    "run_cycle",
]
