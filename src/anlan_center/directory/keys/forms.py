"""What is asked when a key is issued."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from anlan_center.accounts.choosing import AreaField
from anlan_center.accounts.models import Area, User
from anlan_center.accounts.roles import BY_HAND, PERMISSIONS
from anlan_center.directory.people.queries import standing


class TokenForm(forms.Form):
    """A key for a program."""

    name = forms.CharField(
        label=_("What it is for"), max_length=80, help_text=_("Such as: reads warnings for the district's screen")
    )
    permissions = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    area = AreaField(label=_("Area"), queryset=Area.objects.none())
    days = forms.IntegerField(label=_("For how many days"), min_value=1, initial=90)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = standing(user)
        chosen, area = self.fields["permissions"], self.fields["area"]
        if isinstance(chosen, forms.MultipleChoiceField) and isinstance(area, forms.ModelChoiceField):
            chosen.choices = [(key, PERMISSIONS[key]) for key in held if key not in BY_HAND]
            prefixes = {prefix for found in held.values() for prefix in found}
            area.queryset = Area.objects.filter(
                pk__in=[one.pk for one in Area.objects.all() if any(one.prefix.startswith(head) for head in prefixes)]
            ).order_by("code")
