"""Says messages, quantities and names in one language."""

import math
from dataclasses import dataclass

from anlan.language import Language, Message, Translator, mark, translator
from anlan.report.quantity import ONE_WITH_UNIT, UNITS, WHOLE, WITH_UNIT, Bare, Name, Quantity, Said, Unit

NOTHING = "–"
"""Stands where there is no value."""

SPACE = "\u00a0"
"""Between a number and its sign: a line is not broken there."""

LESS_THAN_ONE = (f"<{SPACE}1", "<1")
"""In English and in Chinese."""

SCALES_EN = ((1e12, " trillion"), (1e9, " billion"), (1e6, " million"))
SCALES_ZH = ((1e12, "万亿"), (1e8, "亿"), (1e4, "万"))

COMMA = mark(", ")
"""Between the members of an enumeration."""

SEMICOLON = mark("; ")
"""Between them where a member holds a comma itself."""


@dataclass(frozen=True)
class Voice:
    """One language of the report.

    Parameters
    ----------
    language
        BCP 47 tag.
    translate
        From the English pattern to this language's.
    """

    language: Language
    translate: Translator

    @classmethod
    def of(cls, language: Language) -> "Voice":
        """Return the voice of a language of the interface."""
        return cls(language, translator(language))

    @property
    def chinese(self) -> bool:
        """Whether this is the Chinese voice."""
        return self.language == "zh-Hans"

    def say(self, said: Said) -> str:
        """Put anything that can be said into words.

        Parameters
        ----------
        said
            Text, message, quantity with its unit, name, or a tuple of these.
        """
        if said is None:
            return NOTHING
        if isinstance(said, str):
            return said
        if isinstance(said, Name):
            return said.zh if self.chinese else said.en or said.zh
        if isinstance(said, Bare):
            return self.number(said.quantity)
        if isinstance(said, Unit):
            return self.unit(said.unit)
        if isinstance(said, Quantity):
            return self._amount(said)
        if isinstance(said, tuple):
            return self._enumeration([self.say(member) for member in said])
        return self._sentence(said)

    def number(self, quantity: Quantity) -> str:
        """Return the number of a quantity without its unit.

        Parameters
        ----------
        quantity
            Rounded for reading: to its significant digits, large numbers in millions or in 万 and 亿.
        """
        value = quantity.value
        if value is None or not math.isfinite(value):
            return NOTHING
        if quantity.unit == "%":
            return percent(value).replace(SPACE, "") if self.chinese else percent(value)
        if quantity.digits is None:
            return f"{value:,.0f}" if value == round(value) else f"{value:,}"
        for size, word in SCALES_ZH if self.chinese else SCALES_EN:
            # What rounds up to the next scale belongs to it: 999,999 is 1 million.
            if abs(round_to(value, quantity.digits)) >= size:
                return _plain(value / size, quantity.digits) + word
        if quantity.unit in WHOLE:
            whole = f"{round_to(value, quantity.digits):,.0f}"
            return LESS_THAN_ONE[self.chinese] if whole == "0" and value > 0.0 else whole
        return _plain(value, quantity.digits)

    def unit(self, unit: str) -> str:
        """Return the word for a unit, for the heading of a column."""
        return self.translate(UNITS.get(unit, unit)) if unit else ""

    def _amount(self, quantity: Quantity) -> str:
        number = self.number(quantity)
        if quantity.unit in ("%", "1", "") or number == NOTHING:
            return number
        one = number in ("1", *LESS_THAN_ONE)
        pattern = (ONE_WITH_UNIT if one else WITH_UNIT).get(quantity.unit) or WITH_UNIT.get(quantity.unit)
        if pattern is None:
            return f"{number} {self.unit(quantity.unit)}"
        return self.translate(pattern).format(number=number)

    def _enumeration(self, members: list[str]) -> str:
        comma = self.translate(COMMA)
        held = any(comma in member for member in members) and len(members) > 1
        return (self.translate(SEMICOLON) if held else comma).join(members)

    def _sentence(self, message: Message) -> str:
        pattern = self.translate(message.text) if message.text else ""
        if not message.values:
            return pattern
        values = {
            name: self.say(value) if isinstance(value, Message | Quantity | Bare | Unit | Name | tuple) else value
            for name, value in message.values.items()
        }
        return pattern.format(**values)


def round_to(value: float, digits: int) -> float:
    """Round to significant digits.

    Parameters
    ----------
    value
        Any finite number.
    digits
        Significant digits.
    """
    if value == 0.0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))


def _plain(value: float, digits: int) -> str:
    rounded = round_to(value, digits)
    size = abs(rounded)
    if size == 0.0:
        return "0"
    if size < 1e-3:
        exponent = math.floor(math.log10(size))
        return f"{rounded / 10.0**exponent:.{digits - 1}g}×10{str(exponent).translate(SUPERSCRIPT)}"
    decimals = max(digits - 1 - math.floor(math.log10(size)), 0)
    text = f"{rounded:,.{decimals}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


SUPERSCRIPT = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def percent(share: float) -> str:
    """Write a share in percent; what is nearly nothing or nearly all is said to be so.

    Parameters
    ----------
    share
        1.
    """
    value = 100.0 * share
    if 0.0 < value < 0.1:
        return f"<{SPACE}0.1{SPACE}%"
    if 99.9 < value < 100.0:
        return f">{SPACE}99.9{SPACE}%"
    if value < 10.0 or 99.0 < value < 100.0:
        return f"{value:.0f}{SPACE}%" if value == round(value) else f"{value:.1f}{SPACE}%"
    return f"{value:.0f}{SPACE}%"
