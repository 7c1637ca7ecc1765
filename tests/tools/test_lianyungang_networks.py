"""The networks of Lianyungang are large, redundant and breakable, and somebody runs each part."""

from collections import Counter

import numpy as np
import polars as pl
import pytest

from anlan.city import City
from anlan.hazards.outage.modes import Network
from anlan.hazards.outage.users import users_of
from anlan.scenarios.cascade import CascadeSettings, model_of

SERVICES = ("power", "water", "telecom")


@pytest.fixture(scope="module")
def nodes(lianyungang: City) -> pl.DataFrame:
    """Give the nodes of the city."""
    return lianyungang.table("nodes")


def test_networks_are_those_of_a_city(lianyungang: City, nodes: pl.DataFrame) -> None:
    """At least 2,000 nodes in seven networks, and 8,000 dependencies."""
    assert nodes.height >= 2_000
    assert set(nodes["network"]) == {"road", "rail", "power", "water", "telecom", "gas", "sewage"}
    assert lianyungang.table("dependencies").height >= 8_000


def test_real_plants_keep_their_output_and_their_place(lianyungang: City, nodes: pl.DataFrame) -> None:
    """Tianwan 6,608 MW, Xinhai 2,660 MW and Hongyang 120 MW feed the power network from where they stand."""
    places = {row["id"]: row for row in lianyungang.table("places").iter_rows(named=True)}
    plants = nodes.filter((pl.col("network") == "power") & (pl.col("role") == "source") & pl.col("place").is_not_null())
    assert dict(plants.select("place", "capacity").iter_rows()) == {"npp1": 6608.0, "pwr1": 2660.0, "pwr2": 120.0}
    for row in plants.iter_rows(named=True):
        assert (row["lon"], row["lat"]) == (places[row["place"]]["lon"], places[row["place"]]["lat"])


@pytest.mark.parametrize("service", SERVICES)
def test_no_single_node_above_the_streets_serves_more_than_a_tenth(lianyungang: City, service: str) -> None:
    """The loss of any one plant, substation, works, pump, core site or exchange leaves 90 % of residents served."""
    network = Network.of(lianyungang, service)
    users, cells = users_of(lianyungang, network), lianyungang.cells
    residents = np.bincount(users.group[cells.row_cell], weights=cells.population, minlength=len(users.backup))
    lost = network.lost_in([(node,) for node in range(len(network.nodes))])
    assert not network.lost(()).any()
    assert float(((lost @ users.share.T) @ residents).max()) < 0.1 * residents.sum()


@pytest.mark.parametrize("service", ["power", "telecom"])
def test_sub_districts_survive_the_loss_of_any_one_node_above_them(lianyungang: City, service: str) -> None:
    """Two feeds from different substations or exchanges keep every sub-district served."""
    urban = set(lianyungang.table("areas").filter(pl.col("name_zh").str.ends_with("街道"))["code"])
    network = Network.of(lianyungang, service)
    above = [node for node, supply in enumerate(network.supply.tolist()) if not supply]
    lost = network.lost_in([(node,) for node in above])
    cut = {network.nodes[node] for node in np.flatnonzero(lost.any(axis=0)).tolist()}
    assert not {name for name in cut if name.split("-")[1] in urban}


def test_telecom_has_three_core_sites_and_overlapping_stations(lianyungang: City, nodes: pl.DataFrame) -> None:
    """Cells list two or three groups of base stations, all with batteries."""
    telecom = nodes.filter(pl.col("network") == "telecom")
    assert telecom.filter(pl.col("role") == "source").height == 3
    assert (telecom["backup_hours"] >= 3.0).all()
    cells = lianyungang.table("dependencies").filter(pl.col("user").str.starts_with("88"))
    assert cells.height > 5_000
    assert set(Counter(cells["user"]).values()) == {2, 3}
    assert set(cells["node"]) <= set(telecom.filter(pl.col("role") == "supply")["id"])


def test_power_and_telecom_need_each_other(lianyungang: City, nodes: pl.DataFrame) -> None:
    """Substations above 10 kV are controlled over two exchanges, and exchanges have two feeds of power."""
    network = dict(nodes.select("id", "network").iter_rows())
    rows = lianyungang.table("dependencies").iter_rows(named=True)
    pairs = Counter((row["user"], network[row["node"]]) for row in rows if row["user"] in network)
    for row in nodes.iter_rows(named=True):
        if row["fragility"] == "quake-substation":
            assert pairs[row["id"], "telecom"] == 2, row
        if row["network"] == "telecom" and row["role"] != "supply":
            assert pairs[row["id"], "power"] == 2, row


def test_somebody_runs_every_node(nodes: pl.DataFrame) -> None:
    """Each node has an operator, and no telecom operator runs everything."""
    assert nodes["operator"].null_count() == 0
    assert nodes.filter(pl.col("network") == "telecom")["operator"].n_unique() == 4
    assert nodes.filter(pl.col("network") == "water")["operator"].n_unique() == 5


def test_parts_fail_in_the_hazards_that_reach_them(lianyungang: City) -> None:
    """Substations, pumps, masts, roads and bridges have functions of shaking or wind and of water; lines of wind."""
    functions = lianyungang.table("vulnerability_functions").filter(pl.col("target") == "component")
    hazard = dict(functions.select("id", "hazard").iter_rows())
    assert set(functions["confidence"]) == {"assumption"}
    of: dict[str, set[str]] = {}
    for table in ("nodes", "links"):
        for name, function in lianyungang.table(table).select("id", "fragility").drop_nulls().iter_rows():
            of.setdefault(name, set()).add(hazard[function])
    for name, function in lianyungang.table("fragilities").select("component", "function").iter_rows():
        assert hazard[function] not in of[name], (name, function)  # one function for each hazard
        of[name].add(hazard[function])
    for name in ("power-eh-01", "power-320706001000", "water-pump-320706-01", "sewage-320706001000", "bridge-001"):
        assert {"earthquake", "rain_flood"} <= of[name], name
    assert of["telecom-320706001000"] >= {"typhoon_wind", "earthquake", "rain_flood"}
    assert {"typhoon_wind", "rain_flood", "river_flood", "storm_surge", "earthquake"} == set().union(*of.values())


def test_every_bridge_joins_two_heads_across_a_river(lianyungang: City, nodes: pl.DataFrame) -> None:
    """A bridge is a link of its own that an earthquake breaks, between two roads."""
    links = lianyungang.table("links")
    bridges = links.filter(pl.col("id").str.starts_with("bridge-"))
    assert bridges.height > 20
    assert set(bridges["fragility"]) == {"quake-bridge"}
    meet = Counter(end for pair in links.select("from_node", "to_node").iter_rows() for end in pair)
    heads = nodes.filter(pl.col("id").str.starts_with("bridge-"))["id"]
    assert {meet[head] for head in heads} == {2}
    assert 2 * bridges.height == len(heads)


def test_no_line_is_overloaded_before_anything_happens(lianyungang: City) -> None:
    """By the DC power flow, the loads of a whole network pass without shedding."""
    settings = CascadeSettings(flow="dc")
    model = model_of(lianyungang, ("earthquake",), ("1",), settings)
    layer = model.networks.index("power")
    first, last = model.plan.layer_first[layer], model.plan.layer_first[layer + 1]
    np.testing.assert_allclose(model.plan.base[first:last], 1.0)
    assert 5_000.0 < model.plan.demand[first:last].sum() < 6_000.0  # MW, 1.2 kW a resident
