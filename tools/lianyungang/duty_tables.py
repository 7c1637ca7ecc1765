"""Who does what: duties by organisation, hazard and phase."""

LAW = "Emergency Response Law 2024"
BASES = {
    "2": f"{LAW}, chapter II (command)",
    "3": f"{LAW}, chapter III (prevention and preparedness)",
    "4": f"{LAW}, chapter IV (monitoring and warning)",
    "5": f"{LAW}, chapter V (response and rescue)",
    "6": f"{LAW}, chapter VI (recovery)",
    "63": f"{LAW}, Art. 63 (warning levels)",
    "71": f"{LAW}, Art. 71 (response levels)",
    "r": "role of the organisation",
}
"""What a duty follows from, by its short form."""

CITY_DUTIES = """
city-government|lead the response to emergencies|any|response|lead|2
city-government|approve plans and funds|any|preparedness|lead|3
city-government|order recovery and rebuilding|any|recovery|lead|6
emergency-command|command all departments|any|response|lead|71
emergency-command|decide the response level|any|response|lead|71
flood-command|command flood control|rain_flood|response|lead|5
flood-command|command flood control|river_flood|response|lead|5
flood-command|command typhoon defence|typhoon_wind|response|lead|5
flood-command|command surge defence|storm_surge|response|lead|5
flood-command|order reservoir releases|dam_failure|response|lead|5
quake-command|command earthquake relief|earthquake|response|lead|5
chemical-command|command chemical accidents|toxic_release|response|lead|5
chemical-command|command chemical accidents|explosion|response|lead|5
emergency-bureau|assess risks and keep the register|any|prevention|lead|3
emergency-bureau|write and drill the overall plan|any|preparedness|lead|3
emergency-bureau|keep relief supplies ready|any|preparedness|support|3
emergency-bureau|run the duty desk and collect reports|any|response|support|5
emergency-bureau|coordinate rescue and relocation|rain_flood|response|support|5
emergency-bureau|coordinate rescue and relocation|typhoon_wind|response|support|5
emergency-bureau|coordinate rescue teams|earthquake|response|support|5
emergency-bureau|supervise hazardous chemicals|toxic_release|prevention|lead|3
emergency-bureau|organise relief of affected people|any|recovery|lead|6
fire-rescue|search and rescue|earthquake|response|lead|5
fire-rescue|water rescue|rain_flood|response|lead|5
fire-rescue|fight fires|urban_fire|response|lead|5
fire-rescue|fight fires and stop leaks|toxic_release|response|support|5
fire-rescue|fight fires|explosion|response|support|5
fire-rescue|fight forest fires|wildfire|response|lead|5
fire-rescue|rescue from damaged buildings|typhoon_wind|response|support|5
health-commission|treat the injured|any|response|lead|5
health-commission|open beds and field hospitals|earthquake|response|lead|5
health-commission|lead epidemic control|epidemic|response|lead|5
health-commission|keep medical supplies ready|any|preparedness|lead|3
disease-control|watch for epidemics|epidemic|warning|lead|4
disease-control|disinfect and test water|rain_flood|recovery|lead|6
emergency-medical|dispatch ambulances|any|response|lead|5
blood-centre|supply blood|any|response|support|5
water-bureau|operate reservoirs and gates|rain_flood|response|support|5
water-bureau|operate reservoirs and gates|river_flood|response|support|5
water-bureau|watch dykes and dams|dam_failure|warning|lead|4
water-bureau|repair dykes and gates|rain_flood|prevention|lead|3
water-bureau|balance water in drought|drought|response|lead|5
hydrology|forecast water levels|river_flood|warning|lead|4
hydrology|forecast water levels|rain_flood|warning|support|4
transport-bureau|keep roads open and move people|any|response|lead|5
transport-bureau|call up buses and lorries|any|preparedness|lead|3
transport-bureau|repair roads and bridges|earthquake|recovery|lead|6
housing-bureau|drain streets and underpasses|rain_flood|response|lead|5
housing-bureau|check buildings after shocks|earthquake|response|support|5
housing-bureau|secure cranes and scaffolds|typhoon_wind|response|support|5
housing-bureau|rebuild homes|any|recovery|support|6
urban-management|clear trees and signs|typhoon_wind|response|lead|r
urban-management|clear snow and ice|cold_wave|response|lead|r
industry-bureau|call up production|any|response|lead|5
industry-bureau|keep the list of convertible plants|any|preparedness|lead|3
industry-bureau|coordinate communication|service_outage|response|lead|5
natural-resources|watch slopes|landslide|warning|lead|4
natural-resources|forecast surge and waves|storm_surge|warning|lead|4
natural-resources|forecast surge and waves|tsunami|warning|lead|4
ecology-bureau|measure air and water|toxic_release|response|support|5
ecology-bureau|stop pollution|explosion|response|support|5
ecology-bureau|measure radiation|nuclear_accident|response|support|5
agriculture-bureau|bring fishing boats to port|typhoon_wind|response|lead|5
agriculture-bureau|drain and replant fields|rain_flood|recovery|lead|6
education-bureau|close schools and open shelters in them|typhoon_wind|response|support|5
education-bureau|close schools and open shelters in them|rain_flood|response|support|5
education-bureau|drill evacuation at schools|earthquake|preparedness|lead|3
civil-affairs|care for people in need|any|response|support|5
civil-affairs|manage donations|any|recovery|lead|6
public-security|close areas and keep order|any|response|lead|5
public-security|control crowds|crowd_crush|response|lead|5
public-security|watch crowds at events|crowd_crush|warning|lead|4
traffic-police|guide traffic and green corridors|any|response|support|5
reserve-bureau|buy, store and rotate relief supplies|any|preparedness|lead|3
reserve-bureau|send out relief supplies|any|response|support|5
commerce-bureau|keep markets supplied|any|response|lead|5
finance-bureau|provide funds|any|response|support|5
market-regulation|watch prices and quality|any|response|support|r
culture-tourism|clear beaches and scenic areas|typhoon_wind|response|support|r
culture-tourism|limit visitors|crowd_crush|prevention|support|r
publicity|inform the public|any|response|lead|5
publicity|teach self-rescue|any|preparedness|support|3
cyberspace|watch rumours and answer them|any|response|support|r
meteorology|issue weather warnings|typhoon_wind|warning|lead|63
meteorology|issue weather warnings|rain_flood|warning|lead|63
meteorology|issue weather warnings|heat_wave|warning|lead|63
meteorology|issue weather warnings|cold_wave|warning|lead|63
meteorology|issue weather warnings|wind_hail|warning|lead|63
earthquake-office|report shaking quickly|earthquake|warning|lead|4
earthquake-office|assess intensity and aftershocks|earthquake|response|support|5
maritime|warn ships and search at sea|typhoon_wind|response|lead|r
maritime|contain spills at sea|toxic_release|response|support|r
armed-police|reinforce rescue|any|response|support|5
garrison|reinforce rescue with militia|any|response|support|5
broadcaster|broadcast warnings|any|warning|support|4
newspaper|send warnings in new media|any|warning|support|4
power-grid|restore power|service_outage|response|lead|5
power-grid|protect and restore power|typhoon_wind|response|support|5
power-grid|send generators to hospitals and pumps|rain_flood|response|support|5
water-utility|restore water and send tankers|service_outage|response|support|5
water-utility|restore water and send tankers|earthquake|response|support|5
drainage-utility|run pumps|rain_flood|response|support|r
gas-utility|shut off and check gas|earthquake|response|support|r
telecom-a|restore communication|service_outage|response|support|5
telecom-b|send satellite and mobile stations|earthquake|response|support|5
telecom-c|send warnings to mobile phones|any|warning|support|4
port-group|secure cranes and cargo|typhoon_wind|response|lead|r
port-group|watch dangerous cargo|explosion|prevention|support|3
airport-operator|keep the runway open for relief flights|any|response|support|r
rail-operator|stop and inspect trains|earthquake|response|support|r
rail-operator|stop and inspect trains|typhoon_wind|response|support|r
grid-transmission|restore transmission lines and substations|service_outage|response|support|5
nuclear-operator|keep the plant safe and report its state|any|response|support|r
power-generator|keep units ready for the grid|service_outage|response|support|r
tower-company|restore power and masts of base stations|service_outage|response|support|5
expressway-operator|inspect bridges and close sections|any|response|support|r
water-320707|restore water and send tankers|any|response|support|5
water-320722|restore water and send tankers|any|response|support|5
water-320723|restore water and send tankers|any|response|support|5
water-320724|restore water and send tankers|any|response|support|5
red-cross|first aid and relief|any|response|support|r
charity|collect donations|any|recovery|support|r
psychology|help people in distress|any|recovery|support|r
radio-amateurs|back-up communication|service_outage|response|support|r
disabled-aid|help disabled people to leave|any|response|support|r
"""
"""Organisation, duty, hazard, phase, role and basis (key of `BASES`)."""

DISTRICT_DUTIES = """
command the response in the district|any|response|lead|2
report to the city and ask for help|any|response|lead|5
keep the district's stock and shelters|any|preparedness|lead|3
inspect hidden hazards|any|prevention|lead|3
resettle affected people|any|recovery|lead|6
"""
"""Duty, hazard, phase, role and basis of each district government."""

TOWNSHIP_DUTIES = """
relocate people at risk|rain_flood|response|lead|5
relocate people at risk|typhoon_wind|response|lead|5
pass warnings to every household|any|warning|lead|4
report affected people and damage|any|response|lead|5
train grid workers and volunteers|any|preparedness|lead|3
"""
"""The same for each township government."""

GROUP_DUTIES = {
    "volunteers": "help with relocation and supplies|any|response|support|r",
    "property_manager": "block garages and check on residents|rain_flood|response|support|r",
    "enterprise": "deliver under agreement and convert production|any|response|support|3",
}
"""The duty of each organisation of a kind."""
