"""Which field of a stranger's file means what: the names that data offices and map services use."""

from collections.abc import Sequence
from dataclasses import dataclass

from anlan.city.importing.request import ImportRequest
from anlan.errors import Problem, Severity
from anlan.language import Message, mark

CODE = (
    "code", "adcode", "ad_code", "area_code", "nbs_code", "mca_code", "xzqdm", "xzdm", "qhdm", "pac", "gb", "geocode",
    "行政区划代码", "行政区代码", "区划代码", "统计用区划代码", "代码", "编码", "id", "gid", "fid",
)  # fmt: skip
NAME_ZH = (
    "name_zh", "name_chn", "name_cn", "zh", "xzqmc", "xzmc", "qhmc", "行政区名称", "地区名称", "名称", "name",
    "nl_name", "title", "label",
)  # fmt: skip
NAME_EN = ("name_en", "name_eng", "english", "pinyin", "eng_name", "en", "英文名称")
LEVEL = ("level", "admin_level", "级别", "层级")
PARENT = ("parent", "parent_code", "parent_adcode", "pcode", "parentid", "parent_id", "上级代码", "上级")
POPULATION = (
    "population", "pop", "pop_total", "total_pop", "resident_population", "persons", "people", "residents", "常住人口",
    "户籍人口", "总人口", "人口数", "人口", "pop2020", "pop_2020", "population_2020", "value", "amount", "count",
)  # fmt: skip
KIND = ("kind", "type", "category", "class", "amenity", "类型", "类别")
LON = ("lon", "lng", "longitude", "long", "x", "经度", "lon_wgs84", "wgs84_lon")
LAT = ("lat", "latitude", "y", "纬度", "lat_wgs84", "wgs84_lat")
WKT = ("wkt", "geometry", "geom", "the_geom", "shape_wkt")
CELL = ("h3", "h3_index", "h3index", "hex_id", "cell", "h3_cell", "h3_08", "h3_8")


def guess(columns: Sequence[str], candidates: Sequence[str]) -> str | None:
    """Return the first column whose name is one of the candidates, in their order; None where there is none."""
    by_lower = {column.strip().lower(): column for column in reversed(columns)}
    return next((by_lower[name] for name in candidates if name in by_lower), None)


@dataclass(frozen=True)
class Role:
    """What a field is wanted for, and the option that names it; without an option it must have its declared name."""

    meaning: str
    option: str = ""


CODES = Role(mark("the code of the area"), "--code-field")
NAMES = Role(mark("the name of the area"), "--name-field")
PERSONS = Role(mark("the population"), "--population-field")
KINDS = Role(mark("the kind of the place"))


def choose(
    file: str, columns: Sequence[str], wish: str | None, candidates: Sequence[str], role: Role, problems: list[Problem]
) -> str | None:
    """Return the field the user wished for, or a guess that is noted.

    Parameters
    ----------
    file
        Name of the file, for messages.
    columns
        Fields of the file.
    wish
        Field that the user named, or None.
    candidates
        Names to look for, the best first.
    role
        What the field is wanted for.
    problems
        A wish that is not there is appended as an error, a guess as a notice.
    """
    if wish is not None:
        if wish in columns:
            return wish
        what = Message("there is no field {field!r}", field=wish)
        remedy = Message("{option} must be one of {fields}", option=role.option, fields=", ".join(columns) or "-")
        problems.append(Problem(file, what, remedy, code="no-such-field"))
        return None
    found = guess(columns, candidates)
    if found is not None and found != candidates[0]:
        what = Message("the field {field!r} was taken for {role}", field=found, role=Message(role.meaning))
        remedy = (
            Message("choose another with {option}", option=role.option)
            if role.option
            else Message("rename it to {name} if you agree", name=candidates[0])
        )
        problems.append(Problem(file, what, remedy, severity=Severity.NOTICE, code="field-guessed"))
    return found


def level_of(code: str, request: ImportRequest, given: str | None, features: int) -> str:
    """Return the level of an area: as asked, as given, as the length of a Chinese division code says, or by count."""
    if request.level is not None:
        return request.level
    if given is not None:
        return given
    digits = code if code.isdigit() else ""
    if len(digits) == 6:
        return "city" if digits.endswith("00") else "district"
    if len(digits) == 9:
        return "township"
    if len(digits) == 12:
        return _level_of_twelve(digits)
    return "city" if features == 1 else "district"


def _level_of_twelve(code: str) -> str:
    """Return the level of a 12-digit code of the statistics office."""
    if code.endswith("00000000"):
        return "city"
    if code.endswith("000000"):
        return "district"
    return "township" if code.endswith("000") else "community"
