"""Addresses of this part."""

from django.urls import path

from anlan_center.audit import views

app_name = "audit"
urlpatterns = [path("", views.records, name="list")]
