"""From text to typed columns: one vectorised cast for each kind, and an explanation only for what failed."""

import datetime
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches

import h3.api.basic_int as h3
import polars as pl

from anlan.city.declare import Column, Kind
from anlan.city.units import factor, split_quantity, written
from anlan.language import Message

DTYPES: Mapping[Kind, pl.DataType] = {
    Kind.TEXT: pl.String(),
    Kind.KEY: pl.String(),
    Kind.REFERENCE: pl.String(),
    Kind.CHOICE: pl.String(),
    Kind.INTEGER: pl.Int64(),
    Kind.NUMBER: pl.Float64(),
    Kind.FLAG: pl.Boolean(),
    Kind.CELL: pl.Int64(),
    Kind.TIME: pl.Datetime("ms", "UTC"),
    Kind.DATE: pl.Date(),
}
"""Polars type of each kind of column."""

LARGEST_EXACT = 2.0**53
"""Above this a whole number written with a decimal point may already have lost digits (IEEE 754 double)."""

THOUSANDS = re.compile(r"^[-+]?\d{1,3}([,，]\d{3})+(\.\d+)?$")
CELL_FORM = "^[0-9a-fA-F]{15}$"
SPREADSHEET_NUMBER = r"^\d(\.\d+)?[eE]\+\d+$"
NOTHING = frozenset({"-", "--", "—", "/", "n/a", "na", "null", "none", "无", "不详", "缺", "#n/a", "nan", "?"})
TIME_FORM = "%Y-%m-%dT%H:%MZ"
TIME_FORMS = ("%Y-%m-%dT%H:%M%:z", "%Y-%m-%dT%H:%M:%S%:z", "%Y-%m-%dT%H:%M:%S%.f%:z")
CHOICES_SHOWN = 8

Explanation = tuple[str, Message, Message]
"""Code, what is wrong and the remedy."""


def dtype(column: Column) -> pl.DataType:
    """Return the Polars type of a column."""
    return DTYPES[column.kind]


def cast(column: Column, resolution: int | None = None, *, lenient: bool = False) -> pl.Expr:
    """Return the expression that gives a column of text its type, null where a value cannot be used.

    Parameters
    ----------
    column
        Its declaration; the text is stripped, null where empty, and defaults are filled in.
    resolution
        H3 resolution that cells must have; None where it is not known.
    lenient
        Also accept the rarer spellings (12.0 for a whole number, seconds in a time), which takes longer.
    """
    raw = pl.col(column.name)
    values = _LENIENT[column.kind](raw) if lenient and column.kind in _LENIENT else _CASTS[column.kind](column, raw)
    if column.kind is Kind.CELL:
        values = values.map_batches(lambda cells: _valid_cells(cells, resolution), return_dtype=pl.Int64)
    elif column.kind in (Kind.INTEGER, Kind.NUMBER):
        values = _in_range(column, values)
    return values.alias(column.name)


def explain(column: Column, text: str, resolution: int | None = None) -> Explanation:
    """Say what is wrong with one bad value of a column, and how to put it right."""
    if column.kind in (Kind.INTEGER, Kind.NUMBER):
        return _explain_number(column, text)
    if column.kind is Kind.CELL:
        return _explain_cell(column, text, resolution)
    return _EXPLANATIONS[column.kind](column, text)


def _text(_column: Column, raw: pl.Expr) -> pl.Expr:
    return raw


def _identifier(_column: Column, raw: pl.Expr) -> pl.Expr:
    return pl.when(~raw.str.contains(SPREADSHEET_NUMBER)).then(raw)


def _number(_column: Column, raw: pl.Expr) -> pl.Expr:
    values = raw.cast(pl.Float64, strict=False)
    return pl.when(values.is_finite()).then(values)


def _integer(_column: Column, raw: pl.Expr) -> pl.Expr:
    return raw.cast(pl.Int64, strict=False)


def _whole(raw: pl.Expr) -> pl.Expr:
    real = raw.cast(pl.Float64, strict=False)
    whole = pl.when((real == real.floor()) & (real.abs() < LARGEST_EXACT)).then(real)
    return pl.coalesce(raw.cast(pl.Int64, strict=False), whole.cast(pl.Int64, strict=False))


def _flag(_column: Column, raw: pl.Expr) -> pl.Expr:
    lower = raw.str.to_lowercase()
    return pl.when(lower.is_in(["true", "false"])).then(lower == "true")


def _choice(column: Column, raw: pl.Expr) -> pl.Expr:
    return pl.when(raw.is_in(list(column.choices))).then(raw)


def _cell(_column: Column, raw: pl.Expr) -> pl.Expr:
    hexadecimal = pl.when(raw.str.contains(CELL_FORM)).then(raw)
    return hexadecimal.str.to_integer(base=16, dtype=pl.Int64, strict=False)


def _time(_column: Column, raw: pl.Expr) -> pl.Expr:
    return raw.str.to_datetime(TIME_FORM, time_unit="ms", strict=False).dt.replace_time_zone("UTC")


def _any_time(raw: pl.Expr) -> pl.Expr:
    zoned = raw.str.replace(" ", "T", literal=True).str.replace("Z$", "+00:00")
    return pl.coalesce(
        zoned.str.to_datetime(form, time_unit="ms", time_zone="UTC", strict=False) for form in TIME_FORMS
    )


def _date(_column: Column, raw: pl.Expr) -> pl.Expr:
    return raw.str.to_date("%Y-%m-%d", strict=False)


def _in_range(column: Column, values: pl.Expr) -> pl.Expr:
    if column.minimum is not None:
        values = pl.when(values >= column.minimum).then(values)
    if column.maximum is not None:
        values = pl.when(values <= column.maximum).then(values)
    return values


def _valid_cells(cells: pl.Series, resolution: int | None) -> pl.Series:
    """Return the cells with null for numbers that are none, or are of another resolution."""
    valid = [
        cell is not None and h3.is_valid_cell(cell) and resolution in (None, h3.get_resolution(cell))
        for cell in cells.to_list()
    ]
    return cells if all(valid) else cells.set(~pl.Series(valid, dtype=pl.Boolean), None)


_CASTS: Mapping[Kind, Callable[[Column, pl.Expr], pl.Expr]] = {
    Kind.TEXT: _text,
    Kind.KEY: _identifier,
    Kind.REFERENCE: _identifier,
    Kind.CHOICE: _choice,
    Kind.INTEGER: _integer,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.CELL: _cell,
    Kind.TIME: _time,
    Kind.DATE: _date,
}

_LENIENT: Mapping[Kind, Callable[[pl.Expr], pl.Expr]] = {Kind.INTEGER: _whole, Kind.TIME: _any_time}


def _explain_number(column: Column, text: str) -> Explanation:
    name = column.name
    if THOUSANDS.match(text):
        return (
            "thousands-separator",
            Message("{column} is {value!r}, with separators of thousands", column=name, value=text),
            Message("write {number}", number=re.sub("[,，]", "", text)),
        )
    if text.lower() in NOTHING - {"nan"}:
        return (
            "wrong-type",
            Message("{column} is {value!r}, not a number", column=name, value=text),
            Message("leave the cell empty where the value is unknown"),
        )
    try:
        value = float(text) if "_" not in text else None
    except ValueError:
        value = None
    return _explain_unit(column, text) if value is None else _explain_value(column, text, value)


def _explain_value(column: Column, text: str, value: float) -> Explanation:
    name = column.name
    if value != value or value in (float("inf"), float("-inf")):
        return (
            "not-finite",
            Message("{column} is {value!r}, not a finite number", column=name, value=text),
            Message("leave the cell empty where the value is unknown"),
        )
    if value < 0 and column.minimum == 0:
        return (
            "negative",
            Message("{column} is {value}, below zero", column=name, value=text),
            Message("give a value of at least 0, or leave the cell empty where it is unknown"),
        )
    if _outside(column, value):
        return (
            "out-of-range",
            Message("{column} is {value}, outside the allowed range", column=name, value=text),
            _allowed(column),
        )
    if column.kind is Kind.INTEGER and value != int(value):
        return (
            "wrong-type",
            Message("{column} is {value}, not a whole number", column=name, value=text),
            Message("round it"),
        )
    return (
        "wrong-type",
        Message("{column} is {value!r}, not in the plain form of a number", column=name, value=text),
        Message("write {number}", number=written(value)),
    )


def _outside(column: Column, value: float) -> bool:
    low, high = column.minimum, column.maximum
    return (low is not None and value < low) or (high is not None and value > high)


def _allowed(column: Column) -> Message:
    low, high = column.minimum, column.maximum
    if low is None or high is None:
        return (
            Message("give a value of at most {high}", high=written(high))
            if high is not None
            else Message("give a value of at least {low}", low=written(low or 0.0))
        )
    return Message("give a value from {low} to {high}", low=written(low), high=written(high))


def _explain_unit(column: Column, text: str) -> Explanation:
    quantity = split_quantity(text)
    name = column.name
    if quantity is None:
        return (
            "wrong-type",
            Message("{column} is {value!r}, not a number", column=name, value=text),
            Message("write a number such as {example}", example=column.example),
        )
    number, unit = quantity
    what = Message("{column} is {value!r}, a number with a unit", column=name, value=text)
    times = factor(unit, column.unit) if column.unit else None
    if times is None:
        return (
            "unit",
            what,
            Message("write the number alone, in {unit}", unit=column.unit)
            if column.unit
            else Message("write the number alone"),
        )
    return (
        "unit",
        what,
        Message("write {number}; the column is in {unit}", number=written(number * times), unit=column.unit),
    )


def _explain_cell(column: Column, text: str, resolution: int | None) -> Explanation:
    cell = pl.DataFrame({column.name: [text]}).select(cast(column)).item()
    if resolution is not None and cell is not None:
        found = h3.get_resolution(cell)
        return (
            "wrong-resolution",
            Message(
                "{column} is {value!r}, an H3 cell of resolution {found}", column=column.name, value=text, found=found
            ),
            Message("use cells of resolution {wanted} as city.toml says", wanted=resolution),
        )
    return (
        "bad-cell",
        Message("{column} is {value!r}, not an H3 cell", column=column.name, value=text),
        Message("write its 15 hexadecimal digits, such as {example}", example=column.example),
    )


def _explain_flag(column: Column, text: str) -> Explanation:
    return (
        "wrong-type",
        Message("{column} is {value!r}", column=column.name, value=text),
        Message("write true or false"),
    )


def _explain_choice(column: Column, text: str) -> Explanation:
    choices = list(column.choices)
    near = get_close_matches(text.lower(), choices, n=1, cutoff=0.6)
    what = Message("{column} is {value!r}, which is not in its list", column=column.name, value=text)
    if near:
        return "not-a-choice", what, Message("did you mean {near}?", near=near[0])
    listed = ", ".join(choices[:CHOICES_SHOWN])
    if len(choices) > CHOICES_SHOWN:
        return (
            "not-a-choice",
            what,
            Message("use one of {choices}, ... (docs/city-package.md lists all)", choices=listed),
        )
    return "not-a-choice", what, Message("use one of {choices}", choices=listed)


def _explain_identifier(column: Column, text: str) -> Explanation:
    return (
        "spreadsheet-number",
        Message(
            "{column} is {value!r}: a spreadsheet has turned the code into a number", column=column.name, value=text
        ),
        Message("format the column as text and enter the code again"),
    )


def _explain_time(column: Column, text: str) -> Explanation:
    try:
        moment = datetime.datetime.fromisoformat(text)
    except ValueError:
        moment = None
    if moment is not None and moment.tzinfo is None and "T" in text.replace(" ", "T"):
        return (
            "time-without-zone",
            Message("{column} is {value!r}, without a zone", column=column.name, value=text),
            Message("give it in UTC with a trailing Z, such as {example}", example=column.example),
        )
    return (
        "bad-time",
        Message("{column} is {value!r}, not a time", column=column.name, value=text),
        Message("write it as {example}", example=column.example),
    )


def _explain_date(column: Column, text: str) -> Explanation:
    return (
        "bad-date",
        Message("{column} is {value!r}, not a date", column=column.name, value=text),
        Message("write it as {example}", example=column.example),
    )


_EXPLANATIONS: Mapping[Kind, Callable[[Column, str], Explanation]] = {
    Kind.KEY: _explain_identifier,
    Kind.REFERENCE: _explain_identifier,
    Kind.CHOICE: _explain_choice,
    Kind.FLAG: _explain_flag,
    Kind.TIME: _explain_time,
    Kind.DATE: _explain_date,
}
