"""Seal, open and find again what is secret.

Sealed with AES-256-GCM (NIST SP 800-38D): a mark of the key, a random nonce, the text. What is sealed for one purpose
does not open for another, whose keys are others. What has to be found without being read is found by a blind index, an
HMAC-SHA256 whose key never rotates: the index of a value has to stay the same.
"""

import hashlib
import hmac
import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from anlan_center.vault.keys import keys, place_of

NONCE_BYTES = 12
"""Bytes of a nonce of AES-GCM (NIST SP 800-38D, 8.2: chosen at random)."""

MARK_BYTES = 4
"""Bytes by which the key of a seal is known among the keys of its purpose; it is the tag that proves it."""


class SealError(ValueError):
    """Something sealed cannot be opened; says which, where its key belongs, and what to do."""


@dataclass(frozen=True)
class Vault:
    """What seals for one purpose.

    Parameters
    ----------
    purpose
        Name of its file of keys.
    """

    purpose: str

    def seal(self, text: str) -> bytes:
        """Encrypt a text with the newest key; twice sealed it looks different each time."""
        key = keys(self.purpose, "seal")[0]
        nonce = os.urandom(NONCE_BYTES)
        return _mark(key) + nonce + _box(key).encrypt(nonce, text.encode(), None)

    def unseal(self, sealed: bytes | memoryview) -> str:
        """Decrypt what `seal` has made with one of the keys.

        Raises
        ------
        SealError
            If it was changed, or sealed with a key that is not there.
        """
        return self.unsealing()(sealed)

    def unsealing(self) -> Callable[[bytes | memoryview], str]:
        """Return what does as `unseal` with the keys of this moment: for many at once, which looks after them once."""
        boxes = {_mark(key): _box(key) for key in reversed(keys(self.purpose, "seal"))}

        def unseal(sealed: bytes | memoryview) -> str:
            content = bytes(sealed)
            box = boxes.get(content[:MARK_BYTES])
            try:
                if box is not None:
                    nonce = content[MARK_BYTES:][:NONCE_BYTES]
                    return box.decrypt(nonce, content[MARK_BYTES + NONCE_BYTES :], None).decode()
            except (InvalidTag, ValueError):
                pass  # told below, like a key that is not there
            raise SealError(
                f"something sealed does not open with the keys in {place_of(self.purpose)}: put back the file with the "
                "key that it was sealed with, or enter anew what was sealed"
            )

        return unseal

    def seal_all(self, values: Mapping[str, object]) -> bytes:
        """Encrypt named values as one; nothing stays nothing.

        Parameters
        ----------
        values
            Values that JSON can write.
        """
        return self.seal(json.dumps(dict(values), ensure_ascii=False, separators=(",", ":"))) if values else b""

    def unseal_all(self, sealed: bytes | memoryview) -> dict[str, object]:
        """Decrypt what `seal_all` has made; raises as `unseal`."""
        return dict(json.loads(self.unseal(sealed))) if bytes(sealed) else {}

    def is_current(self, sealed: bytes | memoryview) -> bool:
        """Say whether something was sealed with the newest key, or is nothing at all."""
        content = bytes(sealed)
        return not content or content[:MARK_BYTES] == _mark(keys(self.purpose, "seal")[0])

    def renewed(self, sealed: bytes | memoryview) -> bytes:
        """Return something sealed with the newest key; raises as `unseal`."""
        return bytes(sealed) if self.is_current(sealed) else self.seal(self.unseal(sealed))


@dataclass(frozen=True)
class Blind:
    """What finds values without telling them.

    Parameters
    ----------
    purpose
        Name of its file of keys, which is not rotated: its oldest key counts.
    """

    purpose: str

    def digest(self, kind: str, value: str) -> bytes:
        """Return what nobody can make without the key, nor turn back: HMAC-SHA256.

        Parameters
        ----------
        kind
            What the value is, so that the same text as another thing gives another result.
        value
            The value, in its normal form.
        """
        return hmac.new(keys(self.purpose, "index")[-1], f"{kind}\0{value}".encode(), hashlib.sha256).digest()

    def index(self, kind: str, value: str) -> str:
        """Return the same as 64 hexadecimal digits."""
        return self.digest(kind, value).hex()


@lru_cache(maxsize=64)
def _box(key: bytes) -> AESGCM:
    return AESGCM(key)


@lru_cache(maxsize=64)
def _mark(key: bytes) -> bytes:
    return hashlib.sha256(b"anlan.mark." + key).digest()[:MARK_BYTES]
