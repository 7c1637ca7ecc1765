"""CSV tables of strangers: every column as text first, then as what is wanted, problems by line."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
import polars as pl
import polars.exceptions
from numpy.typing import NDArray

from anlan.city.decoding import decode
from anlan.errors import Problem, Severity
from anlan.hazards.exchange.limits import MOST_TABLE_BYTES, too_large
from anlan.language import Message


@dataclass(frozen=True)
class Sheet:
    """A table as text.

    Parameters
    ----------
    file
        Its name, for messages.
    columns
        Columns of text, null where empty; or of other types, where the file has types.
    first_line
        Line of the first row in the file, from 1.
    problems
        What is wrong is appended.
    """

    file: str
    columns: pl.DataFrame
    first_line: int
    problems: list[Problem]

    def __len__(self) -> int:
        return self.columns.height

    def has(self, *names: str) -> bool:
        """Say whether all columns are there.

        Parameters
        ----------
        *names
            Names of columns.
        """
        return set(names) <= set(self.columns.columns)

    def require(self, *names: str) -> bool:
        """Append a problem for every column that is missing; say whether none is.

        Parameters
        ----------
        *names
            Names of columns.
        """
        missing = [name for name in names if name not in self.columns.columns]
        for name in missing:
            what = Message("there is no column '{name}'", name=name)
            remedy = Message("add it; the columns are {columns}", columns=", ".join(self.columns.columns))
            self.problems.append(Problem(self.file, what, remedy, feature=name, code="missing-column"))
        return not missing

    def texts(self, name: str) -> pl.Series:
        """Return a column of text; an empty field is the empty text."""
        return self.columns[name].cast(pl.String).fill_null("")

    def numbers(self, name: str) -> NDArray[np.float64]:
        """Return a column of numbers; NaN, and a problem, where a field is none."""
        given = self.columns[name]
        text = given.dtype == pl.String
        values = (given.str.strip_chars() if text else given).cast(pl.Float64, strict=False)
        self._refuse(name, values.is_null(), Message("is no number"), Message("write a number with a decimal point"))
        return values.to_numpy().astype(np.float64)

    def flags(self, name: str, words: tuple[str, str]) -> NDArray[np.bool_]:
        """Return whether each field is the second of two words; a problem where it is neither."""
        values = self.texts(name).str.strip_chars()
        remedy = Message("write '{no}' or '{yes}'", no=words[0], yes=words[1])
        self._refuse(name, ~values.is_in(list(words)), Message("is not known"), remedy)
        return (values == words[1]).to_numpy()

    def dates(self, name: str) -> NDArray[np.datetime64]:
        """Return a column of dates (YYYY-MM-DD); NaT where empty."""
        given = self.texts(name).str.strip_chars()
        values = given.str.to_date("%Y-%m-%d", strict=False)
        remedy = Message("write it as 2019-08-31, or leave it empty")
        self._refuse(name, values.is_null() & (given != ""), Message("is no date"), remedy)
        return values.to_numpy().astype("datetime64[D]")

    def keys(self, name: str) -> pl.Series:
        """Return a column of identifiers: whole numbers where the file has them as such, else texts."""
        values = self.columns[name]
        return values if values.dtype.is_integer() else self.texts(name).str.strip_chars()

    def places(self, name: str, known: pl.Series, where: str) -> NDArray[np.int64]:
        """Return the place of each field among known keys; -1, and a problem, where it is not among them."""
        found = places_among(self.keys(name), known)
        remedy = Message("add it to {where}, or correct it", where=where)
        self._refuse(name, found.is_null(), Message("is not in {where}", where=where), remedy)
        return found.fill_null(-1).to_numpy()

    def _refuse(self, name: str, bad: pl.Series, fault: Message, remedy: Message) -> None:
        if not bad.any():
            return
        place = int(bad.arg_max() or 0)
        what = Message(
            "'{name}' is '{value}', which {fault} ({count} such rows)",
            name=name,
            value="" if self.columns[name][place] is None else self.columns[name][place],
            fault=fault,
            count=int(bad.sum()),
        )
        line = self.first_line + place
        self.problems.append(Problem(self.file, what, remedy, line=line, feature=name, code="bad-value"))


def read_sheet(path: Path, problems: list[Problem]) -> Sheet | None:
    """Read a CSV file with a header; None where it cannot be read, which the problems say.

    Parameters
    ----------
    path
        The file: UTF-8 or GB 18030; lines before the header that start with ``#`` are left out.
    problems
        What is wrong is appended.
    """
    refusal = too_large(path, MOST_TABLE_BYTES)
    if refusal is not None:
        problems.append(refusal)
        return None
    text, found = decode(path.name, path.read_bytes())
    problems += found
    if text is None:
        return None
    above = _lines_above(text)
    body = text.split("\n", above)[-1]
    try:
        columns = pl.read_csv(BytesIO(body.encode()), infer_schema=False)
    except polars.exceptions.PolarsError as error:
        what = Message("it is no table: {reason}", reason=str(error).splitlines()[0])
        problems.append(Problem(path.name, what, Message("export it as CSV with a header"), code="unreadable"))
        return None
    columns = columns.rename({name: name.strip() for name in columns.columns})
    return Sheet(path.name, columns, above + 2, problems)


def places_among(values: pl.Series, known: pl.Series) -> pl.Series:
    """Return the place of each value among known ones, the last where one occurs twice; null where it is not there.

    Parameters
    ----------
    values, known
        Texts or whole numbers; compared as texts where they are not both numbers.
    """
    if not (values.dtype.is_integer() and known.dtype.is_integer()):
        values, known = values.cast(pl.String), known.cast(pl.String)
    else:
        values, known = values.cast(pl.Int64), known.cast(pl.Int64)
    keys = known.rename("key").to_frame().with_row_index("place").unique("key", keep="last", maintain_order=True)
    found = values.rename("key").to_frame().join(keys, on="key", how="left", maintain_order="left")["place"]
    return found.cast(pl.Int64)


def _lines_above(text: str) -> int:
    """Count the lines before the header."""
    count = 0
    for line in text.split("\n", 1000):
        if not line.startswith("#"):
            break
        count += 1
    return count


def has_errors(problems: Iterable[Problem]) -> bool:
    """Say whether there is an error among problems."""
    return any(problem.severity is Severity.ERROR for problem in problems)
