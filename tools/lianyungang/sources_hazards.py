"""Sources of the records of hazards."""

from tools.lianyungang.sources_ground import FACTS
from tools.lianyungang.table_files import Source

JMA: Source = {
    "id": "jma-best-track",
    "kind": "published",
    "title": "RSMC Tokyo - Typhoon Center best track data 1951-2022, Japan Meteorological Agency",
    "licence": "JMA terms of use (free with attribution)",
    "attribution": (
        "Storm tracks: RSMC Tokyo - Typhoon Center best track data, Japan Meteorological Agency; cut to storms within "
        "500 km."
    ),
    "attribution_required": True,
    "note": (
        "All 120 storms that came within 500 km, whole tracks without the few positions east of 180 degrees, from a "
        "public copy of the record. 1 knot = 0.514444 m/s; wind is a 10-minute mean, absent before 1977 and "
        "where the record has 0."
    ),
}
NOAA: Source = {
    "id": "noaa-earthquakes",
    "kind": "published",
    "title": "NOAA NCEI/WDS Global Significant Earthquake Database, doi:10.7289/V5TD9V7K",
    "licence": "public domain",
    "attribution": "Earthquakes: NOAA National Centers for Environmental Information.",
    "note": "Places before 1900 are rough; place names as the catalogue has them, some wrong.",
}
ISC_GEM: Source = {
    "id": "isc-gem",
    "kind": "published",
    "title": "ISC-GEM Global Instrumental Earthquake Catalogue, copy of 1900-2014, doi:10.31905/D808B825",
    "licence": "CC-BY-SA-3.0",
    "attribution": "Earthquakes: ISC-GEM Global Instrumental Earthquake Catalogue, CC BY-SA 3.0, cut to 500 km.",
    "attribution_required": True,
    "note": "These rows stay under their own licence; take them out when share-alike does not suit.",
}
GAZETTEER: Source = {
    "id": "gazetteer-1990",
    "kind": "published",
    "title": "连云港市志 (gazetteer of Lianyungang to 1990), volume 1, climate, rivers, tides and earthquakes",
    "licence": FACTS,
    "note": (
        "From a digitised copy; figures may carry reading errors. Rain records run to 1990 from about 1951, taken as "
        "40 years by assumption (the years are not legible); where a station has both, the larger of 24 hours and an "
        "observing day stands for 24 hours. The 597.6 mm of 1985 are the largest of all gauges of the city and are "
        "taken as the record of ten independent stations by assumption. Of the Linhong years 7 are confirmed, the "
        "others follow the order of "
        "rows. Two statements on the highest tide disagree with the table of annual maxima (6.5 and 6.20 m at the "
        "port, 3.84 and 4.28 m at Yanweigang); both are kept. The day of the surge of 1939 stands as 17 August in "
        "one place and 30 August in another; only the year "
        "is restated with the level. Monthly rain (1960-1990) sums to 954.7 mm against 904.8 mm stated for 1951-1990."
    ),
}
PRESS: Source = {
    "id": "press",
    "kind": "published",
    "title": "Press reports, 2012-2024, and the summary of the investigation of the accident of 2019, in copies",
    "licence": FACTS,
    "note": (
        "One copy each unless stated. The rain of 2012-07-08 was reported as a mean of 350 to 400 mm; the upper figure "
        "is restated, its record taken as 1951 to 2012. The magnitude of 2019 is that of CENC."
    ),
}
HYDROLOGY: Source = {
    "id": "hydrology-page",
    "kind": "published",
    "title": "Characteristic levels of Shilianghe reservoir, page of the city's hydrology in a public web project",
    "licence": FACTS,
    "note": "One copy.",
}
SEISMIC: Source = {
    "id": "seismic-zones",
    "kind": "derived",
    "title": "Rates of zones and a fault from the catalogues of NOAA NCEI and ISC-GEM; b of Pan, Gao and Xie 2013",
    "licence": "CC-BY-SA-3.0",
    "attribution": "Seismic zones: computed in part from the ISC-GEM catalogue, CC BY-SA 3.0.",
    "method": (
        "One entry for each event, moment magnitudes turned into surface-wave magnitudes (Cheng et al. 2017), without "
        "fore- and aftershocks (Gardner and Knopoff 1974); rate by maximum likelihood over periods of completeness "
        "with b known (Weichert 1980). Of the Tanlu zone the events from magnitude 7 belong to its fault."
    ),
    "note": (
        "Three to four events count in each zone: the standard error of a rate is half of it. Years of completeness "
        "and outlines are judgement; the Tanlu zone is drawn 10 km outside the boundary lines of active blocks, which "
        "are not included, and its fault along the middle. The catalogue holds significant events only and ends "
        "before 2025."
    ),
}
LOCAL_PARAMETERS: Source = {
    "id": "local-ground",
    "kind": "assumption",
    "title": "Curve number after USDA TR-55, table 2-2b; storage of the plain, judged",
    "licence": "CC-BY-4.0",
    "note": (
        "Curve number 84 as for small grain in straight rows on soil group C. Channels and ponds hold 50 mm of runoff: "
        "a tenth of the plain rising by half a metre. To be replaced by a local survey of the ground."
    ),
}
