"""What people fill in about warnings of others."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from anlan.alerts.texts import COLOURS, EVENTS, sentences
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest.actions import SourceContent
from anlan_center.alerts.ingest.engine import reader_language
from anlan_center.alerts.ingest.models import Received, Way
from anlan_center.alerts.ingest.queries import areas
from anlan_center.alerts.release.pages.forms import moment

_COLOURS = {"red": _("Red"), "orange": _("Orange"), "yellow": _("Yellow"), "blue": _("Blue")}


class SourceForm(forms.Form):
    """A source."""

    name = forms.CharField(label=_("Name"), max_length=120)
    way = forms.ChoiceField(label=_("Way"), choices=Way.choices)
    address = forms.CharField(
        label=_("Address"), max_length=500, required=False, help_text=_("Of the feed or message; empty for none")
    )
    every_s = forms.IntegerField(label=_("Seconds from one look to the next"), initial=60)
    jurisdiction = forms.ChoiceField(label=_("Area whose people see its messages"))
    takes_unsigned = forms.BooleanField(
        label=_("Unsigned messages may be passed on"),
        required=False,
        help_text=_("Only where the way to the source itself is safe"),
    )
    names_all = forms.BooleanField(
        label=_("Updates name every earlier message"),
        required=False,
        help_text=_("Otherwise it is enough that they name the last one"),
    )
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)

    def __init__(self, user: User | AnonymousUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "jurisdiction", [(area.prefix, str(area)) for area in areas(user, "ingest.manage")])

    def content(self) -> SourceContent:
        """Return what was filled in."""
        return SourceContent(**self.cleaned_data)


class PinForm(forms.Form):
    """A certificate for a sender."""

    sender = forms.CharField(label=_("Sender"), max_length=200, help_text=_("Letter for letter as in its messages"))
    certificate = forms.CharField(label=_("Certificate (PEM)"), widget=forms.Textarea, max_length=20_000)
    jurisdiction = forms.ChoiceField(label=_("Area where its signatures count"))
    since = moment(label=_("Taken from"), help_text=_("Empty for as long as the certificate says."))
    until = moment(label=_("Taken until"), help_text=_("Empty for as long as the certificate says."))

    def __init__(self, user: User | AnonymousUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "jurisdiction", [(area.prefix, str(area)) for area in areas(user, "ingest.manage")])


class RelayForm(forms.Form):
    """How a message is passed on."""

    event_type = forms.ChoiceField(label=_("Kind of event"))
    colour = forms.ChoiceField(label=_("Level"))
    codes = forms.MultipleChoiceField(
        label=_("Areas to warn"), required=False, help_text=_("None for the shapes of the message itself")
    )

    def __init__(self, user: User | AnonymousUser, received: Received, *args: Any, **kwargs: Any) -> None:
        start = {"event_type": received.event_type, "colour": received.colour or _colour(received.severity)}
        super().__init__(*args, **{**kwargs, "initial": start})
        language = reader_language()
        kinds = [(code, sentences(code, language).name) for code in EVENTS]
        offer(self, "event_type", [("", "-"), *kinds])
        offer(self, "colour", [("", "-"), *((colour.value, str(_COLOURS[colour])) for colour in COLOURS)])
        offer(self, "codes", [(area.code, str(area)) for area in areas(user, "alert.draft")])


def offer(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    """Offer choices in a field of a form that has some."""
    chosen = form.fields[name]
    if isinstance(chosen, forms.ChoiceField):
        chosen.choices = choices


def _colour(severity: str) -> str:
    return next((colour.value for colour in COLOURS if colour.severity == severity), "")
