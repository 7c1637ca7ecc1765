"""The application as Django sees it."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The record of everything that was done."""

    name = "anlan_center.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
