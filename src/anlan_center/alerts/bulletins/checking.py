"""Say whether a message that somebody received is one of ours."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.conf import settings
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from lxml import etree

from anlan.alerts import parse_alert
from anlan.alerts.documents.trees import tree
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.deliveries.channels.wording import full_text
from anlan_center.alerts.deliveries.deliverer.contents import content_of
from anlan_center.alerts.release.message.wording import spoken
from anlan_center.alerts.subscriptions.queries import footer_of

MOST_LETTERS = 200_000
"""Letters of what is pasted; a signed message has some ten thousand."""

LATEST = 500
"""Published messages whose words are compared with pasted text, the newest first."""

MOST_TOKENS = 100
"""Words of what is pasted that are looked up as identifiers, the first ones."""

LEAST_LETTERS = 12
"""Letters of a text below which nothing is compared: a word or two stand in many messages."""


LEAST_OF_OURS = 4
"""Letters of a part of our message below which it is not looked for in what was pasted."""


@dataclass(frozen=True)
class Checked:
    """What was found.

    Parameters
    ----------
    genuine
        Whether the message is one of ours, word for word.
    words
        The same in one sentence.
    reason
        Why, and what to do.
    rows
        The messages that it was found to be, newest first.
    """

    genuine: bool
    words: str
    reason: str
    rows: tuple[Publication, ...] = ()


def check(text: str) -> Checked:
    """Check what somebody pasted: a CAP file, an identifier, or the words of a message.

    Parameters
    ----------
    text
        What was pasted.
    """
    given = text.replace("\0", "").strip().removeprefix("\ufeff")[:MOST_LETTERS]
    if "<" in given and "alert" in given and given.startswith("<"):
        return _check_file(given)
    return _check_words(given)


def _check_file(given: str) -> Checked:
    parsed = parse_alert(_bytes(given))
    if parsed.alert is None:
        return _stranger(_("It cannot be read as a CAP file. Copy it whole, from the first < to the last >."))
    identifier = parsed.alert.identifier
    row = _rows().filter(alert__identifier=identifier.strip()).first()
    if row is None:
        return _stranger(
            _("No message of ours has the identifier %(identifier)s.") % {"identifier": identifier[:120] or "-"}
        )
    if _canonical(_bytes(given)) != _canonical(bytes(row.alert.cap or b"")):
        return Checked(
            False,
            _("Not genuine: it was changed."),
            _("It uses the identifier of a message of ours, but says something else. Read the genuine one below."),
            (row,),
        )
    return _ours([row])


def _check_words(given: str) -> Checked:
    tokens = list(dict.fromkeys(re.findall(r"[^\s,;<>\"'，；。]{6,120}", given)))[:MOST_TOKENS]
    named = Q(alert__identifier__in=tokens) | Q(slug__in=tokens) | Q(digest__in=[one.lower() for one in tokens])
    found = list(_rows().filter(named)[:5])
    if found:
        return _with_rest(_ours(_of_one_kind(found, given)), given)
    plain = _bare(given)
    if len(plain) < LEAST_LETTERS:
        return _stranger(_("That is too short to compare. Paste the whole message, or its identifier."))
    same = [row for row in _rows()[:LATEST] if any(_same(plain, words) for words in _texts(row))]
    return (
        _with_rest(_ours(_of_one_kind(same, given)[:5]), given)
        if same
        else _stranger(
            _("None of our latest messages has these words. Do not follow it and do not pass it on; look at our list.")
        )
    )


def _of_one_kind(rows: list[Publication], given: str) -> list[Publication]:
    """Return the real ones, where what was pasted is not marked: an exercise practises with the words of real warnings.

    Whoever asks about a real warning must never be told to do nothing.
    """
    real = [row for row in rows if not row.exercise]
    practised = [row for row in rows if row.exercise]
    plain = _bare(given)
    marked = any(_same(plain, words) for row in practised for words in _texts(row, as_sent=True))
    return practised if practised and (marked or not real) else real


def _with_rest(found: Checked, given: str) -> Checked:
    """Take back that pasted text is genuine where it says more than our message: whoever adds to it means it ill."""
    if not found.genuine or not all(_rest(given, row) for row in found.rows):
        return found
    return replace(
        found,
        genuine=False,
        words=_("Not all of it stands in our message."),
        reason=_(
            "It holds a message of ours, and words that do not stand in it. Follow the message below alone: no link, no"
            " number and no request that was added."
        ),
    )


def _rest(given: str, row: Publication) -> str:
    """Return the letters and digits of a pasted text that are none of a message's."""
    names = [row.alert.identifier, row.slug, row.digest, row.alert.sender, row.alert.organisation.name_zh,
             row.alert.organisation.name_en]  # fmt: skip
    lines = [line for texts in row.alert.texts.values() for text in texts.values() for line in text.splitlines()]
    plain = _bare(_unsubscribing().sub(" ", given))
    for ours in sorted({_bare(text) for text in (*names, *lines, *_sent(row))}, key=len, reverse=True):
        plain = plain.replace(ours, "") if len(ours) >= LEAST_OF_OURS else plain
    return plain


def _unsubscribing() -> re.Pattern[str]:
    """Return the pattern of links by which those who got a warning by e-mail leave: ours alone, and each another."""
    start = f"{settings.ANLAN_INSTALLATION.origin}{reverse('subscriptions:unsubscribe', args=['-'])}".removesuffix("-/")
    return re.compile(rf"{re.escape(start)}[\w:.-]+/(?=\s|$)", re.ASCII)


def _sent(row: Publication) -> list[str]:
    """Return the lines of a message as people got it: with area, end, address of its page, and how to unsubscribe."""
    found = []
    for language in row.alert.languages or row.alert.texts:
        content = content_of(row.alert, language)
        found += [*full_text(content).splitlines(), content.short, footer_of(language, "")]
    return found


def _ours(rows: Iterable[Publication]) -> Checked:
    found = tuple(rows)
    if any(row.exercise for row in found):
        return Checked(False, _("An exercise, not a real warning."), _("We sent it in an exercise. Do nothing."))
    return Checked(
        True,
        _("Genuine: it is from us."),
        _("Compare the words below with yours, and see whether it is still in force."),
        found,
    )


def _stranger(reason: str) -> Checked:
    return Checked(False, _("Not from us, as far as we can tell."), reason)


def _rows() -> QuerySet[Publication]:
    rows = Publication.objects.select_related("alert", "alert__organisation")
    return rows.defer("alert__area", "alert__cap").order_by("-published", "-id")


def _texts(row: Publication, *, as_sent: bool = False) -> Iterable[str]:
    for texts in (spoken(row.alert) if as_sent else row.alert.texts).values():
        yield from (texts.get(name, "") for name in ("short", "headline"))


def _same(plain: str, words: str) -> bool:
    """Say whether pasted words are those of a message, or hold all of them."""
    ours = _bare(words)
    return len(ours) >= LEAST_LETTERS and ours in plain


def _bare(text: str) -> str:
    """Return the letters and digits of a text: blanks and signs get lost on the way through telephones."""
    return re.sub(r"[\W_]+", "", text).lower()


def _bytes(given: str) -> bytes:
    """Return a pasted file as bytes; what it says of its encoding was true before it was pasted."""
    return re.sub(r"^<\?xml[^>]*\?>\s*", "", given).encode()


def _canonical(content: bytes) -> bytes:
    """Return the canonical form of a message: what is the same for XML has the same bytes (W3C, Canonical XML 1.1)."""
    root = tree(content)
    return etree.tostring(root, method="c14n", exclusive=True) if isinstance(root, etree._Element) else content
