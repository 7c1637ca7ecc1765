"""Pass a warning of others on, as a draft that two people still have to release; and say which are of one event."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from shapely import MultiPolygon
from shapely.geometry import mapping

from anlan.alerts import Alert as Message
from anlan.alerts import Info, parse_alert
from anlan.alerts.chains.chaining import ChainState
from anlan.alerts.shapes.outlines import Circle, NoShape, circle_of, polygon_of
from anlan.alerts.signatures.signing import SignatureState
from anlan.alerts.texts import COLOURS
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.ingest.actions.errors import IngestError
from anlan_center.alerts.ingest.engine import said, spoken
from anlan_center.alerts.ingest.models import Received
from anlan_center.alerts.release.actions import Content, draft
from anlan_center.alerts.release.actions.content import MOST_PLACE
from anlan_center.alerts.release.message.wording import MOST_CHARACTERS
from anlan_center.alerts.release.models import Alert, Certainty, Scope, Severity, Urgency
from anlan_center.alerts.release.workflow import State
from anlan_center.audit.recording import record

_UNSIGNED = (SignatureState.UNSIGNED.value, SignatureState.UNKNOWN_SENDER.value)


def relay(
    user: User, received: Received, *, event_type: str = "", colour: str = "", codes: Sequence[str] = ()
) -> Alert:
    """Draft a warning that passes a message on; it goes the way of every other draft.

    Parameters
    ----------
    user
        The author; has ``ingest.view`` where the message is and ``alert.draft`` where the warning will hold.
    received
        The message; active, of a known sender, or unsigned from a source whose unsigned messages may be passed on.
    event_type, colour
        What the author takes it for, where the message does not tell.
    codes
        Administrative areas to warn; none for the shapes of the message itself.

    Raises
    ------
    PermissionDenied, NotReadyError, RefusedError
        Of the draft.
    IngestError
        If the message may not be passed on.
    """
    demand(user, "ingest.view", received.jurisdiction)
    with transaction.atomic():
        row = Received.objects.select_for_update(of=("self",)).select_related("source", "relayed").get(pk=received.pk)
        _demand_relayable(row)
        content = _content(row, event_type, colour, codes)
        last = row.relayed_id or 0
        alert = draft(user, content, exercise=row.exercise, status=row.status, request_key=f"ingest:{row.pk}:{last}")
        row.relayed = alert
        row.save(update_fields=["relayed"])
        record(user, "ingest.relay", row, exercise=row.exercise, after={"alert": alert.pk, "essence": row.essence})
    return alert


def _demand_relayable(row: Received) -> None:
    if row.state != ChainState.ACTIVE.value:
        raise IngestError(_("Only a warning that is in force can be passed on; this one is not."))
    if row.status not in ("Actual", "Exercise", "Test"):
        raise IngestError(_("A message of the status '%(status)s' is not for people.") % {"status": row.status})
    if not row.trusted and not (row.source.takes_unsigned and row.signature in _UNSIGNED):
        raise IngestError(
            _("Nobody vouches for this message: pin its sender's certificate, or let its source pass unsigned ones.")
        )
    if row.relayed is not None and row.relayed.state != State.DISCARDED.value:
        raise IngestError(_("It was passed on as %(identifier)s already.") % {"identifier": row.relayed.identifier})
    first = row.root_id or row.pk
    chain = Received.objects.filter(Q(pk=first) | Q(root_id=first))
    earlier = chain.filter(relayed__isnull=False).exclude(relayed__state=State.DISCARDED.value).exclude(pk=row.pk)
    passed_on = earlier.select_related("relayed").first()
    if passed_on is not None and passed_on.relayed is not None:
        raise IngestError(
            _("An earlier message of this warning was passed on as %(identifier)s; update or lift that warning.")
            % {"identifier": passed_on.relayed.identifier}
        )


def _content(row: Received, event_type: str, colour: str, codes: Sequence[str]) -> Content:
    message = parse_alert(row.words).alert
    if message is None or not message.infos:
        raise IngestError(_("The message says nothing that could be passed on."))
    kind, level = event_type or row.event_type, colour or row.colour or _colour(row.severity)
    if not kind or not level:
        raise IngestError(_("The message does not tell its kind of event or its level; choose both."))
    first = message.infos[0]
    return Content(
        event_type=kind,
        colour=level,
        severity=_known(first.severity, Severity.values),
        urgency=_known(first.urgency, Urgency.values),
        certainty=_known(first.certainty, Certainty.values),
        texts=_texts(message),
        area={"codes": list(codes)} if codes else {**_shapes(first), "description": _places(message)},
        onset=first.onset_at or first.effective_at,
        expires=row.expires,
        scope=_scope(message),
        restriction=(message.restriction or "").strip(),
        addresses=(message.addresses or "").strip(),
        source=f"{row.sender},{row.identifier},{row.sent_text}"[:300],
    )


def _colour(severity: str) -> str:
    return next((colour.value for colour in COLOURS if colour.severity == severity), "")


def _known(value: str, choices: Sequence[str]) -> str:
    return value if value in choices else "Unknown"


def _scope(message: Message) -> str:
    """Return for whom a message is: never for more than its sender said."""
    scope = message.scope.strip()
    if scope not in Scope.values:
        raise IngestError(_("The message does not say for whom it is; ask its sender."))
    return scope


def _blocks(message: Message) -> Mapping[str, Info]:
    """Return the first information block of each language, by the tag that the centre uses for it."""
    found: dict[str, Info] = {}
    for info in message.infos:
        found.setdefault(tag_of(info.spoken), info)
    return found


def tag_of(language: str) -> str:
    """Return the centre's tag for a language: ``zh-Hans`` for ``zh-CN``, ``en`` for ``en-US``, others as they are."""
    plain = language.strip().replace("_", "-")
    low = plain.lower()
    if low in ("zh", "zh-cn", "zh-sg") or low.startswith("zh-hans"):
        return "zh-Hans"
    return "en" if low.partition("-")[0] == "en" else plain


def _texts(message: Message) -> dict[str, dict[str, str]]:
    return {language: _text(info) for language, info in _blocks(message).items()}


def _text(info: Info) -> dict[str, str]:
    headline = (info.headline or info.event).strip()
    instruction = (info.instruction or "").strip()
    first = instruction.splitlines()[0].strip() if instruction else ""
    short = " ".join(part for part in (headline, first) if part)
    return {
        "headline": headline,
        "description": (info.description or "").strip(),
        "instruction": instruction,
        "short": short if len(short) <= MOST_CHARACTERS["short"] else headline,
    }


def _places(message: Message) -> dict[str, str]:
    """Name the area as the message does; names too long for that are left to those of the districts."""
    places = {
        language: "、".join(dict.fromkeys(area.description.strip() for area in info.areas if area.description.strip()))
        for language, info in _blocks(message).items()
    }
    return {language: text for language, text in places.items() if len(text) <= MOST_PLACE}


def _shapes(info: Info) -> dict[str, Any]:
    """Return what is drawn in a message; one shape that is none is enough to ask for administrative areas instead."""
    polygons, circles = [], []
    for area in info.areas:
        for shape in [*map(polygon_of, area.polygons), *map(circle_of, area.circles)]:
            if isinstance(shape, NoShape):
                reason = spoken(said(shape.reason))
                raise IngestError(_("A shape of the message is none: %(reason)s. Choose areas.") % {"reason": reason})
            if isinstance(shape, Circle):
                circles.append([shape.lon, shape.lat, shape.radius_km])
            else:
                polygons.append(shape)
    found: dict[str, Any] = {"circles": circles} if circles else {}
    if polygons:
        found["drawn"] = mapping(polygons[0] if len(polygons) == 1 else MultiPolygon(polygons))
    return found


def merge(user: User, received: Received, into: Received) -> Received:
    """Say that two warnings are of one event: the one is shown with the other.

    Parameters
    ----------
    user
        Has ``alert.draft`` and ``ingest.view`` in their area.
    received, into
        The warnings, of one area and both meant or both not.

    Raises
    ------
    PermissionDenied
    IngestError
        If they cannot be one.
    """
    for one in (received, into):
        demand(user, "ingest.view", one.jurisdiction)
        demand(user, "alert.draft", one.jurisdiction)
    if received.jurisdiction != into.jurisdiction or received.status != into.status:
        raise IngestError(_("Only messages of one area and one status can be of one event."))
    with transaction.atomic():
        rows = Received.objects.select_for_update().filter(pk__in=[received.pk, into.pk]).order_by("pk")
        found = {row.pk: row for row in rows}  # both held, so that nobody puts them together the other way round
        one, other = found[received.pk], found[into.pk]
        if one == other or other.same_as_id is not None or one.reissues.exists():
            raise IngestError(_("These two cannot be put together; choose the first message of the event."))
        return _same(user, received, into, "ingest.merge")


def separate(user: User, received: Received) -> Received:
    """Take back that a warning is of the same event as another.

    Raises
    ------
    PermissionDenied
    """
    demand(user, "ingest.view", received.jurisdiction)
    demand(user, "alert.draft", received.jurisdiction)
    return _same(user, received, None, "ingest.separate")


def _same(user: User, received: Received, into: Received | None, action: str) -> Received:
    with transaction.atomic():
        row = Received.objects.select_for_update().get(pk=received.pk)
        before = {"same_as": row.same_as_id}
        row.same_as = into
        row.save(update_fields=["same_as"])
        record(user, action, row, exercise=row.exercise, before=before, after={"same_as": row.same_as_id})
    return row
