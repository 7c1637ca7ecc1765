"""Mail, and a sign-in through another system, as an installation's environment sets them up."""

import base64
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from anlan.errors import SettingError
from anlan_center.accounts.models import User
from anlan_center.accounts.scope import jurisdictions
from anlan_center.config.connections import mail, openid, pages_elsewhere
from anlan_center.overview.policy import HEADER, policy

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)


class Provider(HTTPServer):
    """A provider of OpenID Connect: it knows one person and gives out what the standard asks for."""

    subject = "person-7"
    challenge = ""
    nonce: str | None = None

    @property
    def place(self) -> str:
        """Its address."""
        return f"http://localhost:{self.server_port}"


class Answers(BaseHTTPRequestHandler):
    """What the provider answers."""

    server: Provider

    def log_message(self, *_arguments: Any) -> None:
        """Stay quiet."""

    def do_GET(self) -> None:
        """Describe the provider, show its keys, tell who the person is."""
        place = self.server.place
        answers: dict[str, dict[str, Any]] = {
            "/.well-known/openid-configuration": {
                "issuer": place,
                "authorization_endpoint": f"{place}/authorize",
                "token_endpoint": f"{place}/token",
                "userinfo_endpoint": f"{place}/userinfo",
                "jwks_uri": f"{place}/keys",
            },
            "/keys": {"keys": [json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(KEY.public_key())) | {"kid": "1"}]},
            "/userinfo": {"sub": self.server.subject, "preferred_username": "li", "email": "admin@city.example"},
        }
        self._send(answers[self.path])

    def do_POST(self) -> None:
        """Give a token to who brings the verifier of the challenge (PKCE, RFC 7636)."""
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        verifier = form["code_verifier"][0].encode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier).digest()).rstrip(b"=").decode()
        assert challenge == self.server.challenge
        now = int(time.time())
        claims = {"iss": self.server.place, "aud": "anlan", "sub": self.server.subject, "iat": now, "exp": now + 60}
        claims |= {"nonce": self.server.nonce} if self.server.nonce else {}
        token = jwt.encode(claims, KEY, algorithm="RS256", headers={"kid": "1"})
        self._send({"access_token": "access", "token_type": "Bearer", "id_token": token})

    def _send(self, content: dict[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def provider(db: None, settings: Settings) -> Iterator[Provider]:
    """A provider that this installation is set up with."""
    cache.clear()
    server = Provider(("localhost", 0), Answers)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    settings.SOCIALACCOUNT_PROVIDERS = openid(
        {"ANLAN_OIDC_SERVER": server.place, "ANLAN_OIDC_CLIENT": "anlan", "ANLAN_OIDC_SECRET": "secret"}
    )
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def come_in(browser: Client, provider: Provider, process: str = "login") -> Any:
    """Go to the provider and come back; return the answer."""
    address = reverse("openid_connect_login", kwargs={"provider_id": "organisation"})
    there = browser.post(f"{address}?process={process}").headers["Location"]
    asked = parse_qs(urlsplit(there).query)
    provider.challenge = asked["code_challenge"][0]
    provider.nonce = asked.get("nonce", [None])[0]
    back = reverse("openid_connect_callback", kwargs={"provider_id": "organisation"})
    return browser.get(back, {"code": "code", "state": asked["state"][0]})


def test_who_is_unknown_here_does_not_come_in(provider: Provider, client: Client) -> None:
    """Another system's word opens no account."""
    come_in(client, provider)
    assert not User.objects.exists()
    assert client.get("/accounts/security/").status_code == 302


def test_where_the_installation_allows_it_a_new_person_comes_in_without_a_role(
    provider: Provider, client: Client, settings: Settings
) -> None:
    """And sees nothing."""
    settings.ANLAN_OIDC_NEW_ACCOUNTS = True
    answer = come_in(client, provider)
    if answer.headers.get("Location", "").endswith("/3rdparty/signup/"):
        client.post(answer.headers["Location"], {"username": "li"})
    person = User.objects.get()
    assert jurisdictions(person, "alert.view") == ()
    assert client.get("/accounts/security/").status_code == 200
    assert client.get("/accounts/people/").status_code == 403


def test_an_address_or_a_name_that_another_system_states_opens_nobodys_account(
    provider: Provider, client: Client, person: Callable[..., User], settings: Settings
) -> None:
    """The provider says that its person is 'li' at the address of the administrator; it becomes neither."""
    settings.ANLAN_OIDC_NEW_ACCOUNTS = True
    admin, li = person("admin", administrator="3207"), person("li", approver="3207")
    admin.email = "admin@city.example"
    admin.save()
    come_in(client, provider)
    assert not SocialAccount.objects.filter(user__in=[admin, li]).exists()
    assert client.session.get("_auth_user_id") not in {str(admin.pk), str(li.pk)}


def test_a_person_joins_the_own_account_with_the_other_system_and_the_second_factor_stays(
    provider: Provider, person: Callable[..., User], signed_in_with_second_factor: Callable[[User], Client]
) -> None:
    """After the password once more; from then on the other system stands for the password, never for the factor."""
    approver = person("zhao", approver="3207")
    browser = signed_in_with_second_factor(approver)
    again = come_in(browser, provider, process="connect").headers["Location"]
    assert again == "/accounts/reauthenticate/"
    assert not SocialAccount.objects.exists()
    browser.post(again, {"password": "correct horse battery"})
    TOTP.activate(approver, generate_totp_secret())
    assert SocialAccount.objects.get().user == approver
    fresh = Client()
    assert come_in(fresh, provider).headers["Location"] == reverse("mfa_authenticate")
    assert fresh.get("/accounts/security/").status_code == 302


def test_an_answer_that_was_not_asked_for_is_refused(provider: Provider, client: Client) -> None:
    """A forged state signs nobody in."""
    back = reverse("openid_connect_callback", kwargs={"provider_id": "organisation"})
    client.get(back, {"code": "code", "state": "forged"})
    assert client.get("/accounts/security/").status_code == 302


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({"ANLAN_OIDC_SERVER": "https://id.city.example"}, "ANLAN_OIDC_CLIENT, ANLAN_OIDC_SECRET"),
        (
            {"ANLAN_OIDC_SERVER": "http://id.city.example", "ANLAN_OIDC_CLIENT": "a", "ANLAN_OIDC_SECRET": "b"},
            "https://",
        ),
    ],
)
def test_a_sign_in_elsewhere_that_is_half_set_up_or_in_the_clear_is_refused(
    environment: dict[str, str], told: str
) -> None:
    """The error names what is missing."""
    with pytest.raises(SettingError, match=told):
        openid(environment)


def test_a_browser_may_be_sent_to_the_other_system_by_our_form(provider: Provider, settings: Settings) -> None:
    """Chromium holds where a form leads to against the policy of the page that the form stands in."""
    settings.ANLAN_POLICY = pages_elsewhere({"ANLAN_OIDC_SERVER": f"{provider.place}/realms/city"})
    page = Client().get(reverse("openid_connect_login", kwargs={"provider_id": "organisation"}))
    assert "<form" in page.content.decode()
    assert f"form-action 'self' {provider.place};" in page.headers[HEADER]
    assert pages_elsewhere({}) == {}
    assert policy(pages_elsewhere({})) == policy()


def test_without_variables_there_is_no_sign_in_elsewhere() -> None:
    """Nothing is set up by itself."""
    assert openid({}) == {}


def test_a_demonstration_puts_letters_into_files(tmp_path: Path) -> None:
    """Only where no server is named; with one, letters go there."""
    found = mail("", tmp_path)
    assert found == {
        "EMAIL_BACKEND": "django.core.mail.backends.filebased.EmailBackend", "EMAIL_FILE_PATH": str(tmp_path)
    }  # fmt: skip
    assert mail("smtps://mail.city.example", tmp_path)["EMAIL_BACKEND"].endswith("smtp.EmailBackend")


def test_mail_is_sent_only_where_a_server_is_named() -> None:
    """Without one nothing leaves; a user's name and password may hold any character."""
    assert mail("")["EMAIL_BACKEND"].endswith("dummy.EmailBackend")
    found = mail("smtp://duty%40city:p%3Aw@mail.city.example")
    assert (found["EMAIL_HOST"], found["EMAIL_PORT"], found["EMAIL_USE_TLS"]) == ("mail.city.example", 587, True)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("duty@city", "p:w")
    assert mail("smtps://mail.city.example")["EMAIL_USE_SSL"]
    for wrong in ("imap://mail.city.example", "smtp://mail.city.example:port", "smtps://mail.city.example:99999"):
        with pytest.raises(SettingError, match="smtp://"):
            mail(wrong)
