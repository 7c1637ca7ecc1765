"""What changed between two versions of a text, in words; Chinese by character."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]", re.UNICODE)


@dataclass(frozen=True)
class Piece:
    """A stretch of text.

    Parameters
    ----------
    kind
        ``same``, ``new`` or ``gone``.
    text
        The text.
    """

    kind: str
    text: str


def compare(old: str, new: str) -> tuple[Piece, ...]:
    """Say what is new and what is gone.

    Parameters
    ----------
    old, new
        Two versions of a text.

    Returns
    -------
    tuple of Piece
        Whose ``same`` and ``gone`` pieces join to the old, and whose ``same`` and ``new`` pieces to the new version.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[i1:i2])))
            continue
        pieces += [
            Piece(kind, text)
            for kind, text in (("gone", "".join(before[i1:i2])), ("new", "".join(after[j1:j2])))
            if text
        ]
    return tuple(pieces)


@dataclass(frozen=True)
class Change:
    """A part of a text that is another now.

    Parameters
    ----------
    language, part
        Which text.
    pieces
        What changed.
    """

    language: str
    part: str
    pieces: tuple[Piece, ...]


def changes(old: Mapping[str, Mapping[str, str]], new: Mapping[str, Mapping[str, str]]) -> tuple[Change, ...]:
    """List the parts that differ between two versions of all texts.

    Parameters
    ----------
    old, new
        Texts by language and part.
    """
    pairs = [
        (language, part, old.get(language, {}).get(part, ""), new.get(language, {}).get(part, ""))
        for language in dict.fromkeys([*old, *new])
        for part in dict.fromkeys([*old.get(language, {}), *new.get(language, {})])
    ]
    return tuple(
        Change(language, part, compare(before, after)) for language, part, before, after in pairs if before != after
    )
