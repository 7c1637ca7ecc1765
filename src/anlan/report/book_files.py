"""Writes a book to a folder: the page, the numbers, the tables."""

import json
from pathlib import Path
from typing import Any

from anlan.city.geopackage import write_geopackage
from anlan.language import LANGUAGES
from anlan.report.book import Book, Chapter
from anlan.report.book_page import book_page
from anlan.report.document import MARKER, SCHEMA
from anlan.report.files import plain, write_files
from anlan.report.voice import Voice

LAYERS = "risk.gpkg"
"""Name of the GeoPackage."""


def write_book(book: Book, folder: Path) -> tuple[Path, ...]:
    """Write a book.

    The files depend on the book alone, to the byte, but for the GeoPackage, which holds the time of its making. An
    existing file of the same name is replaced.

    Parameters
    ----------
    book
        The report.
    folder
        Existing folder.

    Returns
    -------
    The files that were written: the page first, then the numbers, then the tables.
    """
    tables = {name: frame for chapter in book.chapters for name, frame in chapter.tables.items()}
    written = write_files(folder, book_page(book), book_numbers(book), tables)
    if book.layers is None:
        return written
    write_geopackage(folder / LAYERS, book.layers.city, book.layers.on_cells, book.layers.on_areas)
    return (*written, folder / LAYERS)


def book_numbers(book: Book) -> str:
    """Return the content of ``report.json``: strict JSON, all numbers in full, texts in every language.

    Parameters
    ----------
    book
        The report.
    """
    voices = tuple(Voice.of(language) for language in LANGUAGES)
    content = {
        "marker": MARKER,
        "schema": SCHEMA,
        "title": plain(book.title, voices),
        "city": plain(book.city, voices),
        "provenance": plain(book.provenance, voices),
        "settings": plain(book.settings, voices),
        "chapters": [_chapter(chapter, voices) for chapter in book.chapters],
    }
    lines = (
        f"{json.dumps(name)}: {json.dumps(part, ensure_ascii=False, allow_nan=False)}" for name, part in content.items()
    )
    return "{\n" + ",\n".join(lines) + "\n}\n"


def _chapter(chapter: Chapter, voices: tuple[Voice, ...]) -> dict[str, Any]:
    said = ("key", "title", "sentences", "figures", "grids", "limits", "data")
    charts = {
        chart.key: {"title": plain(chart.title, voices), "data": plain(chart.data, voices)} for chart in chapter.charts
    }
    parts = {name: plain(getattr(chapter, name), voices) for name in said}
    return {**parts, "charts": charts, "tables": [*chapter.tables]}
