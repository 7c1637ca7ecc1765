"""Rebuilds ``cities/lianyungang`` from the reference data: ``python -m tools.lianyungang.build``."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from tools.lianyungang import areas, cells, hazards, past_events, seismicity, tides
from tools.lianyungang.facility_layers import FACILITY_LAYERS
from tools.lianyungang.ground import RESOLUTION
from tools.lianyungang.table_files import write_city

ROOT = Path(__file__).resolve().parents[2]

NOTE = (
    "This package mixes real and synthetic rows. District outlines, township names and codes, district populations, "
    "storm tracks, earthquakes, rain, tide and river records and past disasters are restated from their sources; "
    "township outlines, everything on cells, networks, stocks, organisations and plants are invented by stated "
    "methods and marked synthetic. It is a demonstration, not a basis for decisions about the real city."
)

CITY: Mapping[str, object] = {
    "id": "lianyungang",
    "name_zh": "连云港市",
    "name_en": "Lianyungang",
    "adcode": "320700",
    "country": "CN",
    "timezone": "Asia/Shanghai",
    "languages": ("zh-Hans", "en"),
    "currency": "CNY",
    "h3_resolution": RESOLUTION,
    "population": 4_599_360,
    "version": "2026.1",
    "note": NOTE,
}
CYCLE: Mapping[str, object] = {"events": 10_000, "credibility_floor": 0.0001, "cycle_floor": 0.001, "seed": 320700}


class Layer(Protocol):
    """A module that writes some files of the package and names the sources that their rows use."""

    @property
    def SOURCES(self) -> tuple[Mapping[str, object], ...]:  # noqa: N802 - a module's constant
        """Entries for ``[[sources]]``."""

    def build(self, shared: Path, out: Path) -> None:
        """Write the layer's files into `out`; `shared` is the shared folder, which holds the reference data."""


LAYERS: tuple[Layer, ...] = (areas, cells, hazards, past_events, tides, seismicity, *FACILITY_LAYERS)
"""Layers in the order in which they are built; a later layer may read the files of an earlier one."""


def build(shared: Path, out: Path, resolution: int = RESOLUTION) -> None:
    """Build the whole package into `out`, with cells of an H3 resolution."""
    out.mkdir(parents=True, exist_ok=True)
    for layer in LAYERS:
        if layer is cells:
            cells.build(shared, out, resolution)
        else:
            layer.build(shared, out)
    write_city(
        out, {**CITY, "h3_resolution": resolution}, CYCLE, (source for layer in LAYERS for source in layer.SOURCES)
    )


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shared", type=Path, default=ROOT.parent / "shared", help="folder of the reference data")
    parser.add_argument("--out", type=Path, default=ROOT / "cities" / "lianyungang", help="folder of the package")
    parser.add_argument("--resolution", type=int, default=RESOLUTION, help="H3 resolution of the cells")
    options = parser.parse_args()
    build(options.shared, options.out, options.resolution)
    size = sum(file.stat().st_size for file in options.out.iterdir())
    print(f"{options.out}: {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
