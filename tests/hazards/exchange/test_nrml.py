"""NRML: vulnerability, fragility and exposure as plain tables."""

import math
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from anlan.hazards.exchange import (
    VulnerabilityTables,
    read_exposure,
    read_fragility,
    read_vulnerability,
    write_vulnerability,
)
from tests.hazards.exchange.made import TEXT, all_codes

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<nrml xmlns="http://openquake.org/xmlns/nrml/0.5">\n'

VULNERABILITY = """<vulnerabilityModel id="v" assetCategory="buildings" lossCategory="structural">
<description>test</description>
<vulnerabilityFunction id="RC" dist="BT">
<imls imt="PGA">0.1 0.5 1.0</imls><meanLRs>0.0 0.2 0.8</meanLRs><covLRs>0 0.5 0.25</covLRs>
</vulnerabilityFunction>
</vulnerabilityModel></nrml>"""

FRAGILITY = """<fragilityModel id="f" assetCategory="buildings" lossCategory="structural">
<description>test</description><limitStates>slight complete</limitStates>
<fragilityFunction id="RC" format="discrete"><imls imt="PGA" noDamageLimit="0.05">0.1 0.5</imls>
<poes ls="slight">0.1 0.9</poes><poes ls="complete">0 0.4</poes></fragilityFunction>
<fragilityFunction id="W" format="continuous"><imls imt="SA(0.3)" minIML="0.01" maxIML="4"/>
<params ls="slight" mean="0.2" stddev="0.1"/><params ls="complete" mean="1.0" stddev="0.5"/></fragilityFunction>
</fragilityModel></nrml>"""

EXPOSURE = """<exposureModel id="e" category="buildings" taxonomySource="x"><description/>
<conversions><area type="per_asset" unit="SQM"/><costTypes>
<costType name="structural" type="per_area" unit="CNY"/><costType name="contents" type="per_asset" unit="CNY"/>
<costType name="business_interruption" type="aggregated" unit="CNY"/></costTypes></conversions>
<assets><asset id="a" taxonomy="RC" number="10" area="100"><location lon="119.2" lat="34.6"/><costs>
<cost type="structural" value="3000" deductible="0.1"/><cost type="contents" value="5000"/>
<cost type="business_interruption" value="70000"/></costs>
<occupancies><occupancy period="night" occupants="35"/></occupancies></asset></assets></exposureModel></nrml>"""


def written(folder: Path, text: str, *changes: tuple[str, str]) -> Path:
    """Write a model with some of its text replaced."""
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    path = folder / "a.xml"
    path.write_text(HEAD + text, encoding="utf-8")
    return path


def test_the_functions_of_san_jose_are_read(shared_data: Path) -> None:
    """The first function of OpenQuake's test case, as its file has it."""
    tables = read_vulnerability(shared_data / "risk/oq_gmf_sanjose/cr_vulnerability_v5.xml")
    first = tables.points.filter(pl.col("function") == "MCF/LWALL+DUC/HEX:1/YBET:1980-2010")
    assert first.height == 38
    assert first.row(2, named=True) | {"function": ""} == {
        "function": "", "intensity": 0.60, "mean": 0.01, "spread": pytest.approx(3e-5), "cov": 0.003,
    }  # fmt: skip
    assert tables.functions["distribution"].unique().to_list() == ["lognormal"]
    assert tables.functions["loss_category"].unique().to_list() == ["structural"]


def test_the_spread_is_the_variation_times_the_mean(tmp_path: Path) -> None:
    """A beta distribution of mean 0.8 and variation 0.25 has a standard deviation of 0.2."""
    tables = read_vulnerability(written(tmp_path, VULNERABILITY))
    assert tables.functions.row(0) == ("RC", "PGA", "beta", "structural", "buildings")
    assert tables.points["spread"].to_list() == pytest.approx([0.0, 0.1, 0.2])


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('dist="BT"', 'dist="PM"', "distribution"),
        ('imt="PGA"', "", "missing"),
        ("<covLRs>0 0.5 0.25</covLRs>", "", "missing"),
        ("0.0 0.2 0.8", "0.0 0.2", "length"),
        ("0.0 0.2 0.8", "0.0 0.2 1.8", "out-of-range"),
        ("0.0 0.2 0.8", "0.0 0.2 much", "bad-value"),
        ("0.0 0.2 0.8", "0.0 0.2 nan", "bad-value"),
        ("0.1 0.5 1.0", "0.5 0.1 1.0", "order"),
        ('id="RC"', 'id=""', "duplicate-key"),
        ("vulnerabilityFunction", "discreteVulnerabilitySet", "old-nrml"),
        ("vulnerabilityModel", "exposureModel", "wrong-file"),
    ],
)
def test_a_fault_of_a_function_is_said_with_its_line(old: str, new: str, code: str, tmp_path: Path) -> None:
    """Each fault has its own code; nothing is guessed."""
    path = written(tmp_path, VULNERABILITY, (old, new))
    assert code in all_codes(lambda: read_vulnerability(path))


def test_fragility_is_read_in_both_forms(tmp_path: Path) -> None:
    """A lognormal of mean 1 and deviation 0.5: dispersion sqrt(ln 1.25), median 1 / sqrt(1.25)."""
    tables = read_fragility(written(tmp_path, FRAGILITY))
    assert tables.functions["format"].to_list() == ["discrete", "continuous"]
    assert tables.functions.row(0)[3:6] == (0.05, None, None)
    assert tables.functions.row(1)[3:6] == (None, 0.01, 4.0)
    assert tables.points.rows() == [
        ("RC", "slight", 0.1, 0.1),
        ("RC", "slight", 0.5, 0.9),
        ("RC", "complete", 0.1, 0.0),
        ("RC", "complete", 0.5, 0.4),
    ]
    complete = tables.lognormals.row(1, named=True)
    assert complete["dispersion"] == pytest.approx(math.sqrt(math.log(1.25)))
    assert complete["median"] == pytest.approx(1.0 / math.sqrt(1.25))


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<poes ls="slight">', '<poes ls="moderate">', "limit-states"),
        ("0.1 0.9", "0.1 1.9", "length"),
        ('mean="0.2"', 'mean="-0.2"', "out-of-range"),
        ('format="discrete"', 'format="curve"', "format"),
        ("<limitStates>slight complete</limitStates>", "", "missing"),
    ],
)
def test_a_fault_of_a_fragility_function_is_said(old: str, new: str, code: str, tmp_path: Path) -> None:
    """As for vulnerability."""
    path = written(tmp_path, FRAGILITY, (old, new))
    assert code in all_codes(lambda: read_fragility(path))


def test_the_value_of_an_asset_follows_the_type_of_its_cost(tmp_path: Path) -> None:
    """By area of each of ten buildings, by building, and for the whole."""
    tables = read_exposure(written(tmp_path, EXPOSURE))
    assert tables.assets.row(0) == ("a", "RC", 10.0, 100.0, 119.2, 34.6)
    assert tables.costs["total"].to_list() == [3_000_000.0, 50_000.0, 70_000.0]
    assert tables.costs["deductible"].to_list() == [0.1, None, None]
    assert tables.occupants.row(0) == ("a", "night", 35.0)


def test_an_area_of_the_whole_asset_is_not_multiplied(tmp_path: Path) -> None:
    """The ten buildings have 100 square metres together."""
    tables = read_exposure(written(tmp_path, EXPOSURE, ('area type="per_asset"', 'area type="aggregated"')))
    assert tables.costs["total"][0] == 300_000.0


def test_all_assets_of_san_jose_are_read(shared_data: Path) -> None:
    """120 assets in NRML 0.4, which has the same form; their values as OpenQuake computed them, in 32 bits."""
    folder = shared_data / "risk/oq_gmf_sanjose"
    tables = read_exposure(folder / "expo_CR_60_SJ.xml")
    wanted = pl.read_csv(folder / "results/assets.csv", schema_overrides={"id": pl.String})
    both = tables.costs.join(wanted, left_on="asset", right_on="id")
    assert both.height == wanted.height
    assert both["total"].to_list() == pytest.approx(both["value_structural"].to_list(), rel=1e-6)


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('<location lon="119.2" lat="34.6"/>', "", "missing"),
        ('lat="34.6"', 'lat="134.6"', "out-of-range"),
        ('number="10"', 'number="ten"', "bad-value"),
        ('area="100"', "", "missing"),
        ('cost type="contents"', 'cost type="furniture"', "cost-type"),
        ('type="per_area"', 'type="each"', "cost-type"),
        ("<assets>", "<assets/><x>", "empty"),
    ],
)
def test_a_fault_of_an_asset_is_said(old: str, new: str, code: str, tmp_path: Path) -> None:
    """As for functions."""
    text = EXPOSURE.replace("</assets>", "</x>") if new == "<assets/><x>" else EXPOSURE
    assert code in all_codes(lambda: read_exposure(written(tmp_path, text, (old, new))))


@given(
    names=st.lists(TEXT.map(str.strip).filter(bool), min_size=1, max_size=3, unique=True),
    levels=st.lists(st.floats(0.0, 1e3), min_size=1, max_size=5, unique=True),
    data=st.data(),
)
def test_functions_written_as_nrml_come_back_the_same(
    tmp_path_factory: pytest.TempPathFactory, names: list[str], levels: list[float], data: st.DataObject
) -> None:
    """Any identifiers and numbers, to the last bit."""
    share = st.floats(0.0, 1.0)
    rows = [
        {"function": name, "intensity": level, "mean": data.draw(share), "cov": data.draw(st.floats(0.0, 5.0))}
        for name in names
        for level in sorted(levels)
    ]
    points = pl.DataFrame(rows).with_columns(spread=pl.col("mean") * pl.col("cov"))
    functions = pl.DataFrame(
        {"id": names, "measure": "SA(0.3)", "distribution": data.draw(st.sampled_from(["lognormal", "beta"]))}
    ).with_columns(loss_category=pl.lit("structural"), asset_category=pl.lit("buildings & <more>"))
    tables = VulnerabilityTables(functions, points.select("function", "intensity", "mean", "spread", "cov"))
    path = tmp_path_factory.mktemp("nrml") / "a.xml"
    write_vulnerability(tables, path)
    back = read_vulnerability(path)
    assert back.functions.equals(tables.functions)
    assert back.points.equals(tables.points)
