"""The application as Django sees it."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Organisations, people, their roles and where these hold."""

    name = "anlan_center.accounts"
    label = "accounts"
    default_auto_field = "django.db.models.BigAutoField"
