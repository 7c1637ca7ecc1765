"""What warnings say and whether they may leave, read from their rows and from the signed messages within."""

from collections.abc import Collection, Iterable, Mapping
from datetime import UTC, datetime

from lxml import etree

from anlan.alerts.documents.trees import Refusal, tree
from anlan.alerts.texts import lookup
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.separation import Facts
from anlan_center.alerts.release.message.addresses import page_of
from anlan_center.alerts.release.message.wording import organisation_name, place_name, spoken
from anlan_center.alerts.release.models import Alert, Scope

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
    return Facts(status, scope, msg_type, exercise, state, expires or datetime.min.replace(tzinfo=UTC))


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
    return lookup([wanted], tags, tags[0] if tags else wanted)


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
    status, references = said_of(signed)
    language = language_of(wanted, alert.languages or alert.texts)
    texts: Mapping[str, str] = spoken(alert).get(language, {})
    public = alert.scope == Scope.PUBLIC
    areas: Mapping[str, str] = alert.area.get("description") or {}
    return Content(
        alert=alert.pk,
        identifier=alert.identifier,
        sender=alert.sender,
        sent=alert.sent or alert.released_at or alert.created,
        status=alert.status,
        cap_status=status,
        msg_type=alert.msg_type,
        event=alert.event_type,
        colour=alert.colour,
        severity=alert.severity,
        language=language,
        headline=texts.get("headline", ""),
        description=texts.get("description", ""),
        instruction=texts.get("instruction", ""),
        short=texts.get("short", ""),
        area=place_name(areas, language) if areas else "",
        onset=alert.onset,
        expires=alert.expires or alert.created,
        web=page_of(alert.identifier, language, exercise=alert.exercise) if public else "",
        sender_name=organisation_name(alert.organisation, language),
        geometry=alert.area.get("geometry"),
        references=references,
        cap=signed,
    )


def said_of(signed: bytes) -> tuple[str, tuple[str, ...]]:
    """Read from a signed message what it says of its status, and the identifiers of the messages before it.

    Parameters
    ----------
    signed
        CAP 1.2; what is none says nothing, so that it is held.
    """
    root = tree(signed)
    if isinstance(root, Refusal):
        return "", ()
    texts = {etree.QName(child).localname: child.text or "" for child in root if isinstance(child.tag, str)}
    named = [reference.split(",") for reference in texts.get("references", "").split()]
    return texts.get("status", "").strip(), tuple(parts[1] for parts in named if len(parts) == 3)
