"""How long something takes."""

import statistics
import time
from collections.abc import Callable
from typing import TypeVar

Result = TypeVar("Result")


def seconds(call: Callable[[], Result], repeats: int) -> tuple[dict[str, float], Result]:
    """Time a call.

    Parameters
    ----------
    call
        What is timed; its last result is returned, so that peers can be compared.
    repeats
        How often it is called.

    Returns
    -------
    Median, smallest and largest time in seconds, and the last result.
    """
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        result = call()
        times.append(time.perf_counter() - begin)
    return summary(times), result


def summary(times: list[float]) -> dict[str, float]:
    """Return median, smallest and largest of some times, in seconds."""
    return {
        "median_s": round(statistics.median(times), 4),
        "smallest_s": round(min(times), 4),
        "largest_s": round(max(times), 4),
        "repeats": len(times),
    }
