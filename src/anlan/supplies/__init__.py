"""Supplies: what is needed by the hour, what arrives, and what is missing."""

from anlan.supplies.arrivals import Arrivals, arrivals_of
from anlan.supplies.balance import Balance, balance
from anlan.supplies.needs import Needs, needs_of

__all__ = ["Arrivals", "Balance", "Needs", "arrivals_of", "balance", "needs_of"]
