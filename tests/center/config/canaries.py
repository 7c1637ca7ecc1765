"""Rows that must not be seen: one of each kind outside a reader's area, with a mark in every text."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models
from django.utils import timezone

from anlan_center.accounts.models import User
from anlan_center.alerts.bulletins.document import Document

OVERRIDES: Mapping[str, Mapping[str, Any]] = {
    "accounts.grant": {"role": "observer", "until": None},
    "accounts.proposal": {"role": "approver", "state": "confirmed", "decided_at": timezone.now()},
    "accounts.apitoken": {"permissions": ["alert.view"], "withdrawn": None},
    "bulletins.eventpage": {
        "published": None,
        "draft": lambda mark: Document(title={"zh-Hans": mark}, happened={"en": mark}).plain(),
    },
    "ingest.received": {"exercise": False, "status": "Actual", "trusted": False, "signature": "unsigned"},
    "alerts.texttemplate": {"event_type": "typhoon", "language": "en"},
    "alerts.alert": {
        "exercise": False, "status": "Actual", "msg_type": "Alert", "state": "draft", "scope": "Public",
        "event_type": "typhoon",
        "area": lambda mark: {"description": {"zh-Hans": mark, "en": mark}, "rings": [], "findings": [],
                              "estimate": {"people": 1, "people_day": 1, "km2": 1.0, "outside_km2": 0.0}},
    },
}  # fmt: skip
"""Values that constraints and pages ask for, by model; a function makes one that holds the mark."""


def kinds() -> Iterator[type[models.Model]]:
    """Yield every model of the centre whose rows lie in a jurisdiction."""
    for model in apps.get_models():
        if model.__module__.startswith("anlan_center.") and _has(model, "jurisdiction"):
            yield model


def every() -> list[type[models.Model]]:
    """List people, and every model whose rows lie in a jurisdiction."""
    return [User, *kinds()]


def _has(model: type[models.Model], name: str) -> bool:
    return any(field.name == name for field in model._meta.concrete_fields)


class Canaries:
    """Makes one row of each kind in one area, all under the same number.

    Parameters
    ----------
    key
        Number of each row.
    mark
        What stands in every text of each row.
    jurisdiction
        Prefix of the area.
    """

    def __init__(self, key: int, mark: str, jurisdiction: str) -> None:
        self.key = key
        self.mark = mark
        self.jurisdiction = jurisdiction

    def make_all(self) -> None:
        """Make a person and a row of each kind."""
        for model in every():
            self.row(model)

    def row(self, model: type[models.Model]) -> models.Model:
        """Return the row of a kind, made where it is not there."""
        known = model._base_manager.filter(pk=self.key).first()
        if known is not None:
            return known
        values = {field.attname: self.value(model, field) for field in model._meta.concrete_fields}
        row = model(**{name: value for name, value in values.items() if value is not models.NOT_PROVIDED})
        try:
            row.save(force_insert=True)
        except IntegrityError as error:
            raise AssertionError(f"{model._meta.label_lower} needs values in OVERRIDES above: {error}") from error
        return row

    def value(self, model: type[models.Model], field: "models.Field[Any, Any]") -> Any:
        """Return what stands in a field: the mark wherever text may stand."""
        chosen = OVERRIDES.get(model._meta.label_lower, {})
        if field.name in chosen:
            given = chosen[field.name]
            return given(self.mark) if callable(given) else given
        if field.primary_key:
            return self.key
        if field.name == "jurisdiction":
            return self.jurisdiction
        if isinstance(field, models.ForeignKey):
            return self._related(field)
        if field.has_default() and not isinstance(field, models.TextField | models.CharField):
            return models.NOT_PROVIDED
        if field.null and not isinstance(field, models.TextField | models.CharField | models.JSONField):
            return None
        return self._plain(field)

    def _related(self, field: "models.ForeignKey[Any, Any]") -> int | None:
        target: Any = field.remote_field.model
        if field.null and field.name not in {"organisation", "actor", "user"}:
            return None
        return int(self.row(target).pk)

    def _plain(self, field: "models.Field[Any, Any]") -> Any:
        if field.choices or getattr(field, "max_length", None) in range(1, len(self.mark)):
            return models.NOT_PROVIDED if field.has_default() else (field.choices or [("", "")])[0][0]
        if isinstance(field, models.CharField | models.TextField):
            return self.mark
        if isinstance(field, models.JSONField):
            return {self.mark: self.mark}
        if isinstance(field, models.DateTimeField):
            return timezone.now() + timedelta(days=1)
        if isinstance(field, models.BinaryField):
            return self.mark.encode()
        return False if isinstance(field, models.BooleanField) else 1
