"""What somebody asks for."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from anlan_center.accounts.models import area_prefix
from anlan_center.alerts.subscriptions.audience import district_of
from anlan_center.alerts.subscriptions.private.sealing import VAULT


@dataclass(frozen=True)
class Wish:
    """What somebody asks for.

    Parameters
    ----------
    way, address
        Channel, and the address on it in its normal form.
    language, threshold
        See `choices`.
    point
        Longitude and latitude, degrees; None where only areas are followed.
    areas
        Administrative codes.
    needs
        Bits of `choices.Need`.
    """

    way: str
    address: str
    language: str
    threshold: int
    point: tuple[float, float] | None
    areas: Sequence[str]
    needs: int

    @property
    def sealed(self) -> bytes:
        """What of it is personal, encrypted; a point is kept to about 10 m."""
        content = {name: value for name, value in asdict(self).items() if name in {"address", "areas", "needs"}}
        point = None if self.point is None else [round(value, 4) for value in self.point]
        return VAULT.seal_all({**content, "areas": list(self.areas), "point": point})

    @property
    def districts(self) -> tuple[str, ...]:
        """Prefixes of the districts that it touches, coarse on purpose."""
        found = {area_prefix(code)[:6] for code in self.areas}
        if self.point is not None and (district := district_of(*self.point)):
            found.add(area_prefix(district)[:6])
        return tuple(sorted(found))
