"""A warning as a message of CAP 1.2 (OASIS, CAP-V1.2, 2010)."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from anlan.alerts.documents.parsing import parse_alert
from anlan.alerts.messages.message import Alert as Message
from anlan.alerts.messages.message import Area, Info, Reference
from anlan.alerts.texts import EVENTS, Colour
from anlan_center.alerts.release.engine import zone
from anlan_center.alerts.release.message.wording import event_name, organisation_name, place_name, spoken
from anlan_center.alerts.release.models import Alert, MsgType

DIGITS = 7
"""Digits behind the point of a degree: 1 cm."""

EXERCISE_NOTE = "演练 Exercise"
"""What the note of an exercise begins with; CAP 1.2, 3.2.1, asks that it names the exercise."""

GEOCODE = "GB/T 2260"
"""Name of administrative codes of areas: the standard that lays them down down to the county."""


def message_of(alert: Alert, languages: Sequence[str], sent: datetime) -> Message:
    """Return the message that a warning makes.

    Parameters
    ----------
    alert
        The warning.
    languages
        Languages of its blocks.
    sent
        When it is sent.
    """
    said = spoken(alert, languages)
    return Message(
        identifier=alert.identifier,
        sender=alert.sender,
        sent=written(sent),
        status=alert.status,
        msg_type=alert.msg_type,
        source=alert.source or None,
        scope=alert.scope,
        restriction=alert.restriction or None,
        addresses=alert.addresses or None,
        note=_note(alert),
        references=references(alert),
        infos=tuple(_info(alert, language, said[language], written(sent)) for language in languages),
    )


def written(time: datetime) -> str:
    """Write a time as CAP 1.2 has it (3.2.1, sent): in the city's zone, ``-00:00`` for UTC."""
    text = time.astimezone(zone()).isoformat(timespec="seconds")
    return f"{text[:-6]}-00:00" if text.endswith("+00:00") else text


def time_of_sending(alert: Alert, now: datetime) -> datetime:
    """Return the time that a message names: when it goes out, in whole seconds as CAP has them.

    Parameters
    ----------
    alert
        The warning.
    now
        The time.

    Notes
    -----
    It lies after that of the message that it follows, also where the clock was set back in between: receivers order
    messages by their times, and would take a lifting for older than its warning.
    """
    at = max(now, alert.release_at or now).replace(microsecond=0)
    if alert.previous is None or alert.previous.sent is None:
        return at
    return max(at, alert.previous.sent + timedelta(seconds=1))


def chain(alert: Alert) -> list[Alert]:
    """Return the messages before this one in its chain that went out, the earliest first."""
    if alert.root_id is None:
        return []
    members = Alert.objects.filter(released_at__isnull=False)
    earlier = members.filter(pk=alert.root_id) | members.filter(root_id=alert.root_id)
    return list(earlier.exclude(pk=alert.pk).order_by("released_at", "id"))


def references(alert: Alert) -> tuple[Reference, ...]:
    """Name every earlier message as it named itself; none at the start of a chain."""
    named = []
    for earlier in chain(alert):
        message = parse_alert(bytes(earlier.cap or b"")).alert
        sent = message.sent if message is not None else written(earlier.sent or datetime.now(UTC))
        named.append(Reference(earlier.sender, earlier.identifier, sent))
    return tuple(named)


def _note(alert: Alert) -> str | None:
    if not alert.exercise:
        return alert.note or None
    return f"{EXERCISE_NOTE}: {alert.note}" if alert.note else EXERCISE_NOTE


def _info(alert: Alert, language: str, text: Mapping[str, str], sent: str) -> Info:
    event, cancelled = EVENTS[alert.event_type], alert.msg_type == MsgType.CANCEL
    return Info(
        language=language,
        categories=event.categories,
        event=event_name(alert.event_type, language),
        response_types=("AllClear",) if cancelled else event.responses(Colour(alert.colour)),
        urgency=alert.urgency,
        severity=alert.severity,
        certainty=alert.certainty,
        effective=sent,
        onset=written(alert.onset) if alert.onset else None,
        expires=written(alert.expires) if alert.expires else None,
        sender_name=organisation_name(alert.organisation, language),
        headline=text["headline"] or None,
        description=text["description"] or None,
        instruction=text["instruction"] or None,
        parameters=(("colour", alert.colour), *((("short", text["short"]),) if text["short"] else ())),
        areas=(_area(alert.area, language),) if alert.area else (),
    )


def _area(area: Mapping[str, Any], language: str) -> Area:
    return Area(
        description=place_name(area["description"], language),
        polygons=tuple(" ".join(_point(lon, lat) for lon, lat in ring) for ring in area["rings"]),
        geocodes=tuple((GEOCODE, str(code).ljust(12, "0")) for code in area.get("codes", [])),
    )


def _point(lon: float, lat: float) -> str:
    return f"{_degrees(lat)},{_degrees(lon)}"


def _degrees(value: float) -> str:
    text = f"{value:.{DIGITS}f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
