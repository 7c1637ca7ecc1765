"""Every page opens in both languages."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from anlan_center.accounts.models import User
from tests.center.config.test_jurisdiction import INSIDE, address, canaries, elsewhere, pages, reader  # noqa: F401

HAN = re.compile(r"[\u4e00-\u9fff]")


def titled(page: str) -> str:
    """Return the words in a page's title."""
    found = re.search(r"<title>(.*?)</title>", page, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


@pytest.mark.slow
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_opens_in_the_language_of_the_reader(
    reader: User,  # noqa: F811 - a fixture
    signed_in_with_second_factor: Callable[[User], Client],
    language: str,
) -> None:
    """No page breaks; each says its language, and its title is in it."""
    broken, other, opened = [], [], 0
    for route in pages():
        if route.startswith("api/"):
            continue
        browser = elsewhere(signed_in_with_second_factor(reader))
        browser.cookies["django_language"] = language
        answer = browser.get(address(route, INSIDE))
        page = "" if answer.streaming else answer.content.decode("utf-8", "replace")
        if answer.status_code >= 500:
            broken.append(f"{route}: {answer.status_code}")
        elif "<html" in page:
            opened += 1
            title = titled(page)
            if f'<html lang="{language}' not in page.lower() or bool(HAN.search(title)) != (language == "zh-hans"):
                other.append(f"{route}: {re.search(r'<html[^>]*>', page)} {title}")
    assert broken == []
    assert other == []
    assert opened > 20
