"""``anlan supply receipts`` and ``anlan supply donations`` as a user runs them."""

import csv
import json
from pathlib import Path

import pytest

from tests.cli.test_commands import anlan

ASKED = "id,who,place,item,quantity,needed_by_h,people\na,,store,water,60,8,30\nb,,store,tent,5000,8,30\n"
SIGNED = "load,lot,received_fit,damaged,signed_by,signed_h\n"


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory, cities: Path) -> Path:
    """The dispatch.json of a town without vehicles, in which water and tents are handed out at the store."""
    folder = tmp_path_factory.mktemp("plan")
    (folder / "asked.csv").write_text(ASKED, encoding="utf-8")
    run = anlan("supply", "dispatch", cities / "tinytown", "--requests", folder / "asked.csv", "--out", folder / "out")
    assert run.returncode == 0, run.stderr
    return folder / "out" / "dispatch.json"


def test_receipts_go_into_the_journal_once_and_ask_again(cities: Path, tmp_path: Path, plan: Path) -> None:
    """The second time the journal is byte for byte as before; the requests can be planned."""
    load = next(one for one in json.loads(plan.read_text(encoding="utf-8"))["loads"]
                if one["contents"][0]["item"] == "water")  # fmt: skip
    file, journal = tmp_path / "signed.csv", tmp_path / "journal"
    file.write_text(f"{SIGNED}{load['id']},{load['contents'][0]['lot']},50,4,post,9\n", encoding="utf-8")
    kept = []
    for _ in range(2):
        run = anlan("supply", "receipts", cities / "tinytown", "--dispatch", plan, "--receipts", file, "--journal",
                    journal, "--out", tmp_path / "out")  # fmt: skip
        assert run.returncode == 0, run.stderr
        kept.append(journal.read_bytes())
    assert kept[0] == kept[1]
    with (tmp_path / "out" / "requests-again.csv").open(encoding="utf-8-sig") as stream:
        assert [(row["item"], float(row["quantity"])) for row in csv.DictReader(stream)] == [("water", 10.0)]
    run = anlan("supply", "dispatch", cities / "tinytown", "--replan", plan, "--hour", "10", "--requests",
                tmp_path / "out" / "requests-again.csv", "--journal", journal, "--out", tmp_path / "again")  # fmt: skip
    assert run.returncode == 0, run.stderr


def test_donations_are_listed_and_offers_answered_in_both_languages(cities: Path, tmp_path: Path, plan: Path) -> None:
    """Tents are missing; an offer of ten is taken, and nobody who gave is on the page."""
    offers = tmp_path / "offers.csv"
    offers.write_text("id,item,quantity,place,available_h,donor\n1,tent,10,store,7,Firm X\n", encoding="utf-8")
    run = anlan("supply", "donations", cities / "tinytown", "--dispatch", plan, "--offers", offers, "--out",
                tmp_path / "out")  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "tent" in (tmp_path / "out" / "wanted.csv").read_text(encoding="utf-8-sig")
    assert "taken" in (tmp_path / "out" / "answers.csv").read_text(encoding="utf-8-sig")
    assert (tmp_path / "out" / "letters.zh.txt").read_text(encoding="utf-8").count("感谢您") == 1
    assert "Firm X" not in (tmp_path / "out" / "report.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("rest", "words"),
    [
        (("donations", "--offers", "{plan}"), "give --dispatch or --gap"),
        (("donations", "--gap", "{plan}"), "it holds no balance of supplies"),
        (("donations", "--dispatch", "{plan}", "--offers", "{plan}"), "column 'id' is missing"),
        (("receipts", "--dispatch", "{plan}", "--receipts", "{plan}"), "column 'load' is missing"),
        (("receipts", "--dispatch", "{plan}", "--receipts", "nowhere.csv"), "nowhere.csv is no file"),
    ],
)
def test_what_cannot_be_used_is_refused(
    cities: Path, tmp_path: Path, plan: Path, rest: tuple[str, ...], words: str
) -> None:
    """Exit status 2, the reason, and no folder."""
    name, *more = (part.format(plan=plan) for part in rest)
    run = anlan("supply", name, cities / "tinytown", *more, "--out", tmp_path / "out")
    assert run.returncode == 2
    assert words in run.stderr
    assert not (tmp_path / "out").exists()
