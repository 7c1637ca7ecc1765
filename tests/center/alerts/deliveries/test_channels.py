"""Every channel keeps the promises of the protocol, is tested, and is described."""

from pathlib import Path

import pytest

from anlan_center.alerts.deliveries.channels import BY_KIND, CHANNELS
from anlan_center.alerts.deliveries.channels.protocol import TUNING, Channel, Configuration
from anlan_center.alerts.subscriptions.choices import Way
from tests.center.alerts.deliveries.conftest import HERE

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[3] / "docs" / "methods" / "warning-delivery.md"


def test_no_kind_stands_twice() -> None:
    """Rows name a channel by its kind."""
    assert len(BY_KIND) == len(CHANNELS)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.kind)
def test_each_channel_is_tested_and_described(channel: Channel) -> None:
    """A test names its class, and the page of methods its kind."""
    tested = "".join(path.read_text(encoding="utf-8") for path in FOLDER.glob("test_*.py"))
    tested += (FOLDER.parent / "bulletins" / "test_publishing.py").read_text(encoding="utf-8")
    assert type(channel).__name__ in tested or f'"{channel.kind}"' in tested
    assert f"`{channel.kind}`" in PAGE.read_text(encoding="utf-8")


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.kind)
def test_each_channel_says_what_it_can_and_what_it_needs(channel: Channel) -> None:
    """Limits are sensible, secrets are marked, and a sink without its settings is told all that is missing."""
    limits = channel.capability
    assert limits.batch >= 1
    assert limits.concurrency >= 1
    assert 0 < limits.timeout <= 60
    assert limits.acknowledges in {"accepted", "received"}
    assert str(channel.label)
    assert channel.way in {"", *Way.values}
    secret = {setting.name for setting in channel.settings if setting.secret}
    open_ones = {setting.name for setting in channel.settings if not setting.secret}
    assert not open_ones & {"password", "token", "secret", "private_key"}
    needed = sum(setting.required for setting in channel.settings)
    assert len(channel.problems(Configuration("empty", {}, HERE))) >= needed
    assert secret | open_ones == {setting.name for setting in channel.settings}


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.kind)
def test_no_number_of_a_sink_is_without_bounds(channel: Channel) -> None:
    """A batch of a million would ask more of the database than it takes, and a request for ever holds its lane."""
    for setting in (*channel.settings, *TUNING):
        if setting.kind == "number":
            for value in (setting.least - 1, setting.most + 1, "nan", "inf"):
                told = channel.problems(Configuration("s", {setting.name: value}, HERE))
                assert any(str(setting.label) in one and str(value) in one for one in told)
            kept = channel.problems(Configuration("s", {setting.name: setting.most}, HERE))
            assert not any(str(setting.label) in one for one in kept)


def test_every_way_of_subscribers_has_a_channel() -> None:
    """Nobody can subscribe to what nothing delivers."""
    assert {channel.way for channel in CHANNELS} >= set(Way.values)
