"""The key of the installation: made once, kept from others, and a new one in time."""

import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from anlan_center.alerts.release.errors import RefusedError
from anlan_center.alerts.release.message.keys import LASTS, certificates, signing_pair

NOW = datetime(2026, 8, 1, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def keys(settings: Settings, tmp_path: Path) -> Path:
    """A folder of keys with nothing in it."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, data=tmp_path)
    return tmp_path / "keys"


def test_it_is_made_at_first_use_and_stays(keys: Path) -> None:
    """Only the owner of the installation reads it."""
    first = signing_pair(NOW)
    assert signing_pair(NOW + timedelta(days=100)).fingerprint == first.fingerprint
    (file,) = keys.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert certificates() == (first.certificate,)
    assert "PRIVATE" not in first.certificate


def test_when_it_has_ended_a_new_one_follows_and_the_old_one_is_still_known(keys: Path) -> None:
    """Old warnings are verified with the certificate of their time."""
    first, second = signing_pair(NOW), signing_pair(NOW + LASTS + timedelta(days=2))
    assert first.fingerprint != second.fingerprint
    assert certificates() == (first.certificate, second.certificate)
    assert signing_pair(NOW).fingerprint == first.fingerprint


def test_many_at_once_make_one(keys: Path) -> None:
    """Two processes that start together sign with the same key."""
    with ThreadPoolExecutor(8) as pool:
        found = {pair.fingerprint for pair in pool.map(signing_pair, [NOW] * 8)}
    assert len(found) == 1
    assert len(list(keys.iterdir())) == 1


def test_a_damaged_file_is_said_and_not_replaced(keys: Path) -> None:
    """A new key would not be known to those who verify."""
    keys.mkdir(mode=0o700)
    (keys / "warnings-001.pem").write_text("nothing")
    with pytest.raises(RefusedError, match=r"warnings-001\.pem"):
        signing_pair(NOW)
    assert (keys / "warnings-001.pem").read_text() == "nothing"


def test_a_file_that_is_gone_is_no_reason_to_sign_with_none(keys: Path) -> None:
    """The next key takes the next number, not that of one that is there; one that cannot be read is said."""
    later = NOW + LASTS + timedelta(days=2)
    second = (signing_pair(NOW), signing_pair(later))[1]
    (keys / "warnings-001.pem").unlink()
    third = signing_pair(later + LASTS + timedelta(days=2))
    assert certificates() == (second.certificate, third.certificate)
    (keys / "warnings-004.pem").mkdir()
    with pytest.raises(RefusedError, match=r"warnings-004\.pem"):
        signing_pair(later)
