"""Check messages: their structure, what the standard says in words, what misleads readers, and profiles.

The structure is checked while a message is read (`anlan.alerts.documents.parsing`); the rules here look at what it
means.
"""

from dataclasses import replace
from datetime import datetime

from anlan.alerts.documents.findings import Finding
from anlan.alerts.documents.notes import Notes
from anlan.alerts.documents.parsing import Parsed, parse_alert
from anlan.alerts.documents.writing import write_alert
from anlan.alerts.messages.message import Alert
from anlan.alerts.validation.area_rules import check_area, check_resource
from anlan.alerts.validation.checking import Check
from anlan.alerts.validation.demands import check_profile
from anlan.alerts.validation.envelope_rules import check_envelope
from anlan.alerts.validation.info_rules import check_info, check_together
from anlan.alerts.validation.profiles import PROFILES, Profile
from anlan.errors import SettingError
from anlan.language import Message, mark

__all__ = ["PROFILES", "Finding", "Profile", "validate"]


def validate(message: Parsed | Alert, *, profile: str = "cap", now: datetime | None = None) -> tuple[Finding, ...]:
    """Check a message.

    Parameters
    ----------
    message
        A message that was read, or one that was made; the latter is checked as it would be written, and its findings
        have no line.
    profile
        Name of one of `PROFILES`.
    now
        Against which time is checked, with its zone; no check against the clock if None.

    Returns
    -------
    tuple of Finding
        In the order of the document; of findings at one element, those of the structure first.

    Raises
    ------
    SettingError
        If there is no such profile, or the moment has no zone.
    InputError
        If a message that was made cannot be written.
    """
    if profile not in PROFILES:
        text = mark("there is no profile '{name}'; choose one of {known}")
        raise SettingError(Message(text, name=profile, known=", ".join(PROFILES)))
    if now is not None and now.tzinfo is None:
        raise SettingError(Message(mark("the moment {now} has no zone; give it in UTC"), now=now.isoformat()))
    if isinstance(message, Alert):
        return tuple(replace(one, line=None) for one in validate(_written(message), profile=profile, now=now))
    if message.alert is None or message.root is None:
        return message.findings
    check = Check(message.alert, message.root, now, Notes(message.places))
    check_envelope(check)
    for number, info in enumerate(message.alert.infos):
        if check.notes.full:  # a message made of mistakes costs no more
            break
        check_info(check, info, number)
        for which, resource in enumerate(info.resources):
            check_resource(check, resource, ("info", number), ("resource", which))
        for which, area in enumerate(info.areas):
            check_area(check, area, ("info", number), ("area", which))
    check_together(check)
    check_profile(check, PROFILES[profile])
    return tuple(sorted([*message.findings, *check.notes.findings], key=lambda one: one.line or 0))


def _written(alert: Alert) -> Parsed:
    return parse_alert(write_alert(alert), alert.identifier or "message")
