"""Where supplies come from: stock, agreements, production capacity, its upstream, sites and vehicles."""

from anlan.city.declare import Table, choice, date, integer, key, latitude, longitude, names, number, reference, text
from anlan.language import mark

STOCK = Table(
    name="stock",
    group="supplies",
    meaning=mark("A quantity of an item that the city owns, at a place"),
    without=mark("no stock is counted"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the lot"), example="stock-0031"),
        reference("item", "items.id", mark("Item"), required=True, example="tent-12m2"),
        reference("place", "places.id", mark("Place where it lies"), example="warehouse-02"),
        reference("organisation", "organisations.id", mark("Organisation that keeps it"), example="emergency-bureau"),
        number("quantity", mark("Quantity"), "unit", required=True, example="1200"),
        number("dispatch_h", mark("Hours from the event until it can be handed out"), "h", default="6", example="4"),
        date("received", mark("Day on which it was received")),
        date("expires", mark("Last day of use")),
    ),
)

AGREEMENTS = Table(
    name="agreements",
    group="supplies",
    meaning=mark("A quantity of an item that an organisation has agreed to deliver"),
    without=mark("no agreement stock is counted"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the agreement"), example="agreement-014"),
        reference("organisation", "organisations.id", mark("Organisation that delivers"), example="enterprise-07"),
        reference("item", "items.id", mark("Item"), required=True, example="drinking-water"),
        reference("place", "places.id", mark("Place it is delivered from"), example="market-02"),
        number("quantity", mark("Quantity agreed"), "unit", required=True, example="200000"),
        number("call_off_h", mark("Hours from the event until it is delivered"), "h", default="24", example="12"),
        number(
            "default_probability", mark("Chance that nothing is delivered"), "1", default="0", example="0.1", high=1.0
        ),
        number("reservation_cost", mark("Yearly cost of the agreement"), "currency/year", default="0", example="20000"),
        number("price", mark("Price of one unit when called off"), "currency", example="2.5"),
        date("valid_until", mark("Last day of the agreement")),
    ),
)

TIERS = {
    "household": mark("Kept by households"),
    "community": mark("Kept by communities"),
    "mutual_aid": mark("Aid from neighbouring cities"),
    "market": mark("Bought on the market"),
}
"""Tiers of supplies beside own stock, agreements and production."""

FURTHER_SUPPLIES = Table(
    name="further_supplies",
    group="supplies",
    meaning=mark("A quantity of an item that households, communities, neighbouring cities or the market have"),
    without=mark("only own stock, agreements and production are counted"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the supply"), example="household-0007"),
        choice("tier", mark("Whose supply it is"), TIERS, example="household"),
        reference("item", "items.id", mark("Item"), required=True, example="drinking-water"),
        reference("area", "areas.code", mark("Area whose people alone it serves; empty for the whole city")),
        reference("place", "places.id", mark("Place it comes from"), example="market-02"),
        reference("organisation", "organisations.id", mark("Organisation that keeps or sells it")),
        text("from_city", mark("Neighbouring city that lends it"), example="Rizhao"),
        number("quantity", mark("Quantity in hand"), "unit", required=True, example="90000"),
        number("available_h", mark("Hours from the event until it can be used"), "h", default="0", example="24"),
        number("rate", mark("Further supply after that, until the end"), "unit/h", default="0", example="500"),
        number(
            "usable_share",
            mark("Share that is there and can be used: households that have it, shelves that are full, neighbours "
                 "that are spared"),
            "1", default="1", example="0.6", high=1.0,
        ),
        number("yearly_cost", mark("Yearly cost of keeping it ready"), "currency/year", default="0", example="3000"),
        number("price", mark("Price of one unit when used"), "currency", example="2.5"),
    ),
)  # fmt: skip

CAPACITY = Table(
    name="capacity",
    group="supplies",
    meaning=mark("Production of an item that can be started or converted in an emergency"),
    without=mark("no production capacity is counted"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the line"), example="line-004"),
        reference("organisation", "organisations.id", mark("Organisation that produces"), example="enterprise-07"),
        reference("place", "places.id", mark("Factory"), example="factory-07"),
        reference("item", "items.id", mark("Item that is produced"), required=True, example="drinking-water"),
        text("peacetime_product", mark("What the line makes in peacetime"), example="soft drinks"),
        number("conversion_h", mark("Hours from the event to the first unit"), "h", required=True, example="24"),
        number(
            "ramp_h",
            mark("Hours from the first unit to the full rate, rising linearly"),
            "h",
            default="0",
            example="48",
        ),
        number("max_rate", mark("Full rate"), "unit/h", required=True, example="8000"),
        number(
            "yield_share", mark("Share of the output that is fit for use"), "1", default="1", example="0.97", high=1.0
        ),
        number("hours_a_day", mark("Hours a day it can run"), "h", default="24", example="16", high=24.0),
        number(
            "material_h",
            mark("Hours at the full rate that raw material in hand lasts; empty for no limit"),
            "h",
            example="96",
        ),
        number("delivery_h", mark("Hours from the line to the people"), "h", default="6", example="6"),
        number(
            "reservation_cost", mark("Yearly cost of the reservation"), "currency/year", default="0", example="50000"
        ),
        number("price", mark("Price of one unit"), "currency", example="1.8"),
    ),
)

BILL_OF_MATERIALS = Table(
    name="bill_of_materials",
    group="supplies",
    meaning=mark("A component that goes into an item or into another component"),
    without=mark("upstream bottlenecks are not seen"),
    key=("product", "component"),
    columns=(
        text("product", mark("Item or component that is made"), required=True, example="surgical-mask"),
        text("component", mark("Component that goes into it"), required=True, example="meltblown"),
        number(
            "quantity",
            mark("Quantity of the component for one unit of the product, in component_unit"),
            "component_unit",
            required=True,
            example="0.0011",
        ),
        text("component_unit", mark("Unit of the component"), required=True, example="kg"),
    ),
)

COMPONENT_SOURCES = Table(
    name="component_sources",
    group="supplies",
    meaning=mark("A supplier of a component"),
    without=mark("upstream bottlenecks are not seen"),
    key=("component", "organisation"),
    columns=(
        text("component", mark("Component"), required=True, example="meltblown"),
        reference("organisation", "organisations.id", mark("Supplier"), required=True, example="enterprise-11"),
        reference("place", "places.id", mark("Works or store of the supplier"), example="factory-11"),
        number("stock", mark("Quantity in hand, in component_unit"), "component_unit", default="0", example="900"),
        text("component_unit", mark("Unit of the component"), required=True, example="kg"),
        number("rate", mark("Largest supply"), "component_unit/h", default="0", example="40"),
        number("lead_h", mark("Hours from order to delivery"), "h", default="24", example="36"),
    ),
)

CANDIDATE_SITES = Table(
    name="candidate_sites",
    group="supplies",
    meaning=mark("A site where a warehouse, production base or transfer point could be opened"),
    without=mark("new bases cannot be sited"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the site"), example="site-05"),
        *names(mark("Name of the site")),
        longitude(required=True),
        latitude(required=True),
        reference("place", "places.id", mark("Place that exists there"), example="warehouse-02"),
        text("use", mark("What it could become"), default="warehouse", example="warehouse"),
        number("capacity_m3", mark("Largest storage volume"), "m3", example="20000"),
        number("fixed_cost", mark("Cost of opening"), "currency", default="0", example="15000000"),
        number("yearly_cost", mark("Yearly cost"), "currency/year", default="0", example="900000"),
    ),
)

VEHICLES = Table(
    name="vehicles",
    group="supplies",
    meaning=mark("A group of like vehicles, boats or aircraft at one base"),
    without=mark("deliveries cannot be routed"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the group"), example="truck-10t-a"),
        *names(mark("Name of the group")),
        text("vehicle_kind", mark("Kind of vehicle"), required=True, example="truck"),
        reference("organisation", "organisations.id", mark("Organisation that owns it"), example="transport-bureau"),
        reference("place", "places.id", mark("Base"), example="warehouse-02"),
        integer("count", mark("How many"), "vehicles", required=True, example="12"),
        number("payload_kg", mark("Payload of one"), "kg", example="10000"),
        number("volume_m3", mark("Volume of one"), "m3", example="40"),
        integer("persons", mark("Passengers of one"), "persons", example="3"),
        number("speed_kmh", mark("Mean speed on free roads"), "km/h", default="50", example="50", low=1.0),
    ),
)
