"""Bring the catalogue of Chinese sentences up to date with the code.

Usage::

    python -m tools.messages            rewrite the .po and compile the .mo
    python -m tools.messages --check    write nothing; exit 1 where one of them is behind

Translators fill ``msgstr`` in the .po. Neither file carries a date, a line number or a tool's version, so they change
only when a sentence does. A sentence that has left the code leaves the catalogue too.
"""

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tools.project import ROOT

SOURCES = ROOT / "src" / "anlan"
FOLDER = SOURCES / "language" / "locales" / "zh_Hans" / "LC_MESSAGES"
PO = FOLDER / "anlan.po"
MO = FOLDER / "anlan.mo"
KEYWORDS = {"mark": None, "Message": None}
"""Calls whose first literal is a sentence."""


class PlainCatalog(Catalog):
    """A catalogue whose header holds nothing that changes by itself."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """Header lines: the language and how the file is written."""
        return [
            ("Project-Id-Version", "anlan"),
            ("Language", "zh_Hans"),
            ("Plural-Forms", "nplurals=1; plural=0;"),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),
        ]


def sentences() -> Iterator[str]:
    """Yield every marked sentence of the code; a sentence said twice is yielded twice."""
    for path in sorted(SOURCES.rglob("*.py")):
        for _line, text, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            yield from [text] if isinstance(text, str) else text


def recorded() -> Catalog:
    """Read the .po; an empty catalogue where there is none."""
    if not PO.exists():
        return Catalog(locale="zh_Hans")
    with PO.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def wanted() -> Catalog:
    """Join the sentences of the code with the translations that are recorded."""
    known = recorded()
    catalog = PlainCatalog(locale="zh_Hans", header_comment="# Sentences of Anlan in simplified Chinese.", fuzzy=False)
    for text in sorted(set(sentences()) - {""}):
        entry = known.get(text)
        catalog.add(text, entry.string if entry else "", flags=entry.flags - {"python-format"} if entry else ())
        catalog[text].flags.discard("python-format")
    return catalog


def files_of(catalog: Catalog) -> dict[Path, bytes]:
    """Return what the .po and the .mo must hold.

    Parameters
    ----------
    catalog
        Sentences and their translations.
    """
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalog, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    write_mo(compiled, catalog)
    return {PO: text.getvalue(), MO: compiled.getvalue()}


def behind() -> list[Path]:
    """List the files that are not what the code and the translations ask for."""
    return [path for path, content in files_of(wanted()).items() if not path.exists() or path.read_bytes() != content]


def main() -> None:
    """Read the command line; write or check the two files."""
    parser = argparse.ArgumentParser(description="Bring the catalogue of Chinese sentences up to date with the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is behind")
    options = parser.parse_args()
    if options.check:
        late = [path.relative_to(ROOT).as_posix() for path in behind()]
        sys.exit(f"behind the code: {', '.join(late)}; run make messages" if late else 0)
    catalog = wanted()
    FOLDER.mkdir(parents=True, exist_ok=True)
    for path, content in files_of(catalog).items():
        path.write_bytes(content)
    empty = sum(1 for entry in catalog if entry.id and not entry.string)
    sys.stdout.write(f"{len(catalog)} sentences, {empty} without a translation: {PO.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
