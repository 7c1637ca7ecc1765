"""What a handler of events is, and the loop that calls them."""

from collections.abc import Callable, Mapping, Sequence

from anlan_center.outbox.models import Entry

Handler = Callable[[Entry], None]
"""Called with an event, in a transaction of its own; must bear being called again with the same event."""

Handlers = Mapping[str, Sequence[Handler]]
