"""Is this real? What people paste is told from what somebody else made."""

from collections.abc import Callable

import pytest
from django.test import Client

from anlan.alerts.signatures import sign
from anlan_center.alerts.bulletins.checking import check
from anlan_center.alerts.bulletins.models import Publication
from tests.alerts.signed import MESSAGE, certificate, key


def test_a_signed_file_is_genuine_however_it_was_copied(published: Callable[..., Publication]) -> None:
    """With blanks around it, another end of lines or without its first line it is still the same message."""
    row = published()
    text = bytes(row.alert.cap or b"").decode()
    for copy in (text, f"\n  {text}\n", text.partition("?>")[2], text.replace("\n", "\r\n")):
        found = check(copy)
        assert found.genuine, found
        assert found.rows == (row,)


@pytest.mark.parametrize(
    ("old", "new"), [("Lianyun", "Donghai"), ("Severe", "Extreme"), ("<urgency>Expected", "<urgency>Past")]
)
def test_a_changed_file_is_not_genuine(published: Callable[..., Publication], old: str, new: str) -> None:
    """One word is enough; the genuine message is shown instead."""
    row = published()
    text = bytes(row.alert.cap or b"").decode()
    assert old in text
    found = check(text.replace(old, new))
    assert not found.genuine
    assert "changed" in found.words
    assert found.rows == (row,)


def test_a_file_that_somebody_else_signed_is_not_from_us(published: Callable[..., Publication]) -> None:
    """A good signature of a stranger proves nothing."""
    published()
    found = check(sign(MESSAGE, key(), certificate()).decode())
    assert not found.genuine
    assert found.rows == ()


def test_identifier_fingerprint_and_words_lead_to_the_message(published: Callable[..., Publication]) -> None:
    """Alone or inside what was passed on."""
    row = published()
    texts = row.alert.texts["zh-Hans"]
    for said in (
        row.alert.identifier,
        f"look: {row.alert.identifier}, is it real?",
        row.digest.upper(),
        texts["short"],
        f"转发！{texts['short'].replace('，', ' ')} 请扩散",
        row.alert.texts["en"]["headline"].upper(),
    ):
        found = check(said)
        assert found.genuine, said
        assert found.rows == (row,)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "台风",
        "orange typhoon",
        "<alert>",
        "<alert",
        "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><alert>&b;</alert>",
        "x" * 300_000,
        "紧急通知：水库决堤，所有人立即撤离到市体育场集合！",
    ],
)
def test_what_is_not_from_us_is_said_to_be_so(published: Callable[..., Publication], said: str) -> None:
    """Too little, broken, hostile or invented: none of it is genuine, and nothing breaks."""
    published()
    assert not check(said).genuine


def test_a_message_of_an_exercise_is_told_to_be_one(published: Callable[..., Publication]) -> None:
    """It is from us and still no real warning; no page of it is shown."""
    row = published(exercise=True)
    for said in (row.alert.identifier, bytes(row.alert.cap or b"").decode()):
        found = check(said)
        assert not found.genuine
        assert "exercise" in found.words
        assert found.rows == ()


def test_the_form_answers_without_a_session(published: Callable[..., Publication]) -> None:
    """As it stands on a page of plain files: no cookie, no token; the answer is a page in the reader's language."""
    row = published()
    stranger = Client(enforce_csrf_checks=True)
    answer = stranger.post("/public/check/?lang=zh", {"said": row.alert.identifier})
    assert answer.status_code == 200
    assert row.alert.texts["zh-Hans"]["headline"] in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"
    assert not answer.cookies
    assert stranger.get("/public/check/").status_code == 405
