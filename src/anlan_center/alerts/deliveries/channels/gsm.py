"""Write short messages in the alphabets of phones: GSM 7-bit and UCS-2, in parts with their headers.

Alphabets: 3GPP TS 23.038, 6.2.1 and 6.2.3. Parts: 3GPP TS 23.040, 9.2.3.24.1 (concatenation, 8-bit reference).
"""

from typing import Final

_BASIC: Final = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet in the order of its codes."""

_EXTENSION: Final = {
    "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D, "]": 0x3E, "|": 0x40, "€": 0x65,
}  # fmt: skip
"""Codes after an escape (0x1B)."""

_CODES: Final = {
    **{char: bytes([code]) for code, char in enumerate(_BASIC) if char != "\x1b"},
    **{char: bytes([0x1B, code]) for char, code in _EXTENSION.items()},
}

GSM7, UCS2 = 0, 8
"""Data codings of SMPP 3.4, 5.2.19: the default alphabet of the centre, and UCS-2."""


def encoded(text: str) -> tuple[int, list[bytes]]:
    """Choose the alphabet of a text and write its characters, one entry each.

    Parameters
    ----------
    text
        The text.

    Returns
    -------
    Data coding, and the octets of each character (a septet takes an octet: the centre packs them).
    """
    if all(char in _CODES for char in text):
        return GSM7, [_CODES[char] for char in text]
    return UCS2, [char.encode("utf-16-be") for char in text]


def parts(text: str, reference: int) -> tuple[int, list[bytes]]:
    """Divide a text into short messages; no character is divided.

    Parameters
    ----------
    text
        The text.
    reference
        Number that the parts share, 0..255.

    Returns
    -------
    Data coding, and the user data of each part, with a header where there are several.
    """
    coding, chars = encoded(text)
    whole, part = (160, 153) if coding == GSM7 else (140, 134)
    if sum(map(len, chars)) <= whole:
        return coding, [b"".join(chars)]
    found, now = [], b""
    for char in chars:
        if len(now) + len(char) > part:
            found.append(now)
            now = b""
        now += char
    found.append(now)
    head = [bytes([5, 0, 3, reference, len(found), number]) for number in range(1, len(found) + 1)]
    return coding, [begin + rest for begin, rest in zip(head, found, strict=True)]
