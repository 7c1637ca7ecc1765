"""Ctrl-C while a command runs: it ends the command, whatever a library makes of it."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_asked = threading.Event()


@contextmanager
def interruptible() -> Iterator[None]:
    """Let Ctrl-C end what runs within.

    Python raises it wherever the program happens to be. A library that is in the middle of something may turn it into
    an error of its own, or keep it to itself; Polars also puts a handler of its own in the place of Python's. So our
    handler, set once all is loaded, remembers that the user asked: an error that follows is the end that was asked for,
    and `heed` ends a command that goes on all the same. Where somebody else handles Ctrl-C already, or ignores it, that
    stays.

    Raises
    ------
    KeyboardInterrupt
        In place of any error once the user has asked.
    """
    _asked.clear()
    main = threading.current_thread() is threading.main_thread()
    ours = main and signal.getsignal(signal.SIGINT) is signal.default_int_handler
    if ours:
        signal.signal(signal.SIGINT, _ask)
    try:
        yield
    except Exception as error:
        if _asked.is_set():
            raise KeyboardInterrupt from error
        raise
    finally:
        if ours:
            signal.signal(signal.SIGINT, signal.default_int_handler)


def heed() -> None:
    """End the command here if the user has asked and a library kept it to itself.

    Raises
    ------
    KeyboardInterrupt
        If the user has asked.
    """
    if _asked.is_set():
        raise KeyboardInterrupt


def _ask(_number: int, _frame: FrameType | None) -> None:
    _asked.set()
    raise KeyboardInterrupt
