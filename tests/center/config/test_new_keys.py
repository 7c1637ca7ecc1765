"""The command that exchanges the keys of what is sealed."""

from collections.abc import Callable
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from allauth.mfa.utils import decrypt
from pytest_django.fixtures import Settings
from rich.console import Console

from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan_center.accounts.models import Organisation, User
from anlan_center.alerts.deliveries.models import Recipient, Sink
from anlan_center.alerts.deliveries.sealing import VAULT as SINKS
from anlan_center.alerts.subscriptions import actions
from anlan_center.alerts.subscriptions.models import Subscriber
from anlan_center.config.running import exchange_keys
from anlan_center.config.starting import alone
from anlan_center.config.wiring import SEALED
from anlan_center.vault.keys import place_of


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> None:
    """Give the installation a folder of its own for its keys."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, data=tmp_path)


@pytest.mark.django_db
def test_everything_sealed_is_sealed_anew_by_a_command(organisation: Organisation, person: Callable[..., User]) -> None:
    """Sinks, recipients, subscribers and second factors open with the new keys alone; a second time there is none."""
    sink = Sink.objects.create(
        key="a", channel="webhook", organisation=organisation, jurisdiction="3207", secrets=SINKS.seal_all({"s": "1"})
    )
    Recipient.objects.create(sink=sink, name="r", address=SINKS.seal("x"), jurisdiction="3207")
    actions.subscribe(actions.Wish("email", "wang@example.org", "en", 0, None, ("320703",), 0))
    app, codes = TOTP.activate(person("zhao"), "A" * 32), RecoveryCodes.activate(person("li"))
    known = codes.generate_codes()
    out = StringIO()
    exchange_keys(Terminal("en", Console(file=out, width=200), Console(stderr=True)))
    said = out.getvalue().splitlines()
    assert any("deliveries: 2 rows" in line for line in said)
    assert any("subscribers: 1 rows" in line for line in said)
    assert any("second-factor: 2 rows" in line for line in said)
    for purpose in SEALED:
        place = place_of(purpose)
        place.write_text(place.read_text(encoding="ascii").splitlines()[0], encoding="ascii")
    assert SINKS.unseal_all(Sink.objects.get().secrets) == {"s": "1"}
    assert SINKS.unseal(Recipient.objects.get().address) == "x"
    assert Subscriber.objects.get().content["address"] == "wang@example.org"
    app.instance.refresh_from_db()
    codes.instance.refresh_from_db()
    assert decrypt(app.instance.data["secret"]) == "A" * 32
    assert codes.generate_codes() == known
    assert {purpose: again() for purpose, again in SEALED.items()} == dict.fromkeys(SEALED, 0)


@pytest.mark.django_db
def test_keys_are_exchanged_by_one_command_at_a_time(tmp_path: Path) -> None:
    """Each would put its new key before the same old ones: of two files the last stays, and a key in use is gone."""
    (tmp_path / "keys").mkdir()
    with alone(tmp_path, "new-keys"), pytest.raises(SettingError, match="another 'anlan center new-keys'"):
        exchange_keys(Terminal("en", Console(file=StringIO()), Console(stderr=True)))
    assert not list((tmp_path / "keys").iterdir())
