"""Start the command `anlan`: ``python -m anlan`` and the console script."""

import signal
import sys
from importlib import import_module

__all__ = ["main"]


def main() -> None:
    """Load the program and run the command line; Ctrl-C while it loads ends it at once, without a word.

    Loading takes a second or more, in which nothing is read or written yet and no language is chosen, so there is
    nothing to say. Python's own handler would raise within whichever library is being loaded, and some of them turn
    that into errors of their own. A signal that is ignored stays so.
    """
    handler = signal.getsignal(signal.SIGINT)
    if handler is signal.default_int_handler:
        signal.signal(signal.SIGINT, _end)
    command = import_module("anlan.cli")
    _, arguments = command.split_language(sys.argv[1:])
    command.load(arguments)
    signal.signal(signal.SIGINT, handler)
    command.main()


def _end(number: int, _: object) -> None:
    """End this process as the signal does by default.

    The default is set only now: a library that is loaded under it may put a handler of its own in its place, which
    passes the signal on to nobody (Polars does).
    """
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


if __name__ == "__main__":
    main()
