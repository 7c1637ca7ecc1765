"""Power, water, telecom and road networks, how they fail, and who depends on them."""

from anlan.city.declare import Table, choice, key, latitude, longitude, names, number, reference, text
from anlan.language import mark

NETWORK_KINDS = {
    "power": mark("Electricity"),
    "water": mark("Drinking water"),
    "gas": mark("Gas"),
    "heat": mark("District heating"),
    "telecom": mark("Telecommunications"),
    "road": mark("Roads"),
    "rail": mark("Railways"),
    "sewage": mark("Sewage and drainage"),
}

NODES = Table(
    name="nodes",
    group="networks",
    meaning=mark("A node of a network: a source, a junction or a supply point"),
    without=mark("service outages cannot be followed through the networks"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the node"), example="power-sub-07"),
        choice("network", mark("Network it belongs to"), NETWORK_KINDS),
        choice(
            "role",
            mark("Role in the network"),
            {
                "source": mark("Feeds the network"),
                "junction": mark("Passes flow on"),
                "supply": mark("Delivers to users"),
            },
        ),
        *names(mark("Name of the node")),
        longitude(required=True),
        latitude(required=True),
        reference("place", "places.id", mark("Place that houses it"), example="substation-07"),
        number("capacity", mark("Largest throughput, in capacity_unit"), "capacity_unit", example="180"),
        text("capacity_unit", mark("Unit of capacity"), example="MVA"),
        number("backup_hours", mark("Hours it runs when what it depends on fails"), "h", default="0", example="4"),
        reference(
            "fragility",
            "vulnerability_functions.id",
            mark("Function that gives its chance of failure"),
            example="quake-substation",
        ),
        reference("operator", "organisations.id", mark("Organisation that runs it"), example="power-grid"),
    ),
)

LINKS = Table(
    name="links",
    group="networks",
    meaning=mark("A link between two nodes of the same network; it works in both directions unless one_way"),
    without=mark("travel times and connectivity cannot be computed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the link"), example="road-0042"),
        reference("from_node", "nodes.id", mark("Node at one end"), required=True, example="road-lianyun"),
        reference("to_node", "nodes.id", mark("Node at the other end"), required=True, example="road-xugou"),
        text("name_zh", mark("Name of the link"), example="G30 连霍高速"),
        text("name_en", mark("English name"), example="G30 Lianyungang-Khorgas"),
        text("link_class", mark("Class of the link"), example="expressway"),
        number("length_km", mark("Length"), "km", required=True, example="8.4"),
        number("speed_kmh", mark("Free speed of a road"), "km/h", example="80", low=1.0, high=400.0),
        number("capacity", mark("Largest throughput, in capacity_unit"), "capacity_unit", example="3000"),
        text("capacity_unit", mark("Unit of capacity"), example="vehicles/h"),
        choice(
            "one_way",
            mark("Whether it works from from_node to to_node only"),
            {"yes": mark("One direction only"), "no": mark("Both directions")},
            required=False,
            default="no",
            example="no",
        ),
        reference(
            "fragility",
            "vulnerability_functions.id",
            mark("Function that gives its chance of failure"),
            example="flood-road",
        ),
    ),
)

DEPENDENCIES = Table(
    name="dependencies",
    group="networks",
    meaning=mark("A user of a network and the node that serves it"),
    without=mark("it is not known who loses a service when a node fails"),
    key=("user", "node"),
    columns=(
        reference(
            "user",
            "places.id|nodes.id|areas.code|cells.h3",
            mark("Place, node, area or cell that uses the service"),
            required=True,
            example="hospital-012",
        ),
        reference("node", "nodes.id", mark("Node that serves it"), required=True, example="power-sub-07"),
        number("share", mark("Share of the user's need that the node covers"), "1", default="1", example="1", high=1.0),
        number("backup_hours", mark("Hours the user bridges by itself"), "h", default="0", example="24"),
    ),
)

FRAGILITIES = Table(
    name="fragilities",
    group="networks",
    meaning=mark("A further function of a node or link, for another hazard than that of its column fragility"),
    without=mark("a component fails only in the hazard of the function in its own row"),
    key=("component", "function"),
    columns=(
        reference(
            "component",
            "nodes.id|links.id",
            mark("Node or link that may fail"),
            required=True,
            example="power-sub-07",
        ),
        reference(
            "function",
            "vulnerability_functions.id",
            mark("Function that gives its chance of failure"),
            required=True,
            example="flood-substation",
        ),
    ),
)
