"""The one call that solves a two-stage programme, by the method that suits it."""

from anlan.compute import Executor, Serial
from anlan.errors import SettingError
from anlan.language import Message, mark
from anlan.programs.extensive import Extensive
from anlan.programs.lshaped import Limits, LShaped
from anlan.programs.robust import solve_worst_case
from anlan.programs.two_stage import EXPECTED, WORST_CASE, RiskMeasure, TwoStage, TwoStageAnswer, Watcher, is_direct

EXTENSIVE_COLUMNS = 100_000
"""Columns of the second stage up to which the extensive form is solved; assumption, from our measurements."""

METHODS = ("auto", "extensive", "lshaped", "robust")
"""Names of the methods."""


def solve_two_stage(
    model: TwoStage,
    *,
    measure: RiskMeasure = EXPECTED,
    gap: float = 0.01,
    method: str = "auto",
    executor: Executor | None = None,
    watcher: Watcher | None = None,
) -> TwoStageAnswer:
    """Solve a two-stage programme until the gap is proven.

    Parameters
    ----------
    model
        The programme.
    measure
        How the costs of the scenarios are weighed.
    gap
        Relative gap to prove, 1.
    method
        ``extensive`` (one programme), ``lshaped`` (cuts), ``robust`` (the worst scenarios join the first stage; for
        the worst case only) or ``auto``. The middle two need a second stage without whole columns.
    executor
        Where the second stage is solved; this thread where None.
    watcher
        Is told of each round of the L-shaped method.

    Raises
    ------
    SettingError
        If the method or the gap is not allowed, or the method does not suit the measure.
    """
    if method not in METHODS:
        what = mark("method {method} is not known; choose one of {methods}")
        raise SettingError(Message(what, method=method, methods=", ".join(METHODS)))
    if not 0.0 <= gap < 1.0:
        raise SettingError(Message(mark("gap is {gap}; give 0 or more and less than 1"), gap=f"{gap:g}"))
    if method == "auto":
        method = _suited(model)
    if method == "robust":
        if measure != WORST_CASE:
            raise SettingError(
                Message(mark("method robust is for the worst case only; choose another method or measure"))
            )
        return solve_worst_case(model, gap=gap, executor=executor or Serial(), watcher=watcher)
    if method == "extensive":
        return Extensive(model, measure).solve(gap)
    return LShaped(model, measure, Limits(gap=gap), executor or Serial(), watcher).solve()


def _suited(model: TwoStage) -> str:
    """Return the extensive form for small models and whole columns in the second stage, else the L-shaped method."""
    columns = 0
    for maker in model.recourse:
        recourse = maker()
        program = recourse.program
        columns += program.columns
        if program.mixed:
            return "extensive"
        if columns > EXTENSIVE_COLUMNS:
            return "lshaped"
        if is_direct(recourse) and len(model.recourse) > 1000:
            return "lshaped"
    return "extensive"
