"""The application as Django sees it."""

from django.apps import AppConfig


class SubscriptionsConfig(AppConfig):
    """Members of the public who asked to be warned."""

    name = "anlan_center.alerts.subscriptions"
    label = "subscriptions"
    default_auto_field = "django.db.models.BigAutoField"
