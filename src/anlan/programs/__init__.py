"""Mathematical programmes: linear and mixed-integer models as matrices, solved by HiGHS with both bounds reported."""

from anlan.programs.deciding import solve_two_stage
from anlan.programs.highs import Session, SolveOptions, SolverError, solve
from anlan.programs.program import Answer, Basis, Drafting, Program, gap_between
from anlan.programs.transport import Transport
from anlan.programs.two_stage import EXPECTED, WORST_CASE, Recourse, RiskMeasure, TwoStage, TwoStageAnswer, Whole

__all__ = [
    "EXPECTED",
    "WORST_CASE",
    "Answer",
    "Basis",
    "Drafting",
    "Program",
    "Recourse",
    "RiskMeasure",
    "Session",
    "SolveOptions",
    "SolverError",
    "Transport",
    "TwoStage",
    "TwoStageAnswer",
    "Whole",
    "gap_between",
    "solve",
    "solve_two_stage",
]
