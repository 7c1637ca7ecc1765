"""Tables written as text in a script: one line a row, fields separated by a bar."""

Row = dict[str, object]
"""One row of a table of the city package, by column name."""


def parse(header: str, text: str, **constant: object) -> list[Row]:
    """Turn lines of fields into rows; an empty field is left out and becomes the column's default.

    Parameters
    ----------
    header
        Column names, separated by spaces.
    text
        One row a line, fields separated by ``|``; blank lines are skipped.
    constant
        Columns with the same value in every row.

    Raises
    ------
    ValueError
        A line has another number of fields than the header.
    """
    names = header.split()
    rows: list[Row] = []
    for line in text.strip().splitlines():
        if not line.strip():
            continue
        fields = [field.strip() for field in line.split("|")]
        if len(fields) != len(names):
            raise ValueError(f"{len(fields)} fields instead of {len(names)}: {line}")
        row: Row = {name: field for name, field in zip(names, fields, strict=True) if field}
        rows.append({**constant, **row})
    return rows
