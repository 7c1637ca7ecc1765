"""Facilities, networks, organisations and supplies of Lianyungang keep what their sources promise."""

import csv
import re
import shutil
from collections import Counter
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from shapely import Point, distance, union_all

from anlan.city import City
from anlan.city.tables import TABLE
from tools.lianyungang.facility_layers import FACILITY_LAYERS
from tools.lianyungang.graphs import connected, gabriel, spanning_tree

GROUND = {"areas.csv", "areas.geojson", "cells.csv"}
ISLETS = "320703200000"
FIRMS = (
    "盛虹",
    "卫星化学",
    "中化",
    "聚鑫",
    "天嘉宜",
    "Shenghong",
    "Satellite Chem",
    "Sinochem",
    "Juxin",
    "Tianjiayi",
    "Guohua",
)
KM_PER_DEGREE = 111.2


@pytest.fixture(scope="module")
def places(lianyungang: City) -> pl.DataFrame:
    """Give the places of the city."""
    return lianyungang.table("places")


def kind(places: pl.DataFrame, name: str) -> pl.DataFrame:
    """Return the places of one kind."""
    return places.filter(pl.col("kind") == name)


def test_rebuilding_gives_the_committed_tables(tmp_path: Path, cities: Path, shared_data: Path) -> None:
    """The same ground and seed give the same bytes."""
    package = cities / "lianyungang"
    for name in GROUND:
        shutil.copy(package / name, tmp_path / name)
    for layer in FACILITY_LAYERS:
        layer.build(shared_data.parent, tmp_path)
    rebuilt = {path.name: path.read_bytes() for path in tmp_path.iterdir() if path.name not in GROUND}
    committed = {name: (package / name).read_bytes() for name in rebuilt}
    assert len(rebuilt) == 31
    assert [name for name in rebuilt if rebuilt[name] != committed[name]] == []


def test_every_source_of_the_layers_is_used_and_says_how_rows_were_made(lianyungang: City) -> None:
    """A source that no row names would be idle talk; an invented row must say method, seed and constraint."""
    used = {source for frame in lianyungang.tables.values() for source in frame["source"].drop_nulls()}
    sources = {str(source["id"]): source for layer in FACILITY_LAYERS for source in layer.SOURCES}
    assert set(sources) - used == set()
    for source in sources.values():
        if source["kind"] == "synthetic":
            assert source["method"]
            assert source["seed"] == 320700
            assert source["constraint"]


def test_invented_rows_and_only_they_name_an_invented_source(lianyungang: City) -> None:
    """A row is synthetic exactly when its source is, in every table of these layers."""
    invented = set(lianyungang.sources.filter(pl.col("kind") == "synthetic")["id"])
    for name in ("places", "nodes", "links", "dependencies", "organisations", "teams", "stock", "sensors", "vehicles"):
        frame = lianyungang.table(name)
        assert frame.height > 0
        assert frame["synthetic"].to_list() == [source in invented for source in frame["source"]], name


def test_everything_with_a_name_has_it_in_both_languages(lianyungang: City) -> None:
    """Chinese names hold Chinese characters and English names none."""
    chinese = re.compile(r"[\u4e00-\u9fff]")
    named = [name for name in TABLE if {"name_zh", "name_en"} <= set(lianyungang.table(name).columns)]
    assert {"places", "nodes", "organisations", "items", "plan_tasks"} <= set(named)
    for name in named:
        for row in lianyungang.table(name).iter_rows(named=True):
            if name == "links" and row["name_zh"] is None:
                continue
            assert chinese.search(row["name_zh"]), (name, row)
            assert row["name_en"], (name, row)
            assert not chinese.search(row["name_en"]), (name, row)


def test_hospitals_have_the_published_size_classes(places: pl.DataFrame) -> None:
    """80 hospitals: 43 below 100 beds, 16 of 100-199, 13 of 200-499, 3 of 500-799 and 5 from 800."""
    hospitals = kind(places, "hospital")
    bounds = (100, 200, 500, 800)
    classes = Counter(sum(beds >= bound for bound in bounds) for beds in hospitals["beds"])
    assert [classes[index] for index in range(5)] == [43, 16, 13, 3, 5]
    grades = Counter(hospitals["grade"])
    assert (grades["tertiary"], grades["secondary"], grades["primary"]) == (6, 26, 43)
    assert Counter(hospitals["note"]) == {"public": 25, "private": 55}


def test_beds_are_the_share_of_the_province(lianyungang: City, places: pl.DataFrame) -> None:
    """563,000 beds of 84,748,016 residents of Jiangsu give 30,555 beds for 4,599,360."""
    assert lianyungang.info["population"] == 4_599_360
    expected = round(563_000 * 4_599_360 / 84_748_016)
    assert expected == 30_555
    beds = places.filter(pl.col("kind").is_in(["hospital", "clinic"]))["beds"]
    assert beds.sum() == expected


def test_health_centres_have_the_published_counts(places: pl.DataFrame) -> None:
    """91 township centres with one in each township at least, 72 community centres, one emergency centre."""
    clinics = kind(places, "clinic")
    assert Counter(clinics["grade"]) == {"township centre": 91, "community centre": 72}
    assert clinics.filter(pl.col("grade") == "township centre")["area"].n_unique() == 90
    assert kind(places, "emergency_centre").height == 1


def test_shelters_add_up_to_the_published_area(places: pl.DataFrame) -> None:
    """25 shelters, 7 central and 18 fixed, 1,256,100 m2 and people at 2.3 m2 each."""
    shelters = kind(places, "shelter")
    assert Counter(shelters["grade"]) == {"central": 7, "fixed": 18}
    areas = [int(re.findall(r"effective area (\d+) m2", note)[0]) for note in shelters["note"]]
    assert sum(areas) == 1_256_100
    assert shelters["persons"].to_list() == [int(area / 2.3) for area in areas]
    assert shelters.filter(~pl.col("name_zh").str.contains("模拟")).height == 6


def test_schools_and_fire_stations_follow_residents(lianyungang: City, places: pl.DataFrame) -> None:
    """Pupils are nine fifteenths of the children; one fire station for 100,000 residents and two at chemical parks."""
    population = lianyungang.info["population"]
    assert kind(places, "school")["persons"].sum() == round(population * 0.1933 * 9 / 15)
    assert kind(places, "school").height == round(population / 8000)
    stations = kind(places, "fire_station")
    assert stations.height == round(population / 100_000) + 2
    assert stations.filter(pl.col("grade") == "chemical").height == 2


def test_every_place_lies_in_its_area_or_close_to_the_city(lianyungang: City, places: pl.DataFrame) -> None:
    """Simulated places lie inside their township; a real one may lie on new coast or in the next city."""
    outlines = lianyungang.shapes["areas"]
    whole = union_all([outlines[code] for code in outlines if len(code) == 12])
    for row in places.iter_rows(named=True):
        point = Point(row["lon"], row["lat"])
        if row["synthetic"]:
            assert distance(outlines[row["area"]], point) * KM_PER_DEGREE < 0.05, row
        assert distance(whole, point) * KM_PER_DEGREE < 30.0, row
        assert row["coord_uncertainty_m"] > 0.0, row


def test_real_facilities_are_all_there_with_the_published_position(places: pl.DataFrame, shared_data: Path) -> None:
    """Facilities with coordinates keep them; the others stand at a proxy with an uncertainty of 5 km or more."""
    with (shared_data / "lianyungang" / "facilities" / "critical_facilities.csv").open(encoding="utf-8") as lines:
        facilities = list(csv.DictReader(lines))
    by_id = {row["id"]: row for row in places.iter_rows(named=True)}
    assert len(facilities) == 22
    for facility in facilities:
        row = by_id[facility["id"].lower()]
        assert row["name_zh"] == facility["name_zh"]
        if facility["lon"]:
            assert row["lon"] == pytest.approx(float(facility["lon"]), abs=1e-5)
            assert row["lat"] == pytest.approx(float(facility["lat"]), abs=1e-5)
            assert row["coord_uncertainty_m"] == float(facility["coord_uncertainty_m"])
        else:
            assert row["coord_uncertainty_m"] >= 5000.0


def test_no_invented_row_bears_the_name_of_a_real_firm(lianyungang: City, places: pl.DataFrame) -> None:
    """Hazard installations are known by number alone, and no synthetic row of any table holds a firm's name."""
    installations = kind(places, "hazard_source").filter(pl.col("synthetic"))
    assert installations.height == 46
    for row in installations.iter_rows(named=True):
        assert re.fullmatch(r"模拟装置\d\d", row["name_zh"])
        assert re.fullmatch(r"Simulated plant \d\d", row["name_en"])
        assert row["operator"] is None
        assert row["inventory_t"] > 0
    for name, frame in lianyungang.tables.items():
        for cells in frame.filter(pl.col("synthetic")).iter_rows():
            text = " ".join(str(value) for value in cells)
            assert not [firm for firm in FIRMS if firm in text], (name, cells)


@pytest.mark.parametrize("network", ["road", "rail", "power", "telecom"])
def test_networks_are_in_one_piece(lianyungang: City, network: str) -> None:
    """From any node of the network every other one can be reached."""
    nodes = lianyungang.table("nodes").filter(pl.col("network") == network)["id"].to_list()
    kept = set(nodes)
    links = [(row["from_node"], row["to_node"]) for row in lianyungang.table("links").iter_rows(named=True)]
    assert connected(nodes, [link for link in links if link[0] in kept])


def test_links_join_nodes_of_one_network(lianyungang: City) -> None:
    """A link never leads from one network to another."""
    network = dict(lianyungang.table("nodes").select("id", "network").iter_rows())
    for row in lianyungang.table("links").iter_rows(named=True):
        assert network[row["from_node"]] == network[row["to_node"]], row
        assert row["from_node"] != row["to_node"]
        assert row["length_km"] > 0


def test_roads_reach_every_township_but_the_islets_and_follow_the_corridors(lianyungang: City) -> None:
    """89 of the 90 townships have a road; four named expressways have links at motorway speed."""
    townships = set(lianyungang.table("areas").filter(pl.col("level") == "township")["code"])
    nodes = lianyungang.table("nodes").filter(pl.col("id").str.starts_with("road-"))["id"]
    assert {node.removeprefix("road-") for node in nodes} == townships - {ISLETS}
    express = lianyungang.table("links").filter(pl.col("link_class") == "expressway")
    names = {name.split(" ")[0] for name in express["name_zh"]}
    assert names == {"G15", "G25", "G30", "连宿高速"}
    assert express["speed_kmh"].unique().to_list() == [110.0]


def test_every_township_is_served_by_power_water_and_telecom(lianyungang: City) -> None:
    """Each node is linked, and each township but the islets has a supply node of each network at its seat."""
    nodes = lianyungang.table("nodes")
    linked = {
        node for row in lianyungang.table("links").iter_rows(named=True) for node in (row["from_node"], row["to_node"])
    }
    assert set(nodes["id"]) - linked == set()
    townships = set(lianyungang.table("areas").filter(pl.col("level") == "township")["code"]) - {ISLETS}
    supplies = set(nodes.filter(pl.col("role") == "supply")["id"])
    for network in ("power", "water", "telecom"):
        assert {f"{network}-{town}" for town in townships} <= supplies
    served = lianyungang.table("dependencies").join(nodes, left_on="node", right_on="id")
    hospitals = set(kind(lianyungang.table("places"), "hospital")["id"])
    for network in ("power", "water", "telecom", "sewage"):
        assert hospitals <= set(served.filter(pl.col("network") == network)["user"]), network


def test_governments_stand_for_every_division(lianyungang: City) -> None:
    """Six districts and 90 townships have a government that reports upwards, and everybody has a duty."""
    organisations = lianyungang.table("organisations")
    kinds = Counter(organisations["kind"])
    assert (kinds["district"], kinds["township"]) == (6, 90)
    for row in organisations.filter(pl.col("kind") == "township").iter_rows(named=True):
        assert row["parent"] == f"gov-{row['area'][:6]}"
    firms = organisations.filter(pl.col("kind") == "enterprise")
    assert all(re.match(r"模拟企业\d\d", name) for name in firms["name_zh"])
    assert set(organisations["id"]) - set(lianyungang.table("duties")["organisation"]) == set()


def test_plans_use_every_kind_of_due_time(lianyungang: City) -> None:
    """Four plans of 13 to 15 tasks; each due kind has what it needs."""
    tasks = lianyungang.table("plan_tasks")
    assert set(Counter(tasks["plan"]).values()) <= {13, 14, 15}
    assert set(tasks["due"]) == set(TABLE["plan_tasks"].column("due").choices)
    for row in tasks.iter_rows(named=True):
        timed = row["due"] in {"event_offset", "activation_offset", "condition_offset", "interval"}
        assert (row["minutes"] is not None) == timed, row
        assert (row["clock"] is not None) == (row["due"] == "clock"), row
        assert (row["condition"] is not None) == (row["due"] in {"condition_offset", "gate"}), row


def test_rain_and_typhoon_rules_are_the_published_warning_signals(lianyungang: City) -> None:
    """Rainstorm 50 mm in 12, 6 and 3 h and 100 mm in 3 h; typhoon mean wind of force 6, 8, 10 and 12."""
    rules = lianyungang.table("sensor_rules").filter(pl.col("source") == "cma-warning-signals")
    rain = rules.filter(pl.col("hazard") == "rain_flood").select("colour", "threshold", "window_s").rows()
    assert rain == [("blue", 50.0, 43200.0), ("yellow", 50.0, 21600.0), ("orange", 50.0, 10800.0),
                    ("red", 100.0, 10800.0)]  # fmt: skip
    wind = rules.filter(pl.col("hazard") == "typhoon_wind").select("colour", "threshold").rows()
    assert wind == [("blue", 10.8), ("yellow", 17.2), ("orange", 24.5), ("red", 32.7)]


def test_every_rule_has_a_sensor_of_its_quantity(lianyungang: City) -> None:
    """A rule that nothing can trigger would be silent for ever."""
    sensors = lianyungang.table("sensors")
    quantities = dict(sensors.select("id", "quantity").iter_rows())
    units = dict(sensors.select("quantity", "unit").iter_rows())
    for row in lianyungang.table("sensor_rules").iter_rows(named=True):
        assert units[row["quantity"]] == row["unit"], row
        assert row["sensor"] is None or quantities[row["sensor"]] == row["quantity"], row


def test_the_gabriel_graph_joins_all_points_and_holds_the_shortest_tree() -> None:
    """Published property (Gabriel and Sokal 1969; Toussaint 1980), on 60 random points."""
    scattered = np.random.default_rng(7).uniform(0.0, 10.0, (60, 2))
    edges = gabriel(scattered)
    names = [str(index) for index in range(60)]
    assert connected(names, [(names[first], names[second]) for first, second in edges])
    assert spanning_tree(scattered) <= set(edges)
    assert len(spanning_tree(scattered)) == 59
