"""Siting: which bases to open, with a bound that no other choice can beat."""

from anlan.supplies.siting.answer import SitingAnswer, SitingSettings, relative_gap
from anlan.supplies.siting.chain.locate import ChainAnswer, locate_chain
from anlan.supplies.siting.chain.problem import ChainProblem
from anlan.supplies.siting.cover import most_covered, p_center
from anlan.supplies.siting.locate import locate, p_median
from anlan.supplies.siting.problem import SitingProblem

__all__ = [
    "ChainAnswer",
    "ChainProblem",
    "SitingAnswer",
    "SitingProblem",
    "SitingSettings",
    "locate",
    "locate_chain",
    "most_covered",
    "p_center",
    "p_median",
    "relative_gap",
]
