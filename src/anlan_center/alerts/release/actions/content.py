"""What a person writes into a warning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

Texts = Mapping[str, Mapping[str, str]]
"""``{language: {"headline", "description", "instruction", "short"}}``"""


@dataclass(frozen=True, kw_only=True)
class Content:
    """What a person writes into a warning; the rest follows from it.

    Parameters
    ----------
    event_type
        Key of a kind of event of `anlan.alerts.texts`.
    colour
        red, orange, yellow or blue.
    severity, urgency, certainty
        As CAP has them; an empty severity follows from the colour.
    texts
        See `Texts`.
    area
        What was drawn and named, any of ``{"drawn": GeoJSON, "codes": [...], "circles": [[longitude, latitude, km],
        ...], "cells": [...]}``, and ``"description": {language: text}``.
    onset, expires
        When the event is expected to begin, and until when the warning holds.
    scope, restriction, addresses
        For whom it is, as CAP has them.
    source
        Where it comes from, such as another sender's message that is passed on.
    note
        For those who handle messages; the public does not see it.
    release_at
        Not before; None for at once when approved.
    """

    event_type: str
    colour: str
    severity: str = ""
    urgency: str = "Expected"
    certainty: str = "Likely"
    texts: Texts = field(default_factory=dict)
    area: Mapping[str, Any] = field(default_factory=dict)
    onset: datetime | None = None
    expires: datetime | None = None
    scope: str = "Public"
    restriction: str = ""
    addresses: str = ""
    source: str = ""
    note: str = ""
    release_at: datetime | None = None
