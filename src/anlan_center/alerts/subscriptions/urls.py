"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.subscriptions.pages import asking, figures, holding

app_name = "subscriptions"
urlpatterns = [
    path("", asking.subscribe, name="subscribe"),
    path("asked/<slug:way>/", asking.asked, name="asked"),
    path("again/", asking.again, name="again"),
    path("code/", asking.code, name="code"),
    path("code/<str:ticket>/", asking.code, name="code_for"),
    path("places/", asking.places, name="places"),
    path("confirm/<str:token>/", holding.confirm, name="confirm"),
    path("manage/<str:token>/", holding.manage, name="manage"),
    path("manage/<str:token>/test/", holding.test, name="test"),
    path("unsubscribe/<str:token>/", holding.unsubscribe, name="unsubscribe"),
    path("figures/", figures.figures, name="figures"),
    path("worker.js", asking.worker, name="worker"),
]
