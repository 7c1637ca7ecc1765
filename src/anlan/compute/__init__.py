"""Where work runs: this thread, or local workers; one protocol, the same result everywhere."""

from anlan.compute.beforehand import ahead
from anlan.compute.executor import Executor, Local, Serial, local
from anlan.compute.randomness import generator_of, seeds_of

__all__ = ["Executor", "Local", "Serial", "ahead", "generator_of", "local", "seeds_of"]
