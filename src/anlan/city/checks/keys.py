"""Rows that are the same, rows that point nowhere, rows that do not say where they come from."""

from collections.abc import Iterator

import polars as pl

from anlan.city.declare import Column, Kind, Table
from anlan.city.draft import Draft
from anlan.city.tables import TABLE, TABLES
from anlan.errors import Problem
from anlan.language import Message, mark

SYNTHETIC = "synthetic"


def duplicate_keys(draft: Draft) -> Iterator[Problem]:
    """Yield rows whose key another row above has already."""
    for table in TABLES:
        frame = draft.frame(table.name)
        keys = frame.select(table.key)
        if keys.height < 2 or not keys.is_duplicated().any():
            continue
        lines = draft.lines(table.name)
        bad = draft.readings[table.name].faulty.intersection(table.key)
        whole = keys.with_row_index("row").drop_nulls(sorted(bad))
        again = whole.with_columns(first=pl.col("row").first().over(table.key)).filter(pl.col("row") != pl.col("first"))
        for entry in again.iter_rows(named=True):
            yield Problem(
                table.file,
                Message(
                    "{key} is already in line {first}",
                    key=_spelt(table, entry),
                    first=int(lines[entry["first"]]),
                ),
                Message("remove one of the two rows or correct it"),
                line=int(lines[entry["row"]]),
                code="duplicate-key",
            )


def _spelt(table: Table, entry: dict[str, object]) -> str:
    return ", ".join(f"{name} {_shown(table.column(name), entry[name])}" for name in table.key)


def _shown(column: Column, value: object) -> str:
    return repr(f"{value:x}") if column.kind is Kind.CELL and isinstance(value, int) else repr(value)


def dangling_references(draft: Draft) -> Iterator[Problem]:
    """Yield references to rows that do not exist."""
    for table in TABLES:
        for column in table.all_columns:
            if column.kind is Kind.REFERENCE and draft.frame(table.name).height:
                yield from _dangling(draft, table, column)


def _dangling(draft: Draft, table: Table, column: Column) -> Iterator[Problem]:
    given = draft.frame(table.name)[column.name]
    targets = [target.split(".") for target in column.to.split("|")]
    if given.null_count() == len(given) or not all(_complete(draft, *target) for target in targets):
        return
    found = pl.Series([False]).new_from_index(0, len(given))
    for target in targets:
        found = found | _found(draft, given, *target)
    missing = given.is_not_null() & ~found
    if not missing.any():
        return
    what, remedy = _nowhere(targets)
    lines = draft.lines(table.name)[missing.to_numpy()]
    for value, line in zip(given.filter(missing), lines, strict=True):
        yield Problem(
            table.file,
            Message(what, column=column.name, value=value, **_named(targets)),
            remedy,
            line=int(line),
            code="dangling-reference",
        )


def _complete(draft: Draft, table: str, column: str) -> bool:
    return draft.city_file.complete if table == "sources" else draft.usable(table, column)


def _found(draft: Draft, given: pl.Series, table: str, column: str) -> pl.Series:
    if table == "sources":
        return given.is_in(draft.city_file.sources[column].drop_nulls().to_list())
    there = draft.frame(table)[column].drop_nulls().unique()
    if TABLE[table].column(column).kind is Kind.CELL:
        hexadecimal = pl.select(pl.when(given.str.contains("^[0-9a-fA-F]{15}$")).then(given)).to_series()
        return hexadecimal.str.to_integer(base=16, dtype=pl.Int64, strict=False).is_in(there.implode()).fill_null(False)
    return given.is_in(there.implode()).fill_null(False)


def _nowhere(targets: list[list[str]]) -> tuple[str, Message]:
    """Return the pattern and remedy of a reference that is not found in any of its targets."""
    if targets[0][0] == "sources":
        pattern = mark("{column} {value!r} is not the id of a [[sources]] in city.toml")
        return pattern, Message("declare it there or correct it")
    if len(targets) == 1:
        pattern = mark("{column} {value!r} is not in {file} column {to}")
        return pattern, Message("add it there or correct it")
    pattern = mark("{column} {value!r} is in none of {files}")
    return pattern, Message("add it to one of them or correct it")


def _named(targets: list[list[str]]) -> dict[str, str]:
    table, column = targets[0]
    listed = ", ".join(f"{TABLE[name].file} column {to}" for name, to in targets if name in TABLE)
    return {"file": f"{table}.csv", "to": column} if len(targets) == 1 else {"files": listed}


def provenance(draft: Draft) -> Iterator[Problem]:
    """Yield rows that are invented and do not name a method, and the reverse."""
    kinds = dict(draft.city_file.sources.select("id", "kind").iter_rows())
    if not draft.city_file.complete:
        return
    invented = [name for name, kind in kinds.items() if kind == SYNTHETIC and name is not None]
    for table in TABLES:
        frame = draft.frame(table.name)
        if frame.height and draft.usable(table.name, SYNTHETIC, "source"):
            yield from _provenance(draft, table, frame, kinds, invented)


def _provenance(
    draft: Draft, table: Table, frame: pl.DataFrame, kinds: dict[str, str], invented: list[str]
) -> Iterator[Problem]:
    synthetic, source = pl.col(SYNTHETIC), pl.col("source")
    known = frame.select(SYNTHETIC, "source").with_columns(line=pl.Series(draft.lines(table.name)))
    of_method = source.is_in(invented).fill_null(False)
    wrong = known.filter(pl.when(synthetic).then(source.is_null() | ~of_method).otherwise(of_method))
    for is_synthetic, name, line in wrong.iter_rows():
        if name is None:
            what = Message("the row is synthetic and names no source")
            remedy = Message("name the [[sources]] of kind synthetic that says how it was made")
        elif is_synthetic and name in kinds:
            what = Message(
                "the row is synthetic and its source {name!r} is of kind {kind}", name=name, kind=kinds[name]
            )
            remedy = Message("name a source of kind synthetic, or set synthetic to false")
        elif not is_synthetic:
            what = Message("the row is not marked synthetic and its source {name!r} is", name=name)
            remedy = Message("set synthetic to true, or name the source it was taken from")
        else:
            continue
        yield Problem(table.file, what, remedy, line=line, code="wrong-provenance")
