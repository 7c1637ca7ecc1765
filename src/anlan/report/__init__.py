"""A run of the cycle as a report: one self-contained page, the numbers, the tables."""

from anlan.report.book import Book
from anlan.report.book_files import write_book
from anlan.report.build import build_report
from anlan.report.chapters.run_parts import RunStory
from anlan.report.document import MARKER, SCHEMA, Report
from anlan.report.files import NUMBERS, PAGE, TABLES, is_report, write_report
from anlan.report.folder import refuse_foreign, replaced
from anlan.report.risk_book import book_of, risk_chapters, risk_layers
from anlan.report.run_book import run_book
from anlan.report.run_numbers import scenario_numbers
from anlan.report.scenario_book import Joint, scenario_book
from anlan.report.voice import Voice

__all__ = [
    "MARKER",
    "NUMBERS",
    "PAGE",
    "SCHEMA",
    "TABLES",
    "Book",
    "Joint",
    "Report",
    "RunStory",
    "Voice",
    "book_of",
    "build_report",
    "is_report",
    "refuse_foreign",
    "replaced",
    "risk_chapters",
    "risk_layers",
    "run_book",
    "scenario_book",
    "scenario_numbers",
    "write_book",
    "write_report",
]
