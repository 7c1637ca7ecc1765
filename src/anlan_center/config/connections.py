"""What an installation is connected to: mail, a sign-in elsewhere, map tiles; and which profile of CAP it keeps."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from anlan.errors import SettingError
from anlan.language import Message, mark


def mail(address: str, folder: Path | None = None) -> dict[str, Any]:
    """Turn the address of a mail server into Django's settings; without one no mail leaves.

    Parameters
    ----------
    address
        ``smtp://USER:PASSWORD@HOST:PORT`` (STARTTLS) or ``smtps://...`` (TLS from the start); empty for none.
    folder
        Where letters are put as files if there is no server, as in a demonstration; None where they are dropped.

    Raises
    ------
    SettingError
        If the address is of another kind.
    """
    if not address and folder is not None:
        return {"EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(folder)}
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    parts, port = _split(address)
    if parts is None or parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        what = mark("ANLAN_MAIL is of the kind '{kind}'; use smtp://USER:PASSWORD@HOST:PORT or smtps://...")
        raise SettingError(Message(what, kind=address.partition(":")[0][:20]))
    sealed = parts.scheme == "smtps"
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or (465 if sealed else 587),
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": sealed,
        "EMAIL_USE_TLS": not sealed and parts.hostname not in {"localhost", "127.0.0.1"},
        "EMAIL_TIMEOUT": 10,
    }


def _split(address: str) -> tuple[SplitResult | None, int | None]:
    """Take an address apart; nothing where it is none, such as one whose port is no number."""
    try:
        parts = urlsplit(address)
        return parts, parts.port
    except ValueError:
        return None, None


OPENID = ("ANLAN_OIDC_SERVER", "ANLAN_OIDC_CLIENT", "ANLAN_OIDC_SECRET")


def openid(environment: Mapping[str, str]) -> dict[str, Any]:
    """Turn the variables of a sign-in elsewhere (OpenID Connect) into allauth's settings; none without variables.

    Parameters
    ----------
    environment
        ``ANLAN_OIDC_SERVER`` (address of the provider), ``ANLAN_OIDC_CLIENT``, ``ANLAN_OIDC_SECRET`` and, where
        wanted, ``ANLAN_OIDC_NAME``, what its button says.

    Raises
    ------
    SettingError
        If some of the variables are there and others not, or the provider is not reached over TLS.
    """
    missing = [name for name in OPENID if not environment.get(name)]
    if len(missing) == len(OPENID):
        return {}
    if missing:
        what = mark("a sign-in elsewhere needs {names} as well; set them or remove the rest")
        raise SettingError(Message(what, names=", ".join(missing)))
    server = environment["ANLAN_OIDC_SERVER"]
    if not server.startswith("https://") and urlsplit(server).hostname not in {"localhost", "127.0.0.1"}:
        what = mark("ANLAN_OIDC_SERVER is '{server}'; a sign-in elsewhere needs an https:// address")
        raise SettingError(Message(what, server=server))
    application = {
        "provider_id": "organisation",
        "name": environment.get("ANLAN_OIDC_NAME") or "OpenID Connect",
        "client_id": environment["ANLAN_OIDC_CLIENT"],
        "secret": environment["ANLAN_OIDC_SECRET"],
        "settings": {"server_url": server},
    }
    return {"openid_connect": {"APPS": [application], "OAUTH_PKCE_ENABLED": True}}


def pages_elsewhere(environment: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what a browser may further be sent to, by directive of our content policy: the sign-in elsewhere.

    The way there begins with a form of ours, and Chromium holds what a form leads to against ``form-action``.

    Parameters
    ----------
    environment
        See `openid`.
    """
    parts = urlsplit(environment.get("ANLAN_OIDC_SERVER", ""))
    return {"form-action": (f"{parts.scheme}://{parts.netloc}",)} if parts.netloc else {}


PROFILES = ("cap", "china", "ipaws", "cap-cp")
"""Profiles of CAP, as `anlan.alerts.validation` has them; named here so that settings need not load the engine."""


def profile_of(name: str) -> str:
    """Return the profile of CAP that warnings are checked by; China's where none is named.

    Parameters
    ----------
    name
        One of `PROFILES`, or empty.

    Raises
    ------
    SettingError
        If there is no such profile.
    """
    if name and name not in PROFILES:
        what = mark("ANLAN_CAP_PROFILE is '{value}'; give one of {names}")
        raise SettingError(Message(what, value=name, names=", ".join(PROFILES)))
    return name or "china"


def tiles_of(address: str) -> str:
    """Return the address of raster tiles that maps show below; empty for none, as in a closed network.

    Parameters
    ----------
    address
        Address with the places of zoom, column and row, or empty.

    Raises
    ------
    SettingError
        If it is not reached over TLS, or has not all three places.
    """
    whole = all(place in address for place in ("{z}", "{x}", "{y}")) and not re.search(r"[\s;,'\"]", address)
    if address and not (whole and (address.startswith("https://") or re.match(r"/[^/]", address))):
        what = mark(
            "ANLAN_TILES is '{value}'; give an address such as https://tiles.example.org/{z}/{x}/{y}.png, or a path of "
            "this server"
        )
        raise SettingError(Message(what, value=address, z="{z}", x="{x}", y="{y}"))
    return address
