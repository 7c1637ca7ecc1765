"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.subscriptions import views

app_name = "subscriptions"
urlpatterns = [
    path("", views.subscribe, name="subscribe"),
    path("asked/", views.asked, name="asked"),
    path("confirm/<str:token>/", views.confirm, name="confirm"),
    path("manage/<str:token>/", views.manage, name="manage"),
    path("manage/<str:token>/test/", views.test, name="test"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
    path("figures/", views.figures, name="figures"),
    path("worker.js", views.worker, name="worker"),
]
