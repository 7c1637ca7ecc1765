"""A town with simulated plants."""

from pathlib import Path

from anlan.city import City
from tests.hazards.towns import CLIMATE, disk, town

HEADER = "id,name_zh,kind,lon,lat,substance,inventory_t,synthetic,source"

FUNCTIONS = """id,hazard,target,intensity_unit,confidence,source
toxic,toxic_release,killed,1,assumption,hand
blast,explosion,killed,kPa,assumption,hand
"""

POINTS = "function,intensity,mean,source\ntoxic,0,0,hand\ntoxic,10,1,hand\nblast,0,0,hand\nblast,50,1,hand\n"


def industrial(folder: Path, *plants: str, rings: int = 8, parameters: str = "") -> City:
    """Make a town of some rings of cells with plants.

    Parameters
    ----------
    folder
        Where to write.
    *plants
        ``substance, tonnes`` of each plant in the middle of the town; with ``real`` in front it is not simulated.
    rings
        Rings of cells around the middle.
    parameters
        Rows of ``hazard_parameters.csv``.
    """
    folder.mkdir(exist_ok=True)
    rows = [HEADER]
    for number, plant in enumerate(plants):
        own = "false,hand" if plant.startswith("real ") else "true,simulated"
        rows.append(f"plant-{number},装置,hazard_source,119.2,34.6,{plant.removeprefix('real ')},{own}")
    cells = disk(rings)
    tables = {
        "places": "\n".join(rows) + "\n",
        "climate_normals": CLIMATE,
        "vulnerability_functions": FUNCTIONS,
        "vulnerability_points": POINTS,
        "hazard_parameters": "hazard,parameter,value,unit,source\n" + parameters,
    }
    return town(folder, tables, [2.0] * len(cells), cells)
