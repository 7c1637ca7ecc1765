"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.bulletins import editing, views

app_name = "bulletins"
urlpatterns = [
    path("", views.home, name="home"),
    path("real/", views.genuine, name="genuine"),
    path("check/", views.checked, name="check"),
    path("events/", editing.events, name="events"),
    path("events/new/", editing.begin, name="begin"),
    path("events/<slug:slug>/", editing.edit, name="edit"),
    path("events/<slug:slug>/preview/<str:lang>/", editing.preview, name="preview"),
    path("events/<slug:slug>/publish/", editing.publish, name="publish"),
    path("<path:path>", views.page, name="page"),
]
