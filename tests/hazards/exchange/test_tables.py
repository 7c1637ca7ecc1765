"""Folders of tables: what this program keeps, and what anyone can write by hand."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.errors import ImportDataError
from anlan.hazards.exchange import Footprints, Tables, read_folder, write_folder
from tests.hazards.exchange.made import any_footprints, codes, footprints, same

EVENTS = "id,frequency\na,0.02\nb,0.1\n"


def by_hand(folder: Path, **tables: str) -> Path:
    """Write tables as somebody without this program would."""
    for name, text in tables.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


@given(any_footprints(), st.sampled_from(Tables))
def test_a_folder_comes_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, events: Footprints, tables: Tables
) -> None:
    """To the bit, in text and in Parquet: names, empty events, dates, both precisions, provenance."""
    folder = tmp_path_factory.mktemp("set")
    write_folder(events, folder, tables)
    back = read_folder(folder)
    assert same(events, back)
    assert back.provenance == events.provenance


def test_tables_written_by_hand_are_read(tmp_path: Path) -> None:
    """The least that is needed: events, and intensities with their places; an event that reaches nothing is kept."""
    folder = by_hand(
        tmp_path, events=EVENTS, intensities="event,lon,lat,intensity\na,119.2,34.6,0.5\na,119.1,34.5,1.25\n"
    )
    events = read_folder(folder, kind="rain_flood", unit="m")
    assert (events.ids, events.names, events.unit) == (("a", "b"), ("a", "b"), "m")
    assert (events.lon.tolist(), events.lat.tolist()) == ([119.1, 119.2], [34.5, 34.6])
    assert (events.indptr.tolist(), events.data.tolist()) == ([0, 2, 2], [1.25, 0.5])
    assert events.date is None
    assert events.by_day is None
    assert not events.historical.any()


def test_columns_that_may_be_added_are_read(tmp_path: Path) -> None:
    """Name, origin, date and time of day, and points of a table of their own."""
    folder = by_hand(
        tmp_path,
        events="id,name,frequency,origin,date,by_day\na,台风,0.02,historical,2012-08-02,true\nb,,0.1,synthetic,,false\n",
        points="point,lon,lat\np,119.1,34.5\nq,119.2,34.6\n",
        intensities="event,point,intensity\na,q,70\n",
    )
    events = read_folder(folder, kind="typhoon_wind", unit="kn")
    assert events.names == ("台风", "")
    assert events.historical.tolist() == [True, False]
    assert [str(day) for day in events.date] == ["2012-08-02", "NaT"]  # type: ignore[union-attr]
    assert events.by_day is not None
    assert events.by_day.tolist() == [True, False]
    assert events.data.tolist() == pytest.approx([36.0111])
    assert [notice.code for notice in events.notices] == ["unit-converted"]


def test_every_fault_of_the_tables_is_said_at_once(tmp_path: Path) -> None:
    """Numbers, words, dates, references and repetitions, each with the line of the first."""
    folder = by_hand(
        tmp_path,
        events="id,frequency,origin,date\na,often,historical,2012-08-02\nb,0.1,invented,2.8.2012\n",
        points="point,lon,lat\np,119.1,34.5\np,119.2,34.6\n",
        intensities="event,point,intensity\na,p,1.0\nz,q,x\na,p,2.0\n",
    )
    assert codes(lambda: read_folder(folder, kind="rain_flood", unit="m")) == {
        "frequency": "bad-value",
        "origin": "bad-value",
        "date": "bad-value",
        "point": "bad-value",
        "event": "bad-value",
        "intensity": "bad-value",
        "intensities.csv": "duplicate-key",
    }


def test_a_problem_names_file_line_value_and_remedy(tmp_path: Path) -> None:
    """As a text editor counts lines, with comments above the header."""
    folder = by_hand(
        tmp_path, events="# made by hand\n" + EVENTS, intensities="event,lon,lat,intensity\na,119,34,1\nq,119,34,1\n"
    )
    with pytest.raises(ImportDataError, match=r"intensities\.csv:3: 'event' is 'q', which is not in") as refused:
        read_folder(folder, kind="rain_flood", unit="m")
    assert "add it to events.csv, or correct it" in str(refused.value)


def test_a_folder_without_tables_or_kind_is_refused(tmp_path: Path) -> None:
    """What must be there is named."""
    assert codes(lambda: read_folder(tmp_path)) == {
        "kind": "unknown-kind",
        "events.csv": "no-file",
        "intensities.csv": "no-file",
    }


def test_columns_that_are_missing_are_named(tmp_path: Path) -> None:
    """All of them, in both tables."""
    folder = by_hand(tmp_path, events="id\na\n", intensities="lon,lat\n1,1\n")
    assert codes(lambda: read_folder(folder, kind="rain_flood", unit="m")) == {
        "frequency": "missing-column",
        "event": "missing-column",
        "intensity": "missing-column",
    }


def test_writing_again_replaces_the_tables(tmp_path: Path) -> None:
    """A folder holds one set."""
    write_folder(footprints(), tmp_path)
    write_folder(footprints(names=("x", "y")), tmp_path)
    assert read_folder(tmp_path).names == ("x", "y")
