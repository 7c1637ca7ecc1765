"""What an author is shown before a warning is written: what an area covers, and words for it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.engine import make_area
from anlan_center.alerts.release.errors import FieldFinding, NotReadyError, RefusedError
from anlan_center.alerts.release.message.lasting import wrong_times
from anlan_center.alerts.release.message.wording import Facts, propose


def preview(user: User, raw: Mapping[str, Any], permission: str = "alert.view") -> dict[str, Any]:
    """Say what an area covers, who is estimated to be in it, and whose it is (``jurisdiction``).

    Parameters
    ----------
    user
        Has the permission for all of it.
    raw
        See `Content.area`.
    permission
        Key of the permission.

    Raises
    ------
    PermissionDenied
    NotReadyError
        With everything that is wrong with it.
    """
    wrong: list[FieldFinding] = []
    area, jurisdiction = make_area(raw, wrong)
    if wrong:
        raise NotReadyError(_("The area cannot be used as it is."), wrong)
    demand(user, permission, jurisdiction)
    return {**area, "jurisdiction": jurisdiction}


def proposal(
    user: User,
    *,
    event_type: str,
    colour: str,
    language: str,
    area: Mapping[str, Any],
    onset: datetime | None = None,
    expires: datetime | None = None,
    detail: str = "",
) -> dict[str, str]:
    """Propose a text for a new warning.

    Parameters
    ----------
    user
        Has ``alert.draft`` for the area, and an organisation.
    event_type, colour, language, area, onset, expires, detail
        See `Facts` and `propose`; the area as in `Content`.

    Raises
    ------
    PermissionDenied, NotReadyError, RefusedError
    SettingError
        If the kind of event or the colour does not exist, or the times do not fit.
    """
    wrong = [*wrong_times({"onset": onset, "expires": expires})]
    if wrong:
        raise NotReadyError(_("No text can be proposed for these times."), wrong)
    known = preview(user, area, "alert.draft")
    if user.organisation is None:
        raise RefusedError(_("You belong to no organisation."))
    facts = Facts(
        event_type=event_type,
        colour=colour,
        organisation=user.organisation,
        jurisdiction=known["jurisdiction"],
        places=known["description"],
        onset=onset,
        expires=expires,
        detail=detail,
    )
    return propose(facts, language)
