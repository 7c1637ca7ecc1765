"""Where each public page lies: the same below the address of the centre and in the folder of files.

::

    index.html                       chooses a language
    style.css
    zh/index.html                    warnings in force; zh or en
    zh/warnings/SLUG.html            one warning
    zh/events/SLUG.html              what happened, what to do, shelters, closures, questions
    zh/real.html, zh/real-3.html     every genuine message
    zh/atom.xml, zh/rss.xml          feeds for people
    cap.xml, cap/SLUG.xml            feed for machines, and the signed messages
    certificates.pem                 with what signatures are verified
    exercise/...                     the same for exercises, apart, without the page of genuine messages

All links between them are relative, so the folder can lie anywhere and be served by anything.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

LANGUAGES: Mapping[str, str] = {"zh": "zh-Hans", "en": "en"}
"""BCP-47 tag by the name of the folder."""

KINDS = ("home", "warning", "event", "genuine", "atom", "rss", "cap-feed", "cap", "style", "certificates", "entry")
"""Kinds of pages."""

_SLUG = r"[a-z0-9][a-z0-9_-]{0,119}"
_IN_LANGUAGE = re.compile(
    rf"(?P<lang>zh|en)/(?:(?P<home>index\.html)|warnings/(?P<warning>{_SLUG})\.html|events/(?P<event>{_SLUG})\.html"
    rf"|(?P<genuine>real(?:-(?P<number>[1-9]\d{{0,5}}))?\.html)|(?P<atom>atom\.xml)|(?P<rss>rss\.xml))"
)
_PLAIN = re.compile(
    rf"(?P<feed>cap\.xml)|cap/(?P<cap>{_SLUG})\.xml|(?P<style>style\.css)|(?P<certificates>certificates\.pem)"
    r"|(?P<entry>index\.html)"
)


@dataclass(frozen=True)
class Spot:
    """A place among the public pages.

    Parameters
    ----------
    kind
        One of `KINDS`.
    lang
        ``zh`` or ``en``; empty where it has no language.
    slug
        Of the warning or event.
    number
        Number of a page of genuine messages; 0 for the newest.
    exercise
        Whether it is among those of exercises.
    """

    kind: str
    lang: str = ""
    slug: str = ""
    number: int = 0
    exercise: bool = False

    @property
    def path(self) -> str:
        """Path from the root of the public pages."""
        within = {
            "home": "index.html",
            "warning": f"warnings/{self.slug}.html",
            "event": f"events/{self.slug}.html",
            "genuine": f"real-{self.number}.html" if self.number else "real.html",
            "atom": "atom.xml",
            "rss": "rss.xml",
            "cap-feed": "cap.xml",
            "cap": f"cap/{self.slug}.xml",
            "style": "style.css",
            "certificates": "certificates.pem",
            "entry": "index.html",
        }[self.kind]
        return "/".join(part for part in ("exercise" if self.exercise else "", self.lang, within) if part)

    @property
    def up(self) -> str:
        """What leads from the page to the root, such as ``../../``."""
        return "../" * self.path.count("/")

    @property
    def language(self) -> str:
        """BCP-47 tag."""
        return LANGUAGES.get(self.lang, "")

    def other(self, lang: str) -> "Spot":
        """Return the same page in another language."""
        return replace(self, lang=lang)


def spot_of(path: str) -> Spot | None:
    """Return what lies at a path; None where nothing can.

    Parameters
    ----------
    path
        From the root of the public pages; a folder stands for its ``index.html``.
    """
    exercise = path.startswith("exercise/") or path == "exercise"
    rest = path.removeprefix("exercise").removeprefix("/") if exercise else path
    if rest in {"", "zh", "zh/", "en", "en/"}:
        rest = f"{rest.rstrip('/')}/index.html".lstrip("/")
    found = _IN_LANGUAGE.fullmatch(rest)
    if found:
        kind = next(name for name in ("home", "warning", "event", "genuine", "atom", "rss") if found[name])
        if kind == "genuine" and exercise:
            return None
        slug = found[kind] if kind in {"warning", "event"} else ""
        return Spot(kind, found["lang"], slug, int(found["number"] or 0), exercise)
    plain = _PLAIN.fullmatch(rest)
    if plain is None:
        return None
    if plain["cap"]:
        return Spot("cap", slug=plain["cap"], exercise=exercise)
    kind = "cap-feed" if plain["feed"] else next(name for name in ("style", "certificates", "entry") if plain[name])
    return None if exercise and kind != "cap-feed" else Spot(kind, exercise=exercise)
