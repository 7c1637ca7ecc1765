"""Addresses of this part."""

from django.urls import URLPattern, path
from django.views.i18n import set_language

from anlan_center.overview import views

app_name = "overview"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("areas.geojson", views.outlines_of_areas, name="outlines"),
    path("language/", set_language, name="language"),
]
