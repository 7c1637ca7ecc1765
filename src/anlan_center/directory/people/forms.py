"""What is asked when accounts change."""

from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anlan.city.tables.organisations import ORGANISATION_KINDS
from anlan.language import best_language, translator
from anlan_center.accounts.choosing import AreaField
from anlan_center.accounts.models import Area, Organisation, User
from anlan_center.accounts.roles import ROLES
from anlan_center.accounts.scope import areas_within
from anlan_center.directory.people.queries import MANAGE, organisations


def kinds() -> list[tuple[str, str]]:
    """List the kinds of organisations of a city package, in the reader's language."""
    say = translator(best_language([get_language() or ""]))
    return [(key, say(text)) for key, text in ORGANISATION_KINDS.items()]


class PersonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A person, and where that person works."""

    class Meta:
        """Fields of the account."""

        model = User
        fields: ClassVar = ["username", "display_name", "organisation", "email", "language"]
        labels: ClassVar = {"username": _("Name to sign in with"), "organisation": _("Organisation")}
        help_texts: ClassVar = {
            "username": _("Letters, digits and the characters @ . + - _"),
            "email": _("Official address, used for a forgotten password. May stay empty."),
        }
        widgets: ClassVar = {"language": forms.Select(choices=settings.LANGUAGES)}

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["organisation"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = organisations(actor, MANAGE).filter(active=True)
        chosen.required = True
        if self.instance.pk is not None:
            del self.fields["username"]


class GrantForm(forms.Form):
    """A role in an area."""

    role = forms.ChoiceField(label=_("Role"), choices=lambda: [(key, role.name) for key, role in ROLES.items()])
    area = AreaField(
        label=_("Area"), queryset=Area.objects.none(), help_text=_("Holds there and in all that lies within.")
    )
    until = forms.DateTimeField(
        label=_("Ends"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text=_("Leave empty for a role without an end."),
    )

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["area"]
        if isinstance(chosen, forms.ModelChoiceField):
            chosen.queryset = areas_within(actor, MANAGE)

    def wish(self) -> tuple[str, str, datetime | None]:
        """Return role, prefix of the area and end."""
        chosen = self.cleaned_data
        return chosen["role"], chosen["area"].prefix, chosen["until"]


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """An organisation."""

    area = AreaField(label=_("Area"), queryset=Area.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=kinds)

    class Meta:
        """Fields of an organisation."""

        model = Organisation
        fields: ClassVar = ["key", "name_zh", "name_en", "kind", "parent", "sender", "active"]
        labels: ClassVar = {
            "parent": _("Reports to"),
            "active": _("In service"),
            "sender": _("Sender of its warnings"),
        }
        help_texts: ClassVar = {
            "key": _("Short name of letters, digits and hyphens that never changes"),
            "sender": _("Identifies the organisation in every warning, such as command@city.example"),
            "active": _("People of an organisation out of service have no permission."),
        }

    def __init__(self, actor: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, parent = self.fields["area"], self.fields["parent"]
        if isinstance(area, forms.ModelChoiceField) and isinstance(parent, forms.ModelChoiceField):
            area.queryset = areas_within(actor, MANAGE)
            area.initial = Area.objects.filter(prefix=self.instance.jurisdiction).first()
            above = self.instance.parent_id
            parent.queryset = organisations(actor) | Organisation.objects.filter(pk__in=[above] if above else [])
        if self.instance.pk is not None:
            del self.fields["key"]

    def values(self) -> dict[str, Any]:
        """Return what the actions ask for."""
        values = {name: self.cleaned_data[name] for name in self.fields if name != "area"}
        return {**values, "jurisdiction": self.cleaned_data["area"].prefix}
