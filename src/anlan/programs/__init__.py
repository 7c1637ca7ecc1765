"""Mathematical programmes: linear and mixed-integer models as matrices, solved by HiGHS with both bounds reported."""

from anlan.programs.highs import Session, SolveOptions, SolverError, solve
from anlan.programs.program import Answer, Basis, Drafting, Program, gap_between

__all__ = ["Answer", "Basis", "Drafting", "Program", "Session", "SolveOptions", "SolverError", "gap_between", "solve"]
