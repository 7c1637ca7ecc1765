"""Signing in: password, second factor, shifts, and what an attacker tries."""

import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from axes.models import AccessAttempt
from django.contrib.auth.password_validation import password_validators_help_texts
from django.contrib.sessions.models import Session
from django.core import mail
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from anlan_center.accounts.models import User
from anlan_center.audit.models import Record
from anlan_center.directory.people import actions as people
from anlan_center.directory.signing_in.clearing import clear

PASSWORD = "correct horse battery"
LOGIN = "/accounts/login/"


def code_of(secret: str, *, steps: int = 0) -> str:
    """Return the code that an authenticator app shows now, or some steps of 30 s later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def sign_in(browser: Client, username: str, password: str = PASSWORD, follow: str = "/") -> str:
    """Send the form of the sign-in; return where it leads, or nothing where it stays."""
    answer = browser.post(f"{LOGIN}?next={follow}", {"login": username, "password": password})
    return str(answer.headers.get("Location", ""))


def test_a_person_signs_in_and_out_and_both_are_recorded(person: Callable[..., User], client: Client) -> None:
    """The page says who one is, and the record says who came and went."""
    person("li", author="3207")
    assert sign_in(client, "li", follow="/accounts/security/") == "/accounts/security/"
    assert "值班员" in client.get("/accounts/security/").content.decode()
    client.post("/accounts/logout/")
    assert client.get("/accounts/security/").status_code == 302
    assert [row.action for row in Record.objects.all()] == ["account.sign_in", "account.sign_out"]


def test_who_comes_in_is_greeted_in_no_language_but_their_own(person: Callable[..., User]) -> None:
    """A browser in English at the sign-in leaves no English sentence on the pages of somebody who reads Chinese."""
    browser = Client(headers={"accept-language": "en"})
    person("li", author="3207")
    sign_in(browser, "li")
    page = browser.get("/").content.decode()
    assert 'lang="zh-hans"' in page
    assert "notice-success" not in page


def test_a_code_is_asked_for_and_opens_strong_permissions(person: Callable[..., User], client: Client) -> None:
    """With an authenticator app the password alone leads no further than the question for the code."""
    admin = person("zhao", administrator="3207")
    secret = generate_totp_secret()
    TOTP.activate(admin, secret)
    assert sign_in(client, "zhao") == reverse("mfa_authenticate")
    assert client.get("/accounts/security/").status_code == 302
    assert client.get(reverse("mfa_authenticate")).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": "000000"}).status_code == 200
    assert client.post(reverse("mfa_authenticate"), {"code": code_of(secret)}).status_code == 302
    assert client.get("/accounts/people/add/").status_code == 200


def test_the_secret_of_an_app_is_not_in_the_database(person: Callable[..., User]) -> None:
    """Who reads the tables cannot make codes."""
    secret = generate_totp_secret()
    TOTP.activate(person("zhao"), secret)
    assert secret not in str(Authenticator.objects.get().data)


def test_setting_up_an_app_from_the_page(
    person: Callable[..., User], client: Client, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    """A person who is sent on to confirm sets up an app, and confirms with its next code."""
    person("zhao", administrator="3207")
    sign_in(client, "zhao")
    answer = client.get("/accounts/people/add/")
    assert answer.headers["Location"] == "/accounts/security/confirm/?next=%2Faccounts%2Fpeople%2Fadd%2F"
    assert client.get(answer.headers["Location"]).headers["Location"] == reverse("mfa_index")
    again = client.get(reverse("mfa_activate_totp"))
    assert again.headers["Location"].startswith("/accounts/reauthenticate/")
    client.post(again.headers["Location"], {"password": PASSWORD, "next": reverse("mfa_activate_totp")})
    page = client.get(reverse("mfa_activate_totp")).content.decode()
    secret = re.findall(r"<code>([A-Z2-7]{32})</code>", page)[0]
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
    assert Authenticator.objects.filter(type="totp").count() == 1
    confirm = client.get("/accounts/security/confirm/?next=/accounts/people/add/").headers["Location"]
    assert confirm == f"{reverse('mfa_reauthenticate')}?next=%2Faccounts%2Fpeople%2Fadd%2F"
    done = client.post(confirm, {"code": code_of(secret, steps=1), "next": "/accounts/people/add/"})
    assert done.headers["Location"] == "/accounts/people/add/"
    assert client.get("/accounts/people/add/").status_code == 200
    assert Record.objects.filter(action="second_factor.totp_activated").exists()


def test_who_has_a_second_factor_cannot_confirm_by_password(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """An open session and a known password do not suffice to remove the second factor."""
    admin = person("zhao", administrator="3207")
    TOTP.activate(admin, generate_totp_secret())
    browser = signed_in(admin)
    answer = browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    assert answer.headers["Location"].startswith(reverse("mfa_reauthenticate"))
    assert browser.post(reverse("mfa_deactivate_totp")).headers["Location"].startswith("/accounts/")
    assert Authenticator.objects.filter(type="totp").exists()


def test_a_second_factor_is_asked_for_again_after_some_hours(
    person: Callable[..., User], signed_in_with_second_factor: Callable[[User], Client], settings: Settings
) -> None:
    """An open browser at the end of a shift approves nothing."""
    browser = signed_in_with_second_factor(person("zhao", administrator="3207"))
    assert browser.get("/accounts/people/add/").status_code == 200
    age(browser, settings.ANLAN_SECOND_FACTOR_HOURS)
    assert "confirm" in browser.get("/accounts/people/add/").headers["Location"]
    assert browser.get("/accounts/people/").status_code == 200


def age(browser: Client, hours: float) -> None:
    """Let a sign-in be older."""
    session = browser.session
    for record in session[AUTHENTICATION_METHODS_SESSION_KEY]:
        record["at"] -= hours * 3600 + 1
    session.save()


def test_a_sign_in_ends_with_the_shift(
    person: Callable[..., User], signed_in: Callable[..., Client], settings: Settings
) -> None:
    """However busy a session is, it ends after a shift."""
    browser = signed_in(person("li", author="3207"))
    assert browser.get("/accounts/security/").status_code == 200
    age(browser, settings.ANLAN_SESSION_HOURS)
    assert browser.get("/accounts/security/").headers["Location"].startswith(LOGIN)
    assert browser.get("/accounts/security/").status_code == 302


def test_at_the_end_of_a_shift_no_page_of_signing_in_lands_within_a_page(
    person: Callable[..., User], signed_in: Callable[..., Client], settings: Settings
) -> None:
    """A list sends the whole page to the sign-in and back; a page that is written on stays, and says what happened."""
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/alerts/?group=open"}
    words = "/alerts/texts/3207/typhoon/all/Alert/en/preview/"
    for address in ("/alerts/preview/", words, "/alerts/"):
        browser = signed_in(person(f"li{len(address)}", author="3207"))
        age(browser, settings.ANLAN_SESSION_HOURS)
        if address == "/alerts/":
            answer = browser.get(address, headers=headers)
            assert answer.status_code == 204
            assert answer.headers["HX-Redirect"].startswith(f"{LOGIN}?next=http%3A%2F%2Ftestserver%2Falerts%2F")
        else:
            answer = browser.post(address, headers=headers)
            assert answer.status_code == 200
            assert f'href="{LOGIN}"' in answer.content.decode()
            assert "<form" not in answer.content.decode()
        assert browser.get("/accounts/security/").status_code == 302


def test_answers_do_not_tell_which_names_exist(person: Callable[..., User], client: Client) -> None:
    """A wrong password and an unknown or closed name give the same page."""
    person("zhangqi")
    closed = person("wangwu")
    closed.is_active = False
    closed.save()
    pages = []
    for name in ("zhangqi", "xqnobody", "wangwu"):
        answer = client.post(LOGIN, {"login": name, "password": "wrong wrong wrong"})
        pages.append((answer.status_code, re.sub(rf"{name}|csrf[^>]*>", "", answer.content.decode())))
    assert pages[0] == pages[1] == pages[2]


def test_a_person_is_locked_out_at_one_address_only(person: Callable[..., User], client: Client) -> None:
    """After five wrong passwords an attacker waits; the person elsewhere and colleagues at the address do not."""
    person("li"), person("wang")
    for _attempt in range(5):
        last = client.post(LOGIN, {"login": "li", "password": "wrong wrong wrong"})
    assert last.status_code == 429
    assert client.post(LOGIN, {"login": "li", "password": PASSWORD}).status_code == 429
    assert sign_in(Client(), "wang") == "/"
    elsewhere = Client(REMOTE_ADDR="10.0.0.7")
    assert sign_in(elsewhere, "li") == "/"


def test_a_name_in_other_letters_has_no_attempts_of_its_own(person: Callable[..., User], client: Client) -> None:
    """Accounts are found in capitals or not; counted as typed, a name of seven letters would have 640 attempts."""
    person("lidawei")
    assert sign_in(client, "LiDaWei") == "/"
    attacker = Client(REMOTE_ADDR="10.0.0.7")
    for name in ("lidawei", "Lidawei", "LIDAWEI", "liDAWEI", "lidaweI"):
        last = attacker.post(LOGIN, {"login": name, "password": "wrong wrong wrong"})
    assert last.status_code == 429
    assert sign_in(attacker, "LIdawei") == ""


def test_a_new_password_from_an_administrator_ends_the_wait(
    person: Callable[..., User], client: Client, confirmed: Callable[[User], User]
) -> None:
    """The page of who is locked out says that the administrator helps; so the new password works at once."""
    li, wang = person("Li"), person("wang")
    for one in (li, wang):
        for _attempt in range(5):
            client.post(LOGIN, {"login": one.username, "password": "wrong wrong wrong"})
    password = people.reset_password(confirmed(person("admin", administrator="3207")), li)
    assert sign_in(client, "li", password=password) == "/"
    assert sign_in(Client(), "wang") == ""


def test_the_password_of_one_use_is_no_password_of_ones_own(
    person: Callable[..., User], client: Client, confirmed: Callable[[User], User]
) -> None:
    """Whoever read it out would still know it; nothing opens until another one is chosen."""
    li = person("li", author="3207")
    password = people.reset_password(confirmed(person("admin", administrator="3207")), li)
    sign_in(client, "li", password=password)
    change = reverse("account_change_password")
    for chosen in (password, "a password of my own"):
        assert User.objects.get(pk=li.pk).must_change_password
        client.post(change, {"oldpassword": password, "password1": chosen, "password2": chosen})
    assert not User.objects.get(pk=li.pk).must_change_password


def test_names_that_do_not_exist_are_locked_out_as_well(db: None, client: Client) -> None:
    """The lock tells no more than the page of the sign-in."""
    for _attempt in range(5):
        last = client.post(LOGIN, {"login": "nobody", "password": "wrong wrong wrong"})
    assert last.status_code == 429


def test_codes_cannot_be_tried_out(person: Callable[..., User], client: Client) -> None:
    """Who knows the password has few attempts at the code, and the right one then comes too late."""
    secret = generate_totp_secret()
    TOTP.activate(person("zhao"), secret)
    sign_in(client, "zhao")
    for attempt in range(6):
        client.post(reverse("mfa_authenticate"), {"code": f"{attempt:06}"})
    client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    assert client.get("/accounts/security/").status_code == 302


def test_a_session_that_was_planted_is_not_the_one_that_is_signed_in(
    person: Callable[..., User], client: Client
) -> None:
    """Signing in gives the session a new name, so that nobody who knew the old one comes along."""
    person("li")
    client.get(LOGIN)
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    planted = str(session.session_key)
    sign_in(client, "li")
    assert client.session.session_key != planted
    thief = Client()
    thief.cookies["sessionid"] = planted
    assert thief.get("/accounts/security/").status_code == 302


def test_nobody_is_sent_to_another_site(person: Callable[..., User], client: Client) -> None:
    """A link with a foreign address behind the sign-in leads to this site."""
    person("li")
    assert sign_in(client, "li", follow="https://evil.example/") == "/"
    for bad in ("https://evil.example/", "//evil.example/", "javascript:alert(1)"):
        assert "evil" not in client.get("/accounts/security/confirm/", {"next": bad}).headers["Location"]


def test_a_new_password_ends_all_other_sign_ins(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """Whoever was in with the old password is out."""
    user = person("li")
    here, there = signed_in(user), signed_in(user)
    new = "another horse altogether"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert here.post(reverse("account_change_password"), form).status_code == 302
    assert here.get("/accounts/security/").status_code == 200
    assert there.get("/accounts/security/").status_code == 302


def test_one_signs_out_everywhere_else(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """The sign-in that asks stays."""
    user = person("li")
    here, there = signed_in(user), signed_in(user)
    assert here.post("/accounts/security/sign-out-elsewhere/").status_code == 302
    assert here.get("/accounts/security/").status_code == 200
    assert there.get("/accounts/security/").status_code == 302


def test_a_password_of_one_use_opens_only_the_page_that_changes_it(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Everything else leads there until a password was chosen that nobody else has seen."""
    user = person("li", auditor="3207")
    user.must_change_password = True
    user.save()
    browser = signed_in(user)
    change = reverse("account_change_password")
    assert browser.get("/accounts/people/").headers["Location"] == change
    assert browser.get(change).status_code == 200
    assert browser.get("/api/accounts/me").json()["permissions"] == []
    assert browser.post(change, {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD}).status_code
    new = "another horse altogether"
    browser.post(change, {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert browser.get("/accounts/people/").status_code == 200


@pytest.mark.parametrize("weak", ["short", "123456789012", "password1234", "li-li-li-li-li"])
def test_weak_passwords_are_refused(person: Callable[..., User], signed_in: Callable[..., Client], weak: str) -> None:
    """Twelve characters at least, no well-known one, no digits alone, not the own name."""
    user = person("li-li-li-li")
    browser = signed_in(user)
    form = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    assert browser.post(reverse("account_change_password"), form).status_code == 200
    user.refresh_from_db()
    assert user.check_password(PASSWORD)


def test_without_mail_a_forgotten_password_is_a_matter_for_the_administrator(
    person: Callable[..., User], client: Client, settings: Settings
) -> None:
    """The page says whom to ask, for names and addresses that exist as for others, and nothing is sent."""
    settings.ANLAN_MAIL = ""
    user = person("li")
    user.email = "li@city.example"
    user.save()
    pages = [client.post("/accounts/password/reset/", {"email": one}).content for one in ("li@city.example", "x@y.z")]
    assert "管理员" in pages[0].decode()
    assert len(mail.outbox) == 0
    assert reverse("account_reset_password") == "/accounts/password/reset/"


def test_with_mail_a_forgotten_password_is_reset_by_a_link(
    person: Callable[..., User], client: Client, settings: Settings
) -> None:
    """Known and unknown addresses get the same page; the link works once."""
    settings.ANLAN_MAIL = "smtp://mail.city.example"
    user = person("li")
    user.email = "li@city.example"
    user.save()
    answers = [client.post("/accounts/password/reset/", {"email": one}) for one in ("li@city.example", "x@y.example")]
    assert answers[0].headers["Location"] == answers[1].headers["Location"]
    (link,) = re.findall(r"http://testserver(/accounts/password/reset/key/\S+)", str(mail.outbox[0].body))
    form = client.get(link).headers["Location"]
    new = "another horse altogether"
    assert client.post(form, {"password1": new, "password2": new}).status_code == 302
    assert "password1" not in Client().get(link, follow=True).content.decode()
    user.refresh_from_db()
    assert user.check_password(new)


def test_nobody_opens_an_account_alone(db: None, client: Client) -> None:
    """The page of joining is closed."""
    form = {"username": "eve", "password1": "another horse altogether", "password2": "another horse altogether"}
    assert client.post("/accounts/signup/", form).status_code == 200
    assert not User.objects.filter(username="eve").exists()


def test_the_script_of_a_page_is_sent_on_as_well(person: Callable[..., User], signed_in: Callable[..., Client]) -> None:
    """A part of a page that asks without a second factor sends the whole page to the confirmation, and back there."""
    browser = signed_in(person("zhao", administrator="3207"))
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/people/"}
    answer = browser.post("/accounts/people/add/", headers=headers)
    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == (
        "/accounts/security/confirm/?next=http%3A%2F%2Ftestserver%2Faccounts%2Fpeople%2F"
    )


def test_a_person_is_greeted_in_the_own_language(person: Callable[..., User], client: Client) -> None:
    """At the first sign-in of a browser; what was chosen there stays."""
    user = person("li", auditor="3207")
    user.language = "en"
    user.save()
    sign_in(client, "li")
    assert "People and roles" in client.get("/accounts/people/").content.decode()
    other = Client()
    other.cookies["django_language"] = "zh-hans"
    sign_in(other, "li")
    assert "人员和角色" in other.get("/accounts/people/").content.decode()


def test_what_is_left_of_sign_ins_is_removed(person: Callable[..., User], client: Client) -> None:
    """Sessions that ended, and names and addresses of wrong passwords after a day; what still counts stays."""
    person("li")
    client.post(LOGIN, {"login": "li", "password": "wrong wrong wrong"})
    sign_in(client, "li")
    client.post(LOGIN, {"login": "eve", "password": "wrong wrong wrong"})
    Client().post(LOGIN, {"login": "eve", "password": "wrong wrong wrong"})
    clear()
    assert Session.objects.exists()
    assert AccessAttempt.objects.exists()
    clear(timezone.now() + timedelta(days=15))
    assert not Session.objects.exists()
    assert not AccessAttempt.objects.exists()


def test_every_sentence_of_the_sign_in_is_there_in_both_languages(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """No page of the sign-in falls back on the other language."""
    browser = signed_in(person("li", approver="3207"))
    for name in ("directory:security", "directory:keys", "mfa_index", "account_change_password", "account_logout"):
        for language, other in (("zh-hans", "Second factor"), ("en", "第二")):
            browser.cookies["django_language"] = language
            assert other not in browser.get(reverse(name)).content.decode().partition("<main")[2], (name, language)


def test_sentences_of_the_libraries_are_said_officially() -> None:
    """A one-time code is one of verification, and nobody is addressed like a friend."""
    with translation.override("zh-hans"):
        told = password_validators_help_texts()
    assert "密码不得少于12个字符。" in told
    assert not any("你" in one for one in told)


def test_no_other_way_is_announced_where_there_is_none(
    person: Callable[..., User], signed_in: Callable[..., Client]
) -> None:
    """Confirming anew with the app, the only way that counts, shows no empty block of others."""
    approver = person("approver", approver="3207")
    browser = signed_in(approver)
    TOTP.activate(approver, generate_totp_secret())
    page = browser.get(reverse("mfa_reauthenticate"))
    assert page.status_code == 200
    assert page.content.decode().count('class="panel') == 1
