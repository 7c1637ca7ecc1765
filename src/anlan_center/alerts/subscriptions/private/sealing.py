"""Keep what is personal unreadable in the database: sealed by Fernet, found by a blind index.

Both keys are derived from one secret in the installation's folder of keys (HKDF, RFC 5869), so that a copy of the
database alone tells nobody who subscribed or where they live. Without that file nobody can be warned any more: it
belongs into the backup, apart from the database.
"""

import base64
import hashlib
import hmac
import json
from functools import lru_cache
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

KEY_FILE = "subscribers"
"""File in the folder of keys."""


class SealError(ValueError):
    """Something sealed cannot be opened; says which, and where the key is."""


@lru_cache(maxsize=8)
def _derived(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=b"anlan.subscribers." + purpose).derive(secret.encode())


@lru_cache(maxsize=8)
def _secret(folder: str) -> str:
    found: str = settings.ANLAN_INSTALLATION.secret(KEY_FILE)
    return found


def _key(purpose: bytes) -> bytes:
    return _derived(_secret(str(settings.ANLAN_INSTALLATION.data)), purpose)


def seal(content: dict[str, Any]) -> bytes:
    """Encrypt what is personal.

    Parameters
    ----------
    content
        Values that JSON can write.
    """
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Fernet(base64.urlsafe_b64encode(_key(b"seal"))).encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> dict[str, Any]:
    """Decrypt what `seal` has encrypted.

    Raises
    ------
    SealError
        If it was sealed with another key, or changed.
    """
    try:
        content = Fernet(base64.urlsafe_b64encode(_key(b"seal"))).decrypt(bytes(sealed))
    except InvalidToken:
        place = settings.ANLAN_INSTALLATION.data / "keys" / KEY_FILE
        raise SealError(
            f"a subscriber's data does not open with the key in {place}; put back the key that it was sealed with"
        ) from None
    found: dict[str, Any] = json.loads(content)
    return found


def blind(kind: str, value: str) -> str:
    """Return what an address is found by and nobody can turn back: HMAC-SHA256 with a key of the installation.

    Parameters
    ----------
    kind
        What the value is, so that the same text as another thing gives another result.
    value
        The value, in its normal form.
    """
    return hmac.new(_key(b"index"), f"{kind}\0{value}".encode(), hashlib.sha256).hexdigest()
