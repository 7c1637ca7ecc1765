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
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import django
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_file, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

from tools.project import ROOT

SOURCES = ROOT / "src" / "anlan"
FOLDER = SOURCES / "language" / "locales" / "zh_Hans" / "LC_MESSAGES"
PO = FOLDER / "anlan.po"
MO = FOLDER / "anlan.mo"
KEYWORDS = {"mark": None, "Message": None}
"""Calls whose first literal is a sentence of the engine's kind; the centre's commands speak by them too."""

CENTRE = ROOT / "src" / "anlan_center"
CENTRE_PO = CENTRE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"
CENTRE_MO = CENTRE_PO.with_suffix(".mo")
CENTRE_KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
}  # fmt: skip
"""Calls of the centre, in code and, once Django has turned them into code, in templates."""


@dataclass(frozen=True)
class Written:
    """A catalogue on disk.

    Parameters
    ----------
    po
        The file that translators fill; the compiled one lies beside it.
    about
        First line of the file.
    """

    po: Path
    about: str


ENGINE_CATALOGUE = Written(PO, "# Sentences of Anlan in simplified Chinese.")
CENTRE_CATALOGUE = Written(CENTRE_PO, "# Sentences of Anlan's centre in simplified Chinese.")


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
    for path in sorted([*SOURCES.rglob("*.py"), *CENTRE.rglob("*.py")]):
        for _line, text, _comments, _context in extract_from_file("python", path, keywords=KEYWORDS):
            yield from [text] if isinstance(text, str) else text


def centre_sentences() -> Iterator[str | tuple[str, str]]:
    """Yield every marked sentence of the centre's code and templates; a pair where there is a plural."""
    if not settings.configured:
        settings.configure(USE_I18N=True)
        django.setup()
    for path in sorted(CENTRE.rglob("*.py")):
        with path.open("rb") as stream:
            yield from _texts(stream)
    for path in sorted([*CENTRE.rglob("templates/**/*.html"), *CENTRE.rglob("templates/**/*.txt")]):
        yield from _texts(io.BytesIO(templatize(path.read_text(encoding="utf-8")).encode()))


def _texts(code: IO[bytes]) -> Iterator[str | tuple[str, str]]:
    for _line, _function, found, _comments in extract_python(code, CENTRE_KEYWORDS, [], {}):
        told: Any = found  # one text, or those of a call with several, None where an argument is no literal
        if isinstance(told, str):
            yield told
        elif told and told[0]:
            yield (told[0], told[1]) if told[1] else told[0]


def recorded(place: Path = PO) -> Catalog:
    """Read a .po; an empty catalogue where there is none."""
    if not place.exists():
        return Catalog(locale="zh_Hans")
    with place.open("rb") as stream:
        return read_po(stream, locale="zh_Hans")


def wanted(written: Written = ENGINE_CATALOGUE, found: Iterable[str | tuple[str, str]] | None = None) -> Catalog:
    """Join the sentences of the code with the translations that are recorded.

    Parameters
    ----------
    written
        The catalogue.
    found
        Its sentences; None takes those of the engine.
    """
    known = recorded(written.po)
    catalog = PlainCatalog(locale="zh_Hans", header_comment=written.about, fuzzy=False)
    texts = {text if isinstance(text, str) else text[0]: text for text in (sentences() if found is None else found)}
    for key in sorted(set(texts) - {""}):
        entry = known.get(key)
        string: Any = entry.string if entry else ""
        if not isinstance(texts[key], str):
            string = (string if isinstance(string, tuple | list) else (string,))[:1]
        catalog.add(texts[key], string, flags=entry.flags - {"python-format"} if entry else ())
        catalog[key].flags.discard("python-format")
    return catalog


def files_of(catalog: Catalog, po: Path = PO) -> dict[Path, bytes]:
    """Return what a .po and its .mo must hold.

    Parameters
    ----------
    catalog
        Sentences and their translations.
    po
        Where it is written.
    """
    text, compiled = io.BytesIO(), io.BytesIO()
    write_po(text, catalog, width=120, no_location=True, sort_output=True, ignore_obsolete=True)
    write_mo(compiled, catalog)
    return {po: text.getvalue(), po.with_suffix(".mo"): compiled.getvalue()}


def catalogues() -> dict[Path, Catalog]:
    """Return what each .po has to hold."""
    return {PO: wanted(), CENTRE_PO: wanted(CENTRE_CATALOGUE, centre_sentences())}


def behind() -> list[Path]:
    """List the files that are not what the code and the translations ask for."""
    files = {path: content for po, one in catalogues().items() for path, content in files_of(one, po).items()}
    return [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]


def main() -> None:
    """Read the command line; write or check the files."""
    parser = argparse.ArgumentParser(description="Bring the catalogues of Chinese sentences up to date with the code.")
    parser.add_argument("--check", action="store_true", help="write nothing; fail where a file is behind")
    options = parser.parse_args()
    if options.check:
        late = [path.relative_to(ROOT).as_posix() for path in behind()]
        sys.exit(f"behind the code: {', '.join(late)}; run make messages" if late else 0)
    for po, catalog in catalogues().items():
        po.parent.mkdir(parents=True, exist_ok=True)
        for path, content in files_of(catalog, po).items():
            path.write_bytes(content)
        empty = sum(1 for entry in catalog if entry.id and not (entry.string and all(entry.string)))
        sys.stdout.write(f"{len(catalog)} sentences, {empty} without a translation: {po.relative_to(ROOT)}\n")


if __name__ == "__main__":
    main()
