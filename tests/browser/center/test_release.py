"""Two people release a typhoon warning for two districts; it, its update and its lifting reach a subscriber."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.center.conftest import NARROW, PATIENCE_MS, Center, Mailbox, People, live_sink
from tests.browser.center.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

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


@pytest.fixture(scope="module")
def mail_sink(people: People, center: Center, mail_port: int) -> None:
    """Let an operator set up the mail server as a sink that carries to subscribers."""
    given = {
        "key": "mail", "name_zh": "邮件", "name_en": "Mail", "jurisdiction": "3207", "set_host": "127.0.0.1",
        "set_port": str(mail_port), "set_sender": "warn@sea-city.example",
    }  # fmt: skip
    live_sink(people("operator-3207", strong=True), center, "email", given, {"set_security": "none"})


@pytest.fixture(scope="module")
def resident(center: Center, browser: Browser, mailbox: Mailbox, mail_sink: None) -> Iterator[Page]:
    """Somebody who lives in one of the districts, subscribes on the public page and confirms by the letter's link."""
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{center.address}/public/")
    page.locator("main a", has_text="订阅预警").click()
    page.check("[name=way][value=email]")
    page.fill("[name=address]", "wang@example.org")
    page.locator("summary", has_text="赣榆区").click()
    page.check("[name=areas][value='320707']")
    page.click(".button-main")
    page.wait_for_url("**/subscriptions/asked/email/")
    link = re.search(r"http://\S+/subscriptions/confirm/\S+", mailbox.letter("请确认").get_content())
    assert link
    page.goto(link[0])
    page.click(".button-main")
    expect(page.locator(".notice-success")).to_be_visible()
    yield page
    context.close()


@pytest.fixture(scope="module")
def released(people: People, center: Center, resident: Page) -> str:
    """A live warning in force, after somebody has subscribed; its address."""
    address = draft(people(AUTHOR), center)
    release(people, center, address)
    return address


@pytest.fixture(scope="module")
def waiting(people: People, center: Center) -> str:
    """A live warning that waits for its review; its address."""
    return draft(people(AUTHOR), center)


def reads(resident: Page, center: Center, mailbox: Mailbox, subject: str, standing: str) -> None:
    """Let the resident get a letter, follow its link, and find the same on the first page in both languages."""
    text = mailbox.letter(subject).get_content()
    assert "/subscriptions/unsubscribe/" in text
    link = re.search(r"http://\S+/public/zh/warnings/\S+\.html", text)
    assert link, text
    answer = resident.goto(link[0])
    assert answer is not None
    assert answer.status == 200
    expect(resident.locator("h1")).to_contain_text(subject)
    expect(resident.locator(".notice").first).to_contain_text(standing)
    name = link[0].rpartition("/")[2]
    for lang in ("zh", "en"):
        resident.goto(f"{center.address}/public/{lang}/index.html")
        expect(resident.locator(f"a[href$='{name}']")).to_have_count(1)


def test_a_warning_its_update_and_its_lifting_reach_the_subscriber_and_the_public_page(
    people: People, center: Center, released: str, resident: Page, mailbox: Mailbox
) -> None:
    """From the composer to mailbox and public page, three times; an open page of another person follows."""
    reads(resident, center, mailbox, "台风橙色预警：连云区、赣榆区", "生效中")
    answer = people(AUTHOR).request.get(f"{center.address}{released}message.xml")
    assert "<msgType>Alert</msgType>" in answer.text()
    assert "<status>Actual</status>" in answer.text()
    assert DETAIL_ZH in answer.text()
    assert "Typhoon Haiyan" in answer.text()
    assert "SignatureValue" in answer.text()
    watcher = people("observer-3207")
    watcher.goto(center.address)
    updated = follow(people, center, released, "update")
    expect(watcher.locator("#lists")).to_contain_text("更新台风红色预警")  # told by the stream, not loaded anew
    page = people(AUTHOR)
    page.goto(center.address + released)
    expect(page.locator(".page-head .badge").nth(1)).to_have_text("已更新")
    reads(resident, center, mailbox, "更新台风红色预警", "生效中")
    lifted = follow(people, center, updated, "cancel")
    page.goto(center.address + updated)
    expect(page.locator(".page-head .badge").nth(1)).to_have_text("已解除")
    page.goto(center.address + lifted)
    expect(page.get_by_role("heading", name="本次事件的信息")).to_be_visible()
    reads(resident, center, mailbox, "解除", "解除")
    assert people.troubles == []


def test_an_exercise_reaches_neither_the_subscriber_nor_the_public_page(
    people: People, center: Center, resident: Page, mail_sink: None, mailbox: Mailbox
) -> None:
    """It stands on the pages of exercises, marked; the mailbox and the first page are as they were."""
    before = [str(one["Subject"]) for one in mailbox.letters]
    address = draft(people(AUTHOR), center, exercise=True)
    decide(people(REVIEWER), center, address, "review")
    decide(people(APPROVER, strong=True), center, address, "approve")
    board = people(APPROVER)
    for _again in range(60):
        resident.goto(f"{center.address}/public/exercise/zh/index.html")
        if resident.locator("article a", has_text="台风橙色预警").count():
            break
        resident.wait_for_timeout(500)
    expect(resident.locator("article a").first).to_contain_text("演练")
    for lang in ("zh", "en"):
        resident.goto(f"{center.address}/public/{lang}/index.html")
        assert not re.search("演练|EXERCISE", resident.locator("main").inner_text())
    board.goto(f"{center.address}/deliveries/?alert={re.findall('[0-9]+', address)[0]}")
    expect(board.locator("main")).not_to_contain_text("邮件")
    assert [str(one["Subject"]) for one in mailbox.letters] == before


def test_public_pages_hold_the_rules_and_a_resident_leaves_by_one_click(
    people: People, center: Center, released: str, resident: Page, mailbox: Mailbox
) -> None:
    """Warning, lists and all pages of subscriptions break no rule; after the link of the letter nothing is kept."""
    letter = mailbox.letter("台风橙色预警：连云区、赣榆区").get_content()
    leave = re.search(r"/subscriptions/unsubscribe/\S+", letter)
    warning = re.search(r"/public/zh(/warnings/\S+\.html)", letter)
    assert leave
    assert warning
    pages = {"front": "/index.html", "warning": warning[1], "real": "/real.html"}
    for name, path in pages.items():
        look(resident, center, f"/public/LANG{path}", f"public-{name}")
    look(resident, center, "/subscriptions/", "subscribe")
    look(resident, center, "/subscriptions/asked/email/", "asked")
    look(resident, center, "/subscriptions/confirm/c.1.1:1xxxxx:AAAAAAAA/", "void", status=410)
    look(resident, center, leave[0], "unsubscribe")
    resident.click(".button-main")
    expect(resident.locator("h1")).to_have_text("已退订")
    look(people(AUTHOR), center, "/public/events/", "events")


def test_the_author_finds_no_button_to_decide(people: People, center: Center, waiting: str) -> None:
    """Whoever wrote it is told that somebody else decides, and is offered nothing else."""
    page = people(AUTHOR)
    page.goto(f"{center.address}{waiting}decide/")
    expect(page.locator(".two-people")).to_contain_text("须由他人审签")
    expect(page.locator("#decision button[value=approve], #decision button[value=review]")).to_have_count(0)


def test_what_is_wrong_stands_beside_its_field(people: People, center: Center) -> None:
    """A polygon that cannot be read is refused beside the field, and nothing that was typed is lost."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/")
    page.check("input[name=colour][value=blue]")
    page.locator("summary", has_text="输入坐标或上传文件").click()
    page.fill("[name=polygons]", "119.1,34.6 119.3")
    page.fill("[name='texts.zh-Hans.headline']", "试写")
    page.click("button[value=save]")
    expect(page.locator("#id_polygons_error")).to_contain_text("119.3")
    expect(page.locator("[name=polygons]")).to_have_value("119.1,34.6 119.3")
    expect(page.locator("[name='texts.zh-Hans.headline']")).to_have_value("试写")


def test_a_polygon_drawn_on_the_map_is_written_as_coordinates(people: People, center: Center) -> None:
    """Three clicks and Finish put a line of three points into the field, and people in it are estimated."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/")
    page.wait_for_selector("[data-map][data-ready]")
    page.click("button[data-tool=polygon]")
    box = page.locator("[data-map] canvas").bounding_box()
    assert box is not None
    for x, y in ((0.45, 0.45), (0.55, 0.45), (0.5, 0.6)):
        page.mouse.click(box["x"] + x * box["width"], box["y"] + y * box["height"])
        page.wait_for_timeout(350)  # two clicks in a row would be a double click
    page.click("button[data-tool=finish]")
    points = page.locator("[name=polygons]").input_value().split()
    assert len(points) == 3
    assert all(118 < float(lon) < 120.5 and 33.5 < float(lat) < 35.5 for lon, lat in (one.split(",") for one in points))
    expect(page.locator("#checked dl.facts")).to_contain_text("km²")


def test_pages_hold_the_rules_of_wcag_in_both_languages_and_at_both_widths(
    people: People, center: Center, released: str, waiting: str
) -> None:
    """No violation of WCAG 2.2 AA by the rules of axe, and nothing wider than a telephone."""
    author = people(AUTHOR)
    look(author, center, "/", "home")
    look(author, center, "/alerts/", "list")
    look(author, center, "/alerts/new/", "compose")
    look(author, center, "/alerts/new/exercise/", "compose-exercise")
    look(author, center, f"{waiting}edit/", "edit")
    look(author, center, released, "detail")
    look(people(REVIEWER), center, f"{waiting}decide/", "decide")


@pytest.fixture(scope="module")
def seen() -> set[str]:
    """Addresses of pages that somebody has looked at."""
    return set()


@pytest.mark.parametrize("name", ["operator-3207", "administrator-3207", "auditor-3207"])
def test_every_part_of_the_navigation_holds_the_rules_as_well(
    people: People, center: Center, name: str, seen: set[str], mail_sink: None
) -> None:
    """What a role finds in its navigation opens, in both languages, and breaks no rule; each page is looked at once."""
    page = people(name)
    page.goto(center.address)
    links = page.locator("nav.rail a")
    found = [str(links.nth(number).get_attribute("href")) for number in range(links.count())]
    assert found
    for address in (one for one in found[1:] if one not in seen):
        seen.add(address)
        look(page, center, address, f"{name}{address.replace('/', '-')}".rstrip("-"))
