"""What the register says of measures that these impacts do not show."""

from pathlib import Path

import pytest

from anlan.city import City
from anlan.compute import Serial
from anlan.language import Language
from anlan.report import Voice
from anlan.report.chapters.register import register_chapter
from anlan.risk import assess_city
from anlan.risk.register import make_register
from tests.rehearsal.test_tinytown import Silent
from tests.risk.register_files import write
from tools.tinytown.build import build

MEASURES = """id,name_zh,name_en,purpose,hazard,lever,factor,offset,offset_unit,synthetic,source
phones,手机预警,Phones,prepare,rain_flood,lead_time,0.5,30,min,true,tinytown
stock,储备,Stock,prepare,rain_flood,supply,1,100,persons,true,tinytown
power,电源,Generators,prepare,rain_flood,cascade,1,24,h,true,tinytown
team,队伍,Team,prepare,rain_flood,capability,1,5,teams,true,tinytown
"""

EFFECTS = """id,measure,hazard,lever,offset,offset_unit,synthetic,source
phones-team,phones,rain_flood,capability,5,teams,true,tinytown
"""

TODAY = """hazard,hours,share,synthetic,source
rain_flood,0.5,0.4,true,tinytown
"""


def said(town: Path, language: Language) -> str:
    """Return the limits of the chapter on the register."""
    assessment = assess_city(City.load(town), 100, 1, Serial(), Silent(), kinds=["rain_flood"])
    chapter = register_chapter(make_register(assessment, Serial()))
    return " ".join(Voice.of(language).say(sentence) for sentence in chapter.limits)


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "en",
            (
                "lowers no risk here and is valued in the supply balance: Stock.",
                "lowers no risk here and is valued in the simulation of cascades: Generators.",
                "lowers no risk here and is valued in the rehearsal: Team.",
                "valued in the rehearsal: Phones.",
                "an assumption and may overstate them: Rain flood.",
            ),
        ),
        ("zh-Hans", ("由供需平衡估值的措施：储备。", "由级联模拟估值的措施：电源。", "由推演估值的措施：手机预警。")),
    ],
)
def test_the_register_names_what_counts_as_preparedness(
    tmp_path: Path, language: Language, sentences: tuple[str, ...]
) -> None:
    """Every measure that changes no impact, or more than impacts, stands by name beside what values it."""
    build(tmp_path)
    write(tmp_path, measures=MEASURES, measure_effects=EFFECTS)
    found = said(tmp_path, language)
    for sentence in sentences:
        assert sentence in found


def test_a_warning_of_today_that_is_stated_is_no_assumption(tmp_path: Path) -> None:
    """With a row for the hazard nothing is said of it."""
    build(tmp_path)
    write(tmp_path, measures=MEASURES, warning_times=TODAY)
    assert "warned today" not in said(tmp_path, "en")
