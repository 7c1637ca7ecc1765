"""A gap in the terrain is told before a hazard is left out for it."""

from pathlib import Path
from shutil import copytree

from anlan.city import check
from anlan.errors import Severity


def test_cells_without_a_height_among_others_are_noticed(tmp_path: Path, cities: Path) -> None:
    """Column, number of rows, the first of them and what follows; the package can still be used."""
    package = copytree(cities / "tinytown", tmp_path / "town")
    lines = (package / "cells.csv").read_text(encoding="utf-8").splitlines()
    for number in (2, 5):
        lines[number] = lines[number].replace(",1,1,true,", ",,1,true,")
    (package / "cells.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    found = check(package)
    assert [(str(problem), problem.severity) for problem in found] == [
        (
            "cells.csv:3: height_m is empty in 2 of 42 rows, this one the first; fill them all; hazards that need the "
            "terrain are left out otherwise",
            Severity.NOTICE,
        )
    ]


def test_a_package_without_any_terrain_is_a_choice(tmp_path: Path, cities: Path) -> None:
    """A column that is empty throughout is no gap."""
    package = copytree(cities / "tinytown", tmp_path / "town")
    text = (package / "cells.csv").read_text(encoding="utf-8")
    (package / "cells.csv").write_text(
        text.replace(",1,1,true,", ",,1,true,").replace(",10,1,true,", ",,1,true,"), encoding="utf-8"
    )
    assert check(package) == ()
