"""The one place where programmes meet the solver HiGHS.

Matrices are passed at once, the status of every call is checked, one thread and a fixed seed make the same programme
give the same answer, and nothing is written to the terminal.

Source: Huangfu and Hall (2018), Parallelizing the dual revised simplex method, Mathematical Programming Computation
10(1), 119-142.
"""

import math
from dataclasses import dataclass, replace
from typing import Any, Literal

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csc_array, csr_array

from anlan.programs.program import Answer, Basis, Program, Status, gap_between

_STATUSES: dict[highspy.HighsModelStatus, Status] = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kModelEmpty: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kSolutionLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kObjectiveBound: "limit",
    highspy.HighsModelStatus.kObjectiveTarget: "limit",
}
_PRICING = {"choose": -1, "dantzig": 0, "devex": 1, "steepest": 2}
_BASIS = tuple(highspy.HighsBasisStatus.__members__.values())


@dataclass(frozen=True)
class SolveOptions:
    """How to solve.

    Parameters
    ----------
    gap
        Relative gap at which the search for whole numbers may stop, 1.
    nodes
        Most nodes of the search tree; a limit that is the same on every machine.
    seconds
        Longest time, s; for comparisons only, because answers then differ between machines.
    iterations
        Most simplex iterations of a linear programme.
    tolerance
        By how much a row, a column or a whole number may be missed.
    presolve
        Whether the programme is simplified first; of no use with a warm basis.
    method
        ``simplex`` (dual) or ``ipm`` (interior point with crossover) for linear programmes.
    pricing
        How the dual simplex weighs rows: ``choose``, ``dantzig``, ``devex`` or ``steepest`` (edge). From a warm basis
        `devex` saves the exact weights of all rows.
    perturb
        Whether costs are shaken a little against cycling in the dual simplex; it costs steps where a warm basis is
        nearly optimal.
    keep_basis
        Whether the answer carries its basis.
    want_ray
        Whether an infeasible linear programme is proven so by a ray.
    """

    gap: float = 1e-6
    nodes: int = 1_000_000
    seconds: float = math.inf
    iterations: int = 2_000_000_000
    tolerance: float = 1e-7
    presolve: bool = True
    method: str = "simplex"
    pricing: Literal["choose", "dantzig", "devex", "steepest"] = "choose"
    perturb: bool = True
    keep_basis: bool = False
    want_ray: bool = True

    def of_solver(self) -> dict[str, bool | int | float | str]:
        """Return the options as the solver names them."""
        return {
            "output_flag": False,
            "threads": 1,
            "parallel": "off",
            "random_seed": 0,
            "solver": self.method,
            "presolve": "choose" if self.presolve else "off",
            "simplex_dual_edge_weight_strategy": _PRICING[self.pricing],
            "dual_simplex_cost_perturbation_multiplier": 1.0 if self.perturb else 0.0,
            "mip_rel_gap": self.gap,
            "mip_abs_gap": 0.0,
            "mip_max_nodes": self.nodes,
            "mip_feasibility_tolerance": self.tolerance,
            "primal_feasibility_tolerance": self.tolerance,
            "simplex_iteration_limit": self.iterations,
            "time_limit": self.seconds,
        }


class SolverError(RuntimeError):
    """The solver refused a call: a mistake of the program, not of its user."""


def _checked(status: highspy.HighsStatus, call: str) -> None:
    if status == highspy.HighsStatus.kError:
        raise SolverError(f"HiGHS refused {call}")


class _Silent(highspy.Highs):
    """A solver that writes nothing to the terminal, not even its name when it is made."""

    def enableCallbacks(self) -> None:  # noqa: N802 - the library's name
        self.silent()
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Session:
    """A solver that stays alive: change its programme and solve again from where it stood.

    Parameters
    ----------
    program
        The programme; it is copied, so later changes do not touch it.
    options
        How to solve.
    basis
        Where to start from.
    """

    def __init__(self, program: Program, *, options: SolveOptions | None = None, basis: Basis | None = None) -> None:
        self.options = options or SolveOptions()
        self._mixed = program.mixed
        self._solver: Any = _Silent()  # type: ignore[no-untyped-call]
        for name, value in self.options.of_solver().items():
            _checked(self._solver.setOptionValue(name, value), name)
        self._pass(program)
        if basis is not None:
            self.start_from(basis)

    @property
    def columns(self) -> int:
        """Number of columns."""
        return int(self._solver.getNumCol())

    @property
    def rows(self) -> int:
        """Number of rows."""
        return int(self._solver.getNumRow())

    def change_columns(
        self, places: ArrayLike, *, cost: ArrayLike | None = None, bounds: tuple[ArrayLike, ArrayLike] | None = None
    ) -> None:
        """Change costs or bounds of columns.

        Parameters
        ----------
        places
            Which columns, shape (k,).
        cost
            New costs, broadcast to (k,).
        bounds
            New lower and upper bounds, broadcast to (k,).
        """
        index = np.atleast_1d(np.asarray(places, dtype=np.int32))
        if cost is not None:
            _checked(self._solver.changeColsCost(index.size, index, _spread(cost, index.size)), "changeColsCost")
        if bounds is not None:
            lower, upper = (_spread(each, index.size) for each in bounds)
            _checked(self._solver.changeColsBounds(index.size, index, lower, upper), "changeColsBounds")

    def set_whole(self, whole: NDArray[np.bool_] | None) -> None:
        """Say anew which columns take whole numbers only.

        Parameters
        ----------
        whole
            Shape (n,); None for no column: the linear relaxation.
        """
        count = self.columns
        kinds = np.zeros(count, dtype=np.uint8) if whole is None else np.asarray(whole).astype(np.uint8)
        index = np.arange(count, dtype=np.int32)
        _checked(self._solver.changeColsIntegrality(count, index, kinds), "changeColsIntegrality")
        self._mixed = bool(kinds.any())

    def change_rows(self, places: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> None:
        """Change bounds of rows.

        Parameters
        ----------
        places
            Which rows, shape (k,).
        lower, upper
            New bounds, broadcast to (k,).
        """
        index = np.atleast_1d(np.asarray(places, dtype=np.int32))
        low, high = _spread(lower, index.size), _spread(upper, index.size)
        _checked(self._solver.changeRowsBounds(index.size, index, low, high), "changeRowsBounds")

    def add_columns(self, cost: ArrayLike, lower: ArrayLike, upper: ArrayLike, matrix: csc_array) -> None:
        """Add continuous columns at the end.

        Parameters
        ----------
        cost, lower, upper
            Cost and bounds, broadcast to (k,).
        matrix
            Coefficients in the present rows, shape (m, k).
        """
        count = int(matrix.shape[1])
        entries = csc_array(matrix)
        status = self._solver.addCols(
            count,
            *(_spread(each, count) for each in (cost, lower, upper)),
            entries.nnz,
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data.astype(np.float64),
        )
        _checked(status, "addCols")

    def add_rows(self, lower: ArrayLike, upper: ArrayLike, matrix: csr_array) -> None:
        """Add rows at the end.

        Parameters
        ----------
        lower, upper
            Bounds, broadcast to (k,).
        matrix
            Coefficients of the present columns, shape (k, n).
        """
        count = int(matrix.shape[0])
        entries = csr_array(matrix)
        status = self._solver.addRows(
            count,
            *(_spread(each, count) for each in (lower, upper)),
            entries.nnz,
            entries.indptr[:-1].astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data.astype(np.float64),
        )
        _checked(status, "addRows")

    def delete_rows(self, places: ArrayLike) -> None:
        """Take rows out; those behind them move up.

        Parameters
        ----------
        places
            Which rows.
        """
        index = np.unique(np.asarray(places, dtype=np.int32)).astype(np.int32)
        _checked(self._solver.deleteRows(index.size, index), "deleteRows")

    def start_from(self, basis: Basis) -> None:
        """Begin the next solution from a basis.

        Parameters
        ----------
        basis
            Basis of a programme of the same size.
        """
        whole = highspy.HighsBasis()
        whole.col_status = [_BASIS[each] for each in basis.columns]
        whole.row_status = [_BASIS[each] for each in basis.rows]
        whole.valid = True
        _checked(self._solver.setBasis(whole), "setBasis")

    def suggest(self, values: NDArray[np.float64]) -> None:
        """Offer values as a start of the search for whole numbers.

        Parameters
        ----------
        values
            Value of each column, shape (n,).
        """
        index = np.arange(values.size, dtype=np.int32)
        _checked(self._solver.setSolution(values.size, index, values), "setSolution")

    def basis(self) -> Basis | None:
        """Return the basis of the last solution; None where there is none."""
        found = self._solver.getBasis()
        if not found.valid:
            return None
        columns, rows = ([int(each) for each in part] for part in (found.col_status, found.row_status))
        return Basis(np.array(columns, dtype=np.int8), np.array(rows, dtype=np.int8))

    def solve(self) -> Answer:
        """Solve the programme as it now is.

        Raises
        ------
        SolverError
            If the solver refuses a call.
        """
        _checked(self._solver.run(), "run")
        if self._solver.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
            self._again_without_presolve()
        status = _STATUSES.get(self._solver.getModelStatus(), "failed")
        info = self._solver.getInfo()
        answer = self._found(status) if status in {"optimal", "limit"} else self._nothing(status)
        effort = int(info.simplex_iteration_count), max(int(info.mip_node_count), 0)
        return replace(answer, iterations=effort[0], nodes=effort[1])

    def _pass(self, program: Program) -> None:
        entries, whole = program.matrix, program.whole
        status = self._solver.passModel(
            program.columns,
            program.rows,
            entries.nnz,
            int(highspy.MatrixFormat.kColwise),
            int(highspy.ObjSense.kMinimize),
            program.constant,
            program.cost,
            program.lower,
            program.upper,
            program.row_lower,
            program.row_upper,
            entries.indptr.astype(np.int32),
            entries.indices.astype(np.int32),
            entries.data.astype(np.float64),
            np.zeros(program.columns, dtype=np.int32) if whole is None else whole.astype(np.int32),
        )
        _checked(status, "passModel")

    def _again_without_presolve(self) -> None:
        _checked(self._solver.setOptionValue("presolve", "off"), "presolve")
        _checked(self._solver.run(), "run")
        kept = "choose" if self.options.presolve else "off"
        _checked(self._solver.setOptionValue("presolve", kept), "presolve")

    def _ray(self) -> NDArray[np.float64] | None:
        status, there, ray = self._solver.getDualRay()
        _checked(status, "getDualRay")
        return np.array(ray, dtype=np.float64) if there else None

    def _nothing(self, status: Status) -> Answer:
        if status != "infeasible":
            return Answer(status)
        ray = self._ray() if self.options.want_ray and not self._mixed else None
        return Answer(status, bound=math.inf, ray=ray)

    def _found(self, status: Status) -> Answer:
        info, solution = self._solver.getInfo(), self._solver.getSolution()
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        empty = self.columns == 0  # the solver then forgets the constant
        objective = float(self._solver.getObjectiveOffset()[1] if empty else info.objective_function_value)
        objective = objective if feasible or status == "optimal" else math.inf
        known = objective if status == "optimal" else -math.inf
        bound = float(info.mip_dual_bound) if self._mixed else known
        bound = min(bound, objective)
        duals = not self._mixed and bool(solution.dual_valid)
        return Answer(
            status=status,
            values=np.array(solution.col_value if math.isfinite(objective) else [], dtype=np.float64),
            row_duals=np.array(solution.row_dual if duals else [], dtype=np.float64),
            reduced_costs=np.array(solution.col_dual if duals else [], dtype=np.float64),
            objective=objective,
            bound=bound,
            gap=gap_between(objective, bound),
            basis=self.basis() if self.options.keep_basis else None,
        )


def solve(program: Program, *, options: SolveOptions | None = None, basis: Basis | None = None) -> Answer:
    """Minimise a programme; the same programme gives the same answer on every machine.

    Parameters
    ----------
    program
        The programme.
    options
        How to solve; the standard ones where None.
    basis
        Where to start from.

    Raises
    ------
    SolverError
        If the solver refuses a call.
    """
    return Session(program, options=options, basis=basis).solve()


def _spread(values: ArrayLike, count: int) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(values, dtype=np.float64), (count,)))
