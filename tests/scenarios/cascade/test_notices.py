"""What is notable about networks is told with file and line, and stops nothing."""

from pathlib import Path

from anlan.city import City
from anlan.errors import Severity
from tests.scenarios.cascade.town import MIDDLE, depends, frame, link, model, node, town

HIGH, LOW = {"lon": 159.985683, "lat": 29.99444}, {"lon": 160.02, "lat": 29.955}


def told(city: City) -> dict[str, set[tuple[str, int | None]]]:
    """Return file and line of each notice by its code."""
    found: dict[str, set[tuple[str, int | None]]] = {}
    for problem in model(city).notices:
        assert problem.severity is Severity.NOTICE
        found.setdefault(problem.code, set()).add((problem.file, problem.line))
    return found


def test_nodes_that_nothing_feeds_or_links_are_told(cities: Path) -> None:
    """A network without source, a node out of reach that serves all, one without link and user, one in no cell."""
    nodes = (
        node("plant", "power", "source", fragility=None),
        node("lonely", "power", "supply"),
        node("depot", "rail", "junction", lon=0.0, lat=0.0),
        node("stop", "rail", "junction"),
    )
    city = town(cities, nodes, (link("depot", "stop"),), ())
    found = told(city)
    assert found == {
        "no-source": {("nodes.csv", 4)},
        "orphan": {("nodes.csv", 3)},
        "isolated": {("nodes.csv", 2)},
        "unserved": {("cells.csv", 2)},
        "no-fragility": {("nodes.csv", 2)},
        "outside": {("nodes.csv", 4)},
        "no-capacity": {("nodes.csv", 2)},
    }
    assert model(city).service_names == ()


def test_users_of_nothing_are_told_with_the_row_that_names_them(cities: Path) -> None:
    """The hospital's only substation is cut off, so that it is taken not to need power; the school has another too."""
    nodes = (node("plant", "power", "source"), node("near", "power", "supply"), node("far", "power", "supply"))
    rows = (depends("T", "near"), depends("school", "far"), depends("school", "near"), depends("hospital", "far"))
    found = model(town(cities, nodes, (link("plant", "near"),), rows)).notices
    (unfed,) = (problem for problem in found if problem.code == "unfed")
    assert (unfed.file, unfed.line) == ("dependencies.csv", 5)
    assert "'hospital' uses power of nodes that no source reaches (far)" in str(unfed)


def test_circles_name_the_rows_that_close_them(cities: Path) -> None:
    """Rows 3 and 5 of the file; the row of the tap is in no circle."""
    nodes = (
        node("plant", "power", "source"),
        node("substation", "power", "supply"),
        node("exchange", "telecom", "source"),
        node("mast", "telecom", "supply"),
        node("tap", "water", "source"),
    )
    links = (link("plant", "substation"), link("exchange", "mast"))
    rows = (depends("T", "substation"), depends("substation", "mast"), depends("tap", "substation"),
            depends("exchange", "substation"))  # fmt: skip
    (circle,) = (problem for problem in model(town(cities, nodes, links, rows)).notices if problem.code == "circle")
    assert (circle.file, circle.line) == ("dependencies.csv", 3)
    assert "2 nodes depend on each other in a circle, in lines 3, 5: substation, exchange" in str(circle)


def test_components_without_a_function_are_told_by_table(cities: Path) -> None:
    """All their lines, those that follow each other as a range; a function in `fragilities` counts."""
    nodes = [node(f"n{at}", "power", "source" if at == 0 else "supply", fragility=None) for at in range(5)]
    links = [link("n0", f"n{at}", fragility=None) for at in range(1, 5)]
    city = town(cities, nodes, links, ())
    rows = [{"component": name, "function": "sure"} for name in ("n3", "n0-n1")]
    city = city.with_table("fragilities", frame(city, "fragilities", rows))
    of_nodes, of_links = (problem for problem in model(city).notices if problem.code == "no-fragility")
    assert of_nodes.place == "nodes.csv:2"
    assert "4 components have no function for this hazard and never fail, in lines 2-4, 6: n0, n1, n2, n4" in str(
        of_nodes
    )
    assert of_links.place == "links.csv:3"
    assert "in lines 3-5" in str(of_links)


def test_hospitals_and_depots_beyond_the_road_network_are_told(cities: Path) -> None:
    """The hospital's road node is linked to nothing; the warehouse lies on the road, the school is no depot."""
    nodes = (
        node("high", "road", "junction", **HIGH),
        node("low", "road", "junction", **LOW),
        node("middle", "road", "junction", lon=MIDDLE[0], lat=MIDDLE[1]),
    )
    city = town(cities, nodes, (link("low", "middle"),), ())
    rows = city.table("places").to_dicts()
    at = next(place for place, row in enumerate(rows) if row["id"] == "hospital")
    for row in rows:
        row.update(LOW if row["id"] != "hospital" else HIGH)
    city = city.with_table("places", frame(city, "places", rows))
    (cut,) = (problem for problem in model(city).notices if problem.code == "unreachable")
    assert (cut.file, cut.line) == ("places.csv", at + 2)
    assert "no road leads from hospital 'hospital'" in str(cut)
    whole = town(cities, nodes, (link("low", "middle"), link("middle", "high")), ())
    assert "unreachable" not in told(whole)


def test_capacities_that_are_missing_or_differ_in_unit_are_told(cities: Path) -> None:
    """Only of networks with a margin: sources and supply nodes, and links where power flows."""
    nodes = (
        node("plant", "power", "source", capacity=90.0, capacity_unit="MW"),
        node("middle", "power", "junction", capacity=90.0, capacity_unit="MVA"),
        node("tap", "power", "supply", capacity=9000.0, capacity_unit="kW"),
        node("works", "water", "source"),
        node("exchange", "telecom", "source"),
    )
    links = (link("plant", "middle", capacity=5.0, capacity_unit="MVA"), link("middle", "tap", capacity=5.0))
    city = town(cities, nodes, links, ())
    found = told(city)
    assert found["no-capacity"] == {("nodes.csv", 5)}
    assert found["capacity-unit"] == {("nodes.csv", 4)}
    routed = [problem for problem in model(city, flow="dc").notices if problem.code == "capacity-unit"]
    assert [problem.place for problem in routed] == ["nodes.csv:4", "links.csv:2"]
    assert "capacity of 'tap' is in kW, others of power are in MW" in str(routed[0])
