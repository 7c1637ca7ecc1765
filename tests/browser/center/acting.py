"""What people do in the centre, as they do it: write, hand in, review, release and follow a warning."""

import re

from playwright.sync_api import Page, expect

from tests.browser.center.conftest import Center, Mailbox, People

AUTHOR, REVIEWER, APPROVER = "author-3207", "reviewer-3207", "approver-3207"
DETAIL_ZH = "今年第9号台风“海燕”预计今天夜间在连云港沿海登陆，登陆时最大风力12级。"
DETAIL_EN = "Typhoon Haiyan is expected to make landfall on the coast of Lianyungang tonight with winds of force 12."


def draft(page: Page, center: Center, *, exercise: bool = False) -> str:
    """Write a warning with texts from the template and hand it in; return its address."""
    page.goto(f"{center.address}/alerts/new/{'exercise/' if exercise else ''}")
    page.wait_for_selector("[data-map][data-ready]")
    page.select_option("[name=event_type]", "typhoon")
    page.check("input[name=colour][value=orange]")
    for code in ("320703", "320707"):
        page.check(f"input[name=codes][value='{code}']")
    expect(page.locator("#checked dl.facts")).to_contain_text("赣榆区")
    page.fill("[name='detail.zh-Hans']", DETAIL_ZH)
    page.fill("[name='detail.en']", DETAIL_EN)
    page.click("button[value=propose]")
    expect(page.locator("[name='texts.zh-Hans.headline']")).to_have_value(re.compile("台风橙色预警：连云区、赣榆区"))
    expect(page.locator("[name='texts.en.description']")).to_have_value(re.compile("Typhoon Haiyan"))
    page.click("button[value=submit]")
    page.wait_for_url(re.compile(r"/alerts/\d+/$"))
    return page.url.removeprefix(center.address)


def decide(page: Page, center: Center, address: str, decision: str) -> None:
    """Open the page of the decision, see what is sent, and decide."""
    page.goto(f"{center.address}{address}decide/")
    expect(page.locator(".frame")).to_contain_text("连云区、赣榆区")
    page.locator("input[name=language]").first.check()
    page.locator("input[name=language]").last.check()
    page.click(f"button[value={decision}]")
    page.wait_for_url(re.compile(r"/alerts/\d+/$"))


def release(people: People, center: Center, address: str) -> None:
    """Have it reviewed by a second person and released by a third, who signed in with a second factor."""
    decide(people(REVIEWER), center, address, "review")
    approver = people(APPROVER, strong=True)
    decide(approver, center, address, "approve")
    expect(approver.locator(".page-head .badge").nth(1)).to_have_text(re.compile("生效中|已发布"))


def follow(people: People, center: Center, address: str, what: str) -> str:
    """Press the button that prepares an update or a lifting, hand the draft in, and have it released."""
    page = people(AUTHOR)
    page.goto(center.address + address)
    page.click(f"form[action$='/{what}/'] button")
    page.wait_for_url(re.compile(r"/alerts/\d+/edit/$"))
    if what == "update":
        page.check("input[name=colour][value=red]")
        page.fill("[name='detail.zh-Hans']", "台风“海燕”已增强为强台风。")
        page.click("button[value=propose]")
        expect(page.locator("[name='texts.zh-Hans.headline']")).to_have_value(re.compile("更新台风红色预警"))
    page.click("button[value=submit]")
    page.wait_for_url(re.compile(r"/alerts/\d+/$"))
    made = page.url.removeprefix(center.address)
    release(people, center, made)
    return made


def subscribe(page: Page, center: Center, mailbox: Mailbox, reader: str, area: tuple[str, str]) -> None:
    """Subscribe by mail to a district, code and Chinese name, and confirm by the link of the letter."""
    page.goto(f"{center.address}/public/")
    page.locator("main a", has_text="订阅预警").click()
    page.check("[name=way][value=email]")
    page.fill("[name=address]", reader)
    page.locator("summary", has_text=area[1]).click()
    page.check(f"[name=areas][value='{area[0]}']")
    page.click(".button-main")
    page.wait_for_url("**/subscriptions/asked/email/")
    link = re.search(r"http://\S+/subscriptions/confirm/\S+", mailbox.letter("请确认", reader).get_content())
    assert link
    page.goto(link[0])
    page.click(".button-main")
    expect(page.locator(".notice-success")).to_be_visible()
