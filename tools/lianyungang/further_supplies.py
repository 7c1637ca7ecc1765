"""What households, communities, neighbouring cities and the market have, at declared ratios to residents."""

from collections.abc import Iterator
from pathlib import Path

from tools.lianyungang.geography import read_table
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source, write_table
from tools.lianyungang.text_tables import Row, parse

FURTHER = "further-supplies-synthetic"

HOUSEHOLD = """
drinking-water|3|0.4
ration|0.5|0.2
torch|0.25|0.5
first-aid-kit|0.1|0.3
surgical-mask|5|0.6
"""
"""Item, units for a resident in households that have it, share of residents in such households (assumed)."""

COMMUNITY = """
torch|2|0.9|2
first-aid-kit|0.5|0.9|2
stretcher|0.1|0.9|2
life-jacket|0.5|0.9|2
sandbag|60|0.9|2
loudspeaker|0.1|0.9|1
"""
"""Item, units for 1,000 residents in each district, usable share, hours until it can be used (assumed)."""

MUTUAL_AID = """
tent-12m2|0.6|Neighbouring city A|24|0.7
folding-bed|2|Neighbouring city A|24|0.7
quilt|4|Neighbouring city A|24|0.7
flood-pump|0.006|Neighbouring city A|16|0.6
rescue-boat|0.02|Neighbouring city B|14|0.6
generator-30kw|0.02|Neighbouring city B|18|0.7
latrine|0.03|Neighbouring city B|30|0.7
drinking-water|30|Neighbouring city C|20|0.8
ration|10|Neighbouring city C|20|0.8
infusion-1l|4|Neighbouring city C|20|0.8
red-cells|0.3|Neighbouring city C|10|0.8
"""
"""Item, units for 1,000 residents of our city, neighbour, hours until it is there, chance that it is spared (assumed).

Neighbours are not named: what they would lend is not known."""

MARKET = """
drinking-water|120|2500|6|0.5|2
ration|15|150|8|0.4|32
instant-noodles|60|800|6|0.5|3
rice|400|3000|6|0.5|5.2
infant-formula|0.5|2|8|0.4|190
soap|30|100|12|0.4|17
torch|8|10|12|0.4|26
tarpaulin|0.5|1|24|0.4|95
quilt|4|6|24|0.4|120
surgical-mask|800|4000|8|0.5|0.4
disinfectant|6|30|12|0.4|15
"""
"""Item, units on shelves for 1,000 residents, further supply an hour in the city, hours until sales are taken over for
relief, share that can be bought, price in yuan (assumed)."""

SOURCES: tuple[Source, ...] = (
    {
        "id": FURTHER,
        "kind": "synthetic",
        "title": "Simulated supplies of households, communities, neighbours and the market at declared ratios",
        "licence": "CC0-1.0",
        "method": "Households: units for a resident and share of residents who keep them; communities: units for 1,000 "
        "residents in each district; neighbours: units for 1,000 residents that three unnamed cities would lend; "
        "market: units on shelves for 1,000 residents and deliveries an hour; all judged",
        "seed": SEED,
        "constraint": "Each supply equals its ratio times the residents of the census",
        "note": "Nothing is known about what real households, shops or neighbouring cities hold.",
    },
)


def build(shared: Path, out: Path) -> None:
    """Write the further supplies."""
    residents = {row["code"]: int(row["population"]) for row in read_table(out, "areas") if row["level"] == "district"}
    rows = [*household(residents), *community(residents), *mutual_aid(residents), *market(residents)]
    items = {row["id"] for row in read_table(out, "items")}
    kept = [row for row in rows if row["item"] in items]
    write_table(out, "further_supplies", kept)


def household(residents: dict[str, int]) -> Iterator[Row]:
    """Yield what households keep, by district."""
    for row in parse("item each usable_share", HOUSEHOLD):
        for code, people in residents.items():
            quantity = round(float(str(row["each"])) * people)
            yield made(f"household-{row['item']}-{code}", "household", row["item"], quantity, 0,
                       row["usable_share"], area=code)  # fmt: skip


def community(residents: dict[str, int]) -> Iterator[Row]:
    """Yield what communities keep, by district."""
    for row in parse("item ratio usable_share available_h", COMMUNITY):
        for code, people in residents.items():
            quantity = round(float(str(row["ratio"])) * people / 1000)
            yield made(f"community-{row['item']}-{code}", "community", row["item"], quantity, row["available_h"],
                       row["usable_share"], area=code)  # fmt: skip


def mutual_aid(residents: dict[str, int]) -> Iterator[Row]:
    """Yield what neighbouring cities would lend."""
    for row in parse("item ratio from_city available_h usable_share", MUTUAL_AID):
        quantity = round(float(str(row["ratio"])) * sum(residents.values()) / 1000)
        yield made(f"aid-{row['item']}", "mutual_aid", row["item"], quantity, row["available_h"], row["usable_share"],
                   from_city=row["from_city"])  # fmt: skip


def market(residents: dict[str, int]) -> Iterator[Row]:
    """Yield what the market has on its shelves and is delivered."""
    for row in parse("item ratio rate available_h usable_share price", MARKET):
        quantity = round(float(str(row["ratio"])) * sum(residents.values()) / 1000)
        yield made(f"market-{row['item']}", "market", row["item"], quantity, row["available_h"], row["usable_share"],
                   rate=row["rate"], price=row["price"])  # fmt: skip


def made(identifier: str, tier: str, item: object, quantity: int, hours: object, share: object, **more: object) -> Row:
    """Return one synthetic row."""
    return {"id": identifier, "tier": tier, "item": item, "quantity": quantity, "available_h": hours,
            "usable_share": share, "synthetic": True, "source": FURTHER, **more}  # fmt: skip
