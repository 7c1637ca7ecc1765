"""Rules on an information block: times, words, codes, and what several blocks say together (CAP 1.2, 3.2.2)."""

import re
from datetime import datetime

from anlan.alerts.documents.findings import Grade
from anlan.alerts.messages.message import Info
from anlan.alerts.validation.checking import Check, Step
from anlan.alerts.validation.envelope_rules import blank, time
from anlan.language import Message, mark

MOST_HEADLINE = 160
"""Characters that some displays show of a headline (CAP 1.2, 3.2.2, headline)."""

LANGUAGE = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{3}){0,3}|[a-z]{4,8})(?:-[a-z]{4})?(?:-(?:[a-z]{2}|\d{3}))?"
    r"(?:-(?:[a-z\d]{5,8}|\d[a-z\d]{3}))*(?:-[a-wyz\d](?:-[a-z\d]{2,8})+)*(?:-x(?:-[a-z\d]{1,8})+)?",
    re.IGNORECASE | re.ASCII,
)
"""A well-formed tag of a language (RFC 5646, 2.1), without those that are registered as wholes."""

MARKUP = re.compile(r"&(?:#\d+|#x[\da-fA-F]+|[a-zA-Z][a-zA-Z\d]{1,31});|</?[a-zA-Z][a-zA-Z\d]*(?:\s[^<>]*)?/?>")
"""Entities and tags of HTML, which displays of warnings show as they are."""

ABSOLUTE = re.compile(r"[a-zA-Z][-+.a-zA-Z\d]*:\S+")

WORDS = (("event", "event"), ("headline", "headline"), ("description", "description"), ("instruction", "instruction"))
UNKNOWN = ("urgency", "severity", "certainty")
WANTED = ("expires", "senderName", "headline", "description", "instruction")
"""What a public warning should say (CAP 1.2, 3.2.2; each is optional there)."""

_FIELDS = {"senderName": "sender_name"}


def check_info(check: Check, info: Info, number: int) -> None:
    """Check an information block; its resources and areas have rules of their own.

    Parameters
    ----------
    check
        The check.
    info
        The block.
    number
        Which of the message it is, from 0.
    """
    place = ("info", number)
    blank(check, info, "event", info.event, place)
    _language(check, info, place)
    _times(check, info, place)
    _values(check, info, place)
    _words(check, info, place)
    if check.alert.msg_type in {"Alert", "Update"}:
        _wanted(check, info, place)


def _language(check: Check, info: Info, place: Step) -> None:
    if info.language and LANGUAGE.fullmatch(info.language) is None:
        what = Message("'{language}' is no tag of a language", language=info.language[:40])
        remedy = mark("write it after RFC 5646, such as zh-CN or en")
        check.note("warning", "wrong-language", what, remedy, place, ("language", 0))


def _times(check: Check, info: Info, place: Step) -> None:
    effective, onset, expires = (
        time(check, text, place, (tag, 0))
        for tag, text in (("effective", info.effective), ("onset", info.onset), ("expires", info.expires))
    )
    end = place, ("expires", 0)
    if expires is None:
        return
    if effective is not None and expires <= effective:
        what = Message("it expires at {expires}, not after it takes effect", expires=info.expires)
        grade: Grade = "error" if expires < effective else "warning"
        check.note(grade, "expires-too-early", what, mark("correct one of the times"), *end)
    elif onset is not None and expires < onset:
        what = Message("it expires at {expires}, before the event begins", expires=info.expires)
        check.note("warning", "expires-too-early", what, mark("let it last until the event is over"), *end)
    elif not _ends(check) and _not_after(expires, check.alert.sent_at):
        what = Message("it expires at {expires}, not after it was sent", expires=info.expires)
        check.note("warning", "expires-too-early", what, mark("correct one of the times"), *end)
    if check.now is not None and expires <= check.now:
        what = Message("it has expired: {expires}", expires=info.expires)
        check.note("warning", "expired", what, mark("do not send it any more"), *end)


def _ends(check: Check) -> bool:
    return check.alert.msg_type in {"Cancel", "Ack", "Error"}


def _not_after(moment: datetime, other: datetime | None) -> bool:
    return other is not None and moment <= other


def _values(check: Check, info: Info, place: Step) -> None:
    for tag in UNKNOWN:
        if getattr(info, tag) == "Unknown":
            what = Message("the {tag} is Unknown", tag=tag)
            check.note("recommendation", "unknown-value", what, mark("say it as well as it is known"), place, (tag, 0))
    if info.certainty == "Very Likely":
        what = Message("the certainty is 'Very Likely', which later versions dropped")
        check.note("warning", "old-value", what, mark("write Likely"), place, ("certainty", 0))
    for tag, pairs in (("eventCode", info.event_codes), ("parameter", info.parameters)):
        for number, (name, value) in enumerate(pairs):
            if not name.strip() or not value.strip():
                what = Message("'{tag}' has no name or no value: '{name}', '{value}'", tag=tag, name=name[:40],
                               value=value[:40])  # fmt: skip
                check.note("warning", "blank-pair", what, mark("give both, or leave it out"), place, (tag, number))
    if info.web and ABSOLUTE.fullmatch(info.web) is None:
        what = Message("the address '{web}' is not complete", web=info.web[:60])
        check.note("error", "wrong-address", what, mark("write it in full, with https://"), place, ("web", 0))


def _words(check: Check, info: Info, place: Step) -> None:
    for tag, field in WORDS:
        text = getattr(info, field)
        found = MARKUP.search(text) if text and ("<" in text or "&" in text) else None
        if found is not None:
            what = Message("{tag} holds '{markup}', which is shown to readers as it is", tag=tag, markup=found[0][:40])
            check.note("warning", "markup", what, mark("write plain text"), place, (tag, 0))
    if info.headline and len(info.headline) > MOST_HEADLINE:
        what = Message("the headline has {count} characters", count=len(info.headline))
        remedy = Message(mark("say it in {most} or fewer"), most=MOST_HEADLINE)
        check.note("recommendation", "long-headline", what, remedy, place, ("headline", 0))


def _wanted(check: Check, info: Info, place: Step) -> None:
    for tag in WANTED:
        if not (getattr(info, _FIELDS.get(tag, tag)) or "").strip():
            what = Message("there is no '{tag}'", tag=tag)
            check.note("recommendation", f"no-{tag}", what, mark("add it; readers look for it"), place, (tag, 0))
    if not info.response_types:
        what = Message("there is no 'responseType'")
        check.note("recommendation", "no-responseType", what, mark("say what people should do"), place)
    if not info.areas:
        what = Message("there is no 'area'")
        check.note("warning", "no-area", what, mark("say where it holds"), place)


def check_together(check: Check) -> None:
    """Check what the information blocks say together: the same in every language, and in its own words.

    Parameters
    ----------
    check
        The check.
    """
    infos = check.alert.infos
    if len(infos) < 2:
        return
    by_language: dict[str, list[int]] = {}
    for number, info in enumerate(infos):
        by_language.setdefault(info.spoken.lower(), []).append(number)
    if len(by_language) < 2:
        return
    first, *others = by_language.values()
    wanted = sorted(_graded(infos[number]) for number in first)
    for numbers in others:
        if sorted(_graded(infos[number]) for number in numbers) != wanted:
            what = Message(
                "in '{language}' category, urgency, severity or certainty are not those in '{first}'",
                language=infos[numbers[0]].spoken,
                first=infos[first[0]].spoken,
            )
            remedy = mark("say the same in every language")
            check.note("warning", "languages-differ", what, remedy, ("info", numbers[0]))
    _untranslated(check)


def _graded(info: Info) -> tuple[tuple[str, ...], str, str, str]:
    return tuple(sorted(info.categories)), info.urgency, info.severity, info.certainty


def _untranslated(check: Check) -> None:
    for tag in ("headline", "description", "instruction"):
        said: dict[str, str] = {}
        for number, info in enumerate(check.alert.infos):
            text = (getattr(info, tag) or "").strip()
            if not text:
                continue
            language = info.spoken.lower().partition("-")[0]
            if said.setdefault(text, language) != language:
                what = Message("{tag} is the same in '{one}' and '{other}'", tag=tag, one=said[text], other=language)
                check.note("warning", "same-words", what, mark("translate it"), ("info", number), (tag, 0))
