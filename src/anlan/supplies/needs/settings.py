"""What the computation of needs may be told, with the defaults and where they come from."""

from dataclasses import dataclass

from anlan.errors import SettingError
from anlan.language import Message

LEVELS = (0.05, 0.95)
"""Quantiles of bands."""


@dataclass(frozen=True)
class NeedsSettings:
    """Rules by which needs are computed.

    Parameters
    ----------
    people_per_responder
        People in need for whom one responder is at work, as long as there are that many responders, persons;
        assumption. A city that knows better sets its own.
    draws
        Draws from which bands are taken; 0 for none, so that bands are the needs themselves.

    Raises
    ------
    SettingError
        If a setting is outside its range.
    """

    people_per_responder: float = 20.0
    draws: int = 200

    def __post_init__(self) -> None:
        if not self.people_per_responder > 0.0:
            raise SettingError(
                Message("people_per_responder is {value}; give more than 0", value=self.people_per_responder)
            )
        if self.draws < 0:
            raise SettingError(Message("draws is {value}; give 0 or more", value=self.draws))
