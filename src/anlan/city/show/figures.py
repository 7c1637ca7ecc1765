"""Numbers as a reader says them: thousands separated, money in the scales of the language."""

from dataclasses import dataclass

from anlan.language import Language, Message, Translator, mark, translator

SCALES_EN = ((1e12, mark("{number} trillion {unit}")), (1e9, mark("{number} billion {unit}")),
             (1e6, mark("{number} million {unit}")))  # fmt: skip
SCALES_ZH = ((1e8, mark("{number} hundred million {unit}")), (1e4, mark("{number} ten thousand {unit}")))
"""Scales by language; the Chinese translations of the latter are 亿 and 万."""


@dataclass(frozen=True)
class Reader:
    """Who reads: the language, and how to say things in it.

    Parameters
    ----------
    language
        BCP 47 tag.
    """

    language: Language

    @property
    def translate(self) -> Translator:
        """Turn an English key into the language."""
        return translator(self.language)

    def say(self, text: str, **values: object) -> str:
        """Say a marked sentence."""
        return Message(text, **values).render(self.translate)

    def name(self, chinese: str, english: str | None) -> str:
        """Return a proper name in the language; the Chinese one where there is no English one."""
        return chinese if self.language == "zh-Hans" else english or chinese

    def money(self, value: float, currency: str) -> str:
        """Return an amount of money to three digits, in the scales of the language."""
        for size, pattern in SCALES_ZH if self.language == "zh-Hans" else SCALES_EN:
            if abs(value) >= size:
                return self.say(pattern, number=three_digits(value / size), unit=self.currency(currency))
        return f"{value:,.0f} {self.currency(currency)}"

    def currency(self, code: str) -> str:
        """Return the name of a currency."""
        return self.translate(mark("CNY")) if code == "CNY" else code

    def listed(self, words: list[str]) -> str:
        """Join words to an enumeration."""
        return self.translate(mark(", ")).join(words)


def count(value: float) -> str:
    """Return a whole number with its thousands separated."""
    return f"{value:,.0f}"


def three_digits(value: float) -> str:
    """Return a number to three significant digits, without an exponent."""
    decimals = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2
    return f"{value:,.{decimals}f}"


def percent(share: float) -> str:
    """Return a share in percent, without decimals where there is nothing behind them."""
    value = 100.0 * share
    return f"{value:.0f} %" if value >= 10.0 or value == round(value) else f"{value:.1f} %"
