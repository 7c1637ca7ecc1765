"""Addresses of this part; they stand before those of allauth."""

from django.urls import URLPattern, path

from anlan_center.directory.keys import views as keys
from anlan_center.directory.people import views
from anlan_center.directory.proposals import views as proposals
from anlan_center.directory.signing_in import views as own

app_name = "directory"
urlpatterns: list[URLPattern] = [
    path("password/reset/", own.forgotten_password, name="forgotten_password"),
    path("reauthenticate/", own.reauthenticate_by_password, name="reauthenticate"),
    path("security/", own.security, name="security"),
    path("security/confirm/", own.confirm, name="confirm"),
    path("security/sign-out-elsewhere/", own.sign_out_elsewhere, name="sign_out_elsewhere"),
    path("keys/", keys.keys, name="keys"),
    path("keys/<int:number>/withdraw/", keys.withdraw, name="withdraw_key"),
    path("people/", views.people, name="people"),
    path("people/add/", views.add_person, name="add_person"),
    path("people/<int:number>/", views.person, name="person"),
    path("people/<int:number>/change/", views.change_person, name="change_person"),
    path("people/<int:number>/grant/", views.give, name="give"),
    path("people/<int:number>/close/", views.close, name="close"),
    path("people/<int:number>/reopen/", views.reopen, name="reopen"),
    path("people/<int:number>/reset-password/", views.reset_password, name="reset_password"),
    path("people/<int:number>/reset-second-factor/", views.reset_second_factor, name="reset_second_factor"),
    path("grants/<int:number>/withdraw/", views.withdraw, name="withdraw"),
    path("proposals/", proposals.proposals, name="proposals"),
    path("proposals/<int:number>/", proposals.proposal, name="proposal"),
    path("proposals/<int:number>/confirm/", proposals.confirm, name="confirm_proposal"),
    path("proposals/<int:number>/refuse/", proposals.refuse, name="refuse_proposal"),
    path("proposals/<int:number>/withdraw/", proposals.withdraw, name="withdraw_proposal"),
    path("organisations/", views.organisations, name="organisations"),
    path("organisations/add/", views.add_organisation, name="add_organisation"),
    path("organisations/<int:number>/", views.change_organisation, name="change_organisation"),
]
