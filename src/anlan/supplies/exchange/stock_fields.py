"""The columns of a stock list, by the names that offices give them."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from anlan.errors import Problem, Severity
from anlan.language import Message, mark
from anlan.supplies.exchange.grids import Grid, Row

ALIASES: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "lot", "lot id", "batch", "批次", "批号", "批次号", "批次编号", "库存编号", "编号"),
    "item": ("item", "item id", "item code", "code", "物资", "物资编码", "物资代码", "物资编号", "品种", "目录编码"),
    "item_name": ("item name", "name", "description", "品名", "名称", "物资名称", "物品名称", "物品"),
    "place": ("place", "place id", "site", "warehouse", "location", "store", "地点编号", "仓库编号", "库房编号"),
    "place_name": (
        "place name",
        "site name",
        "warehouse name",
        "仓库",
        "库房",
        "仓库名称",
        "地点",
        "存放地点",
        "存储地点",
        "储存地点",
        "储备库",
        "储备点",
    ),
    "organisation": ("organisation", "organization", "owner", "owner id", "单位编号", "权属编号", "管理单位编号"),
    "organisation_name": (
        "owner name",
        "organisation name",
        "organization name",
        "所属单位",
        "管理单位",
        "保管单位",
        "权属单位",
        "权属",
        "责任单位",
    ),
    "quantity": (
        "quantity",
        "qty",
        "amount",
        "stock",
        "on hand",
        "数量",
        "库存",
        "库存数量",
        "库存量",
        "现有数量",
        "实存数量",
    ),
    "unit": ("unit", "uom", "unit of measure", "单位", "计量单位", "计量"),
    "condition": ("condition", "state", "状态", "质量状态", "完好情况"),
    "reason": ("reason", "reason of difference", "原因", "差异原因", "盈亏原因"),
    "received": ("received", "receipt", "receipt date", "date received", "入库日期", "入库时间", "入库", "收货日期"),
    "expires": (
        "expires",
        "expiry",
        "expiry date",
        "expiration date",
        "best before",
        "use by",
        "有效期",
        "有效期至",
        "失效日期",
        "到期日",
        "到期日期",
        "保质期至",
    ),
    "dispatch_h": ("dispatch_h", "dispatch h", "hours to dispatch", "出库时限", "出库小时", "出库用时"),
    "synthetic": ("synthetic", "合成", "合成数据", "是否合成"),
    "source": ("source", "来源", "数据来源"),
}
"""Headings by field, English and Chinese; case, blanks, underscores, full width and a unit in brackets do not matter.
The Chinese 单位 is the unit of measure here, as on the forms of stores; an organisation is 所属单位 or 管理单位."""

TITLES: Mapping[str, str] = {
    "id": mark("Lot"),
    "item": mark("Item code"),
    "item_name": mark("Item name"),
    "place": mark("Place id"),
    "place_name": mark("Place name"),
    "organisation": mark("Owner id"),
    "organisation_name": mark("Owner name"),
    "quantity": mark("Quantity"),
    "unit": mark("Unit of measure"),
    "condition": mark("Condition"),
    "received": mark("Date received"),
    "expires": mark("Use by"),
    "dispatch_h": mark("Hours to dispatch"),
    "synthetic": mark("Synthetic"),
    "source": mark("Data source"),
}
"""Headings of an exported list; each, and its translation, is an alias of its field."""

HEAD_ROWS = 30
"""Rows at the top in which the header is looked for; titles and notes may stand above it."""

BRACKETS = re.compile(r"[(（\[【].*?[)）\]】]\s*$")


@dataclass(frozen=True)
class Header:
    """The header of a sheet.

    Parameters
    ----------
    line
        Its row.
    fields
        Field of each known column.
    titles
        Heading of each known column, as written.
    """

    line: int
    fields: Mapping[int, str]
    titles: Mapping[int, str]

    def column(self, field: str) -> int | None:
        """Return the column of a field; None where the sheet has none.

        Parameters
        ----------
        field
            A key of `ALIASES`.
        """
        return next((column for column, name in self.fields.items() if name == field), None)

    def has(self, *fields: str) -> bool:
        """Say whether the sheet has at least one of some fields."""
        return any(field in self.fields.values() for field in fields)


def norm(text: str) -> str:
    """Return a heading or a name in the form in which two are compared.

    Parameters
    ----------
    text
        The heading or the name.
    """
    return re.sub(r"[\s_\-*＊:：]+", "", unicodedata.normalize("NFKC", text).casefold())


KNOWN: Mapping[str, str] = {norm(alias): field for field, aliases in ALIASES.items() for alias in (field, *aliases)} | {
    norm(title): field for field, title in TITLES.items()
}
"""Field by heading in its compared form."""


def field_of(heading: str) -> str | None:
    """Return the field that a heading means; None if none.

    Parameters
    ----------
    heading
        As written; a unit in brackets at its end is not looked at.
    """
    return KNOWN.get(norm(heading)) or KNOWN.get(norm(BRACKETS.sub("", heading)))


def find_header(grid: Grid) -> tuple[Header | None, list[Problem]]:
    """Find the header: the first row at the top that names an item and a quantity.

    Parameters
    ----------
    grid
        The sheet.

    Returns
    -------
    header
        None where no row is one.
    problems
        Columns that are named twice, are not known, or whose heading is no value.
    """
    for row in grid.rows[:HEAD_ROWS]:
        fields = {column: field_of(str(value)) for column, value in row.cells.items()}
        found = set(fields.values())
        if "quantity" in found and found & {"item", "item_name"}:
            known = {column: field for column, field in fields.items() if field is not None}
            titles = {column: str(row.cells[column]) for column in known}
            return Header(row.line, known, titles), [*_heading_problems(grid, row, known)]
    return None, []


def _heading_problems(grid: Grid, row: Row, known: Mapping[int, str]) -> Iterable[Problem]:
    seen: dict[str, int] = {}
    for column in sorted(row.cells):
        place = f"{column_name(grid, column)}{row.line}" if grid.letters else str(column)
        fault, field = grid.faults.get((row.line, column)), known.get(column)
        if fault is not None:
            yield fault
        elif field is None:
            near = get_close_matches(norm(str(row.cells[column])), list(KNOWN), n=1, cutoff=0.75)
            what = Message("column {cell} '{title}' is not known and is left out", cell=place, title=row.cells[column])
            remedy = (
                Message("did you mean '{near}'?", near=near[0])
                if near
                else Message("nothing needs to be done if it does not belong to the stock")
            )
            yield Problem(grid.file, what, remedy, line=row.line, severity=Severity.NOTICE, code="unknown-column")
        elif field in seen:
            what = Message(
                "columns {first} and {cell} mean the same: '{title}'",
                first=column_name(grid, seen[field]),
                cell=place,
                title=row.cells[column],
            )
            yield Problem(grid.file, what, Message("delete or rename one"), line=row.line, code="duplicate-column")
        else:
            seen[field] = column


def column_name(grid: Grid, column: int) -> str:
    """Return how a column is named: by letters in a workbook, by its number in CSV.

    Parameters
    ----------
    grid
        The sheet.
    column
        The column, from 1.
    """
    return str(get_column_letter(column)) if grid.letters else str(column)
