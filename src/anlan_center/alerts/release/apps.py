"""The application as Django sees it."""

from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    """Warnings from a draft to their release."""

    name = "anlan_center.alerts.release"
    label = "alerts"
    default_auto_field = "django.db.models.BigAutoField"
