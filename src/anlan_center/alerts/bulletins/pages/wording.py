"""What a warning says to one reader: its texts in the reader's language, its area, its times, where it stands now."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from anlan.alerts.texts import EVENTS, lookup, sentences
from anlan_center.alerts.bulletins.document import said
from anlan_center.alerts.bulletins.models import Publication

COLOURS = {"red": "I", "orange": "II", "yellow": "III", "blue": "IV"}
"""Level of each colour."""


@dataclass(frozen=True)
class Warned:
    """A published warning for a reader of one language.

    Parameters
    ----------
    row
        The publication.
    language
        Tag of the reader's language.
    now
        The time at which it is looked at.
    """

    row: Publication
    language: str
    now: datetime

    @property
    def alert(self) -> Any:
        """The warning."""
        return self.row.alert

    @property
    def spoken(self) -> str:
        """Tag of the language in which its texts are."""
        written = [tag for tag in (self.alert.languages or list(self.alert.texts)) if tag in self.alert.texts]
        return lookup([self.language], written, written[0] if written else self.language)

    @property
    def foreign(self) -> bool:
        """Whether the texts are in another language than the reader's."""
        return self.spoken.split("-")[0] != self.language.split("-")[0]

    @property
    def texts(self) -> Mapping[str, str]:
        """Headline, description, instruction and short text."""
        found: Mapping[str, str] = self.alert.texts.get(self.spoken, {})
        return found

    @property
    def steps(self) -> list[str]:
        """What to do, the most urgent first."""
        return [line.strip() for line in self.texts.get("instruction", "").splitlines() if line.strip()]

    @property
    def paragraphs(self) -> list[str]:
        """What is happening."""
        return [line.strip() for line in self.texts.get("description", "").splitlines() if line.strip()]

    @property
    def area(self) -> str:
        """The area in words."""
        return said(self.alert.area.get("description") or {}, self.language)

    @property
    def event(self) -> str:
        """What the event is called."""
        if self.alert.event_type not in EVENTS:
            return str(self.alert.event_type)
        return sentences(self.alert.event_type, self.language).name

    @property
    def issuer(self) -> str:
        """Who warns."""
        organisation = self.alert.organisation
        return str(organisation.name_zh if self.language.startswith("zh") else organisation.name_en)

    @property
    def level(self) -> str:
        """Roman number of the level."""
        return COLOURS.get(self.alert.colour, "")

    @property
    def standing(self) -> str:
        """``in force``, ``over``, ``replaced``, ``lifted`` or ``lifts`` for a message that lifts another."""
        if self.alert.msg_type == "Cancel":
            return "lifts"
        if self.alert.state == "updated":
            return "replaced"
        if self.alert.state == "cancelled":
            return "lifted"
        return "in force" if self.alert.state == "released" and self.alert.expires > self.now else "over"

    @property
    def status_words(self) -> str:
        """The same in the reader's words."""
        return {
            "in force": _("In force"),
            "over": _("No longer in force: its time is over"),
            "replaced": _("No longer in force: a newer message has taken its place"),
            "lifted": _("No longer in force: it was lifted"),
            "lifts": _("The warning is lifted"),
        }[self.standing]

    @property
    def kind_words(self) -> str:
        """What the message is in its chain."""
        if self.alert.correction:
            return _("Correction of an earlier message, no new danger")
        return {"Alert": _("First warning"), "Update": _("Update"), "Cancel": _("Lifted")}[self.alert.msg_type]

    @property
    def fingerprint(self) -> str:
        """SHA-256 of the signed message in groups of four, so that it can be compared by eye."""
        digits = self.row.digest
        return " ".join(digits[place : place + 4] for place in range(0, len(digits), 4))
