"""What codes of apps and recovery codes are made from: it stands in the database sealed, and its key lies beside it."""

import base64
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from anlan_center.vault.sealing import Vault

VAULT = Vault("second-factor")
SEALED = ("secret", "seed")
"""Names under which allauth keeps what has to be sealed."""


def seal(text: str) -> str:
    """Seal a secret, as text."""
    return base64.b64encode(VAULT.seal(text)).decode("ascii")


def unseal(sealed: str) -> str:
    """Open what `seal` has made.

    Raises
    ------
    SealError
        If its key is not there; says where it belongs.
    """
    return VAULT.unseal(base64.b64decode(sealed))


def seal_anew() -> int:
    """Seal with the newest key what an older one has sealed; returns how many rows that were."""
    count = 0
    with transaction.atomic():
        for row in Authenticator.objects.select_for_update():
            older = {name: row.data[name] for name in SEALED if name in row.data and _is_older(row.data[name])}
            if older:
                row.data = {**row.data, **{name: seal(unseal(text)) for name, text in older.items()}}
                row.save(update_fields=["data"])
                count += 1
    return count


def _is_older(sealed: Any) -> bool:
    return not VAULT.is_current(base64.b64decode(sealed))
