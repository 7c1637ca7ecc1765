"""Forms for sinks and recipients; what a sink asks for depends on its channel."""

import math
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.choosing import AreaField
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.scope import areas_within
from anlan_center.alerts.deliveries.actions import Wanted
from anlan_center.alerts.deliveries.channels import CHANNELS, Channel
from anlan_center.alerts.deliveries.channels.protocol import TUNING, Setting
from anlan_center.alerts.deliveries.models import Sink


def offer_areas(form: forms.Form, actor: User) -> None:
    """Let a person choose among the areas whose channels they manage."""
    chosen = form.fields["jurisdiction"]
    if isinstance(chosen, AreaField):
        chosen.queryset = areas_within(actor, "channel.manage")


class KindForm(forms.Form):
    """Choose the channel of a new sink."""

    channel = forms.ChoiceField(label=_("Channel"), choices=[(one.kind, one.label) for one in CHANNELS])


class SinkForm(forms.Form):
    """A sink: its names, where it serves, whom it reaches, and the settings of its channel."""

    key = forms.SlugField(label=_("Short name"), max_length=60, help_text=_("It stays as it is."))
    name_zh = forms.CharField(label=_("Chinese name"), max_length=200)
    name_en = forms.CharField(label=_("English name"), max_length=200)
    jurisdiction = AreaField(Area.objects.none(), label=_("Area"), to_field_name="prefix")
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    exercise = forms.BooleanField(label=_("For exercises only"), required=False, initial=True)
    public = forms.BooleanField(label=_("Reaches the public"), required=False, initial=True)
    subscribers = forms.BooleanField(label=_("Carries to subscribers"), required=False)

    def __init__(self, actor: User, channel: Channel, *args: Any, sink: Sink | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, actor)
        self._channel = channel
        if sink is not None:
            del self.fields["key"]
        if not channel.way:
            del self.fields["subscribers"]
        for setting in (*channel.settings, *TUNING):
            self.fields[f"set_{setting.name}"] = _field(setting, known=sink is not None)

    def wanted(self) -> Wanted:
        """Return how the sink is to be."""
        given = self.cleaned_data
        settings = {name.removeprefix("set_"): value for name, value in given.items() if name.startswith("set_")}
        return Wanted(
            given["name_zh"], given["name_en"], given["jurisdiction"].prefix,
            {name: value for name, value in settings.items() if value not in (None, "", False)},
            active=given["active"], exercise=given["exercise"], public=given["public"],
            subscribers=given.get("subscribers", False),
        )  # fmt: skip


def initial_of(sink: Sink) -> dict[str, Any]:
    """Return what the form of a sink begins with; secrets never leave the database."""
    names = ("name_zh", "name_en", "jurisdiction", "active", "exercise", "public", "subscribers")
    return {name: getattr(sink, name) for name in names} | {f"set_{key}": value for key, value in sink.settings.items()}


def _field(setting: Setting, *, known: bool) -> forms.Field:
    shared: dict[str, Any] = {
        "label": setting.label,
        "required": setting.required and not (setting.secret and known),
        "initial": setting.initial,
    }
    if setting.secret:
        told = _("Leave it empty to keep what is known.") if known else ""
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(widget=widget, help_text=told, strip=False, **{**shared, "initial": ""})
    if setting.kind == "number":
        most = None if setting.most == math.inf else setting.most
        return forms.FloatField(min_value=setting.least, max_value=most, **shared)
    if setting.kind == "flag":
        return forms.BooleanField(**{**shared, "required": False})
    if setting.kind == "choice":
        return forms.ChoiceField(choices=[(one, one) for one in setting.choices], **shared)
    return forms.CharField(widget=forms.Textarea if setting.kind == "lines" else None, **shared)


class RecipientForm(forms.Form):
    """A fixed recipient of a sink."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(
        label=_("Address"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Number, mail address, topic, device or address of the web. Leave it empty to keep the one known."),
    )
    group = forms.CharField(label=_("Group"), max_length=60, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-Hans", "中文"), ("en", "English")])
    jurisdiction = AreaField(Area.objects.none(), label=_("Area"), to_field_name="prefix")
    active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer_areas(self, actor)

    def values(self) -> dict[str, Any]:
        """Return what the action asks for."""
        return {**self.cleaned_data, "jurisdiction": self.cleaned_data["jurisdiction"].prefix}
