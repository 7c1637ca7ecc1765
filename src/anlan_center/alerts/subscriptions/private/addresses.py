"""Bring an address into the one form in which it is kept and found again."""

import json
import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from anlan_center.alerts.subscriptions.choices import Way

PUSH_HOSTS = (
    "fcm.googleapis.com",
    ".push.services.mozilla.com",
    ".notify.windows.com",
    ".push.apple.com",
)
"""Hosts of the push services of browsers; a leading dot allows every host below it. An address anywhere else would let
strangers make the centre call hosts of their choice. A sink that names services replaces them for what it sends."""

MOST_PUSH_LETTERS = 2000
"""Letters of a browser's subscription (assumption: endpoints of known services are below 600)."""

_NUMBER = re.compile(r"\+[1-9]\d{6,14}")
_MOBILE_CN = re.compile(r"1[3-9]\d{9}")


def e_mail(text: str) -> str:
    """Return an address of e-mail in lower case."""
    address = text.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise ValidationError(
            _("'%(value)s' is no address of e-mail; write it like name@example.org.") % {"value": text}
        ) from None
    if len(address) > 254:
        raise ValidationError(_("The address of e-mail is too long; at most 254 letters are possible."))
    return address


def number(text: str) -> str:
    """Return a telephone number in international form (ITU-T E.164); a mobile number of China needs no +86."""
    bare = re.sub(r"[\s().-]", "", text)
    if bare.startswith("00"):
        bare = "+" + bare[2:]
    if _MOBILE_CN.fullmatch(bare):
        bare = "+86" + bare
    if not _NUMBER.fullmatch(bare) or (bare.startswith("+86") and not _MOBILE_CN.fullmatch(bare[3:])):
        raise ValidationError(
            _("'%(value)s' is no mobile number; write eleven digits, or + and the number with its country code.")
            % {"value": text}
        )
    return bare


def browser(text: str, hosts: Sequence[str] = PUSH_HOSTS) -> str:
    """Return a browser's push subscription as JSON: its endpoint and its two keys, nothing else.

    Parameters
    ----------
    text
        What the browser gave.
    hosts
        Push services that are taken; see `PUSH_HOSTS`.
    """
    unknown = ValidationError(_("This browser did not give an address for messages; allow messages and try again."))
    if len(text) > MOST_PUSH_LETTERS:
        raise unknown
    try:
        given = json.loads(text)
        endpoint, keys = given["endpoint"], given["keys"]
        kept = {"endpoint": endpoint, "keys": {"auth": keys["auth"], "p256dh": keys["p256dh"]}}
        parts = urlsplit(endpoint)
        host, port = parts.hostname or "", parts.port
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise unknown from None
    if not (endpoint.isascii() and endpoint.isprintable()):
        raise unknown
    if not all(isinstance(value, str) and re.fullmatch(r"[\w=-]{16,200}", value) for value in kept["keys"].values()):
        raise unknown
    if parts.scheme != "https" or port not in {None, 443} or not is_push_host(host, hosts):
        raise ValidationError(
            _("The push service '%(host)s' of this browser is not known here; use another browser or another way.")
            % {"host": host}
        )
    return json.dumps(kept, separators=(",", ":"))


def is_push_host(host: str, hosts: Sequence[str]) -> bool:
    """Say whether a host is one of some push services; see `PUSH_HOSTS`."""
    return any(host.endswith(name) if name.startswith(".") else host == name for name in hosts)


def normal(way: str, text: str, push_hosts: Sequence[str] = ()) -> str:
    """Bring an address into its normal form.

    Parameters
    ----------
    way
        Its way.
    text
        What was typed in.
    push_hosts
        Push services that are taken; none for those of `PUSH_HOSTS`.

    Raises
    ------
    ValidationError
        If it is no address of this way.
    """
    if way == Way.WEBPUSH:
        return browser(text, push_hosts or PUSH_HOSTS)
    return number(text) if way == Way.SMS else e_mail(text)
