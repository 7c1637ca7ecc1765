"""Pages of signing in, of one's own security, and of times and reach: held to the rules as everybody meets them."""

import pytest
from playwright.sync_api import Browser

from tests.browser.center.conftest import Center, People
from tests.browser.center.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_the_door_holds_the_rules_of_wcag(browser: Browser, center: Center) -> None:
    """Sign-in, forgotten password, and the page that a wrong password leads to, before anybody is known."""
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    look(page, center, "/accounts/login/", "login")
    look(page, center, "/accounts/password/reset/", "reset")
    context.close()


def test_pages_of_security_hold_the_rules_of_wcag(people: People, center: Center) -> None:
    """Those of a person with a second factor; where no other way of confirming exists, none is announced."""
    page = people("approver-3207", strong=True)
    for name in ("security/", "2fa/", "2fa/recovery-codes/", "2fa/webauthn/add/", "password/change/", "keys/"):
        look(page, center, f"/accounts/{name}", f"own-{name.replace('/', '-')}".rstrip("-"))
    look(page, center, "/accounts/2fa/reauthenticate/", "own-reauthenticate")
    assert page.locator("main .panel").count() == page.locator("main .panel:has(button, a.button)").count()
    look(page, center, "/deliveries/times/", "times")
    look(page, center, "/deliveries/times/?mode=exercise", "times-exercise")
