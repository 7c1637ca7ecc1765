"""Which of some languages serves a reader best: the lookup of RFC 4647 (2006), section 3.4, then the nearest kin."""

from collections.abc import Iterable, Iterator, Sequence

_SCRIPTS = {
    "zh": "zh-Hans", "zh-cn": "zh-Hans-CN", "zh-sg": "zh-Hans-SG", "zh-my": "zh-Hans-MY",
    "zh-tw": "zh-Hant-TW", "zh-hk": "zh-Hant-HK", "zh-mo": "zh-Hant-MO",
}  # fmt: skip
"""Scripts that Chinese is written in where a tag does not say (Unicode CLDR, likely subtags)."""


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
        the first of the same primary language as a wish, such as simplified Chinese for a reader of traditional
        Chinese; else the default.
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
        for one in available:
            if _full(one).lower().partition("-")[0] == wish.partition("-")[0]:
                return one
    return default


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
    plain = tag.strip().replace("_", "-").partition(".")[0]
    return _SCRIPTS.get(plain.lower(), plain)


def _is_tag(text: str) -> bool:
    parts = text.strip().replace("_", "-").partition(".")[0].split("-")
    return parts[0].isalpha() and all(one.isascii() and one.isalnum() and len(one) <= 8 for one in parts)
