"""Runs a case in climate-lama-engine; the job is ``metrics`` or ``matrix``."""

import climate_lama_engine as engine
import numpy as np
from harness import impact_arrays, main, matrix


def prepare(case, job):
    """Return the call that is timed and what makes arrays of its result."""
    points = int(case["points"])
    hazard = engine.Hazard("TC", "m/s", matrix(case), case["frequency"], np.zeros(points), np.arange(points) * 1e-3)
    exposures = engine.Exposures(case["value"], case["point"].astype(int), np.ones(case["value"].size, int))
    function = engine.ImpactFunc(1, "TC", case["intensity"], case["damage"], case["affected"], "m/s")
    calc = engine.ImpactCalc(hazard, exposures, engine.ImpactFuncSet([function]))
    return lambda: calc.impact(save_mat=job == "matrix"), impact_arrays


if __name__ == "__main__":
    main(prepare)
