"""Keys that lie beside the database, not in it."""

import base64
import hashlib

from django.conf import settings


def fernet_key(name: str) -> bytes:
    """Return a key for `cryptography.fernet`, made at its first use.

    Parameters
    ----------
    name
        Name of the file in the installation's folder of keys.
    """
    secret = settings.ANLAN_INSTALLATION.secret(name)
    return base64.urlsafe_b64encode(hashlib.sha256(secret.encode()).digest())
