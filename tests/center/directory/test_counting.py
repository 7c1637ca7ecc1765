"""Attempts at codes, and codes that were used, are counted for all processes together."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from anlan_center.accounts.models import Counted, User
from anlan_center.accounts.signing_in.counting import SharedCounts
from anlan_center.directory.signing_in.clearing import clear
from tests.center.directory.test_sign_in import code_of, sign_in


def wrong_codes(browser: Client, count: int) -> None:
    """Try codes that are wrong."""
    for attempt in range(count):
        browser.post(reverse("mfa_authenticate"), {"code": f"{attempt:06}"})


def other_process() -> SharedCounts:
    """Return what another process has at its start: nothing of its own but the way to the table."""
    return SharedCounts("", {})


def test_attempts_at_codes_are_counted_where_every_process_sees_them(person: Callable[..., User]) -> None:
    """Nothing of the count is kept in the process: with the rows gone it begins anew, and not before."""
    secret = generate_totp_secret()
    TOTP.activate(person("zhao"), secret)
    for count, enters in ((5, False), (4, True)):
        browser = Client()
        sign_in(browser, "zhao")
        wrong_codes(browser, count)
        browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
        assert (browser.get("/accounts/security/").status_code == 200) is enters
        Counted.objects.all().delete()


def test_recovery_codes_are_counted_with_the_others(person: Callable[..., User]) -> None:
    """Whoever tried five codes of an app is not let in by the right recovery code."""
    owner = person("zhao")
    TOTP.activate(owner, generate_totp_secret())
    code, further = RecoveryCodes.activate(owner).generate_codes()[:2]
    browser = Client()
    sign_in(browser, "zhao")
    wrong_codes(browser, 5)
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert browser.get("/accounts/security/").status_code == 302
    Counted.objects.all().delete()
    browser.post(reverse("mfa_authenticate"), {"code": further})
    assert browser.get("/accounts/security/").status_code == 200


def test_wrong_codes_of_one_officer_do_not_stop_the_room(person: Callable[..., User]) -> None:
    """A command room shares one address; the count is of the person."""
    secret = generate_totp_secret()
    for name in ("a", "b", "c"):
        TOTP.activate(person(name), secret)
    for name in ("a", "b"):
        browser = Client()
        sign_in(browser, name)
        wrong_codes(browser, 8)
    browser = Client()
    sign_in(browser, "c")
    browser.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert browser.get("/accounts/security/").status_code == 200


def test_a_code_that_was_seen_is_of_no_use_in_another_process(person: Callable[..., User]) -> None:
    """What one process accepted is used up for all."""
    secret = generate_totp_secret()
    TOTP.activate(person("zhao"), secret)
    code = code_of(secret)
    browser = Client()
    sign_in(browser, "zhao")
    browser.post(reverse("mfa_authenticate"), {"code": code})
    assert browser.get("/accounts/security/").status_code == 200
    assert any(other_process().get(row.key.partition(":")[2].partition(":")[2]) for row in Counted.objects.all())
    again = Client()
    sign_in(again, "zhao")
    again.post(reverse("mfa_authenticate"), {"code": code})
    assert again.get("/accounts/security/").status_code == 302


@pytest.mark.django_db
def test_shared_counts_are_a_cache_as_django_knows_it() -> None:
    """What one keeps another finds, one of two that add succeeds, what is over is gone, and rows are removed later."""
    one, other = other_process(), other_process()
    assert one.add("k", [1.5], 60)
    assert not other.add("k", [2.5], 60)
    assert other.get("k") == [1.5]
    other.set("k", "y", None)
    assert (one.get("k"), one.touch("k", 60), one.delete("k"), one.delete("k"), one.touch("k")) == (
        "y", True, True, False, False,
    )  # fmt: skip
    one.set("k", 1, -1)
    assert one.get("k", "none") == "none"
    assert other.add("k", 2, 60)
    clear(timezone.now() + timedelta(minutes=2))
    assert not Counted.objects.exists()
