"""The page of the record."""

import re
from collections.abc import Callable
from pathlib import Path

import allauth
from django.contrib.auth.models import Group
from django.db import transaction

import anlan_center
from anlan_center.accounts.models import Area, Organisation, User
from anlan_center.alerts.release.workflow import TRANSITIONS
from anlan_center.audit.recording import record
from anlan_center.audit.templatetags.audit import ACTIONS, action_name
from tests.center.outbox.test_live import client_of

SEEN = {"3207": {"mei", "lone", "海城市"}, "320706": {"mei"}, "320703": set()}
"""Whose rows readers of an area see."""


def test_the_page_shows_rows_of_the_jurisdiction_alone(person: Callable[..., User], organisation: Organisation) -> None:
    """What was done in the other district is not to be seen, whatever is asked for."""
    west = Organisation.objects.create(key="west", name_zh="西", name_en="West", kind="district", jurisdiction="320706")
    with transaction.atomic():
        record(None, "area.change", organisation, exercise=False, after={"told": "city-wide"})
        record(None, "area.change", west, exercise=True, after={"told": "western"})
    page = client_of(person("wang", auditor="320706")).get("/audit/?action=area").content.decode()
    assert "western" in page
    assert "city-wide" not in page


def test_what_was_done_to_an_account_is_shown_where_its_person_works(
    person: Callable[..., User], organisation: Organisation, areas: dict[str, Area]
) -> None:
    """Sign-ins, new passwords and closed accounts are rows like others: to be read in the area, not outside it."""
    west = Organisation.objects.create(key="west", name_zh="西", name_en="West", kind="district", jurisdiction="320706")
    mei, lone = person("mei"), person("lone")
    User.objects.filter(pk=mei.pk).update(organisation=west)
    User.objects.filter(pk=lone.pk).update(organisation=None)
    with transaction.atomic():
        for one in (User.objects.get(pk=mei.pk), User.objects.get(pk=lone.pk), areas["320700"]):
            record(None, "account.close", one, exercise=False, after={"told": f"of {one}"})
    read = {where: client_of(person(f"reads-{where}", auditor=where)).get("/audit/").content.decode() for where in SEEN}
    told = {where: {name for name in ("mei", "lone", "海城市") if f"of {name}" in page} for where, page in read.items()}
    assert told == SEEN


def test_what_belongs_to_no_area_is_shown_to_readers_of_the_whole_city(
    person: Callable[..., User], organisation: Organisation
) -> None:
    """A row of the record without an area would be seen by nobody."""
    with transaction.atomic():
        written = record(None, "account.sign_in", Group(pk=7), exercise=False)
    assert written.jurisdiction == "3207"


def test_the_filters_narrow_what_is_shown(person: Callable[..., User], organisation: Organisation) -> None:
    """By mode, by action, by row."""
    with transaction.atomic():
        record(None, "area.change", organisation, exercise=False, after={"told": "live row"})
        record(None, "area.leave", organisation, exercise=True, after={"told": "exercise row"})
    client = client_of(person("wang", auditor="3207"))
    for query, shown, hidden in (
        ("exercise=yes", "exercise row", "live row"),
        ("exercise=no", "live row", "exercise row"),
        ("action=area.leave", "exercise row", "live row"),
    ):
        page = client.get(f"/audit/?{query}").content.decode()
        assert shown in page
        assert hidden not in page
    assert "live row" in client.get(f"/audit/?row=accounts.organisation:{organisation.pk}").content.decode()


def test_without_the_permission_there_is_no_page(person: Callable[..., User]) -> None:
    """A duty officer does not read the record."""
    assert client_of(person("li", author="3207")).get("/audit/").status_code == 403


def test_every_action_that_is_recorded_has_a_name_for_people() -> None:
    """Actions are read off the code that writes them; one that nobody named is shown as it is called."""
    call = re.compile(r"""record\(\s*\w+(?:\.\w+)*,\s*"([a-z_]+(?:\.[a-z_]+)+)\"""")
    code = [path.read_text(encoding="utf-8") for path in Path(anlan_center.__file__).parent.rglob("*.py")]
    written = {name for text in code for name in call.findall(text)}
    assert len(written) > 20
    assert written | {f"alert.{row.action}" for row in TRANSITIONS} <= set(ACTIONS)
    composed = {f"template.{one}" for one in ("approve", "refuse", "withdraw")}
    assert composed | {"subscription.unconfirmed", "subscription.expired"} <= set(ACTIONS)
    assert action_name("tide.turn") == "tide.turn"


def test_every_change_of_what_a_person_signs_in_with_has_a_name_for_people() -> None:
    """The library tells them by names of letters, from which those of the record are made."""
    call = re.compile(r"""send_notification_mail\(\s*"([a-z]+)/email/([a-z_]+)\"""")
    code = [path.read_text(encoding="utf-8") for path in Path(allauth.__file__).parent.rglob("*.py")]
    told = {found for text in code for found in call.findall(text)}
    assert len(told) > 5
    kinds = {"mfa": "second_factor", "account": "account", "socialaccount": "account"}
    assert {f"{kinds[part]}.{change}" for part, change in told} <= set(ACTIONS)


def test_the_record_names_actions_and_rows_in_the_readers_language(
    person: Callable[..., User], organisation: Organisation
) -> None:
    """In Chinese words, with the code of the action beside them, by which it is found."""
    with transaction.atomic():
        record(None, "organisation.change", organisation, exercise=False)
    client = client_of(person("wang", auditor="3207"))
    client.cookies["django_language"] = "zh-hans"
    page = client.get("/audit/").content.decode()
    assert "修改单位信息" in page
    assert "organisation.change" in page
    assert f"单位 {organisation.pk}" in page
