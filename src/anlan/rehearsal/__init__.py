"""The whole cycle as one run: risk, worst credible scenario, supplies, resilience."""

from anlan.rehearsal.cycle import CycleRun, CycleSettings, HazardRun, Skipped, Watcher, run_cycle
from anlan.rehearsal.rehearsed import Band, Rehearsed, rehearse
from anlan.rehearsal.resilience import Resilience, resilience_of

__all__ = [
    "Band",
    "CycleRun",
    "CycleSettings",
    "HazardRun",
    "Rehearsed",
    "Resilience",
    "Skipped",
    "Watcher",
    "rehearse",
    "resilience_of",
    "run_cycle",
]
