"""The application as Django sees it."""

from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    """Who works with the centre."""

    name = "anlan_center.directory"
    label = "directory"
    default_auto_field = "django.db.models.BigAutoField"
