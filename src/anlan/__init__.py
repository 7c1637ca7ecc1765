"""Anlan: a city's whole risk-emergency cycle in one program.

The engine is imported by its rooms, for example ``from anlan.city import City``; importing `anlan` alone loads
nothing heavy.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
