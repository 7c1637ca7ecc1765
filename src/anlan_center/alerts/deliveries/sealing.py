"""Secrets and addresses at rest: encrypted with a key that the installation keeps outside the database."""

import base64
import functools
import hashlib
import json
from collections.abc import Mapping

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings


class SealError(ValueError):
    """Something encrypted cannot be read with this installation's key."""


@functools.cache
def _box() -> Fernet:
    key = settings.ANLAN_INSTALLATION.secret("deliveries")
    return Fernet(base64.urlsafe_b64encode(hashlib.sha256(key.encode()).digest()))


def seal(text: str) -> bytes:
    """Encrypt a text (AES-128-CBC with HMAC-SHA256, as Fernet has it)."""
    return _box().encrypt(text.encode())


def unseal(sealed: bytes | memoryview) -> str:
    """Decrypt what `seal` has made; an empty value stays empty.

    Raises
    ------
    SealError
        If it was changed, or made with another key.
    """
    if not bytes(sealed):
        return ""
    try:
        return _box().decrypt(bytes(sealed)).decode()
    except InvalidToken as fault:
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
