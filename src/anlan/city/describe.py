"""The documentation page of the city package, written from its declaration.

``python -m anlan.city.describe`` prints the page that is committed as ``docs/city-package.md``.
"""

import sys
from collections.abc import Iterator

from anlan.city.declare import GROUPS, PROVENANCE, Column, Kind, Section, Table
from anlan.city.tables import SECTIONS, TABLES

INTRODUCTION = """\
# The city package

A city package is a folder, or a zip archive of one, of plain files that a planner can edit in a spreadsheet, in QGIS
or in a text editor: `city.toml`, a CSV file for each table, and GeoJSON files for polygons. A town with `city.toml`,
`areas.csv` and `cells.csv` alone runs the cycle with what it has and is told what is missing.

This page is written from the declaration in `anlan.city.tables`, which also drives loading, checking and templates:
`anlan city describe` prints it.

| command | what it does |
|---|---|
| `anlan city new FOLDER` | writes a template with commented headers |
| `anlan city import FOLDER --areas FILE --population FILE` | builds a package from vector files, CSV or a raster |
| `anlan city check FOLDER` | lists every problem with file, line, value and remedy |
| `anlan city show FOLDER` | summary and map |
| `anlan cycle FOLDER --out REPORT` | runs the cycle and writes the report |

## Rules for all files

- **Encoding** UTF-8. GBK and GB 18030 files are recognised and read, with a notice.
- **CSV** with a header row and commas. Lines that begin with `#` are comments. Columns may stand in any order;
  optional columns and tables may be absent; an empty value is "not known", or the default.
- **Numbers** with a decimal point, without thousands separators and without units: the unit is fixed by the column.
- **Yes and no** are written `true` and `false`.
- **Times** are UTC, `2012-08-02T12:00Z`; **dates** are calendar days in the city's zone, `2026-01-31`.
- **Coordinates** are WGS 84 degrees. CGCS2000 agrees with it to a metre. Maps of Chinese internet services use
  GCJ-02, which is off by 300 to 600 m; the check suspects such data and `anlan city import --datum gcj02` converts
  it.
- **Cells** are H3 cells, written as 15 hexadecimal digits, at the resolution of `city.toml`.
- **Where a row comes from**: every table ends with the columns `synthetic` and `source`. A synthetic row must name a
  source of kind `synthetic` that gives method, seed and constraint; a real row must not name one.
- **A zip archive** holds the files at its top, or in one folder. Archives with absolute or parent paths, links or
  disproportionate compression are refused.
"""


def page() -> str:
    """Return the page in Markdown."""
    parts = [INTRODUCTION, "## `city.toml`\n", *map(_section, SECTIONS)]
    for group, title in GROUPS.items():
        parts.append(f"## {title}\n")
        parts.extend(_table(table) for table in TABLES if table.group == group)
    parts.append(_provenance())
    return "\n".join(parts)


def _section(section: Section) -> str:
    name = f"[[{section.name}]]" if section.many else f"[{section.name}]"
    need = "Required." if section.required else "Optional."
    return "\n".join([f"### `{name}`\n", f"{section.meaning}. {need}\n", *_rows(section.columns), ""])


def _table(table: Table) -> str:
    lines = [f"### `{table.file}`\n", f"A row: {_lower(table.meaning)}.\n"]
    if table.required:
        lines.append("Required.")
    else:
        lines.append(f"Optional; without it {table.without}.")
    lines.append(f"Key: {', '.join(f'`{name}`' for name in table.key)}.")
    if table.shapes:
        kinds = "Polygons or lines" if table.lines else "Polygons"
        lines.append(f"{kinds}: `{table.shapes}`, features with the property `{table.key[0]}`.")
    return "\n".join([*lines, "", *_rows(table.columns), ""])


def _provenance() -> str:
    return "\n".join(["## Columns at the end of every table\n", *_rows(PROVENANCE), ""])


def _rows(columns: tuple[Column, ...]) -> Iterator[str]:
    yield "| column | type | unit | meaning | required | default | example |"
    yield "|---|---|---|---|---|---|---|"
    for column in columns:
        need = "yes" if column.required else ""
        default = f"`{column.default}`" if column.default is not None else ""
        example = f"`{column.example}`" if column.example else ""
        yield (
            f"| `{column.name}` | {column.kind.value} | {column.unit} | {_meaning(column)} | {need} | {default} "
            f"| {example} |"
        )


def _meaning(column: Column) -> str:
    parts = [column.meaning]
    if column.to:
        targets = " or ".join(f"`{target}`" for target in column.to.split("|"))
        parts.append(f"refers to {targets}")
    if column.kind in (Kind.NUMBER, Kind.INTEGER):
        parts.extend(_range(column))
    text = "; ".join(parts)
    if column.choices:
        text += ":<br>" + "<br>".join(f"`{name}` {_lower(meaning)}" for name, meaning in column.choices.items())
    return text


def _range(column: Column) -> Iterator[str]:
    low, high = column.minimum, column.maximum
    if low is not None and high is not None:
        yield f"{low:g} to {high:g}"
    elif low is not None:
        yield f"{low:g} or more"
    elif high is not None:
        yield f"{high:g} or less"


def _lower(text: str) -> str:
    """Begin a sentence's continuation in lower case, but leave abbreviations and names of one letter alone."""
    return text[0].lower() + text[1:] if text[1:2].islower() or text[1:2] == " " else text


if __name__ == "__main__":
    sys.stdout.write(page())
