"""Addresses of this part."""

from django.urls import URLPattern

app_name = "alerts"
urlpatterns: list[URLPattern] = []
