"""The application as Django sees it."""

from django.apps import AppConfig


class DeliveriesConfig(AppConfig):
    """Warnings on their way through the channels."""

    name = "anlan_center.alerts.deliveries"
    label = "deliveries"
    default_auto_field = "django.db.models.BigAutoField"
