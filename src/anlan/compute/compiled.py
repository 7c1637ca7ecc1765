"""How numerical kernels are compiled: one place, so that every kernel is deterministic and frees the interpreter."""

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(function: Kernel) -> Kernel:
    """Compile a kernel with Numba.

    The interpreter lock is released, the machine code is cached on disk, and floating-point operations keep their
    order (no ``fastmath``), so that the same input gives the same bits on every call and in every thread.
    """
    return cast("Kernel", njit(nogil=True, cache=True)(function))
