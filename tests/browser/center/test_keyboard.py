"""A warning from its draft to its release with the keys alone: no step needs a mouse, and no step loses the focus."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.center.acting import APPROVER, AUTHOR, DETAIL_EN, DETAIL_ZH, REVIEWER, draft
from tests.browser.center.conftest import Center, People

pytestmark = [pytest.mark.browser, pytest.mark.slow]

MOST_STOPS = 120
"""Presses of Tab after which something counts as not to be reached (assumption)."""


def reach(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; each stop on the way shows where it is."""
    for _stop in range(MOST_STOPS):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
        shown = page.evaluate(
            """() => {
                const one = document.activeElement;
                if (!one || one === document.body) return true;
                const box = one.getBoundingClientRect();
                return box.width > 0 && (getComputedStyle(one).outlineStyle !== 'none' || one.closest('.map') !== null);
            }"""
        )
        assert shown, page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    pytest.fail(f"not reached by Tab: {wanted}")


def press(page: Page, wanted: Locator, key: str = "Enter") -> None:
    """Go to something by Tab and press a key on it."""
    reach(page, wanted)
    page.keyboard.press(key)


def test_a_warning_is_written_reviewed_and_released_by_keys_alone(people: People, center: Center) -> None:
    """Three people, one skip link, no mouse."""
    author = people(AUTHOR)
    author.goto(center.address)
    author.keyboard.press("Tab")
    expect(author.locator("a.skip")).to_be_focused()
    author.keyboard.press("Enter")
    expect(author.locator("main")).to_be_focused()
    press(author, author.locator("a.button-main"))
    author.wait_for_url("**/alerts/new/")
    reach(author, author.locator("[name=event_type]"))
    while author.locator("[name=event_type]").input_value() != "typhoon":
        author.keyboard.press("ArrowDown")
    press(author, author.locator("input[name=colour]").first, "Space")
    press(author, author.locator("input[name=codes][value='320707']"), "Space")
    for name, text in {"detail.zh-Hans": DETAIL_ZH, "detail.en": DETAIL_EN}.items():
        reach(author, author.locator(f"[name='{name}']"))
        author.keyboard.insert_text(text)
    author.keyboard.press("Shift+Tab")
    while not author.locator("button[value=propose]").evaluate("one => one === document.activeElement"):
        author.keyboard.press("Shift+Tab")
    author.keyboard.press("Enter")
    expect(author.locator("[name='texts.zh-Hans.headline']")).to_have_value(re.compile("赣榆区"))
    press(author, author.locator("button[value=submit]"))
    author.wait_for_url(re.compile(r"/alerts/\d+/$"))
    address = author.url
    for name, decision in ((REVIEWER, "review"), (APPROVER, "approve")):
        page = people(name, strong=name == APPROVER)
        page.goto(address)
        press(page, page.locator("a.button-main"))
        page.wait_for_url("**/decide/")
        for language in page.locator("input[name=language]").all():
            if not language.is_checked():
                press(page, language, "Space")
        press(page, page.locator(f"button[value={decision}]"))
        page.wait_for_url(address)
    expect(page.locator(".page-head .badge").nth(1)).to_have_text(re.compile("生效中|已发布"))
    assert people.troubles == []


def test_a_polygon_is_drawn_by_keys(people: People, center: Center) -> None:
    """Arrows move the map under the mark, Enter sets a corner, Backspace takes one back, Finish writes three."""
    page = people(AUTHOR)
    page.emulate_media(reduced_motion="reduce")
    page.goto(f"{center.address}/alerts/new/")
    page.wait_for_selector("[data-map][data-ready]")
    press(page, page.locator("button[data-tool=polygon]"))
    page.keyboard.press("Shift+Tab")
    while not page.locator("[data-map] canvas").evaluate("one => one === document.activeElement"):
        page.keyboard.press("Shift+Tab")
    for keys in (("Enter",), ("ArrowRight", "Enter"), ("ArrowUp", "Enter"), ("ArrowDown", "Enter", "Backspace")):
        for key in keys:
            page.keyboard.press(key)
            page.wait_for_timeout(600)  # the map glides to where an arrow sends it
    press(page, page.locator("button[data-tool=finish]"))
    points = page.locator("[name=polygons]").input_value().split()
    assert len(set(points)) == 3


def test_a_live_change_takes_neither_focus_nor_writing(people: People, center: Center) -> None:
    """While others act, a link keeps the focus, a reason being written stays, and the change is told in words."""
    author, watcher = people(AUTHOR), people(REVIEWER)
    address = draft(author, center)
    watcher.goto(center.address + "/")
    link = watcher.locator(f"#lists a[href='{address}']")
    link.focus()
    draft(author, center, exercise=True)
    expect(watcher.locator("[data-news]")).to_contain_text("内容已更新")
    expect(link.first).to_be_visible()
    assert watcher.evaluate("document.activeElement.closest('#lists') !== null")
    author.goto(center.address + address)
    author.locator("summary", has_text="作废").click()
    author.fill("[name=reason]", "写到一半")
    watcher.goto(f"{center.address}{address}decide/")
    for language in watcher.locator("input[name=language]").all():
        language.check()
    watcher.click("button[value=review]")
    expect(author.locator("[data-news]")).to_contain_text("正在填写")
    assert author.locator("[name=reason]").input_value() == "写到一半"
    author.fill("[name=reason]", "")
