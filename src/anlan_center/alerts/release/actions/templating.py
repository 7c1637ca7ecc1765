"""Change the templates of texts."""

import re
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.engine import EVENT_TYPES
from anlan_center.alerts.release.errors import FieldFinding, NotReadyError
from anlan_center.alerts.release.message.wording import BLANKS, PARTS
from anlan_center.alerts.release.models import Colour, MsgType, TextTemplate
from anlan_center.audit.recording import record

_BRACES = re.compile(r"\{([^{}]*)\}")


def store_template(
    user: User,
    *,
    event_type: str,
    language: str,
    jurisdiction: str,
    texts: Mapping[str, str],
    colour: str = "",
    msg_type: str = "Alert",
    active: bool = True,
) -> TextTemplate:
    """Write a template, or change the one for the same case.

    Parameters
    ----------
    user
        Has ``template.manage`` for the area.
    event_type, colour, msg_type, language
        The case; an empty colour stands for every level.
    jurisdiction
        Prefix of the area where it is used, and in all areas within that have none of their own.
    texts
        ``headline``, ``description``, ``instruction`` and ``short``, with blanks such as ``{place}``.
    active
        Whether it is proposed.

    Raises
    ------
    PermissionDenied
    NotReadyError
        With everything that is wrong.
    """
    demand(user, "template.manage", jurisdiction)
    wrong = [*_wrong(event_type, colour, msg_type, texts)]
    if wrong:
        raise NotReadyError(_("The template cannot be kept as it is."), wrong)
    case: dict[str, Any] = {
        "event_type": event_type, "colour": colour, "msg_type": msg_type, "language": language,
        "jurisdiction": jurisdiction,
    }  # fmt: skip
    values = {part: texts[part].strip() for part in PARTS}
    with transaction.atomic():
        known = TextTemplate.objects.select_for_update().filter(**case).first()
        before = {part: getattr(known, part) for part in (*PARTS, "active")} if known else None
        stored, _made = TextTemplate.objects.update_or_create(
            **case, defaults={**values, "active": active, "changed_by": user}
        )
        after = {**case, **values, "active": active}
        record(user, "template.store", stored, exercise=False, before=before, after=after)
    return stored


def _wrong(event_type: str, colour: str, msg_type: str, texts: Mapping[str, str]) -> list[FieldFinding]:
    wrong = []
    for field, value, known in (
        ("event_type", event_type, EVENT_TYPES), ("colour", colour, ["", *Colour.values]),
        ("msg_type", msg_type, MsgType.values),
    ):  # fmt: skip
        if value not in known:
            reason = _("'%(value)s' cannot be chosen.") % {"value": value[:40]}
            wrong.append(FieldFinding(field, "error", "no-such-choice", reason, _("Choose one that exists.")))
    for part in PARTS:
        text = texts.get(part, "").strip()
        if not text:
            wrong.append(FieldFinding(part, "error", "empty", _("It is empty."), _("Write it.")))
        unknown = sorted(set(_BRACES.findall(text)) - set(BLANKS))
        if unknown:
            reason = _("There is no blank {%(name)s}.") % {"name": unknown[0][:40]}
            wrong.append(FieldFinding(part, "error", "no-such-blank", reason, _("Use: %s.") % ", ".join(BLANKS)))
    return wrong
