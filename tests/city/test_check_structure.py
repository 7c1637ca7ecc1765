"""Networks and vulnerability functions hold together."""

from pathlib import Path

from tests.city.packages import town


def test_a_link_joins_two_nodes_of_one_network(tmp_path: Path) -> None:
    """A pipe from a waterworks to a substation is refused, and so is a link to itself."""
    package = town().change("links.csv", "pipe-1,water-1,water-2", "pipe-1,water-1,power-2")
    package.change("links.csv", "line-1,power-1,power-2", "line-1,power-1,power-1")
    assert package.said(tmp_path) == [
        "links.csv:2: link 'line-1' begins and ends at 'power-1'; correct an end",
        "links.csv:3: link 'pipe-1' joins 'water-1' of network water and 'power-2' of network power; correct "
        "an end; use "
        "dependencies.csv where one network needs another",
    ]


def test_a_function_needs_points(tmp_path: Path) -> None:
    """A vulnerability function without points says nothing."""
    assert town().drop("vulnerability_points.csv").said(tmp_path) == [
        "vulnerability_functions.csv:2: function 'flood-homes' has no row in vulnerability_points.csv; add "
        "its points or "
        "remove it"
    ]


def test_points_rise_and_do_not_repeat(tmp_path: Path) -> None:
    """Intensities of one function must rise from row to row; those of others between them do not matter."""
    package = town().add("vulnerability_functions.csv", "flood-shops,rain_flood,commercial,m,assumption\n")
    package.add("vulnerability_points.csv", "flood-shops,0.5,0\nflood-homes,2,0.95\nflood-shops,0.5,0.1\n")
    assert package.said(tmp_path) == [
        "vulnerability_points.csv:6: intensity 2 of function 'flood-homes' follows 3; sort the points by "
        "rising intensity",
        "vulnerability_points.csv:7: function 'flood-shops', intensity 0.5 is already in line 5; remove one of the two "
        "rows or correct it",
    ]
