"""What warnings say and whether they may leave, read from their rows and from the signed messages within."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings

from anlan.alerts.parsing import parse_alert
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.separation import Facts
from anlan_center.alerts.release.models import Alert

FACTS = ("pk", "status", "scope", "msg_type", "exercise", "state", "expires")


def facts_of(alert: Alert) -> Facts:
    """Return what decides whether a warning may leave; one without an end is held as expired.

    Parameters
    ----------
    alert
        The warning.
    """
    return facts_from(alert.status, alert.scope, alert.msg_type, alert.exercise, alert.state, alert.expires)


def facts_from(status: str, scope: str, msg_type: str, exercise: bool, state: str, expires: datetime | None) -> Facts:
    """Return the same from single values; see `Facts`."""
    never = datetime.min.replace(tzinfo=datetime.now().astimezone().tzinfo)
    return Facts(status, scope, msg_type, exercise, state, expires or never)


def read_facts(alerts: Collection[int]) -> dict[int, Facts]:
    """Read the facts of warnings by number.

    Parameters
    ----------
    alerts
        Numbers of their rows.
    """
    rows = Alert.objects.filter(pk__in=alerts).values_list(*FACTS)
    return {row[0]: facts_from(*row[1:]) for row in rows}


def language_of(wanted: str, offered: Iterable[str]) -> str:
    """Choose the language of a message: the one wanted, its kin, else the first.

    Parameters
    ----------
    wanted
        Tag of BCP 47.
    offered
        Tags that there are.
    """
    tags = list(offered)
    parts = wanted.lower().split("-")
    for length in range(len(parts), 0, -1):
        for tag in tags:
            if tag.lower().split("-")[:length] == parts[:length]:
                return tag
    return tags[0] if tags else wanted


def content_of(alert: Alert, wanted: str) -> Content:
    """Return what a warning says to a reader of a language.

    Parameters
    ----------
    alert
        The warning, released.
    wanted
        Tag of BCP 47.
    """
    signed = bytes(alert.cap or b"")
    message = parse_alert(signed).alert if signed else None
    language = language_of(wanted, alert.languages or alert.texts)
    texts: dict[str, Any] = alert.texts.get(language, {})
    areas = alert.area.get("description", {})
    area = areas.get(language, next(iter(areas.values()), "")) if isinstance(areas, dict) else str(areas)
    chinese = language.lower().startswith("zh")
    return Content(
        alert=alert.pk,
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent or alert.released_at or alert.created,
        status=alert.status,
        cap_status=str(message.status or "") if message else "",
        msg_type=alert.msg_type,
        event=alert.event_type,
        colour=alert.colour,
        severity=alert.severity,
        language=language,
        headline=texts.get("headline", ""),
        description=texts.get("description", ""),
        instruction=texts.get("instruction", ""),
        short=texts.get("short", ""),
        area=area,
        onset=alert.onset,
        expires=alert.expires or alert.created,
        web=web_of(alert),
        sender_name=alert.organisation.name_zh if chinese else alert.organisation.name_en,
        geometry=alert.area.get("geometry"),
        references=tuple(one.identifier for one in (message.references if message else ())),
        cap=signed,
    )


def web_of(alert: Alert) -> str:
    """Return the public address of a warning."""
    return f"{settings.ANLAN_INSTALLATION.origin}/public/alerts/{alert.identifier}/"
