"""The city package: plain files of a city, read once, checked as a whole and held as immutable columns."""

from anlan.city.areas import Areas
from anlan.city.cells import AGE_GROUPS, Cells
from anlan.city.model import City, Missing, check
from anlan.city.search import Entry, Found, Gazetteer

__all__ = ["AGE_GROUPS", "Areas", "Cells", "City", "Entry", "Found", "Gazetteer", "Missing", "check"]
