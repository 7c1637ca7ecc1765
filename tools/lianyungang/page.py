"""Rewrites the counts and the sources in ``docs/cities/lianyungang.md``: ``python -m tools.lianyungang.page``."""

import re
from pathlib import Path

import polars as pl

from anlan.city import City
from anlan.city.tables import TABLES

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "cities" / "lianyungang.md"


def counts(city: City) -> str:
    """Return the tables of the package with their rows and how many of those are invented."""
    lines = ["| table | rows | of them synthetic | a row is |", "| --- | ---: | ---: | --- |"]
    for table in TABLES:
        if table.name in city.present:
            rows = city.table(table.name)
            invented = int(rows["synthetic"].sum())
            lines.append(f"| `{table.name}` | {rows.height:,} | {invented:,} | {table.meaning} |")
    return "\n".join(lines)


def sources(city: City) -> str:
    """Return the sources with the tables that use them."""
    used: dict[str, list[str]] = {}
    for table in TABLES:
        if table.name in city.present:
            for name in city.table(table.name)["source"].drop_nulls().unique().to_list():
                used.setdefault(name, []).append(f"`{table.name}`")
    used.setdefault("district-outlines", []).append("`areas.geojson`")
    used.setdefault("township-outlines", []).append("`areas.geojson`")
    lines = ["| source | kind | licence | used in | title |", "| --- | --- | --- | --- | --- |"]
    for row in city.sources.sort("id").iter_rows(named=True):
        tables = ", ".join(used.get(row["id"], ["-"]))
        lines.append(f"| `{row['id']}` | {row['kind']} | {row['licence']} | {tables} | {cell(row['title'])} |")
    return "\n".join(lines)


def methods(city: City) -> str:
    """Return the synthetic sources with method, seed and constraint."""
    lines = []
    for row in city.sources.filter(pl.col("kind") == "synthetic").sort("id").iter_rows(named=True):
        method, constraint = (row[column].rstrip(".") for column in ("method", "constraint"))
        lines.append(f"- **`{row['id']}`** (seed {row['seed']}). {method}. *Held to:* {constraint}.")
        if row["note"]:
            lines.append(f"  {row['note']}")
    return "\n".join(lines)


def attributions(city: City) -> str:
    """Return the sentences that licences ask for."""
    wanted = city.sources.filter(pl.col("attribution").is_not_null()).sort("id")
    return "\n".join(f"- {sentence}" for sentence in wanted["attribution"].unique(maintain_order=True))


def cell(text: str) -> str:
    """Return a text that does not break a table."""
    return text.replace("|", "\\|")


PARTS = {"counts": counts, "sources": sources, "methods": methods, "attributions": attributions}
"""Parts of the page that are written from the package, between ``<!-- name -->`` and ``<!-- end -->``."""


def renewed(page: str, city: City) -> str:
    """Return the page with its written parts made anew."""
    for name, write in PARTS.items():
        pattern = re.compile(rf"(<!-- {name} -->\n).*?(<!-- end -->)", re.DOTALL)
        found = pattern.search(page)
        if found is None:
            message = f"the page has no part {name}"
            raise ValueError(message)
        before, after = page[: found.end(1)], page[found.start(2) :]
        page = f"{before}\n{write(city)}\n\n{after}"
    return page


def main() -> None:
    """Run from the command line."""
    city = City.load(ROOT / "cities" / "lianyungang")
    PAGE.write_text(renewed(PAGE.read_text(encoding="utf-8"), city), encoding="utf-8")


if __name__ == "__main__":
    main()
