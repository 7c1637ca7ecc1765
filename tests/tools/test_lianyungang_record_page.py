"""The page that sets the demonstration city beside its record, against the record and the hazards it must speak of."""

import re
from pathlib import Path

import pytest

from anlan.city import City
from anlan.hazards import HAZARDS, Hazard
from tools.lianyungang.record_page import LIKES, WET, recorded, short

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(scope="module")
def page() -> str:
    """Text of the page."""
    return (DOCS / "cities" / "lianyungang-record.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("hazard", HAZARDS, ids=lambda hazard: str(hazard.kind))
def test_every_hazard_has_a_verdict_a_section_and_rows_of_results(page: str, hazard: Hazard) -> None:
    """The verdict leads to a section that says what would settle it, and the tables have deaths and losses."""
    heading = (DOCS / "methods" / f"{hazard.kind.replace('_', '-')}.md").read_text(encoding="utf-8").splitlines()[0]
    name = heading.removeprefix("# ").split(",")[0]
    verdict = re.search(rf"^\| \[[^]]+\]\(#{name.lower().replace(' ', '-')}\) \|.*$", page, flags=re.MULTILINE)
    assert verdict is not None
    assert any(f"**{word}**" in verdict[0] for word in ("right", "wrong", "unknowable"))
    section = page.split(f"\n## {name}\n")[1].split("\n## ", maxsplit=1)[0]
    assert "*What would settle it:*" in section
    assert len(re.findall(rf"^\| `{hazard.kind}`", page, flags=re.MULTILINE)) >= 4


def test_every_entry_of_the_record_is_judged(lianyungang: City, page: str) -> None:
    """Each entry is named before the tables, where the judgements are; none of another name is."""
    text = page.split("\n## Tables\n", maxsplit=1)[0]
    entries = set(lianyungang.table("hazard_history")["id"])
    assert set(re.findall(r"`(\d{4}-[a-z0-9-]+)`", text)) == entries


def test_the_printed_record_is_that_of_the_package(lianyungang: City, page: str) -> None:
    """A changed entry leaves the page behind until it is made anew."""
    assert recorded(lianyungang) in page


def test_strengths_are_those_of_entries(lianyungang: City) -> None:
    """What is compared by strength or by land under water stands in the record, or says that it does not."""
    entries = set(lianyungang.table("hazard_history")["id"])
    assert set(WET) <= entries
    assert {like.entry for like in LIKES} <= entries | {"no entry"}


@pytest.mark.parametrize(
    ("value", "said"),
    [(0.0, "0"), (0.0024, "0.0024"), (0.75, "0.75"), (7.12, "7.1"), (99.6, "100"), (15921.0, "16,000")],
)
def test_numbers_are_said_to_two_digits(value: float, said: str) -> None:
    """Small numbers keep two digits behind their zeros, large ones are grouped by thousands."""
    assert short(value) == said
