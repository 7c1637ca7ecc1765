"""``anlan scenario run`` as a user runs it."""

import json
from pathlib import Path

import pytest

from anlan.city import City
from anlan.scenarios.saved import write_scenario
from tests.cli.test_commands import anlan
from tests.report.made_run import saved

SMALL = ("--events", "60", "--floor", "0.02", "--samples", "3", "--no-pdf")


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The folder of tinytown's worst credible flood."""
    folder = tmp_path_factory.mktemp("run") / "out"
    run = anlan("scenario", "run", cities / "tinytown", "rain_flood", "--out", folder, *SMALL)
    assert run.returncode == 0, run.stderr
    assert "From hour 0: Rain flood" in run.stdout
    return folder


def test_a_kind_of_hazard_takes_its_worst_credible_event(done: Path) -> None:
    """The page, its numbers, the tables, and the run for other programs."""
    found = json.loads((done / "scenario.json").read_text(encoding="utf-8"))
    assert found["scenario"]["footprints"][0]["hazard"] == "rain_flood"
    assert found["scenario"]["origin"] == "worst"
    assert found["samples"] == 3
    assert (done / "tables" / "capability_targets.csv").exists()
    assert "Capability targets" in (done / "report.html").read_text(encoding="utf-8")
    assert not list(done.glob("*.pdf"))


def test_a_scenario_file_is_followed_the_same_with_one_and_two_workers(cities: Path, tmp_path: Path) -> None:
    """Nothing is assessed; every file is equal byte for byte."""
    file = tmp_path / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    for workers in ("1", "2"):
        run = anlan("scenario", "run", cities / "tinytown", file, "--samples", "3", "--no-pdf", "--workers", workers,
                    "--out", tmp_path / workers)  # fmt: skip
        assert run.returncode == 0, run.stderr
        assert "Assess" not in run.stdout
    first, second = (
        {path.relative_to(tmp_path / workers): path.read_bytes() for path in (tmp_path / workers).rglob("*.*")}
        for workers in ("1", "2")
    )
    assert first == second


def test_without_a_browser_the_report_stands_and_the_remedy_is_told(
    cities: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit status 0, unless a PDF was demanded; then nothing is begun."""
    file = tmp_path / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    monkeypatch.setenv("PATH", str(tmp_path))
    run = anlan("scenario", "run", cities / "tinytown", file, "--samples", "2", "--out", tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert "no PDF: no browser of the Chromium family" in run.stderr
    assert (tmp_path / "out" / "report.html").exists()
    demanded = anlan("scenario", "run", cities / "tinytown", file, "--pdf", "--out", tmp_path / "other")
    assert demanded.returncode == 2
    assert not (tmp_path / "other").exists()


@pytest.mark.parametrize(
    ("scenario", "more", "words"),
    [
        ("no-such-thing", (), "neither a file nor a kind of hazard"),
        ("earthquake", SMALL, "no credible event of 'earthquake'"),
        ("rain_flood", ("--samples", "0"), "samples is 0; give 1 or more"),
    ],
)
def test_what_cannot_be_followed_is_refused(
    cities: Path, tmp_path: Path, scenario: str, more: tuple[str, ...], words: str
) -> None:
    """With the value and what to give instead."""
    run = anlan("scenario", "run", cities / "tinytown", scenario, "--no-pdf", *more, "--out", tmp_path / "o")
    assert run.returncode == 2
    assert words in run.stderr


def test_the_folder_in_which_the_scenario_lies_is_not_replaced(done: Path, cities: Path) -> None:
    """A report may be replaced, but not with the very scenario that is to be followed."""
    file = done / "scenarios" / "night.scenario.json"
    write_scenario(saved(City.load(cities / "tinytown")), file)
    run = anlan("scenario", "run", cities / "tinytown", file, "--out", done, "--samples", "2", "--no-pdf")
    assert run.returncode == 2
    assert "would be replaced" in run.stderr
    assert file.exists()


def test_a_family_without_a_compound_event_is_told_from_a_hazard_without_harm(cities: Path, tmp_path: Path) -> None:
    """Of a family it is said that no two hazards weigh together."""
    out = tmp_path / "out"
    run = anlan("scenario", "run", cities / "tinytown", "typhoon_joint", "--out", out, *SMALL)
    assert run.returncode == 2
    assert "do two hazards weigh" in run.stderr
    assert not out.exists()


def test_a_folder_that_cannot_be_made_is_refused_before_anything_is_computed(cities: Path, tmp_path: Path) -> None:
    """A file stands where a folder above the report should be."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    run = anlan("scenario", "run", cities / "tinytown", "rain_flood", "--out", tmp_path / "file" / "out", *SMALL)
    assert run.returncode == 2
    assert "is no folder that you may write to" in run.stderr
    assert "Assess" not in run.stdout


def test_the_language_may_be_named_as_locales_do() -> None:
    """``zh`` is Chinese; a language that is not spoken is refused with those that are."""
    assert "情景" in anlan("scenario", "--help", lang="zh").stdout
    refused = anlan("scenario", "--help", lang="fr")
    assert refused.returncode == 2
    assert "zh-Hans, en" in refused.stderr
