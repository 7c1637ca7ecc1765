"""The composer shows what only a program can write: further languages, and cells of the grid."""

import h3
import pytest

from tests.browser.center.acting import AUTHOR
from tests.browser.center.conftest import Center, People
from tests.browser.center.looking import look

pytestmark = [pytest.mark.browser, pytest.mark.slow]

WRITE = """async (content) => {
    const token = document.querySelector("[name=csrfmiddlewaretoken]").value;
    const answer = await fetch("/api/alerts", {
        method: "POST", body: JSON.stringify(content),
        headers: {"Content-Type": "application/json", "X-CSRFToken": token},
    });
    return [answer.status, await answer.json()];
}"""


def test_further_languages_and_cells_have_a_place_in_the_composer(people: People, center: Center) -> None:
    """Wide and narrow, in both languages of the page, by the rules of all pages."""
    page = people(AUTHOR)
    page.goto(f"{center.address}/alerts/new/")
    cell = h3.latlng_to_cell(34.6, 119.2, 8)
    words = {"headline": "Amaran taufan", "description": "Ribut.", "instruction": "Kekal di dalam.", "short": "Taufan."}
    content = {
        "exercise": False, "event_type": "typhoon", "colour": "orange",
        "texts": {"zh-Hans": {"headline": "台风预警"}, "en": {"headline": "Typhoon"}, "ms": words},
        "area": {"cells": [cell], "description": {}},
    }  # fmt: skip
    status, made = page.evaluate(WRITE, content)
    assert status == 200, made
    look(page, center, f"/alerts/{made['id']}/edit/", "alerts-edit-further")
    assert page.locator("[name='texts.ms.headline']").input_value() == words["headline"]
    assert page.locator("[name=cells]").input_value() == cell
