"""What every synthetic place shares."""

from tools.lianyungang.geography import INVENTED_M, Geography
from tools.lianyungang.reference import SEED
from tools.lianyungang.table_files import Source
from tools.lianyungang.text_tables import Row

PLACES = "places-synthetic"

SOURCE: Source = {
    "id": PLACES,
    "kind": "synthetic",
    "title": "Simulated places at invented positions",
    "licence": "CC0-1.0",
    "method": "Counts by published figures or stated norms, shared out over townships by residents (largest "
    "remainder); positions drawn inside the township among its cells by residents, industry among thinly peopled cells",
    "seed": SEED,
    "constraint": "Published counts and sums hold exactly; every place lies inside its township",
    "note": "Names contain a number and the word simulated; no row describes a real operator.",
}


def simulated(
    geography: Geography, kind: str, name: tuple[str, str], number: int, code: str, position: tuple[float, float]
) -> Row:
    """Return a synthetic place; `name` is its kind in Chinese and English, the number goes into both names."""
    zh, en = name
    return {
        "id": f"{kind.replace('_', '-')}-{number:03d}",
        "name_zh": f"模拟{zh}{number:03d}",
        "name_en": f"Simulated {en} {number:03d}",
        "kind": kind,
        "lon": position[0],
        "lat": position[1],
        "coord_uncertainty_m": INVENTED_M,
        "area": code,
        "synthetic": True,
        "source": PLACES,
    }
