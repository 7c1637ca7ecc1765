"""Write the message of a warning and sign it; what comes out is what is kept and sent."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from django.utils.translation import gettext as _

from anlan.alerts.documents.writing import write_alert
from anlan.alerts.signatures.signing import sign, verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan.errors import AnlanError
from anlan_center.alerts.release.engine import said
from anlan_center.alerts.release.errors import RefusedError
from anlan_center.alerts.release.message.composing import message_of
from anlan_center.alerts.release.message.keys import signing_pair
from anlan_center.alerts.release.message.wording import in_order
from anlan_center.alerts.release.models import Alert

_NO_TIME: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""Stands for the time of sending, which nobody knows before."""


def content_digest(alert: Alert) -> str:
    """Return what identifies all that a warning would say, but for the time of sending; empty where it says nothing.

    Parameters
    ----------
    alert
        The warning.

    Notes
    -----
    SHA-256 of the unsigned message in all languages: texts, area, times, sender, and the messages that it refers to.
    """
    if not alert.texts or not alert.area:
        return ""
    try:
        content = write_alert(message_of(alert, in_order(alert.texts), _NO_TIME))
    except AnlanError:
        return ""  # it cannot be written, so it cannot be approved either, which says why
    return hashlib.sha256(content).hexdigest()


@dataclass(frozen=True)
class Sealed:
    """A signed message.

    Parameters
    ----------
    content
        CAP 1.2, XML.
    sent
        The time that it names.
    digest
        SHA-256 of the content, hexadecimal.
    fingerprint
        SHA-256 of the certificate, hexadecimal.
    """

    content: bytes
    sent: datetime
    digest: str
    fingerprint: str


def seal(alert: Alert, languages: Sequence[str], sent: datetime) -> Sealed:
    """Write the message of a warning, sign it, and see that the signature holds.

    Parameters
    ----------
    alert
        The warning.
    languages
        Languages that go out.
    sent
        When, in whole seconds.

    Raises
    ------
    RefusedError
        If it cannot be written or signed, or the signature does not hold.
    """
    pair = signing_pair(sent)
    try:
        content = sign(write_alert(message_of(alert, languages, sent)), pair.key, pair.certificate)
        verdict = verify(content, Register((Pin(alert.sender, pair.certificate),)))
    except AnlanError as problem:
        raise RefusedError(_("The message cannot be signed: %(why)s") % {"why": said(problem.message)}) from problem
    if not verdict.valid:
        raise RefusedError(_("The message cannot be signed: %(why)s") % {"why": said(verdict.reason)})
    return Sealed(content, sent, hashlib.sha256(content).hexdigest(), pair.fingerprint)
