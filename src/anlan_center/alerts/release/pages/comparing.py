"""What changed between two versions of a text, in words; Chinese by character."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_TOKEN = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+|\s+|[^\w\s]", re.UNICODE)
_SENTENCE = re.compile(r"[^\n。！？.!?]+[\n。！？.!?]?|[\n。！？.!?]")

MOST_PAIRS = 250_000
"""Pairs of equal words, or sentences, up to which two texts are compared (assumption): a tenth of a second."""


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
        By word, and Chinese by character, or by sentence where that would take too long. The ``same`` and ``gone``
        pieces join to the old, and the ``same`` and ``new`` pieces to the new version.
    """
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    head = _alike(before, after)
    tail = _alike(before[head:][::-1], after[head:][::-1])
    left, right = ("".join(texts[head : len(texts) - tail]) for texts in (before, after))
    pieces = [Piece("same", "".join(before[:head])), *_apart(left, right)]
    pieces.append(Piece("same", "".join(before[len(before) - tail :])))
    return tuple(piece for piece in pieces if piece.text)


def _alike(one: Sequence[str], other: Sequence[str]) -> int:
    """Count what two texts begin with alike."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (left, right) in pairs if left != right), min(len(one), len(other)))


def _apart(old: str, new: str) -> Iterator[Piece]:
    """Compare what differs, in as small parts as can be done in time."""
    before, after = [old], [new]
    for parts in (_TOKEN, _SENTENCE):
        counts = Counter(parts.findall(new))
        if sum(counts[part] for part in parts.findall(old)) <= MOST_PAIRS:
            before, after = parts.findall(old), parts.findall(new)
            break
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            yield Piece("same", "".join(before[i1:i2]))
            continue
        yield Piece("gone", "".join(before[i1:i2]))
        yield Piece("new", "".join(after[j1:j2]))


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
