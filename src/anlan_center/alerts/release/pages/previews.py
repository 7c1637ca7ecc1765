"""What each channel will show of a warning, and how much room is left on those that count characters."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from anlan.alerts.texts import CELL_BROADCAST, SMS, Medium, Wording, fit
from anlan_center.alerts.release.message.wording import spoken
from anlan_center.alerts.release.models import Alert


@dataclass(frozen=True)
class Shown:
    """A warning as a channel shows it.

    Parameters
    ----------
    channel
        Name of the channel.
    language
        Tag of the language.
    text
        What is shown; empty where it does not fit at all.
    units, most
        Characters or septets used, and those that the channel takes; 0 for a channel that does not count.
    parts
        Short messages that it takes; 0 where that is no question.
    alphabet
        Alphabet that the text needs; empty where that is no question.
    left_out
        Lines of the instruction for which there is no room.
    """

    channel: str | Promise
    language: str
    text: str
    units: int = 0
    most: int = 0
    parts: int = 0
    alphabet: str = ""
    left_out: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Whether the channel cannot send it."""
        return not self.text


_COUNTED: tuple[tuple[str | Promise, Medium], ...] = (
    (_("Short message"), SMS),
    (_("Cell broadcast"), CELL_BROADCAST),
)


def previews(alert: Alert) -> tuple[Shown, ...]:
    """Return what channels show, by language: an exercise and a test are marked in each text.

    Parameters
    ----------
    alert
        The warning; need not be saved.
    """
    found = [shown for language, parts in spoken(alert).items() for shown in _of(Wording(language, **parts))]
    order = list(dict.fromkeys(one.channel for one in found))
    return tuple(sorted(found, key=lambda one: order.index(one.channel)))  # languages of a channel side by side


def _of(wording: Wording) -> Sequence[Shown]:
    page = "\n\n".join(text for text in (wording.headline, wording.description, wording.instruction) if text)
    found = [Shown(_("Web page, app and e-mail"), wording.language, page)]
    for channel, medium in _COUNTED:
        if not (wording.short or wording.description):
            continue
        fitted = fit(wording, medium)
        found.append(
            Shown(
                channel, wording.language, fitted.text,
                units=fitted.length.units, most=fitted.length.most, parts=fitted.length.parts,
                alphabet=str(fitted.length.alphabet), left_out=tuple(fitted.left_out),
            )
        )  # fmt: skip
    return found
