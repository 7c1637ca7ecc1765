"""The page of the city package says what the declaration says."""

from anlan.city.describe import page
from anlan.city.tables import SECTIONS, TABLES
from tests.conftest import ROOT


def test_the_committed_page_is_the_generated_one() -> None:
    """After a change of a declaration: python -m anlan.city.describe > docs/city-package.md."""
    assert (ROOT / "docs" / "city-package.md").read_text(encoding="utf-8") == page()


def test_every_table_and_key_is_described() -> None:
    """Each file has a section, and each column a row with its unit, default and example."""
    text = page()
    for table in TABLES:
        assert f"### `{table.file}`" in text
    for columns in [section.columns for section in SECTIONS] + [table.columns for table in TABLES]:
        for column in columns:
            rows = [line for line in text.splitlines() if line.startswith(f"| `{column.name}` | {column.kind.value} |")]
            assert any(column.meaning in row and column.unit in row and column.example in row for row in rows), column


def test_no_cell_of_a_table_breaks_its_row() -> None:
    """Every row of a column table has seven cells; a vertical bar inside a text would make more."""
    rows = [line for line in page().splitlines() if line.startswith("| `") and not line.startswith("| `anlan")]
    assert {line.replace("\\|", "").count("|") for line in rows} == {8}


def test_choices_ranges_and_references_are_listed() -> None:
    """What the loader enforces can be read before it complains."""
    text = page()
    assert "`hospital` hospital" in text
    assert "-90 to 90" in text
    assert "refers to `places.id` or `nodes.id` or `areas.code` or `cells.h3`" in text
