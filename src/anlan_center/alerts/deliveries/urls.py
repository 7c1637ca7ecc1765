"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.deliveries import views

app_name = "deliveries"
urlpatterns = [
    path("", views.board, name="board"),
    path("<int:number>/", views.detail, name="detail"),
    path("<int:number>/resend", views.resend, name="resend"),
    path("times/", views.times, name="times"),
    path("times/<int:alert>/", views.times_of, name="times_of"),
    path("prospect/draft/", views.subscribers_of_draft, name="subscribers_of_draft"),
    path("prospect/<int:alert>/", views.prospect, name="prospect"),
    path("sinks/", views.sinks, name="sinks"),
    path("sinks/new", views.new_sink, name="new_sink"),
    path("sinks/<int:number>/", views.sink, name="sink"),
    path("sinks/<int:number>/recipients", views.recipient, name="recipient"),
    path("sinks/<int:number>/recipients/<int:recipient>/remove", views.remove_recipient, name="remove_recipient"),
]
