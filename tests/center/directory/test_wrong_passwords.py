"""Wrong passwords: who waits after too many, under which name they count, and how the wait ends."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse

from anlan_center.accounts.models import User
from anlan_center.directory.people import actions as people
from tests.center.directory.test_sign_in import LOGIN, PASSWORD, sign_in


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
