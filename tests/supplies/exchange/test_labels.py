"""Labels: the code says lot, item and day; the page loads nothing and escapes everything."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.city import City
from anlan.errors import SettingError
from anlan.supplies.exchange import Scanned, StockRow, labels_page, payload, read_payload, stock_rows
from anlan.supplies.ledger import Lot

ROOT = Path(__file__).parents[3]


def test_a_code_holds_lot_item_and_day() -> None:
    """The format that scanners read, by hand."""
    lot = Lot("批1:a", "tent", "piece", expires=date(2027, 6, 30))
    assert payload("tinytown", lot) == "anlan:lot:tinytown:%E6%89%B91%3Aa:tent:2027-06-30"


@given(st.text(), st.text(), st.text(), st.none() | st.dates())
def test_a_code_is_read_back_as_it_was_written(city: str, name: str, item: str, day: date | None) -> None:
    """Any identifiers survive, colons and percent signs too."""
    scanned = read_payload(payload(city, Lot(name, item, "piece", expires=day)))
    assert scanned == Scanned(city, name, item, day)


@pytest.mark.parametrize(
    "text", ["", "x", "anlan:lot:", "anlan:lot:a:b:c", "anlan:lot:a:b:c:d", "lot:a:b:c:", "anlan:lot:a:%FF:c:"]
)
def test_another_code_is_refused(text: str) -> None:
    """A code of something else is an error with its beginning."""
    with pytest.raises(SettingError, match="is no code of a lot"):
        read_payload(text)


def test_a_page_has_a_label_for_each_lot_and_loads_nothing() -> None:
    """Both languages, the mark of synthetic data, one code each; no script, no address to load from."""
    city = City.load(ROOT / "cities/lianyungang")
    rows = stock_rows(city)[:5]
    page = labels_page(city, rows)
    assert page.count("<article>") == page.count("<svg") == 5
    assert "饮用水" in page
    assert "Drinking water" in page
    assert page.count('class="note"') == 5
    assert not re.search(r"<script|\bsrc=|\bhref=|url\(", page)


def test_a_label_escapes_what_it_shows() -> None:
    """A lot named like markup is text."""
    city = City.load(ROOT / "cities/tinytown")
    row = StockRow(Lot("<script>$x", "tent", "piece"), "store", Decimal(3), "x", 1)
    page = labels_page(city, [row])
    assert "<script>" not in page
    assert "&lt;script&gt;$x" in page
    with pytest.raises(SettingError, match="0 labels"):
        labels_page(city, [])
