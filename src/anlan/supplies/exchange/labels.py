"""Labels with QR codes: a page that prints, with nothing loaded from elsewhere.

A code holds ``anlan:lot:CITY:LOT:ITEM:YYYY-MM-DD``, each part percent-encoded (RFC 3986, section 2.1), the day empty
where the lot does not expire: a
hand scanner without a network still sees what it is and when it expires; all else is in the ledger. The code is made
by segno (ISO/IEC 18004) with error correction of level M, so that a scratch does not matter.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from html import escape
from string import Template

import segno

from anlan.city import City
from anlan.errors import SettingError
from anlan.language import LANGUAGES, Message, Translator, mark, translator
from anlan.supplies.exchange.stock_rows import StockRow
from anlan.supplies.ledger.lots import Lot, shown

SCHEME = "anlan:lot:"
MOST = 5_000
"""Labels on one page; a browser prints more only with pain."""

PAGE = Template(
    """<!doctype html>
<html lang="$language">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>$title</title>
<style>
@page { size: A4; margin: 10mm }
body { font: 9pt/1.3 "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; margin: 0; color: #111 }
h1 { font-size: 12pt; margin: 2mm }
main { display: grid; grid-template-columns: repeat(2, 1fr); gap: 2mm }
article { border: 0.3mm solid #555; padding: 2mm; display: grid; grid-template-columns: 34mm 1fr; gap: 3mm;
  break-inside: avoid; min-height: 38mm; overflow-wrap: anywhere }
svg { width: 34mm; height: 34mm }
h2 { font-size: 11pt; margin: 0 }
p { margin: 0 } .en { color: #333 } .lot { font-family: monospace } .day { font-weight: bold } .note { color: #8a4b00 }
@media print { h1 { display: none } }
</style>
</head>
<body>
<h1>$title</h1>
<main>
$labels
</main>
</body>
</html>
"""
)

LABEL = Template(
    """<article>
$code
<div>
<h2>$name_zh</h2><p class="en" lang="en">$name_en</p>
$lines
<p class="lot">$lot</p>
</div>
</article>"""
)


@dataclass(frozen=True)
class Scanned:
    """What a code says.

    Parameters
    ----------
    city, lot, item
        Identifiers.
    expires
        Last day of use; None where the lot does not expire.
    """

    city: str
    lot: str
    item: str
    expires: date | None


def payload(city: str, lot: Lot) -> str:
    """Return what the code of a lot holds.

    Parameters
    ----------
    city
        Identifier of the city.
    lot
        The lot.
    """
    day = "" if lot.expires is None else lot.expires.isoformat()
    return SCHEME + ":".join(_encoded(part) for part in (city, lot.id, lot.item, day))


def read_payload(text: str) -> Scanned:
    """Return what a code that was scanned says.

    Parameters
    ----------
    text
        What the scanner gave.

    Raises
    ------
    SettingError
        If it is no code of a lot.
    """
    parts = text.strip().removeprefix(SCHEME).split(":")
    try:
        if not text.strip().startswith(SCHEME):
            raise ValueError(SCHEME)
        city, lot, item, day = map(_decoded, parts)
        return Scanned(city, lot, item, date.fromisoformat(day) if day else None)
    except ValueError as error:
        pattern = mark("'{text}' is no code of a lot; such a code begins with {scheme}")
        raise SettingError(Message(pattern, text=text[:80], scheme=SCHEME)) from error


def _encoded(part: str) -> str:
    return re.sub(r"[^A-Za-z0-9._~-]", lambda sign: "".join(f"%{byte:02X}" for byte in sign[0].encode()), part)


def _decoded(part: str) -> str:
    raw = re.sub(rb"%([0-9A-F]{2})", lambda code: bytes([int(code[1], 16)]), part.encode())
    return raw.decode("utf-8", "strict")


def labels_page(city: City, rows: Sequence[StockRow]) -> str:
    """Return a page of labels, Chinese and English on each, two in a row on A4.

    Parameters
    ----------
    city
        The city.
    rows
        The lots, in the order of the labels.

    Raises
    ------
    SettingError
        If there is none, or more than one page should hold.
    """
    if not rows or len(rows) > MOST:
        pattern = mark("{count} labels cannot be printed; choose from 1 to {most} lots")
        raise SettingError(Message(pattern, count=len(rows), most=MOST))
    title = " / ".join(translator(language)(mark("Labels of lots")) for language in LANGUAGES)
    items = {row["id"]: row for row in city.table("items").iter_rows(named=True)}
    places = {row["id"]: row for row in city.table("places").iter_rows(named=True)}
    labels = "\n".join(_label(city, row, items[row.lot.item], places.get(row.place, {})) for row in rows)
    return PAGE.substitute(language="zh-Hans", title=escape(title), labels=labels)


def _label(city: City, row: StockRow, item: dict[str, str], place: dict[str, str]) -> str:
    code = segno.make(payload(str(city.info["id"]), row.lot), error="m", micro=False)
    picture = code.svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    lines = [_both(mark("Quantity"), (f"{shown(row.quantity)} {row.lot.unit}",) * 2)]
    if place:
        lines.append(_both(mark("Place"), (place["name_zh"], place["name_en"] or place["name_zh"])))
    if row.lot.received is not None:
        lines.append(_both(mark("Date received"), (row.lot.received.isoformat(),) * 2))
    if row.lot.expires is not None:
        lines.append(_both(mark("Use by"), (row.lot.expires.isoformat(),) * 2, style="day"))
    if row.synthetic:
        lines.append(_both(mark("Synthetic data"), ("", ""), style="note"))
    return LABEL.substitute(
        code=picture,
        name_zh=escape(item["name_zh"]),
        name_en=escape(item["name_en"] or ""),
        lines="\n".join(lines),
        lot=escape(row.lot.id),
    )


def _both(title: str, values: tuple[str, str], *, style: str = "") -> str:
    """Return one line of a label: title in both languages and the value, once if it is the same in both."""
    says: list[Translator] = [translator(language) for language in LANGUAGES]
    titles = " ".join(dict.fromkeys(say(title) for say in says))
    value = " · ".join(dict.fromkeys(filter(None, values)))
    attribute = f' class="{style}"' if style else ""
    return f"<p{attribute}>{escape(titles)}{': ' if value else ''}{escape(value)}</p>"
