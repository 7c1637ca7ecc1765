"""Change the words that the composer offers: one person proposes a version, another one puts it in force."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from anlan.alerts.texts import EVENTS
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import demand
from anlan_center.alerts.release.actions.content import NO_XML, is_tag
from anlan_center.alerts.release.errors import (
    ConflictError,
    FieldFinding,
    NoReasonError,
    NotReadyError,
    SamePersonError,
)
from anlan_center.alerts.release.message.wording import BLANKS, MOST_CHARACTERS, PARTS
from anlan_center.alerts.release.models import CASE, MsgType, TextTemplate
from anlan_center.audit.recording import record

_BLANK = re.compile(r"\{([^{}]*)\}")
_State = TextTemplate.State


@dataclass(frozen=True, kw_only=True)
class Case:
    """For what a text is.

    Parameters
    ----------
    event_type, colour, msg_type
        Kind of event, level (empty for every level that has no words of its own) and kind of message.
    language
        Tag.
    jurisdiction
        Prefix of the area where it is used, and in all areas within that have none of their own.
    """

    event_type: str
    colour: str = ""
    msg_type: str = "Alert"
    language: str
    jurisdiction: str


def propose_template(user: User, case: Case, texts: Mapping[str, str] | None, *, seen: int) -> TextTemplate:
    """Write a new version, which waits for a second person; one that waited already gives way to it.

    Parameters
    ----------
    user
        Has ``template.manage`` for the area.
    case
        For what it is.
    texts
        ``headline``, ``description``, ``instruction`` and ``short``, with blanks such as ``{place}``; None to go back
        to the words that hold above the area, and at last to the program's.
    seen
        Number of the last version that the person saw; 0 for none.

    Raises
    ------
    PermissionDenied
    NotReadyError
        With everything that is wrong.
    ConflictError
        If somebody has written another version since.
    """
    demand(user, "template.manage", case.jurisdiction)
    wrong = [*_wrong_case(case), *(wrong_texts(texts) if texts is not None else ())]
    if wrong:
        raise NotReadyError(_("The text cannot be kept as it is."), wrong)
    words = {part: (texts or {}).get(part, "").replace("\r\n", "\n").strip() for part in PARTS}
    try:
        with transaction.atomic():
            last = TextTemplate.objects.select_for_update().filter(**asdict(case)).order_by("-number").first()
            if (last.number if last else 0) != seen:
                raise _conflict(last)
            if last is not None and last.state == _State.PROPOSED:
                _move(user, last, _State.WITHDRAWN, "withdraw")
            made = TextTemplate.objects.create(
                **asdict(case), **words, own=texts is not None, number=seen + 1, author=user, written=timezone.now()
            )
            record(user, "template.propose", made, exercise=False, after=_told(made))
    except IntegrityError:
        raise _conflict(TextTemplate.objects.filter(**asdict(case)).order_by("-number").first()) from None
    return made


def withdraw_template(user: User, version: TextTemplate) -> TextTemplate:
    """Take a version back that waits.

    Parameters
    ----------
    user
        Has ``template.manage`` for the area.
    version
        The version.

    Raises
    ------
    PermissionDenied, ConflictError
    """
    demand(user, "template.manage", version.jurisdiction)
    with transaction.atomic():
        return _move(user, version, _State.WITHDRAWN, "withdraw")


def approve_template(user: User, version: TextTemplate) -> TextTemplate:
    """Put a version in force: from now on the composer offers it, in its language alone.

    Parameters
    ----------
    user
        Has ``alert.approve`` for the area, came in with a second factor, and wrote nothing of it.
    version
        The version that the person has read; its words never change.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError
    """
    demand(user, "alert.approve", version.jurisdiction)
    _demand_second_person(user, version)
    with transaction.atomic():
        before = _of_case(version).select_for_update().filter(state=_State.IN_FORCE).first()
        if before is not None:
            TextTemplate.objects.filter(pk=before.pk, state=_State.IN_FORCE).update(state=_State.REPLACED)
        return _move(user, version, _State.IN_FORCE, "approve", before=before)


def refuse_template(user: User, version: TextTemplate, *, reason: str) -> TextTemplate:
    """Send a version back that waits.

    Parameters
    ----------
    user
        See `approve_template`.
    version
        The version.
    reason
        What is to be changed.

    Raises
    ------
    PermissionDenied, SamePersonError, ConflictError, NoReasonError
    """
    demand(user, "alert.approve", version.jurisdiction)
    _demand_second_person(user, version)
    if not reason.strip() or NO_XML.search(reason):
        raise NoReasonError(_("Give a reason; it is kept with the text."))
    with transaction.atomic():
        return _move(user, version, _State.REFUSED, "refuse", reason=reason.strip())


def _of_case(version: TextTemplate) -> QuerySet[TextTemplate]:
    return TextTemplate.objects.filter(**{name: getattr(version, name) for name in CASE})


def writers(version: TextTemplate) -> set[int]:
    """Return the keys of all who wrote since the last version in force: each built on what was there before."""
    agreed = _of_case(version).filter(state__in=[_State.IN_FORCE, _State.REPLACED], number__lt=version.number)
    last = agreed.order_by("-number").values_list("number", flat=True).first() or 0
    wrote = _of_case(version).filter(number__gt=last, number__lte=version.number)
    return set(wrote.values_list("author", flat=True))


def _demand_second_person(user: User, version: TextTemplate) -> None:
    if user.pk in writers(version):
        raise SamePersonError(_("You wrote in this text, so somebody else must approve it. It takes two people."))


def _move(
    user: User,
    version: TextTemplate,
    state: TextTemplate.State,
    action: str,
    *,
    reason: str = "",
    before: TextTemplate | None = None,
) -> TextTemplate:
    """Move a version that waits, in the caller's transaction."""
    decided = {} if state == _State.WITHDRAWN else {"decider": user, "decided": timezone.now()}
    waits = TextTemplate.objects.filter(pk=version.pk, state=_State.PROPOSED)
    if not waits.update(state=state, reason=reason, **decided):
        raise _conflict(TextTemplate.objects.get(pk=version.pk))
    moved = TextTemplate.objects.get(pk=version.pk)
    old = _told(before) if before is not None else None
    record(user, f"template.{action}", moved, exercise=False, before=old, after={**_told(moved), "reason": reason})
    return moved


def _conflict(last: TextTemplate | None) -> ConflictError:
    if last is None:
        return ConflictError(_("The text is not there; look at it again."))
    return ConflictError(
        _(
            "Version %(number)s, written by %(who)s at %(when)s UTC, is '%(state)s' now. Look at it before you go on;"
            " what you wrote stays in the fields."
        )
        % {
            "number": last.number,
            "who": last.author,
            "when": f"{last.written:%Y-%m-%d %H:%M:%S}",
            "state": last.get_state_display(),
        }
    )


def _told(version: TextTemplate) -> dict[str, object]:
    return {name: getattr(version, name) for name in (*CASE, "number", "own", *PARTS, "state")}


def _wrong_case(case: Case) -> Iterator[FieldFinding]:
    colours = EVENTS[case.event_type].colours if case.event_type in EVENTS else ()
    for field, value, known in (
        ("event_type", case.event_type, list(EVENTS)), ("colour", case.colour, ["", *colours]),
        ("msg_type", case.msg_type, MsgType.values),
    ):  # fmt: skip
        if value not in known:
            reason = _("'%(value)s' cannot be chosen.") % {"value": value[:40]}
            yield FieldFinding(field, "error", "no-such-choice", reason, _("Choose one that exists."))
    if not is_tag(case.language):
        reason = _("'%(value)s' is no tag of a language.") % {"value": case.language[:40]}
        yield FieldFinding("language", "error", "no-language", reason, _("Write it like zh-CN or en."))


def wrong_texts(texts: Mapping[str, str]) -> Iterator[FieldFinding]:
    """Find what keeps words from being a template, by part.

    Parameters
    ----------
    texts
        See `propose_template`.
    """
    for part in PARTS:
        text = texts.get(part, "").strip()
        if not text:
            yield FieldFinding(part, "error", "empty", _("It is empty."), _("Write it."))
        known = ", ".join(f"{{{name}}}" for name in BLANKS)
        for name in dict.fromkeys(_BLANK.findall(text)):
            if name not in BLANKS:
                reason = _("There is no blank {%(name)s}.") % {"name": name[:40]}
                yield FieldFinding(part, "error", "no-such-blank", reason, _("Use: %s.") % known)
        if set("{}") & set(_BLANK.sub("", text)):
            reason = _("A brace stands alone.")
            yield FieldFinding(part, "error", "lone-brace", reason, _("Put a blank between two braces: %s.") % known)
        strange = NO_XML.search(text)
        if strange is not None:
            reason = _("It holds the character U+%(code)04X, which no message can hold.") % {"code": ord(strange[0])}
            yield FieldFinding(part, "error", "no-xml-character", reason, _("Remove it."))
        most = MOST_CHARACTERS[part]
        if len(text) > most:
            reason = _("It has %(length)s characters; %(most)s are the most.") % {"length": len(text), "most": most}
            yield FieldFinding(part, "error", "too-long", reason, _("Shorten it."))
