"""What people fill in about warnings of others."""

from typing import Any

from django import forms
from django.contrib.auth.models import AnonymousUser
from django.utils.translation import gettext_lazy as _

from anlan.alerts.texts import COLOURS, EVENTS, sentences
from anlan_center.accounts.models import User
from anlan_center.alerts.ingest.actions import SourceContent
from anlan_center.alerts.ingest.engine import reader_language
from anlan_center.alerts.ingest.models import Pin, Received, Source
from anlan_center.alerts.ingest.queries import areas

_COLOURS = {"red": _("Red"), "orange": _("Orange"), "yellow": _("Yellow"), "blue": _("Blue")}


class SourceForm(forms.ModelForm[Source]):
    """A source."""

    jurisdiction = forms.ChoiceField(label=_("Area whose people see its messages"))

    class Meta:
        """What a person says of it."""

        model = Source
        fields = ("name", "way", "address", "every_s", "jurisdiction", "takes_unsigned", "names_all", "active")

    def __init__(self, user: User | AnonymousUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["jurisdiction"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - set above
        chosen.choices = [(area.prefix, str(area)) for area in areas(user, "ingest.manage")]

    def content(self) -> SourceContent:
        """Return what was filled in."""
        return SourceContent(**{name: self.cleaned_data[name] for name in self.Meta.fields})

    def validate_constraints(self) -> None:
        """Leave it to the action, which says all of it in words."""


class PinForm(forms.ModelForm[Pin]):
    """A certificate for a sender."""

    jurisdiction = forms.ChoiceField(label=_("Area where its signatures count"))

    class Meta:
        """What a person pins."""

        model = Pin
        fields = ("sender", "certificate", "jurisdiction", "since", "until")

    def __init__(self, user: User | AnonymousUser, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["jurisdiction"]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - set above
        chosen.choices = [(area.prefix, str(area)) for area in areas(user, "ingest.manage")]

    def validate_constraints(self) -> None:
        """Leave it to the action, which says all of it in words."""


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
        self._offer("event_type", [("", "-"), *kinds])
        self._offer("colour", [("", "-"), *((colour.value, str(_COLOURS[colour])) for colour in COLOURS)])
        self._offer("codes", [(area.code, str(area)) for area in areas(user, "alert.draft")])

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        chosen = self.fields[name]
        assert isinstance(chosen, forms.ChoiceField)  # noqa: S101 - declared above
        chosen.choices = choices


def _colour(severity: str) -> str:
    return next((colour.value for colour in COLOURS if colour.severity == severity), "")
