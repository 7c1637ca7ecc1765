"""Addresses of this part."""

from django.urls import URLPattern

app_name = "subscriptions"
urlpatterns: list[URLPattern] = []
