"""A city package for the eye: its numbers, its map, and one page with both."""

from anlan.city.show.drawing import drawing_bundle
from anlan.city.show.figures import Reader
from anlan.city.show.map import Outline, Points, cell_map
from anlan.city.show.page import page_of, write_map
from anlan.city.show.picture import map_of
from anlan.city.show.summary import Summary, summarise

__all__ = [
    "Outline",
    "Points",
    "Reader",
    "Summary",
    "cell_map",
    "drawing_bundle",
    "map_of",
    "page_of",
    "summarise",
    "write_map",
]
