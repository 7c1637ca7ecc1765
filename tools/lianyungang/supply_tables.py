"""Declared ratios of stock and agreements, production lines, bill of materials and suppliers of components."""

STOCK_RATIOS = """
drinking-water|60|warehouse|4
ration|20|warehouse|4
infant-formula|0.1|warehouse|6
water-container|3|warehouse|6
water-filter|0.004|warehouse|8
water-tablet|200|warehouse|6
latrine|0.06|warehouse|8
soap|2|warehouse|6
disinfectant|2|warehouse|6
tent-12m2|1.5|warehouse|6
folding-bed|6|warehouse|6
quilt|12|warehouse|6
sleeping-mat|10|warehouse|6
winter-coat|6|warehouse|6
tarpaulin|1|warehouse|6
family-kit|1.5|warehouse|8
first-aid-kit|3|warehouse|4
surgical-mask|400|warehouse|4
protective-suit|2|warehouse|4
escape-hood|1|warehouse|2
body-bag|0.5|warehouse|8
iehk|0.0012|warehouse|6
life-jacket|2.5|warehouse|3
emergency-light|0.03|warehouse|3
generator-30kw|0.05|warehouse|3
torch|3|warehouse|4
satellite-phone|0.03|warehouse|2
loudspeaker|0.1|warehouse|3
sandbag|200|warehouse|3
geotextile|30|warehouse|4
flood-pump|0.01|warehouse|3
rescue-boat|0.05|fire|1
rescue-tool-set|0.03|fire|1
stretcher|0.3|hospital|1
trauma-kit|0.25|hospital|1
dressing-set|1.5|hospital|1
infusion-1l|8|hospital|1
red-cells|0.5|blood|1
diesel|20|fuel|2
"""
"""Item, quantity for 1,000 residents, where it lies and hours until it is handed out."""

AGREEMENTS = """
drinking-water|150|enterprise-26|8|0.05|1.8|60000
drinking-water|80|enterprise-27|10|0.08|1.8|40000
drinking-water|60|enterprise-01|12|0.05|1.6|30000
ration|40|enterprise-26|12|0.08|30|50000
ration|30|enterprise-05|16|0.05|28|40000
infant-formula|0.3|enterprise-26|12|0.08|185|5000
soap|3|enterprise-26|24|0.1|16|6000
torch|5|enterprise-26|12|0.1|23|4000
family-kit|1|enterprise-27|30|0.15|330|15000
tent-12m2|0.8|enterprise-11|36|0.1|1350|60000
sleeping-mat|5|enterprise-11|24|0.1|30|10000
life-jacket|1|enterprise-11|18|0.1|78|8000
quilt|6|enterprise-13|24|0.08|115|30000
winter-coat|3|enterprise-12|36|0.1|125|20000
folding-bed|4|enterprise-14|30|0.08|165|25000
surgical-mask|2000|enterprise-28|10|0.05|0.32|30000
first-aid-kit|2|enterprise-28|12|0.08|98|12000
trauma-kit|0.15|enterprise-18|12|0.08|1950|40000
disinfectant|5|enterprise-19|16|0.08|14.5|20000
generator-30kw|0.03|enterprise-24|20|0.1|54000|30000
flood-pump|0.008|enterprise-24|16|0.1|700000|30000
sandbag|300|enterprise-25|12|0.08|1.3|10000
bus|0.08|enterprise-30|3|0.03|2600|80000
latrine|0.05|enterprise-29|30|0.15|4600|10000
"""
"""Item, quantity for 1,000 residents, organisation, call-off h, chance of default, price and yearly cost in yuan."""

LINES = """
enterprise-01|drinking-water|bottled water|4|8|18000|0.99|22|72|5|60000|1.5
enterprise-01|drinking-water|bottled tea|18|12|12000|0.97|22|48|5|50000|1.6
enterprise-02|drinking-water|bottled water|4|8|12000|0.99|20|72|6|40000|1.5
enterprise-03|drinking-water|soft drinks|20|16|16000|0.97|20|36|6|60000|1.7
water-utility|domestic-water|tap water by tankers|3|9|100000|1|20||2|90000|0.02
enterprise-05|ration|biscuits|10|24|1100|0.96|20|60|5|60000|27
enterprise-06|ration|canned meals|24|36|900|0.96|20|72|6|70000|29
enterprise-04|instant-noodles|instant noodles|6|6|22000|0.98|22|60|6|40000|2.8
enterprise-07|hot-meal|meals for schools|5|6|1500|0.98|16|24|2|60000|34
enterprise-08|hot-meal|meals for schools|5|6|800|0.98|16|24|2|40000|35
enterprise-09|hot-meal|meals for factories|8|8|700|0.98|16|24|3|30000|35
enterprise-10|rice|rice|4|4|6000|1|20|120|6|20000|4.8
enterprise-11|tent-12m2|outdoor tents|48|72|22|0.95|20|96|8|80000|1300
enterprise-11|tarpaulin|covers|24|24|60|0.97|20|96|8|20000|88
enterprise-12|winter-coat|garments|48|48|90|0.96|20|72|8|30000|118
enterprise-12|protective-suit|garments|120|72|140|0.9|20|48|8|60000|40
enterprise-13|quilt|home textiles|24|36|70|0.97|20|72|8|30000|108
enterprise-14|folding-bed|garden furniture|36|48|45|0.96|20|72|8|30000|158
enterprise-15|surgical-mask|masks|8|24|60000|0.97|22|48|6|50000|0.28
enterprise-16|surgical-mask|hygiene products|72|96|30000|0.93|20|48|6|60000|0.3
enterprise-16|protective-suit|work clothes|48|96|160|0.92|20|48|6|70000|39
enterprise-17|infusion-1l|infusions|12|24|2600|0.98|22|120|4|50000|8.5
enterprise-18|first-aid-kit|medical kits|18|24|55|0.97|16|72|4|30000|92
enterprise-18|trauma-kit|surgical sets|30|48|7|0.95|16|72|4|60000|1850
enterprise-18|dressing-set|dressings|12|24|160|0.97|16|96|4|20000|46
enterprise-19|disinfectant|bleach|10|12|420|0.98|20|96|5|30000|13.5
enterprise-20|water-container|crates|16|24|260|0.98|22|96|6|20000|24
enterprise-24|generator-30kw|pumps|72|96|0.6|0.97|16|120|10|40000|51000
enterprise-24|flood-pump|irrigation pumps|96|120|0.08|0.97|16|120|10|40000|660000
enterprise-25|sandbag|woven bags|6|12|4200|0.98|22|96|5|20000|1.1
enterprise-27|family-kit|parcels|12|24|35|0.99|16|48|6|20000|315
"""
"""Organisation, item, peacetime product, conversion h, ramp h, full rate, yield, hours a day, material h, delivery h,
yearly cost and price in yuan."""

BILL = """
drinking-water|pet-preform|1.82|piece
drinking-water|bottle-cap|1.82|piece
drinking-water|carton|0.076|piece
pet-preform|pet-resin|0.018|kg
bottle-cap|polyethylene|0.0022|kg
pet-resin|terephthalic-acid|0.86|kg
pet-resin|ethylene-glycol|0.34|kg
terephthalic-acid|paraxylene|0.66|kg
surgical-mask|meltblown|0.0011|kg
surgical-mask|spunbond|0.0024|kg
surgical-mask|ear-loop|0.36|m
surgical-mask|nose-wire|0.0006|kg
meltblown|meltblown-resin|1.03|kg
meltblown-resin|polypropylene|1.05|kg
spunbond|polypropylene|1.03|kg
polypropylene|propylene|1.01|kg
polyethylene|ethylene|1.02|kg
ethylene-glycol|ethylene|0.6|kg
protective-suit|laminated-fabric|2.1|m2
laminated-fabric|spunbond|0.05|kg
laminated-fabric|polyethylene|0.03|kg
tent-12m2|coated-fabric|55|m2
tent-12m2|steel-tube|22|kg
folding-bed|steel-tube|7|kg
folding-bed|coated-fabric|1.5|m2
coated-fabric|polyester-yarn|0.14|kg
coated-fabric|coating|0.12|kg
polyester-yarn|pet-resin|1.02|kg
quilt|polyester-fibre|1.6|kg
quilt|cover-fabric|5|m2
winter-coat|polyester-fibre|0.7|kg
winter-coat|cover-fabric|3|m2
polyester-fibre|pet-resin|1.02|kg
cover-fabric|polyester-yarn|0.1|kg
ration|flour|0.35|kg
ration|edible-oil|0.08|kg
ration|laminate-film|0.03|kg
instant-noodles|flour|0.085|kg
instant-noodles|edible-oil|0.015|kg
instant-noodles|laminate-film|0.005|kg
hot-meal|rice|0.4|kg
hot-meal|meal-box|3|piece
meal-box|polypropylene|0.025|kg
flour|wheat|1.33|kg
laminate-film|polyethylene|0.7|kg
laminate-film|pet-resin|0.3|kg
infusion-1l|polypropylene|0.032|kg
infusion-1l|glucose|0.05|kg
dressing-set|gauze|0.9|m2
dressing-set|spunbond|0.03|kg
first-aid-kit|gauze|1.2|m2
first-aid-kit|antiseptic|0.1|L
trauma-kit|dressing-set|4|set
trauma-kit|infusion-1l|3|piece
trauma-kit|splint|1|piece
disinfectant|sodium-hypochlorite|0.8|kg
sodium-hypochlorite|caustic-soda|1.1|kg
water-container|polyethylene|0.9|kg
tarpaulin|polyethylene|3.6|kg
sandbag|polypropylene|0.1|kg
generator-30kw|diesel-engine|1|piece
flood-pump|diesel-engine|1|piece
family-kit|cooking-set|1|set
family-kit|water-container|2|piece
family-kit|tarpaulin|1|piece
"""
"""Product, component, quantity and unit."""

COMPONENTS = """
pet-preform|enterprise-20|1500000|piece|48000|12
bottle-cap|enterprise-20|2400000|piece|60000|12
carton|enterprise-23|180000|piece|4000|16
pet-resin|enterprise-22|420000|kg|6500|24
polypropylene|enterprise-22|600000|kg|9000|24
polyethylene|enterprise-22|380000|kg|7000|24
meltblown-resin|enterprise-22|12000|kg|160|36
propylene|enterprise-22|900000|kg|20000|12
ethylene|enterprise-22|500000|kg|18000|12
ethylene-glycol|enterprise-22|300000|kg|8000|24
terephthalic-acid|enterprise-22|450000|kg|9000|24
paraxylene|enterprise-22|700000|kg|15000|24
meltblown|enterprise-21|2600|kg|45|36
spunbond|enterprise-21|16000|kg|260|24
laminated-fabric|enterprise-21|22000|m2|420|36
ear-loop|enterprise-25|1800000|m|24000|24
nose-wire|enterprise-31|2400|kg|60|24
steel-tube|enterprise-31|240000|kg|2600|24
coated-fabric|enterprise-11|46000|m2|900|36
polyester-yarn|enterprise-13|30000|kg|420|36
polyester-fibre|enterprise-13|42000|kg|600|36
cover-fabric|enterprise-12|70000|m2|1100|36
coating|enterprise-22|30000|kg|500|36
flour|enterprise-32|240000|kg|5200|12
edible-oil|enterprise-26|90000|kg|1500|24
laminate-film|enterprise-23|16000|kg|300|24
rice|enterprise-10|900000|kg|6000|8
meal-box|enterprise-23|600000|piece|9000|16
wheat|enterprise-32|2400000|kg|20000|24
glucose|enterprise-17|26000|kg|300|48
gauze|enterprise-18|80000|m2|900|24
antiseptic|enterprise-19|9000|L|200|24
splint|enterprise-18|2200|piece|25|36
sodium-hypochlorite|enterprise-19|60000|kg|700|12
caustic-soda|enterprise-19|120000|kg|1500|24
diesel-engine|enterprise-24|60|piece|0.8|96
cooking-set|enterprise-27|4500|set|40|36
"""
"""Component, supplier, quantity in hand, unit, largest rate an hour and lead time in hours."""
