"""Networks of the city, who depends on them, and the hazards in which their parts fail."""

from pathlib import Path

from tools.lianyungang import (
    fragility_rows,
    network_users,
    pipe_networks,
    power_network,
    road_network,
    telecom_network,
    water_network,
)
from tools.lianyungang.fragility_rows import fragilities
from tools.lianyungang.geography import Geography, read_geography, read_table
from tools.lianyungang.network_rows import Network
from tools.lianyungang.network_users import dependencies
from tools.lianyungang.pipe_networks import gas, sewage
from tools.lianyungang.power_network import power
from tools.lianyungang.road_network import railways, roads
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.telecom_network import telecom
from tools.lianyungang.village_roads import bridged, villages
from tools.lianyungang.water_network import water

SOURCES: tuple[Source, ...] = (
    *road_network.SOURCES,
    power_network.SOURCE,
    water_network.SOURCE,
    telecom_network.SOURCE,
    *pipe_networks.SOURCES,
    network_users.SOURCE,
    fragility_rows.SOURCE,
)


def all_roads(geography: Geography, shared: Path) -> Network:
    """Return the roads of towns and villages, the expressways, and the bridges of the former."""
    nodes, links = roads(geography)
    more_nodes, more_links = villages(geography)
    return bridged(nodes + more_nodes, links + more_links, shared)


def build(shared: Path, out: Path) -> None:
    """Write nodes, links, dependencies and fragilities."""
    geography = read_geography(out)
    places = read_table(out, "places")
    stations = [place for place in places if place["kind"] == "rail_station"]
    parts = [
        all_roads(geography, shared),
        railways(geography, stations),
        power(geography, places),
        water(geography, places),
        telecom(geography, places),
        gas(geography),
        sewage(geography, places),
    ]
    nodes = [node for part in parts for node in part[0]]
    links = [link for part in parts for link in part[1]]
    write_table(out, "nodes", nodes)
    write_table(out, "links", links)
    write_table(out, "dependencies", dependencies(geography, places, nodes, out))
    write_table(out, "fragilities", fragilities(nodes, links, out))
