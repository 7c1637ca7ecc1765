"""How long a text is on a channel that counts: short messages and cell broadcast, in GSM 7-bit or UCS-2.

Alphabets: 3GPP TS 23.038, 6.2.1 (default alphabet and extension table) and 6.2.3 (UCS-2). Sizes: a short message has
140 octets (3GPP TS 23.040, 9.2.3.16), of which a part of a longer one gives 6 to its header (9.2.3.24.1); a cell
broadcast message has up to 15 pages of 82 octets (3GPP TS 23.041, 9.4).
"""

from dataclasses import dataclass
from enum import StrEnum

from anlan.alerts.texts.wording import Wording

GSM7 = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""Characters of the default alphabet; each takes one septet."""

EXTENSION = frozenset("\f^{}\\[~]|€")
"""Characters of its extension table; each takes two septets."""


class Alphabet(StrEnum):
    """How characters are written; the first that can write all of a text is used."""

    GSM7 = "GSM-7"
    UCS2 = "UCS-2"


@dataclass(frozen=True)
class Medium:
    """A channel that counts characters.

    Parameters
    ----------
    name
        Its short name.
    single
        Units of a message that is not divided, in GSM-7 septets and in UCS-2 units of 16 bits.
    part
        Units of each part of one that is.
    most_parts
        Most parts.
    """

    name: str
    single: tuple[int, int]
    part: tuple[int, int]
    most_parts: int

    def most(self, alphabet: Alphabet) -> int:
        """Return the units that fit into the most parts.

        Parameters
        ----------
        alphabet
            The alphabet.
        """
        place = list(Alphabet).index(alphabet)
        return max(self.single[place], self.part[place] * self.most_parts)


SMS = Medium("sms", (160, 70), (153, 67), 10)
"""Short messages: 160 septets or 70 units, 153 or 67 a part. Ten parts are this program's limit (assumption: some
networks drop longer ones; the standard allows 255)."""

CELL_BROADCAST = Medium("cell-broadcast", (1395, 615), (1395, 615), 1)
"""Cell broadcast: 15 pages of 93 septets or 41 units."""


@dataclass(frozen=True)
class Length:
    """How long a text is on a medium.

    Parameters
    ----------
    alphabet
        The alphabet that it needs.
    units
        Septets of GSM-7 or 16-bit units of UCS-2.
    parts
        Messages that it takes; 0 for an empty text.
    most
        Units that the medium takes in this alphabet.
    fits
        Whether it can be sent.
    strange
        Characters that make UCS-2 necessary, each once in the order of the text.
    """

    alphabet: Alphabet
    units: int
    parts: int
    most: int
    fits: bool
    strange: str


@dataclass(frozen=True)
class Fit:
    """The longest form of a warning that a medium takes.

    Parameters
    ----------
    text
        The text; empty where not even the short form fits.
    length
        How long it is.
    left_out
        Lines of the instruction that are not in it.
    complete
        Whether nothing was left out.
    """

    text: str
    length: Length
    left_out: tuple[str, ...]
    complete: bool


def measure(text: str, medium: Medium) -> Length:
    """Say how long a text is.

    Parameters
    ----------
    text
        The text.
    medium
        The channel.
    """
    strange = "".join(dict.fromkeys(one for one in text if one not in GSM7 and one not in EXTENSION))
    alphabet = Alphabet.UCS2 if strange else Alphabet.GSM7
    if alphabet is Alphabet.GSM7:
        sizes = [2 if one in EXTENSION else 1 for one in text]
    else:
        sizes = [2 if ord(one) > 0xFFFF else 1 for one in text]
    place = list(Alphabet).index(alphabet)
    parts = _parts(sizes, medium.single[place], medium.part[place])
    return Length(alphabet, sum(sizes), parts, medium.most(alphabet), parts <= medium.most_parts, strange)


def _parts(sizes: list[int], single: int, part: int) -> int:
    """Count parts; no character of two units is divided between two parts."""
    if not sizes or sum(sizes) <= single:
        return 1 if sizes else 0
    parts, used = 1, 0
    for size in sizes:
        if used + size > part:
            parts, used = parts + 1, 0
        used += size
    return parts


def fit(wording: Wording, medium: Medium, *, most_parts: int | None = None) -> Fit:
    """Return the longest form of a warning that a medium takes: whole sentences, never cut inside one.

    Parameters
    ----------
    wording
        The warning in one language, with the prefix of an exercise or a test where it has one.
    medium
        The channel.
    most_parts
        Fewer parts than the medium takes, where each costs money; None for all.

    Returns
    -------
    Fit
        The description with as many lines of the instruction as fit, the first ones first, one at least where there are
        some; else the short form; else no text.
    """
    narrow = medium if most_parts is None else Medium(medium.name, medium.single, medium.part, most_parts)
    lines = [one for one in wording.instruction.splitlines() if one.strip()]
    gap = "" if wording.language.startswith("zh") else " "
    for count in range(len(lines), min(len(lines), 1) - 1, -1):
        text = gap.join([wording.description, *lines[:count]])
        length = measure(text, narrow)
        if length.fits:
            return Fit(text, length, tuple(lines[count:]), count == len(lines))
    length = measure(wording.short, narrow)
    left_out = tuple(one for one in lines if one not in wording.short)
    return Fit(wording.short if length.fits else "", length, left_out, False)
