"""The ledger of a city package: the lots of ``stock.csv`` received as they stand."""

from decimal import Decimal

from anlan.city import City
from anlan.supplies.ledger.lots import OUTSIDE, Lot, at_place, exact
from anlan.supplies.ledger.moves import Line, Move, MoveKind
from anlan.supplies.ledger.readiness import Declared


def recipes_of(city: City) -> dict[str, dict[str, Decimal]]:
    """Return the components of one kit by item, for each kit of the city's catalogue.

    Parameters
    ----------
    city
        The city.
    """
    recipes: dict[str, dict[str, Decimal]] = {}
    for kit, item, quantity in city.table("kits").select("kit", "item", "quantity").iter_rows():
        recipes.setdefault(kit, {})[item] = exact(quantity)
    return recipes


def opening_moves(city: City, id: str = "opening") -> tuple[Move, ...]:  # noqa: A002
    """Return the receipts that bring the city's stock into a new ledger, one for each row; empty rows are left out.

    A lot without a place lies at the place without a name, which is the city as a whole.

    Parameters
    ----------
    city
        The city.
    id
        What the identifiers of the moves begin with.
    """
    units = dict(city.table("items").select("id", "unit").iter_rows())
    return tuple(
        receipt(f"{id}:{row['id']}", lot_of(row, units[row["item"]]), row["place"] or "", exact(row["quantity"]))
        for row in city.table("stock").iter_rows(named=True)
        if row["quantity"]
    )


def lot_of(row: dict[str, object], unit: str) -> Lot:
    """Return the lot of a row of ``stock.csv``.

    Parameters
    ----------
    row
        The row, typed.
    unit
        Unit of its item.
    """
    received = row.get("received")
    owner = row["organisation"] or ""
    return Lot(str(row["id"]), str(row["item"]), unit, str(owner), received=received, expires=row["expires"])  # type: ignore[arg-type]


def receipt(id: str, lot: Lot, place: str, quantity: Decimal, *, note: str = "") -> Move:  # noqa: A002
    """Return the move by which a new lot comes to a place.

    Parameters
    ----------
    id
        Identifier of the move.
    lot
        The lot.
    place
        Where it comes to.
    quantity
        How much, units.
    note
        What else should be known.
    """
    return Move(id, MoveKind.RECEIVE, (Line(lot.id, OUTSIDE, at_place(place), quantity),), (lot,), note=note)


def declared_of(city: City) -> tuple[Declared, ...]:
    """Return what the city's production lines and agreements promise, lines first.

    Parameters
    ----------
    city
        The city.
    """
    lines = city.table("capacity").select("id", "conversion_h", "max_rate").iter_rows()
    agreements = city.table("agreements").select("id", "call_off_h").iter_rows()
    return (*(Declared(*row) for row in lines), *(Declared(*row) for row in agreements))
