"""Every page of the centre in both languages and at both widths, by the rules of WCAG 2.2 AA; none is left out."""

import re
import threading
from collections.abc import Iterable, Iterator, Mapping
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from playwright.sync_api import Browser, Page, expect

from tests.browser.center.acting import APPROVER, AUTHOR, REVIEWER, decide, draft, follow, release, subscribe
from tests.browser.center.conftest import Center, Mailbox, People
from tests.browser.center.looking import axe, look, violations

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPERATOR, AUDITOR, ADMINISTRATOR, NOBODY = "operator-3207", "auditor-3207", "administrator-3207", ""

OWN: Mapping[str, tuple[str, str]] = {
    "directory:security": (APPROVER, "/accounts/security/"),
    "directory:keys": (APPROVER, "/accounts/keys/"),
    "mfa_index": (APPROVER, "/accounts/2fa/"),
    "mfa_view_recovery_codes": (APPROVER, "/accounts/2fa/recovery-codes/"),
    "mfa_generate_recovery_codes": (APPROVER, "/accounts/2fa/recovery-codes/generate/"),
    "mfa_list_webauthn": (APPROVER, "/accounts/2fa/webauthn/"),
    "mfa_add_webauthn": (APPROVER, "/accounts/2fa/webauthn/add/"),
    "mfa_deactivate_totp": (APPROVER, "/accounts/2fa/totp/deactivate/"),
    "mfa_reauthenticate": (APPROVER, "/accounts/2fa/reauthenticate/"),
    "mfa_activate_totp": (AUTHOR, "/accounts/2fa/totp/activate/"),
    "directory:reauthenticate": (AUTHOR, "/accounts/reauthenticate/"),
    "account_change_password": (AUTHOR, "/accounts/password/change/"),
    "account_email": (AUTHOR, "/accounts/email/"),
    "account_logout": (AUTHOR, "/accounts/logout/"),
    "socialaccount_connections": (AUTHOR, "/accounts/3rdparty/"),
}
"""Pages of one's own sign-in: name -> who opens it and where. They come first, while the sign-in is fresh."""

PAGES: Mapping[str, tuple[str, str]] = {
    **OWN,
    "account_login": (NOBODY, "/accounts/login/"),
    "account_inactive": (NOBODY, "/accounts/inactive/"),
    "account_signup": (NOBODY, "/accounts/signup/"),
    "directory:forgotten_password": (NOBODY, "/accounts/password/reset/"),
    "account_reset_password_done": (NOBODY, "/accounts/password/reset/done/"),
    "account_reset_password_from_key": (NOBODY, "/accounts/password/reset/key/1-abc/"),
    "account_reset_password_from_key_done": (NOBODY, "/accounts/password/reset/key/done/"),
    "account_email_verification_sent": (NOBODY, "/accounts/confirm-email/"),
    "account_confirm_email": (NOBODY, "/accounts/confirm-email/abc/"),
    "socialaccount_login_cancelled": (NOBODY, "/accounts/3rdparty/login/cancelled/"),
    "socialaccount_login_error": (NOBODY, "/accounts/3rdparty/login/error/"),
    "overview:home": (AUTHOR, "/"),
    "alerts:list": (AUTHOR, "/alerts/"),
    "alerts:new": (AUTHOR, "/alerts/new/"),
    "alerts:new_exercise": (AUTHOR, "/alerts/new/exercise/"),
    "alerts:texts": (AUTHOR, "/alerts/texts/"),
    "alerts:text": (AUTHOR, "{text}"),
    "alerts:edit": (AUTHOR, "{waiting}edit/"),
    "alerts:detail": (AUTHOR, "{released}"),
    "alerts:decide": (REVIEWER, "{waiting}decide/"),
    "deliveries:board": (OPERATOR, "/deliveries/"),
    "deliveries:detail": (OPERATOR, "{delivery}"),
    "deliveries:times": (AUTHOR, "/deliveries/times/"),
    "deliveries:times_of": (AUTHOR, "/deliveries/times/{number}/"),
    "deliveries:prospect": (AUTHOR, "/deliveries/prospect/{number}/"),
    "deliveries:sinks": (OPERATOR, "/deliveries/sinks/"),
    "deliveries:sink": (OPERATOR, "{sink}"),
    "ingest:list": (OPERATOR, "/ingest/"),
    "ingest:message": (OPERATOR, "{message}"),
    "ingest:sources": (OPERATOR, "/ingest/sources"),
    "ingest:source": (OPERATOR, "{source}"),
    "outbox:list": (OPERATOR, "/outbox/"),
    "audit:list": (AUDITOR, "/audit/"),
    "directory:people": (ADMINISTRATOR, "/accounts/people/"),
    "directory:add_person": (ADMINISTRATOR, "/accounts/people/add/"),
    "directory:person": (ADMINISTRATOR, "{person}"),
    "directory:change_person": (ADMINISTRATOR, "{person}change/"),
    "directory:organisations": (ADMINISTRATOR, "/accounts/organisations/"),
    "directory:add_organisation": (ADMINISTRATOR, "/accounts/organisations/add/"),
    "directory:change_organisation": (ADMINISTRATOR, "{organisation}"),
    "directory:proposals": (ADMINISTRATOR, "/accounts/proposals/"),
    "directory:proposal": (ADMINISTRATOR, "{proposal}"),
    "bulletins:events": (AUTHOR, "/public/events/"),
    "bulletins:begin": (AUTHOR, "/public/events/new/"),
    "bulletins:edit": (AUTHOR, "/public/events/typhoon-9/"),
    "bulletins:preview": (AUTHOR, "/public/events/typhoon-9/preview/LANG/"),
    "bulletins:home": (NOBODY, "/public/"),
    "bulletins:genuine": (NOBODY, "/public/real/"),
    "subscriptions:subscribe": (NOBODY, "/subscriptions/"),
    "subscriptions:asked": (NOBODY, "/subscriptions/asked/email/"),
    "subscriptions:again": (NOBODY, "/subscriptions/again/"),
    "subscriptions:code": (NOBODY, "/subscriptions/code/"),
    "subscriptions:confirm": (NOBODY, "/subscriptions/confirm/c.1.1:1xxxxx:AAAAAAAA/"),
    "subscriptions:manage": (NOBODY, "{manage}"),
    "subscriptions:unsubscribe": (NOBODY, "{leave}"),
    "subscriptions:figures": (OPERATOR, "/subscriptions/figures/"),
}
"""Name of each address that shows a page -> who opens it and where."""

FURTHER: Mapping[str, tuple[str, str]] = {
    "alerts-empty": (AUTHOR, "/alerts/?event=earthquake&colour=red"),
    "detail-exercise": (AUTHOR, "{exercise}"),
    "detail-update": (AUTHOR, "{updated}"),
    "decide-approve": (APPROVER, "{reviewed}decide/"),
    "decide-exercise": (REVIEWER, "{exercise_waiting}decide/"),
    "deliveries-exercise": (AUTHOR, "/deliveries/times/?mode=exercise"),
    "outbox-empty": (OPERATOR, "/outbox/?state=dropped"),
    "not-permitted": (AUTHOR, "/audit/"),
    "not-found": (AUTHOR, "/alerts/999999/"),
    "not-found-public": (NOBODY, "/public/zh/nothing.html"),
    "public-front": (NOBODY, "/public/LANG/index.html"),
    "public-warning": (NOBODY, "{public_warning}"),
    "public-event": (NOBODY, "/public/LANG/events/typhoon-9.html"),
    "public-exercise": (NOBODY, "/public/exercise/LANG/index.html"),
    "public-entry": (NOBODY, "/public/index.html"),
}
"""Other faces of those pages: empty, of an exercise, refused, and the files that the public reads."""

CONFIRMED = {
    "mfa_view_recovery_codes", "mfa_generate_recovery_codes", "mfa_add_webauthn", "mfa_deactivate_totp",
    "mfa_activate_totp",
}  # fmt: skip
"""Pages that ask who one is once more."""

STATUS: Mapping[str, int] = {
    "socialaccount_login_error": 401, "subscriptions:confirm": 410, "not-permitted": 403, "not-found": 404,
    "not-found-public": 404,
}  # fmt: skip
LANDS: Mapping[str, str] = {
    "bulletins:home": "/public/LANG/index.html", "bulletins:genuine": "/public/LANG/real.html",
}  # fmt: skip

NO_PAGES: Mapping[str, str] = {
    "what is done and leads back to a page": """
        directory:sign_out_elsewhere directory:withdraw_key directory:give directory:close directory:reopen
        directory:reset_password directory:reset_second_factor directory:withdraw directory:confirm_proposal
        directory:refuse_proposal directory:withdraw_proposal outbox:retry alerts:submit
        alerts:discard alerts:update alerts:correct alerts:cancel deliveries:resend deliveries:recipient
        deliveries:remove_recipient ingest:relay ingest:merge ingest:withdraw subscriptions:test bulletins:publish
        bulletins:check overview:language""",
    "leads to another page": """
        directory:confirm account_reauthenticate account_set_password account_reset_password mfa_authenticate
        account_request_reauthentication_code account_confirm_reauthentication_code account_confirm_login_code
        mfa_reauthenticate_webauthn socialaccount_signup social/login/cancelled/ social/login/error/ social/signup/
        social/connections/ openid_connect_login openid_connect_callback""",
    "needs a key of hardware": "mfa_remove_webauthn mfa_edit_webauthn",
    "data, parts of pages and files": """
        health/live health/ready metrics outbox:live outbox:poll alerts:outlines alerts:preview
        alerts:preview_exercise alerts:message alerts:text_preview deliveries:subscribers_of_draft
        mfa_download_recovery_codes subscriptions:places subscriptions:worker overview:outlines
        bulletins:page""",
    "a form for each channel, looked at below": "deliveries:new_sink",
    "another face of the page for codes": "subscriptions:code_for",
}
"""Names of addresses that show no page of their own, by the reason."""


def names(patterns: Iterable[URLPattern | URLResolver], space: str = "") -> Iterator[str]:
    """Name every address of the centre but those of its programs."""
    for one in patterns:
        if isinstance(one, URLPattern):
            yield f"{space}{one.name or one.pattern}"
        elif one.namespace != "api":
            yield from names(one.url_patterns, f"{space}{one.namespace}:" if one.namespace else space)


def test_no_page_is_forgotten() -> None:
    """An address is looked at here or said to be no page; whoever adds one adds it to a table."""
    known = {*PAGES, *(name for listed in NO_PAGES.values() for name in listed.split())}
    assert set(names(get_resolver().url_patterns)) == known


MESSAGE = """<?xml version="1.0" encoding="UTF-8"?><alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
<identifier>weather-1</identifier><sender>weather@province.example</sender><sent>2026-01-01T08:00:00+08:00</sent>
<status>Actual</status><msgType>Alert</msgType><scope>Public</scope><info><language>zh-CN</language>
<category>Met</category><event>暴雨</event><urgency>Expected</urgency><severity>Severe</severity>
<certainty>Likely</certainty><expires>2099-01-01T08:00:00+08:00</expires><headline>暴雨橙色预警</headline>
<area><areaDesc>连云港市</areaDesc><polygon>34.4,119.0 34.9,119.0 34.9,119.6 34.4,119.0</polygon></area></info></alert>
"""


@pytest.fixture(scope="module")
def weather(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Serve a warning of somebody else; gives its address."""
    folder = tmp_path_factory.mktemp("weather")
    (folder / "message.xml").write_text(MESSAGE, encoding="utf-8")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/message.xml"
        server.shutdown()


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, *_told: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def passer_by(browser: Browser) -> Iterator[Page]:
    """Somebody whom the centre does not know."""
    context = browser.new_context(locale="zh-CN")
    yield context.new_page()
    context.close()


def first(page: Page, center: Center, address: str, links: str) -> str:
    """Return where the first link of a list leads; loads the list anew until there is one."""
    for _again in range(60):
        page.goto(center.address + address)
        if page.locator(links).count():
            found = page.locator(links).first.evaluate("link => new URL(link.href).pathname")
            return str(found)
        page.wait_for_timeout(500)
    pytest.fail(f"{address} has no link {links}")


def write_event(page: Page, center: Center) -> None:
    """Write and publish the page of an event."""
    page.goto(f"{center.address}/public/events/new/")
    page.fill("[name=slug]", "typhoon-9")
    page.select_option("[name=area]", index=1)
    page.click("main .button-main")
    for name, text in {"title": "台风“海燕”", "todo": "不要外出", "happened": "今晚登陆"}.items():
        page.fill(f"[name='event-{name}_zh-Hans']", text)
    page.locator("[name='event-alerts']").first.check()  # behind a released warning stand two people
    page.locator("main form .button-main").last.click()
    expect(page.locator(".notice-success")).to_be_visible()
    page.click("form[action$='/publish/'] button")
    expect(page.locator(".notice-success")).to_contain_text("已发布")


@pytest.fixture(scope="module")
def world(
    people: People, center: Center, mail_sink: None, mailbox: Mailbox, weather: str, passer_by: Page
) -> dict[str, str]:
    """A city in the midst of a typhoon: the addresses of what people made, by the names that `PAGES` uses."""
    author, operator = people(AUTHOR), people(OPERATOR)
    made = {"waiting": draft(author, center), "released": draft(author, center)}
    release(people, center, made["released"])
    made["updated"] = follow(people, center, made["released"], "update")
    made["reviewed"] = draft(author, center)
    decide(people(REVIEWER), center, made["reviewed"], "review")
    made["exercise"] = draft(author, center, exercise=True)
    release(people, center, made["exercise"])
    made["exercise_waiting"] = draft(author, center, exercise=True)
    made["number"] = re.findall(r"\d+", made["released"])[0]
    write_event(author, center)
    operator.goto(f"{center.address}/ingest/sources")
    operator.fill("[name=name]", "省气象台")
    operator.fill("[name=address]", weather)
    operator.check("[name=takes_unsigned]")
    operator.locator("form:has([name=way]) button").click()
    administrator = people(ADMINISTRATOR, strong=True)
    person = first(administrator, center, "/accounts/people/?q=observer-3207", "main table a")
    administrator.goto(center.address + person)
    administrator.select_option("[name=role]", "approver")
    administrator.select_option("[name=area]", index=1)
    administrator.locator("form[action$='/grant/'] button").click()
    subscribe(passer_by, center, mailbox, "li@example.org", ("320722", "东海县"))
    made["manage"] = passer_by.evaluate("location.pathname")
    leave = passer_by.locator("form[action*='/unsubscribe/']").get_attribute("action")
    return {
        **made,
        "leave": str(leave),
        "message": first(operator, center, "/ingest/", "main table a"),
        "source": first(operator, center, "/ingest/sources", "main table a"),
        "sink": first(operator, center, "/deliveries/sinks/", "main table a"),
        "delivery": first(operator, center, "/deliveries/", "#each ~ table a[href^='/deliveries/']"),
        "person": person,
        "proposal": first(administrator, center, "/accounts/proposals/", "main a[href*='/proposals/']"),
        "text": first(author, center, "/alerts/texts/", "main a[href*='/alerts/texts/']"),
        "organisation": first(administrator, center, "/accounts/organisations/", "main table a"),
        "public_warning": first(passer_by, center, "/public/zh/index.html", "article a").replace("/zh/", "/LANG/"),
    }


@pytest.mark.parametrize("name", [*PAGES, *FURTHER])
def test_a_page_breaks_no_rule(
    name: str, people: People, center: Center, passer_by: Page, request: pytest.FixtureRequest
) -> None:
    """In both languages, wide and narrow, with what a real day puts on it."""
    who, address = {**PAGES, **FURTHER}[name]
    if name not in OWN:
        made: dict[str, str] = request.getfixturevalue("world")
        address = address.format_map(made)
    page = people(who, strong=who in {APPROVER, OPERATOR, ADMINISTRATOR}) if who else passer_by
    if name in CONFIRMED:
        center.open_confirmed(page, who, address)
    look(page, center, address, re.sub(r"\W", "-", name), STATUS.get(name, 200), LANDS.get(name, ""))


def test_the_form_of_each_channel_breaks_no_rule(people: People, center: Center) -> None:
    """Each channel asks for other settings."""
    page = people(OPERATOR, strong=True)
    page.goto(f"{center.address}/deliveries/sinks/")
    kinds = page.locator("[name=channel] option").evaluate_all("all => all.map(one => one.value)")
    assert kinds
    for kind in kinds:
        look(page, center, f"/deliveries/sinks/new?channel={kind}", f"sink-{kind}")


def test_a_forged_form_and_a_failure_are_answered_by_pages_of_their_own(passer_by: Page, center: Center) -> None:
    """They stand alone, in both languages at once, as nothing else may work then; the one that can be met is met."""
    folder = Path(__file__).parents[3] / "src" / "anlan_center" / "overview" / "templates"
    for name in ("400", "403_csrf", "500"):
        text = (folder / f"{name}.html").read_text(encoding="utf-8")
        assert 'lang="zh-Hans"' in text
        assert 'lang="en"' in text
    passer_by.goto(f"{center.address}/accounts/login/")
    passer_by.evaluate("document.querySelector('main [name=csrfmiddlewaretoken]').value = 'x'")
    passer_by.fill("[name=login]", "x")
    passer_by.fill("[name=password]", "x")
    passer_by.press("[name=password]", "Enter")
    expect(passer_by.locator("h1")).to_have_text("页面已过期")
    passer_by.evaluate(axe())
    assert violations(passer_by) == []
