"""Messages that go in parts: which the sink has accepted, so that only those that are missing go again."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """Parts of one message that the sink has accepted.

    Parameters
    ----------
    text
        Digest of the whole text, by `digest_of`: parts of another text do not join to it.
    total
        How many parts the text has.
    names
        The sink's name of each part that it has accepted, by number from 1; empty where it gave none.
    """

    text: str
    total: int
    names: Mapping[int, str]


def digest_of(text: str) -> str:
    """Return what tells one text from another: 16 digits."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def reference_of(key: str, text: str) -> int:
    """Return the number that the parts of a message share, 0..255: the same at every attempt.

    Parameters
    ----------
    key
        Idempotency key of the message.
    text
        The whole text.
    """
    return hashlib.sha256(f"{key}\0{text}".encode("utf-8", "replace")).digest()[0]


def accepted(before: Parts | None, text: str, total: int) -> dict[int, str]:
    """Return the parts of a text that earlier attempts have brought through; none where it was divided otherwise.

    Parameters
    ----------
    before
        What earlier attempts have brought through.
    text, total
        The text now, and how many parts it has.
    """
    if before is None or (before.text, before.total) != (digest_of(text), total):
        return {}
    return dict(before.names)
