"""OpenQuake's four infrastructure networks, every table."""

from pathlib import Path

import polars as pl
import pytest

from anlan.compute import Serial
from anlan.errors import ImportDataError
from anlan.risk.networks import ServiceLoss, read_failures, read_network, service_loss

CASES = ("demand_supply", "directed", "five_nodes_demsup_directed", "undirected")
ROUNDING = 5.1e-6
"""OpenQuake writes six significant digits; half of the last is at most 5e-6 of the value."""

EVENT_TABLES = {"ccl": ("CCL", "complete"), "pcl": ("PCL", "partial"), "wcl": ("WCL", "weighted"),
                "efl": ("EL", "efficiency")}  # fmt: skip
NODE_COLUMNS = {"Isolation_node": "complete", "PCL_node": "partial", "WCL_node": "weighted", "EL": "efficiency"}


def losses(folder: Path) -> ServiceLoss:
    """Read a case and compute it."""
    network = read_network([folder / "exposure_demo_nodes.csv", folder / "exposure_demo_edges.csv"])
    failures = read_failures(folder / "Damage_by_Asset_and_Event.csv", network)
    return service_loss(network, failures, Serial())


def table(folder: Path, name: str) -> pl.DataFrame:
    """Read one of OpenQuake's tables."""
    return pl.read_csv(folder / f"infra-{name}.csv", skip_rows=1)


def present(folder: Path, names: list[str]) -> list[str]:
    """Return which tables the case has."""
    return [name for name in names if (folder / f"infra-{name}.csv").exists()]


@pytest.mark.parametrize("case", CASES)
def test_losses_of_events(shared_data: Path, case: str) -> None:
    """Each measure of each event, to the digits of the file."""
    folder = shared_data / "risk" / "oq_networks" / case
    found = losses(folder)
    names = present(folder, [f"event_{name}" for name in EVENT_TABLES])
    assert len(names) >= 3
    for name in names:
        column, measure = EVENT_TABLES[name.removeprefix("event_")]
        wanted = table(folder, name)
        assert list(found.events) == [str(event) for event in wanted["event_id"]]
        assert found.by_event[measure] == pytest.approx(wanted[column].to_numpy(), rel=ROUNDING, abs=1e-15), name


@pytest.mark.parametrize("case", CASES)
def test_losses_of_nodes(shared_data: Path, case: str) -> None:
    """Mean losses of demand nodes, traffic zones and all nodes, to the digits of the file."""
    folder = shared_data / "risk" / "oq_networks" / case
    found = losses(folder)
    names = present(folder, ["dem_cl", "taz_cl", "node_el"])
    assert len(names) == 2
    for name in names:
        wanted = table(folder, name)
        places = [found.network.nodes.index(node) for node in wanted["id"]]
        for column in wanted.columns[1:]:
            values = found.by_node[NODE_COLUMNS[column]][places]
            assert values == pytest.approx(wanted[column].to_numpy(), rel=ROUNDING, abs=1e-15), (name, column)


@pytest.mark.parametrize("case", CASES)
def test_averages(shared_data: Path, case: str) -> None:
    """The means over the events, to the digits of the file."""
    folder = shared_data / "risk" / "oq_networks" / case
    found = losses(folder).average
    wanted = table(folder, "avg_loss")
    for name in wanted.columns:
        assert found[EVENT_TABLES[name][1]] == pytest.approx(wanted[name].item(), rel=ROUNDING, abs=1e-15), name


def write(folder: Path, **texts: str) -> list[Path]:
    """Write tables of one text each."""
    paths = [folder / f"{name}.csv" for name in texts]
    for path, text in zip(paths, texts.values(), strict=True):
        path.write_text(text, encoding="utf-8")
    return paths


HEADER = "id,type,start_node,end_node,purpose\n"
NODES = HEADER + "s,node,NA,NA,source\nd,node,NA,NA,Demand\n"


def test_a_table_without_lengths_counts_edges(tmp_path: Path) -> None:
    """Purposes in any case; one table for nodes and edges."""
    network = read_network(write(tmp_path, all=NODES + "e,edge,s,d,NA\n"))
    assert network.length.tolist() == [1.0]
    assert network.demand.tolist() == [False, True]


def test_missing_columns_of_all_tables_are_listed(tmp_path: Path) -> None:
    """Two tables with a column missing each are two problems."""
    with pytest.raises(ImportDataError) as caught:
        read_network(write(tmp_path, nodes="id,type,start_node,end_node\n", edges="id,start_node,end_node,purpose\n"))
    assert [problem.feature for problem in caught.value.problems] == ["purpose", "type"]


def test_a_type_that_is_neither_node_nor_edge_is_refused(tmp_path: Path) -> None:
    """The row is named."""
    with pytest.raises(ImportDataError, match="'x' is 'pipe'"):
        read_network(write(tmp_path, all=NODES + "x,pipe,s,d,NA\n"))


def test_an_empty_table_has_no_source(tmp_path: Path) -> None:
    """A header alone is a network without anything."""
    with pytest.raises(ImportDataError, match="no source"):
        read_network(write(tmp_path, all=HEADER))


def test_bad_tables_of_damage_are_refused(tmp_path: Path) -> None:
    """A missing column, a word for a number, and a part that the network does not have."""
    network = read_network(write(tmp_path, all=NODES + "e,edge,s,d,NA\n"))
    texts = {
        "non_operational": "event_id,id\n0,e\n",
        "no number": "event_id,id,non_operational\n0,e,yes\n",
        "'q' fails": "event_id,id,non_operational\n0,q,1\n",
    }
    for match, text in texts.items():
        (path,) = write(tmp_path, damage=text)
        with pytest.raises(ImportDataError, match=match):
            read_failures(path, network)
