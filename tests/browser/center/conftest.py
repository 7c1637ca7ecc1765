"""A whole centre, started by its command as an operator starts it, and people who sign in to it in a browser."""

import base64
import email.policy
import hmac
import os
import re
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tools import frontend
from tools.project import ROOT

CITY = ROOT / "cities" / "lianyungang"
START_S = 120.0
WIDE, NARROW = (1440, 900), (390, 844)


PATIENCE_MS = 60_000
"""How long a page may take on a busy machine before a test gives up."""

expect.set_options(timeout=PATIENCE_MS)


def code_of(secret: str, at: float) -> str:
    """Return the six digits of an authenticator app (RFC 6238, SHA-1, steps of 30 s)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    mac = hmac.digest(key, struct.pack(">Q", int(at // 30)), "sha1")
    start = mac[-1] & 0xF
    return f"{(struct.unpack('>I', mac[start : start + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


@dataclass
class Center:
    """A running centre.

    Parameters
    ----------
    address
        Where it listens.
    passwords
        Of its demo accounts, by name.
    """

    address: str
    passwords: dict[str, str]
    secrets: dict[str, str] = field(default_factory=dict)

    def enter(self, context: BrowserContext, name: str) -> Page:
        """Sign in with the password."""
        page = context.new_page()
        page.goto(f"{self.address}/accounts/login/")
        page.fill("input[name=login]", name)
        page.fill("input[name=password]", self.passwords[name])
        page.press("input[name=password]", "Enter")
        page.wait_for_load_state()
        if name in self.secrets:
            self._confirm(page, name)
        return page

    def enter_strong(self, context: BrowserContext, name: str) -> Page:
        """Sign in with a second factor; the first time, set up an authenticator app before."""
        page = self.enter(context, name)
        if name not in self.secrets:
            page.goto(f"{self.address}/accounts/2fa/totp/activate/")
            if page.locator("input[name=password]").count():
                page.fill("input[name=password]", self.passwords[name])
                page.press("input[name=password]", "Enter")
                page.wait_for_load_state()
            found = re.search(r"\b[A-Z2-7]{32}\b", page.content())
            assert found, page.content()
            self.secrets[name] = found[0]
            page.fill("input[name=code]", code_of(found[0], time.time()))
            page.press("input[name=code]", "Enter")
            page.wait_for_load_state()
            page.context.clear_cookies()
            page.close()
            page = self.enter(context, name)
        return page

    def open_confirmed(self, page: Page, name: str, address: str) -> None:
        """Open a page that asks who one is once more, and answer until it shows."""
        until = time.monotonic() + PATIENCE_MS / 1000
        page.goto(self.address + address)
        while "/reauthenticate/" in page.url and time.monotonic() < until:
            if name in self.secrets:
                self._confirm(page, name)
            else:
                page.fill("input[name=password]", self.passwords[name])
                page.press("input[name=password]", "Enter")
                page.wait_for_load_state()
            if "/reauthenticate/" in page.url:
                page.wait_for_timeout(10_000)  # each code counts once: the next one comes within half a minute

    def _confirm(self, page: Page, name: str) -> None:
        """Give the code of the next half minute: the one of this has been used to set the app up."""
        page.fill("input[name=code]", code_of(self.secrets[name], time.time() + 30))
        page.press("input[name=code]", "Enter")
        page.wait_for_load_state()


def free_port() -> int:
    """Return a port that nobody listens on."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(address: str, process: subprocess.Popen[str], log: Path) -> None:
    """Wait until the centre answers; fails with what it said if it ends before."""
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urlopen(f"{address}/health/live", timeout=5):  # noqa: S310 - our own address
                return
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"the centre did not start: {log.read_text(encoding='utf-8')[-2000:]}")


class Mailbox:
    """Keeps the letters that a mail server takes for one reader."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        """Keep a letter."""
        self.letters.append(message_from_bytes(envelope.content or b"", policy=email.policy.default))  # type: ignore[arg-type]
        return "250 OK"

    def letter(self, words: str, reader: str = "") -> EmailMessage:
        """Return the letter whose subject holds some words, to one reader if so wished; waits until it is there."""
        until = time.monotonic() + PATIENCE_MS / 1000
        while time.monotonic() < until:
            found = [one for one in self.letters if words in one["Subject"] and reader in one["To"]]
            if found:
                assert len(found) == 1, [one["Subject"] for one in self.letters]
                return found[0]
            time.sleep(0.1)
        pytest.fail(f"no letter holds '{words}': {[one['Subject'] for one in self.letters]}")


@pytest.fixture(scope="session")
def mailbox() -> Mailbox:
    """The letters that reached the subscriber."""
    return Mailbox()


@pytest.fixture(scope="session")
def mail_port(mailbox: Mailbox) -> Iterator[int]:
    """Run a mail server on this machine; gives its port."""
    server = Controller(mailbox, hostname="127.0.0.1", port=free_port())
    server.start()
    yield server.port
    server.stop()


@pytest.fixture(scope="session")
def center(tmp_path_factory: pytest.TempPathFactory, mail_port: int) -> Iterator[Center]:
    """Start a centre with the demo city, demo accounts and a mail server in a folder that vanishes."""
    frontend.build()
    folder = tmp_path_factory.mktemp("center")
    address, log = f"http://127.0.0.1:{(port := free_port())}", folder / "center.log"
    own = {key: value for key, value in os.environ.items() if not key.startswith(("ANLAN_", "DATABASE_", "DJANGO_"))}
    own |= {"PYTHONPATH": str(ROOT / "src"), "PYTHONUNBUFFERED": "1", "COLUMNS": "200"}
    own["ANLAN_MAIL"] = f"smtp://127.0.0.1:{mail_port}"
    command = [sys.executable, "-m", "anlan", "up", str(CITY), "--demo", "--data", str(folder / "data")]
    with log.open("w", encoding="utf-8") as stream:
        process = subprocess.Popen(
            [*command, "--port", str(port)], stdout=stream, stderr=subprocess.STDOUT, text=True, env=own, cwd=folder
        )
        try:
            wait_for(address, process, log)
            told = re.findall(r"^\s+([a-z]+-\d+)\s+(\S+)$", log.read_text(encoding="utf-8"), re.MULTILINE)
            yield Center(address, dict(told))
        finally:
            process.terminate()
            process.wait(timeout=30)


def language_cookie(center: Center, language: str) -> dict[str, str]:
    """Return the cookie with which a reader has chosen a language."""
    return {"name": "django_language", "value": language, "url": center.address}


class People:
    """Signed-in people, each in a browser of their own."""

    def __init__(self, center: Center, browser: Browser) -> None:
        self._center, self._browser = center, browser
        self._pages: dict[str, Page] = {}
        self.troubles: list[str] = []

    def __call__(self, name: str, *, strong: bool = False) -> Page:
        """Return the page of a person; signs in the first time."""
        if name not in self._pages:
            context = self._browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]}, locale="zh-CN")
            context.set_default_timeout(PATIENCE_MS)
            page = self._center.enter_strong(context, name) if strong else self._center.enter(context, name)
            page.on("pageerror", lambda error: self.troubles.append(str(error)))
            page.on("console", self._listen)
            self._pages[name] = page
        return self._pages[name]

    def _listen(self, told: ConsoleMessage) -> None:
        """Keep errors; that a part of a page was still loading when its page was left is none."""
        if told.type == "error" and not told.text.startswith("htmx:"):
            self.troubles.append(told.text)

    def close(self) -> None:
        """Close every browser."""
        for page in self._pages.values():
            page.context.close()


@pytest.fixture(scope="module")
def people(center: Center, browser: Browser) -> Iterator[People]:
    """People by name of account; scripts that fail and contents that the policy refuses are collected."""
    found = People(center, browser)
    yield found
    found.close()


def live_sink(page: Page, center: Center, channel: str, given: dict[str, str], chosen: dict[str, str]) -> None:
    """Set a live sink up that carries to subscribers, as an operator does.

    Parameters
    ----------
    page
        Of the operator.
    center
        The centre.
    channel
        Its kind.
    given, chosen
        What is written into fields, and what is chosen from lists.
    """
    page.goto(f"{center.address}/deliveries/sinks/")
    page.select_option("[name=channel]", channel)
    page.click("form.panel button")
    for name, value in given.items():
        page.fill(f"[name={name}]", value)
    for name, value in {"jurisdiction": "3207", **chosen}.items():
        page.select_option(f"[name={name}]", value)
    page.uncheck("[name=exercise]")
    page.check("[name=subscribers]")
    page.click("form.panel .buttons button")
    expect(page.locator(".notice-success")).to_be_visible()


@pytest.fixture(scope="module")
def mail_sink(people: People, center: Center, mail_port: int) -> None:
    """Let an operator set up the mail server as a sink that carries to subscribers."""
    page = people("operator-3207", strong=True)
    page.goto(f"{center.address}/deliveries/sinks/")
    if page.locator("main table", has_text="邮件").count():  # of the module before
        return
    given = {
        "key": "mail", "name_zh": "邮件", "name_en": "Mail", "set_host": "127.0.0.1", "set_port": str(mail_port),
        "set_sender": "warn@sea-city.example",
    }  # fmt: skip
    live_sink(page, center, "email", given, {"set_security": "none"})
