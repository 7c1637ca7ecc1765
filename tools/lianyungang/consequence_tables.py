"""Published figures and stated points from which the vulnerability functions are made."""

from tools.lianyungang.table_files import Source

SOURCES: tuple[Source, ...] = (
    {
        "id": "wind-damage",
        "kind": "published",
        "title": "Emanuel 2011, Weather, Climate, and Society 3, 261-268, eq. 1; Eberenz, Luethi and Bresch 2021, "
        "Natural Hazards and Earth System Sciences 21, 393-415, region WP3",
        "licence": "facts",
        "note": "Threshold 25.7 m/s and half-damage speed 80.2 m/s as 1-minute wind; quartiles of single events 53.8 "
        "and 130.9 m/s. Conversions: Harper, Kepert and Ginger 2010, WMO/TD-No. 1555; Knaff et al. 2011, Journal of "
        "Applied Meteorology and Climatology 50, 2149-2166.",
    },
    {
        "id": "huizinga-2017",
        "kind": "published",
        "title": "Huizinga, de Moel and Szewczyk 2017, Global flood depth-damage functions, EUR 28552 EN, Joint "
        "Research Centre, doi:10.2760/16510; Asia",
        "licence": "CC-BY-4.0",
        "attribution": "© European Union, 2017",
    },
    {
        "id": "jonkman-2008",
        "kind": "published",
        "title": "Jonkman, Vrijling and Vrouwenvelder 2008, Natural Hazards 46, 353-389; remaining zone",
        "licence": "facts",
        "note": "Lognormal with mu 7.60 and sigma 2.75.",
    },
    {
        "id": "lagomarsino-2006",
        "kind": "published",
        "title": "Lagomarsino and Giovinazzi 2006, Bulletin of Earthquake Engineering 4, 415-443; Bramerini et al. "
        "1995, Rischio sismico del territorio italiano, SSN/RT/95/01",
        "licence": "facts",
        "note": "mu_D = 2.5 [1 + tanh((I + 6.25 V - 13.1) / 2.3)]. The degrees of GB/T 17742 are taken as equal to "
        "those of EMS-98 and of the modified Mercalli scale.",
    },
    {
        "id": "jaiswal-wald-2010",
        "kind": "published",
        "title": "Jaiswal and Wald 2010, Earthquake Spectra 26, 1017-1037; parameters of the USGS PAGER model 2.2",
        "licence": "public domain",
    },
    {
        "id": "vulnerability-assumption",
        "kind": "assumption",
        "title": "Vulnerability stated by judgement; to be replaced by local loss records",
        "licence": "facts",
        "note": "Each function says what it rests on.",
    },
)

FLOOD_DEPTHS = (0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 5.0, 6.0)
"""Depths of the published table, m."""

JRC_ASIA = {
    "residential": (
        (0.3266, 0.4941, 0.6166, 0.7207, 0.8695, 0.9315, 0.9836, 1.0),
        (0.2516, 0.2154, 0.2145, 0.2073, 0.1675, 0.1245, 0.0478, 0.0),
        0.4,
    ),
    "commercial": (
        (0.3768, 0.5377, 0.6593, 0.7628, 0.8833, 0.9419, 0.9808, 1.0),
        (0.2405, 0.2406, 0.2436, 0.2503, 0.1717, 0.1124, 0.0528, 0.0),
        0.5,
    ),
    "industrial": (
        (0.2832, 0.4816, 0.6292, 0.7172, 0.8567, 0.9086, 0.9553, 1.0),
        (0.2433, 0.2960, 0.3006, 0.2685, 0.2345, 0.1592, 0.0795, 0.0),
        0.9,
    ),
    "agriculture": (
        (0.14, 0.37, 0.52, 0.56, 0.66, 0.83, 0.99, 1.0),
        (0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0),
        1.0,
    ),
}
"""Mean and standard deviation of the damage factor at `FLOOD_DEPTHS`, and the share of value on the lowest floor."""

STATED = (
    ("wind-agriculture", "typhoon_wind", "agriculture", "Lodging of crops; damage to greenhouses and rafts",
     "15:0 20:0.006:0.006 25:0.03:0.03 30:0.08:0.06 40:0.25:0.15 60:0.6:0.2"),
    ("wind-killed", "typhoon_wind", "killed",
     "Order of magnitude of mainland landfalls with evacuation; wind only, without surge and landslides",
     "20:0 25:1e-7 30:1e-6 40:1e-5 50:1e-4 60:3e-4"),
    ("wind-severely-injured", "typhoon_wind", "severely_injured", "Three times the killed",
     "20:0 25:3e-7 30:3e-6 40:3e-5 50:3e-4 60:9e-4"),
    ("wind-lightly-injured", "typhoon_wind", "lightly_injured", "Twelve times the killed",
     "20:0 25:1.2e-6 30:1.2e-5 40:1.2e-4 50:1.2e-3 60:3.6e-3"),
    ("wind-isolated", "typhoon_wind", "isolated", "Roads blocked by trees and masts; ferries stopped",
     "20:0 25:0.005:0.005 30:0.02:0.02 40:0.06:0.04 60:0.15:0.08"),
    ("wind-without-water", "typhoon_wind", "without_water", "Follows power at pumping stations; shorter",
     "20:0 25:0.02:0.02 30:0.08:0.06 35:0.18:0.1 40:0.35:0.15 50:0.6:0.2"),
    ("wind-without-power", "typhoon_wind", "without_power", "Overhead lines designed for the 30-year wind",
     "15:0 20:0.03:0.03 25:0.12:0.08 30:0.3:0.15 35:0.55:0.2 40:0.75:0.2 50:0.95:0.05"),
    ("flood-infrastructure", "rain_flood", "infrastructure",
     "About half of the cited function for industry: wash-out of road base, flooded switchgear",
     "0:0 0.15:0 0.5:0.1:0.1 1:0.2:0.12 1.5:0.3:0.15 2:0.35:0.15 3:0.45:0.2 5:0.5:0.2"),
    ("flood-displaced", "rain_flood", "displaced", "Residents of lowest floors leave first",
     "0.15:0 0.3:0.05:0.05 0.5:0.2:0.1 1:0.4:0.15 1.5:0.6:0.15 2:0.8:0.15 3:1"),
    ("flood-isolated", "rain_flood", "isolated",
     "People upstairs in standing water; the rest of those at the depth has left or wades",
     "0.3:0 0.5:0.1:0.08 1:0.3:0.15 1.5:0.35:0.15 2:0.2:0.1 3:0"),
    ("flood-without-water", "rain_flood", "without_water", "Flooded basements with booster pumps",
     "0.3:0 0.5:0.1:0.1 1:0.4:0.2 1.5:0.6:0.2 2:0.8:0.15 3:1"),
    ("flood-without-power", "rain_flood", "without_power",
     "Distribution rooms in basements and at street level are switched off at about half a metre",
     "0.2:0 0.3:0.1:0.1 0.5:0.35:0.2 1:0.8:0.15 1.5:1"),
    ("quake-agriculture", "earthquake", "agriculture", "Livestock sheds, ponds and canals only",
     "6:0 7:0.005:0.005 8:0.02:0.02 9:0.05:0.04 10:0.1:0.08 12:0.2:0.1"),
    ("quake-isolated", "earthquake", "isolated", "Fallen bridges and buildings close roads",
     "6:0 7:0.01:0.01 8:0.05:0.04 9:0.2:0.1 10:0.4:0.15 12:0.6:0.2"),
    ("quake-without-water", "earthquake", "without_water", "Breaks in mains; power loss at works",
     "5.5:0 6:0.02:0.02 7:0.15:0.1 8:0.5:0.2 9:0.85:0.1 10:1"),
    ("quake-without-power", "earthquake", "without_power", "Porcelain equipment of substations fails from VII",
     "5.5:0 6:0.03:0.03 7:0.2:0.12 8:0.6:0.2 9:0.9:0.1 10:1"),
    ("quake-substation", "earthquake", "component", "Substation out of service; porcelain without anchors",
     "6:0 7:0.1 8:0.45 9:0.85 10:1"),
    ("quake-works", "earthquake", "component", "Waterworks or telecom exchange out of service",
     "6:0 7:0.06 8:0.3 9:0.7 10:0.95"),
    ("quake-bridge", "earthquake", "component", "Road link closed by a fallen or unsafe bridge",
     "6.5:0 7:0.02 8:0.15 9:0.45 10:0.8"),
    ("flood-substation", "rain_flood", "component", "Switchgear under water; floors 0.5 m above the ground",
     "0.4:0 0.6:0.1 1:0.4 1.5:0.8 2:1"),
    ("flood-road", "rain_flood", "component", "Road link closed to cars; lorries pass up to about 0.5 m",
     "0.15:0 0.3:0.5 0.5:0.9 0.6:1"),
    ("wind-line", "typhoon_wind", "component", "Overhead line of 110 kV and above out of service",
     "25:0 30:0.02 35:0.08 40:0.25 50:0.7 60:0.95"),
)  # fmt: skip
"""Identifier, hazard, target, note and points ``intensity:mean:spread`` of functions stated by judgement."""
