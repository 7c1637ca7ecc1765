"""Somebody subscribes by text message and in the browser, with and without scripts, and finds the place by its name."""

import json
import re
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Worker, expect

from anlan_center.alerts.deliveries.channels.webpush import new_key
from tests.browser.center.conftest import NARROW, PATIENCE_MS, Center, People, language_cookie, live_sink
from tests.browser.center.looking import axe, look, overflow, violations
from tests.browser.conftest import FLAGS

pytestmark = [pytest.mark.browser, pytest.mark.slow]


class Phones:
    """A gateway for text messages, and the phones behind it."""

    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.came = threading.Condition()

    def take(self, body: bytes) -> None:
        """Put messages onto their phones."""
        told = json.loads(body)
        with self.came:
            self.texts |= {one["to"]: told["texts"][one["text"]] for one in told["messages"]}
            self.came.notify_all()

    def code(self, number: str) -> str:
        """Return the code that a phone shows; waits until it is there."""
        with self.came:
            assert self.came.wait_for(lambda: number in self.texts, PATIENCE_MS / 1000)
            return str(re.findall(r"\d{8}", self.texts[number])[0])


@pytest.fixture(scope="module")
def phones(people: People, center: Center) -> Iterator[Phones]:
    """Phones behind a gateway that an operator has set up, beside messages in browsers."""
    found = Phones()

    class Gateway(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            found.take(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(200)
            self.send_header("Content-Length", "19")
            self.end_headers()
            self.wfile.write(b'{"accepted": "all"}')

        def log_message(self, *_words: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Gateway)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    operator = people("operator-3207", strong=True)
    named = {"name_zh": "短信", "name_en": "Text messages"}
    address = f"http://127.0.0.1:{server.server_port}/send"
    live_sink(operator, center, "sms-gateway", {"key": "sms", **named, "set_url": address, "set_token": "t"}, {})
    push = {"key": "push", **named, "set_private_key": new_key(), "set_contact": "duty@sea-city.example"}
    live_sink(operator, center, "webpush", push, {})
    yield found
    server.shutdown()
    server.server_close()


def resident(browser: Browser, center: Center, *, scripts: bool, language: str) -> Page:
    """Return the page of somebody with a phone, in a language, with or without scripts."""
    width, height = NARROW
    context = browser.new_context(viewport={"width": width, "height": height}, java_script_enabled=scripts)
    context.add_cookies([language_cookie(center, language)])  # type: ignore[list-item]
    context.set_default_timeout(PATIENCE_MS)
    page = context.new_page()
    page.goto(f"{center.address}/subscriptions/")
    return page


@pytest.mark.parametrize(
    ("scripts", "language", "number"), [(True, "zh-hans", "13812340001"), (False, "en", "13812340002")]
)
def test_a_phone_is_subscribed_for_a_place_that_was_searched_and_leaves(
    browser: Browser, center: Center, phones: Phones, scripts: bool, language: str, number: str
) -> None:
    """Search, choose, ask; the code of the phone opens the own page; one click there ends it."""
    page = resident(browser, center, scripts=scripts, language=language)
    page.check("[name=way][value=sms]")
    page.fill("[name=address]", number)
    page.fill("[name=search]", "田湾")
    page.press("[name=search]", "Enter")
    page.check("#found [name=place][value=npp1]")
    page.locator(".button-main").click()
    page.wait_for_url("**/subscriptions/code/**")
    assert number not in page.url
    page.fill("[name=code]", phones.code(f"+86{number}"))
    page.locator(".button-main").click()
    page.wait_for_url("**/subscriptions/manage/**")
    expect(page.locator(".notice-success")).to_be_visible()
    expect(page.locator("[name=lat]")).to_have_value(re.compile("^34.6869"))
    page.locator(".button-grave").click()
    expect(page.locator("main strong")).to_be_visible()
    page.context.close()


def test_what_was_filled_in_stays_while_somebody_searches_and_pages_break_no_rule(
    browser: Browser, center: Center, phones: Phones
) -> None:
    """With results on the page, in the states of an error and of a code."""
    page = resident(browser, center, scripts=True, language="en")
    page.fill("[name=address]", "li@example.org")
    page.check("[name=threshold][value='3']")
    page.fill("[name=search]", "Haizhou")
    page.click("[name=find]")
    expect(page.locator(".found-places li").first).to_contain_text("Haizhou District")
    page.locator(".found-places input").first.check()
    expect(page.locator("details [name=areas][value='320706']")).to_be_checked()
    expect(page.locator("[name=address]")).to_have_value("li@example.org")
    page.evaluate(axe())
    assert violations(page) == []
    assert overflow(page) == 0
    for path, name in (("again/", "again"), ("code/", "code"), ("asked/webpush/", "asked-push")):
        look(page, center, f"/subscriptions/{path}", name)
    page.context.close()


@pytest.fixture
def private(browser: Browser, center: Center, tmp_path: Path, chromium: str) -> Iterator[BrowserContext]:
    """A browser with a memory, which allows messages: one without has no push at all."""
    context = browser.browser_type.launch_persistent_context(
        tmp_path, executable_path=chromium, args=list(FLAGS), locale="en-US"
    )
    context.grant_permissions(["notifications"], origin=center.address)
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


LISTED = """async () => {
    const found = await (await navigator.serviceWorker.ready).getNotifications();
    return found.map((one) => [one.title, one.data.url]);
}"""
COUNTED = """() => {
    const show = self.registration.showNotification.bind(self.registration);
    self.shown = [];
    self.registration.showNotification = async (title, options) => {
        await show(title, options);
        self.shown.push(options.tag);
    };
}"""
"""Chromium drops a message from its list if it is asked for the list while it is about to show the message, so the list
is read before the first one and after each one was shown."""


def shown_by(page: Page, worker: Worker, tag: str) -> list[list[str]]:
    """Return title and address of each message that the browser shows, once the worker has shown the one of a tag."""
    for _look in range(100):
        if tag in worker.evaluate("self.shown"):
            break
        page.wait_for_timeout(100)
    listed: list[list[str]] = page.evaluate(LISTED)
    return listed


def test_a_browser_says_when_it_cannot_be_reached_and_shows_what_comes(
    private: BrowserContext, center: Center, phones: Phones
) -> None:
    """Its service is not there in a closed network: the page says so, in time, and keeps what was filled in.

    A message that a service hands on is shown by the worker, takes the place of the one that it replaces, and knows
    where a click on it leads.
    """
    page = private.new_page()
    page.goto(f"{center.address}/subscriptions/")
    page.check("[name=threshold][value='3']")
    page.check("[name=way][value=webpush]")
    expect(page.locator("[name=address]")).to_be_hidden()
    page.locator(".button-main").click()
    expect(page.locator("#push-said")).to_be_visible()
    expect(page.locator("#push-said")).to_have_text(re.compile("did not answer"))
    expect(page.locator("[name=threshold][value='3']")).to_be_checked()
    wire = private.new_cdp_session(page)
    known: list[dict[str, object]] = []
    wire.on("ServiceWorker.workerRegistrationUpdated", lambda event: known.extend(event["registrations"]))
    wire.send("ServiceWorker.enable")
    page.wait_for_function("navigator.serviceWorker.ready.then(() => true)")
    worker = private.service_workers[0]
    worker.evaluate(COUNTED)
    assert page.evaluate(LISTED) == []
    link = f"{center.address}/subscriptions/confirm/x/"
    for message in (
        {"title": "Confirm", "body": "Click", "tag": "one", "url": link},
        {"title": "Lifted", "body": "Over", "tag": "two", "url": "", "replaces": ["one"]},
    ):
        wire.send(
            "ServiceWorker.deliverPushMessage",
            {"origin": center.address, "registrationId": known[-1]["registrationId"], "data": json.dumps(message)},
        )
        leads = link if message["tag"] == "one" else f"{center.address}/public/"
        assert shown_by(page, worker, str(message["tag"])) == [[message["title"], leads]]
