"""The application as Django sees it."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """What has to be done once a transaction is written."""

    name = "anlan_center.outbox"
    label = "outbox"
    default_auto_field = "django.db.models.BigAutoField"
