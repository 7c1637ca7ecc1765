"""Look at a page as its readers do: in two languages, at two widths, and with the rules of WCAG."""

import os
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.center.conftest import NARROW, WIDE, Center, language_cookie
from tools.frontend import SOURCES

_AXE = SOURCES / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
CHECKED = {("zh-hans", NARROW[0]), ("en", WIDE[0])}
"""Languages and widths at which the rules are checked; the two others are held to their width alone."""
PICTURES = os.environ.get("ANLAN_PICTURES", "")
"""Folder where pictures of the pages are kept, for a person to look at; none are made where it is not set."""


def axe() -> str:
    """Return the checker of WCAG as a script; fails where the pages' scripts were built without what checks them."""
    if not _AXE.is_file():
        pytest.fail("axe-core is not there; run: python -m tools.frontend")
    return _AXE.read_text(encoding="utf-8")


def violations(page: Page) -> list[str]:
    """List what breaks a rule of WCAG 2.2 AA, each with the elements that do."""
    found: dict[str, Any] = page.evaluate("rules => axe.run(document, {runOnly: rules})", list(RULES))
    assert found["passes"], "no rule was checked"
    return [f"{one['id']}: {[node['html'][:200] for node in one['nodes']]}" for one in found["violations"]]


def overflow(page: Page) -> int:
    """Return by how many pixels the page is wider than its window."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def look(page: Page, center: Center, address: str, name: str, status: int = 200, lands: str = "") -> None:
    """Open a page in both languages and look at it at both widths; nothing may break a rule or stick out.

    Rules are checked in Chinese on a phone and in English on a desk: they judge what a page is made of, which a
    language does not change, and each width lays it out once.

    Parameters
    ----------
    page
        Of a person who is signed in.
    center
        The centre.
    address
        Path of the page; ``LANG`` stands for the folder of a language, where that and no cookie chooses it.
    name
        What its pictures are called.
    status
        What the centre answers with.
    lands
        Where the address leads, if elsewhere.
    """
    wrong = {}
    for language in ("zh-hans", "en"):
        page.context.add_cookies([language_cookie(center, language)])  # type: ignore[list-item]
        answer = page.goto(center.address + address.replace("LANG", language[:2]))
        assert answer is not None
        assert answer.status == status, f"{address}: {answer.status}"
        assert page.url == center.address + (lands or address).replace("LANG", language[:2])
        page.evaluate(axe())
        for width, height in (WIDE, NARROW):
            page.set_viewport_size({"width": width, "height": height})
            expect(page.locator("[data-map]:not([data-ready])")).to_have_count(0)
            found = [f"{over} px too wide"] if (over := overflow(page)) > 0 else []
            if (language, width) in CHECKED:
                found += violations(page)
            if found:
                wrong[f"{name} {language} {width}"] = found
            if PICTURES:
                page.screenshot(path=Path(PICTURES) / f"{name}-{language}-{width}.png", full_page=True)
    page.set_viewport_size({"width": WIDE[0], "height": WIDE[1]})
    page.context.add_cookies([language_cookie(center, "zh-hans")])  # type: ignore[list-item]
    assert not wrong, wrong
