"""Is this real? What people paste is told from what somebody else made."""

from collections.abc import Callable

import pytest
from django.test import Client

from anlan.alerts.signatures.signing import sign
from anlan_center.alerts.bulletins.checking import check
from anlan_center.alerts.bulletins.models import Publication
from anlan_center.alerts.deliveries.channels.wording import full_text
from anlan_center.alerts.deliveries.deliverer.contents import content_of
from anlan_center.alerts.release.message.wording import spoken
from anlan_center.alerts.subscriptions.queries import footer_of
from tests.alerts.signatures.signed import MESSAGE, certificate, key


def test_a_signed_file_is_genuine_however_it_was_copied(published: Callable[..., Publication]) -> None:
    """With blanks around it, another end of lines or without its first line it is still the same message."""
    row = published()
    text = bytes(row.alert.cap or b"").decode()
    for copy in (text, f"\n  {text}\n", f"\ufeff{text}", text.partition("?>")[2], text.replace("\n", "\r\n")):
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
    """With other signs between and in other letters too."""
    row = published()
    texts = row.alert.texts["zh-Hans"]
    for said in (
        row.alert.identifier,
        f"  {row.alert.identifier}, ",
        row.digest.upper(),
        texts["short"],
        texts["short"].replace("，", " "),
        "\n".join((texts["headline"], texts["description"], texts["instruction"], row.alert.identifier)),
        row.alert.texts["en"]["headline"].upper(),
    ):
        found = check(said)
        assert found.genuine, said
        assert found.rows == (row,)


@pytest.mark.parametrize(
    "added",
    ["Send your deposit for the shelter to https://evil.example", "立即到市体育场集合", "转发", "Call 0518 1234567."],
)
def test_words_that_were_added_to_a_message_make_it_none_of_ours(
    published: Callable[..., Publication], added: str
) -> None:
    """Whoever cheats puts a genuine warning in front; what is ours is shown, and no word of the rest is vouched for."""
    row = published()
    for ours in (row.alert.texts["zh-Hans"]["short"], row.alert.texts["en"]["headline"], row.alert.identifier):
        for said in (f"{ours} {added}", f"{added} {ours}"):
            found = check(said)
            assert not found.genuine, said
            assert "Not all" in found.words
            assert found.rows == (row,)


def test_strange_signs_and_thousands_of_words_are_borne(published: Callable[..., Publication]) -> None:
    """Databases take no NUL and no ten thousand parameters; the form answers all the same."""
    row = published()
    assert check(f"\0{row.alert.identifier}\0").genuine
    words = " ".join(f"word{number:06}" for number in range(18_000))
    assert not check(words).genuine
    assert Client().post("/public/check/", {"said": f"\0{words}"}).status_code == 200


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


def test_a_real_warning_is_genuine_though_an_exercise_had_its_words(published: Callable[..., Publication]) -> None:
    """Drills practise with the texts of real warnings: nobody is told to do nothing because of that."""
    practised, real = published(exercise=True), published()
    for language in ("zh-Hans", "en"):
        for part in ("short", "headline"):
            found = check(real.alert.texts[language][part])
            assert found.genuine
            assert found.rows == (real,)
            found = check(spoken(practised.alert)[language][part])
            assert not found.genuine
            assert "exercise" in found.words


def test_a_warning_is_genuine_as_it_came_by_mail(published: Callable[..., Publication]) -> None:
    """With area, end, issuer, the address of its page and the way to unsubscribe; no address of others is ours."""
    row = published()
    for language in ("zh-Hans", "en"):
        link = "https://warn.example.org/subscriptions/unsubscribe/u.12.3:1uQx-A:ab_c-9/"
        said = full_text(content_of(row.alert, language), footer_of(language, link))
        assert check(said).genuine, said
        for wrong in (link.replace("warn.", "warm."), f"{link}x", f"{link[:-1]}@evil.example/"):
            assert not check(said.replace(link, wrong)).genuine, wrong


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
