"""Programs release warnings in the same way as people: two of them, with a second factor, in their own area."""

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client

from anlan_center.accounts.models import User
from anlan_center.alerts.release import actions
from anlan_center.alerts.release.models import Alert
from tests.center.alerts.release.conftest import People, written

Browser = Callable[..., Client]
Maker = Callable[..., Alert]


def body(**changes: Any) -> dict[str, Any]:
    """Return a whole warning as a program sends it."""
    sent: dict[str, Any] = json.loads(json.dumps(asdict(written()), cls=DjangoJSONEncoder))
    return {**sent, "exercise": False, **changes}


def post(browser: Client, path: str, content: object, method: str = "post", **headers: str) -> Any:
    """Send JSON and return status and answer."""
    answer = getattr(browser, method)(f"/api/alerts{path}", content, content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def test_a_program_drafts_and_people_release(people: People, signed_in: Browser) -> None:
    """The whole way through the interface, with what each step answers."""
    author, reviewer = signed_in(people.author), signed_in(people.reviewer)
    approver = signed_in(people.approver, second_factor=True)
    status, made = post(author, "", body())
    assert (status, made["state"], made["revision"]) == (200, "draft", 1)
    key = made["id"]
    assert author.get(f"/api/alerts/{key}/cap").status_code == 409
    assert post(author, f"/{key}/submit", {"revision": 1})[1]["state"] == "submitted"
    assert post(reviewer, f"/{key}/review", {"revision": 1})[1]["approved_languages"] == ["en", "zh-Hans"]
    status, out = post(approver, f"/{key}/approve", {"revision": 1})
    assert (status, out["state"], out["languages"]) == (200, "released", ["zh-Hans", "en"])
    answer = author.get(f"/api/alerts/{key}/cap")
    assert answer["Content-Type"] == "application/cap+xml"
    assert answer.content == bytes(Alert.objects.get(pk=key).cap or b"")
    assert [step["action"] for step in author.get(f"/api/alerts/{key}/steps").json()][-1] == "release"
    assert author.get("/api/alerts?state=released").json()["count"] == 1
    times = author.get("/api/alerts/statistics").json()
    assert [one["step"] for one in times] == ["submitted", "reviewed", "approved", "released"]


@pytest.mark.parametrize("path", ["approve", "emergency"])
def test_the_author_cannot_approve_through_the_interface(people: People, signed_in: Browser, path: str) -> None:
    """Neither path lets one person do it alone, however often it is tried."""
    alone = signed_in(people.deputy, second_factor=True)
    _status, made = post(alone, "", body())
    post(alone, f"/{made['id']}/submit", {"revision": 1})
    if path == "approve":
        actions.review(people.reviewer, Alert.objects.get(pk=made["id"]), revision=1)
    for _ in range(2):
        status, refusal = post(alone, f"/{made['id']}/{path}", {"revision": 1, "reason": "now"})
        assert (status, refusal["code"]) == (403, "second-person")
    assert Alert.objects.get(pk=made["id"]).released_at is None


def test_a_sign_in_without_a_second_factor_cannot_approve(people: People, signed_in: Browser, reviewed: Maker) -> None:
    """And the answer says that only this is missing."""
    alert = reviewed()
    status, refusal = post(signed_in(people.approver), f"/{alert.pk}/approve", {"revision": 1})
    assert (status, refusal["code"]) == (403, "second-factor")


def test_errors_are_listed_by_field_and_keep_a_draft_from_review(people: People, signed_in: Browser) -> None:
    """What is missing is said at each field, in words with a remedy."""
    author = signed_in(people.author)
    _status, made = post(author, "", body(texts={"en": {"headline": "Storm"}}, expires=None))
    status, refusal = post(author, f"/{made['id']}/submit", {"revision": 1})
    wrong = {one["field"] for one in refusal["findings"] if one["severity"] == "error"}
    assert (status, refusal["code"]) == (422, "findings")
    assert {"texts.en.description", "texts.en.instruction", "texts.en.short", "expires"} <= wrong
    assert all(one["reason"] and one["remedy"] for one in refusal["findings"])
    assert author.get(f"/api/alerts/{made['id']}/findings").json() == refusal["findings"]


def test_a_wrong_draft_is_refused_with_everything_that_is_wrong(people: People, signed_in: Browser) -> None:
    """Nothing is written of it."""
    wrong = body(colour="pink", event_type="zombies", texts={"en": {"headline": "a\u0000b"}}, area={"codes": ["99"]})
    status, refusal = post(signed_in(people.author), "", wrong)
    assert status == 422
    assert {one["field"] for one in refusal["findings"]} >= {"colour", "event_type", "texts.en.headline", "area"}
    assert not Alert.objects.exists()


def test_the_same_key_of_a_request_makes_one_warning(people: People, signed_in: Browser) -> None:
    """A program that heard no answer asks again."""
    author, sent = signed_in(people.author), body()
    first = post(author, "", sent, **{"Idempotency-Key": "storm-1"})[1]
    assert post(author, "", sent, **{"Idempotency-Key": "storm-1"})[1]["id"] == first["id"]
    assert post(author, "", {**sent, "exercise": True}, **{"Idempotency-Key": "storm-1"})[0] == 409
    assert Alert.objects.count() == 1


def test_another_district_sees_nothing_and_can_do_nothing(
    people: People, person: Callable[..., User], signed_in: Browser, reviewed: Maker
) -> None:
    """What lies elsewhere does not exist."""
    alert = reviewed()
    other = signed_in(person("zhao", author="320706", approver="320706"), second_factor=True)
    assert other.get("/api/alerts").json()["count"] == 0
    assert other.get(f"/api/alerts/{alert.pk}").status_code == 404
    assert post(other, f"/{alert.pk}/approve", {"revision": 1})[0] == 404
    assert post(other, "", body())[0] == 403


def test_a_conflict_says_who_was_faster(people: People, signed_in: Browser, reviewed: Maker) -> None:
    """So that people talk to each other."""
    alert = reviewed()
    actions.edit(people.writer, alert, written(), revision=1)
    status, refusal = post(signed_in(people.author), f"/{alert.pk}", body(revision=1), method="put")
    assert (status, refusal["code"]) == (409, "conflict")
    assert "writer" in refusal["detail"]


def test_an_area_is_previewed_with_its_people_and_whose_it_is(people: People, signed_in: Browser) -> None:
    """Before anything is written."""
    author = signed_in(people.author)
    status, area = post(author, "/areas", {"circles": [[119.2, 34.6, 3]]})
    assert (status, area["jurisdiction"][:4]) == (200, "3207")
    assert area["estimate"]["people"] > 1000
    assert post(author, "/areas", {"circles": [[100.0, 34.6, 3]]})[0] == 422
    assert post(author, "/areas", {})[1]["findings"][0]["code"] == "no-area"


def test_a_text_is_proposed(people: People, signed_in: Browser) -> None:
    """From the sentences of the engine, in the language asked for."""
    asked = {"event_type": "rainstorm", "colour": "red", "language": "zh-CN", "area": {"codes": ["320706"]}}
    status, text = post(signed_in(people.author), "/proposals", asked)
    assert status == 200
    assert "暴雨红色预警" in text["headline"]
    assert "海州区" in text["headline"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"colour": "pink"},
        {"event_type": "nothing"},
        {"onset": "2026-08-01T12:00:00"},
        {"expires": "9999-12-31T23:59:59Z"},
        {"onset": "0001-01-01T00:00:00+14:00"},
    ],
)
def test_a_text_for_what_cannot_be_is_refused(people: People, signed_in: Browser, wrong: dict[str, str]) -> None:
    """No such level or event, a time without its zone, which would be read in that of the machine, a mistyped year."""
    asked = {"event_type": "rainstorm", "colour": "red", "language": "en", "area": {"codes": ["320706"]}, **wrong}
    assert post(signed_in(people.author), "/proposals", asked)[0] == 422


def test_a_follower_is_prepared_by_one_call(people: People, signed_in: Browser, released: Maker) -> None:
    """An update, a correction and a cancellation."""
    author, alert = signed_in(people.author), released()
    for path, sent, kind in (
        ("update", {}, "Update"), ("update", {"correction": True}, "Update"), ("cancel", {"reason": "over"}, "Cancel"),
    ):  # fmt: skip
        status, made = post(author, f"/{alert.pk}/{path}", sent)
        assert (status, made["msg_type"], made["state"], made["previous"]) == (200, kind, "draft", alert.pk)


def test_remaining_steps_answer(people: People, signed_in: Browser, reviewed: Maker) -> None:
    """Return, language by language, edit and discard; what is fixed can be read."""
    author, reviewer = signed_in(people.author), signed_in(people.reviewer)
    key = reviewed().pk
    assert post(reviewer, f"/{key}/languages/en", {"revision": 1})[0] == 200
    assert post(reviewer, f"/{key}/give-back", {"revision": 1})[0] == 422
    assert post(reviewer, f"/{key}/give-back", {"revision": 1, "reason": "street names"})[1]["state"] == "draft"
    assert post(author, f"/{key}", body(revision=1, note="x"), method="put")[1]["revision"] == 2
    assert post(author, f"/{key}/discard", {"revision": 2, "reason": "no storm"})[1]["state"] == "discarded"
    assert "typhoon" in author.get("/api/alerts/event-types").json()
    assert all("BEGIN CERTIFICATE" in one for one in author.get("/api/alerts/certificates").json())
