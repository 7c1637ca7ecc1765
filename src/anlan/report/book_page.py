"""One self-contained HTML page from a book, in all languages of the interface."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

from anlan.language import LANGUAGES, Message
from anlan.report.book import Book, Chapter, Chart
from anlan.report.charts import CONFIG
from anlan.report.document import CellMap
from anlan.report.labels import LABELS
from anlan.report.map_specs import legend, map_spec, unit_word
from anlan.report.page import OWN_NAMES, PREFIX, rendered
from anlan.report.page_data import ground_data, map_data, short
from anlan.report.player import place_names, played_ground, player_data, player_words
from anlan.report.voice import Voice
from anlan.report.wording import aspect_of, figure_words, grid_words


def book_page(book: Book) -> str:
    """Return the page: HTML with its styles, scripts and data inside; it loads nothing from anywhere.

    Parameters
    ----------
    book
        The report.
    """
    voices = [Voice.of(language) for language in LANGUAGES]
    charts = [chart for chapter in book.chapters for chart in chapter.charts]
    maps = [each for chapter in book.chapters for each in chapter.maps]
    drawn = {
        PREFIX[voice.language]: {
            **{chart.key: chart.draw(voice) for chart in charts},
            **{f"map-{each.key}": map_spec(book.ground, each, book.names, voice) for each in maps},
        }
        for voice in voices
    }
    data = {
        "sets": {chart.key: _columns(chart) for chart in charts},
        "ground": ground_data(book.ground),
        "maps": {each.key: map_data(each) for each in maps},
        "charts": drawn,
        "config": CONFIG,
        **_players(book, voices),
    }
    return rendered("book.html.j2", [_edition(book, voice) for voice in voices], data)


def _players(book: Book, voices: list[Voice]) -> dict[str, Any]:
    players = {chapter.player.key: player_data(chapter.player) for chapter in book.chapters if chapter.player}
    if not players:
        return {}
    names = {PREFIX[voice.language]: place_names(book.ground, book.names, voice) for voice in voices}
    return {"players": players, "names": names, **played_ground(book.ground)}


def _columns(chart: Chart) -> dict[str, Any]:
    count = len(next(iter(chart.data.values()), ()))
    columns = {
        name: short(values) if all(isinstance(value, int | float) for value in values) else list(values)
        for name, values in chart.data.items()
    }
    return {"count": count, **columns}


def _edition(book: Book, voice: Voice) -> dict[str, Any]:
    return {
        "language": voice.language,
        "prefix": PREFIX[voice.language],
        "own_name": OWN_NAMES[voice.language],
        "others": [(PREFIX[other], OWN_NAMES[other], other) for other in LANGUAGES if other != voice.language],
        "label": {name: voice.say(Message(text)) for name, text in LABELS.items()},
        "title": voice.say(book.title),
        "subtitle": voice.say(book.subtitle),
        "city": voice.say(book.city),
        "banner": None if book.banner is None else voice.say(book.banner),
        "note": None if not book.note else voice.say(Message(LABELS["note"], note=book.note)),
        "synthetic": None if book.synthetic is None else grid_words(book.synthetic, voice),
        "synthetic_maps": book.ground.synthetic,
        "facts": [(voice.say(title), voice.say(value)) for title, value in book.facts],
        "aspect": aspect_of(book.ground),
        "chapters": [_chapter(chapter, voice) for chapter in book.chapters],
    }


def _chapter(chapter: Chapter, voice: Voice) -> dict[str, Any]:
    return {
        "key": chapter.key,
        "title": voice.say(chapter.title),
        "sentences": [voice.say(sentence) for sentence in chapter.sentences],
        "figures": list(figure_words(chapter.figures, voice)),
        "chart_note": None if chapter.chart_note is None else voice.say(chapter.chart_note),
        "charts": list(_chart_rows(chapter, voice)),
        "player": None if chapter.player is None else player_words(chapter.player, voice),
        "player_note": None if chapter.player_note is None else voice.say(chapter.player_note),
        "map_note": None if chapter.map_note is None else voice.say(chapter.map_note),
        "maps": list(_map_blocks(chapter.maps, voice)),
        "grids": [(name, grid_words(grid, voice)) for name, grid in chapter.grids.items()],
        "limits": [voice.say(sentence) for sentence in chapter.limits],
    }


def _chart_rows(chapter: Chapter, voice: Voice) -> Iterator[dict[str, Any]]:
    """Yield the charts that share a key and a height, with that key."""
    for (entries, _), charts in groupby(chapter.charts, key=lambda chart: (chart.legend, chart.size)):
        yield {
            "legend": [(entry.colour, entry.dashes, voice.say(entry.name)) for entry in entries],
            "charts": [{"chart": chart.key, "title": voice.say(chart.title), "size": chart.size} for chart in charts],
        }


def _map_blocks(maps: tuple[CellMap, ...], voice: Voice) -> Iterator[dict[str, Any]]:
    """Yield maps that stand together: those that share a legend with it, and single ones each with its own."""
    alike = [list(row) for _, row in groupby(maps, key=lambda each: (each.unit, each.bounds, each.palette))]
    for alone, rows in groupby(alike, key=lambda row: len(row) == 1):
        for block in [[row[0] for row in rows]] if alone else rows:
            yield {"alone": alone, "maps": [_map(each, voice) for each in block]}


def _map(each: CellMap, voice: Voice) -> dict[str, Any]:
    return {
        "chart": f"map-{each.key}",
        "title": voice.say(each.title),
        "unit": unit_word(each, voice),
        "legend": legend(each, voice),
    }
