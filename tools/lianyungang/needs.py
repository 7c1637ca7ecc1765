"""Standards of need: how much of an item one affected person needs."""

from pathlib import Path

from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

SPHERE = "sphere-2018"
IEHK = "iehk-2017"
ASSUMED = "needs-assumption"

SOURCES: tuple[Source, ...] = (
    {
        "id": SPHERE,
        "kind": "published",
        "title": "Sphere Association, The Sphere Handbook, 4th edition, 2018: water supply, excreta management, "
        "hygiene promotion, food assistance, shelter and settlement",
        "licence": "facts",
        "note": "Water 15 L a person and day, of which 2.5-3 L to drink; survival 7.5 L; toilets 1 to 50 people at "
        "first, then 1 to 20 (from 72 h another 0.03 a person); soap 250 g for bathing a person and month; 2,100 "
        "kcal a person and day; 3.5 m2 of covered space a person.",
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
        "two units of red cells and one bed for a severe injury, intensive care for one in five.",
    },
)

_CITED = """
drinking-displaced     |drinking-water |displaced        |3      |day |0 |  |sphere-2018
domestic-displaced     |domestic-water |displaced        |12     |day |0 |  |sphere-2018
drinking-without-water |drinking-water |without_water    |3      |day |0 |  |sphere-2018
domestic-without-water |domestic-water |without_water    |4.5    |day |0 |  |sphere-2018
drinking-isolated      |drinking-water |isolated         |3      |day |0 |  |sphere-2018
latrine-first          |latrine        |displaced        |0.02   |once|0 |  |sphere-2018
latrine-more           |latrine        |displaced        |0.03   |once|72|  |sphere-2018
soap-displaced         |soap           |displaced        |0.00833|day |0 |  |sphere-2018
ration-displaced       |ration         |displaced        |1      |day |0 |24|sphere-2018
ration-isolated        |ration         |isolated         |1      |day |0 |  |sphere-2018
quilt-displaced        |quilt          |displaced        |1      |once|0 |  |sphere-2018
health-kit-displaced   |iehk           |displaced        |0.0001 |once|0 |  |iehk-2017
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
trauma-kit-severe      |trauma-kit     |severely_injured |1      |once|0 |
red-cells-severe       |red-cells      |severely_injured |2      |once|0 |
stretcher-severe       |stretcher      |severely_injured |0.25   |once|0 |24
ambulance-severe       |ambulance      |severely_injured |0.05   |once|0 |24
first-aid-light        |first-aid-kit  |lightly_injured  |1      |once|0 |
body-bag-killed        |body-bag       |killed           |1      |once|0 |
boat-isolated          |rescue-boat    |isolated         |0.02   |once|0 |72
life-jacket-isolated   |life-jacket    |isolated         |0.2    |once|0 |72
light-displaced        |emergency-light|displaced        |0.001  |once|0 |
generator-displaced    |generator-30kw |displaced        |0.001  |once|0 |
torch-without-power    |torch          |without_power    |0.1    |once|0 |
phone-isolated         |satellite-phone|isolated         |0.002  |once|0 |72
loudspeaker-displaced  |loudspeaker    |displaced        |0.002  |once|0 |
bus-displaced          |bus            |displaced        |0.00222|once|0 |24
"""


def rows() -> list[Row]:
    """Return the standards of need: restated ones first, then those stated by judgement."""
    cited = parse("id item driver rate per from_h to_h source", _CITED, confidence="cited")
    assumed = parse("id item driver rate per from_h to_h", _ASSUMED, confidence="assumption", source=ASSUMED)
    return cited + assumed


def build(shared: Path, out: Path) -> None:
    """Write the needs."""
    write_table(out, "needs", rows())
