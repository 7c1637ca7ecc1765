"""Standards of need: how much of an item one affected person needs."""

from pathlib import Path

from tools.lianyungang.catalogue import items
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

SPHERE = "sphere-2018"
IEHK = "iehk-2017"
MEDICAL_TEAMS = "who-emt-2021"
ASSUMED = "needs-assumption"

SOURCES: tuple[Source, ...] = (
    {
        "id": SPHERE,
        "kind": "published",
        "title": "Sphere Association, The Sphere Handbook, 4th edition, 2018: water supply, excreta management, "
        "hygiene promotion, food assistance, shelter and settlement",
        "licence": "facts",
        "note": "Water 15 L a person and day, of which 2.5-3 L to drink; survival 7.5-15 L in all; toilets 1 to 50 "
        "people at first, then 1 to 20 (from 72 h, when is judgement); soap 250 g for bathing a person and month, and "
        "200 g for laundry, which is the most; 2,100 kcal a person and day; 3.5 m2 of covered space a person, 4.5-5.5 "
        "m2 where it is cold.",
    },
    {
        "id": MEDICAL_TEAMS,
        "kind": "published",
        "title": "World Health Organization, Classification and minimum standards for emergency medical teams, 2021",
        "licence": "facts",
        "note": "A type 1 fixed team treats 100 outpatients a day or more; a type 2 team has 20 inpatient beds or "
        "more. Each of the lightly injured is taken for one visit, each of the severely injured for one bed.",
    },
    {
        "id": ASSUMED,
        "kind": "assumption",
        "title": "Planning rates of this package where no standard gives one",
        "licence": "facts",
        "note": "Of displaced people 50 % are taken to stay in public buildings, 20 % in tents of 12 m2 at 3.5 m2 a "
        "person and 30 % with relatives; from the second day 60 % of the meals are hot; 2.76 people make a household "
        "(census 2020 of Ganyu: 975,562 people in 353,011 households); 0.6 % are infants below one year (births "
        "2022: 6.02 per mille), half of them formula-fed at 0.13 kg a day; a bus of 45 seats makes ten journeys and "
        "an ambulance twenty in a day; "
        "two units of red cells and one bed for a severe injury, intensive care for one in five, and for twice as "
        "many where buildings collapse. Half of the severe injuries need surgery, and a trauma and emergency surgery "
        "kit serves 50 such patients. A responder drinks 6 L a day at hard work, eats one ration, wears two masks, and "
        "shares a bed with two others by shifts; one tool set serves twenty at an earthquake; one in three on the "
        "water wears a life jacket. A generator burns 6 L an hour for twelve hours a day. One search and rescue team "
        "for fifty severe injuries of an earthquake, one road-clearing team for 2,000 people cut off, one shelter "
        "worker for fifty displaced, one translator for 2,000, one pump for 5,000 displaced by water. Ranges of "
        "assumed rates are judgement: half to twice, or as far as the standard itself goes.",
    },
)

_CITED = """
drinking-displaced     |drinking-water |displaced        |3      |day |0 |  |sphere-2018|2.5|3
domestic-displaced     |domestic-water |displaced        |12     |day |0 |  |sphere-2018|5|12
drinking-without-water |drinking-water |without_water    |3      |day |0 |  |sphere-2018|2.5|3
domestic-without-water |domestic-water |without_water    |4.5    |day |0 |  |sphere-2018|4.5|12
drinking-isolated      |drinking-water |isolated         |3      |day |0 |  |sphere-2018|2.5|3
soap-displaced         |soap           |displaced        |0.00833|day |0 |  |sphere-2018|0.00833|0.015
ration-displaced       |ration         |displaced        |1      |day |0 |24|sphere-2018||
ration-isolated        |ration         |isolated         |1      |day |0 |  |sphere-2018||
quilt-displaced        |quilt          |displaced        |1      |once|0 |  |sphere-2018||
health-kit-displaced   |iehk           |displaced        |0.0001 |once|0 |  |iehk-2017||
outpatient-light       |outpatient-team|lightly_injured  |0.01   |once|0 |  |who-emt-2021||
inpatient-severe       |inpatient-team |severely_injured |0.05   |once|0 |  |who-emt-2021||
"""

_PHASES = """
latrine-first|latrine|displaced|0.02|once|0 |72|sphere-2018|first
latrine-later|latrine|displaced|0.05|once|72|  |sphere-2018|later
"""

_ASSUMED = """
ration-later            |ration         |displaced        |0.4    |day |24|
hot-meal-later          |hot-meal       |displaced        |0.6    |day |24|
infant-formula-displaced|infant-formula |displaced        |0.00039|day |0 |
indoor-place-displaced |indoor-place   |displaced        |0.5    |once|0 |
tent-displaced         |tent-12m2      |displaced        |0.0583 |once|0 |
folding-bed-displaced  |folding-bed    |displaced        |0.7    |once|0 |
sleeping-mat-displaced |sleeping-mat   |displaced        |0.7    |once|0 |
family-kit-displaced   |family-kit     |displaced        |0.3623 |once|0 |
water-filter-displaced |water-filter   |displaced        |0.0003 |once|0 |
disinfectant-displaced |disinfectant   |displaced        |0.03   |day |0 |
mask-displaced         |surgical-mask  |displaced        |2      |day |0 |
bed-severe             |hospital-bed   |severely_injured |1      |once|0 |
icu-severe             |icu-bed        |severely_injured |0.2    |once|0 |
stretcher-severe       |stretcher      |severely_injured |0.25   |once|0 |24
ambulance-severe       |ambulance      |severely_injured |0.05   |once|0 |24
body-bag-killed        |body-bag       |killed           |1      |once|0 |
light-displaced        |emergency-light|displaced        |0.001  |once|0 |
generator-displaced    |generator-30kw |displaced        |0.001  |once|0 |
torch-without-power    |torch          |without_power    |0.1    |once|0 |
phone-isolated         |satellite-phone|isolated         |0.002  |once|0 |72
loudspeaker-displaced  |loudspeaker    |displaced        |0.002  |once|0 |
bus-displaced          |bus            |displaced        |0.00222|once|0 |24
drinking-responder     |drinking-water |responders       |6      |day |0 |
ration-responder       |ration         |responders       |1      |day |0 |
mask-responder         |surgical-mask  |responders       |2      |day |0 |
bed-responder          |folding-bed    |responders       |0.3333 |once|0 |
torch-responder        |torch          |responders       |1      |once|0 |
diesel-displaced       |diesel         |displaced        |0.072  |day |0 |
shelter-worker         |relief-worker  |displaced        |0.02   |once|0 |
road-team-isolated     |engineer-team  |isolated         |0.0005 |once|0 |
translator-displaced   |translator     |displaced        |0.0005 |once|0 |
"""

_BY_HAZARD = """
dressing-arrival       |dressing-set   |casualty_arrivals|0.5    |once|trauma
tesk-severe            |tesk           |severely_injured |0.01   |once|trauma
first-aid-light        |first-aid-kit  |lightly_injured  |1      |once|trauma
red-cells-severe       |red-cells      |severely_injured |2      |once|trauma
trauma-kit-severe      |trauma-kit     |severely_injured |1      |once|trauma
icu-collapse-quake     |icu-bed        |severely_injured |0.2    |once|earthquake
icu-collapse-explosion |icu-bed        |severely_injured |0.2    |once|explosion
tools-responder        |rescue-tool-set|responders       |0.05   |once|earthquake
rescue-team-severe     |rescue-team    |severely_injured |0.02   |once|earthquake
jacket-responder-rain  |life-jacket    |responders       |0.3333 |once|rain_flood
jacket-responder-surge |life-jacket    |responders       |0.3333 |once|storm_surge
pump-rain              |flood-pump     |displaced        |0.0002 |once|rain_flood
pump-surge             |flood-pump     |displaced        |0.0002 |once|storm_surge
sandbag-rain           |sandbag        |displaced        |5      |once|rain_flood
sandbag-surge          |sandbag        |displaced        |5      |once|storm_surge
suit-responder         |protective-suit|responders       |2      |day |toxic_release
"""

WATERS = ("rain_flood", "river_flood", "storm_surge", "dam_failure")
"""Hazards that cut people off by water, so that boats reach them in the first three days."""

RANGES = {
    "tent-displaced": ("0.0583", "0.0917"),
    "bed-severe": ("0.8", "1"),
    "icu-severe": ("0.1", "0.3"),
    "icu-collapse-quake": ("0.1", "0.3"),
    "icu-collapse-explosion": ("0.1", "0.3"),
    "red-cells-severe": ("1", "4"),
    "tesk-severe": ("0.005", "0.02"),
    "dressing-arrival": ("0.25", "1"),
    "mask-displaced": ("1", "4"),
    "mask-responder": ("1", "4"),
    "drinking-responder": ("4", "10"),
    "disinfectant-displaced": ("0.015", "0.06"),
    "generator-displaced": ("0.0005", "0.002"),
    "diesel-displaced": ("0.036", "0.144"),
    "pump-rain": ("0.0001", "0.0004"),
    "pump-surge": ("0.0001", "0.0004"),
    "sandbag-rain": ("2.5", "10"),
    "sandbag-surge": ("2.5", "10"),
    "rescue-team-severe": ("0.01", "0.04"),
    "translator-displaced": ("0.00025", "0.001"),
}
"""Least and most of assumed rates, where a band of half to twice or of the standard says how little is known."""

VALID_FROM = {SPHERE: "2018-01-01", IEHK: "2017-01-01", MEDICAL_TEAMS: "2021-01-01"}
"""First days of the years of the editions."""


def rows() -> list[Row]:
    """Return the standards of need: restated ones first, then those stated by judgement."""
    cited = parse("id item driver rate per from_h to_h source rate_low rate_high", _CITED, confidence="cited")
    cited += parse("id item driver rate per from_h to_h source phase", _PHASES, confidence="cited")
    assumed = parse("id item driver rate per from_h to_h", _ASSUMED, confidence="assumption", source=ASSUMED)
    assumed += parse("id item driver rate per hazard", _BY_HAZARD, confidence="assumption", source=ASSUMED)
    for hazard in WATERS:
        for item, rate, low, high in (("rescue-boat", "0.02", "0.01", "0.04"), ("life-jacket", "0.2", "0.2", "0.4")):
            row: Row = {
                "id": f"{item}-{hazard.replace('_', '-')}", "item": item, "driver": "isolated", "rate": rate,
                "per": "once", "to_h": "72", "hazard": hazard, "rate_low": low, "rate_high": high,
                "confidence": "assumption", "source": ASSUMED,
            }  # fmt: skip
            assumed.append(row)
    units = {row["id"]: row["unit"] for row in items()}
    for row in (*cited, *assumed):
        row["unit"] = units[row["item"]]
        if row["source"] in VALID_FROM:
            row["valid_from"] = VALID_FROM[str(row["source"])]
        if row["id"] in RANGES:
            row["rate_low"], row["rate_high"] = RANGES[str(row["id"])]
    return cited + assumed


def build(shared: Path, out: Path) -> None:
    """Write the needs."""
    write_table(out, "needs", rows())
