"""The application as Django sees it."""

from django.apps import AppConfig


class IngestConfig(AppConfig):
    """Warnings that others send."""

    name = "anlan_center.alerts.ingest"
    label = "ingest"
    default_auto_field = "django.db.models.BigAutoField"
