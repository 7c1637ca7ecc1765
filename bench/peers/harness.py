"""What the peers' programs share: a case from disk, times, memory. Runs in the peers' own environment.

Usage of a program: PYTHON PROGRAM JOB CASE.npz RESULT.npz REPEATS. It prints the times of the calls in seconds and the
peak memory in MB before and after them as JSON, and writes the arrays of the result.
"""

import json
import resource
import sys
import time

import numpy as np
from scipy import sparse

PERIODS = (12, 30, 60, 120, 270)


def peak_mb():
    """Return the peak memory of this process so far, MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3


def matrix(case):
    """Return the intensities as SciPy has them."""
    shape = (case["frequency"].size, int(case["points"]))
    return sparse.csr_matrix((case["data"], case["cell"], case["first"]), shape=shape)


def impact_arrays(impact):
    """Return what is compared of an impact."""
    stored = impact.imp_mat
    empty = stored is None or stored.shape[0] == 0
    entries = np.zeros(2) if empty else np.array([stored.count_nonzero(), stored.sum()])
    return {"at_event": impact.at_event, "mean": impact.eai_exp, "entries": entries}


def main(prepare):
    """Run a program.

    Parameters
    ----------
    prepare
        Takes the case and the job; returns the call that is timed and what makes arrays of its result.
    """
    job, file, target, repeats = sys.argv[1:5]
    with np.load(file) as stored:
        case = {name: stored[name] for name in stored.files}
    call, arrays = prepare(case, job)
    before, times = peak_mb(), []
    for _ in range(int(repeats)):
        begin = time.perf_counter()
        found = call()
        times.append(time.perf_counter() - begin)
    np.savez(target, **arrays(found))
    print(json.dumps({"times": times, "before_mb": before, "peak_mb": peak_mb()}))
