"""Which of some languages serves a reader best: the lookup of RFC 4647 (2006), section 3.4, then the nearest kin."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import takewhile

_SCRIPTS = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans-CN", "zh-sg": "zh-Hans-SG", "zh-my": "zh-Hans-MY",
    "zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "zh-mo": "zh-Hant-MO",
}  # fmt: skip
"""Scripts that Chinese is written in where a tag does not say (Unicode CLDR, likely subtags)."""

_EXTENSION = re.compile(r"-[a-zA-Z0-9]-")
"""Where the extensions or the private part of a tag begin (RFC 5646, 2.2.6 and 2.2.7)."""

_MANDARIN = re.compile(r"^(?:zh-)?cmn(?=-|$)", re.IGNORECASE)
"""Mandarin, which is Chinese where nothing else is said (IANA, Language Subtag Registry, macrolanguage of cmn)."""


def lookup(wishes: Iterable[str], available: Sequence[str], default: str) -> str:
    """Return the language to use.

    Parameters
    ----------
    wishes
        Tags of BCP 47 (or locale names with ``_``), the most wanted first; ``*`` and what is no tag are passed over.
    available
        Tags of what there is, in the order of preference among kin.
    default
        What is used where nothing fits; it need not be among the available.

    Returns
    -------
    str
        The tag as it stands in `available`: the first wish's best match by RFC 4647 lookup; else the next wish's; else
        the one of the same primary language as a wish that has most in common with it, such as simplified Chinese for
        a reader of traditional Chinese where there is nothing else; else the default.
    """
    tags = {_full(one).lower(): one for one in reversed(available)}
    shortened = {one.lower(): one for one in reversed(available)}
    ranges = [_full(one).lower() for one in wishes if _is_tag(one)]
    for wish in ranges:
        for prefix in _prefixes(wish):
            found = tags.get(prefix) or shortened.get(prefix)
            if found is not None:
                return found
    for wish in ranges:
        shared = [_in_common(wish, _full(one).lower()) for one in available]
        if any(shared):
            return available[shared.index(max(shared))]
    return default


def _in_common(one: str, other: str) -> int:
    """Count the parts with which two tags begin alike."""
    pairs = zip(one.split("-"), other.split("-"), strict=False)
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))


def _prefixes(tag: str) -> Iterator[str]:
    """Yield a tag and its shortenings; a single letter goes together with what follows it (RFC 4647, 3.4)."""
    parts = tag.split("-")
    while parts:
        yield "-".join(parts)
        parts.pop()
        while parts and len(parts[-1]) == 1:
            parts.pop()


def _full(tag: str) -> str:
    """Return a tag with the script that it leaves unsaid."""
    plain = _MANDARIN.sub("zh", tag.strip().replace("_", "-").partition(".")[0], count=1)
    end = found.start() if (found := _EXTENSION.search(plain)) is not None else len(plain)
    return _SCRIPTS.get(plain[:end].lower(), plain[:end]) + plain[end:]


def _is_tag(text: str) -> bool:
    parts = text.strip().replace("_", "-").partition(".")[0].split("-")
    return parts[0].isalpha() and all(one.isascii() and one.isalnum() and len(one) <= 8 for one in parts)
