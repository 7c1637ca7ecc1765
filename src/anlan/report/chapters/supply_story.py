"""What every chapter on sending out supplies knows of the city: its names and its units."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from anlan.city import City
from anlan.report.chapters.run_parts import RunNames


@dataclass(frozen=True, eq=False)
class SupplyStory:
    """A city of which something is told.

    Parameters
    ----------
    city
        The city.
    """

    city: City

    @cached_property
    def names(self) -> RunNames:
        """Names of the city."""
        return RunNames.of(self.city)

    @cached_property
    def units(self) -> Mapping[str, str]:
        """Unit of each item."""
        return dict(self.city.table("items").select("id", "unit").iter_rows())
