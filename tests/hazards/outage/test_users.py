"""Who is served by what."""

from pathlib import Path

import numpy as np
import pytest

from anlan.city import City
from anlan.hazards.outage.modes import Network
from anlan.hazards.outage.users import users_of
from tests.hazards.towns import LINKS, NODES, disk, town

CELLS = disk(1)


def served(folder: Path, dependencies: str = "") -> City:
    """Make a town of seven cells in the area T with the network of the shared town."""
    tables = {"nodes": NODES, "links": LINKS}
    if dependencies:
        tables["dependencies"] = "user,node,share,backup_hours,source\n" + dependencies
    return town(folder, tables, [1.0] * len(CELLS), CELLS)


def shares(city: City) -> np.ndarray:
    """Return the share of each node for each cell."""
    users = users_of(city, Network.of(city, "power"))
    return users.share[users.group]


def test_without_dependencies_the_nearest_supply_node_serves(tmp_path: Path) -> None:
    """Cells in the west depend on the node in the west."""
    city = served(tmp_path)
    found = shares(city)
    west = city.cells.lon < 119.199
    assert west.any()
    assert (found[west, 1] == 1.0).all()
    assert (found.sum(axis=1) == 1.0).all()


def test_an_area_serves_its_cells_and_shares_add_up(tmp_path: Path) -> None:
    """Two nodes of 3 and 1 parts cover three quarters and one quarter."""
    found = shares(served(tmp_path, "T,west,0.75,,hand\nT,east,0.25,,hand\n"))
    assert found.tolist() == [[0.0, 0.75, 0.25]] * 7


def test_a_cell_of_its_own_comes_before_its_area(tmp_path: Path) -> None:
    """One cell depends on the east with four hours of its own; the others on the west."""
    city = served(tmp_path, f"T,west,,,hand\n{CELLS[3]},east,,4,hand\n")
    users = users_of(city, Network.of(city, "power"))
    assert shares(city)[3].tolist() == [0.0, 0.0, 1.0]
    assert users.backup[users.group].tolist() == pytest.approx([0.0, 0.0, 0.0, 4.0, 0.0, 0.0, 0.0])
