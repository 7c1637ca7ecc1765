"""Two people release a typhoon warning for two districts; it, its update and its lifting reach a subscriber."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.center.acting import APPROVER, AUTHOR, DETAIL_ZH, REVIEWER, decide, draft, follow, release, subscribe
from tests.browser.center.conftest import NARROW, PATIENCE_MS, Center, Mailbox, People
from tests.browser.center.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def resident(center: Center, browser: Browser, mailbox: Mailbox, mail_sink: None) -> Iterator[Page]:
    """Somebody who lives in one of the districts, subscribes on the public page and confirms by the letter's link."""
    context = browser.new_context(viewport={"width": NARROW[0], "height": NARROW[1]}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    subscribe(page, center, mailbox, "wang@example.org", ("320707", "赣榆区"))
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


def test_a_resident_leaves_by_one_click(released: str, resident: Page, center: Center, mailbox: Mailbox) -> None:
    """The letter's link leads to a button, and after it nothing is kept."""
    leave = re.search(r"/subscriptions/unsubscribe/\S+", mailbox.letter("台风橙色预警：连云区、赣榆区").get_content())
    assert leave
    resident.goto(center.address + leave[0])
    resident.click(".button-main")
    expect(resident.locator("h1")).to_have_text("已退订")


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


def test_fields_that_nobody_touched_follow_the_template(people: People, center: Center) -> None:
    """Kind, colour and a district are enough for texts in both languages; what was written by hand stays."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/")
    page.select_option("[name=event_type]", "typhoon")
    page.check("input[name=colour][value=orange]")
    page.check("input[name=codes][value='320703']")
    headline, english = page.locator("[name='texts.zh-Hans.headline']"), page.locator("[name='texts.en.headline']")
    expect(headline).to_have_value(re.compile("台风橙色预警：连云区$"))
    expect(page.locator("[name=expires]")).not_to_have_value("")
    headline.fill("台风就要来了")
    page.check("input[name=codes][value='320707']")
    expect(english).to_have_value(re.compile("Ganyu"))
    expect(headline).to_have_value("台风就要来了")


def test_writing_outlives_a_browser_that_closes(people: People, center: Center) -> None:
    """The next visit offers what was not saved, puts it back, and forgets it once it is saved."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/exercise/")
    page.select_option("[name=event_type]", "flood")
    page.check("input[name=colour][value=red]")
    page.check("input[name=codes][value='320703']")
    page.fill("[name='texts.en.headline']", "Hours of work on a flood")
    page.wait_for_timeout(1_500)  # writing is remembered half a second after the last key
    other = page.context.new_page()
    other.goto(f"{center.address}/alerts/new/exercise/")
    other.click("[data-kept-back]")
    expect(other.locator("[name='texts.en.headline']")).to_have_value("Hours of work on a flood")
    expect(other.locator("input[name=codes][value='320703']")).to_be_checked()
    other.click("button[value=save]")
    other.wait_for_url(re.compile(r"/alerts/\d+/edit/$"))
    other.goto(f"{center.address}/alerts/new/exercise/")
    expect(other.locator("[data-kept]")).to_be_hidden()
    other.close()


def test_two_people_change_a_text_and_the_composer_offers_it(people: People, center: Center) -> None:
    """The preview follows the typing; an unknown blank is named; after the approval the new words are offered."""
    keeper, address = people("administrator-3207"), f"{center.address}/alerts/texts/3207/frost/blue/Alert/en/"
    keeper.goto(address)
    keeper.fill("[name=headline]", "{who}: frost")
    expect(keeper.locator("#id_headline_error")).to_contain_text("{who}")
    keeper.fill("[name=headline]", "Frost tonight in {place}, says {source}")
    expect(keeper.locator("#checked")).to_contain_text("Frost tonight in Lianyungang")
    keeper.click("button[value=propose]")
    approver = people(APPROVER, strong=True)
    look(approver, center, address.removeprefix(center.address), "text-waits")
    approver.goto(address)
    approver.click("button[value=approve]")
    expect(approver.locator(".notice-success")).to_have_count(1)
    for page, path, name in ((keeper, "", "texts"), (keeper, "3207/frost/blue/Alert/en/", "text")):
        look(page, center, f"/alerts/texts/{path}", name)
    author = people(AUTHOR)
    author.goto(f"{center.address}/alerts/new/")
    author.select_option("[name=event_type]", "frost")
    author.check("input[name=colour][value=blue]")
    author.check("input[name=codes][value='320703']")
    expect(author.locator("[name='texts.en.headline']")).to_have_value(re.compile("^Frost tonight in Lianyun District"))


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
