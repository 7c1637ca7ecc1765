"""A town with measures, criteria and entries of its own."""

from pathlib import Path

MEASURES = """id,name_zh,purpose,hazard,lever,factor,cost,upkeep,life_years,synthetic,source
dear,贵,prevent,rain_flood,vulnerability,0.5,9000000000,0,30,true,tinytown
"""

CHEAP = MEASURES.replace("dear,贵", "cheap,廉").replace("9000000000", "3000").replace("0.5", "0.001")

ENTRIES = """id,name_zh,name_en,kind,hazard,area,likelihood,consequence,controllable,synthetic,source
wall,旧墙,Old wall,hazard_source,rain_flood,{area},3,5,yes,true,tinytown
tank,储罐,Tank,risk_point,explosion,{area},2,5,no,true,tinytown
slope,边坡,Slope,concern,landslide,{area},4,4,,true,tinytown
drain,排水口,Drain,risk_point,rain_flood,{area},1,1,no,true,tinytown
"""

MATRIX_HEADER = "likelihood,consequence,level,synthetic,source\n"


def write(town: Path, **tables: str) -> None:
    """Write tables of a package by name."""
    for name, text in tables.items():
        (town / f"{name}.csv").write_text(text, encoding="utf-8")
