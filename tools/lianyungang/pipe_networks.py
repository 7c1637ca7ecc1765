"""Gas and sewage: gate stations with regulators, and sewage works with lift stations."""

from tools.lianyungang.geography import Geography
from tools.lianyungang.network_rows import Network, Places, housed, in_townships, join, mesh, node, once, to_nearest
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

SOURCES: tuple[Source, ...] = (
    {
        "id": "gas-synthetic",
        "kind": "synthetic",
        "title": "Simulated gate stations and regulators of gas",
        "licence": "CC0-1.0",
        "method": "Four gate stations of long-distance pipelines near district seats, joined by their Gabriel graph; "
        "one regulator for 60,000 residents, one to a township at least, on the two nearest gate stations in "
        "sub-districts, else on one and on the nearest other regulator. Regulators are junctions, not supply points: "
        "who of the residents burns gas from bottles is not known, so that only works which burn it are its users.",
        "seed": SEED,
        "constraint": "Every regulator is reached from a gate station",
    },
    {
        "id": "sewage-synthetic",
        "kind": "synthetic",
        "title": "Simulated sewers with lift stations",
        "licence": "CC0-1.0",
        "method": "The sewage works of each district takes what lift stations send: one for 30,000 residents of "
        "sub-districts and of the two largest towns of a district, to the works or over the next lift station nearer "
        "to it. Lift stations are junctions, not supply points: villages have pits, and the share of residents with "
        "sewers is not known, so that only places are users.",
        "seed": SEED,
        "constraint": "Every lift station has a way to the sewage works of its district",
    },
)

GATES = (("320706001000", 0.03, 0.02), ("320707100000", -0.03, 0.01), ("320722001000", -0.02, 0.03),
         ("320723001000", 0.02, -0.02))  # fmt: skip
"""Township of each gate station and its distance from the seat, degrees (invented)."""

PEOPLE_PER_REGULATOR, PEOPLE_PER_LIFT = 60_000, 30_000
"""Residents for one regulator and one lift station (assumed)."""

PIPE = {"fragility": "quake-main"}


def gas(geography: Geography) -> Network:
    """Return gate stations and regulators with their pipes."""
    gates: list[Row] = []
    for number, (code, east, north) in enumerate(GATES, 1):
        town = geography.township(code)
        at = (round(town.lon + east, 5), round(town.lat + north, 5))
        names = (f"模拟天然气门站{number:02d}", f"Simulated gas gate station {number:02d}")
        more = {"backup_hours": 24, "fragility": "quake-pump", "operator": "gas-utility"}
        gates.append(node("gas", "source", f"gas-gate-{number:02d}", names, at, **more))
    words = ("gas", "燃气调压站(模拟)", "gas regulator (simulated)")
    many = in_townships(
        geography, "gas", "junction", words, lambda town: max(1, round(town.population / PEOPLE_PER_REGULATOR)), 5
    )
    rows = [{**row, "operator": "gas-utility"} for *_, row in many]
    links = mesh(gates, "gas pipeline", **PIPE)
    for (town, *_), row in zip(many, rows, strict=True):
        links += to_nearest(row, gates, 2 if town.urban else 1, "gas main", **PIPE)
        if not town.urban:
            links += to_nearest(row, rows, 1, "gas main", **PIPE)
    return gates + rows, once(links)


def sewage(geography: Geography, places: Places) -> Network:
    """Return sewage works and lift stations with their sewers."""
    works = {
        place["area"][:6]: housed("sewage", "source", place, capacity=float(place["output"]), capacity_unit="m3/day",
                                  backup_hours=float(place["backup_hours"]), fragility="quake-works",
                                  operator="drainage-utility")
        for place in places
        if place["kind"] == "sewage_plant"
    }  # fmt: skip
    sewered = {town.code for district in geography.districts for town in geography.largest(district, 2)}
    words = ("sewage", "污水提升泵站(模拟)", "sewage lift station (simulated)")
    many = in_townships(
        geography, "sewage", "junction", words, lambda town: max(1, round(town.population / PEOPLE_PER_LIFT)), 6
    )
    rows, links = list[Row](), list[Row]()
    for town, _, _, row in many:
        if town.urban or town.code in sewered:
            own = [other for other in rows if str(other["id"]).startswith(f"sewage-{town.district}")]
            row = {**row, "backup_hours": 1, "fragility": "quake-pump", "operator": "drainage-utility"}
            links.append(_onwards(row, own, works[town.district]))
            rows.append(row)
    return list(works.values()) + rows, once(links)


def _onwards(row: Row, before: list[Row], works: Row) -> Row:
    """Return the sewer of a lift station: to the works, or to a station before it that is nearer than the works."""
    direct = join(row, works, "trunk sewer", **PIPE)
    by_way = [join(row, other, "trunk sewer", **PIPE) for other in before]
    best = min(by_way, key=lambda link: float(str(link["length_km"])), default=direct)
    return best if float(str(best["length_km"])) < 0.5 * float(str(direct["length_km"])) else direct
