"""What is said about a table whose file cannot be used as it is: the place, the value, the remedy."""

from pathlib import Path

import polars as pl
import pytest

from anlan.city import City, check
from anlan.city.tables import TABLE, TABLES
from anlan.errors import Severity
from tests.city.packages import Package, town

FIRST_STOCK = "lot-1,tent-12,warehouse-1,300,2030-01-31"

HEADERS = {
    "misspelt": (
        "quantity",
        "quantty",
        [
            "stock.csv:1: there is no column 'quantty'; did you mean quantity?",
        ],
    ),
    "missing": (
        "quantity",
        "dispatch_h",
        [
            "stock.csv:1: the required column quantity is missing; add it; an example of its values is 1200",
        ],
    ),
    "unit of the column in the header": (
        "expires",
        "dispatch (h)",
        [
            "stock.csv:1: there is no column 'dispatch (h)'; call it dispatch_h; its unit is h",
        ],
    ),
    "another unit in the header": (
        "expires",
        "dispatch [min]",
        [
            "stock.csv:1: there is no column 'dispatch [min]'; call it dispatch_h and multiply the values by "
            "0.0166666666667; its unit is h",
        ],
    ),
    "like no column": (
        "expires",
        "Verantwortung",
        [
            "stock.csv:1: there is no column 'Verantwortung'; remove it; docs/city-package.md lists the columns",
        ],
    ),
    "twice": ("expires", "quantity", ["stock.csv:1: column 'quantity' appears twice; remove one of them"]),
    "without a name": (
        "expires",
        "",
        ["stock.csv:1: column 5 has values but no name; name it in the header or remove it"],
    ),
}


@pytest.mark.parametrize("kind", HEADERS)
def test_a_bad_header_is_named_with_the_nearest_column(tmp_path: Path, kind: str) -> None:
    """A header that is not declared names the declared column that was probably meant."""
    old, new, sentences = HEADERS[kind]
    package = town().change("stock.csv", old, new)
    assert package.said(tmp_path) == sentences


def test_rows_with_too_few_and_too_many_fields_are_named(tmp_path: Path) -> None:
    """A row that does not fit the header is refused, whichever way."""
    package = (
        town().change("stock.csv", FIRST_STOCK, "lot-1,tent-12,warehouse-1").add("stock.csv", "lot-3,water,,1,,,\n")
    )
    remedy = "add or remove commas, and put a value that holds a comma in quotation marks"
    assert package.said(tmp_path) == [
        f"stock.csv:2: the row has 3 fields and the header has 5; {remedy}",
        f"stock.csv:4: the row has 7 fields and the header has 5; {remedy}",
    ]


def test_lines_are_counted_as_an_editor_counts_them(tmp_path: Path) -> None:
    """Comments, blank lines and line ends inside quotation marks count as the lines they are."""
    package = town()
    package.files["places.csv"] = package.files["places.csv"].replace("school-1", '\n# note, with "one quote\nschool-1')
    package.change("places.csv", "shelter-1,避难所,shelter", "shelter-1,避难所,shelterr")
    line = package.line("places.csv", "shelter-1")
    assert line == 9
    assert package.said(tmp_path) == [
        f"places.csv:{line}: kind is 'shelterr', which is not in its list; did you mean shelter?"
    ]


def test_quotation_marks_that_do_not_match_are_named(tmp_path: Path) -> None:
    """A quotation mark that is not closed, or stands inside a plain value, names its line."""
    remedy = "put the whole value in quotation marks and double the ones inside it"
    package = town().change("stock.csv", "tent-12", '"tent-12')
    assert package.said(tmp_path) == [f"stock.csv:2: a quotation mark opens here and is not closed; {remedy}"]
    package = town().change("items.csv", "饮用水", '5" 水管')
    assert package.said(tmp_path) == [
        f"items.csv:3: a quotation mark stands inside a value that does not begin with one; {remedy}"
    ]


def test_text_behind_a_closing_quotation_mark_is_named(tmp_path: Path) -> None:
    """A value that is half in quotation marks names its line."""
    assert town().change("items.csv", "饮用水", '"饮用"水').said(tmp_path) == [
        "items.csv:3: a quoted value goes on after its closing quotation mark; put the whole value in quotation marks "
        "and double the ones inside it"
    ]


def test_a_file_with_other_separators_is_named(tmp_path: Path) -> None:
    """A table with semicolons says so instead of listing every column as missing."""
    package = town()
    package.files["stock.csv"] = package.files["stock.csv"].replace(",", ";")
    assert package.said(tmp_path) == [
        "stock.csv:1: the header is not separated by commas; save the file as comma-separated values"
    ]


def test_an_empty_file_is_named_and_a_header_alone_is_fine(tmp_path: Path) -> None:
    """An optional table may have no rows, but its file says what it is."""
    package = town()
    package.files["stock.csv"] = "# nothing here\n"
    assert package.said(tmp_path) == ["stock.csv:1: the file is empty; give it at least a header row, or remove it"]
    package.files["stock.csv"] = "# nothing here\nid,item,quantity\n"
    assert package.said(tmp_path) == []


def test_a_missing_required_table_is_named(tmp_path: Path) -> None:
    """Without cells.csv there is no city."""
    assert town().drop("cells.csv").drop("dependencies.csv").said(tmp_path) == [
        "cells.csv: the required file is missing; add it; `anlan city new` shows its columns"
    ]


def test_gbk_files_are_read_with_a_notice(tmp_path: Path) -> None:
    """A table saved by a spreadsheet in GBK gives the same rows as in UTF-8, and a notice."""
    utf8 = City.load(town().write(tmp_path / "utf8"))
    folder = town().write(tmp_path / "gbk")
    (folder / "places.csv").write_bytes(town().files["places.csv"].encode("gbk"))
    gbk = City.load(folder)
    assert gbk.table("places").equals(utf8.table("places"))
    assert [str(notice) for notice in gbk.notices] == [
        "places.csv: the text is in GBK or GB 18030, not UTF-8; it was read as such; save it as UTF-8 so that no other "
        "program misreads it"
    ]


def test_a_file_in_no_known_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are neither UTF-8 nor GB 18030, and UTF-16, are refused."""
    folder = town().write(tmp_path / "town")
    (folder / "items.csv").write_bytes(b"id,name_zh,group,unit\nwater,\xff\xff,water,L\n")
    (folder / "stock.csv").write_bytes(town().files["stock.csv"].encode("utf-16"))
    assert [str(problem) for problem in check(folder)] == [
        "items.csv:2: byte 0xff is neither UTF-8 nor GB 18030; save the file as UTF-8",
        "stock.csv: it is not UTF-8 text (zero bytes were found); save it as 'CSV UTF-8' or as UTF-8 text",
    ]


def test_a_byte_order_mark_and_windows_line_ends_are_read(tmp_path: Path) -> None:
    """What a spreadsheet on Windows writes as CSV UTF-8 is the same table."""
    plain = City.load(town().write(tmp_path / "plain"))
    folder = town().write(tmp_path / "windows")
    text = town().files["stock.csv"].replace("\n", "\r\n")
    (folder / "stock.csv").write_bytes(b"\xef\xbb\xbf" + text.encode())
    assert City.load(folder).table("stock").equals(plain.table("stock"))


def test_what_a_spreadsheet_leaves_behind_is_overlooked(tmp_path: Path) -> None:
    """Empty rows and columns, a quoted comment, blanks around values and 12.0 for 12 do no harm."""
    package = town()
    package.files["places.csv"] = (
        '"# places, all",,,,,,\nid,name_zh,kind,lon,lat,beds,,\n\nh1, 医院 ,hospital,119.115,34.53,200.0,,\n,,,,,,,\n'
    ).replace('"# places, all",,,,,,', '"# places, all",,,,,,,')
    for file in ("dependencies.csv", "stock.csv"):
        package.drop(file)
    places = City.load(package.write(tmp_path / "town")).table("places")
    assert places.select("id", "name_zh", "beds").rows() == [("h1", "医院", 200)]


def test_defaults_fill_empty_and_absent_values(tmp_path: Path) -> None:
    """A default stands for an empty cell and for an absent column; without one the value is null."""
    package = town().change("dependencies.csv", "west,water-2,1", "west,water-2,")
    city = City.load(package.write(tmp_path / "town"))
    dependencies = city.table("dependencies")
    assert dependencies["share"].to_list() == [1.0, 1.0, 1.0, 1.0]
    assert dependencies["backup_hours"].to_list() == [0.0] * 4
    assert dependencies["synthetic"].to_list() == [False] * 4
    assert city.table("places")["name_en"].null_count() == 4


def test_every_table_has_its_declared_schema(tmp_path: Path) -> None:
    """Present or absent, a table has the declared columns in order, with the promised types."""
    city = City.load(town().write(tmp_path / "town"))
    assert list(city.tables) == [table.name for table in TABLES]
    for table in TABLES:
        assert city.table(table.name).columns == [column.name for column in table.all_columns]
    assert city.table("typhoon_tracks").schema["time"] == pl.Datetime("ms", "UTC")
    assert city.table("stock").schema["expires"] == pl.Date
    assert city.table("cells").schema["h3"] == pl.Int64
    assert city.table("cells").schema["population"] == pl.Int64
    assert city.table("sensors").schema["interval_s"] == pl.Float64
    assert city.table("items").schema["consumed"] == pl.Boolean


def test_times_with_an_offset_become_utc(tmp_path: Path) -> None:
    """A time with a stated offset is unambiguous and is converted; seconds are kept."""
    package = town().change("typhoon_tracks.csv", "2012-08-02T12:00Z", "2012-08-02 20:00:30+08:00")
    first = City.load(package.write(tmp_path / "town")).table("typhoon_tracks")["time"][0]
    assert first.isoformat() == "2012-08-02T12:00:30+00:00"


def test_many_problems_of_one_kind_are_shortened(tmp_path: Path) -> None:
    """Of a column that is wrong throughout, twenty values are listed and the rest counted; other kinds stay visible."""
    package = town()
    package.files["cells.csv"] = package.files["cells.csv"].replace(",10,2,5,3,", ",ten,2,5,3,")
    package.change("stock.csv", "tent-12", "tent-99")
    said = package.said(tmp_path)
    rows = package.files["cells.csv"].count("\n") - 1
    assert said[0] == "cells.csv:2: population is 'ten', not a number; write a number such as 812"
    assert len(said) == 22
    assert said[20] == f"cells.csv: ... and {rows - 20} more of the same kind; put those listed right and check again"
    assert said[21] == "stock.csv:2: item 'tent-99' is not in items.csv column id; add it there or correct it"


def test_unknown_files_are_a_notice(tmp_path: Path) -> None:
    """A file that is not read is a notice with the nearest name; documents and hidden files are passed over."""
    package = town().add("stocks.csv", "id\n").add("photo.png", "x").add("README.md", "x").add(".DS_Store", "x")
    package.add("LICENSE", "x")
    problems = check(package.write(tmp_path / "town"))
    assert all(problem.severity is Severity.NOTICE for problem in problems)
    assert [str(problem) for problem in problems] == [
        "photo.png: a city package has no file of this name; it is not read; remove it to silence this notice",
        "stocks.csv: a city package has no file of this name; it is not read; did you mean stock.csv?",
    ]


@pytest.mark.parametrize("name", sorted(TABLE))
def test_every_example_can_be_read(tmp_path: Path, name: str) -> None:
    """The examples of a table's declaration form a row that raises no problem of reading."""
    table = TABLE[name]
    columns = [column for column in table.columns if column.example]
    values = ['"' + column.example + '"' for column in columns]
    package = Package(dict(town().files))
    package.files[table.file] = f"{','.join(column.name for column in columns)}\n{','.join(values)}\n"
    about = {
        "dangling-reference",
        "cell-outside-city",
        "cells-disagree",
        "near-city",
        "outside-city",
        "no-polygon",
        "function-without-points",
        "ages-disagree",
        "no-root",
        "no-parent",
        "unknown-feature",
        "city-disagrees",
        "unknown-component",
        "unknown-product",
    }
    assert package.codes(tmp_path) <= about
