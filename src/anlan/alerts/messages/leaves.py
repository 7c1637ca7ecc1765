"""Values between text and model."""

from typing import Any

from anlan.alerts.messages.grammar import Kind
from anlan.alerts.messages.message import Pair, Reference
from anlan.alerts.messages.values import BLANKS


def read_text(text: str, kind: Kind) -> Any:
    """Return what the text of an element means.

    Parameters
    ----------
    text
        The text.
    kind
        How it is read; ``pair`` means ``name=value``.

    Returns
    -------
    str, Pair or tuple of references
        By the kind.
    """
    if kind == "token":
        return text.strip(BLANKS)
    if kind == "references":
        return tuple(reference(one) for one in text.split())
    return named(text) if kind == "pair" else text


def plain_text(value: Any, kind: Kind) -> str:
    """Write a value of the model as the text of an element.

    Parameters
    ----------
    value
        The value.
    kind
        How it is read; ``pair`` becomes ``name=value``.
    """
    if kind == "references":
        return " ".join(map(str, value))
    if kind == "pair":
        return f"{value[0]}={value[1]}" if value[0] else str(value[1])
    return str(value)


def named(text: str) -> Pair:
    """Return name and value of ``name=value``; without the sign the name is empty.

    Parameters
    ----------
    text
        The text of a pair of CAP 1.0.
    """
    name, sign, value = text.partition("=")
    return (name, value) if sign else ("", text)


def reference(text: str) -> Reference | str:
    """Return the reference in ``sender,identifier,sent``; the text itself where it is none.

    Parameters
    ----------
    text
        One item of ``references``.
    """
    parts = text.split(",")
    return Reference(*parts) if len(parts) == 3 and all(parts) else text
