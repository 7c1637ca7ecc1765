"""Past disasters in our own words, by date and kind in the reference data."""

PAST = {
    ("1582", "storm_surge"): ("storm_surge", "coast", "The sea came over the coast; more than 2,600 people drowned."),
    ("1668-07-25", "earthquake"): (
        "earthquake", "Tancheng", "Magnitude 8.5 some 95 km west-north-west; intensity about VI in the city's east.",
    ),
    ("1939-08-30/31", "storm_surge"): (
        "storm_surge", "coast", "Surge to about 7.5 m at the port gauge; some 1,000 salt workers among the dead.",
    ),
    ("1956-09-05", "storm_surge"): ("storm_surge", "port", "Typhoon tide of 6.8 m at the port gauge."),
    ("1953", "flood"): ("river_flood", "Qingkou river", "Peak flow above 1,500 m3/s."),
    ("1957-08", "flood"): ("rain_flood", "city", "266 mm of rain."),
    ("1960-07", "flood"): ("rain_flood", "city", "About 600,000 mu (400 km2) under water."),
    ("1962-07-13", "flash_flood"): (
        "rain_flood", "Longwang river, Ganyu",
        "230 to 320 mm in 2 hours; 25,000 houses and 700,000 mu (467 km2) of fields hit.",
    ),
    ("1965", "flood"): ("river_flood", "city", "Flood year; 4.16 m at the Linhong gate."),
    ("1970-07-21/23", "flood"): (
        "river_flood", "Xinpu",
        "5.09 m and 419 m3/s at the Linhong gate, Shilianghe reservoir released 2,430 m3/s, 14 breaches, Xinpu "
        "flooded; loss in the money of the time.",
    ),
    ("1974-08-13/15", "flood"): (
        "river_flood", "city",
        "5.95 m (5.93 m in the table of annual maxima) and 565 m3/s at the Linhong gate; 2 million mu (1,333 km2), "
        "1,300 houses.",
    ),
    ("1985-09-01", "rainstorm"): ("rain_flood", "Xugou and Liandao", "597.6 mm in a day from a typhoon."),
    ("1987-07", "landslide"): ("landslide", "Yuntai hills", "Landslides after rain."),
    ("1963", "drought"): ("drought", "city", "Drought year."),
    ("1973-10-28/1974-01-19", "drought"): ("drought", "city", "84 days without rain."),
    ("1978-03-10/06-23", "drought"): ("drought", "city", "29 mm in three and a half months, 505.3 mm in the year."),
    ("1966-06-18", "tornado_hail"): ("wind_hail", "city", "Tornado and hail."),
    ("1967-06-14", "windstorm"): ("wind_hail", "city", "90,000 houses damaged by wind."),
    ("1983-05-20", "hail"): ("wind_hail", "42 townships", "Hail."),
    ("2012-07-08", "rainstorm"): (
        "rain_flood", "city", "350 to 400 mm in 24 hours, most since 1950; a waterworks in Haizhou was flooded.",
    ),
    ("2012-08-02/03", "typhoon"): (
        "typhoon_wind", "city",
        "Damrey, landfall in Xiangshui; 106,000 people moved to safety in the province, 746,200 mu (497 km2) of crops; "
        "the loss is the city's alone.",
    ),
    ("2017-12-09", "chemical_explosion"): (
        "explosion", "Duigougang chemical park, Guannan",
        "At 02:20; 20 engines, 135 firefighters and 450 responders in all.",
    ),
    ("2019-03-21", "chemical_explosion"): (
        "explosion", "Xiangshui chemical park, Yancheng (neighbour across the Guan river)",
        "At 14:48, felt as an event of magnitude 2.2; 640 in hospital, 76 of them seriously hurt; 35 squads, 86 "
        "engines and 389 firefighters on the first day; 16 firms hit.",
    ),
    ("2020-04-21", "chemical_explosion"): ("explosion", "Chengtou, Ganyu", "Explosion in a plant; day of the article."),
    ("2021-09-04/05", "flood"): (
        "river_flood", "city",
        "77.5 mm on average, 127.5 mm at most; 65 reservoirs released, Shilianghe 1,000 m3/s; response level IV.",
    ),
    ("2022-07-19/29", "flood"): (
        "river_flood", "Xinyi river", "Peak 3,190 m3/s, 2.5 billion m3 passed; response level IV.",
    ),
    ("2023-07-12", "flood"): ("river_flood", "Shilianghe reservoir", "Level 23.17 m, release 500 m3/s."),
    ("2024-07-07/08", "flood"): (
        "river_flood", "Shilianghe reservoir and Xinshu river",
        "82.3 mm on average; inflow 3,840 m3/s, release 2,950 to 4,000 m3/s, level 24.32 m; response level IV.",
    ),
}  # fmt: skip
"""(date, kind in the reference data) -> kind of hazard, place, what happened."""
