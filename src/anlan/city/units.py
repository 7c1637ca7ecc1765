"""How units are spelt in the declarations, and the factors between those that measure the same thing."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Unit:
    """A unit: its dimension and how many of the dimension's first unit it makes."""

    dimension: str
    factor: float


_SPELLINGS: Mapping[str, Mapping[float, str]] = {
    # dimension: factor -> spellings; the first of factor 1 is the unit the factors refer to
    "length": {
        1.0: "m 米 metre meter metres meters",
        1e3: "km 公里 千米",
        0.01: "cm 厘米 公分",
        0.001: "mm 毫米",
        0.3048: "ft feet foot",
        1609.344: "mi mile miles",
        1852.0: "nmi nm 海里",
        500.0: "里 华里",
    },
    "surface": {1.0: "m2 m² 平方米 ㎡", 1e6: "km2 km² 平方公里 平方千米", 1e4: "ha 公顷", 1e4 / 15.0: "亩 mu"},
    "volume": {1.0: "m3 m³ 立方米 方", 0.001: "l L litre liter 升", 1e4: "万立方米 万方"},
    "mass": {1.0: "kg 公斤 千克", 1e3: "t 吨 tonne tonnes", 0.5: "斤", 0.001: "g 克"},
    "time": {
        1.0: "s sec 秒",
        60.0: "min minutes 分钟 分",
        3600.0: "h hour hours hr 小时",
        86400.0: "days d day 天 日",
        31_557_600.0: "years year yr a 年",
    },
    "speed": {1.0: "m/s 米/秒", 1.0 / 3.6: "km/h kmh kph 公里/小时 千米/小时", 1852.0 / 3600.0: "kn kt knots knot 节"},
    "power": {1.0: "MW 兆瓦", 0.001: "kW 千瓦", 10.0: "万千瓦", 1e-6: "W 瓦"},
    "pressure": {1.0: "hPa mbar 百帕", 0.01: "Pa 帕", 10.0: "kPa 千帕"},
    "temperature": {1.0: "degC °C ℃ 摄氏度 度"},
    "angle": {1.0: "deg ° 度 degree degrees"},
    "persons": {1.0: "persons person people 人", 1e4: "万人 万", 1e3: "千人"},
    "households": {1.0: "households household 户", 1e4: "万户 万"},
    "money": {1.0: "currency 元 yuan CNY RMB ¥ ￥", 1e4: "万元 万", 1e8: "亿元 亿", 1e3: "千元"},
    "money a year": {1.0: "currency/year 元/年 yuan/year", 1e4: "万元/年"},
    "rate": {1.0: "1/year /year /a 次/年"},
    "share": {1.0: "1", 0.01: "% ％ percent", 0.001: "‰"},
    "beds": {1.0: "beds bed 张 床 床位"},
    "vehicles": {
        1.0: "vehicles vehicle 辆 台",
    },
}
"""Sources: BIPM SI brochure 2019 (exact factors); 1 mu = 1/15 ha, 1 jin = 0.5 kg, 1 li = 500 m (State Council of China,
order on statutory units, 1984); 1 ft = 0.3048 m and 1 mile = 1609.344 m (international yard, 1959); a year has 365.25
days."""

DIMENSIONS: Mapping[str, Mapping[str, Unit]] = {
    dimension: {spelling: Unit(dimension, factor) for factor, words in units.items() for spelling in words.split()}
    for dimension, units in _SPELLINGS.items()
}
"""Every spelling, by dimension; a spelling such as 度 may occur in several."""

_QUANTITY = re.compile(r"^\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*([^\d\s.,+-].*?)\s*$")


def dimension_of(unit: str) -> str | None:
    """Return the dimension of a declared unit; None where it names another column or is unknown."""
    return next((name for name, spellings in DIMENSIONS.items() if unit in spellings), None)


def factor(given: str, wanted: str) -> float | None:
    """Return what a number in unit `given` is multiplied by to be in unit `wanted`; None where they do not compare.

    Examples
    --------
    >>> factor("km", "m")
    1000.0
    """
    dimension = dimension_of(wanted)
    if dimension is None:
        return None
    spellings = DIMENSIONS[dimension]
    unit = spellings.get(given) or {name.lower(): unit for name, unit in spellings.items()}.get(given.lower())
    return None if unit is None else unit.factor / spellings[wanted].factor


def split_quantity(text: str) -> tuple[float, str] | None:
    """Split ``3.5km`` into its number and its unit; None where the text has no such form."""
    match = _QUANTITY.match(text)
    return (float(match.group(1)), match.group(2)) if match else None


def written(value: float) -> str:
    """Write a number as a table would hold it: no exponent, no trailing zeros, at most twelve digits."""
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return format(value, ".12g")
