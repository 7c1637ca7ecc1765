"""Addresses of this part."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

app_name = "overview"
urlpatterns: list[URLPattern] = [
    path("language/", set_language, name="language"),
]
