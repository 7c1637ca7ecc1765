"""Calls of the engine: read a message, verify it, put messages together; sentences in every language of the centre."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import get_language

from anlan.alerts import Alert, Finding, Info, Reference, parse_alert, write_alert
from anlan.alerts.chains.chaining import Assembly, assemble, essence, expires_at
from anlan.alerts.chains.reissues import Proposal, reissues
from anlan.alerts.documents.feeds import Feed, read_feed
from anlan.alerts.signatures.signing import SignatureState, Verdict, verify
from anlan.alerts.signatures.trust import Pin, Register
from anlan.alerts.texts import colour_of, kind_of, lookup
from anlan.alerts.validation import validate
from anlan.language import LANGUAGES, Language, Message, best_language, mark, translator

MOST_FINDINGS = 200
"""Findings of a message that are kept; a message with more is hopeless."""

MOST_NAME = 200
"""Characters of a sender, an identifier and a time of sending (assumption; real ones have some dozens)."""

LONGEST_WAY = timedelta(hours=24)
"""How long a message may be on its way while its certificate ends (assumption); after that it no longer counts."""

Sentences = dict[str, str]
"""A sentence by language."""


class UnreadableError(ValueError):
    """What came is no message; `findings` says why."""

    def __init__(self, findings: Sequence[dict[str, Any]]) -> None:
        super().__init__("; ".join(one["reason"]["en"] for one in findings) or "it is no message")
        self.findings = tuple(findings)

    @property
    def told(self) -> Sentences:
        """The reasons in every language."""
        return {name: "; ".join(one["reason"][name] for one in self.findings)[:500] for name in LANGUAGES}


@dataclass(frozen=True)
class Understood:
    """What is known of a message by itself.

    Parameters
    ----------
    alert
        What it says; of a message with a valid signature, what was signed.
    verdict
        Of its signature.
    values
        Columns of `Received` that follow.
    """

    alert: Alert
    verdict: Verdict
    values: dict[str, Any] = field(default_factory=dict)


def said(message: Message) -> Sentences:
    """Return a sentence of the engine in every language."""
    return {language: message.render(translator(language)) for language in LANGUAGES}


def reader_language() -> Language:
    """Return the language of the request that is being answered."""
    return best_language([get_language() or "en"])


def spoken(sentences: Mapping[str, str]) -> str:
    """Return a sentence in the reader's language or its nearest kin; where there is none, in English or as it is."""
    language = lookup([reader_language()], tuple(sentences), "en")
    return sentences.get(language) or sentences.get("en") or next(iter(sentences.values()), "")


def told(finding: Finding) -> dict[str, Any]:
    """Return a finding as it is kept."""
    return {
        "severity": finding.severity, "code": finding.code, "xpath": finding.xpath, "line": finding.line,
        "reason": said(finding.reason), "remedy": said(finding.remedy),
    }  # fmt: skip


def register_of(pins: Iterable[tuple[str, str, datetime | None, datetime | None]]) -> Register:
    """Return the register of pinned certificates: sender, PEM, from when, until when."""
    return Register.of(Pin(*one) for one in pins)


def pin_of(sender: str, certificate: str, since: datetime | None, until: datetime | None) -> Pin:
    """Return a pin, checked.

    Raises
    ------
    SettingError
        With everything that is wrong.
    """
    return Pin(sender, certificate, since, until)


def understand(content: bytes, register: Register, now: datetime) -> Understood:
    """Read, verify and check a message.

    Parameters
    ----------
    content
        As it came.
    register
        Whose signatures count.
    now
        The time of arrival.

    Raises
    ------
    UnreadableError
        If it is no message, or lacks what it is known by.
    """
    parsed = parse_alert(content)
    if parsed.alert is None:
        raise UnreadableError([told(one) for one in parsed.findings])
    findings = [told(one) for one in validate(parsed, now=now)][:MOST_FINDINGS]
    verdict = _verdict(content, register, parsed.alert, now)
    alert = parsed.alert
    if verdict.valid:
        signed = parse_alert(verdict.signed).alert
        alert = signed if signed is not None else alert
    named = [one.strip() for one in (alert.sender, alert.identifier, alert.sent)]
    if not all(named) or max(map(len, named)) > MOST_NAME:
        what = mark("it lacks a sender, an identifier or a time, or one of them has more than {most} characters")
        nameless = Message(what, most=MOST_NAME)
        remedy = Message("ask its sender to name it properly")
        raise UnreadableError([*findings, told(Finding("error", "nameless", nameless, "/alert[1]", remedy))])
    return Understood(alert, verdict, {**_values(alert), **_signature(verdict), "findings": findings})


def _verdict(content: bytes, register: Register, alert: Alert, arrival: datetime) -> Verdict:
    """Judge a signature at the time of sending, and not much before the arrival: a lost key can date messages back."""
    verdict = verify(content, register)
    latest = arrival - LONGEST_WAY
    if verdict.valid and alert.sent_at is not None and alert.sent_at < latest:
        return verify(content, register, at=latest)
    return verdict


def feed_of(content: bytes) -> Feed:
    """Return what a feed, an envelope or a message alone carries."""
    return read_feed(content)


def _signature(verdict: Verdict) -> dict[str, Any]:
    return {
        "signature": verdict.state.value,
        "trusted": verdict.state is SignatureState.VALID,
        "signed": verdict.signed or None,
        "reason": said(verdict.reason),
        "subject": verdict.subject[:500],
    }


def _values(alert: Alert) -> dict[str, Any]:
    first = alert.infos[0] if alert.infos else Info()
    words = " ".join([first.event, first.headline or "", *(value for _name, value in first.parameters)])
    kind = kind_of(first.event) or kind_of(first.headline or "")
    places = dict.fromkeys(area.description.strip() for area in first.areas if area.description.strip())
    return {
        "essence": hashlib.sha256(write_alert(essence(alert))).hexdigest(),
        "sender": alert.sender.strip(),
        "identifier": alert.identifier.strip(),
        "sent_text": alert.sent.strip(),
        "sent": alert.sent_at,
        "status": alert.status.strip()[:20],
        "exercise": alert.status.strip() != "Actual",
        "msg_type": alert.msg_type.strip()[:20],
        "references": [str(one) for one in alert.references],
        "event": first.event.strip()[:300],
        "event_type": kind or "",
        "colour": colour_of(words) or "",
        "severity": first.severity.strip()[:20],
        "headlines": {info.spoken: (info.headline or info.event).strip()[:500] for info in reversed(alert.infos)},
        "place": "、".join(places)[:500],
        "expires": expires_at(alert),
    }


@dataclass(frozen=True)
class Block:
    """What a message says in one language.

    Parameters
    ----------
    language
        Its tag.
    headline, description, instruction
        As written.
    places
        Where it holds.
    """

    language: str
    headline: str
    description: str
    instruction: str
    places: str


def blocks_of(content: bytes) -> tuple[Block, ...]:
    """Return what a message says, a block for each of its information blocks.

    Parameters
    ----------
    content
        The message.
    """
    alert = parse_alert(content).alert
    return tuple(
        Block(
            language=info.spoken,
            headline=(info.headline or info.event).strip(),
            description=(info.description or "").strip(),
            instruction=(info.instruction or "").strip(),
            places="、".join(dict.fromkeys(area.description.strip() for area in info.areas)),
        )
        for info in (alert.infos if alert is not None else ())
    )


@dataclass(frozen=True)
class Known:
    """What is needed of a message to put it together with others.

    Parameters
    ----------
    key
        Of its row.
    sender, identifier, sent, status, msg_type
        As it has them.
    references
        Items of its references, as written.
    essence
        Digest of what it says.
    expires
        When it expires; None where it does not say.
    """

    key: int
    sender: str
    identifier: str
    sent: str
    status: str
    msg_type: str
    references: Sequence[str]
    essence: str
    expires: datetime | None


def put_together(messages: Iterable[Known], now: datetime, *, demand_all: bool) -> tuple[Assembly, dict[str, int]]:
    """Put messages together to warnings without reading them anew.

    Parameters
    ----------
    messages
        Messages of one class of trust.
    now
        The time.
    demand_all
        See `anlan.alerts.chains.chaining.assemble`.

    Returns
    -------
    tuple of Assembly and dict
        The warnings, and the keys of rows by the digest that stands as the note of each message.
    """
    rows = list(messages)
    alerts = [_bare(one) for one in rows]
    return assemble(alerts, now, demand_all=demand_all), {one.essence: one.key for one in rows}


def _bare(known: Known) -> Alert:
    """Return a message that holds what chains need, with the digest of all the rest as its note."""
    expires = known.expires.isoformat() if known.expires is not None else None
    return Alert(
        sender=known.sender, identifier=known.identifier, sent=known.sent, status=known.status,
        msg_type=known.msg_type, scope="Public", note=known.essence,
        references=tuple(_reference(one) for one in known.references), infos=(Info(expires=expires),),
    )  # fmt: skip


def _reference(text: str) -> Reference | str:
    parts = text.split(",")
    return Reference(*parts) if len(parts) == 3 else text


def likely_the_same(contents: Iterable[bytes], now: datetime) -> tuple[Proposal, ...]:
    """Propose which messages warn of one event.

    Parameters
    ----------
    contents
        Messages as they came, each the last one of an active warning.
    now
        The time.
    """
    alerts = [one for content in contents if (one := parse_alert(content).alert) is not None]
    first = [replace(one, msg_type="Alert", references=()) for one in alerts]
    return reissues(assemble(first, now).chains)
