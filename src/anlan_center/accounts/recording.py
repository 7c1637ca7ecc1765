"""Who writes the record of what is done to accounts.

The record stands on people, so this part cannot import it; the setting ``ANLAN_RECORDER`` names its function.
"""

from collections.abc import Mapping
from typing import Any, Protocol, cast

from django.conf import settings
from django.db import models
from django.utils.module_loading import import_string

from anlan_center.accounts.models import User


class Recorder(Protocol):
    """Writes one row of the record, within the transaction of what it tells."""

    def __call__(
        self,
        actor: User | None,
        action: str,
        row: models.Model,
        *,
        exercise: bool,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> object:
        """Write who did what to which row."""


def record(
    actor: User | None,
    action: str,
    row: models.Model,
    *,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Record what was done to accounts; that is never part of an exercise.

    Parameters
    ----------
    actor
        Who did it; None for whoever runs the machine.
    action
        Such as ``account.grant``.
    row
        What it was done to.
    before, after
        What changed; no secret.
    """
    recorder = cast("Recorder", import_string(settings.ANLAN_RECORDER))
    recorder(actor, action, row, exercise=False, before=before, after=after)
