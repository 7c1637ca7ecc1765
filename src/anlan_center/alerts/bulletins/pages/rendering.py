"""Make a public page from what the database holds: one function for pages that are served and for files.

Nothing here depends on who asks: the same rows at the same minute give the same bytes.
"""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import shapely
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db.models import Max
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import override
from shapely.geometry import shape

from anlan.alerts.sketch import sketch
from anlan_center.alerts.bulletins import queries
from anlan_center.alerts.bulletins.document import Document, said, tag_of
from anlan_center.alerts.bulletins.models import EventPage, Publication
from anlan_center.alerts.bulletins.pages import feeds
from anlan_center.alerts.bulletins.pages.paths import LANGUAGES, Spot
from anlan_center.alerts.bulletins.pages.wording import Warned
from anlan_center.alerts.release.engine import city, zone
from anlan_center.alerts.release.message.keys import certificates
from anlan_center.alerts.subscriptions.audience import districts

MOST_BYTES = 100_000
"""Bytes of a page at most: it must come through a network that is nearly down."""

PER_PAGE = 100
"""Genuine messages on a page."""

SIZES_OF_HOME = ((40, 200, 20), (20, 170, 5), (5, 100, 5), (3, 20, 0))
"""Warnings in force in full, further ones as a line each, and what else the first page lists, at most; the next step
where a page is over `MOST_BYTES` (assumption: in an emergency a hundred and more warn at once)."""

SHORT_CHAIN, SHORT_TEXT = 20, 6_000
"""Messages of its chain, and characters of each text, on the page of a warning that would be over `MOST_BYTES`."""

STYLES = ("anlan/base.css", "anlan/components.css", "anlan/alerts.css", "bulletins/public.css")
"""Files that make up ``style.css``."""

HTML, ATOM, RSS, CAP, CSS, PEM = (
    "text/html; charset=utf-8",
    "application/atom+xml; charset=utf-8",
    "application/rss+xml; charset=utf-8",
    "application/cap+xml; charset=utf-8",
    "text/css; charset=utf-8",
    "application/x-pem-file",
)
"""Types of content."""


@dataclass(frozen=True)
class Page:
    """A page, ready to be sent or written.

    Parameters
    ----------
    content
        Its bytes.
    kind
        Type of its content.
    modified
        When what it says changed last.
    tag
        Changes when what it says changes; the time at which it was made does not count.
    """

    content: bytes
    kind: str
    modified: datetime
    tag: str


class TooLargeError(ValueError):
    """A page is over its limit; says which and by how much."""


def render(spot: Spot, now: datetime | None = None) -> Page | None:
    """Make the page that lies at a spot.

    Parameters
    ----------
    spot
        Where.
    now
        The time; None takes the clock's.

    Returns
    -------
    Page or None
        None where nothing was published there.

    Raises
    ------
    TooLargeError
        If a page of HTML is over `MOST_BYTES`.
    """
    at = now or timezone.now()
    with timezone.override(zone()), override(spot.language or settings.LANGUAGE_CODE):
        return MAKERS[spot.kind](spot, at)


def _home(spot: Spot, now: datetime) -> Page:
    standing, most = queries.in_force(spot.exercise, now), SIZES_OF_HOME[0][0]
    rows = [Warned(row, spot.language, now) for row in (*standing[:most], *queries.light(standing)[most:])]
    past = [Warned(row, spot.language, now) for row in queries.light(queries.lately(spot.exercise, now))[:20]]
    pages = [
        {"slug": page.slug, "title": said(title, spot.language), "lang": tag_of(title, spot.language), "page": page}
        for page in queries.events(spot.exercise)[:20]
        for title in [page.published["title"]]
    ]

    def cut(full: int, short: int, others: int) -> dict[str, Any]:
        return {
            "count": len(rows), "rows": rows[:full], "brief": rows[full : full + short],
            "rest": len(rows[full + short :]),
            "past": past[:others], "events": pages[:others],
        }  # fmt: skip

    return _fitting(spot, now, "home", (cut(*sizes) for sizes in SIZES_OF_HOME), _changed(spot.exercise, now))


def _warning(spot: Spot, now: datetime) -> Page | None:
    row = queries.publications(spot.exercise).filter(slug=spot.slug).first()
    if row is None:
        return None
    messages = [Warned(one, spot.language, now) for one in queries.light(queries.chain(row))]
    warned = Warned(row, spot.language, now)
    context: dict[str, Any] = {
        "warned": warned,
        "steps": warned.steps,
        "paragraphs": warned.paragraphs,
        "map": _map(warned),
        "chain": messages,
        "newest": messages[0] if messages and messages[0].row.pk != row.pk else None,
        "events": row.alert.public_event_pages.filter(published__isnull=False, exercise=spot.exercise),
    }
    texts = {name: _first(context[name], SHORT_TEXT) for name in ("steps", "paragraphs")}
    small = {**context, **texts, "map": "", "chain": messages[:SHORT_CHAIN], "shortened": True}
    times = [one.row.published for one in messages]
    if row.alert.expires is not None and row.alert.expires <= now:
        times.append(row.alert.expires)
    return _fitting(spot, now, "warning", (context, small), max(times))


def _first(lines: Iterable[str], most: int) -> list[str]:
    """Return the first lines of a text up to a number of characters; the last one may be cut."""
    found = []
    for line in lines:
        if most <= 0:
            break
        found.append(line if len(line) <= most else f"{line[:most]}…")
        most -= len(line)
    return found


def _event(spot: Spot, now: datetime) -> Page | None:
    page = queries.events(spot.exercise).filter(slug=spot.slug).first()
    return None if page is None else event_page(page, spot, now)


def event_page(page: EventPage, spot: Spot, now: datetime, *, draft: bool = False) -> Page:
    """Make the page of an event; also for a look at a draft before it is published.

    Parameters
    ----------
    page
        The row.
    spot
        Where it lies.
    now
        The time.
    draft
        Whether from what is being written instead of what was published.
    """
    document = Document.of(page.draft if draft else page.published)
    named = page.alerts if draft else page.published_alerts
    warnings = queries.light(queries.publications(spot.exercise)).filter(alert__in=named.all())
    rows = [Warned(row, spot.language, now) for row in warnings]
    context = {
        "page": page,
        "document": document,
        "rows": rows,
        "standing": [row for row in rows if row.standing == "in force"],
        "published": page.published_at or now,
    }
    return _html(spot, now, "event", context, _changed(spot.exercise, now))  # the warnings that it names end as well


def _genuine(spot: Spot, now: datetime) -> Page | None:
    rows = queries.light(queries.publications(exercise=False)).order_by("published", "id")
    pages = max(1, -(-rows.count() // PER_PAGE))
    number = spot.number or pages
    if number > pages:
        return None
    shown = list(rows[(number - 1) * PER_PAGE : number * PER_PAGE])[::-1]
    context = {
        "rows": [Warned(row, spot.language, now) for row in shown],
        "number": number,
        "older": number - 1,
        "newer": number + 1 if number < pages else 0,
        "certificates": sorted({row.certificate for row in shown if row.certificate}),
        "check": True,
    }
    return _html(spot, now, "genuine", context, _changed(exercise=False, now=now))


def _entry(spot: Spot, now: datetime) -> Page:
    return _html(spot, now, "entry", {"languages": LANGUAGES}, now)


def _feed(kind: str, write: Callable[..., bytes]) -> Callable[[Spot, datetime], Page]:
    def made(spot: Spot, now: datetime) -> Page:
        rows = queries.for_feeds(spot.exercise, now, feeds.MOST)
        changed = _changed(spot.exercise, now)
        content = write(spot, [Warned(row, spot.language or "zh-Hans", now) for row in rows], changed)
        return Page(content, kind, changed, _tag(content))

    return made


def _cap_feed(spot: Spot, now: datetime) -> Page:
    standing, lifting = queries.in_force(spot.exercise, now), queries.lifting(spot.exercise, now)
    rows = [*standing.defer("alert__area"), *lifting.defer("alert__area")]
    changed = _changed(spot.exercise, now)
    content = feeds.cap(spot, [Warned(row, "zh-Hans", now) for row in rows], changed)
    return Page(content, ATOM, changed, _tag(content))


def _cap(spot: Spot, now: datetime) -> Page | None:
    row = queries.publications(spot.exercise).filter(slug=spot.slug).first()
    if row is None or row.alert.cap is None:
        return None
    return Page(bytes(row.alert.cap), CAP, row.published, row.digest)


def _style(spot: Spot, now: datetime) -> Page:
    content = style()
    return Page(content, CSS, now, _tag(content))


def _certificates(spot: Spot, now: datetime) -> Page:
    content = "".join(certificates()).encode()
    return Page(content, PEM, now, _tag(content))


@lru_cache(maxsize=1)
def style() -> bytes:
    """Return the style of all public pages in one file, without comments and without other files."""
    places = [finders.find(name) for name in STYLES]
    text = "\n".join(Path(str(place)).read_text(encoding="utf-8") for place in places if place)
    return re.sub(r"/\*.*?\*/\s*|url\([^)]*\)", "", text, flags=re.DOTALL).encode()


def _changed(exercise: bool, now: datetime) -> datetime:
    """Return when something was published, or ran out by itself, last; a fixed time where nothing ever was."""
    rows = Publication.objects.filter(exercise=exercise)
    warned = rows.aggregate(last=Max("published"))["last"]
    over = rows.filter(alert__expires__lte=now).aggregate(last=Max("alert__expires"))["last"]
    told = queries.events(exercise).aggregate(last=Max("published_at"))["last"]
    return max((time for time in (warned, over, told) if time), default=feeds.BEGINNING)


def _fitting(
    spot: Spot, now: datetime, template: str, contexts: Iterable[Mapping[str, Any]], modified: datetime
) -> Page:
    """Make a page from the first context with which it is below its limit: what is urgent is never left out whole."""
    problem: TooLargeError | None = None
    for context in contexts:
        try:
            return _html(spot, now, template, context, modified)
        except TooLargeError as error:
            problem = error
    raise problem or TooLargeError(spot.path)


def _html(spot: Spot, now: datetime, template: str, context: Mapping[str, Any], modified: datetime) -> Page:
    shared = {
        "spot": spot,
        "up": spot.up,
        "here": f"{spot.up}{'exercise/' if spot.exercise else ''}{spot.lang}/",
        "exercise": spot.exercise,
        "others": [(lang, spot.other(lang).path) for lang in LANGUAGES if spot.lang and lang != spot.lang],
        "city": _city_name(spot.language),
        "origin": settings.ANLAN_INSTALLATION.origin,
    }
    made = {"made": timezone.localtime(now)}
    content = render_to_string(f"bulletins/{template}.html", {**context, **shared, **made}).encode()
    if len(content) > MOST_BYTES:
        raise TooLargeError(f"{spot.path} has {len(content):,} bytes, over the limit of {MOST_BYTES:,}; shorten it")
    stable = re.sub(rb"<time data-made[^>]*>[^<]*</time>", b"", content)
    return Page(content, HTML, modified, _tag(stable))


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _city_name(language: str) -> str:
    if not settings.ANLAN_CITY:
        return ""
    info = city().info
    return str(info["name_zh"] if (language or "zh").startswith("zh") else info["name_en"])


def _map(warned: Warned) -> SafeString:
    """Draw the area of a warning over the city's districts; `sketch` escapes every text that it writes."""
    geometry = warned.alert.area.get("geometry")
    if not geometry:
        return SafeString("")
    area = shape(geometry)
    places = districts(warned.language)
    title = _("Map: the area of the warning, %(area)s") % {"area": warned.area}
    return mark_safe(sketch(shapely.make_valid(area), places, title=title))  # noqa: S308


MAKERS: Mapping[str, Callable[[Spot, datetime], Page | None]] = {
    "home": _home,
    "warning": _warning,
    "event": _event,
    "genuine": _genuine,
    "entry": _entry,
    "style": _style,
    "certificates": _certificates,
    "cap": _cap,
    "cap-feed": _cap_feed,
    "atom": _feed(ATOM, feeds.atom),
    "rss": _feed(RSS, feeds.rss),
}
"""What makes each kind of page."""
