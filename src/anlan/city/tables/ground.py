"""Areas, cells and places."""

from anlan.city.declare import (
    Table,
    cell,
    choice,
    integer,
    key,
    latitude,
    longitude,
    names,
    number,
    reference,
    text,
)
from anlan.language import mark

AREA_LEVELS = {
    "city": mark("The whole city"),
    "district": mark("District or county"),
    "township": mark("Township, town or sub-district"),
    "community": mark("Community or village"),
    "grid": mark("Grid of a grid worker"),
}

PLACE_KINDS = {
    "hospital": mark("Hospital"),
    "clinic": mark("Township health centre, community health station or clinic"),
    "emergency_centre": mark("Emergency medical dispatch centre"),
    "blood_bank": mark("Blood bank"),
    "school": mark("School or kindergarten"),
    "care_home": mark("Home for older or disabled people"),
    "shelter": mark("Emergency shelter"),
    "assembly_point": mark("Assembly point or landing ground"),
    "fire_station": mark("Fire and rescue station"),
    "police_station": mark("Police station"),
    "government": mark("Government seat or command centre"),
    "warehouse": mark("Warehouse of emergency supplies"),
    "factory": mark("Factory that can make supplies"),
    "market": mark("Wholesale market, supermarket or pharmacy"),
    "hazard_source": mark("Major hazard installation"),
    "fuel_station": mark("Fuel depot or station"),
    "port": mark("Seaport or river port"),
    "airport": mark("Airport or heliport"),
    "rail_station": mark("Railway station"),
    "bus_station": mark("Coach or bus station"),
    "power_plant": mark("Power plant"),
    "substation": mark("Substation"),
    "water_plant": mark("Waterworks"),
    "sewage_plant": mark("Sewage works"),
    "pump_station": mark("Drainage pumping station"),
    "sluice": mark("Sluice or tide gate"),
    "reservoir": mark("Reservoir or dam"),
    "telecom_exchange": mark("Telecom exchange or core site"),
    "event_place": mark("Place where crowds gather"),
    "data_centre": mark("Data centre"),
}
"""Kinds of place and the meaning of each."""

ASSET_TARGETS = {
    "residential": mark("Dwellings and contents"),
    "commercial": mark("Shops, offices and public buildings"),
    "industrial": mark("Plants and stores"),
    "infrastructure": mark("Roads and utilities"),
    "agriculture": mark("Crops, livestock and fisheries"),
}
"""Classes of assets and the meaning of each; the consequences that are counted in money."""

ASSET_CLASSES = tuple(ASSET_TARGETS)
"""Their names; each is a column ``assets_<class>`` of cells and a target of vulnerability functions."""

AREAS = Table(
    name="areas",
    group="ground",
    meaning=mark("An administrative area; areas are nested from the city down"),
    without=mark("nothing: the table is required"),
    key=("code",),
    required=True,
    shapes="areas.geojson",
    columns=(
        key("code", mark("Code of the area; for China the 6, 9 or 12 digits of the division code"), example="320707"),
        *names(mark("Name of the area")),
        choice("level", mark("Level of the area"), AREA_LEVELS, example="district"),
        reference("parent", "areas.code", mark("Area that contains it; empty for the city alone"), example="320700"),
        integer(
            "population",
            mark("Residents; must equal the sum of the areas or cells below it"),
            "persons",
            example="1003844",
        ),
        integer("households", mark("Households"), "households", example="353011"),
        number("area_km2", mark("Published land area"), "km2", example="1406.5"),
        longitude(name="seat_lon", meaning=mark("Longitude of the seat, WGS 84")),
        latitude(name="seat_lat", meaning=mark("Latitude of the seat, WGS 84")),
        number("seat_uncertainty_m", mark("Uncertainty of the seat's position"), "m", example="1000"),
    ),
)

CELLS = Table(
    name="cells",
    group="ground",
    meaning=mark("The part of an H3 cell that lies in one area; a cell cut by a boundary has a row for each area"),
    without=mark("nothing: the table is required"),
    key=("h3", "area"),
    required=True,
    columns=(
        cell("h3", mark("H3 cell at the resolution of city.toml"), required=True),
        reference(
            "area", "areas.code", mark("Smallest area that the row lies in"), required=True, example="320707100000"
        ),
        number(
            "share",
            mark("Share of the cell's surface that lies in the area"),
            "1",
            default="1",
            example="0.42",
            high=1.0,
        ),
        integer("population", mark("People present at night (residents)"), "persons", required=True, example="812"),
        integer("population_day", mark("People present on a working day"), "persons", example="940"),
        integer("age_0_14", mark("Residents aged 0 to 14"), "persons", example="160"),
        integer("age_15_59", mark("Residents aged 15 to 59"), "persons", example="470"),
        integer("age_60_plus", mark("Residents aged 60 and over"), "persons", example="182"),
        number(
            "assets_residential",
            mark("Replacement value of dwellings and contents"),
            "currency",
            default="0",
            example="96000000",
        ),
        number(
            "assets_commercial",
            mark("Replacement value of shops, offices and public buildings"),
            "currency",
            default="0",
            example="21000000",
        ),
        number(
            "assets_industrial",
            mark("Replacement value of plants and stores"),
            "currency",
            default="0",
            example="33000000",
        ),
        number(
            "assets_infrastructure",
            mark("Replacement value of roads and utilities"),
            "currency",
            default="0",
            example="18000000",
        ),
        number(
            "assets_agriculture",
            mark("Value of crops, livestock and fisheries"),
            "currency",
            default="0",
            example="900000",
        ),
        number(
            "height_m",
            mark("Mean height of the ground above the national datum"),
            "m",
            example="3.2",
            low=-450.0,
            high=9000.0,
        ),
        number("slope_deg", mark("Mean slope"), "deg", example="0.4", high=90.0),
        number(
            "land_share", mark("Share of the row's surface that is land"), "1", default="1", example="0.97", high=1.0
        ),
        number("coast_km", mark("Distance to the coast"), "km", example="12.5"),
        number("river_km", mark("Distance to the nearest main river"), "km", example="1.8"),
    ),
)

PLACES = Table(
    name="places",
    group="ground",
    meaning=mark("A place that matters in an emergency"),
    without=mark("hospital beds, shelters and other places cannot be counted or mapped"),
    key=("id",),
    columns=(
        key("id", mark("Identifier of the place"), example="hospital-012"),
        *names(mark("Name of the place")),
        choice("kind", mark("Kind of place"), PLACE_KINDS, example="hospital"),
        longitude(required=True),
        latitude(required=True),
        number("coord_uncertainty_m", mark("Uncertainty of the position"), "m", default="0", example="300"),
        reference("area", "areas.code", mark("Area it lies in"), example="320706001000"),
        reference("operator", "organisations.id", mark("Organisation that runs it"), example="health-bureau"),
        text("grade", mark("Class or grade in the field's own scale"), example="tertiary"),
        integer("beds", mark("Hospital or clinic beds"), "beds", example="800"),
        integer("icu_beds", mark("Intensive-care beds"), "beds", example="40"),
        integer(
            "persons",
            mark("People it can take in (shelter, school) or gathers (event place)"),
            "persons",
            example="12000",
        ),
        integer("staff", mark("Staff on the largest shift"), "persons", example="350"),
        integer("engines", mark("Fire engines or ambulances stationed"), "vehicles", example="6"),
        number("output", mark("Nominal output, in output_unit"), "output_unit", example="2660"),
        text("output_unit", mark("Unit of output"), example="MW"),
        number("storage_m3", mark("Storage volume"), "m3", example="1500"),
        number("dam_height_m", mark("Height of a reservoir's dam above the ground"), "m", example="20", high=400.0),
        number("backup_hours", mark("Hours it can run without outside power"), "h", example="24"),
        text("substance", mark("Main dangerous substance of a hazard installation"), example="chlorine"),
        number("inventory_t", mark("Largest quantity of that substance"), "t", example="40"),
        text("note", mark("What else a planner must know")),
    ),
)
