"""Texts that the composer proposes: from templates, with what the form already says."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.alerts.texts import EVENTS, LANGUAGES, Kind
from anlan.errors import SettingError
from anlan_center.accounts.models import User
from anlan_center.alerts.release.engine import said
from anlan_center.alerts.release.errors import RefusedError
from anlan_center.alerts.release.message.wording import Facts, propose
from anlan_center.alerts.release.models import Alert, MsgType


def kind_of(alert: Alert | None) -> Kind:
    """Return what a warning does to an earlier one."""
    if alert is None or alert.msg_type == MsgType.ALERT:
        return Kind.ALERT
    if alert.msg_type == MsgType.CANCEL:
        return Kind.CANCEL
    return Kind.CORRECTION if alert.correction else Kind.UPDATE


def proposed(
    would_be: Alert, user: User, details: Mapping[str, str], times: Mapping[str, datetime | None], alert: Alert | None
) -> dict[str, dict[str, str]]:
    """Propose the texts of a warning in every language that has templates.

    Parameters
    ----------
    would_be
        The warning as it would be, unsaved.
    user
        Whose organisation warns.
    details
        Sentences on what is expected, by language.
    times
        ``onset`` and ``expires``.
    alert
        The warning as it stands; None for a new one.

    Raises
    ------
    RefusedError
        If there is no area yet, the person has no organisation, or no template fits.
    """
    organisation = alert.organisation if alert else user.organisation
    if organisation is None:
        raise RefusedError(_("You belong to no organisation, so no text can name who warns."))
    if not would_be.area:
        raise RefusedError(_("Choose the area first; the text names it."))
    known: dict[str, Any] = {
        "event_type": would_be.event_type,
        "colour": would_be.colour,
        "organisation": organisation,
        "jurisdiction": would_be.jurisdiction,
        "places": would_be.area["description"],
        **times,
    }
    if would_be.event_type not in EVENTS or not would_be.colour:
        raise RefusedError(_("Choose the kind of event and the colour first."))
    try:
        return {
            language: propose(Facts(**known, detail=details.get(language, "")), language, kind=kind_of(alert))
            for language in LANGUAGES
        }
    except SettingError as problem:
        raise RefusedError(said(problem.message)) from None
