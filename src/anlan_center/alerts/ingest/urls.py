"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.ingest import views

app_name = "ingest"
urlpatterns = [
    path("", views.listed, name="list"),
    path("<int:key>", views.shown, name="message"),
    path("<int:key>/relay", views.relayed, name="relay"),
    path("<int:key>/merge", views.merged, name="merge"),
    path("sources", views.origins, name="sources"),
    path("sources/<int:key>", views.source, name="source"),
    path("pins/<int:key>/withdraw", views.withdrawn, name="withdraw"),
]
