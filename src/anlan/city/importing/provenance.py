"""Where imported rows come from, as ``[[sources]]`` of city.toml."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from anlan.city.importing.population import Spread
from anlan.city.importing.request import ImportRequest
from anlan.city.model import City
from anlan.errors import Problem, Severity
from anlan.language import Message

UNSTATED = "not stated"


@dataclass
class Provenance:
    """Sources of a package while it is made.

    Parameters
    ----------
    rows
        Sections ``[[sources]]``, those of the package first.
    licence
        Licence of the imported files, as the user states it.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    licence: str | None = None

    @classmethod
    def of(cls, city: City | None, licence: str | None) -> "Provenance":
        """Begin with the sources of the package that is updated."""
        return cls([dict(row) for row in city.sources.iter_rows(named=True)] if city else [], licence)

    def published(self, file: str) -> str:
        """Return the id of the source for a file."""
        return self._add(file, "published", file)

    def of_cells(self, request: ImportRequest, spread: Spread, resolution: int) -> str:
        """Return the id of the source for the cells."""
        origin = request.population.name if request.population else ", ".join(path.name for path in request.areas)
        origin = origin or "areas.csv"
        if spread.even:
            note = f"Residents of each area spread evenly over its surface, H3 resolution {resolution}"
            return self._add(f"cells-{origin}", "assumption", f"{origin}, spread evenly", note=note)
        note = f"Gridded to H3 resolution {resolution}; totals kept, whole persons by largest remainders"
        if request.rescale_to_areas:
            note += "; scaled to the population that the areas state"
        return self._add(f"cells-{origin}", "derived", f"{origin}, gridded", note=note)

    def notices(self) -> Iterable[Problem]:
        """Yield a notice where a licence is missing."""
        lacking = [row["id"] for row in self.rows if row["licence"] == UNSTATED]
        if lacking:
            what = Message("the licence of {sources} is not stated", sources=", ".join(lacking))
            remedy = Message("write it into city.toml, or import again with --licence")
            yield Problem("city.toml", what, remedy, severity=Severity.NOTICE, code="no-licence")

    def _add(self, name: str, kind: str, title: str, **more: str) -> str:
        stem = Path(name).stem if kind == "published" else name.rsplit(".", maxsplit=1)[0]
        slug = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-") or "import"
        known = {row["id"]: row for row in self.rows}
        number, chosen = 1, slug
        while chosen in known and known[chosen]["title"] != title:
            number += 1
            chosen = f"{slug}-{number}"
        licence = self.licence or (known[chosen]["licence"] if chosen in known else UNSTATED)
        row = {"id": chosen, "kind": kind, "title": title, "licence": licence, **more}
        if chosen in known:
            self.rows[self.rows.index(known[chosen])] = row
        else:
            self.rows.append(row)
        return chosen
