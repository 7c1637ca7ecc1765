"""What an installation's environment and data folder may be, and how a mistake in them is told."""

import zipfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from anlan.alerts.validation import PROFILES
from anlan.errors import AnlanError, SettingError
from anlan_center.config import connections
from anlan_center.config.installation import Installation, database, installation, zone_of


def here(folder: Path, **environment: str) -> Installation:
    """Return an installation in a folder."""
    return installation({"ANLAN_DATA": str(folder), **environment})


@pytest.mark.parametrize(
    "url",
    [
        "mysql://anlan:hush@db/anlan", "postgresql://anlan:hush@db:99999/anlan", "postgresql://anlan:hush@db",
        "postgresql://anlan:hush@db:port/anlan", "sqlite://", "hush", "postgresql://anlan:hush@[::1/anlan",
    ],
)  # fmt: skip
def test_an_address_of_no_database_is_refused_without_telling_its_password(url: str, tmp_path: Path) -> None:
    """What an address looks like is said; the given one may hold a password and goes into logs."""
    with pytest.raises(SettingError, match="postgresql://USER:PASSWORD@HOST:PORT/NAME") as refused:
        database(url, tmp_path)
    assert url == "hush" or "hush" not in str(refused.value)


def test_an_address_of_a_database_may_hold_any_sign_and_settings_of_its_client(tmp_path: Path) -> None:
    """What follows the question mark is kept: who asks for a verified connection gets no other."""
    found = database("postgresql://du%40ty:p%3Aw@db:5433/city%20one?sslmode=verify-full&host=/run/pg", tmp_path)
    assert (found["USER"], found["PASSWORD"], found["PORT"], found["NAME"]) == ("du@ty", "p:w", "5433", "city one")
    assert found["OPTIONS"] == {"connect_timeout": "10", "sslmode": "verify-full"}
    assert found["HOST"] == "db"


def test_an_embedded_database_lies_in_a_folder_of_any_name(tmp_path: Path) -> None:
    """Signs that mean something in an address mean nothing in a folder's name; a fourth slash begins a whole path."""
    assert database("", tmp_path / "a#b?c%20d")["NAME"] == str(tmp_path / "a#b?c%20d" / "anlan.sqlite3")
    assert database("sqlite:////srv/x", tmp_path)["NAME"] == "/srv/x"
    assert database("sqlite:///x", tmp_path)["NAME"] == "x"


@pytest.mark.parametrize(
    "origin", ["warn.example.org", "ftp://warn.example.org", "https://", "https://warn.example.org/path", "http://x:y"]
)
def test_an_origin_that_is_no_address_is_refused(origin: str, tmp_path: Path) -> None:
    """Otherwise every page would answer 400, and nobody would see why."""
    with pytest.raises(SettingError, match="without a path"):
        here(tmp_path, ANLAN_ORIGIN=origin)


def test_further_hosts_come_beside_the_origin(tmp_path: Path) -> None:
    """Naming one more does not take the first away, and this machine always reaches itself."""
    found = here(tmp_path, ANLAN_ORIGIN="https://warn.example.org/", ANLAN_HOSTS="inner.example, ,10.0.0.7")
    assert found.hosts == ("warn.example.org", "inner.example", "10.0.0.7", "127.0.0.1", "localhost")
    assert here(tmp_path, ANLAN_ORIGIN="http://[::1]:8000").hosts[0] == "[::1]"


def test_a_data_folder_that_is_missing_is_made_by_what_begins_a_centre_alone(tmp_path: Path) -> None:
    """A mistyped folder would otherwise become an empty centre."""
    with pytest.raises(SettingError, match="anlan center migrate CITY"):
        here(tmp_path / "new").claim(new=False)
    assert not (tmp_path / "new").exists()
    here(tmp_path / "new").claim(new=True)
    here(tmp_path / "new").claim(new=False)
    assert [place.name for place in (tmp_path / "new").iterdir()] == ["keys"]


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_a_data_folder_that_cannot_be_one_is_named(place: str, tmp_path: Path) -> None:
    """Here a file stands in its place or above it, or the system lets nobody write."""
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    with pytest.raises(SettingError, match=r"cannot hold the centre's data: .*--data"):
        here(tmp_path / place).claim(new=True)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "mine"


def test_processes_that_begin_at_once_get_one_key(tmp_path: Path) -> None:
    """A key is never seen before it is whole; only its owner reads it, and no spare file is left."""
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _number: here(tmp_path).secret("django"), range(64)))
    assert len(keys) == 1
    assert len(keys.pop()) == 64
    assert [place.name for place in (tmp_path / "keys").iterdir()] == ["django"]
    assert (tmp_path / "keys" / "django").stat().st_mode & 0o777 == 0o600


def test_an_empty_key_is_no_key(tmp_path: Path) -> None:
    """After a full disk a file may be there with nothing in it: nothing is sealed with that."""
    (tmp_path / "keys").mkdir()
    (tmp_path / "keys" / "django").write_text("\n", encoding="ascii")
    with pytest.raises(SettingError, match="backup"):
        here(tmp_path).claim(new=True)


def test_a_demonstration_stays_one_and_a_real_centre_becomes_none(tmp_path: Path) -> None:
    """Accounts of a demonstration are known to many: nothing of its folder may ever leave the machine."""
    here(tmp_path / "shown", ANLAN_DEMO="1").claim(new=True)
    assert here(tmp_path / "shown").demo
    here(tmp_path / "real").claim(new=True)
    (tmp_path / "real" / "city").write_text("city", encoding="utf-8")
    with pytest.raises(SettingError, match="real centre"):
        here(tmp_path / "real", ANLAN_DEMO="1").claim(new=True)
    assert not here(tmp_path / "real").demo


def test_the_zone_is_read_from_a_folder_and_from_an_archive(tmp_path: Path) -> None:
    """Pages show the city's time however its package came."""
    (tmp_path / "city.toml").write_text('[city]\ntimezone = "Asia/Shanghai"\n', encoding="utf-8")
    with zipfile.ZipFile(tmp_path / "city.zip", "w") as archive:
        archive.write(tmp_path / "city.toml", "seatown/city.toml")
    assert zone_of("") == "UTC"
    assert zone_of(str(tmp_path)) == zone_of(str(tmp_path / "city.zip")) == "Asia/Shanghai"


@pytest.mark.parametrize("content", ["[[[", '[city]\ntimezone = "Mars/X"\n', "[city]\ntimezone = '/etc'\n", "\xff"])
def test_a_city_that_cannot_be_read_is_refused_rather_than_shown_in_another_time(content: str, tmp_path: Path) -> None:
    """The line names the package and the command that lists all that is wrong with it."""
    (tmp_path / "city.toml").write_text(content, encoding="latin-1")
    with pytest.raises(AnlanError, match="anlan city check"):
        zone_of(str(tmp_path))
    (tmp_path / "city.zip").write_bytes(b"PK\x03\x04half")
    with pytest.raises(AnlanError, match="anlan city check"):
        zone_of(str(tmp_path / "city.zip"))
    with pytest.raises(AnlanError, match="is not there"):
        zone_of(str(tmp_path / "gone"))


def test_warnings_are_checked_by_a_profile_that_there_is() -> None:
    """The names in the settings are those of the engine; any other is refused at the start."""
    assert set(connections.PROFILES) == set(PROFILES)
    assert (connections.profile_of(""), connections.profile_of("ipaws")) == ("china", "ipaws")
    with pytest.raises(SettingError, match=r"'gov'; give one of cap, china"):
        connections.profile_of("gov")


@pytest.mark.parametrize("address", ["", "https://t.example.org/{z}/{x}/{y}.png", "/tiles/{z}/{x}/{y}.png"])
def test_tiles_come_from_a_server_over_tls_or_from_our_own(address: str) -> None:
    """None is good too: a closed network has none."""
    assert connections.tiles_of(address) == address


@pytest.mark.parametrize(
    "address",
    [
        "http://t.example.org/{z}/{x}/{y}.png", "https://t.example.org/", "//t.example.org/{z}/{x}/{y}.png",
        "https://t.example.org; script-src *;/{z}/{x}/{y}.png",
    ],
)  # fmt: skip
def test_tiles_that_would_open_the_pages_are_refused(address: str) -> None:
    """The address goes into the policy of every page."""
    with pytest.raises(SettingError, match=r"https://tiles\.example\.org/\{z\}/\{x\}/\{y\}\.png"):
        connections.tiles_of(address)
