"""What is said about city.toml."""

from pathlib import Path

import pytest

from anlan.city import City
from anlan.city.tables import SECTIONS
from tests.city.packages import town, village

ZONE = 'timezone = "Asia/Shanghai"'

BAD = {
    "unknown key": (
        ZONE,
        ZONE + '\ntimezon = "x"',
        "city.toml:5: [city] has no key 'timezon'; did you mean timezone?",
    ),
    "unknown key like none": (
        "events = 100",
        "events = 100\nzzz = 1",
        "city.toml:10: [cycle] has no key 'zzz'; remove it; docs/city-package.md lists the keys",
    ),
    "missing key": (
        'name_zh = "小城"\n',
        "",
        'city.toml:1: [city] lacks the required key name_zh; add name_zh = "青口镇"',
    ),
    "unknown zone": (
        ZONE,
        'timezone = "Asia/Lianyungang"',
        "city.toml:4: timezone is 'Asia/Lianyungang', which is not a known zone; use an IANA name such as "
        "Asia/Shanghai",
    ),
    "number as text": (
        "h3_resolution = 8",
        'h3_resolution = "8"',
        "city.toml:5: h3_resolution is '8'; write a whole number without quotation marks, such as 8",
    ),
    "text as number": (
        ZONE,
        ZONE + "\nadcode = 320700",
        'city.toml:5: adcode is 320700; write a text in quotation marks, such as "320700"',
    ),
    "fraction": (
        "events = 100",
        "events = 100.5",
        "city.toml:9: events is 100.5; write a whole number without quotation marks, such as 10000",
    ),
    "range": (
        "events = 100",
        "events = 0",
        "city.toml:9: events is 0, outside the allowed range; give a value from 1 to 1000000",
    ),
    "infinite": (
        "events = 100",
        "events = inf",
        "city.toml:9: events is inf; write a whole number without quotation marks, such as 10000",
    ),
    "too many digits": (
        "seed = 7",
        "seed = 99999999999999999999",
        "city.toml:23: seed is 99999999999999999999; write a whole number without quotation marks, such as 320700",
    ),
    "list": (
        ZONE,
        ZONE + '\nlanguages = "zh-Hans"',
        'city.toml:5: languages is \'zh-Hans\'; write a list of texts, such as ["zh-Hans", "en"]',
    ),
    "flag": (
        'kind = "published"',
        'kind = "published"\nattribution_required = "yes"',
        "city.toml:14: attribution_required is 'yes'; write true or false without quotation marks",
    ),
    "choice": (
        'kind = "published"',
        'kind = "printed"',
        "city.toml:13: kind is 'printed', which is not in its list; use one of published, derived, "
        "assumption, synthetic",
    ),
    "unknown section": (
        "[cycle]",
        "[cycles]",
        "city.toml:8: there is no section or key 'cycles' at the top; did you mean [cycle]?",
    ),
    "section in another form": (
        "[cycle]\nevents = 100",
        "[[cycle]]\nevents = 100",
        "city.toml:8: cycle is not a section; write it as [cycle]",
    ),
    "second source of one id": (
        'id = "made"',
        'id = "made"\nkind = "published"\ntitle = "t"\nlicence = "l"\n\n[[sources]]\nid = "made"',
        "city.toml:24: source 'made' is declared again; first in line 18; give each source its own id",
    ),
    "synthetic source without a method": (
        'method = "drawn by hand"\nseed = 7\n',
        "",
        "city.toml:18: the synthetic source 'made' does not state its method, seed; say how its rows were "
        "made, so that "
        "they can be made again",
    ),
    "syntax": (
        ZONE,
        "timezone = Asia",
        "city.toml:4: it is not valid TOML: Invalid value; correct this line; text values stand in quotation marks",
    ),
}


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_entry_is_named_with_its_line_and_remedy(tmp_path: Path, kind: str) -> None:
    """One bad entry gives one problem, at its line."""
    old, new, sentence = BAD[kind]
    assert town().change("city.toml", old, new).said(tmp_path) == [sentence]


def test_a_missing_city_section_is_named_once(tmp_path: Path) -> None:
    """Without [city] its keys are not listed one by one."""
    package = village()
    package.files["city.toml"] = "[cycle]\nevents = 5\n"
    assert package.said(tmp_path) == ["city.toml: the section [city] is missing; add it"]


def test_an_empty_file_lacks_the_city(tmp_path: Path) -> None:
    """An empty city.toml says what is missing."""
    package = village()
    package.files["city.toml"] = "# nothing\n"
    assert package.said(tmp_path) == ["city.toml: the section [city] is missing; add it"]


def test_values_are_typed_and_defaults_filled(tmp_path: Path) -> None:
    """What is not written has its declared default."""
    city = City.load(village().write(tmp_path / "v"))
    assert city.info["languages"] == ("zh-Hans", "en")
    assert (city.info["country"], city.info["currency"], city.info["population"]) == ("CN", "CNY", None)
    declared = {column.name: column.default for column in SECTIONS[1].columns}
    assert {key: str(value) for key, value in city.settings.items()} == {key: declared[key] for key in city.settings}
    assert isinstance(city.settings["events"], int)
    assert isinstance(city.settings["credibility_floor"], float)
    assert city.sources.height == 0


def test_sources_become_a_table(tmp_path: Path) -> None:
    """Each [[sources]] is a row with every declared column."""
    sources = City.load(town().write(tmp_path / "t")).sources
    assert sources.select("id", "kind", "seed", "attribution_required").rows() == [
        ("survey", "published", None, False),
        ("made", "synthetic", 7, False),
    ]


def test_gbk_is_read_with_a_notice(tmp_path: Path) -> None:
    """A city.toml saved in GBK keeps its Chinese name."""
    city = City.load(village().write(tmp_path / "v", encoding="gbk"))
    assert city.info["name_zh"] == "村"
    assert [problem.code for problem in city.notices] == ["gbk-encoding", "gbk-encoding"]
