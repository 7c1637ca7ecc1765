"""The Chinese catalogue says everything that the program says, and says it with the same values."""

import string

import pytest
from babel.messages.catalog import Catalog, Message

from tools.messages import MO, PO, files_of, recorded, wanted


@pytest.fixture(scope="module")
def catalogue() -> Catalog:
    """Return the catalogue as it is committed."""
    return recorded()


def entries(catalogue: Catalog) -> list[Message]:
    """List the sentences, without the header."""
    return [entry for entry in catalogue if entry.id]


def placeholders(pattern: str) -> set[str]:
    """Name the values that fill a pattern; of two formats of one value the name counts once."""
    return {name.split(".")[0].split("[")[0] for _, name, _, _ in string.Formatter().parse(pattern) if name is not None}


def is_pattern(entry: Message) -> bool:
    """Say whether a sentence has places for values."""
    return "python-brace-format" in entry.flags


def test_the_catalogue_holds_exactly_the_sentences_of_the_code(catalogue: Catalog) -> None:
    """After a change of a sentence: `make messages`."""
    assert {entry.id for entry in entries(catalogue)} == {entry.id for entry in entries(wanted())}


def test_every_sentence_is_translated(catalogue: Catalog) -> None:
    """A reader of Chinese meets no English."""
    assert [entry.id for entry in entries(catalogue) if not entry.string] == []


def test_no_translation_is_a_guess(catalogue: Catalog) -> None:
    """A fuzzy entry was matched by a machine and read by nobody."""
    assert [entry.id for entry in entries(catalogue) if entry.fuzzy] == []


def test_a_translation_fills_in_the_same_values(catalogue: Catalog) -> None:
    """A value that is lost or misspelt would be missing from the sentence or stop the program."""
    different = [
        entry.id
        for entry in entries(catalogue)
        if is_pattern(entry) and entry.string and placeholders(str(entry.id)) != placeholders(str(entry.string))
    ]
    assert different == []


def test_the_compiled_catalogue_is_the_written_one(catalogue: Catalog) -> None:
    """The program reads the compiled file, people the written one; after a translation: `make messages`."""
    files = files_of(wanted())
    assert PO.read_bytes() == files[PO]
    assert MO.read_bytes() == files[MO]
