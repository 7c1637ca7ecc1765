"""What actions, events and rows are called where people read the record and the outbox."""

from collections.abc import Mapping

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

ACTIONS: Mapping[str, str | Promise] = {
    "account.account_connected": _("Sign-in through another system joined"),
    "account.account_disconnected": _("Sign-in through another system removed"),
    "account.ask": _("Role asked for"),
    "account.change": _("Account changed"),
    "account.close": _("Account was closed"),
    "account.confirm": _("Role confirmed by a second administrator"),
    "account.demo": _("Demonstration account made"),
    "account.email_changed": _("Own address changed"),
    "account.email_deleted": _("Own address removed"),
    "account.grant": _("Role given"),
    "account.install": _("Administrator made at the machine"),
    "account.lapse": _("Role asked for lapsed"),
    "account.open": _("Account opened"),
    "account.password": _("Own password changed"),
    "account.password_changed": _("Own password changed"),
    "account.password_reset": _("Own password changed by a link in a letter"),
    "account.password_set": _("Own password set"),
    "account.readdress": _("Address for a forgotten password changed"),
    "account.refuse": _("Role refused by a second administrator"),
    "account.reopen": _("Account opened again"),
    "account.reset_password": _("Password reset"),
    "account.reset_second_factor": _("Second factor reset"),
    "account.sign_in": _("Signed in"),
    "account.sign_out": _("Signed out"),
    "account.sign_out_elsewhere": _("Signed out everywhere else"),
    "account.take_back": _("Role asked for was taken back"),
    "account.withdraw": _("Role withdrawn"),
    "alert.approve": _("Warning approved and signed"),
    "alert.approve_language": _("Text of a language approved"),
    "alert.cancel": _("Warning lifted"),
    "alert.discard": _("Warning given up"),
    "alert.draft": _("Warning drafted"),
    "alert.edit": _("Warning changed"),
    "alert.emergency": _("Warning approved in an emergency"),
    "alert.expire": _("Warning ended"),
    "alert.expired": _("Warning ended"),
    "alert.give_back": _("Warning given back"),
    "alert.prepare_cancel": _("Lifting prepared"),
    "alert.prepare_update": _("Update prepared"),
    "alert.release": _("Warning released"),
    "alert.released": _("Warning released"),
    "alert.review": _("Warning reviewed"),
    "alert.submit": _("Warning handed in for review"),
    "alert.update": _("Warning followed by an update"),
    "bulletin.changed": _("Public page to be written"),
    "bulletin.warning": _("Public page of a warning written"),
    "city.load": _("City package loaded"),
    "delivery.resend": _("Delivery sent again"),
    "delivery.spread": _("Deliveries to be written"),
    "event.begin": _("Page of an event begun"),
    "event.edit": _("Page of an event changed"),
    "event.publish": _("Page of an event published"),
    "ingest.merge": _("Warnings of others merged"),
    "ingest.pin": _("Certificate of a sender pinned"),
    "ingest.push": _("Warning of others pushed"),
    "ingest.receive": _("Warning of others received"),
    "ingest.relay": _("Warning of others taken over as a draft"),
    "ingest.separate": _("Warnings of others kept apart"),
    "ingest.source.add": _("Source of warnings added"),
    "ingest.source.change": _("Source of warnings changed"),
    "ingest.verify": _("Signature checked"),
    "ingest.withdraw": _("Certificate of a sender withdrawn"),
    "organisation.add": _("Organisation added"),
    "organisation.change": _("Organisation changed"),
    "outbox.retry": _("Failed event run again"),
    "recipient.change": _("Recipient changed"),
    "recipient.make": _("Recipient added"),
    "recipient.remove": _("Recipient removed"),
    "second_factor.recovery_codes_generated": _("Recovery codes made"),
    "second_factor.totp_activated": _("Authenticator app set up"),
    "second_factor.totp_deactivated": _("Authenticator app removed"),
    "second_factor.webauthn_added": _("Security key added"),
    "second_factor.webauthn_removed": _("Security key removed"),
    "sink.change": _("Sink changed"),
    "sink.make": _("Sink set up"),
    "subscription.ask": _("Subscription asked for"),
    "subscription.change": _("Subscription changed"),
    "subscription.confirm": _("Subscription confirmed"),
    "subscription.dead": _("Subscription removed, as its address is dead"),
    "subscription.end": _("Subscription ended"),
    "subscription.expired": _("Subscription removed, as it had run out"),
    "subscription.test": _("Test message sent to a subscriber"),
    "subscription.unconfirmed": _("Subscription removed, as nobody confirmed it"),
    "template.approve": _("Template of a text approved"),
    "template.propose": _("Template of a text proposed"),
    "template.refuse": _("Template of a text sent back"),
    "template.withdraw": _("Template of a text withdrawn"),
    "token.issue": _("Key for a program issued"),
    "token.withdraw": _("Key for a program withdrawn"),
}
"""Names of actions of the record and of events of the outbox."""

KINDS: Mapping[str, str | Promise] = {
    "accounts.area": _("Area"),
    "accounts.grant": _("Role"),
    "accounts.organisation": _("Organisation"),
    "accounts.apitoken": _("Key for a program"),
    "accounts.proposal": _("Role that takes two administrators"),
    "accounts.user": _("Person"),
    "alerts.alert": _("Warning"),
    "alerts.texttemplate": _("Template of a text"),
    "deliveries.delivery": _("One delivery"),
    "deliveries.recipient": _("Recipient"),
    "deliveries.sink": _("Sink"),
    "bulletins.publication": _("Public page"),
    "bulletins.eventpage": _("Page of an event"),
    "ingest.pin": _("Certificate of a sender"),
    "ingest.received": _("Warning of others"),
    "ingest.source": _("Source of warnings"),
    "subscriptions.subscriber": _("Subscription"),
    "outbox.entry": _("Event"),
}
"""Names of kinds of rows."""


@register.filter
def action_name(action: str) -> str | Promise:
    """Return what an action or an event is called; itself where nobody named it."""
    return ACTIONS.get(action, action)


@register.filter
def kind_name(kind: str) -> str | Promise:
    """Return what a kind of row is called; itself where nobody named it."""
    return KINDS.get(kind, kind)
