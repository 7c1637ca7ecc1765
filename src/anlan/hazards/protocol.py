"""What every hazard offers."""

from collections.abc import Sequence
from typing import Protocol

from anlan.city import City
from anlan.errors import SettingError
from anlan.hazards.event_set import EventSet
from anlan.hazards.parameters import Parameter
from anlan.language import Message, mark


class Hazard(Protocol):
    """A hazard: from the city package to events with footprints."""

    @property
    def kind(self) -> str:
        """Which hazard it is; a key of ``HAZARD_KINDS``."""
        ...

    @property
    def unit(self) -> str:
        """Unit of the intensity."""
        ...

    @property
    def parameters(self) -> tuple[Parameter, ...]:
        """What a city may set in ``hazard_parameters``."""
        ...

    def missing(self, city: City) -> tuple[Message, ...]:
        """Say what the package lacks for this hazard; empty when it can run."""
        ...

    def event_set(self, city: City, events: int, seed: int) -> EventSet:
        """Make `events` events; the same city, number and seed give the same set.

        Raises
        ------
        SettingError
            If something is missing or the number of events is too small.
        PackageError
            If ``hazard_parameters`` sets something that does not exist or is out of range.
        """
        ...


def require(missing: Sequence[Message], events: int, least: int = 1) -> None:
    """Refuse to make events without the inputs, or fewer than `least` of them.

    Raises
    ------
    SettingError
        With the first thing that is missing, or with the least number of events.
    """
    if missing:
        raise SettingError(Message(mark("the hazard cannot be computed: {reason}"), reason=missing[0]))
    if events < least:
        raise SettingError(Message(mark("{events} events asked for; give {least} or more"), events=events, least=least))
