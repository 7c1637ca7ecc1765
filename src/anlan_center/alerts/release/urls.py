"""Addresses of this part."""

from django.urls import path

from anlan_center.alerts.release.pages import composing, deciding, following, listing
from anlan_center.alerts.release.wordings import views as wordings

app_name = "alerts"
CASE = "texts/<str:area>/<str:event>/<str:colour>/<str:message>/<str:language>/"
urlpatterns = [
    path("", listing.alerts, name="list"),
    path("outlines.geojson", listing.outlines, name="outlines"),
    path("new/", composing.new, {"exercise": False}, name="new"),
    path("new/exercise/", composing.new, {"exercise": True}, name="new_exercise"),
    path("preview/", composing.preview, {"exercise": False}, name="preview"),
    path("preview/exercise/", composing.preview, {"exercise": True}, name="preview_exercise"),
    path("texts/", wordings.texts, name="texts"),
    path(CASE, wordings.text, name="text"),
    path(f"{CASE}preview/", wordings.preview, name="text_preview"),
    path("<int:key>/", deciding.detail, name="detail"),
    path("<int:key>/edit/", composing.edit, name="edit"),
    path("<int:key>/decide/", deciding.decide, name="decide"),
    path("<int:key>/message.xml", deciding.message, name="message"),
    path("<int:key>/submit/", following.submit, name="submit"),
    path("<int:key>/discard/", following.discard, name="discard"),
    path("<int:key>/update/", following.update, name="update"),
    path("<int:key>/correct/", following.correct, name="correct"),
    path("<int:key>/cancel/", following.cancel, name="cancel"),
]
