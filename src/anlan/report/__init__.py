"""A run of the cycle as a report: one self-contained page, the numbers, the tables."""

from anlan.report.build import build_report
from anlan.report.document import MARKER, SCHEMA, Report
from anlan.report.files import NUMBERS, PAGE, TABLES, is_report, write_report
from anlan.report.folder import refuse_foreign, replaced
from anlan.report.voice import Voice

__all__ = [
    "MARKER",
    "NUMBERS",
    "PAGE",
    "SCHEMA",
    "TABLES",
    "Report",
    "Voice",
    "build_report",
    "is_report",
    "refuse_foreign",
    "replaced",
    "write_report",
]
