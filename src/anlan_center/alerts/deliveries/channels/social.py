"""Social platforms: a template with blanks, posted to the platform's webhook."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Final

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from anlan_center.alerts.deliveries.channels.checking import setting_problems
from anlan_center.alerts.deliveries.channels.protocol import (
    Capability,
    Configuration,
    Outcome,
    Parcel,
    Setting,
)
from anlan_center.alerts.deliveries.channels.web import (
    AUTHORITY,
    Answer,
    HttpChannel,
    OneByOne,
    Poster,
    WebConnection,
)
from anlan_center.alerts.deliveries.channels.wording import full_text, short_text
from anlan_center.alerts.deliveries.content import Content
from anlan_center.alerts.deliveries.models import Result

BLANKS = ("headline", "description", "instruction", "short", "full", "area", "web", "identifier", "colour", "expires")
"""What a template may hold, as ``{{name}}``."""

PLATFORMS: Mapping[str, str] = {
    "text": '{"text": "{{full}}"}',
    "wecom": '{"msgtype": "text", "text": {"content": "{{full}}"}}',
    "dingtalk": '{"msgtype": "text", "text": {"content": "{{full}}"}}',
    "feishu": '{"msg_type": "text", "content": {"text": "{{full}}"}}',
    "slack": '{"text": "{{full}}"}',
    "mastodon": '{"status": "{{short}} {{web}}", "language": "{{language}}", "visibility": "public"}',
    "own": "",
}
"""Bodies that platforms' webhooks take, by name; ``own`` uses the template of the sink."""

CODED: Final[Mapping[str, str]] = {"wecom": "errcode", "dingtalk": "errcode", "feishu": "code"}
"""Platforms that answer 200 whatever came of a message, and the field that says it: 0 alone is a success (WeCom, group
robots; DingTalk, custom robots; Feishu, custom bots)."""

PASSING: Final = frozenset({-1, 45009, 130101, 11232, 99991400})
"""Codes after which the same message may succeed later: system busy, too many (WeCom), send too fast (DingTalk),
frequency limited (Feishu). Others, such as a missing keyword or a wrong signature, stay."""

MOST_BYTES: Final[Mapping[str, int]] = {"wecom": 2_048}
"""Bytes of a text that a platform takes at most; a longer one it refuses (WeCom, group robots)."""

_BLANK = re.compile(r"\{\{\s*([a-z]+)\s*\}\}")


def blanks_of(content: Content) -> dict[str, str]:
    """Return what fills the blanks of a template."""
    return {
        "headline": content.headline, "description": content.description, "instruction": content.instruction,
        "short": short_text(content), "full": full_text(content), "area": content.area, "web": content.web,
        "identifier": content.identifier, "colour": content.colour, "expires": content.expires.isoformat(),
        "language": content.language,
    }  # fmt: skip


def filled(template: Any, blanks: Mapping[str, str]) -> Any:
    """Fill the blanks in every text of a JSON value; a text cannot break out of its place.

    Parameters
    ----------
    template
        A value as JSON has it.
    blanks
        Texts by name.
    """
    if isinstance(template, str):
        return _BLANK.sub(lambda found: blanks.get(found[1], ""), template)
    if isinstance(template, list):
        return [filled(one, blanks) for one in template]
    if isinstance(template, dict):
        return {name: filled(one, blanks) for name, one in template.items()}
    return template


class SocialConnection(OneByOne):
    """An open session to a platform's webhook."""

    def __init__(self, poster: Poster, configuration: Configuration) -> None:
        self._poster = poster
        self._url = configuration.text("url")
        self._token = configuration.text("token")
        self._platform = configuration.text("platform", "text")
        self._template = json.loads(template_of(configuration))

    async def _send(self, parcel: Parcel) -> Outcome:
        blanks = blanks_of(parcel.message.content)
        most = MOST_BYTES.get(self._platform)
        if most is not None and len(blanks["full"].encode()) > most:
            blanks["full"] = "\n".join(part for part in (blanks["short"], blanks["web"]) if part)
        body = json.dumps(filled(self._template, blanks), ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Idempotency-Key": parcel.key}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        answer = await self._poster.to_sink(self._url, body, headers)
        return taken(answer, CODED.get(self._platform, ""))


def taken(answer: Answer, field: str) -> Outcome:
    """Turn a platform's answer into what came of a message.

    Parameters
    ----------
    answer
        The answer.
    field
        Where it says so within an answer of 200; empty where the status says all.
    """
    if not field or not 200 <= answer.status < 300:
        return answer.outcome()
    try:
        code = answer.said().get(field)
    except ValueError as fault:
        return Outcome(Result.FAILED, f"the platform's answer cannot be read: {fault}")
    if code == 0:
        return answer.outcome()
    return Outcome(Result.FAILED if code in PASSING or code is None else Result.REFUSED, answer.words)


def template_of(configuration: Configuration) -> str:
    """Return the template of a sink: its own, or that of its platform."""
    return configuration.text("template") or PLATFORMS.get(configuration.text("platform", "text"), "")


class Social(HttpChannel):
    """Posts to social platforms through their webhooks."""

    kind: ClassVar = "social"
    label: ClassVar[str | Promise] = _("Social platforms")
    way: ClassVar = ""
    capability: ClassVar = Capability(longest=None, unit="characters", media=("text",), concurrency=2, timeout=15.0)
    settings: ClassVar = (
        Setting("url", _("Address of the webhook"), "url", secret=True),
        Setting("platform", _("Platform"), "choice", initial="text", choices=tuple(PLATFORMS)),
        Setting("template", _("Template (JSON)"), "lines", required=False),
        Setting("token", _("Token"), secret=True, required=False),
        AUTHORITY,
    )

    def connection(self, poster: Poster, configuration: Configuration) -> WebConnection:
        """Send through an open session."""
        return SocialConnection(poster, configuration)

    def problems(self, configuration: Configuration) -> Sequence[str]:
        """List what is wrong with the settings, and blanks of the template that mean nothing."""
        found = setting_problems(self.settings, configuration)
        template = template_of(configuration)
        try:
            json.loads(template)
        except ValueError as fault:
            return [*found, gettext("the template is no JSON: %(fault)s") % {"fault": fault}]
        unknown = sorted(set(_BLANK.findall(template)) - {*BLANKS, "language"})
        if unknown:
            told = {"names": ", ".join(unknown), "known": ", ".join(BLANKS)}
            found.append(gettext("the template has blanks that mean nothing: %(names)s; known are %(known)s") % told)
        return found
