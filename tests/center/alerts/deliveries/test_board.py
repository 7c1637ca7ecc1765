"""The board, the pages of sinks and the programming interface: what people see and may do, within their area."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from anlan_center.accounts.models import Organisation, User
from anlan_center.alerts.deliveries import actions
from anlan_center.alerts.deliveries.actions import Wanted
from anlan_center.alerts.deliveries.deliverer.reclaiming import DIED
from anlan_center.alerts.deliveries.models import Delivery, Recipient, Sink
from anlan_center.alerts.deliveries.sealing import VAULT
from anlan_center.alerts.deliveries.templatetags.deliveries import reason_word
from anlan_center.alerts.release.models import Alert
from anlan_center.alerts.release.templatetags.alerts import headline
from anlan_center.audit.models import Record
from anlan_center.vault.sealing import SealError
from tests.center.alerts.deliveries.conftest import HERE, handled

People = Callable[..., User]
WANTED = Wanted("网关", "Gateway", "3207", {"url": "https://example.org/x", "secret": "shared"}, exercise=False)


def test_secrets_are_encrypted_at_rest_and_stay_out_of_the_record(
    person: People, confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """The row holds no readable secret, the record names it without its value; it is kept where none is given."""
    operator = confirmed(person("operator", operator="3207"))
    row = actions.new_sink(operator, "hook", "webhook", organisation, WANTED, policy=HERE)
    assert b"shared" not in bytes(row.secrets)
    assert "shared" not in str(row.settings)
    assert "shared" not in str(list(Record.objects.values()))
    kept = Wanted("网关", "Gateway", "3207", {"url": "https://example.org/y"}, exercise=False)
    changed = actions.change_sink(operator, row, kept, revision=1, policy=HERE)
    assert VAULT.unseal_all(changed.secrets) == {"secret": "shared"}
    assert changed.revision == 2


@pytest.mark.parametrize(
    "given",
    [{"url": "https://attacker.example/x"}, {"url": "https://example.org:8443/x"},
     {"url": "https://example.org/x", "authority": "a stranger's"}],
)  # fmt: skip
def test_a_secret_goes_to_no_other_place_than_it_was_entrusted_to(
    given: dict[str, object], person: People, confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """Secrets are never shown; nor can they be read by pointing the sink at a server of one's own."""
    operator = confirmed(person("operator", operator="3207"))
    row = actions.new_sink(operator, "hook", "webhook", organisation, WANTED, policy=HERE)
    moved = Wanted("网关", "Gateway", "3207", given, exercise=False)
    with pytest.raises(ValidationError):
        actions.change_sink(operator, row, moved, revision=1, policy=HERE)
    row.refresh_from_db()
    assert (row.settings, row.revision) == ({"url": "https://example.org/x"}, 1)
    entrusted = Wanted("网关", "Gateway", "3207", {"url": "https://other.example/x", "secret": "new"}, exercise=False)
    changed = actions.change_sink(operator, row, entrusted, revision=1, policy=HERE)
    assert VAULT.unseal_all(changed.secrets) == {"secret": "new"}


@pytest.mark.parametrize("address", ["device\r\nX-Evil: 1", "a@example.org\nBcc: b@example.org", "x\0y"])
def test_a_recipient_has_an_address_of_one_line(
    address: str, person: People, confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """Nothing that ends a line gets where headers are written."""
    operator = confirmed(person("operator", operator="3207"))
    row = actions.new_sink(operator, "hook", "webhook", organisation, WANTED, policy=HERE)
    with pytest.raises(ValidationError):
        actions.set_recipient(operator, row, "r", address=address, group="", language="en", jurisdiction="3207")
    assert not Recipient.objects.exists()


def test_channels_are_changed_by_operators_with_a_second_factor_alone(
    person: People, confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """Neither without it, nor by somebody else, nor for another area."""
    for user in (person("plain", operator="3207"), confirmed(person("author", author="3207")),
                 confirmed(person("east", operator="320703"))):  # fmt: skip
        with pytest.raises(PermissionDenied):
            actions.new_sink(user, "hook", "webhook", organisation, WANTED, policy=HERE)
    assert not Sink.objects.exists()


@pytest.mark.parametrize(
    ("given", "words"),
    [({"secret": "s"}, "missing"), ({"url": "https://169.254.169.254/", "secret": "s"}, "inside the house"),
     ({"url": "https://example.org/", "secret": "s", "colour": "red"}, "no setting 'colour'"),
     ({"url": "https://example.org/", "secret": "s", "timeout": "soon"}, "no number")],
)  # fmt: skip
def test_what_is_wrong_with_a_sink_is_said_before_it_is_written(
    given: dict[str, object], words: str, person: People, confirmed: Callable[[User], User], organisation: Organisation
) -> None:
    """Nothing is half written."""
    operator = confirmed(person("operator", operator="3207", author="3207"))
    operator.language = "en"
    with pytest.raises(ValidationError) as told:
        actions.new_sink(
            operator, "hook", "webhook", organisation, Wanted("网关", "Gateway", "3207", given), policy=HERE
        )
    assert words in " ".join(told.value.messages) or any(
        part in " ".join(told.value.messages) for part in CHINESE[words]
    )
    assert not Sink.objects.exists()


def test_of_two_who_set_up_a_sink_of_one_name_the_second_is_told_so(
    person: People, confirmed: Callable[[User], User], organisation: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both looked before either had written."""
    operator = confirmed(person("operator", operator="3207"))
    actions.new_sink(operator, "hook", "webhook", organisation, WANTED, policy=HERE)
    monkeypatch.setattr(QuerySet, "exists", lambda rows, look=QuerySet.exists: rows.model is not Sink and look(rows))
    with pytest.raises(ValidationError) as told:
        actions.new_sink(operator, "hook", "webhook", organisation, WANTED, policy=HERE)
    assert "key" in told.value.message_dict


CHINESE = {
    "missing": ["未填写"], "inside the house": ["内部网络"], "no setting 'colour'": ["没有设置项"],
    "no number": ["不是数字"],
}  # fmt: skip
"""The same in the language of the tests' reader."""


def test_a_used_sink_of_exercises_never_becomes_a_real_one(
    person: People, confirmed: Callable[[User], User], sink: Callable[..., Sink], released: Callable[..., Alert]
) -> None:
    """Who turns the mark gets a refusal: another sink is set up instead."""
    operator = confirmed(person("operator", operator="3207"))
    released(exercise=True)
    row = sink("webhook", {"url": "https://example.org/"}, {"secret": "s"}, exercise=True)
    handled()
    assert Delivery.objects.count() == 1
    with pytest.raises(ValidationError):
        actions.change_sink(operator, row, WANTED, revision=1, policy=HERE)


def test_a_secret_of_another_installation_is_told_apart() -> None:
    """A changed or foreign secret raises with the remedy; an empty one stays empty."""
    sealed = VAULT.seal("tower")
    assert VAULT.unseal(sealed) == "tower"
    assert VAULT.unseal_all(b"") == {}
    with pytest.raises(SealError, match="keys/deliveries"):
        VAULT.unseal(sealed[:-1] + bytes([sealed[-1] ^ 1]))


@pytest.fixture
def delivery(sink: Callable[..., Sink], alert: Alert) -> Delivery:
    """A delivery that waits."""
    sink("webhook", {"url": "https://example.org/"}, {"secret": "s"}, recipients={"Tower 7": "+8613900000000"})
    handled()
    return Delivery.objects.get()


def test_the_board_counts_by_sink_and_group_and_shows_no_address(
    delivery: Delivery, person: People, signed_in: Callable[..., Client]
) -> None:
    """Names and counts are there; the phone number is not."""
    browser = signed_in(person("observer", observer="32"))
    page = browser.get(reverse("deliveries:board"), {"alert": delivery.alert_id}).content.decode()
    assert "Tower 7" in page
    assert "duty" in page
    assert "13900000000" not in page
    detail = browser.get(reverse("deliveries:detail", args=[delivery.pk])).content.decode()
    assert "13900000000" not in detail


def test_the_board_of_all_warnings_names_the_warning_of_each_delivery(
    delivery: Delivery, person: People, signed_in: Callable[..., Client]
) -> None:
    """Two warnings at once are told apart, and a click shows those of one alone."""
    browser = signed_in(person("observer", observer="32"))
    page = browser.get(reverse("deliveries:board")).content.decode()
    link = f'<a href="?alert={delivery.alert_id}">{headline(delivery.alert)}</a>'
    assert link in page
    assert link not in browser.get(reverse("deliveries:board"), {"alert": delivery.alert_id}).content.decode()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("the recipient has gone", "接收人已不存在"),
        (DIED, "处理进程在记录结果前终止"),
        ("superseded", "更新"),
        ("TimeoutError: no answer", "(TimeoutError: no answer)"),
        ("HTTP 400 no such number", "HTTP 400 no such number"),
        ("", ""),
    ],
)
def test_reasons_of_ours_are_said_in_the_readers_language(reason: str, words: str) -> None:
    """What a stranger said stays as it was said."""
    with translation.override("zh-hans"):
        assert words in reason_word(reason)
        assert bool(reason_word(reason)) == bool(reason)


def test_who_is_elsewhere_sees_nothing(delivery: Delivery, person: People, signed_in: Callable[..., Client]) -> None:
    """The neighbour's officer finds an empty board, and the delivery does not exist for them."""
    browser = signed_in(person("neighbour", observer="320706"))
    assert "Tower 7" not in browser.get(reverse("deliveries:board")).content.decode()
    assert browser.get(reverse("deliveries:detail", args=[delivery.pk])).status_code == 404
    assert browser.post(reverse("deliveries:resend", args=[delivery.pk])).status_code == 404
    assert Client().get(reverse("deliveries:board")).status_code == 302


def test_a_sink_is_set_up_and_given_recipients_on_pages(
    person: People, signed_in_with_second_factor: Callable[[User], Client], areas: Any
) -> None:
    """From the choice of a channel to a recipient whose address is encrypted; the secret is not shown again."""
    browser = signed_in_with_second_factor(person("operator", operator="3207"))
    start = reverse("deliveries:new_sink") + "?channel=webhook"
    assert "set_url" in browser.get(start).content.decode()
    given = {"key": "hook", "name_zh": "网关", "name_en": "Gateway", "jurisdiction": "3207", "active": "on",
             "exercise": "on", "set_url": "https://example.org/x", "set_secret": "shared"}  # fmt: skip
    assert browser.post(start, {**given, "set_url": "https://127.0.0.1/"}).status_code == 200
    assert not Sink.objects.exists()
    assert browser.post(start, given).status_code == 302
    row = Sink.objects.get()
    page = reverse("deliveries:sink", args=[row.pk])
    assert "shared" not in browser.get(page).content.decode()
    who = {"name": "Tower 7", "address": "tower-7", "language": "en", "jurisdiction": "3207", "active": "on"}
    assert browser.post(reverse("deliveries:recipient", args=[row.pk]), who).status_code == 302
    assert VAULT.unseal(Recipient.objects.get().address) == "tower-7"
    assert "Tower 7" in browser.get(page).content.decode()
    assert "hook" in browser.get(reverse("deliveries:sinks")).content.decode()
    gone = reverse("deliveries:remove_recipient", args=[row.pk, Recipient.objects.get().pk])
    assert browser.post(gone).status_code == 302
    assert not Recipient.objects.exists()


@pytest.mark.parametrize(("seconds", "shown"), [(60, True), (-60, False)])
def test_a_sink_is_shown_as_left_alone_only_while_it_is(
    seconds: int, shown: bool, sink: Callable[..., Sink], person: People, signed_in: Callable[..., Client]
) -> None:
    """A worker that has ended since does not take the mark away."""
    sink("webhook", {"url": "https://example.org/"}, open_until=timezone.now() + timedelta(seconds=seconds))
    page = signed_in(person("operator", operator="3207")).get(
        reverse("deliveries:sinks"), headers={"Accept-Language": "en"}
    )
    assert ("left alone until" in page.content.decode()) == shown


def test_an_operator_without_a_second_factor_is_told_what_is_missing(
    person: People, signed_in: Callable[..., Client], signed_in_with_second_factor: Callable[[User], Client]
) -> None:
    """The page of sinks leads to the second factor; with it, and to those who may not change sinks, it says nothing."""
    operator = person("operator", operator="3207")
    hint = reverse("directory:security") + '">'
    body = "</header>"  # the name of the reader in the head leads there as well
    assert hint in signed_in(operator).get(reverse("deliveries:sinks")).content.decode().partition(body)[2]
    strong = signed_in_with_second_factor(operator)
    observer = signed_in(person("observer", observer="3207"))
    for browser in (strong, observer):
        assert hint not in browser.get(reverse("deliveries:sinks")).content.decode().partition(body)[2]
