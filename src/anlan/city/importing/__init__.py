"""City packages from the files that a data office has."""

from anlan.city.importing.assemble import Imported, import_city
from anlan.city.importing.request import Datum, ImportRequest

__all__ = ["Datum", "ImportRequest", "Imported", "import_city"]
