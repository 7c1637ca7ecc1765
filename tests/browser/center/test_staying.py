"""Pages that are not left, or that come back: what was written, what is sent and what is told go on."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.center.acting import AUTHOR, REVIEWER, draft
from tests.browser.center.conftest import Center, People

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def middle_of(page: Page, x: float, y: float) -> tuple[float, float]:
    """Return a point of the map's canvas by its shares of width and height."""
    box = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    return box["x"] + x * box["width"], box["y"] + y * box["height"]


def hold(page: Page) -> list[Route]:
    """Let no form get through to the composer of exercises; gives what was sent to it."""
    held: list[Route] = []

    def keep(route: Route) -> None:
        if route.request.is_navigation_request():
            held.append(route)
        else:
            route.continue_()

    page.route("**/alerts/new/exercise/", keep)
    return held


def test_a_form_that_came_with_a_part_of_the_page_is_sent_once(people: People, center: Center) -> None:
    """Live changes put new forms into a page; pressing twice on one of them sends it once as well."""
    page = people(REVIEWER)
    page.goto(center.address + "/")
    held = hold(page)
    page.evaluate(
        """() => {
            const form = document.createElement("form");
            form.method = "post";
            form.action = "/alerts/new/exercise/";
            document.querySelector("main").append(form);
            for (const at of [0, 300]) setTimeout(() => form.requestSubmit(), at);
            setTimeout(() => window.stop(), 900);
        }"""
    )
    page.wait_for_timeout(1_500)
    assert len(held) == 1
    page.unroute("**/alerts/new/exercise/")


def test_a_form_can_be_sent_again_where_its_page_stays(people: People, center: Center) -> None:
    """Stopped on the way, it is not dead: the next press sends it, and leaving it unsaved is asked about once more."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/exercise/")
    page.wait_for_selector("[data-map][data-ready]")
    page.select_option("[name=event_type]", "flood")
    page.check("input[name=colour][value=red]")
    page.check("input[name=codes][value='320703']")
    page.fill("[name='texts.en.headline']", "Written before the network broke")
    held = hold(page)
    press = "document.querySelector('#composer button[value=save]').click()"
    page.evaluate(f"setTimeout(() => {{ {press}; setTimeout(() => window.stop(), 1000) }})")
    page.wait_for_timeout(2_000)
    assert len(held) == 1
    asked = page.evaluate("!window.dispatchEvent(new Event('beforeunload', {cancelable: true}))")
    assert asked
    page.unroute("**/alerts/new/exercise/")
    page.evaluate(f"setTimeout(() => {press})")
    page.wait_for_url(re.compile(r"/alerts/\d+/edit/$"))
    expect(page.locator("[name='texts.en.headline']")).to_have_value("Written before the network broke")


def test_a_page_that_comes_back_from_the_history_hears_of_changes(people: People, center: Center) -> None:
    """Its stream ended when it was left; it opens another and looks at everything anew."""
    watcher = people(REVIEWER)
    watcher.goto(center.address + "/")
    expect(watcher.locator("body[data-live-state=stream]")).to_be_attached()
    watcher.evaluate("window.dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    watcher.evaluate("window.dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    address = draft(people(AUTHOR), center, exercise=True)
    expect(watcher.locator(f"#lists a[href='{address}']").first).to_be_visible()


def test_drawing_a_circle_chooses_no_area_besides(people: People, center: Center) -> None:
    """The click that ends a circle lies on a district; it must not widen the area by all of that district."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/exercise/")
    page.wait_for_selector("[data-map][data-ready]")
    page.click("button[data-tool=circle]")
    for x, y in ((0.45, 0.5), (0.5, 0.5)):
        page.mouse.click(*middle_of(page, x, y))
        page.wait_for_timeout(350)  # two clicks in a row would be a double click
    expect(page.locator("[name=circles]")).to_have_value(re.compile(r"^\d+\.\d+,\d+\.\d+ \d+\.\d+$"))
    assert page.locator("input[name=codes]:checked").count() == 0
    page.mouse.click(*middle_of(page, 0.5, 0.5))
    expect(page.locator("input[name=codes]:checked")).to_have_count(1)  # there is a district, and nothing is drawn now


def test_the_page_of_an_event_keeps_its_writing(people: People, center: Center) -> None:
    """A browser that closed offers what was not saved, and forgets it once it is saved."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/public/events/new/")
    page.fill("[name=slug]", "kept-writing")
    page.select_option("[name=area]", index=1)
    page.click("form.panel button")
    page.wait_for_url("**/public/events/kept-writing/")
    page.fill("[name='event-title_zh-Hans']", "写了很久的标题")
    page.wait_for_timeout(1_500)  # writing is remembered half a second after the last key
    other = page.context.new_page()
    other.goto(page.url)
    other.click("[data-kept-back]")
    expect(other.locator("[name='event-title_zh-Hans']")).to_have_value("写了很久的标题")
    other.locator("form[data-keep] > .buttons button").click()
    expect(other.locator(".notice-success")).to_be_visible()
    other.goto(page.url)
    expect(other.locator("[data-kept]")).to_be_hidden()
    other.close()
