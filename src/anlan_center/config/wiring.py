"""Which event is handled by what: the one place where slices meet."""

from collections.abc import Mapping

from anlan_center.outbox.handling import Handler

HANDLERS: Mapping[str, tuple[Handler, ...]] = {}
"""Handlers by topic of the outbox. Each is called at least once, alone in a transaction, and must bear repetition."""
