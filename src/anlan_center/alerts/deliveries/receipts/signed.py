"""How a sink proves that it is the one that tells: by a signature with the secret that it shares with this centre.

The header is that of our own webhooks: ``X-Anlan-Signature: t=TIME,v1=HMAC-SHA256(secret, TIME + "." + body)``. The
secret belongs to one sink, so whoever knows it can tell of the messages of that sink alone.
"""

import hmac
import re
import secrets
import time
from typing import Final

from django.http import HttpRequest
from ninja.errors import HttpError
from ninja.security import APIKeyHeader

from anlan_center.alerts.deliveries.channels.webhook import signature
from anlan_center.alerts.deliveries.models import Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.vault.sealing import SealError

MOST_BYTES: Final = 2**20
"""Bytes of one request; a longer one is refused unread."""

AROUND: Final = 300
"""Seconds by which the times of two machines may differ; what is older is not taken, so that nothing is played again
after that (assumption)."""

_HEADER: Final = re.compile(r"t=(\d{1,12}),v1=([0-9a-f]{64})")


class SinkSignature(APIKeyHeader):
    """Signed with the secret of the sink's receipts; `request.auth` is the sink."""

    param_name = "X-Anlan-Signature"
    openapi_description = (
        "`t=SECONDS,v1=HMAC-SHA256(secret of the sink's receipts, SECONDS + '.' + body)`, hexadecimal."
    )

    def authenticate(self, request: HttpRequest, key: str | None) -> Sink | None:
        """Return the sink; nobody where it is not known, takes no receipts, or has not signed this."""
        match = request.resolver_match
        found = Sink.objects.filter(key=match.kwargs.get("key", "")).first() if match is not None else None
        said = _HEADER.fullmatch(key or "")
        if said is None or abs(time.time() - int(said[1])) > AROUND:
            return None
        if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES or len(request.body) > MOST_BYTES:
            raise HttpError(413, f"A request holds at most {MOST_BYTES:,} bytes; send fewer receipts in each.")
        secret = _secret_of(found) or secrets.token_hex(32)  # who is not known takes as long as who is
        wanted = signature(secret, int(said[1]), request.body)
        return found if hmac.compare_digest(wanted, f"t={int(said[1])},v1={said[2]}") else None


def _secret_of(sink: Sink | None) -> str:
    try:
        return str(VAULT.unseal_all(sink.secrets).get("receipts", "")) if sink is not None else ""
    except SealError:
        return ""
