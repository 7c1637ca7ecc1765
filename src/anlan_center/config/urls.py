"""Addresses of the centre: one line a part; each part lists its own."""

from django.urls import include, path

from anlan_center.config.api import api
from anlan_center.config.health import live, metrics, ready

urlpatterns = [
    path("health/live", live),
    path("health/ready", ready),
    path("metrics", metrics),
    path("accounts/", include("anlan_center.directory.urls")),
    path("accounts/", include("allauth.urls")),
    path("audit/", include("anlan_center.audit.urls")),
    path("outbox/", include("anlan_center.outbox.urls")),
    path("alerts/", include("anlan_center.alerts.release.urls")),
    path("deliveries/", include("anlan_center.alerts.deliveries.urls")),
    path("ingest/", include("anlan_center.alerts.ingest.urls")),
    path("subscriptions/", include("anlan_center.alerts.subscriptions.urls")),
    path("public/", include("anlan_center.alerts.bulletins.urls")),
    path("api/", api.urls),
    path("", include("anlan_center.overview.urls")),
]
