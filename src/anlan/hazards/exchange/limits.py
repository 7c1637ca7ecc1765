"""How much a file may hold: more is a mistake or an attack."""

from pathlib import Path

from anlan.errors import Problem
from anlan.language import Message

MOST_EVENTS = 10_000_000
"""Events of a set; a hundred thousand years of a model with a hundred events a year."""

MOST_POINTS = 20_000_000
"""Points; a city of 10,000 km2 in pixels of 25 m."""

MOST_ENTRIES = 400_000_000
"""Intensities above zero; 3 GB in memory."""

MOST_TABLE_BYTES = 2 * 2**30
"""Bytes of a table in text."""

MOST_XML_BYTES = 256 * 2**20
"""Bytes of an XML file; the largest exposure models of a country have about 100 MB."""


def too_large(path: Path, most: int) -> Problem | None:
    """Return a problem if a file is larger than `most` bytes or is not a file.

    Parameters
    ----------
    path
        The file.
    most
        Bytes that are allowed.
    """
    if not path.is_file():
        what = Message("there is no such file")
        return Problem(path.name, what, Message("correct the path"), code="no-file")
    size = path.stat().st_size
    if size <= most:
        return None
    what = Message("it has {size:,} bytes; {most:,} are allowed", size=size, most=most)
    return Problem(
        path.name, what, Message("cut it into parts, or leave out what the city does not need"), code="large"
    )
