"""What is counted across all processes: attempts at codes, and codes that were used.

A cache of Django's kept in a table, since every process that serves has to see the same counts, and a city may run the
centre without any further server. Values are JSON: who can write a row here must not be able to run anything by it.
"""

from datetime import UTC, datetime
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT, BaseCache
from django.db import transaction
from django.utils import timezone

from anlan_center.accounts.models import Counted

NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""End of what is kept without an end."""


class SharedCounts(BaseCache):
    """A cache in the table of `Counted`.

    Parameters
    ----------
    _location
        Of no use here; caches of Django have one.
    params
        See Django's setting ``CACHES``.
    """

    def __init__(self, _location: str, params: dict[str, Any]) -> None:
        super().__init__(params)

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value unless there is one; says whether it was kept. Of several that try, one succeeds."""
        name = self._named(key, version)
        with transaction.atomic():
            Counted.objects.filter(key=name, expires__lte=timezone.now()).delete()
            defaults = {"value": value, "expires": self._end(timeout)}
            _row, made = Counted.objects.get_or_create(key=name, defaults=defaults)
        return made

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        """Return a value, or the default where there is none any more."""
        found = Counted.objects.filter(key=self._named(key, version), expires__gt=timezone.now())
        row = found.first()
        return default if row is None else row.value

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> None:
        """Keep a value."""
        defaults = {"value": value, "expires": self._end(timeout)}
        Counted.objects.update_or_create(key=self._named(key, version), defaults=defaults)

    def touch(self, key: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None) -> bool:
        """Keep a value for longer; says whether there was one."""
        there = Counted.objects.filter(key=self._named(key, version), expires__gt=timezone.now())
        return bool(there.update(expires=self._end(timeout)))

    def delete(self, key: Any, version: int | None = None) -> bool:
        """Remove a value; says whether there was one."""
        removed, _kinds = Counted.objects.filter(key=self._named(key, version)).delete()
        return bool(removed)

    def clear(self) -> None:
        """Remove everything."""
        Counted.objects.all().delete()

    def _named(self, key: Any, version: int | None) -> str:
        return str(self.make_and_validate_key(key, version=version))

    def _end(self, timeout: Any) -> datetime:
        seconds = self.get_backend_timeout(timeout)
        return NEVER if seconds is None else datetime.fromtimestamp(seconds, UTC)
