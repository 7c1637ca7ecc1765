"""Secrets and addresses at rest: encrypted with a key that the installation keeps outside the database."""

import functools
import json
import os
from collections.abc import Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


class SealError(ValueError):
    """Something encrypted cannot be read with this installation's key."""


_NONCE = 12
"""Bytes of a nonce of AES-GCM (NIST SP 800-38D, 8.2: chosen at random)."""


@functools.cache
def _box() -> AESGCM:
    key = settings.ANLAN_INSTALLATION.secret("deliveries")
    return AESGCM(HKDF(SHA256(), 32, salt=None, info=b"anlan.deliveries.seal").derive(key.encode()))


def seal(text: str) -> bytes:
    """Encrypt a text with AES-256-GCM, its nonce at the front."""
    nonce = os.urandom(_NONCE)
    return nonce + _box().encrypt(nonce, text.encode(), None)


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt what `seal` has made; an empty value stays empty.

    Raises
    ------
    SealError
        If it was changed, or made with another key.
    """
    content = bytes(sealed)
    if not content:
        return ""
    try:
        return _box().decrypt(content[:_NONCE], content[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as fault:
        raise SealError(
            "a secret cannot be read: it was encrypted with another key; restore the file 'keys/deliveries' of the "
            "data folder, or enter the secret anew"
        ) from fault


def seal_all(secrets: Mapping[str, object]) -> bytes:
    """Encrypt named secrets as one."""
    return seal(json.dumps(dict(secrets), ensure_ascii=False)) if secrets else b""


def unseal_all(sealed: bytes | memoryview) -> dict[str, object]:
    """Decrypt what `seal_all` has made."""
    text = unseal(sealed)
    return dict(json.loads(text)) if text else {}
