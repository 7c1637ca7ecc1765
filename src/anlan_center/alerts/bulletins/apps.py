"""The application as Django sees it."""

from django.apps import AppConfig


class BulletinsConfig(AppConfig):
    """What the public reads: warnings, status of events, questions and answers."""

    name = "anlan_center.alerts.bulletins"
    label = "bulletins"
    default_auto_field = "django.db.models.BigAutoField"
