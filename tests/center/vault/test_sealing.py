"""What protects secrets in a copy of the database: seals that open with their own keys alone, blind indexes."""

from dataclasses import replace
from pathlib import Path

import pytest
from django.conf import settings as installed
from hypothesis import given
from hypothesis import strategies as st
from pytest_django.fixtures import Settings

from anlan_center.vault.keys import rotate
from anlan_center.vault.sealing import Blind, SealError, Vault

HERE = Vault("people")


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    """Give the installation a folder of its own for its keys."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, data=tmp_path)
    return tmp_path / "keys"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_what_is_sealed_opens_as_it_was_and_looks_different_each_time(text: str) -> None:
    """Whatever is written; twice sealed it is not the same."""
    one, other = HERE.seal(text), HERE.seal(text)
    assert HERE.unseal(one) == HERE.unseal(memoryview(other)) == text
    assert one != other


@given(st.dictionaries(st.text(), st.text() | st.integers() | st.lists(st.floats(allow_nan=False)), min_size=1))
def test_named_values_open_as_they_were(values: dict[str, object]) -> None:
    """Whatever JSON can write."""
    assert HERE.unseal_all(HERE.seal_all(values)) == values


def test_nothing_stays_nothing() -> None:
    """A sink without secrets keeps no seal."""
    assert HERE.seal_all({}) == b""
    assert HERE.unseal_all(b"") == {}


@given(st.data())
def test_no_bit_of_a_seal_can_be_changed_and_no_part_left_out(data: st.DataObject) -> None:
    """Neither mark, nonce, text nor tag; the error names the file of the keys."""
    sealed = HERE.seal("wang@example.org")
    place = data.draw(st.integers(0, len(sealed) - 1))
    changed = sealed[:place] + bytes([sealed[place] ^ 1 << data.draw(st.integers(0, 7))]) + sealed[place + 1 :]
    for broken in (changed, sealed[:place]):
        with pytest.raises(SealError, match="keys/people"):
            HERE.unseal(broken)


def test_what_is_sealed_for_one_purpose_does_not_open_for_another(folder: Path) -> None:
    """Not even where both files hold the same secret, as after a mistake with a backup."""
    sealed = HERE.seal("secret")
    (folder / "things").write_bytes((folder / "people").read_bytes())
    with pytest.raises(SealError, match="keys/things"):
        Vault("things").unseal(sealed)


def test_keys_can_be_exchanged_while_work_goes_on(folder: Path) -> None:
    """What was sealed before opens still; what is sealed after needs the new key alone; sealing anew catches up."""
    before = HERE.seal("li")
    old = (folder / "people").read_text(encoding="ascii").split()
    assert rotate("people") == 2
    after = HERE.seal("li")
    assert HERE.unseal(before) == HERE.unseal(after) == "li"
    assert (HERE.is_current(before), HERE.is_current(after)) == (False, True)
    renewed = HERE.renewed(before)
    assert HERE.renewed(after) == after
    new = (folder / "people").read_text(encoding="ascii").split()
    assert new[1:] == old
    (folder / "people").write_text(f"{new[0]}\n", encoding="ascii")
    assert HERE.unseal(renewed) == HERE.unseal(after) == "li"
    with pytest.raises(SealError, match="put back the file"):
        HERE.unseal(before)


def test_keys_are_the_owners_alone_and_lie_apart_from_the_database(folder: Path) -> None:
    """Made at their first use, and still so after an exchange."""
    HERE.seal("x")
    rotate("people")
    assert (folder / "people").stat().st_mode & 0o777 == 0o600
    assert [place.name for place in folder.iterdir()] == ["people"]
    assert installed.ANLAN_INSTALLATION.data == folder.parent


def test_a_blind_index_is_the_same_for_the_same_value_of_one_kind_only(folder: Path) -> None:
    """It is no plain digest that somebody could make of a list of numbers, and stays as it is when keys change."""
    blind = Blind("index")
    first = blind.index("email", "a@example.org")
    assert len({first, blind.index("sms", "1"), blind.index("email", "1"), blind.index("source", "1")}) == 4
    rotate("index")
    assert blind.index("email", "a@example.org") == first
    (folder / "index").unlink()
    assert blind.index("email", "a@example.org") != first
