"""Addresses of this part."""

from django.urls import path

from anlan_center.outbox import live, views

app_name = "outbox"
urlpatterns = [
    path("", views.board, name="list"),
    path("<int:key>/retry", views.retry, name="retry"),
    path("live", live.events, name="live"),
    path("live/poll", live.poll, name="poll"),
]
