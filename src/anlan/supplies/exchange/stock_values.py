"""One cell of a stock list: its quantity, day or state, or what is wrong with it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal, InvalidOperation

from anlan.city.units import factor, split_quantity
from anlan.language import Message
from anlan.supplies.exchange.grids import Cell
from anlan.supplies.exchange.stock_fields import norm
from anlan.supplies.ledger.lots import LARGEST, QUANTUM, WHOLE_UNITS, Condition, exact, shown
from anlan.supplies.ledger.moves import Reason

EARLIEST, LATEST = date(1990, 1, 1), date(2100, 12, 31)
"""Days outside which a date in a stock list is a slip: assumption."""

SERIAL_START = date(1899, 12, 30)
"""Day 0 of a workbook's days, from 1 March 1900 (ECMA-376, part 1, 18.17.4.1)."""

THOUSANDS = re.compile(r"^[-+]?\d{1,3}([,，]\d{3})+(\.\d+)?$")
DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?$")
COMPACT_DAY = re.compile(r"^(\d{4})(\d{2})(\d{2})$")
UNIT_NAMES: Mapping[str, tuple[str, ...]] = {
    "piece": (
        "pieces",
        "pcs",
        "pc",
        "each",
        "ea",
        "件",
        "个",
        "只",
        "顶",
        "张",
        "条",
        "台",
        "把",
        "支",
        "块",
        "枚",
        "床",
        "具",
    ),
    "set": ("sets", "套", "组"),
    "bed": ("beds", "床位", "张", "床"),
    "vehicle": ("vehicles", "辆", "台"),
    "unit": ("units", "台", "套", "个"),
    "seat": ("seats", "座", "个"),
    "kit": ("kits", "包", "套", "箱"),
}
"""Other names of units that count; those that measure are in `anlan.city.units`. Boxes and bags are no pieces."""

CONDITION_NAMES: Mapping[str, Condition] = {
    norm(name): condition
    for condition, names in {
        Condition.NEW: ("new", "全新", "新"),
        Condition.GOOD: ("good", "fit", "ok", "fit for use", "完好可用", "完好", "良好", "可用", "合格", "正常"),
        Condition.DAMAGED: ("damaged", "broken", "损坏", "破损", "不合格", "报废"),
        Condition.QUARANTINED: (
            "quarantined",
            "held",
            "held back for inspection",
            "封存待检",
            "待检",
            "封存",
            "隔离",
            "待检验",
        ),
    }.items()
    for name in names
}
"""Names of conditions, compared by `anlan.supplies.exchange.stock_fields.norm`."""

REASON_NAMES: Mapping[str, Reason] = {
    norm(name): reason
    for reason, names in {
        Reason.MISCOUNT: ("miscount", "误点", "漏记", "错记"),
        Reason.FOUND: ("found", "找到", "盘盈"),
        Reason.DAMAGE: ("damage", "damaged", "损坏", "破损"),
        Reason.EXPIRY: ("expiry", "expired", "spoilt", "过期", "变质"),
        Reason.THEFT: ("theft", "stolen", "被盗", "失窃"),
        Reason.LEAKAGE: ("leakage", "渗漏", "损耗"),
        Reason.EVENT: ("event", "灾害损毁", "灾损"),
        Reason.UNKNOWN: ("unknown", "不明", "原因不明", "盘亏"),
    }.items()
    for name in names
}
"""Names of the reasons of a difference, in the compared form."""

FLAGS: Mapping[str, bool] = {
    "true": True,
    "yes": True,
    "1": True,
    "是": True,
    "false": False,
    "no": False,
    "0": False,
    "否": False,
}
"""Names of yes and no."""


@dataclass(frozen=True)
class Wrong:
    """What is wrong with a value.

    Parameters
    ----------
    what, remedy, code
        As of a problem.
    """

    what: Message
    remedy: Message
    code: str


def read_quantity(value: Cell) -> Decimal | Wrong:
    """Return a quantity; numbers of a spreadsheet are taken to six digits after the point.

    Parameters
    ----------
    value
        The cell.
    """
    if isinstance(value, bool | date):
        return _no_number(str(value))
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) else None
    number = exact(value) if text is None else _written_quantity(text)
    if isinstance(number, Wrong):
        return number
    if not number.is_finite() or number > LARGEST:
        remedy = Message("correct it; a lot holds at most {most}", most=LARGEST)
        return Wrong(Message("is {value}, which no store holds", value=str(value)), remedy, "impossible")
    if number < 0:
        what = Message("is {value}, below zero", value=str(value))
        return Wrong(
            what, Message("give what lies there; a count below zero is a slip or an unbooked issue"), "negative"
        )
    rounded = number.quantize(QUANTUM)
    if rounded != number and isinstance(value, str):
        what = Message("is {value}, with more than six digits after the point", value=value)
        return Wrong(what, Message("round it"), "too-fine")
    return exact(rounded)


def read_day(value: Cell) -> date | Wrong:
    """Return a day.

    Parameters
    ----------
    value
        The cell: a date of a spreadsheet, or text such as 2027-06-30, 2027/6/30 or 2027年6月30日.
    """
    if isinstance(value, datetime):
        day: date | None = value.date()
    elif isinstance(value, date):
        day = value
    elif isinstance(value, str):
        day = _written_day(unicodedata.normalize("NFKC", value).strip())
    else:
        return _serial(value)
    if day is None:
        remedy = Message("write it as 2027-06-30; leave the cell empty where there is none")
        return Wrong(Message("is '{value}', not a date", value=str(value)), remedy, "bad-date")
    if not EARLIEST <= day <= LATEST:
        what = Message("is {value}, not a day from {first} to {last}", value=day, first=EARLIEST, last=LATEST)
        return Wrong(what, Message("correct it"), "bad-date")
    return day


def read_condition(value: Cell) -> Condition | Wrong:
    """Return a condition.

    Parameters
    ----------
    value
        The cell.
    """
    found = CONDITION_NAMES.get(norm(str(value)))
    if found is None:
        remedy = Message("write one of {choices}", choices=", ".join(condition.value for condition in Condition))
        return Wrong(Message("is '{value}', not a condition", value=str(value)), remedy, "bad-condition")
    return found


def read_flag(value: Cell) -> bool | Wrong:
    """Return yes or no.

    Parameters
    ----------
    value
        The cell.
    """
    found = FLAGS.get(norm(str(value)))
    if found is None:
        return Wrong(Message("is '{value}'", value=str(value)), Message("write true or false"), "bad-flag")
    return found


def read_reason(value: Cell) -> Reason | Wrong:
    """Return the reason of a difference.

    Parameters
    ----------
    value
        The cell.
    """
    found = REASON_NAMES.get(norm(str(value)))
    if found is None:
        remedy = Message("write one of {choices}", choices=", ".join(reason.value for reason in Reason))
        return Wrong(Message("is '{value}', not a reason", value=str(value)), remedy, "bad-reason")
    return found


def read_text(value: Cell) -> str | Wrong:
    """Return text; a whole number of a spreadsheet is written without a point.

    Parameters
    ----------
    value
        The cell.
    """
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = " ".join(str(value).split())
    if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in text):
        what = Message("is {value}, with signs that cannot be seen", value=ascii(text))
        return Wrong(what, Message("type it anew instead of copying it"), "control-character")
    return text


READERS: Mapping[str, Callable[[Cell], object]] = {
    "quantity": read_quantity,
    "dispatch_h": read_quantity,
    "received": read_day,
    "expires": read_day,
    "condition": read_condition,
    "synthetic": read_flag,
    "reason": read_reason,
}
"""How each field is read; all others are text."""


def into_unit(
    quantity: Decimal, given: str | None, item: str, unit: str, packs: Mapping[tuple[str, str], Decimal]
) -> Decimal | Wrong:
    """Return a quantity in the unit of the catalogue.

    Parameters
    ----------
    quantity
        As given.
    given
        Unit in which it is given; None where the list says none.
    item, unit
        Item and its unit in the catalogue.
    packs
        Units in one pack, by item and by name of the pack in lower case: the declared conversions.
    """
    if given is None or _same_unit(given, unit):
        result = quantity
    elif (item, norm(given)) in packs:
        result = quantity * packs[item, norm(given)]
    else:
        times = factor(given, unit)
        if times is None:
            what = Message("is '{given}', and item '{item}' is counted in '{unit}'", given=given, item=item, unit=unit)
            remedy = Message(
                "convert the quantity, or declare how many are in one '{given}' in the file of packs", given=given
            )
            return Wrong(what, remedy, "unit-mismatch")
        result = quantity * exact(times)
    result = exact(result.quantize(QUANTUM))
    if unit in WHOLE_UNITS and result != result.to_integral_value():
        what = Message(
            "gives {value} of item '{item}', which is counted in whole '{unit}'",
            value=shown(result),
            item=item,
            unit=unit,
        )
        return Wrong(what, Message("correct the quantity or its unit"), "impossible")
    return result


def _same_unit(given: str, unit: str) -> bool:
    wanted = norm(given)
    return wanted == norm(unit) or wanted in map(norm, UNIT_NAMES.get(unit, ()))


def _written_quantity(text: str) -> Decimal | Wrong:
    if THOUSANDS.match(text):
        what = Message("is '{value}', with separators of thousands", value=text)
        return Wrong(what, Message("write {number}", number=re.sub("[,，]", "", text)), "thousands-separator")
    try:
        return Decimal(text) if "_" not in text else _no_number(text)
    except InvalidOperation:
        pass
    if split_quantity(text) is not None:
        what = Message("is '{value}', a number with a unit", value=text)
        return Wrong(
            what, Message("write the number alone, and the unit into the column of the unit"), "number-with-unit"
        )
    return _no_number(text)


def _no_number(text: str) -> Wrong:
    return Wrong(
        Message("is '{value}', not a number", value=text), Message("write a number such as 1200"), "not-a-number"
    )


def _written_day(text: str) -> date | None:
    match = DAY.match(text) or COMPACT_DAY.match(text)
    if match is None:
        return None
    year, month, day = map(int, match.groups())
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _serial(value: float) -> Wrong:
    """Say what a bare number in a column of dates could mean."""
    what = Message("is the number {value}, not a date", value=value)
    remedy = Message("format the column as dates, or write it as 2027-06-30")
    if 30_000 <= value <= 80_000:
        day = SERIAL_START + timedelta(days=int(value))
        remedy = Message("if {day} is meant, format the column as dates", day=day)
    return Wrong(what, remedy, "bad-date")
