"""The application as Django sees it."""

from django.apps import AppConfig


class OverviewConfig(AppConfig):
    """Pages that look across the slices."""

    name = "anlan_center.overview"
    label = "overview"
    default_auto_field = "django.db.models.BigAutoField"
