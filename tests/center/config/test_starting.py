"""What a command of the centre refuses before it begins, and what it tells."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import override_settings
from django.utils import timezone
from pytest_django import Settings
from rich.console import Console

from anlan.cli.console import Terminal
from anlan.errors import SettingError
from anlan_center.accounts.models import Area, User
from anlan_center.audit.models import Record
from anlan_center.audit.recording import record
from anlan_center.config.running import seal_now, verify
from anlan_center.config.starting import alone, database_told, demand_free, demand_own_tables, demand_tables, doubts
from anlan_center.directory.machine import demo_accounts
from tools.project import ROOT

pytestmark = pytest.mark.django_db


def screen() -> Terminal:
    """Return an English screen."""
    return Terminal("en", Console(width=200), Console(stderr=True, width=200))


def test_tables_of_a_newer_version_are_named_and_left_alone() -> None:
    """An older program must not write into them."""
    demand_tables()
    MigrationRecorder.Migration.objects.create(app="audit", name="0099_future")
    with pytest.raises(SettingError, match=r"newer version .*audit\.0099_future.*backup"):
        demand_tables()


def test_missing_changes_of_tables_are_counted_with_what_to_run() -> None:
    """Serving and delivering wait for the migration."""
    MigrationRecorder.Migration.objects.filter(app="audit").delete()
    assert demand_own_tables() >= 1
    with pytest.raises(SettingError, match="anlan center migrate"):
        demand_tables()


def test_a_database_of_another_program_is_not_built_in() -> None:
    """Tables without a history of this program's are somebody else's."""
    MigrationRecorder.Migration.objects.all().delete()
    with pytest.raises(SettingError, match="another program"):
        demand_own_tables()


def test_a_demonstration_does_not_begin_in_the_database_of_a_real_centre(
    person: Callable[..., User], settings: Settings
) -> None:
    """A folder of its own does not help where ``DATABASE_URL`` leads to the centre on duty."""
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, demo=True)
    demand_tables()
    person("li", author="3207")
    with pytest.raises(SettingError, match="holds a real centre"):
        demand_tables()


def test_a_database_of_a_demonstration_stays_one(areas: dict[str, Area], settings: Settings) -> None:
    """Passwords of its approvers were printed for everybody to try."""
    demo_accounts()
    with pytest.raises(SettingError, match="begun as a demonstration"):
        demand_tables()
    settings.ANLAN_INSTALLATION = replace(settings.ANLAN_INSTALLATION, demo=True)
    demand_tables()


def test_what_the_database_refuses_is_one_line() -> None:
    """Reasons of several lines become one, with what to do."""
    with pytest.raises(SettingError, match=r"cannot be used: .*nowhere") as refused, database_told():
        connection.cursor().execute("SELECT *\nFROM nowhere")
    assert "\n" not in str(refused.value)


def test_a_port_that_is_taken_or_an_address_of_another_machine_is_refused() -> None:
    """The line says which, and which options choose another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingError, match=f"127.0.0.1:{taken.getsockname()[1]} .*--port"):
            demand_free("127.0.0.1", taken.getsockname()[1])
    with pytest.raises(SettingError, match="--host"):
        demand_free("192.0.2.1", 8000)
    with pytest.raises(SettingError, match=r"anlan\.invalid:8000"):
        demand_free("anlan.invalid", 8000)


def test_one_folder_bears_one_centre(tmp_path: Path) -> None:
    """The second is refused while the first works, and let in after it."""
    with alone(tmp_path), pytest.raises(SettingError, match="another 'anlan up'"), alone(tmp_path):
        pytest.fail("the folder was held")
    with alone(tmp_path):
        pass


def test_a_clock_behind_the_record_is_told(areas: dict[str, Area]) -> None:
    """A machine whose clock was set back would date messages before those that they follow."""
    record(None, "city.load", areas["320700"], after={}, exercise=False)
    assert not [one for one in doubts() if "clock" in str(one)]
    last = Record.objects.latest("pk")
    Record.objects.filter(pk=last.pk).update(at=timezone.now() + timedelta(days=2))
    assert [one for one in doubts() if "set the clock" in str(one)]


def test_scripts_that_were_not_built_are_told() -> None:
    """Pages work without them, but have no maps."""
    with override_settings(STATICFILES_DIRS=[]):
        from_nowhere = [str(one) for one in doubts()]
    assert any("tools.frontend" in one for one in from_nowhere)


@pytest.mark.parametrize("seal", ["5f0e...", "zz", "a" * 63])
def test_a_seal_that_is_not_whole_is_no_fault_of_the_record(seal: str) -> None:
    """Whoever copied it badly is told so, rather than that the record was cut."""
    with pytest.raises(SettingError, match="64 hexadecimal digits"):
        verify(screen(), seal)


def test_a_seal_of_another_centre_is_a_fault(areas: dict[str, Area], capsys: pytest.CaptureFixture[str]) -> None:
    """The chain does not contain it; the own one passes, however it was typed."""
    record(None, "city.load", areas["320700"], after={}, exercise=False)
    Record.objects.update(at=timezone.now() - timedelta(hours=1))
    seal_now(screen())
    assert verify(screen(), "a" * 64) >= 1
    assert "a" * 64 in capsys.readouterr().err


def environment() -> dict[str, str]:
    """Return the environment of a command that belongs to no other installation."""
    own = {key: value for key, value in os.environ.items() if not key.startswith(("ANLAN_", "DATABASE_", "DJANGO_"))}
    return {**own, "PYTHONPATH": str(ROOT / "src"), "COLUMNS": "200", "LANG": "C.UTF-8", "PYTHONUNBUFFERED": "1"}


def command(*words: str | Path) -> list[str]:
    """Return the words of a command."""
    return [sys.executable, "-m", "anlan", *map(str, words)]


@pytest.mark.slow
def test_a_database_that_is_none_is_told_in_one_line(tmp_path: Path) -> None:
    """The file stays as it is, and the status is that of wrong input."""
    (tmp_path / "anlan.sqlite3").write_bytes(b"no database at all" * 100)
    ended = subprocess.run(
        command("center", "serve", "--data", tmp_path), env=environment(), capture_output=True, text=True, timeout=120,
        check=False,
    )  # fmt: skip
    assert ended.returncode == 2
    assert len(ended.stderr.splitlines()) == 1
    assert "anlan.sqlite3 cannot be used: file is not a database" in ended.stderr
    assert (tmp_path / "anlan.sqlite3").read_bytes() == b"no database at all" * 100


@pytest.mark.slow
def test_a_centre_that_was_killed_starts_again_and_keeps_a_second_one_off(tmp_path: Path) -> None:
    """Its lock, its database and its keys bear kill -9; while it works a second one in its folder is refused."""
    city, data = ROOT / "cities" / "tinytown", tmp_path / "data"
    for round_number in range(2):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = str(probe.getsockname()[1])
        words = command("up", city, "--data", data, "--port", port)
        first = subprocess.Popen(words, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        try:
            wait_for(f"http://127.0.0.1:{port}/health/live", first)
            if round_number:
                second = subprocess.run(
                    command("up", "--data", data, "--port", "1024"), env=environment(), capture_output=True, text=True,
                    timeout=120, check=False,
                )  # fmt: skip
                assert (second.returncode, second.stderr.count("\n")) == (2, 1)
                assert "another 'anlan up'" in second.stderr
        finally:
            os.kill(first.pid, signal.SIGKILL)
            first.communicate()
    with sqlite3.connect(data / "anlan.sqlite3") as rows:
        assert rows.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert rows.execute("SELECT COUNT(*) FROM accounts_user").fetchone() == (2,)
    rows.close()


@pytest.mark.slow
@pytest.mark.parametrize("words", [("up", ROOT / "cities" / "tinytown"), ("center", "serve"), ("center", "deliver")])
def test_what_is_told_to_stop_stops_what_it_does_and_ends_well(tmp_path: Path, words: tuple[str | Path, ...]) -> None:
    """Services end by SIGTERM: deliveries in hand are brought to an end, nothing stays leased, and the status is 0."""
    if words[0] == "center":
        migrate = command("center", "migrate", ROOT / "cities" / "tinytown", "--data", tmp_path)
        subprocess.run(migrate, env=environment(), capture_output=True, timeout=120, check=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    listening = () if "deliver" in words else ("--port", port)
    whole = command("--lang", "en", *words, "--data", tmp_path, *listening)
    process = subprocess.Popen(whole, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        assert process.stdout is not None
        told = next((line for line in process.stdout if "Ctrl-C" in line), "it ended before")
        assert f"http://127.0.0.1:{port} " in told or "Delivering" in told
        if listening:
            wait_for(f"http://127.0.0.1:{port}/health/live", process)
        process.terminate()
        assert process.wait(60) == 0
    finally:
        process.kill()
        process.communicate()
    with sqlite3.connect(tmp_path / "anlan.sqlite3") as rows:
        assert rows.execute("SELECT COUNT(*) FROM outbox_entry WHERE state = 'leased'").fetchone() == (0,)
    rows.close()


def wait_for(address: str, process: subprocess.Popen[str]) -> None:
    """Wait until a centre answers."""
    until = time.monotonic() + 120
    while time.monotonic() < until and process.poll() is None:
        try:
            urlopen(address, timeout=5).close()  # noqa: S310 - our own address
        except (URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
        else:
            return
    pytest.fail("the centre did not start")
