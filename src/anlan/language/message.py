"""A sentence with its values, not yet in any language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


def mark(text: str) -> str:
    """Mark a literal for the translators and return it unchanged.

    Parameters
    ----------
    text
        English text; the key in the gettext catalogue.
    """
    return text


@dataclass(frozen=True, init=False)
class Message:
    """An English pattern and the values that fill it.

    Parameters
    ----------
    text
        English pattern in `str.format` syntax; the key in the gettext catalogue.
    **values
        What fills the pattern. A value that is itself a `Message` is rendered in the same language.

    Examples
    --------
    >>> str(Message("{count} cells lie outside the city", count=3))
    '3 cells lie outside the city'
    """

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)

    def __init__(self, text: str, /, **values: Any) -> None:
        object.__setattr__(self, "text", text)
        object.__setattr__(self, "values", values)

    def __hash__(self) -> int:
        return hash((self.text, str(sorted(self.values.items(), key=lambda item: item[0]))))

    def render(self, translate: Callable[[str], str] = str) -> str:
        """Say the sentence.

        Parameters
        ----------
        translate
            Maps the English pattern to the pattern of another language; the identity gives English.
        """
        pattern = translate(self.text) if self.text else ""
        if not self.values:
            return pattern
        values = {
            name: value.render(translate) if isinstance(value, Message) else value
            for name, value in self.values.items()
        }
        return pattern.format(**values)

    def __str__(self) -> str:
        return self.render()
