"""Rules on a message as a whole: who, when, to whom, and which earlier messages (CAP 1.2, 3.2.1)."""

import re
from datetime import datetime, timedelta

from anlan.alerts.documents.findings import Grade
from anlan.alerts.messages.message import Alert, Area, Info, Reference, Resource
from anlan.alerts.messages.times import moment
from anlan.alerts.messages.values import is_time
from anlan.alerts.validation.checking import Check
from anlan.language import Message, mark

FORBIDDEN = re.compile(r"[\s,<&]")
"""Signs that identifier and sender must not hold (CAP 1.2, 3.2.1)."""

MOST_AHEAD = timedelta(minutes=5)
"""By how much the clock of a sender may be ahead. An assumption."""

REFERRING = frozenset({"Update", "Cancel", "Ack", "Error"})
"""Types of messages that answer or replace others."""

_SHOWN = 60


def check_envelope(check: Check) -> None:
    """Check identifier, sender, times, scope, type and references.

    Parameters
    ----------
    check
        The check.
    """
    _names(check)
    _sent(check)
    _scope(check)
    _type(check)
    _references(check)


def blank(check: Check, node: Alert | Info | Area | Resource, tag: str, value: str, *above: tuple[str, int]) -> bool:
    """Note a required element that is there and says nothing; say whether it is so.

    Parameters
    ----------
    check
        The check.
    node
        What it stands in.
    tag, value
        Its name and value.
    above
        Where it stands.
    """
    there = value != "" or any(one.tag == tag and one.number == 0 for one in node.kept)
    if value.strip() or not there:
        return False
    what = Message("'{tag}' is empty", tag=tag)
    check.note("error", "blank-element", what, mark("say what the protocol asks for"), *above, (tag, 0))
    return True


def _names(check: Check) -> None:
    for tag in ("identifier", "sender"):
        value = getattr(check.alert, tag)
        if not blank(check, check.alert, tag, value) and FORBIDDEN.search(value):
            what = Message("{tag} is '{value}', with a blank, comma, '<' or '&'", tag=tag, value=value[:_SHOWN])
            check.note("error", "wrong-identifier", what, mark("leave these signs out"), (tag, 0))


def _sent(check: Check) -> None:
    alert = check.alert
    sent = time(check, alert.sent, ("sent", 0))
    if sent is not None and check.now is not None and sent > check.now + MOST_AHEAD:
        what = Message("it was sent in the future: {sent}", sent=alert.sent)
        check.note("warning", "sent-in-future", what, mark("set the clock of the sender"), ("sent", 0))


def time(check: Check, text: str | None, *steps: tuple[str, int]) -> datetime | None:
    """Note a time that the schema allows and that is no moment; return the moment otherwise.

    Parameters
    ----------
    check
        The check.
    text
        The time as written.
    steps
        Where.
    """
    found = moment(text)
    if text and found is None and is_time(text):
        what = Message("{tag} is '{value}', which is no moment", tag=steps[-1][0], value=text[:_SHOWN])
        remedy = mark("write it with the offset from UTC, such as 2026-01-31T08:00:00+08:00")
        check.note("warning", "wrong-time", what, remedy, *steps)
    return found


def _scope(check: Check) -> None:
    alert = check.alert
    for scope, tag, value in (
        ("Restricted", "restriction", alert.restriction),
        ("Private", "addresses", alert.addresses),
    ):
        given = bool(value and value.strip())
        if alert.scope == scope and not given:
            what = Message("the scope is {scope}, and there is no '{tag}'", scope=scope, tag=tag)
            remedy = mark("say to whom it may be shown, or set the scope to Public")
            check.note("error", f"missing-{tag}", what, remedy, ("scope", 0))
        if tag == "restriction" and given and alert.scope and alert.scope != scope:
            what = Message("there is a 'restriction', and the scope is {scope}", scope=alert.scope)
            check.note("warning", "unused-restriction", what, mark("set the scope to Restricted"), (tag, 0))


def _type(check: Check) -> None:
    alert = check.alert
    if alert.msg_type in REFERRING and not alert.references:
        what = Message("the type is {kind}, and no earlier message is named", kind=alert.msg_type)
        remedy = mark("name every message that it replaces or answers in 'references'")
        check.note("error", "missing-references", what, remedy, ("references", 0) if _has(check) else ("msgType", 0))
    if alert.msg_type in {"Alert", "Update"} and not alert.infos:
        what = Message("it says nothing: it has no 'info'")
        check.note("warning", "no-info", what, mark("add an information block"), ("msgType", 0))
    if (alert.status == "Exercise" or alert.msg_type == "Error") and not (alert.note or "").strip():
        what = Message("an exercise or an error is not explained")
        check.note("recommendation", "no-note", what, mark("name the exercise or the error in 'note'"), ("status", 0))
    if alert.password is not None:
        what = Message("it has a password, which later versions dropped")
        check.note("warning", "password", what, mark("leave it out; sign the message"), ("password", 0))


def _has(check: Check) -> bool:
    return check.root.find("{*}references") is not None


def _references(check: Check) -> None:
    alert = check.alert
    place = ("references", 0)
    sent = alert.sent_at
    for one in alert.references:
        if check.notes.full:
            return
        if not isinstance(one, Reference):
            what = Message("'{value}' names no message", value=one[:_SHOWN])
            remedy = mark("write sender,identifier,sent of each message, with blanks between messages")
            check.note("error", "wrong-reference", what, remedy, place)
            continue
        at = one.sent_at
        if at is None:
            text = mark("the reference to '{identifier}' has no moment: '{sent}'")
            what = Message(text, identifier=one.identifier[:_SHOWN], sent=one.sent[:_SHOWN])
            grade: Grade = "warning" if is_time(one.sent) else "error"
            check.note(grade, "wrong-reference", what, mark("write the 'sent' of that message, unchanged"), place)
        elif (one.identifier, one.sender) == (alert.identifier, alert.sender):
            what = Message("it refers to itself")
            check.note("error", "own-reference", what, mark("name the earlier messages alone"), place)
        elif sent is not None and at > sent:
            what = Message("it refers to '{identifier}', sent later", identifier=one.identifier[:_SHOWN])
            check.note("error", "later-reference", what, mark("name earlier messages alone"), place)
